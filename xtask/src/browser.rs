//! The programs in `tests/browser`, run by Node.js on the built page in a real Chromium.

use std::process::Command;

use crate::counts::Counts;
use crate::project::{Project, read};
use crate::shell;
use crate::{Outcome, site, tools};

/// Builds the page and the command line, then runs the end-to-end tests on both.
pub fn end_to_end(project: &Project, counts: &mut Counts) -> Outcome {
    site::build(project)?;
    let native = ["build", "--release", "--locked", "--bin", "pipeline-playground"];
    shell::run("building the command line", Command::new("cargo").args(native).current_dir(project.root()))?;
    let report = project.at("target/end-to-end.tap");
    let mut command = node(project)?;
    // One file at a time: several browsers on a small machine would disturb what is timed.
    command.args(["--test", "--test-concurrency=1", "--test-timeout=600000"]);
    command.args(["--test-reporter=spec", "--test-reporter-destination=stdout"]);
    command.arg("--test-reporter=tap").arg(format!("--test-reporter-destination={}", report.display()));
    let outcome = shell::run_for_output("end-to-end tests in Chromium", &mut command);
    *counts += Counts::in_tap(&read(&report)?);
    outcome
}

/// Builds the page and saves screenshots of every station, on the data of a file if one is named.
pub fn shots(project: &Project, options: &[&str]) -> Outcome {
    let data = match options {
        [] => None,
        ["--data", file] => Some(std::path::absolute(file).map_err(|error| format!("{file}: {error}"))?),
        _ => return Err(format!("shots knows --data FILE, not {}", options.join(" "))),
    };
    site::build(project)?;
    let mut command = node(project)?;
    command.arg("shots.mjs");
    if let Some(file) = data {
        command.arg("--data").arg(file);
    }
    shell::run_for_output("taking screenshots", &mut command)
}

/// Node.js in the folder of the browser tests, with everything that they need installed.
pub fn node(project: &Project) -> Outcome<Command> {
    tools::npm_packages(project)?;
    let mut command = Command::new("node");
    command.current_dir(project.browser_tests()).env("CHROMIUM", tools::chromium()?);
    Ok(command)
}
