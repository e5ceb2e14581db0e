//! `cargo xtask parity`: the command line beside scikit-learn and SciPy.

use std::path::PathBuf;
use std::process::Command;

use crate::Outcome;
use crate::project::Project;
use crate::python::python;
use crate::shell;

/// Builds the command line, compares it and writes `docs/parity.md`; with `--quick` a smaller comparison
/// into `target/parity/quick.md`.
pub fn run(project: &Project, options: &[&str]) -> Outcome {
    let (report, options): (PathBuf, &[&str]) = match options {
        [] => (project.at("docs/parity.md"), &[]),
        ["--quick"] => (project.at("target/parity/quick.md"), &["--quick"]),
        _ => return Err(format!("parity knows --quick, not {}", options.join(" "))),
    };
    let python = python(project)?;
    let native = ["build", "--release", "--locked", "--bin", "pipeline-playground"];
    shell::run("building the command line", Command::new("cargo").args(native).current_dir(project.root()))?;
    let folds = ["build", "--release", "--locked", "--package", "engine", "--example", "deal_folds"];
    shell::run("building deal_folds", Command::new("cargo").args(folds).current_dir(project.root()))?;
    let work = project.at("target/parity");
    std::fs::create_dir_all(&work).map_err(|error| format!("cannot make {}: {error}", work.display()))?;
    let mut compare = Command::new(python);
    compare.arg(project.at("tests/parity/main.py")).arg(project.at("target/release/pipeline-playground"));
    compare.arg(project.at("target/release/examples/deal_folds"));
    compare.arg(work).arg(&report).args(options).env("PYTHONDONTWRITEBYTECODE", "1");
    for threads in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"] {
        compare.env(threads, "1");
    }
    shell::run("comparing with scikit-learn", &mut compare)?;
    shell::say(&format!("wrote {}", report.display()));
    Ok(())
}
