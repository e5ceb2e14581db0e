//! What every model of the catalogue promises, whatever it is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod declarations;
mod learning;
mod odd_rows;
mod predicting;
mod saving;

use engine::error::EngineError;
use engine::models::{
    CATALOGUE, Cells, Feature, FittedModel, ModelKind, Output, Target, Task, TrainSet, kind,
};
use engine::params::{Domain, ParamValue, Params};
use engine::progress::{Progress, Silent};
use engine::rng::Rng;
use ndarray::{Array2, ArrayView2, Axis, array};

/// Answers to rows: classes 0, 1 and 3 of four, and numbers.
struct Answers {
    codes: Vec<u32>,
    values: Vec<f64>,
}

const N_CLASSES: usize = 4;

impl Answers {
    fn target(&self, task: Task) -> Target<'_> {
        match task {
            Task::Classification => Target::Classes { codes: &self.codes, n_classes: N_CLASSES },
            Task::Regression => Target::Numbers(&self.values),
        }
    }
}

fn n_classes(task: Task) -> Option<usize> {
    (task == Task::Classification).then_some(N_CLASSES)
}

/// Noisy rows with a constant column and ties.
fn rows(n: usize, p: usize) -> (Array2<f64>, Answers) {
    let mut rng = Rng::new(11, "rows");
    let x = Array2::from_shape_fn((n, p), |(_, column)| match column % 4 {
        3 => 7.5,
        2 => f64::from(rng.below(5)),
        _ => rng.normal() * 10.0_f64.powi(column as i32 % 3),
    });
    let values: Vec<f64> =
        x.rows().into_iter().map(|row| row[0] * 2.0 - row[1] * 0.1 + rng.normal()).collect();
    let codes = values
        .iter()
        .map(|v| {
            if *v < -1.0 {
                0
            } else if *v < 1.0 {
                1
            } else {
                3
            }
        })
        .collect();
    (x, Answers { codes, values })
}

/// The rows with cells that the family learns from.
fn suited(kind: &ModelKind, x: &Array2<f64>) -> Array2<f64> {
    match kind.capabilities.cells {
        Cells::Any => x.clone(),
        Cells::NotNegative => x.mapv(f64::abs),
        Cells::Codes => x.mapv(|cell| cell.abs().round()),
    }
}

fn each(mut test: impl FnMut(&'static ModelKind, Task)) {
    for kind in CATALOGUE {
        for task in kind.tasks {
            test(kind, *task);
        }
    }
}

fn fit_with(
    kind: &ModelKind,
    params: &Params,
    x: ArrayView2<f64>,
    y: Target,
) -> Result<FittedModel, EngineError> {
    let resolved = kind.resolve(y.task(), params)?;
    kind.fit(&resolved, &TrainSet::new(x, y, 3), &mut Silent)
}

fn fit(kind: &ModelKind, x: &Array2<f64>, y: Target) -> Result<FittedModel, EngineError> {
    fit_with(kind, &Params::new(), x.view(), y)
}

/// Default parameters, and every other choice and bound of each, one at a time. Numbers of trees and
/// neighbours stay small.
fn variants(kind: &ModelKind, task: Task) -> Vec<Params> {
    let mut all = vec![Params::new()];
    for spec in kind.params(task) {
        let values = match &spec.domain {
            Domain::Choice(choices) => choices.iter().map(|c| ParamValue::Text(c.value.to_owned())).collect(),
            Domain::Bool => vec![ParamValue::Bool(false), ParamValue::Bool(true)],
            Domain::Float { min, max, .. } => vec![ParamValue::Float(*min), ParamValue::Float(*max)],
            Domain::Int { min, max } => vec![ParamValue::Int(*min), ParamValue::Int((*max).min(20))],
            Domain::OptionalInt { min, max, .. } => {
                vec![ParamValue::None, ParamValue::Int(*min), ParamValue::Int(*max)]
            }
            Domain::Text | Domain::Lines => Vec::new(),
        };
        all.extend(values.into_iter().map(|value| Params::from([(spec.name.to_owned(), value)])));
    }
    all
}
