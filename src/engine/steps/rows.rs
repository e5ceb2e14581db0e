//! Numeric columns side by side, for steps that need whole rows.

use super::{StepKind, fitted_column};
use crate::error::EngineError;
use crate::table::{DType, Table, Values};

/// The rows without a missing cell among the named columns.
pub(super) struct Rows {
    /// Rows × columns, row-major.
    pub cells: Vec<f64>,
    /// The place in the table of each.
    pub places: Vec<usize>,
}

impl Rows {
    /// Reads the columns, each of which must be numeric.
    pub(super) fn new(kind: &StepKind, table: &Table, names: &[String]) -> Result<Self, EngineError> {
        let mut columns = Vec::with_capacity(names.len());
        for name in names {
            let column = fitted_column(kind, table, name, DType::Numeric)?;
            if let Values::Numeric(values) = column.values() {
                columns.push((values.as_slice(), column.mask()));
            }
        }
        let gaps = columns.iter().any(|(_, mask)| mask.n_missing() > 0);
        let mut rows = Self { cells: Vec::with_capacity(table.n_rows() * columns.len()), places: Vec::new() };
        for row in 0..table.n_rows() {
            if !gaps || columns.iter().all(|(_, mask)| mask.is_valid(row)) {
                rows.cells.extend(columns.iter().map(|(values, _)| values.get(row).copied().unwrap_or(0.0)));
                rows.places.push(row);
            }
        }
        Ok(rows)
    }

    /// The rows that a step learns from; there must be one at least.
    pub(super) fn to_learn_from(
        kind: &StepKind,
        table: &Table,
        names: &[String],
    ) -> Result<Self, EngineError> {
        let rows = Self::new(kind, table, names)?;
        if rows.places.is_empty() && !names.is_empty() {
            return Err(EngineError::Data(format!(
                "{}: no training row has a value in all of the step's columns; fill in what is missing first, \
                 or leave columns out of the step",
                kind.label
            )));
        }
        Ok(rows)
    }
}
