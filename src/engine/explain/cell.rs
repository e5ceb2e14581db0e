//! One cell of a row that an explanation is about.

use serde::{Deserialize, Serialize};

use crate::error::EngineError;
use crate::table::{Column, DType, Mask, TextValues, Values, datetime};

/// A cell, with the type of its column.
#[derive(Clone, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Nothing is known.
    Missing,
    /// A finite number.
    Number(f64),
    /// A truth value.
    Truth(bool),
    /// Milliseconds since 1970-01-01T00:00:00.
    Moment(i64),
    /// A level of a category, or free text.
    Text(String),
}

impl Cell {
    /// The cell of a column.
    #[must_use]
    pub fn of(column: &Column, row: usize) -> Self {
        if !column.mask().is_valid(row) {
            return Self::Missing;
        }
        let cell = match column.values() {
            Values::Numeric(values) => values.get(row).copied().map(Self::Number),
            Values::Boolean(values) => values.get(row).copied().map(Self::Truth),
            Values::Datetime(values) => values.get(row).copied().map(Self::Moment),
            Values::Categorical { .. } | Values::Text(_) => {
                column.cell(row).map(|text| Self::Text(text.into_owned()))
            }
        };
        cell.unwrap_or(Self::Missing)
    }

    /// The cell that a position on the line of numbers is in a column of that type: a moment is rounded
    /// to milliseconds.
    pub(super) fn at(dtype: DType, value: f64) -> Self {
        if dtype == DType::Datetime { Self::Moment(value.round() as i64) } else { Self::Number(value) }
    }

    /// Its position on the line of numbers; none for what has none.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(value) => Some(*value),
            Self::Moment(value) => Some(*value as f64),
            Self::Missing | Self::Truth(_) | Self::Text(_) => None,
        }
    }

    /// As text: numbers with the fewest digits that read back; missing is empty.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Missing => String::new(),
            Self::Number(value) => value.to_string(),
            Self::Truth(value) => value.to_string(),
            Self::Moment(value) => datetime::format(*value),
            Self::Text(text) => text.clone(),
        }
    }
}

/// A column of these cells.
///
/// # Errors
/// When a cell is not of that type, or is a number that is not finite.
pub(super) fn column(name: &str, dtype: DType, cells: &[Cell]) -> Result<Column, EngineError> {
    let fits = |cell: &Cell| match cell {
        Cell::Missing => true,
        Cell::Number(value) => dtype == DType::Numeric && value.is_finite(),
        Cell::Truth(_) => dtype == DType::Boolean,
        Cell::Moment(_) => dtype == DType::Datetime,
        Cell::Text(_) => matches!(dtype, DType::Categorical | DType::Text),
    };
    if let Some(cell) = cells.iter().find(|cell| !fits(cell)) {
        return Err(EngineError::Data(format!(
            "column {name:?} is {} and cannot hold {:?}; give a cell of its type",
            dtype.name(),
            cell.text()
        )));
    }
    let mask: Mask = cells.iter().map(|cell| *cell != Cell::Missing).collect();
    let truth = |cell: &Cell| matches!(cell, Cell::Truth(true));
    let moment = |cell: &Cell| if let Cell::Moment(value) = cell { *value } else { 0 };
    Ok(match dtype {
        DType::Numeric => Column::numeric(name, cells.iter().map(Cell::number)),
        DType::Boolean => Column::new(name, Values::Boolean(cells.iter().map(truth).collect()), mask),
        DType::Datetime => Column::new(name, Values::Datetime(cells.iter().map(moment).collect()), mask),
        DType::Categorical => Column::categorical(name, cells.iter().map(text)),
        DType::Text => {
            let texts: TextValues = cells.iter().map(|cell| text(cell).unwrap_or_default()).collect();
            Column::new(name, Values::Text(texts), mask)
        }
    })
}

fn text(cell: &Cell) -> Option<&str> {
    if let Cell::Text(text) = cell { Some(text) } else { None }
}
