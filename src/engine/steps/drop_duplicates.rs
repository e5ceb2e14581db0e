//! Drops training rows that repeat an earlier one.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, TrainRows};
use crate::error::EngineError;
use crate::table::{Column, DType, Table};

pub(super) const KIND: StepKind = StepKind {
    id: "drop_duplicates",
    label: "Remove duplicate rows",
    purpose: Purpose::Clean,
    help: "Drops training rows that are equal to an earlier training row in the chosen columns and in the target. Rows that are only scored are never dropped.",
    sklearn: "DataFrame.drop_duplicates()",
    params: &[],
    accepts: |_| &DType::ALL,
};

/// How many training rows were dropped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    dropped: usize,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let mut columns: Vec<&Column> = vec![input.target];
    for name in input.columns {
        columns.push(input.table.column(name)?);
    }
    let mut seen = HashSet::with_capacity(input.table.n_rows());
    let mut key = String::new();
    let mut keep = Vec::new();
    for row in 0..input.table.n_rows() {
        key.clear();
        for column in &columns {
            // The length in front keeps ("ab", "c") apart from ("a", "bc").
            match column.cell(row) {
                Some(text) => {
                    key.push_str(&text.len().to_string());
                    key.push(':');
                    key.push_str(&text);
                }
                None => key.push('-'),
            }
        }
        if !seen.contains(key.as_str()) {
            seen.insert(key.clone());
            keep.extend(u32::try_from(row));
        }
    }
    let dropped = input.table.n_rows() - keep.len();
    Ok(Fit { step: FittedStep::DropDuplicates(Fitted { dropped }), rows: TrainRows::Kept(keep) })
}

impl Fitted {
    #[allow(clippy::unnecessary_wraps, reason = "every step's transform has this form")]
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        Ok(table.clone())
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        vec![Learned::new("", "training rows dropped", self.dropped)]
    }
}
