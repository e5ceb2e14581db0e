//! Reading files.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use engine::table::read::{Ingested, Outcome, ReadOptions, ReadReport, Reader};

use crate::error::CliError;

/// Bytes read at a time.
const CHUNK: usize = 1 << 18;

/// A small file, whole.
pub(crate) fn text(path: &Path) -> Result<String, CliError> {
    let text = std::fs::read_to_string(path).map_err(CliError::read(path))?;
    // Some editors put a byte order mark in front of JSON.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// A table, streamed from a file; twice when the first mebibyte misled. What happened to it on the
/// way is said on standard error.
pub(crate) fn table(path: &Path, options: &ReadOptions) -> Result<Ingested, CliError> {
    let bad = |source| CliError::Data { path: path.to_owned(), source };
    let mut reader = Reader::new(options);
    let mut buffer = vec![0; CHUNK];
    loop {
        let mut file = File::open(path).map_err(CliError::read(path))?;
        loop {
            match file.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => reader.push(buffer.get(..count).unwrap_or_default()).map_err(bad)?,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(CliError::read(path)(error)),
            }
        }
        match reader.finish().map_err(bad)? {
            Outcome::Done(ingested) => return Ok(*ingested),
            Outcome::Again(plan) => reader = Reader::with_plan(plan),
        }
    }
}

/// What happened to the data while reading, one line each.
pub(crate) fn remarks(report: &ReadReport) -> Vec<String> {
    let mut lines = Vec::new();
    let mut add = |count: u64, one: &str, many: &str, rest: String| match count {
        0 => {}
        1 => lines.push(format!("1 {one}{rest}")),
        _ => lines.push(format!("{count} {many}{rest}")),
    };
    let at = || {
        let line = report.ragged.first_lines.first();
        line.map(|line| format!("; the first uneven row is on line {line}")).unwrap_or_default()
    };
    add(
        report.ragged.padded,
        "row has too few cells and was",
        "rows have too few cells and were",
        format!(" filled up{}", at()),
    );
    add(
        report.ragged.cut,
        "row has too many cells and was",
        "rows have too many cells and were",
        format!(" cut{}", at()),
    );
    add(report.blank_lines, "empty line was skipped", "empty lines were skipped", String::new());
    let first =
        report.unparsed.first.first().map(|cell| {
            format!("; the first is {:?} in column {:?}, row {}", cell.text, cell.column, cell.row)
        });
    add(
        report.unparsed.count,
        "cell is not of its column's type and became missing",
        "cells are not of their column's type and became missing",
        first.unwrap_or_default(),
    );
    add(
        report.replaced_characters,
        "byte sequence is not valid in the file's encoding and was replaced",
        "byte sequences are not valid in the file's encoding and were replaced",
        String::new(),
    );
    for renamed in &report.renamed {
        lines.push(match renamed.from.as_str() {
            "" => format!("column {} has no name and is called {:?}", renamed.column, renamed.to),
            from => {
                format!("column {}, {from:?}, is called {:?}: its name was taken", renamed.column, renamed.to)
            }
        });
    }
    for widened in &report.widened {
        lines.push(format!(
            "column {:?} is read as {}: later rows do not fit the first",
            widened.column,
            widened.to.name()
        ));
    }
    lines
}

/// Says on standard error what happened to the data while reading.
pub(crate) fn warn(path: &Path, report: &ReadReport) {
    for line in remarks(report) {
        crate::print::note(&format!("{}: {line}", path.display()));
    }
}
