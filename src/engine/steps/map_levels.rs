//! Replaces levels by those of a list.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::cells::{self, Touched};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, levels, texts};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::table::Table;

/// What stands between a level and what it becomes.
const ARROW: &str = "=>";

pub(super) const KIND: StepKind = StepKind {
    id: "map_levels",
    label: "Map levels",
    purpose: Purpose::Clean,
    help: "Replaces whole levels by those of a list: joins spellings, translates codes, marks codes for \"unknown\" as missing.",
    sklearn: "Series.map() / Series.replace()",
    params: &[
        ParamSpec {
            name: "mapping",
            label: "Levels",
            help: "An entry on each line, such as: NYC => New York. Nothing after the arrow makes the level missing. Blanks around both do not count.",
            domain: Domain::Lines,
            default: Default::Text(""),
            visible_when: None,
        },
        ParamSpec {
            name: "unknown",
            label: "A level without an entry",
            help: "What becomes of a level that the list does not have, in training or later.",
            domain: Domain::Choice(&[
                Choice { value: "keep", label: "Stays as it is" },
                Choice { value: "missing", label: "Becomes missing" },
                Choice { value: "replace", label: "Is replaced" },
            ]),
            default: Default::Text("keep"),
            visible_when: None,
        },
        ParamSpec {
            name: "replacement",
            label: "Replaced by",
            help: "The text that stands for every level without an entry. Nothing makes them missing.",
            domain: Domain::Text,
            default: Default::Text("other"),
            visible_when: Some(("unknown", &["replace"])),
        },
    ],
    accepts: |_| texts::TEXTS,
    named: false,
};

/// The list, and what it changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Each level of the list and what it becomes; nothing for missing.
    entries: Vec<(String, String)>,
    /// What a level without an entry becomes; itself when there is none.
    unknown: Option<String>,
    columns: Vec<Touched>,
    /// For each column, how many of its training levels have no entry.
    without_entry: Vec<usize>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let unknown = match input.params.text("unknown") {
        "missing" => Some(String::new()),
        "replace" => Some(input.params.text("replacement").to_owned()),
        _ => None,
    };
    let entries = entries(input.params.text("mapping"))?;
    let mut fitted = Fitted { entries, unknown, columns: Vec::new(), without_entry: Vec::new() };
    let known = fitted.known();
    let mut without_entry = Vec::with_capacity(input.columns.len());
    for name in input.columns {
        let levels = levels::counts(input.table.column(name)?);
        without_entry.push(levels.iter().filter(|(level, _)| !known.contains_key(level.as_str())).count());
    }
    let (columns, rows) =
        cells::learn(input, |_, column| texts::map(column, |text, out| fitted.write(&known, text, out)))?;
    drop(known);
    fitted.columns = columns;
    fitted.without_entry = without_entry;
    Ok(Fit { step: FittedStep::MapLevels(fitted), rows })
}

/// The entries of the lines that are not empty. A level has one entry.
fn entries(lines: &str) -> Result<Vec<(String, String)>, EngineError> {
    let mut entries: Vec<(String, String)> = Vec::new();
    let mut seen = HashMap::new();
    for (number, line) in (1..).zip(lines.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let Some((from, to)) = line.split_once(ARROW).map(|(from, to)| (from.trim(), to.trim())) else {
            return Err(EngineError::Spec(format!(
                "{}: line {number}, {line:?}, has no arrow; write it as: level {ARROW} new level",
                KIND.label
            )));
        };
        if from.is_empty() {
            return Err(EngineError::Spec(format!(
                "{}: line {number}, {line:?}, names no level before the arrow; missing cells are filled in with \
                 Fill in missing cells",
                KIND.label
            )));
        }
        if let Some(first) = seen.insert(from, number) {
            return Err(EngineError::Spec(format!(
                "{}: lines {first} and {number} both have an entry for {from:?}; remove one of them",
                KIND.label
            )));
        }
        entries.push((from.to_owned(), to.to_owned()));
    }
    Ok(entries)
}

impl Fitted {
    fn known(&self) -> HashMap<String, String> {
        self.entries.iter().cloned().collect()
    }

    #[allow(clippy::unnecessary_wraps, reason = "every change of texts has this form")]
    fn write(
        &self,
        known: &HashMap<String, String>,
        text: &str,
        out: &mut String,
    ) -> Result<(), EngineError> {
        let to = known.get(text).or(self.unknown.as_ref());
        out.push_str(to.map_or(text, String::as_str));
        Ok(())
    }

    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        let known = self.known();
        cells::apply(&KIND, table, &self.columns, |_, column| {
            texts::map(column, |text, out| self.write(&known, text, out))
        })
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        let without = self.columns.iter().zip(&self.without_entry);
        let without = without
            .map(|(known, count)| Learned::new(&known.column, "training levels without an entry", count));
        cells::learned(&self.columns, "changed").into_iter().chain(without).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(lines: &str) -> String {
        entries(lines).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn entries_are_read_a_line_each() {
        let read = entries(" NYC => New York\n\n?=>\r\na => b => c").unwrap_or_default();
        let read: Vec<(&str, &str)> = read.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
        assert_eq!(read, [("NYC", "New York"), ("?", ""), ("a", "b => c")]);
    }

    #[test]
    fn a_line_at_fault_is_named() {
        assert!(refusal("a => b\nc").contains("line 2, \"c\", has no arrow"));
        assert!(refusal(" => b").contains("names no level"));
        assert!(refusal("a => b\na=>c").contains("lines 1 and 2 both"));
    }
}
