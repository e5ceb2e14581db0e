//! Fills in missing cells.

use serde::{Deserialize, Serialize};

use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, levels, numbers};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::stats;
use crate::table::{Column, DType, Mask, Table, Values};

pub(super) const KIND: StepKind = StepKind {
    id: "impute",
    label: "Fill in missing cells",
    purpose: Purpose::Clean,
    help: "Puts a value learned from the training rows into missing cells. The median withstands outliers; for categories use the most frequent level or a constant.",
    sklearn: "SimpleImputer",
    params: &[
        ParamSpec {
            name: "strategy",
            label: "Fill with",
            help: "Mean and median work on numbers; the most frequent value and a constant work on every kind of column.",
            domain: Domain::Choice(&[
                Choice { value: "mean", label: "Mean" },
                Choice { value: "median", label: "Median" },
                Choice { value: "most_frequent", label: "Most frequent value" },
                Choice { value: "constant", label: "A constant" },
            ]),
            default: Default::Text("median"),
            visible_when: None,
        },
        ParamSpec {
            name: "fill_value",
            label: "Constant",
            help: "The value to fill in. It must suit the column: a number for numbers, true or false for booleans.",
            domain: Domain::Text,
            default: Default::Text("0"),
            visible_when: Some(("strategy", &["constant"])),
        },
        ParamSpec {
            name: "add_indicator",
            label: "Mark what was missing",
            help: "Adds a yes/no column for every column with missing training cells, so that the model can learn from the gap itself.",
            domain: Domain::Bool,
            default: Default::Bool(false),
            visible_when: None,
        },
    ],
    accepts: |params| match params.text("strategy") {
        "mean" | "median" => &[DType::Numeric],
        _ => &[DType::Numeric, DType::Categorical, DType::Boolean, DType::Text],
    },
    named: false,
};

/// What goes into the missing cells of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
enum Fill {
    Number(f64),
    Truth(bool),
    Level(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Filling {
    column: String,
    /// The column's type in training.
    dtype: DType,
    fill: Fill,
    indicator: bool,
}

/// The filling of every column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    strategy: String,
    columns: Vec<Filling>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let strategy = input.params.text("strategy");
    let mut columns = Vec::with_capacity(input.columns.len());
    for name in input.columns {
        let column = input.table.column(name)?;
        let fill = match strategy {
            "constant" => constant(column, input.params.text("fill_value"))?,
            _ => learn(column, strategy).ok_or_else(|| numbers::nothing_to_learn(KIND.label, name))?,
        };
        let indicator = input.params.bool("add_indicator") && column.mask().n_missing() > 0;
        columns.push(Filling { column: name.clone(), dtype: column.dtype(), fill, indicator });
    }
    Ok(FittedStep::Impute(Fitted { strategy: strategy.to_owned(), columns }).into())
}

fn learn(column: &Column, strategy: &str) -> Option<Fill> {
    if column.dtype() != DType::Numeric {
        let counts = levels::counts(column);
        let most = counts.iter().map(|(_, count)| *count).max()?;
        // The first in order among equals, as in scikit-learn.
        let level = counts.into_iter().find(|(_, count)| *count == most)?.0;
        return Some(if column.dtype() == DType::Boolean {
            Fill::Truth(level == "true")
        } else {
            Fill::Level(level)
        });
    }
    let value = match strategy {
        "mean" if column.mask().n_valid() == 0 => return None,
        "mean" => stats::mean(&numbers::present(column)),
        "median" => stats::select_quantile(&mut numbers::present(column), 0.5)?,
        _ => most_frequent(&numbers::sorted(column))?,
    };
    Some(Fill::Number(value))
}

/// The least of the most frequent values of a sorted list.
fn most_frequent(sorted: &[f64]) -> Option<f64> {
    let mut best: Option<(usize, f64)> = None;
    for run in sorted.chunk_by(|a, b| a == b) {
        if let Some(value) = run.first().filter(|_| best.is_none_or(|(count, _)| run.len() > count)) {
            best = Some((run.len(), *value));
        }
    }
    best.map(|(_, value)| value)
}

fn constant(column: &Column, text: &str) -> Result<Fill, EngineError> {
    let wrong = |expected: &str| {
        EngineError::Spec(format!(
            "{}: the constant {text:?} does not suit column {:?}, which needs {expected}; change it or choose the columns of this step",
            KIND.label,
            column.name()
        ))
    };
    match column.dtype() {
        DType::Numeric => text
            .trim()
            .parse()
            .ok()
            .filter(|v: &f64| v.is_finite())
            .map(Fill::Number)
            .ok_or_else(|| wrong("a number")),
        DType::Boolean => text.trim().parse().map(Fill::Truth).map_err(|_| wrong("true or false")),
        _ => Ok(Fill::Level(text.to_owned())),
    }
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        for filling in &self.columns {
            super::fitted_column(&KIND, table, &filling.column, filling.dtype)?;
        }
        let mut columns = Vec::with_capacity(table.n_columns());
        for column in table.columns() {
            columns.push(match self.columns.iter().find(|filling| filling.column == column.name()) {
                Some(filling) => fill(column, &filling.fill)?,
                None => column.clone(),
            });
        }
        for filling in self.columns.iter().filter(|filling| filling.indicator) {
            let column = table.column(&filling.column)?;
            let missing: Vec<bool> = column.mask().iter().map(|valid| !valid).collect();
            let mask = Mask::all_valid(missing.len());
            columns.push(Column::new(format!("{}_missing", filling.column), Values::Boolean(missing), mask));
        }
        Table::new(columns)
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        self.columns
            .iter()
            .map(|filling| match &filling.fill {
                Fill::Number(value) => Learned::new(&filling.column, &self.strategy, value),
                Fill::Truth(value) => Learned::new(&filling.column, &self.strategy, value),
                Fill::Level(value) => Learned::new(&filling.column, &self.strategy, value),
            })
            .collect()
    }
}

fn fill(column: &Column, fill: &Fill) -> Result<Column, EngineError> {
    let rows = 0..column.len();
    Ok(match (fill, column.values()) {
        (Fill::Number(value), Values::Numeric(_)) if !value.is_finite() => column.clone(),
        (Fill::Number(_), Values::Numeric(_)) if column.mask().n_missing() == 0 => column.clone(),
        (Fill::Number(value), Values::Numeric(cells)) => {
            let cells = cells.iter().zip(column.mask().iter());
            let filled = cells.map(|(cell, valid)| if valid { *cell } else { *value }).collect();
            Column::new(column.name(), Values::Numeric(filled), Mask::all_valid(column.len()))
        }
        (Fill::Truth(value), Values::Boolean(cells)) => {
            let filled = cells
                .iter()
                .enumerate()
                .map(|(row, cell)| if column.mask().is_valid(row) { *cell } else { *value });
            Column::new(column.name(), Values::Boolean(filled.collect()), Mask::all_valid(column.len()))
        }
        (Fill::Level(value), Values::Text(_)) => {
            let texts = rows.map(|row| column.cell(row)).collect::<Vec<_>>();
            let filled = texts.iter().map(|cell| cell.as_deref().unwrap_or(value)).collect();
            Column::new(column.name(), Values::Text(filled), Mask::all_valid(column.len()))
        }
        (Fill::Level(value), Values::Categorical { codes, levels }) => {
            let mut levels = levels.as_ref().clone();
            let at = levels.iter().position(|level| level == value).unwrap_or_else(|| {
                levels.push(value.clone());
                levels.len() - 1
            });
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            let codes = codes
                .iter()
                .enumerate()
                .map(|(row, code)| if column.mask().is_valid(row) { *code } else { at });
            let values = Values::Categorical { codes: codes.collect(), levels: levels.into() };
            Column::new(column.name(), values, Mask::all_valid(column.len()))
        }
        (_, values) => {
            return Err(EngineError::Model(format!(
                "its filling of column {:?} does not suit the type {}",
                column.name(),
                values.dtype().name()
            )));
        }
    })
}
