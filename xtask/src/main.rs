//! The project's own commands, run as `cargo xtask COMMAND`.
//!
//! Everything that a command needs beyond Rust and Node.js is installed when it is first missing:
//! cargo's tools into `.tools`, npm's packages into `tests/browser/node_modules`. Progress goes to
//! standard error, results to standard output.

mod architecture;
mod bench;
mod browser;
mod counts;
mod fuzz;
mod parity;
mod project;
mod python;
mod seal;
mod shell;
mod site;
mod suites;
mod tools;

use std::process::ExitCode;

use project::Project;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  serve [--port N] [--release]   build the page, serve it on localhost, rebuild on every change
  build                          build the optimised page into dist/
  test [fast|native|wasm|e2e]    run the checks and tests, all four suites by default
  bench [NAME...] [--json]       build the page and measure it (size, csv, ...; all by default)
  bench models|steps [--rows ID,ID] [--quick] [--scaling] [--sizes N,N] [--json]
                                 time models or preparation in Chromium, natively, and in scikit-learn
  parity [--quick]               compare with scikit-learn and SciPy; writes docs/parity.md
  fuzz [TARGET...] [--minutes N] search for input that breaks the engine, a minute by default
  shots [--data FILE]            build the page and save screenshots into target/shots/
  setup                          install all tools now instead of when they are first needed";

/// What a command gives back: nothing, or one line that says what is wrong and what to do.
pub type Outcome<T = ()> = Result<T, String>;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[&str]) -> Outcome {
    let project = Project::find()?;
    match args {
        ["serve", options @ ..] => site::serve(&project, &site::ServeOptions::parse(options)?),
        ["build"] => site::build(&project),
        ["test", names @ ..] => suites::run(&project, names),
        ["bench", options @ ..] => bench::run(&project, options),
        ["parity", options @ ..] => parity::run(&project, options),
        ["fuzz", options @ ..] => fuzz::search(&project, options),
        ["shots", options @ ..] => browser::shots(&project, options),
        ["setup"] => tools::everything(&project),
        ["seal"] => seal::run(),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(format!("unknown command: {}\n\n{USAGE}", args.join(" "))),
    }
}
