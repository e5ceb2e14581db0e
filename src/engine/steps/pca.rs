//! Principal components.

use serde::{Deserialize, Serialize};

use super::rows::{side_by_side, to_learn_from};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind};
use crate::error::EngineError;
use crate::models::kernels::eigen::Eigen;
use crate::models::kernels::gram::Columns;
use crate::params::{Default, Domain, ParamSpec};
use crate::stats;
use crate::table::{Column, DType, Table, Values};

/// Rows transformed at a time, so that their sums stay in the cache.
const BLOCK: usize = 1024;

pub(super) const KIND: StepKind = StepKind {
    id: "pca",
    label: "Principal components",
    purpose: Purpose::Reduce,
    help: "Replaces numeric columns by the few directions along which the rows differ most. Makes many columns that resemble each other into few that do not. Scale the columns first unless they have one unit.",
    sklearn: "PCA",
    params: &[ParamSpec {
        name: "n_components",
        label: "Components",
        help: "How many new columns to make: pca_1 holds the direction of most difference. Never more than there are columns.",
        domain: Domain::Int { min: 1, max: 100 },
        default: Default::Int(2),
        visible_when: None,
    }],
    accepts: |_| &[DType::Numeric],
    named: false,
};

/// The columns' means and the directions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    columns: Vec<String>,
    means: Vec<f64>,
    /// One list of weights, one a column, for each component.
    components: Vec<Vec<f64>>,
    /// The share of the columns' variance that lies along each component.
    shares: Vec<f64>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let (columns, whole) = to_learn_from(&KIND, input.table, input.columns)?;
    let (n, p) = (whole.n_valid(), columns.len());
    let mut cells = Vec::with_capacity(n * p);
    for column in columns {
        if whole.n_missing() == 0 {
            cells.extend_from_slice(column);
        } else {
            cells.extend(column.iter().zip(whole.iter()).filter(|(_, whole)| *whole).map(|(cell, _)| *cell));
        }
    }
    let largest = greatest(&cells);
    // Squares of numbers near the ends of the range of doubles would leave it.
    let unit = if (1e-100..1e100).contains(&largest) || largest == 0.0 { 1.0 } else { largest };
    if unit != 1.0 {
        cells.iter_mut().for_each(|cell| *cell /= unit);
    }
    let mut means = Vec::with_capacity(p);
    for column in cells.chunks_exact_mut(n.max(1)) {
        let mean = stats::mean(column);
        column.iter_mut().for_each(|value| *value -= mean);
        means.push(mean * unit);
    }
    let mut products = vec![0.0; p * p];
    Columns::new(&cells, n).add_gram(None, &mut products, p, (0, 0));
    let eigen = Eigen::new(&products, p);
    let total: f64 = eigen.values.iter().map(|value| value.max(0.0)).sum();
    let kept = input.params.count("n_components").min(p);
    let components = (0..kept).map(|at| pointed(eigen.vector(at))).collect();
    let share = |value: &f64| if total > 0.0 { value.max(0.0) / total } else { 0.0 };
    let shares = eigen.values.iter().take(kept).map(share).collect();
    Ok(FittedStep::Pca(Fitted { columns: input.columns.to_vec(), means, components, shares }).into())
}

/// The greatest size of finite numbers; 0 for none.
fn greatest(cells: &[f64]) -> f64 {
    // Sizes are in the order of their bits, which are compared for several at once.
    let size = |cell: &f64| cell.abs().to_bits().cast_signed();
    f64::from_bits(cells.iter().map(size).fold(0, i64::max).cast_unsigned())
}

/// The direction with its weight of the greatest size positive, the first such on a tie, as scikit-learn
/// turns it.
fn pointed(direction: &[f64]) -> Vec<f64> {
    let greatest = direction.iter().fold(0.0_f64, |a, b| if b.abs() > a.abs() { *b } else { a });
    let sign = if greatest < 0.0 { -1.0 } else { 1.0 };
    direction.iter().map(|weight| sign * weight).collect()
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        let (columns, whole) = side_by_side(&KIND, table, &self.columns)?;
        let made = (1..).zip(&self.components).map(|(at, component)| {
            let mut cells = vec![0.0; table.n_rows()];
            for (start, sums) in (0..).step_by(BLOCK).zip(cells.chunks_mut(BLOCK)) {
                for ((column, mean), weight) in columns.iter().zip(&self.means).zip(component) {
                    let column = column.get(start..).unwrap_or_default();
                    for (sum, cell) in sums.iter_mut().zip(column) {
                        *sum += (cell - mean) * weight;
                    }
                }
            }
            let mask = whole.keep_finite(&mut cells);
            Column::new(format!("pca_{at}"), Values::Numeric(cells), mask)
        });
        let kept = table.columns().iter().filter(|column| !self.columns.iter().any(|n| n == column.name()));
        Table::new(kept.cloned().chain(made).collect())
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        (1..)
            .zip(&self.shares)
            .map(|(at, share)| Learned::new(&format!("pca_{at}"), "share of variance", share))
            .collect()
    }
}
