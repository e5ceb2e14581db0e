//! Ordinary least squares.

use serde::{Deserialize, Serialize};

use super::kernels::design::Design;
use super::kernels::least_squares::{Qr, least_squares};
use super::kernels::normal;
use super::kernels::refine::{Units, refine};
use super::line::{Line, LineModel};
use super::{Capabilities, Group, ModelKind, Task, TrainSet};
use crate::error::EngineError;
use crate::params::Resolved;
use crate::progress::Progress;
use crate::stats::mean;

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "linear_regression",
    label: "Linear regression",
    group: Group::Linear,
    help: "A weighted sum of the features, fitted by least squares. Quick and easy to explain; \
           right when effects add up and are roughly straight lines.",
    tasks: &[Task::Regression],
    capabilities: Capabilities::NONE,
    params: |_| &[],
    sklearn: |_| "LinearRegression",
};

/// Columns whose matrix of products has a worse condition than this, in scaled units, are solved for
/// by orthogonal factors. Below it a mended solution of the normal equations has as many digits.
const WORST_CONDITION: f64 = 1e6;

/// Up to this many cells a solution by orthogonal factors is refined in twice the precision: rows that
/// nearly depend on each other and are few are where digits run out.
const MAX_REFINED: usize = 200_000;

/// A line fitted by least squares; where features depend on each other, the one with the smallest
/// coefficients.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinearRegression(pub Line);

impl LineModel for LinearRegression {
    fn learn(_: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError> {
        let y = train.numbers()?;
        let centre = mean(y);
        let centred: Vec<f64> = y.iter().map(|value| value - centre).collect();
        let design = Design::new(train.x);
        let p = design.n_columns();
        progress.advance("columns", 0, p)?;
        let quick = if p < design.n_rows() {
            normal::solve(&design, &centred, &vec![0.0; p], WORST_CONDITION)
        } else {
            None
        };
        if let Some(scaled) = quick {
            return Ok(Self(Line::new(centre, design.unscaled(&scaled), design.means())));
        }
        let means = design.means().to_vec();
        let (columns, scales) = design.into_columns();
        let qr = Qr::new(columns, y.len(), progress)?;
        let mut line = Line::new(centre, least_squares(&qr, &scales, centred), &means);
        if qr.is_full() && p < y.len() && p * y.len() <= MAX_REFINED {
            let units = Units { means: &means, scales: &scales };
            (line.intercept, line.coefficients) =
                refine(&qr, train.x, y, &units, (line.intercept, line.coefficients));
        }
        Ok(Self(line))
    }

    fn line(&self) -> &Line {
        &self.0
    }
}
