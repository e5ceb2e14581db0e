//! Leaves columns out.

use serde::{Deserialize, Serialize};

use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind};
use crate::error::EngineError;
use crate::table::{DType, Table};

pub(super) const KIND: StepKind = StepKind {
    id: "drop_columns",
    label: "Drop columns",
    purpose: Purpose::Reduce,
    help: "Leaves the chosen columns out from here on. Use it for columns that would not be known when the model is used, or that only add noise.",
    sklearn: "ColumnTransformer([…], remainder=\"drop\")",
    params: &[],
    accepts: |_| &DType::ALL,
    named: true,
};

/// The columns that are left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    columns: Vec<String>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    if input.columns.len() == input.table.n_columns() {
        return Err(EngineError::Spec(
            "Drop columns: every column would be left out; name the columns to drop".to_owned(),
        ));
    }
    Ok(FittedStep::DropColumns(Fitted { columns: input.columns.to_vec() }).into())
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        for name in &self.columns {
            table.column(name)?;
        }
        Ok(table.select(|column| !self.columns.iter().any(|name| name == column.name())))
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        self.columns.iter().map(|name| Learned::new(name, "left out", "yes")).collect()
    }
}
