//! The command line: the engine on files.
//!
//! Exit codes: 0 done; 2 the input cannot be used, or the output cannot be written, with one line on
//! standard error that says why. A reader of standard output that goes away ends the work quietly.

mod args;
mod compare;
mod convert;
mod error;
mod input;
mod looks;
mod output;
mod prepare;
mod print;
mod profile;
mod progress;
mod report;
mod run;
mod schema;
mod score;
mod tune;
mod tuning;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use args::{Command, Line};
use error::CliError;

/// Carries out the process's command line.
#[must_use]
pub fn main() -> ExitCode {
    let line = match Line::try_parse() {
        Ok(line) => line,
        Err(error) => {
            // Help and version are no errors; should even printing fail, the code still tells.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    match carry_out(&line.command) {
        Ok(()) | Err(CliError::BrokenPipe) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {}", print::one_line(&error.to_string()));
            ExitCode::from(2)
        }
    }
}

fn carry_out(command: &Command) -> Result<(), CliError> {
    match command {
        Command::Run(args) => run::run(args),
        Command::Tune(args) => tune::tune(args),
        Command::Compare(args) => compare::compare(args),
        Command::Score(args) => score::score(args),
        Command::Prepare(args) => prepare::prepare(args),
        Command::Profile(args) => profile::profile(args),
        Command::Convert(args) => convert::convert(args),
        Command::Schema => schema::schema(),
    }
}
