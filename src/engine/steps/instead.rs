//! Columns that take the place of others.

use crate::error::EngineError;
use crate::table::{Column, Table};

/// The table with each column for which `made` gives some in the place of it.
pub(super) fn replace(
    table: &Table,
    mut made: impl FnMut(&Column) -> Option<Vec<Column>>,
) -> Result<Table, EngineError> {
    let mut columns = Vec::with_capacity(table.n_columns());
    for column in table.columns() {
        match made(column) {
            Some(made) => columns.extend(made),
            None => columns.push(column.clone()),
        }
    }
    Table::new(columns)
}
