//! Installs what the commands need, each thing only when it is missing or of another version.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;
use crate::project::{Project, read};
use crate::shell::{find_program, output_of, run, say};

const TRUNK: &str = "0.21.14";

/// The page in the browser.
pub const WEB: &str = "wasm32-unknown-unknown";
/// The pure crates' own tests, in the same kind of engine that runs the page.
pub const WASI: &str = "wasm32-wasip1";

/// Installs everything that any command needs.
pub fn everything(project: &Project) -> Outcome {
    for_page(project)?;
    target(WASI)?;
    npm_packages(project)?;
    say(&format!("Chromium is {}", chromium()?.display()));
    say("everything is installed");
    Ok(())
}

/// Installs what it takes to build the page.
pub fn for_page(project: &Project) -> Outcome {
    target(WEB)?;
    let bindgen = project.locked_version("wasm-bindgen")?;
    cargo_tool(project, "wasm-bindgen-cli", "wasm-bindgen", &bindgen)?;
    cargo_tool(project, "trunk", "trunk", TRUNK)
}

/// Adds a compilation target to the Rust toolchain.
pub fn target(name: &str) -> Outcome {
    let print = ["--print", "target-libdir", "--target", name];
    let libraries = output_of(Command::new("rustc").args(print)).map(PathBuf::from);
    if libraries.is_some_and(|folder| folder.is_dir()) {
        return Ok(());
    }
    run(&format!("adding the Rust target {name}"), Command::new("rustup").args(["target", "add", name]))
}

fn cargo_tool(project: &Project, package: &str, program: &str, version: &str) -> Outcome {
    let installed = project.tools_bin().join(program);
    let reported = output_of(Command::new(installed).arg("--version").env_remove("NO_COLOR"));
    if reported.as_deref().and_then(|text| text.split_whitespace().nth(1)) == Some(version) {
        return Ok(());
    }
    let mut command = Command::new("cargo");
    command.args(["install", "--quiet", "--locked", "--force", "--version", version, "--root"]);
    command.arg(project.at(".tools")).args(["--bin", program, package]);
    // Full optimisation would more than double the wait for a tool that is not slow without it.
    command.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
    run(&format!("installing {package} {version} (once; takes some minutes)"), &mut command)
}

/// Installs the npm packages of the browser tests, wasm-opt among them.
pub fn npm_packages(project: &Project) -> Outcome {
    let folder = project.browser_tests();
    let wanted = read(&folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules").join(".installed-lock.json");
    if read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let install = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
    run("installing the npm packages", Command::new(npm()).args(install).current_dir(&folder))?;
    crate::project::write(&stamp, wanted.as_bytes())
}

fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

/// The Chromium to test with: `$CHROMIUM`, one that is installed, or Debian's, installed now.
pub fn chromium() -> Outcome<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM").map(PathBuf::from) {
        return match named.is_file() {
            true => Ok(named),
            false => Err(format!("$CHROMIUM names {}, which is not a file", named.display())),
        };
    }
    if let Some(found) = installed_chromium() {
        return Ok(found);
    }
    if find_program(&["apt-get"]).is_none() {
        return Err("no Chromium found: install Chromium or Chrome, or set $CHROMIUM to its path".to_owned());
    }
    apt(&["update", "-q"])?;
    apt(&["install", "-qy", "--no-install-recommends", "chromium", "fonts-liberation", "fonts-dejavu-core"])?;
    installed_chromium().ok_or_else(|| "Chromium was installed but is not on PATH".to_owned())
}

fn installed_chromium() -> Option<PathBuf> {
    let names =
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "chrome.exe"];
    let mac = Path::new("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
    find_program(&names).or_else(|| mac.is_file().then(|| mac.to_owned()))
}

fn apt(args: &[&str]) -> Outcome {
    let root = output_of(Command::new("id").arg("-u")).as_deref() == Some("0");
    let mut command = Command::new(if root { "apt-get" } else { "sudo" });
    if !root {
        command.args(["--non-interactive", "--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
    }
    command.args(["-o", "DPkg::Lock::Timeout=300"]).args(args).env("DEBIAN_FRONTEND", "noninteractive");
    run(&format!("apt-get {}", args.join(" ")), &mut command)
        .map_err(|error| format!("{error}; install Chromium by hand or set $CHROMIUM to its path"))
}
