//! Changes the type of columns.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cells::{self, Touched};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, levels, texts};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::table::read::{parse_boolean, parse_number};
use crate::table::{Column, DType, Mask, Table, TextValues, Values};

pub(super) const KIND: StepKind = StepKind {
    id: "cast",
    label: "Change the type",
    purpose: Purpose::Clean,
    help: "Makes columns another type: a code that looks like a number a category, a category of digits numbers, numbers 0 and 1 truth values. What cannot be converted becomes missing.",
    sklearn: "DataFrame.astype()",
    params: &[ParamSpec {
        name: "to",
        label: "To",
        help: "Numeric reads digits, and true as 1. Boolean reads 1 and 0, true and false, yes and no. Categorical has the levels seen in training; any other later is missing. Text writes what the table shows.",
        domain: Domain::Choice(&[
            Choice { value: "numeric", label: "Numeric" },
            Choice { value: "boolean", label: "Boolean" },
            Choice { value: "categorical", label: "Categorical" },
            Choice { value: "text", label: "Text" },
        ]),
        default: Default::Text("categorical"),
        visible_when: None,
    }],
    accepts: |params| match params.text("to") {
        "numeric" => &[DType::Categorical, DType::Boolean, DType::Text],
        "boolean" => &[DType::Numeric, DType::Categorical, DType::Text],
        "categorical" => &[DType::Numeric, DType::Boolean, DType::Text],
        _ => &[DType::Numeric, DType::Categorical, DType::Boolean, DType::Datetime],
    },
    named: true,
};

/// The type, the columns, and how many cells were converted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    to: DType,
    columns: Vec<Touched>,
    /// The levels of each column, sorted, where they become categorical.
    levels: Vec<Vec<String>>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let to = match input.params.text("to") {
        "numeric" => DType::Numeric,
        "boolean" => DType::Boolean,
        "categorical" => DType::Categorical,
        _ => DType::Text,
    };
    let mut fitted = Fitted { to, columns: Vec::new(), levels: Vec::new() };
    if to == DType::Categorical {
        for name in input.columns {
            let counts = levels::counts(input.table.column(name)?);
            fitted.levels.push(counts.into_iter().map(|(level, _)| level).collect());
        }
    }
    let (columns, rows) = cells::learn(input, |at, column| fitted.convert(at, column))?;
    fitted.columns = columns;
    Ok(Fit { step: FittedStep::Cast(fitted), rows })
}

impl Fitted {
    fn convert(&self, at: usize, column: &Column) -> Result<Column, EngineError> {
        Ok(match self.to {
            DType::Numeric => to_numeric(column)?,
            DType::Boolean => to_boolean(column)?,
            DType::Categorical => to_categorical(column, self.levels.get(at).map_or(&[], Vec::as_slice)),
            DType::Text => to_text(column),
            DType::Datetime => {
                return Err(EngineError::Model("it changes columns to dates, which no cast does".to_owned()));
            }
        })
    }

    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        cells::apply(&KIND, table, &self.columns, |at, column| self.convert(at, column))
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        let counts = self.columns.iter().zip(&self.levels);
        let counts = counts.map(|(known, levels)| Learned::new(&known.column, "levels", levels.len()));
        cells::learned(&self.columns, "converted").into_iter().chain(counts).collect()
    }
}

fn to_numeric(column: &Column) -> Result<Column, EngineError> {
    if matches!(column.values(), Values::Boolean(_)) {
        return Ok(Column::numeric(column.name(), (0..column.len()).map(|row| column.number(row))));
    }
    let numbers = texts::read(column, |text| parse_number(text.trim().as_bytes(), false))?;
    Ok(Column::numeric(column.name(), numbers))
}

/// Of numbers only 1 and 0 are truth values.
fn to_boolean(column: &Column) -> Result<Column, EngineError> {
    let truths = if matches!(column.values(), Values::Numeric(_)) {
        let truth = |number: f64| if number == 1.0 { Some(true) } else { (number == 0.0).then_some(false) };
        (0..column.len()).map(|row| column.number(row).and_then(truth)).collect()
    } else {
        texts::read(column, |text| parse_boolean(text.trim(), None))?
    };
    let mask: Mask = truths.iter().map(Option::is_some).collect();
    let values = truths.into_iter().map(Option::unwrap_or_default).collect();
    Ok(Column::new(column.name(), Values::Boolean(values), mask))
}

fn to_categorical(column: &Column, levels: &[String]) -> Column {
    let codes: Vec<Option<u32>> = levels::positions(column, levels)
        .into_iter()
        .map(|at| at.flatten().and_then(|at| u32::try_from(at).ok()))
        .collect();
    let mask: Mask = codes.iter().map(Option::is_some).collect();
    let codes = codes.into_iter().map(Option::unwrap_or_default).collect();
    Column::new(column.name(), Values::Categorical { codes, levels: Arc::new(levels.to_vec()) }, mask)
}

fn to_text(column: &Column) -> Column {
    let mut texts = TextValues::new();
    for row in 0..column.len() {
        texts.push(&column.cell(row).unwrap_or_default());
    }
    column.with_values(Values::Text(texts))
}
