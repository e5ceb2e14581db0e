//! One number for every level.

use serde::{Deserialize, Serialize};

use super::levels::{self, LEVELLED};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::table::{Column, DType, Table};

pub(super) const KIND: StepKind = StepKind {
    id: "ordinal",
    label: "Ordinal encode",
    purpose: Purpose::Encode,
    help: "Replaces every level by its place in the sorted list of levels: 0, 1, 2 and so on. Good for trees; linear models would read the order as a quantity.",
    sklearn: "OrdinalEncoder",
    params: &[ParamSpec {
        name: "handle_unknown",
        label: "Levels not seen in training",
        help: "Minus one is a value of its own; no prediction refuses the row.",
        domain: Domain::Choice(&[
            Choice { value: "minus_one", label: "−1" },
            Choice { value: "refuse", label: "No prediction" },
        ]),
        default: Default::Text("minus_one"),
        visible_when: None,
    }],
    accepts: |_| LEVELLED,
    named: false,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Encoding {
    column: String,
    /// The column's type in training.
    dtype: DType,
    /// Levels seen in training, sorted.
    levels: Vec<String>,
}

/// The levels of every column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    refuse_unknown: bool,
    columns: Vec<Encoding>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let mut columns = Vec::with_capacity(input.columns.len());
    for name in input.columns {
        let column = input.table.column(name)?;
        let levels = levels::counts(column).into_iter().map(|(level, _)| level).collect();
        columns.push(Encoding { column: name.clone(), dtype: column.dtype(), levels });
    }
    let refuse_unknown = input.params.text("handle_unknown") == "refuse";
    Ok(FittedStep::Ordinal(Fitted { refuse_unknown, columns }).into())
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        for encoding in &self.columns {
            super::fitted_column(&KIND, table, &encoding.column, encoding.dtype)?;
        }
        let unknown = if self.refuse_unknown { None } else { Some(-1.0) };
        let columns = table
            .columns()
            .iter()
            .map(|column| match self.columns.iter().find(|encoding| encoding.column == column.name()) {
                Some(encoding) => {
                    let positions = levels::positions(column, &encoding.levels);
                    let cells =
                        positions.into_iter().map(|p| p.and_then(|at| at.map(|at| at as f64).or(unknown)));
                    Column::numeric(column.name(), cells)
                }
                None => column.clone(),
            })
            .collect();
        Table::new(columns)
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        self.columns
            .iter()
            .map(|encoding| Learned::new(&encoding.column, "levels in order", encoding.levels.join(", ")))
            .collect()
    }
}
