//! `cargo xtask bench`: the programs in `tests/browser/bench` on the built page, and the models beside
//! scikit-learn (`tests/browser/speed`).

use std::path::PathBuf;
use std::process::Command;

use crate::project::Project;
use crate::python::python;
use crate::{Outcome, browser, shell, site, tools};

/// The program that fits one model, natively and in the browser.
const FIT: &str = "fit_speed";
/// The program that runs preparation steps.
const PREPARE: &str = "prepare_speed";
/// As the page's own programs are optimised after compilation.
const WASM_OPT: [&str; 8] = [
    "-O3",
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--enable-multivalue",
    "--enable-reference-types",
];

/// Runs the named benchmarks of the page, or all of them; `--json` prints one JSON document instead of
/// tables. `models` and `steps` come with options of their own and are run by their name alone.
pub fn run(project: &Project, options: &[&str]) -> Outcome {
    match options {
        ["models", options @ ..] => return beside_peers(project, FIT, options),
        ["steps", options @ ..] => return beside_peers(project, PREPARE, &[&["--steps"], options].concat()),
        _ => {}
    }
    site::build(project)?;
    shell::run_for_output("measuring", browser::node(project)?.arg("bench/main.mjs").args(options))
}

/// Times what `program` does in Chromium, natively, and as scikit-learn does it.
fn beside_peers(project: &Project, program: &str, options: &[&str]) -> Outcome {
    tools::target(tools::WASI)?;
    let python = python(project)?;
    let mut node = browser::node(project)?;
    let native = build(project, program, None)?;
    let compiled = build(project, program, Some(tools::WASI))?.with_extension("wasm");
    let work = project.at("target/bench/speed");
    std::fs::create_dir_all(&work).map_err(|error| format!("cannot make {}: {error}", work.display()))?;
    let wasm = work.join(program).with_extension("wasm");
    let optimiser = project.browser_tests().join("node_modules/.bin/wasm-opt");
    shell::run(
        "optimising the engine's program",
        Command::new(optimiser).args(WASM_OPT).arg(compiled).arg("-o").arg(&wasm),
    )?;
    node.arg("speed/main.mjs").arg("--wasm").arg(wasm).arg("--native").arg(native);
    node.arg("--python").arg(python).arg("--work").arg(work).args(options);
    shell::run_for_output("measuring", &mut node)
}

/// One of the engine's programs, optimised as the product is.
fn build(project: &Project, program: &str, target: Option<&str>) -> Outcome<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(project.root());
    cargo.args(["build", "--locked", "--release", "--package", "engine", "--example", program]);
    if let Some(target) = target {
        cargo.args(["--target", target]);
    }
    shell::run(&format!("building {program} for {}", target.unwrap_or("this machine")), &mut cargo)?;
    Ok(project.at("target").join(target.unwrap_or_default()).join("release/examples").join(program))
}
