//! The matrix a model sees.

use ndarray::Array2;

use crate::error::EngineError;
use crate::table::{DType, Table};

/// The rows of a table that a model can see: numbers only, none missing.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    /// Complete rows × features, row-major.
    pub x: Array2<f64>,
    /// The row of the table that each row of `x` is.
    pub rows: Vec<u32>,
}

impl Design {
    /// Takes the named columns of `table` as features, in that order. A row with a missing cell is
    /// left out.
    ///
    /// # Errors
    /// When a column is absent or is neither numeric nor boolean.
    pub fn new(table: &Table, features: &[String]) -> Result<Self, EngineError> {
        let mut columns = Vec::with_capacity(features.len());
        for name in features {
            let column = table.column(name)?;
            if !matches!(column.dtype(), DType::Numeric | DType::Boolean) {
                return Err(EngineError::Spec(not_a_number(name, column.dtype())));
            }
            columns.push(column);
        }
        let rows: Vec<u32> = (0..table.n_rows())
            .filter(|row| columns.iter().all(|column| column.mask().is_valid(*row)))
            .filter_map(|row| u32::try_from(row).ok())
            .collect();
        let mut x = Array2::zeros((rows.len(), columns.len()));
        for (column, mut cells) in columns.iter().zip(x.columns_mut()) {
            for (cell, row) in cells.iter_mut().zip(&rows) {
                *cell = column.number(*row as usize).unwrap_or(0.0);
            }
        }
        Ok(Self { x, rows })
    }
}

fn not_a_number(name: &str, dtype: DType) -> String {
    let remedy = match dtype {
        DType::Categorical => "add the step One-hot encode or Ordinal encode",
        DType::Datetime => "give it the role ignored",
        _ => "give it the role id or ignored, or change its type",
    };
    format!("column {name:?} is {} where the model needs numbers; {remedy}", dtype.name())
}
