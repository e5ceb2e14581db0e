//! `cargo xtask bench`: builds the optimised page and runs the programs in `tests/browser/bench`.

use crate::project::Project;
use crate::{Outcome, browser, shell, site};

/// Runs the named benchmarks, or all of them; `--json` prints one JSON document instead of tables.
pub fn run(project: &Project, options: &[&str]) -> Outcome {
    site::build(project)?;
    shell::run_for_output("measuring", browser::node(project)?.arg("bench/main.mjs").args(options))
}
