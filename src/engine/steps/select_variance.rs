//! Drops columns that hardly vary.

use serde::{Deserialize, Serialize};

use super::numbers;
use super::selection::{JUDGED, Selection};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind};
use crate::error::EngineError;
use crate::params::{Default, Domain, ParamSpec};
use crate::stats;
use crate::table::Table;

pub(super) const KIND: StepKind = StepKind {
    id: "select_variance",
    label: "Select by variance",
    purpose: Purpose::Reduce,
    help: "Drops columns whose values hardly vary in training: a constant column tells nothing. The variance depends on a column's unit, so that a threshold above 0 has a meaning only for columns of like units. Missing cells are passed over.",
    sklearn: "VarianceThreshold",
    params: &[ParamSpec {
        name: "threshold",
        label: "Least variance",
        help: "Columns stay whose variance is greater. 0 drops constant columns only.",
        domain: Domain::Float { min: 0.0, max: 1e6, log: false },
        default: Default::Float(0.0),
        visible_when: None,
    }],
    accepts: |_| JUDGED,
    named: false,
};

/// The variance of every column, and which stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    selection: Selection,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let threshold = input.params.float("threshold");
    let mut variances = Vec::with_capacity(input.columns.len());
    for name in input.columns {
        let values = numbers::present(input.table.column(name)?);
        // Equal values have no variance, whatever their sum is rounded to.
        let constant = values.iter().all(|value| Some(value) == values.first());
        let variance = if constant { 0.0 } else { stats::variance(&values) };
        variances.push((!values.is_empty()).then_some(variance));
    }
    let kept: Vec<bool> = variances.iter().map(|v| v.is_some_and(|v| v > threshold)).collect();
    let none = format!("none varies by more than {threshold}; lower the threshold or leave the step out");
    let selection = Selection::new(&KIND, input, &variances, &kept, &none)?;
    Ok(FittedStep::SelectVariance(Fitted { selection }).into())
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        self.selection.apply(&KIND, table)
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        self.selection.learned("variance")
    }
}
