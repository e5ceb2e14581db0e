//! k nearest neighbours.

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use super::kernels::neighbours::{Metric, Neighbour, nearest};
use super::{Capabilities, Group, Model, ModelKind, Output, Target, Task, TrainSet};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec, Resolved};
use crate::progress::Progress;

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "knn",
    label: "k nearest neighbours",
    group: Group::Similarity,
    help: "Answers as the most similar training rows do. Needs no assumption about shapes, but scaled \
           features, not too many of them, and the training rows at hand.",
    tasks: &Task::ALL,
    capabilities: Capabilities { probabilities: true, wants_scaling: true, ..Capabilities::NONE },
    params: |_| PARAMS,
    sklearn: |task| match task {
        Task::Classification => "KNeighborsClassifier",
        Task::Regression => "KNeighborsRegressor",
    },
};

const PARAMS: &[ParamSpec] = &[
    ParamSpec {
        name: "n_neighbors",
        label: "Neighbours",
        help: "How many similar rows answer together. Few follow every detail of the training rows, \
               many smooth it away.",
        domain: Domain::Int { min: 1, max: 200 },
        default: Default::Int(5),
        visible_when: None,
    },
    ParamSpec {
        name: "weights",
        label: "Votes",
        help: "Whether every neighbour counts alike, or a nearer one counts more.",
        domain: Domain::Choice(&[
            Choice { value: "uniform", label: "all alike" },
            Choice { value: "distance", label: "by closeness" },
        ]),
        default: Default::Text("uniform"),
        visible_when: None,
    },
    ParamSpec {
        name: "metric",
        label: "Distance",
        help: "How similarity is measured: along the straight line, or as the sum of the differences, \
               which a single odd feature sways less.",
        domain: Domain::Choice(&[
            Choice { value: "euclidean", label: "straight line (Euclidean)" },
            Choice { value: "manhattan", label: "sum of differences (Manhattan)" },
        ]),
        default: Default::Text("euclidean"),
        visible_when: None,
    },
];

/// The training rows and how to ask them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Knn {
    n_features: usize,
    n_neighbors: usize,
    by_distance: bool,
    manhattan: bool,
    /// Training rows × features, row-major.
    rows: Vec<f64>,
    answers: Answers,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answers {
    Classes { codes: Vec<u32>, n_classes: usize },
    Numbers(Vec<f64>),
}

impl Model for Knn {
    fn fit(params: &Resolved, train: &TrainSet, _: &mut dyn Progress) -> Result<Self, EngineError> {
        let n_neighbors = params.count("n_neighbors").max(1);
        if n_neighbors > train.x.nrows() {
            return Err(EngineError::Data(format!(
                "there are {} training rows but {n_neighbors} neighbours are asked for; lower n_neighbors",
                train.x.nrows()
            )));
        }
        Ok(Self {
            n_features: train.x.ncols(),
            n_neighbors,
            by_distance: params.text("weights") == "distance",
            manhattan: params.text("metric") == "manhattan",
            rows: train.x.iter().copied().collect(),
            answers: match train.y {
                Target::Classes { codes, n_classes } => Answers::Classes { codes: codes.to_vec(), n_classes },
                Target::Numbers(values) => Answers::Numbers(values.to_vec()),
            },
        })
    }

    fn predict(&self, x: ArrayView2<f64>) -> Output {
        let metric = if self.manhattan { Metric::Manhattan } else { Metric::Euclidean };
        let mut weights = Vec::with_capacity(self.n_neighbors);
        match &self.answers {
            Answers::Classes { codes, n_classes } => {
                let mut votes = Vec::with_capacity(x.nrows() * n_classes);
                nearest(&self.rows, x, self.n_neighbors, metric, |found| {
                    self.weigh(found, &mut weights);
                    let start = votes.len();
                    votes.resize(start + n_classes, 0.0);
                    for (neighbour, weight) in found.iter().zip(&weights) {
                        votes[start + codes[neighbour.row as usize] as usize] += weight;
                    }
                    let total: f64 = votes[start..].iter().sum();
                    votes[start..].iter_mut().for_each(|vote| *vote /= total);
                });
                let shape = (x.nrows(), *n_classes);
                Output::from_probabilities(Array2::from_shape_vec(shape, votes).unwrap_or_default())
            }
            Answers::Numbers(values) => {
                let mut answers = Vec::with_capacity(x.nrows());
                nearest(&self.rows, x, self.n_neighbors, metric, |found| {
                    self.weigh(found, &mut weights);
                    let total: f64 = weights.iter().sum();
                    let sum: f64 =
                        found.iter().zip(&weights).map(|(n, weight)| values[n.row as usize] * weight).sum();
                    answers.push(sum / total);
                });
                Output::Numbers(answers)
            }
        }
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        let n_rows = match (&self.answers, n_classes) {
            (Answers::Classes { codes, n_classes }, Some(expected)) if *n_classes == expected => {
                if codes.iter().any(|code| *code as usize >= expected) {
                    return Err("a class code is out of range".to_owned());
                }
                codes.len()
            }
            (Answers::Numbers(values), None) => {
                if !values.iter().all(|value| value.is_finite()) {
                    return Err("an answer is not a finite number".to_owned());
                }
                values.len()
            }
            _ => return Err("its answers do not fit the target".to_owned()),
        };
        if self.n_features == 0 || Some(self.rows.len()) != n_rows.checked_mul(self.n_features) {
            return Err("its rows and answers differ in number".to_owned());
        }
        if self.n_neighbors == 0 || self.n_neighbors > n_rows {
            return Err("it asks for more neighbours than it has rows, or for none".to_owned());
        }
        if !self.rows.iter().all(|cell| cell.is_finite()) {
            return Err("a cell of its rows is not a finite number".to_owned());
        }
        Ok(())
    }
}

impl Knn {
    /// The weight of each neighbour: 1, or 1 / distance; neighbours at distance zero then outweigh
    /// all others. Weights are scaled by the nearest distance, so that none overflows.
    fn weigh(&self, found: &[Neighbour], weights: &mut Vec<f64>) {
        weights.clear();
        let nearest = found.first().map_or(0.0, |neighbour| neighbour.distance);
        weights.extend(found.iter().map(|neighbour| {
            if !self.by_distance || neighbour.distance == nearest {
                1.0
            } else {
                nearest / neighbour.distance
            }
        }));
    }
}
