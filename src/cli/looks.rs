//! The record of looks at the sealed test rows: `looks.json` beside the report.
//!
//! It is a memory, not a lock: it knows of the looks whose results went into the same directory, and
//! whoever deletes it, or writes into another directory, starts to count anew.

use std::io::ErrorKind;
use std::path::Path;

use engine::error::EngineError;
use engine::run::{Look, RunReport};
use serde::{Deserialize, Serialize};

use crate::args::RunArgs;
use crate::error::CliError;
use crate::input;
use crate::print::counted;

/// The record's file name.
pub(crate) const FILE: &str = "looks.json";

#[derive(Default, Serialize, Deserialize)]
struct Record {
    looks: Vec<Look>,
}

/// The record as it is to be kept.
pub(crate) struct Looks {
    /// The file's text.
    pub(crate) text: String,
    /// How many looks it holds.
    pub(crate) count: usize,
}

/// The directory's record with the look of this run, if it was one. None when there is no directory, or
/// nothing was ever looked at.
pub(crate) fn after(directory: Option<&Path>, report: &RunReport) -> Result<Option<Looks>, CliError> {
    let Some(directory) = directory else { return Ok(None) };
    let mut record = read(&directory.join(FILE))?;
    record.looks.extend(report.look());
    if record.looks.is_empty() {
        return Ok(None);
    }
    let json = serde_json::to_string_pretty(&record)
        .map_err(|error| EngineError::Data(format!("the record of looks cannot be written: {error}")))?;
    Ok(Some(Looks { text: format!("{json}\n"), count: record.looks.len() }))
}

fn read(path: &Path) -> Result<Record, CliError> {
    match input::text(path) {
        Ok(text) => serde_json::from_str(&text).map_err(|error| {
            CliError::file(path)(EngineError::Data(format!(
                "this is no record of looks at the test rows ({error}); move it away, or give another directory"
            )))
        }),
        // What is wrong with the directory itself, writing into it says better.
        Err(CliError::Read { source, .. })
            if matches!(source.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
        {
            Ok(Record::default())
        }
        Err(error) => Err(error),
    }
}

/// What the person should know of looks so far.
pub(crate) fn note(args: &RunArgs, looks: Option<&Looks>) -> Option<String> {
    match looks {
        Some(looks) if args.open_test && looks.count == 1 => {
            Some(format!("the test rows were opened for the first time; {FILE} keeps it"))
        }
        Some(looks) if args.open_test => Some(format!(
            "the test rows were opened, {} so far in this directory; each spends a little of their honesty",
            counted(looks.count, "look")
        )),
        Some(looks) => Some(format!(
            "the test rows were opened before: {} in this directory",
            counted(looks.count, "look")
        )),
        None if args.open_test => Some(
            "the test rows were opened, and nothing keeps count of it; give --out DIR to record each look"
                .to_owned(),
        ),
        None => None,
    }
}
