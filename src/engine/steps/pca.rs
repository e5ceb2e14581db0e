//! Principal components.

use serde::{Deserialize, Serialize};

use super::rows::Rows;
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, numbers};
use crate::error::EngineError;
use crate::models::kernels::eigen::Eigen;
use crate::models::kernels::gram::Columns;
use crate::params::{Default, Domain, ParamSpec};
use crate::stats;
use crate::table::{DType, Table};

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
    let rows = Rows::to_learn_from(&KIND, input.table, input.columns)?;
    let (n, p) = (rows.places.len(), input.columns.len());
    let largest = rows.cells.iter().fold(0.0_f64, |largest, cell| largest.max(cell.abs()));
    // Squares of numbers near the ends of the range of doubles would leave it.
    let unit = if (1e-100..1e100).contains(&largest) || largest == 0.0 { 1.0 } else { largest };
    let mut cells = vec![0.0; n * p];
    for (at, row) in rows.cells.chunks_exact(p.max(1)).enumerate() {
        for (column, cell) in cells.chunks_exact_mut(n).zip(row) {
            if let Some(value) = column.get_mut(at) {
                *value = cell / unit;
            }
        }
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

/// The direction with its weight of the greatest size positive, the first such on a tie, as scikit-learn
/// turns it.
fn pointed(direction: &[f64]) -> Vec<f64> {
    let greatest = direction.iter().fold(0.0_f64, |a, b| if b.abs() > a.abs() { *b } else { a });
    let sign = if greatest < 0.0 { -1.0 } else { 1.0 };
    direction.iter().map(|weight| sign * weight).collect()
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        let rows = Rows::new(&KIND, table, &self.columns)?;
        let mut made = vec![vec![f64::NAN; table.n_rows()]; self.components.len()];
        for (row, place) in rows.cells.chunks_exact(self.columns.len().max(1)).zip(&rows.places) {
            for (cells, component) in made.iter_mut().zip(&self.components) {
                let terms = row.iter().zip(&self.means).zip(component);
                let sum: f64 = terms.map(|((cell, mean), weight)| (cell - mean) * weight).sum();
                if let Some(cell) = cells.get_mut(*place) {
                    *cell = sum;
                }
            }
        }
        let made = (1..).zip(made).map(|(at, cells)| numbers::column(format!("pca_{at}"), cells));
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
