//! The baseline of every evaluation: an answer that ignores the features.

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use super::{Capabilities, Group, Model, ModelKind, Output, Target, Task, TrainSet};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec, Resolved};
use crate::progress::Progress;
use crate::stats::{mean, quantile};

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "dummy",
    label: "Dummy baseline",
    group: Group::Baseline,
    help: "Ignores the features and always gives the most usual answer. \
           A model that is not clearly better has learned nothing.",
    tasks: &Task::ALL,
    capabilities: Capabilities {
        probabilities: true,
        ignores_features: true,
        missing: true,
        categories: true,
        ..Capabilities::NONE
    },
    params: |task| match task {
        Task::Classification => CLASSIFICATION,
        Task::Regression => REGRESSION,
    },
    sklearn: |task| match task {
        Task::Classification => "DummyClassifier",
        Task::Regression => "DummyRegressor",
    },
};

const CLASSIFICATION: &[ParamSpec] = &[ParamSpec {
    name: "strategy",
    label: "Answer",
    help: "Both always answer with the most frequent class. They differ in how sure they claim to be: \
           its share of the training rows, or certain.",
    domain: Domain::Choice(&[
        Choice { value: "prior", label: "most frequent class, as sure as its share" },
        Choice { value: "most_frequent", label: "most frequent class, certain" },
    ]),
    default: Default::Text("prior"),
    visible_when: None,
}];

const REGRESSION: &[ParamSpec] = &[ParamSpec {
    name: "strategy",
    label: "Answer",
    help: "The mean has the smallest squared error of all constant answers, the median the smallest \
           absolute error.",
    domain: Domain::Choice(&[
        Choice { value: "mean", label: "mean of the training rows" },
        Choice { value: "median", label: "median of the training rows" },
    ]),
    default: Default::Text("mean"),
    visible_when: None,
}];

/// One answer for every row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dummy {
    n_features: usize,
    answer: Answer,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Probabilities(Vec<f64>),
    Number(f64),
}

impl Model for Dummy {
    fn fit(params: &Resolved, train: &TrainSet, _: &mut dyn Progress) -> Result<Self, EngineError> {
        let answer = match train.y {
            Target::Classes { codes, n_classes } => {
                let shares = shares(codes, n_classes);
                if params.text("strategy") == "most_frequent" {
                    let top = super::task::argmax(shares.iter().copied()) as usize;
                    Answer::Probabilities((0..n_classes).map(|code| f64::from(code == top)).collect())
                } else {
                    Answer::Probabilities(shares)
                }
            }
            Target::Numbers(values) if params.text("strategy") == "median" => Answer::Number(median(values)),
            Target::Numbers(values) => Answer::Number(mean(values)),
        };
        Ok(Self { n_features: train.x.ncols(), answer })
    }

    fn predict(&self, x: ArrayView2<f64>) -> Output {
        match &self.answer {
            Answer::Probabilities(shares) => {
                Output::from_probabilities(Array2::from_shape_fn((x.nrows(), shares.len()), |(_, c)| {
                    shares[c]
                }))
            }
            Answer::Number(value) => Output::Numbers(vec![*value; x.nrows()]),
        }
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        match (&self.answer, n_classes) {
            (Answer::Probabilities(shares), Some(n)) if shares.len() == n && n > 0 => {
                if shares.iter().all(|share| (0.0..=1.0).contains(share)) {
                    Ok(())
                } else {
                    Err("a probability is not between 0 and 1".to_owned())
                }
            }
            (Answer::Number(value), None) if value.is_finite() => Ok(()),
            _ => Err("its answer does not fit the target".to_owned()),
        }
    }
}

fn shares(codes: &[u32], n_classes: usize) -> Vec<f64> {
    let mut counts = vec![0_usize; n_classes];
    for code in codes {
        counts[*code as usize] += 1;
    }
    counts.into_iter().map(|count| count as f64 / codes.len() as f64).collect()
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    quantile(&sorted, 0.5).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_median_of_an_even_count_is_between_the_middle_two() {
        assert_eq!(median(&[4.0, 1.0, 3.0, 100.0]), 3.5);
        assert_eq!(median(&[4.0, 1.0, 3.0]), 3.0);
    }
}
