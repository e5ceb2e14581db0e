//! Numbers sorted into bins.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, numbers};
use crate::error::EngineError;
use crate::models::kernels::line_groups;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::stats;
use crate::table::{Column, DType, Table, Values};

/// Bins narrower than this are joined with the next, as in scikit-learn.
const NARROWEST: f64 = 1e-8;

pub(super) const KIND: StepKind = StepKind {
    id: "bin",
    label: "Bin numbers",
    purpose: Purpose::Scale,
    help: "Replaces numbers by the bin they fall into, so that a linear model can treat each stretch of them apart and outliers lose their weight. What is below the first or above the last training number falls into the first or the last bin.",
    sklearn: "KBinsDiscretizer",
    params: &[
        ParamSpec {
            name: "n_bins",
            label: "Bins",
            help: "How many bins to make. There are fewer where many training numbers are equal.",
            domain: Domain::Int { min: 2, max: 1000 },
            default: Default::Int(5),
            visible_when: None,
        },
        ParamSpec {
            name: "strategy",
            label: "Edges",
            help: "Quantile: as many training rows in each bin. Uniform: bins of one width. K-means: bins around clusters of numbers.",
            domain: Domain::Choice(&[
                Choice { value: "quantile", label: "Quantile" },
                Choice { value: "uniform", label: "Uniform" },
                Choice { value: "kmeans", label: "K-means" },
            ]),
            default: Default::Text("quantile"),
            visible_when: None,
        },
        ParamSpec {
            name: "quantile_method",
            label: "Quantiles",
            help: "Between two training numbers an edge is their mean, or lies where a line between them has it.",
            domain: Domain::Choice(&[
                Choice { value: "averaged_inverted_cdf", label: "Mean of neighbours" },
                Choice { value: "linear", label: "Linear" },
            ]),
            default: Default::Text("averaged_inverted_cdf"),
            visible_when: Some(("strategy", &["quantile"])),
        },
        ParamSpec {
            name: "encode",
            label: "Result",
            help: "The number of the bin, from 0, or a category such as [1.5, 3.25), which One-hot encode can take.",
            domain: Domain::Choice(&[
                Choice { value: "ordinal", label: "Number of the bin" },
                Choice { value: "label", label: "Category" },
            ]),
            default: Default::Text("ordinal"),
            visible_when: None,
        },
    ],
    accepts: |_| &[DType::Numeric],
    named: false,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Bins {
    column: String,
    /// Ascending; one more than bins. The outermost do not bound anything.
    edges: Vec<f64>,
}

/// The edges of every column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    labels: bool,
    columns: Vec<Bins>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let n_bins = input.params.count("n_bins");
    let mut columns = Vec::with_capacity(input.columns.len());
    for name in input.columns {
        let mut values = numbers::present(input.table.column(name)?);
        let ends = values.iter().copied().reduce(f64::min).zip(values.iter().copied().reduce(f64::max));
        let Some((least, greatest)) = ends else {
            return Err(numbers::nothing_to_learn(KIND.label, name));
        };
        if !(greatest - least).is_finite() {
            return Err(EngineError::Data(format!(
                "{}: the numbers of column {name:?} lie too far apart to be measured; scale the column first",
                KIND.label
            )));
        }
        let edges = if least == greatest {
            vec![least, greatest]
        } else {
            match input.params.text("strategy") {
                "uniform" => (0..=n_bins).map(|at| line_groups::edge(least, greatest, n_bins, at)).collect(),
                "kmeans" => {
                    values.sort_unstable_by(f64::total_cmp);
                    wide_enough(between_centres(&values, least, greatest, n_bins))
                }
                _ => {
                    let linear = input.params.text("quantile_method") == "linear";
                    wide_enough(quantiles(&mut values, n_bins, linear))
                }
            }
        };
        columns.push(Bins { column: name.clone(), edges });
    }
    let labels = input.params.text("encode") == "label";
    Ok(FittedStep::Bin(Fitted { labels, columns }).into())
}

fn between_centres(sorted: &[f64], least: f64, greatest: f64, n_bins: usize) -> Vec<f64> {
    let centres = line_groups::centres(sorted, n_bins);
    let middles = centres.iter().zip(centres.iter().skip(1)).map(|(a, b)| (a + b) * 0.5);
    [least].into_iter().chain(middles).chain([greatest]).collect()
}

/// The quantiles at equal shares. The inverted distribution function is averaged where it jumps (Hyndman and
/// Fan's type 2), or its points are joined by lines (type 7). Puts the values into another order.
fn quantiles(values: &mut [f64], n_bins: usize, linear: bool) -> Vec<f64> {
    let (len, last) = (values.len(), values.len().saturating_sub(1));
    // For each edge the place of the value below, and how far it is to the next.
    let edges: Vec<(usize, f64)> = (0..=n_bins)
        .filter_map(|at| {
            // In percent, as NumPy counts, so that the rounding is the same.
            let percent = if at == n_bins { 100.0 } else { 100.0 / n_bins as f64 * at as f64 };
            let share = percent / 100.0;
            if linear {
                return stats::place(len, share);
            }
            let at = len as f64 * share - 1.0;
            let below = at.floor();
            Some(if at < 0.0 { (0, 0.0) } else { (below as usize, if at > below { 1.0 } else { 0.5 }) })
        })
        .collect();
    let mut places: Vec<usize> = edges.iter().flat_map(|(low, _)| [*low, low + 1]).collect();
    places.sort_unstable();
    places.dedup();
    stats::settle(values, &places);
    let value = |at: usize| values.get(at.min(last)).copied().unwrap_or_default();
    edges.into_iter().map(|(low, far)| stats::between(value(low), value(low + 1), far)).collect()
}

/// The edges that end bins of some width.
fn wide_enough(edges: Vec<f64>) -> Vec<f64> {
    let before = [f64::NEG_INFINITY].into_iter().chain(edges.iter().copied());
    before.zip(&edges).filter(|(before, edge)| *edge - before > NARROWEST).map(|(_, edge)| *edge).collect()
}

impl Bins {
    /// The edges between bins.
    fn inner(&self) -> &[f64] {
        match self.edges.as_slice() {
            [_, inner @ .., _] => inner,
            _ => &[],
        }
    }

    fn place(&self, value: f64) -> usize {
        self.inner().partition_point(|edge| *edge <= value)
    }

    /// The bins as intervals; the outermost are open, since they take what lies beyond.
    fn labels(&self) -> Vec<String> {
        let inner = self.inner();
        let starts = [None].into_iter().chain(inner.iter().map(Some));
        let ends = inner.iter().map(Some).chain([None]);
        starts
            .zip(ends)
            .map(|bounds| match bounds {
                (Some(start), Some(end)) => format!("[{start}, {end})"),
                (Some(start), None) => format!("[{start}, ∞)"),
                (None, Some(end)) => format!("(−∞, {end})"),
                (None, None) => "(−∞, ∞)".to_owned(),
            })
            .collect()
    }

    fn labelled(&self, column: &Column, cells: &[f64]) -> Column {
        let known = || cells.iter().zip(column.mask().iter());
        let codes = known().map(|(cell, known)| if known { self.place(*cell) as u32 } else { 0 });
        let values = Values::Categorical { codes: codes.collect(), levels: Arc::new(self.labels()) };
        column.with_values(values)
    }

    fn numbered(&self, column: &Column, cells: &[f64]) -> Column {
        let known = cells.iter().zip(column.mask().iter());
        let places = known.map(|(cell, known)| if known { self.place(*cell) as f64 } else { 0.0 });
        column.with_values(Values::Numeric(places.collect()))
    }
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        for bins in &self.columns {
            super::fitted_column(&KIND, table, &bins.column, DType::Numeric)?;
        }
        let columns = table.columns().iter().map(|column| {
            match (self.columns.iter().find(|bins| bins.column == column.name()), column.values()) {
                (Some(bins), Values::Numeric(cells)) if self.labels => bins.labelled(column, cells),
                (Some(bins), Values::Numeric(cells)) => bins.numbered(column, cells),
                _ => column.clone(),
            }
        });
        Table::new(columns.collect())
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        self.columns
            .iter()
            .map(|bins| Learned::new(&bins.column, "bins in order", bins.labels().join(", ")))
            .collect()
    }
}
