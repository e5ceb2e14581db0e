//! Brings each row to one length.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::rows::{Rows, side_by_side};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, numbers};
use crate::error::EngineError;
use crate::models::kernels::vector;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::table::{DType, Table};

pub(super) const KIND: StepKind = StepKind {
    id: "normalize",
    label: "Normalise rows",
    purpose: Purpose::Scale,
    help: "Divides the chosen numbers of each row by their size taken together, so that only their proportions count, such as the shares of words in a text. A row in which one of them is missing has none of them afterwards.",
    sklearn: "Normalizer",
    params: &[ParamSpec {
        name: "norm",
        label: "Size",
        help: "L2: the root of the sum of squares. L1: the sum of the sizes. Maximum: the greatest size.",
        domain: Domain::Choice(&[
            Choice { value: "l2", label: "L2" },
            Choice { value: "l1", label: "L1" },
            Choice { value: "max", label: "Maximum" },
        ]),
        default: Default::Text("l2"),
        visible_when: None,
    }],
    accepts: |_| &[DType::Numeric],
    named: false,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Norm {
    L1,
    L2,
    Max,
}

/// The columns; nothing is learned from the rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fitted {
    columns: Vec<String>,
    norm: Norm,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let norm = match input.params.text("norm") {
        "l1" => Norm::L1,
        "max" => Norm::Max,
        _ => Norm::L2,
    };
    Ok(FittedStep::Normalize(Fitted { columns: input.columns.to_vec(), norm }).into())
}

impl Norm {
    fn of(self, row: &[f64]) -> f64 {
        match self {
            Self::L1 => row.iter().map(|cell| cell.abs()).sum(),
            Self::L2 => vector::norm(row),
            Self::Max => row.iter().fold(0.0, |greatest, cell| cell.abs().max(greatest)),
        }
    }
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        let rows = Rows::new(side_by_side(&KIND, table, &self.columns)?);
        let mut made = vec![vec![f64::NAN; table.n_rows()]; self.columns.len()];
        for (row, place) in rows.cells.chunks_exact(self.columns.len().max(1)).zip(&rows.places) {
            let size = match self.norm.of(row) {
                // A row of zeros stays as it is.
                0.0 => 1.0,
                size if size.is_finite() => size,
                _ => f64::NAN,
            };
            for (cells, cell) in made.iter_mut().zip(row) {
                if let Some(made) = cells.get_mut(*place) {
                    *made = cell / size;
                }
            }
        }
        let mut made: HashMap<&str, Vec<f64>> = self.columns.iter().map(String::as_str).zip(made).collect();
        let columns = table.columns().iter().map(|column| match made.remove(column.name()) {
            Some(cells) => numbers::column(column.name(), cells),
            None => column.clone(),
        });
        Table::new(columns.collect())
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        Vec::new()
    }
}
