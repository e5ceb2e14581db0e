//! Typed, column-wise tables with an explicit mask of what is missing.

mod column;
pub mod datetime;
mod dtype;
mod groups;
mod mask;
pub mod read;
mod text;
pub mod write;

pub use column::{Column, Values};
pub use dtype::{DType, Role};
pub use groups::groups;
pub use mask::Mask;
pub(crate) use mask::keep_finite;
pub use text::TextValues;

use crate::error::EngineError;

/// A table: columns of one length, with distinct names.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Table {
    columns: Vec<Column>,
    rows: usize,
}

impl Table {
    /// Joins columns into a table.
    ///
    /// # Errors
    /// When two columns share a name or the lengths differ.
    pub fn new(columns: Vec<Column>) -> Result<Self, EngineError> {
        let rows = columns.first().map_or(0, Column::len);
        let mut names = std::collections::HashSet::with_capacity(columns.len());
        for column in &columns {
            if column.len() != rows {
                return Err(EngineError::ColumnLength {
                    column: column.name().to_owned(),
                    expected: rows,
                    found: column.len(),
                });
            }
            if !names.insert(column.name()) {
                return Err(EngineError::DuplicateColumn { column: column.name().to_owned() });
            }
        }
        Ok(Self { columns, rows })
    }

    /// Number of rows.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    #[must_use]
    pub fn n_columns(&self) -> usize {
        self.columns.len()
    }

    /// The columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The columns, given away.
    #[must_use]
    pub fn into_columns(self) -> Vec<Column> {
        self.columns
    }

    /// The column of that name, if there is one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name() == name)
    }

    /// The column of that name.
    ///
    /// # Errors
    /// When there is none; the message lists what there is.
    pub fn column(&self, name: &str) -> Result<&Column, EngineError> {
        self.get(name).ok_or_else(|| EngineError::NoSuchColumn {
            column: name.to_owned(),
            known: self.columns.iter().map(|c| c.name().to_owned()).collect(),
        })
    }

    /// The given rows, in the given order; an index may repeat.
    #[must_use]
    pub fn take(&self, rows: &[u32]) -> Self {
        Self { columns: self.columns.iter().map(|c| c.take(rows)).collect(), rows: rows.len() }
    }

    /// The same rows with only the columns that `keep` accepts.
    #[must_use]
    pub fn select(&self, keep: impl Fn(&Column) -> bool) -> Self {
        Self { columns: self.columns.iter().filter(|c| keep(c)).cloned().collect(), rows: self.rows }
    }

    /// Bytes held by the cells.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.columns.iter().map(Column::heap_bytes).sum()
    }
}
