//! Naive Bayes for counts.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::naive_bayes::{ALPHA, ByClass, FIT_PRIOR, Priors, check_table, fit_prior};
use super::{Capabilities, Cells, Group, Model, ModelKind, Output, Task, TrainSet};
use crate::error::EngineError;
use crate::params::{ParamSpec, Resolved};
use crate::progress::Progress;

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "multinomial_nb",
    label: "Naive Bayes (counts)",
    group: Group::Probability,
    help: "Learns what share of a class's counts each feature has. Made for columns that count things, \
           such as words; learns from cells that are not negative only, and reads a negative one later as \
           zero.",
    tasks: &[Task::Classification],
    capabilities: Capabilities { probabilities: true, cells: Cells::NotNegative, ..Capabilities::NONE },
    params: |_| PARAMS,
    sklearn: |_| "MultinomialNB",
};

const PARAMS: &[ParamSpec] = &[ALPHA, FIT_PRIOR];

/// The log share of every feature in every class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MultinomialNb {
    n_features: usize,
    #[serde(flatten)]
    priors: Priors,
    /// Classes × features.
    log_shares: Vec<f64>,
}

impl Model for MultinomialNb {
    fn fit(params: &Resolved, train: &TrainSet, _: &mut dyn Progress) -> Result<Self, EngineError> {
        let (p, alpha) = (train.x.ncols(), params.float(ALPHA.name));
        let by_class = ByClass::new(train, fit_prior(params))?;
        let mut log_shares = by_class.sums(train.x, |cell| cell);
        for sums in log_shares.chunks_exact_mut(p) {
            sums.iter_mut().for_each(|sum| *sum += alpha);
            let total = libm::log(sums.iter().sum());
            sums.iter_mut().for_each(|sum| *sum = libm::log(*sum) - total);
        }
        Ok(Self { n_features: p, priors: by_class.priors, log_shares })
    }

    fn predict(&self, x: ArrayView2<f64>) -> Output {
        self.priors.predict(x, |cells, scores| {
            for (score, shares) in scores.iter_mut().zip(self.log_shares.chunks_exact(self.n_features.max(1)))
            {
                *score += cells.iter().zip(shares).map(|(cell, share)| cell.max(0.0) * share).sum::<f64>();
            }
        })
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        self.priors.check(n_classes)?;
        check_table(&self.log_shares, self.priors.len(), self.n_features)
    }
}
