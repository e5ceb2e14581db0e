//! Running other programs, with one clear line when one is missing or fails.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::Outcome;

/// Says what is being done.
pub fn say(what: &str) {
    eprintln!("xtask: {what}");
}

/// Runs a program to its end, its output shown on standard error.
pub fn run(what: &str, command: &mut Command) -> Outcome {
    say(what);
    command.stdin(Stdio::null()).stdout(std::io::stderr());
    finish(what, command)
}

/// Runs a program to its end, its standard output passed through.
pub fn run_for_output(what: &str, command: &mut Command) -> Outcome {
    say(what);
    finish(what, command.stdin(Stdio::null()))
}

/// Runs a program, shows its standard output line by line and hands every line to `each`.
pub fn run_watched(what: &str, command: &mut Command, mut each: impl FnMut(&str)) -> Outcome {
    say(what);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| not_started(command.get_program(), &error))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            each(line.trim_end());
            writeln!(std::io::stdout(), "{}", line.trim_end())
                .map_err(|error| format!("cannot show the output of {what}: {error}"))?;
        }
    }
    let status = child.wait().map_err(|error| format!("{what}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{what}: failed ({status})")) }
}

/// What a program prints when it succeeds; nothing when it is missing or fails.
pub fn output_of(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The first of these programs that is on the search path.
pub fn find_program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
}

fn finish(what: &str, command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| not_started(command.get_program(), &error))?;
    if status.success() { Ok(()) } else { Err(format!("{what}: failed ({status})")) }
}

fn not_started(program: &OsStr, error: &std::io::Error) -> String {
    format!("{} could not be started ({error}); is it installed and on PATH?", program.to_string_lossy())
}
