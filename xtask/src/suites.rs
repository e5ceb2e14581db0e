//! `cargo xtask test`: the suites, and their counts.

use std::process::Command;

use crate::counts::Counts;
use crate::project::Project;
use crate::shell::{self, say};
use crate::{Outcome, architecture, browser, tools};

/// The crates that only mean something in a browser.
const WEB_CRATES: [&str; 3] = ["browser", "worker", "ui"];
/// The crates whose tests also run as WebAssembly.
const PURE_CRATES: [&str; 4] = ["engine", "job", "store", "plot"];

struct Suite {
    name: &'static str,
    run: fn(&Project, &mut Counts) -> Outcome,
}

/// Cheapest first, so that a slip shows before the long suites start.
const SUITES: [Suite; 4] = [
    Suite { name: "fast", run: fast },
    Suite { name: "native", run: native },
    Suite { name: "wasm", run: wasm },
    Suite { name: "e2e", run: browser::end_to_end },
];

/// Runs the named suites, or all of them, and prints their counts. Stops after a suite that fails.
pub fn run(project: &Project, names: &[&str]) -> Outcome {
    if let Some(unknown) = names.iter().find(|name| SUITES.iter().all(|suite| suite.name != **name)) {
        return Err(format!("there is no suite {unknown}; the suites are fast, native, wasm and e2e"));
    }
    let chosen = SUITES.iter().filter(|suite| names.is_empty() || names.contains(&suite.name));
    let mut table = Vec::new();
    let mut total = Counts::default();
    let mut outcome = Ok(());
    for suite in chosen {
        say(&format!("suite {}", suite.name));
        let mut counts = Counts::default();
        outcome = (suite.run)(project, &mut counts);
        if outcome.is_err() && counts.failed == 0 {
            // The suite broke off, for example because something does not compile.
            counts.failed = 1;
        }
        table.push((suite.name, counts));
        total += counts;
        if outcome.is_err() {
            break;
        }
    }
    println!();
    for (name, counts) in table {
        println!(
            "{name:<8} {:>6} passed {:>4} failed {:>4} skipped",
            counts.passed, counts.failed, counts.skipped
        );
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    outcome
}

fn fast(project: &Project, counts: &mut Counts) -> Outcome {
    tools::target(tools::WEB)?;
    let laws = architecture::check(project);
    if let Err(broken) = &laws {
        eprintln!("{broken}");
    }
    let web: Vec<&str> = WEB_CRATES.iter().flat_map(|name| ["-p", name]).collect();
    let not_web: Vec<&str> = WEB_CRATES.iter().flat_map(|name| ["--exclude", name]).collect();
    let mut native_lints = cargo(project, &["clippy", "--locked", "--workspace", "--all-targets"]);
    native_lints.args(not_web).args(["--", "-D", "warnings"]);
    let mut web_lints = cargo(project, &["clippy", "--locked", "--target", tools::WEB]);
    web_lints.args(web).args(["-p", "pipeline-playground", "--", "-D", "warnings"]);
    let checks = [
        laws.map_err(|_| "the layer law or a file's size".to_owned()),
        format(project),
        shell::run("lints, native", &mut native_lints),
        shell::run("lints, web", &mut web_lints),
    ];
    let mut failed = Vec::new();
    for check in checks {
        *counts += Counts::of_check(check.is_ok());
        failed.extend(check.err());
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("; ")) }
}

/// Every file by itself: `cargo fmt` does not follow the modules that the catalogues' macros declare.
fn format(project: &Project) -> Outcome {
    let mut files = Vec::new();
    for folder in ["src", "tests", "xtask", "fuzz"] {
        files.extend(architecture::files_below(&project.at(folder))?);
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
    let mut rustfmt = Command::new("rustfmt");
    shell::run(
        "format",
        rustfmt.args(["--edition", "2024", "--check"]).args(files).current_dir(project.root()),
    )
}

fn native(project: &Project, counts: &mut Counts) -> Outcome {
    let not_web: Vec<&str> = WEB_CRATES.iter().flat_map(|name| ["--exclude", name]).collect();
    let mut without_web = cargo(project, &["test", "--locked", "--no-fail-fast", "--workspace"]);
    let pure = counted("native tests", without_web.args(not_web), counts);
    // What the page computes (its view models) is tested natively too, in a build of its own so
    // that no web crate enters the build above.
    let web: Vec<&str> = WEB_CRATES.iter().flat_map(|name| ["-p", name]).collect();
    let mut view_models = cargo(project, &["test", "--locked", "--no-fail-fast", "--lib"]);
    let page = counted("native tests of the page's crates", view_models.args(web), counts);
    pure.and(page)
}

fn wasm(project: &Project, counts: &mut Counts) -> Outcome {
    tools::target(tools::WASI)?;
    let runner = project.browser_tests().join("wasi.mjs");
    let runner = format!(
        "target.{}.runner=['node', '--no-warnings', '{}', '{}']",
        tools::WASI,
        runner.display(),
        project.root().display()
    );
    let pure: Vec<&str> = PURE_CRATES.iter().flat_map(|name| ["-p", name]).collect();
    let mut tests = cargo(project, &["test", "--locked", "--no-fail-fast", "--lib", "--tests"]);
    tests.args(["--target", tools::WASI, "--config", &runner]).args(pure);
    counted("tests of the pure crates as WebAssembly", &mut tests, counts)
}

fn counted(what: &str, command: &mut Command, counts: &mut Counts) -> Outcome {
    shell::run_watched(what, command, |line| *counts += Counts::in_cargo_line(line))
}

fn cargo(project: &Project, args: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(project.root()).args(args);
    command
}
