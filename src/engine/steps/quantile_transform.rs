//! Spreads numbers evenly, or normally, by their rank.

use serde::{Deserialize, Serialize};

use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, numbers};
use crate::distribution;
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::stats;
use crate::table::{DType, Table};

/// So near to the ends a share counts as the end, since a normal distribution has none; scikit-learn's bound.
const END: f64 = 1e-7;

pub(super) const KIND: StepKind = StepKind {
    id: "quantile_transform",
    label: "Quantile transform",
    purpose: Purpose::Scale,
    help: "Replaces each number by the share of training numbers below it, so that the numbers are spread evenly or normally whatever their shape, and outliers lose their weight. Every training row counts; scikit-learn draws 10,000 of them unless it is told not to.",
    sklearn: "QuantileTransformer(subsample=None)",
    params: &[
        ParamSpec {
            name: "n_quantiles",
            label: "Quantiles",
            help: "How many points describe each column; between them the share is interpolated. Never more than training rows.",
            domain: Domain::Int { min: 2, max: 10_000 },
            default: Default::Int(1000),
            visible_when: None,
        },
        ParamSpec {
            name: "output_distribution",
            label: "Spread",
            help: "Uniform: from 0 to 1. Normal: as a standard normal distribution, within 5.2 of 0.",
            domain: Domain::Choice(&[
                Choice { value: "uniform", label: "Uniform" },
                Choice { value: "normal", label: "Normal" },
            ]),
            default: Default::Text("uniform"),
            visible_when: None,
        },
    ],
    accepts: |_| &[DType::Numeric],
    named: false,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Quantiles {
    column: String,
    /// At equal shares from 0 to 1, ascending.
    values: Vec<f64>,
}

/// The quantiles of every column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    normal: bool,
    columns: Vec<Quantiles>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let count = input.params.count("n_quantiles").min(input.table.n_rows()).max(1);
    let mut columns = Vec::with_capacity(input.columns.len());
    for name in input.columns {
        let sorted = numbers::sorted(input.table.column(name)?);
        if sorted.is_empty() {
            return Err(numbers::nothing_to_learn(KIND.label, name));
        }
        // By way of percent, as NumPy counts, so that the rounding is the same.
        let values = (0..count).map(|at| share(at, count) * 100.0 / 100.0);
        let values = values.filter_map(|share| stats::quantile(&sorted, share)).collect();
        columns.push(Quantiles { column: name.clone(), values });
    }
    let normal = input.params.text("output_distribution") == "normal";
    Ok(FittedStep::QuantileTransform(Fitted { normal, columns }).into())
}

/// The share that belongs to the quantile of that place.
fn share(at: usize, count: usize) -> f64 {
    let last = count.saturating_sub(1);
    if at == last { if last == 0 { 0.0 } else { 1.0 } } else { at as f64 * (1.0 / last as f64) }
}

impl Quantiles {
    /// The share of training numbers below a number; the mean over the shares of equal ones.
    fn share(&self, value: f64) -> f64 {
        let (values, count) = (&self.values, self.values.len());
        // The numbers before `low` are smaller, those from `high` on are larger.
        let low = values.partition_point(|quantile| *quantile < value);
        let high = values.partition_point(|quantile| *quantile <= value);
        if low < high {
            return 0.5 * (share(low, count) + share(high - 1, count));
        }
        match (low.checked_sub(1).and_then(|below| values.get(below)), values.get(low)) {
            (Some(below), Some(above)) => {
                let (start, end) = (share(low - 1, count), share(low, count));
                let slope = (end - start) / (above - below);
                0.5 * ((slope * (value - below) + start) - (slope * (above - value) - end))
            }
            (None, _) => 0.0,
            (_, None) => 1.0,
        }
    }

    fn uniform(&self, value: f64) -> f64 {
        match (self.values.first(), self.values.last()) {
            (Some(least), _) if value == *least => 0.0,
            (_, Some(greatest)) if value == *greatest => 1.0,
            _ => self.share(value),
        }
    }

    fn normal(&self, value: f64) -> f64 {
        let share = match (self.values.first(), self.values.last()) {
            (Some(least), _) if value - END < *least => 0.0,
            (_, Some(greatest)) if value + END > *greatest => 1.0,
            _ => self.share(value),
        };
        let end = END - f64::EPSILON;
        distribution::normal_quantile(share.clamp(end, 1.0 - end))
    }
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        for quantiles in &self.columns {
            super::fitted_column(&KIND, table, &quantiles.column, DType::Numeric)?;
        }
        let at = |name: &str| self.columns.iter().position(|quantiles| quantiles.column == name);
        numbers::map(table, at, |at, value| match self.columns.get(at) {
            Some(quantiles) if self.normal => quantiles.normal(value),
            Some(quantiles) => quantiles.uniform(value),
            None => value,
        })
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        let mut learned = Vec::new();
        for quantiles in &self.columns {
            let ends = [("least", quantiles.values.first()), ("greatest", quantiles.values.last())];
            for (what, value) in ends {
                learned.extend(value.map(|value| Learned::new(&quantiles.column, what, value)));
            }
            learned.push(Learned::new(&quantiles.column, "quantiles", quantiles.values.len()));
        }
        learned
    }
}
