//! The matrix a model sees.

use std::collections::BTreeMap;

use ndarray::Array2;

use crate::error::EngineError;
use crate::steps::levels::{counts, positions};
use crate::table::{Column, DType, Table};

/// The levels of each categorical feature, in the order of their codes.
pub type Levels = BTreeMap<String, Vec<String>>;

/// The rows of a table that a model can see, as numbers.
///
/// Here alone a missing cell is a NaN, and only where the model takes missing cells: the table keeps its
/// mask.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    /// Rows × features, row-major.
    pub x: Array2<f64>,
    /// The row of the table that each row of `x` is.
    pub rows: Vec<u32>,
}

impl Design {
    /// Takes the named columns of `table` as features, in that order. Columns of `levels` become codes;
    /// a level that is not among them is missing. A row with a missing cell is left out unless `missing`
    /// is set.
    ///
    /// # Errors
    /// When a column is absent, or is neither numeric nor boolean and has no levels.
    pub fn new(
        table: &Table,
        features: &[String],
        levels: &Levels,
        missing: bool,
    ) -> Result<Self, EngineError> {
        let columns: Vec<&Column> =
            features.iter().map(|name| table.column(name)).collect::<Result<_, _>>()?;
        let cells = features
            .iter()
            .zip(columns)
            .map(|(name, column)| match levels.get(name) {
                Some(levels) => Ok(codes(column, levels)),
                None if matches!(column.dtype(), DType::Numeric | DType::Boolean) => {
                    Ok((0..column.len()).map(|row| column.number(row)).collect())
                }
                None => Err(EngineError::Spec(not_a_number(name, column.dtype()))),
            })
            .collect::<Result<Vec<Vec<Option<f64>>>, _>>()?;
        let rows: Vec<u32> = (0..table.n_rows())
            .filter(|row| missing || cells.iter().all(|cells| cells[*row].is_some()))
            .filter_map(|row| u32::try_from(row).ok())
            .collect();
        let mut x = Array2::zeros((rows.len(), features.len()));
        for (cells, mut column) in cells.iter().zip(x.columns_mut()) {
            for (cell, row) in column.iter_mut().zip(&rows) {
                *cell = cells[*row as usize].unwrap_or(f64::NAN);
            }
        }
        Ok(Self { x, rows })
    }
}

/// The levels of the categorical columns of `table`, by their code points.
pub(super) fn levels_of(table: &Table) -> Levels {
    let columns = table.columns().iter().filter(|column| column.dtype() == DType::Categorical);
    let names = |column: &Column| counts(column).into_iter().map(|(level, _)| level).collect();
    columns.map(|column| (column.name().to_owned(), names(column))).collect()
}

fn codes(column: &Column, levels: &[String]) -> Vec<Option<f64>> {
    positions(column, levels).into_iter().map(|at| at.flatten().map(|at| at as f64)).collect()
}

fn not_a_number(name: &str, dtype: DType) -> String {
    let remedy = match dtype {
        DType::Categorical => "add the step One-hot encode or Ordinal encode",
        DType::Datetime => "add the step Parts of dates, or give it the role ignored",
        _ => "give it the role id or ignored, or change its type",
    };
    format!("column {name:?} is {} where the model needs numbers; {remedy}", dtype.name())
}
