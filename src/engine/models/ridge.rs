//! Least squares with a penalty on the size of the coefficients.

use serde::{Deserialize, Serialize};

use super::kernels::cholesky::Cholesky;
use super::kernels::design::Design;
use super::kernels::normal;
use super::kernels::vector::add_scaled;
use super::line::{Line, LineModel};
use super::{Capabilities, Group, ModelKind, Task, TrainSet};
use crate::error::EngineError;
use crate::params::{Default, Domain, ParamSpec, Resolved};
use crate::progress::Progress;
use crate::stats::mean;

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "ridge",
    label: "Ridge regression",
    group: Group::Linear,
    help: "Linear regression that keeps the weights small. Steadier than plain linear regression when \
           features are many or resemble each other.",
    tasks: &[Task::Regression],
    capabilities: Capabilities { wants_scaling: true, ..Capabilities::NONE },
    params: |_| PARAMS,
    sklearn: |_| "Ridge",
};

const PARAMS: &[ParamSpec] = &[ParamSpec {
    name: "alpha",
    label: "Penalty",
    help: "How strongly large weights are held back. More makes the model simpler and steadier; \
           less lets it follow the training rows more closely.",
    domain: Domain::Float { min: 1e-4, max: 1e4, log: true },
    default: Default::Float(1.0),
    visible_when: None,
}];

/// A line whose coefficients were held small; the intercept was left free.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ridge(pub Line);

impl LineModel for Ridge {
    fn learn(params: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError> {
        let y = train.numbers()?;
        let centre = mean(y);
        let centred: Vec<f64> = y.iter().map(|value| value - centre).collect();
        let design = Design::new(train.x);
        let alpha = params.float("alpha");
        progress.advance("solving", 0, 1)?;
        let solution = if design.n_columns() <= design.n_rows() {
            by_columns(&design, &centred, alpha)
        } else {
            by_rows(&design, &centred, alpha)
        };
        let scaled = solution.ok_or_else(|| {
            EngineError::Data(
                "ridge regression cannot solve for these columns with so small a penalty; raise alpha \
                 or scale the columns first"
                    .to_owned(),
            )
        })?;
        progress.advance("solving", 1, 1)?;
        Ok(Self(Line::new(centre, design.unscaled(&scaled), design.means())))
    }

    fn line(&self) -> &Line {
        &self.0
    }
}

/// Solves `(XᵀX + D) v = Xᵀy` in scaled units, where `D` is the penalty in those units.
fn by_columns(design: &Design, y: &[f64], alpha: f64) -> Option<Vec<f64>> {
    let penalty: Vec<f64> = design.scales().iter().map(|scale| alpha / (scale * scale)).collect();
    normal::solve(design, y, &penalty, f64::INFINITY)
}

/// The same solution by way of `(X D⁻¹ Xᵀ + I) a = y`, `v = D⁻¹ Xᵀ a`: rows × rows, for when columns
/// are more than rows.
fn by_rows(design: &Design, y: &[f64], alpha: f64) -> Option<Vec<f64>> {
    let n = design.n_rows();
    let weights: Vec<f64> = design.scales().iter().map(|scale| scale * scale / alpha).collect();
    let mut matrix = vec![0.0; n * n];
    for (column, weight) in weights.iter().enumerate() {
        let cells = design.column(column);
        for (row, cell) in cells.iter().enumerate() {
            add_scaled(&mut matrix[row * n..=row * n + row], cell * weight, &cells[..=row]);
        }
    }
    for row in 0..n {
        matrix[row * (n + 1)] += 1.0;
    }
    let factor = Cholesky::new(matrix, n)?;
    let mut a = vec![0.0; n];
    let mut v = vec![0.0; weights.len()];
    for _ in 0..2 {
        let mut misfit = vec![0.0; n];
        design.times(&v, &mut misfit);
        for ((misfit, y), a) in misfit.iter_mut().zip(y).zip(&a) {
            *misfit = y - *misfit - a;
        }
        factor.solve(&mut misfit);
        add_scaled(&mut a, 1.0, &misfit);
        v = design.transposed_times(&a).iter().zip(&weights).map(|(sum, weight)| sum * weight).collect();
    }
    Some(v)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use ndarray::Array2;

    use super::*;
    use crate::rng::Rng;

    #[test]
    fn both_ways_give_the_same_solution() {
        let mut rng = Rng::new(2, "test");
        for (n, p) in [(30, 4), (12, 12), (6, 20)] {
            let x = Array2::from_shape_fn((n, p), |(_, j)| (rng.normal() + 5.0) * 10_f64.powi(j as i32 % 2));
            let y: Vec<f64> = (0..n).map(|_| rng.normal()).collect();
            let centre = mean(&y);
            let y: Vec<f64> = y.iter().map(|value| value - centre).collect();
            let design = Design::new(x.view());
            let (a, b) = (by_columns(&design, &y, 0.7).unwrap(), by_rows(&design, &y, 0.7).unwrap());
            for (a, b) in a.iter().zip(&b) {
                assert!((a - b).abs() < 1e-10, "{n} × {p}: {a} {b}");
            }
        }
    }
}
