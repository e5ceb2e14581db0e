//! Brings numeric columns to a common scale.

use serde::{Deserialize, Serialize};

use super::numbers;
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::stats;
use crate::table::{DType, Table};

pub(super) const KIND: StepKind = StepKind {
    id: "scale",
    label: "Scale",
    purpose: Purpose::Scale,
    help: "Brings numeric columns to a common scale, so that no column counts more because of its unit. Linear models, k-nearest neighbours and networks need it; trees do not.",
    sklearn: "StandardScaler / MinMaxScaler / RobustScaler / MaxAbsScaler",
    params: &[ParamSpec {
        name: "method",
        label: "Method",
        help: "Standard: mean 0 and standard deviation 1. Min-max: from 0 to 1. Robust: median 0 and interquartile range 1, for columns with outliers. Max-abs: divided by the greatest size, so that zeros stay zeros.",
        domain: Domain::Choice(&[
            Choice { value: "standard", label: "Standard" },
            Choice { value: "min_max", label: "Min-max" },
            Choice { value: "robust", label: "Robust" },
            Choice { value: "max_abs", label: "Max-abs" },
        ]),
        default: Default::Text("standard"),
        visible_when: None,
    }],
    accepts: |_| &[DType::Numeric],
    named: false,
};

/// One column's `(value - center) / scale`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Scaling {
    column: String,
    center: f64,
    scale: f64,
}

/// The scaling of every column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    method: String,
    columns: Vec<Scaling>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let method = input.params.text("method");
    let mut columns = Vec::with_capacity(input.columns.len());
    for name in input.columns {
        let mut values = numbers::present(input.table.column(name)?);
        let (Some(least), Some(greatest)) =
            (values.iter().copied().reduce(f64::min), values.iter().copied().reduce(f64::max))
        else {
            return Err(numbers::nothing_to_learn(KIND.label, name));
        };
        let (center, scale) = match method {
            "min_max" => (least, greatest - least),
            "max_abs" => (0.0, least.abs().max(greatest.abs())),
            "robust" => {
                let [low, median, high] = [0.25, 0.5, 0.75].map(|q| stats::select_quantile(&mut values, q));
                (median.unwrap_or_default(), high.unwrap_or_default() - low.unwrap_or_default())
            }
            _ if least == greatest => (least, 0.0),
            _ => (stats::mean(&values), f64::sqrt(stats::variance(&values))),
        };
        // A constant column is only moved, as in scikit-learn; so is one whose range overflows.
        let scale = if scale > 0.0 && scale.is_finite() { scale } else { 1.0 };
        columns.push(Scaling { column: name.clone(), center, scale });
    }
    Ok(FittedStep::Scale(Fitted { method: method.to_owned(), columns }).into())
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        for scaling in &self.columns {
            super::fitted_column(&KIND, table, &scaling.column, DType::Numeric)?;
        }
        let at = |name: &str| self.columns.iter().position(|scaling| scaling.column == name);
        numbers::map(table, at, |at, value| {
            self.columns.get(at).map_or(value, |scaling| (value - scaling.center) / scaling.scale)
        })
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        let (center, scale) = match self.method.as_str() {
            "min_max" => ("least", "range"),
            "robust" => ("median", "interquartile range"),
            "max_abs" => ("zero", "greatest size"),
            _ => ("mean", "standard deviation"),
        };
        self.columns
            .iter()
            .flat_map(|scaling| {
                [
                    Learned::new(&scaling.column, center, scaling.center),
                    Learned::new(&scaling.column, scale, scaling.scale),
                ]
            })
            .collect()
    }
}
