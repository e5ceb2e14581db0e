use serde::{Deserialize, Serialize};

use crate::table::DType;

/// What happened while reading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadReport {
    /// Rows of data.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Bytes of the source.
    pub bytes: u64,
    /// Empty lines that were skipped.
    pub blank_lines: u64,
    /// Rows with too few or too many cells.
    pub ragged: Ragged,
    /// Columns whose name is not the header's.
    pub renamed: Vec<Renamed>,
    /// Cells that are not of their column's type.
    pub unparsed: Unparsed,
    /// Columns that turned out to be of another type than the sample suggested.
    pub widened: Vec<Widened>,
    /// Byte sequences that the encoding does not have, each replaced by U+FFFD.
    pub replaced_characters: u64,
}

/// Rows whose number of cells differs from the number of columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ragged {
    /// Rows with too few cells, filled up with missing ones.
    pub padded: u64,
    /// Rows with too many cells, of which the last were left out.
    pub cut: u64,
    /// Lines on which the first of them start, from 1; at most [`Ragged::SHOWN`].
    pub first_lines: Vec<u64>,
}

impl Ragged {
    /// How many lines are kept.
    pub const SHOWN: usize = 100;

    pub(super) fn add(&mut self, line: u64, too_long: bool) {
        if too_long {
            self.cut += 1;
        } else {
            self.padded += 1;
        }
        if self.first_lines.len() < Self::SHOWN {
            self.first_lines.push(line);
        }
    }
}

/// A column that got another name than the header gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renamed {
    /// Number of the column, from 1.
    pub column: usize,
    /// What the header says; empty when it says nothing.
    pub from: String,
    /// The name given.
    pub to: String,
}

/// Cells that became missing because they are not of their column's type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unparsed {
    /// How many there are.
    pub count: u64,
    /// The first of them, by row and column; at most [`Unparsed::SHOWN`].
    pub first: Vec<UnparsedCell>,
}

impl Unparsed {
    /// How many cells are kept.
    pub const SHOWN: usize = 100;
}

/// A cell that is not of its column's type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnparsedCell {
    /// Row of data, from 1.
    pub row: usize,
    /// Line on which the row starts, from 1.
    pub line: u64,
    /// The column's name.
    pub column: String,
    /// The cell; its first 100 characters.
    pub text: String,
}

/// A column whose type was corrected after reading on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Widened {
    /// The column's name.
    pub column: String,
    /// What the sample suggested; nothing when the sample had no value.
    pub from: Option<DType>,
    /// What the column is.
    pub to: DType,
}
