//! Naive Bayes for features that are there or not.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::naive_bayes::{ALPHA, ByClass, FIT_PRIOR, Priors, check_table, fit_prior};
use super::{Capabilities, Group, Model, ModelKind, Output, Task, TrainSet};
use crate::error::EngineError;
use crate::params::{Default, Domain, ParamSpec, Resolved};
use crate::progress::Progress;

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "bernoulli_nb",
    label: "Naive Bayes (yes or no)",
    group: Group::Probability,
    help: "Learns how often each feature is above a threshold in every class and treats features as \
           independent. Made for columns of yes and no, such as one-hot columns.",
    tasks: &[Task::Classification],
    capabilities: Capabilities { probabilities: true, ..Capabilities::NONE },
    params: |_| PARAMS,
    sklearn: |_| "BernoulliNB",
};

const PARAMS: &[ParamSpec] = &[
    ALPHA,
    ParamSpec {
        name: "binarize",
        label: "Threshold",
        help: "A cell above this counts as yes, any other as no. Zero suits columns of 0 and 1, and \
               scaled ones.",
        domain: Domain::Float { min: -1e6, max: 1e6, log: false },
        default: Default::Float(0.0),
        visible_when: None,
    },
    FIT_PRIOR,
];

/// The log probabilities of yes and no.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BernoulliNb {
    n_features: usize,
    threshold: f64,
    #[serde(flatten)]
    priors: Priors,
    /// Classes × features.
    log_yes: Vec<f64>,
    /// Classes × features.
    log_no: Vec<f64>,
}

impl Model for BernoulliNb {
    fn fit(params: &Resolved, train: &TrainSet, _: &mut dyn Progress) -> Result<Self, EngineError> {
        let (p, alpha, threshold) = (train.x.ncols(), params.float(ALPHA.name), params.float("binarize"));
        let by_class = ByClass::new(train, fit_prior(params))?;
        let mut log_yes = by_class.sums(train.x, |cell| f64::from(cell > threshold));
        let mut log_no = log_yes.clone();
        let classes = log_yes.chunks_exact_mut(p).zip(log_no.chunks_exact_mut(p)).zip(&by_class.counts);
        for ((yes, no), count) in classes {
            let total = libm::log(count + 2.0 * alpha);
            yes.iter_mut().for_each(|seen| *seen = libm::log(*seen + alpha) - total);
            no.iter_mut().for_each(|seen| *seen = libm::log(count - *seen + alpha) - total);
        }
        Ok(Self { n_features: p, threshold, priors: by_class.priors, log_yes, log_no })
    }

    fn predict(&self, x: ArrayView2<f64>) -> Output {
        let p = self.n_features.max(1);
        self.priors.predict(x, |cells, scores| {
            let classes = self.log_yes.chunks_exact(p).zip(self.log_no.chunks_exact(p));
            for (score, (yes, no)) in scores.iter_mut().zip(classes) {
                *score += cells
                    .iter()
                    .zip(yes)
                    .zip(no)
                    .map(|((cell, yes), no)| if *cell > self.threshold { yes } else { no })
                    .sum::<f64>();
            }
        })
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        self.priors.check(n_classes)?;
        check_table(&self.log_yes, self.priors.len(), self.n_features)?;
        check_table(&self.log_no, self.priors.len(), self.n_features)
    }
}
