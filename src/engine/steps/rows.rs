//! Numeric columns side by side, for steps that need whole rows.

use super::{StepKind, fitted_column};
use crate::error::EngineError;
use crate::table::{DType, Mask, Table, Values};

/// The cells of the named columns, each of which must be numeric, and which rows have a value in all of
/// them. Where a cell is missing it is 0.
pub(super) fn side_by_side<'a>(
    kind: &StepKind,
    table: &'a Table,
    names: &[String],
) -> Result<(Vec<&'a [f64]>, Mask), EngineError> {
    let mut columns = Vec::with_capacity(names.len());
    let mut whole = Mask::all_valid(table.n_rows());
    for name in names {
        let column = fitted_column(kind, table, name, DType::Numeric)?;
        if let Values::Numeric(cells) = column.values() {
            columns.push(cells.as_slice());
            whole = whole.and(column.mask());
        }
    }
    Ok((columns, whole))
}

/// The same for rows that a step learns from; one at least must be whole.
pub(super) fn to_learn_from<'a>(
    kind: &StepKind,
    table: &'a Table,
    names: &[String],
) -> Result<(Vec<&'a [f64]>, Mask), EngineError> {
    let found = side_by_side(kind, table, names)?;
    if found.1.n_valid() == 0 && !names.is_empty() {
        return Err(EngineError::Data(format!(
            "{}: no training row has a value in all of the step's columns; fill in what is missing first, \
             or leave columns out of the step",
            kind.label
        )));
    }
    Ok(found)
}

/// The rows without a missing cell among the named columns.
pub(super) struct Rows {
    /// Rows × columns, row-major.
    pub cells: Vec<f64>,
    /// The place in the table of each.
    pub places: Vec<usize>,
}

impl Rows {
    /// The rows of columns that lie side by side.
    pub(super) fn new((columns, whole): (Vec<&[f64]>, Mask)) -> Self {
        let places: Vec<usize> = if whole.n_missing() == 0 {
            (0..whole.len()).collect()
        } else {
            (0..whole.len()).filter(|row| whole.is_valid(*row)).collect()
        };
        let mut cells = Vec::with_capacity(places.len() * columns.len());
        for row in &places {
            cells.extend(columns.iter().map(|column| column.get(*row).copied().unwrap_or(0.0)));
        }
        Self { cells, places }
    }
}
