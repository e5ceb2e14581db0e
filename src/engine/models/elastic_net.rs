//! Least squares with a penalty on the absolute and the squared size of the coefficients.

use serde::{Deserialize, Serialize};

use super::kernels::coordinates::{Curvature, descend};
use super::kernels::design::Design;
use super::kernels::vector::dot;
use super::line::{Line, LineModel};
use super::{Capabilities, Group, ModelKind, Task, TrainSet};
use crate::error::EngineError;
use crate::params::{Default, Domain, ParamSpec, Resolved};
use crate::progress::{Observer, Progress, Seen};
use crate::stats::mean;

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "elastic_net",
    label: "Elastic net",
    group: Group::Linear,
    help: "Linear regression that leaves out features of little use, as the lasso does, and shares the \
           weight among features that resemble each other, as ridge does.",
    tasks: &[Task::Regression],
    capabilities: Capabilities { wants_scaling: true, ..Capabilities::NONE },
    params: |_| PARAMS,
    sklearn: |_| "ElasticNet",
};

/// The strength of the penalty, which the lasso shares.
pub(super) const ALPHA: ParamSpec = ParamSpec {
    name: "alpha",
    label: "Penalty",
    help: "How strongly weights are held back. More leaves fewer features in the model and makes it \
           simpler; less lets it follow the training rows more closely.",
    domain: Domain::Float { min: 1e-5, max: 1e4, log: true },
    default: Default::Float(1.0),
    visible_when: None,
};

/// The most sweeps, which the lasso shares.
pub(super) const MAX_ITER: ParamSpec = ParamSpec {
    name: "max_iter",
    label: "Most sweeps",
    help: "How often the search goes over the weights before it gives up with a warning. More costs \
           time only where features resemble each other closely.",
    domain: Domain::Int { min: 1, max: 100_000 },
    default: Default::Int(1000),
    visible_when: None,
};

const PARAMS: &[ParamSpec] = &[
    ALPHA,
    ParamSpec {
        name: "l1_ratio",
        label: "Share of the lasso",
        help: "At 1 the penalty is the lasso's, which leaves features out; at 0 it is ridge's, which \
               keeps them all small.",
        domain: Domain::Float { min: 0.0, max: 1.0, log: false },
        default: Default::Float(0.5),
        visible_when: None,
    },
    MAX_ITER,
];

/// Up to this many columns all their products are made at once; with more, those of the columns that
/// enter the model.
const MAX_PRODUCTS: usize = 512;

/// A line with some coefficients at zero and the others held small; the intercept was left free.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ElasticNet(pub Line);

impl LineModel for ElasticNet {
    fn learn(params: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError> {
        learn(params, params.float("l1_ratio"), train, progress).map(Self)
    }

    fn line(&self) -> &Line {
        &self.0
    }
}

/// Minimises `|y - X w|² / 2n + alpha · ratio · |w|₁ + ½ alpha · (1 - ratio) · |w|²`, the intercept free.
pub(super) fn learn(
    params: &Resolved,
    ratio: f64,
    train: &TrainSet,
    progress: &mut dyn Progress,
) -> Result<Line, EngineError> {
    let y = train.numbers()?;
    let centre = mean(y);
    let y: Vec<f64> = y.iter().map(|value| value - centre).collect();
    let design = Design::new(train.x);
    let strength = params.float(ALPHA.name) * y.len() as f64;
    let problem = Problem {
        lasso: design.scales().iter().map(|scale| strength * ratio / scale).collect(),
        ridge: design.scales().iter().map(|scale| strength * (1.0 - ratio) / (scale * scale)).collect(),
        design: &design,
        y: &y,
    };
    let max_sweeps = params.count(MAX_ITER.name);
    let b = design.transposed_times(&y);
    let mut v = vec![0.0; b.len()];
    let mut curvature = problem.curvature();
    let line = |v: &[f64]| Line::new(centre, design.unscaled(v), design.means());
    let mut shown = Shown { progress, line: &line, offset: 0.5 * dot(&y, &y), rows: y.len() as f64 };
    let end = descend(&mut curvature, &b, &problem.lasso, &mut v, max_sweeps, &mut shown)?;
    if let Some((active, factor)) = end.exact {
        // What forming the products has cost in digits comes back from the rows themselves.
        let slopes = problem.slopes(&v);
        let mut change: Vec<f64> =
            active.iter().map(|at| slopes[*at] - problem.lasso[*at] * v[*at].signum()).collect();
        factor.solve(&mut change);
        for (at, change) in active.iter().zip(&change) {
            v[*at] += change;
        }
    }
    if shown.observer().is_some() {
        let train = Some(problem.value(&v));
        shown.see(Seen { step: end.sweeps, parameters: &v, train, validation: None });
    }
    let mut line = line(&v);
    if !end.converged {
        line.gap = Some(problem.gap(&v) / dot(&y, &y));
    }
    Ok(line)
}

/// Shows the search in the features' own units.
struct Shown<'a> {
    progress: &'a mut dyn Progress,
    line: &'a dyn Fn(&[f64]) -> Line,
    /// What the problem leaves out of the squared errors, and how many rows they are of.
    offset: f64,
    rows: f64,
}

impl Progress for Shown<'_> {
    fn advance(&mut self, what: &str, done: usize, total: usize) -> Result<(), EngineError> {
        self.progress.advance(what, done, total)
    }

    fn observer(&mut self) -> Option<&mut dyn Observer> {
        self.progress.observer().is_some().then_some(self)
    }
}

impl Observer for Shown<'_> {
    fn see(&mut self, seen: Seen) {
        let parameters = (self.line)(seen.parameters).parameters();
        let train = seen.train.map(|value| (value + self.offset) / self.rows);
        if let Some(observer) = self.progress.observer() {
            observer.see(Seen { parameters: &parameters, train, ..seen });
        }
    }
}

/// The problem in scaled units, times the number of rows.
struct Problem<'a> {
    design: &'a Design,
    y: &'a [f64],
    /// The penalty on each absolute value.
    lasso: Vec<f64>,
    /// The penalty on each half square.
    ridge: Vec<f64>,
}

impl Problem<'_> {
    fn curvature(&self) -> Curvature<'_> {
        let p = self.design.n_columns();
        if p <= MAX_PRODUCTS {
            let mut matrix = vec![0.0; p * p];
            self.design.add_gram(None, &mut matrix, p, (0, 0));
            for (at, ridge) in self.ridge.iter().enumerate() {
                matrix[at * (p + 1)] += ridge;
            }
            return Curvature::of_lower(matrix, p);
        }
        let squares = (0..p).map(|at| dot(self.design.column(at), self.design.column(at)) + self.ridge[at]);
        Curvature::new(squares.collect(), |at| {
            let mut row = self.design.transposed_times(self.design.column(at));
            row[at] += self.ridge[at];
            row
        })
    }

    /// What is made least, without what it is at zero.
    fn value(&self, v: &[f64]) -> f64 {
        let residual = self.residual(v);
        let penalties = self.lasso.iter().zip(&self.ridge).zip(v);
        let held: f64 = penalties.map(|((lasso, ridge), v)| lasso * v.abs() + 0.5 * ridge * v * v).sum();
        held + 0.5 * (dot(&residual, &residual) - dot(self.y, self.y))
    }

    fn residual(&self, v: &[f64]) -> Vec<f64> {
        let mut residual = vec![0.0; self.y.len()];
        self.design.times(v, &mut residual);
        residual.iter_mut().zip(self.y).for_each(|(residual, y)| *residual = y - *residual);
        residual
    }

    /// How steeply the smooth part falls along each parameter.
    fn slopes(&self, v: &[f64]) -> Vec<f64> {
        let mut slopes = self.design.transposed_times(&self.residual(v));
        for ((slope, ridge), v) in slopes.iter_mut().zip(&self.ridge).zip(v) {
            *slope -= ridge * v;
        }
        slopes
    }

    /// How far above the least value this can be at most: the duality gap, with the ridge part counted
    /// as further rows of the lasso (Kim, Koh, Lustig, Boyd and Gorinevsky, 2007).
    fn gap(&self, v: &[f64]) -> f64 {
        let residual = self.residual(v);
        let ridge: f64 = self.ridge.iter().zip(v).map(|(ridge, v)| ridge * v * v).sum();
        let misfit = dot(&residual, &residual) + ridge;
        let steepest = self.slopes(v).iter().zip(&self.lasso).fold(1.0_f64, |most, (slope, lasso)| {
            if *lasso > 0.0 { most.max(slope.abs() / lasso) } else { most }
        });
        let shrink = 1.0 / steepest;
        let size: f64 = self.lasso.iter().zip(v).map(|(lasso, v)| lasso * v.abs()).sum();
        0.5 * (1.0 + shrink * shrink) * misfit + size - shrink * dot(&residual, self.y)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use ndarray::Array2;

    use super::*;
    use crate::models::kernels::vector::norm;
    use crate::rng::Rng;

    /// The gap is an upper bound that closes at the solution, and both ways to the products agree.
    #[test]
    fn the_gap_closes_and_products_made_late_give_the_same() {
        let mut rng = Rng::new(4, "test");
        let x = Array2::from_shape_simple_fn((40, 6), || rng.normal());
        let y: Vec<f64> = x.rows().into_iter().map(|row| row[0] - 2.0 * row[1] + 0.1 * row[5]).collect();
        let centre = mean(&y);
        let y: Vec<f64> = y.iter().map(|value| value - centre).collect();
        let design = Design::new(x.view());
        let problem = Problem { design: &design, y: &y, lasso: vec![4.0; 6], ridge: vec![1.0; 6] };
        let b = design.transposed_times(&y);
        let mut whole = problem.curvature();
        let late = Curvature::new(
            (0..6).map(|at| dot(design.column(at), design.column(at)) + 1.0).collect(),
            |at| {
                let mut row = design.transposed_times(design.column(at));
                row[at] += 1.0;
                row
            },
        );
        let mut found = Vec::new();
        for curvature in [&mut whole, &mut { late }] {
            let mut v = vec![0.0; 6];
            assert!(problem.gap(&v) > 1.0);
            let end =
                descend(curvature, &b, &problem.lasso, &mut v, 100, &mut crate::progress::Silent).unwrap();
            assert!(end.converged);
            assert!(problem.gap(&v).abs() < 1e-13 * norm(&y) * norm(&y), "{}", problem.gap(&v));
            found.push(v);
        }
        assert!(found[0].iter().zip(&found[1]).all(|(a, b)| (a - b).abs() < 1e-13), "{found:?}");
        assert!(found[0].contains(&0.0));
    }
}
