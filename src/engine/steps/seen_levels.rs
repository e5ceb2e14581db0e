//! The levels of a column that training had.

use serde::{Deserialize, Serialize};

use super::{StepKind, fitted_column, levels};
use crate::error::EngineError;
use crate::table::{Column, DType, Table};

/// How many levels are named for a person to read; the rest are counted.
const NAMED: usize = 20;

/// The levels of a column in training. Missing cells count as one more, the last, when there were some.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct SeenLevels {
    column: String,
    /// The column's type in training.
    dtype: DType,
    /// Sorted.
    levels: Vec<String>,
    missing: bool,
}

impl SeenLevels {
    /// Those of a training column.
    pub(super) fn new(column: &Column) -> Self {
        Self {
            column: column.name().to_owned(),
            dtype: column.dtype(),
            levels: levels::counts(column).into_iter().map(|(level, _)| level).collect(),
            missing: column.mask().n_missing() > 0,
        }
    }

    /// The column's name.
    pub(super) fn column(&self) -> &str {
        &self.column
    }

    /// How many there are, missing among them.
    pub(super) fn len(&self) -> usize {
        self.levels.len() + usize::from(self.missing)
    }

    /// Makes sure that the table has the column, of the type it had in training.
    pub(super) fn check(&self, kind: &StepKind, table: &Table) -> Result<(), EngineError> {
        fitted_column(kind, table, &self.column, self.dtype).map(drop)
    }

    /// The place of every row's level; `None` where training did not have it.
    pub(super) fn places(&self, column: &Column) -> Vec<Option<usize>> {
        let missing = self.missing.then_some(self.levels.len());
        levels::positions(column, &self.levels).into_iter().map(|place| place.unwrap_or(missing)).collect()
    }

    /// Every level with its number, such as `red 2, (missing) 1`.
    pub(super) fn with_numbers(&self, numbers: &[f64]) -> String {
        let names = self.levels.iter().map(String::as_str).chain(self.missing.then_some("(missing)"));
        let named = names.zip(numbers).take(NAMED).map(|(name, number)| format!("{name} {number}"));
        let mut text = named.collect::<Vec<_>>().join(", ");
        if self.len() > NAMED {
            text.push_str(&format!(" and {} more", self.len() - NAMED));
        }
        text
    }
}
