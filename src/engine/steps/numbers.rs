//! What steps need to know of the numbers of a column.

use crate::error::EngineError;
use crate::table::{Column, Mask, Table, Values};

/// The numbers that are there, in row order.
pub(super) fn present(column: &Column) -> Vec<f64> {
    (0..column.len()).filter_map(|row| column.number(row)).collect()
}

/// The same, ascending.
pub(super) fn sorted(column: &Column) -> Vec<f64> {
    let mut values = present(column);
    values.sort_unstable_by(f64::total_cmp);
    values
}

/// The error for a column that has nothing to learn from.
pub(super) fn nothing_to_learn(step: &str, column: &str) -> EngineError {
    EngineError::Data(format!(
        "{step}: column {column:?} has no value in any training row; leave it out with Drop columns"
    ))
}

/// The table with each named numeric column put through `change`; a missing cell stays missing, and
/// a result that is not finite becomes missing.
pub(super) fn map(
    table: &Table,
    names: impl Fn(&str) -> Option<usize>,
    change: impl Fn(usize, f64) -> f64,
) -> Result<Table, EngineError> {
    let columns = table
        .columns()
        .iter()
        .map(|column| match names(column.name()) {
            None => column.clone(),
            Some(at) => {
                let mut mask = Mask::with_capacity(column.len());
                let values = (0..column.len())
                    .map(|row| {
                        let value = column.number(row).map(|v| change(at, v)).filter(|v| v.is_finite());
                        mask.push(value.is_some());
                        value.unwrap_or(0.0)
                    })
                    .collect();
                Column::new(column.name(), Values::Numeric(values), mask)
            }
        })
        .collect();
    Table::new(columns)
}
