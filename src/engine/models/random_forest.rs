//! Many randomised decision trees that answer together.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::decision_tree::{CRITERION, MAX_DEPTH, MIN_SAMPLES_LEAF, MIN_SAMPLES_SPLIT};
use super::forest::{Forest, N_ESTIMATORS, OOB_SCORE, Splits, bootstrap, max_features};
use super::kernels::tree::Bins;
use super::weights::CLASS_WEIGHT;
use super::{Capabilities, Group, Model, ModelKind, Output, Task, TrainSet, Tree};
use crate::error::EngineError;
use crate::params::{ParamSpec, Resolved};
use crate::progress::Progress;

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "random_forest",
    label: "Random forest",
    group: Group::Trees,
    help: "The average of many decision trees, each grown on other rows and other features. Strong on \
           most tables without any tuning or scaling.",
    tasks: &Task::ALL,
    capabilities: Capabilities { probabilities: true, importances: true, ..Capabilities::NONE },
    params: |task| match task {
        Task::Classification => CLASSIFICATION,
        Task::Regression => REGRESSION,
    },
    sklearn: |task| match task {
        Task::Classification => "RandomForestClassifier",
        Task::Regression => "RandomForestRegressor",
    },
};

const CLASSIFICATION: &[ParamSpec] = &[
    N_ESTIMATORS,
    CRITERION,
    MAX_DEPTH,
    MIN_SAMPLES_SPLIT,
    MIN_SAMPLES_LEAF,
    max_features("sqrt"),
    bootstrap(true),
    OOB_SCORE,
    CLASS_WEIGHT,
];

const REGRESSION: &[ParamSpec] = &[
    N_ESTIMATORS,
    MAX_DEPTH,
    MIN_SAMPLES_SPLIT,
    MIN_SAMPLES_LEAF,
    max_features("all"),
    bootstrap(true),
    OOB_SCORE,
];

/// Trees that take the best split of their own rows and features.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RandomForest(Forest);

impl RandomForest {
    /// The trees, whose answers are averaged.
    #[must_use]
    pub fn trees(&self) -> &[Tree] {
        self.0.trees()
    }

    /// What it shares with other forests.
    pub(crate) fn forest(&self) -> &Forest {
        &self.0
    }

    /// The forest of the first `n` trees, at least one.
    pub(crate) fn truncated(&self, n: usize) -> Self {
        Self(self.0.truncated(n))
    }
}

impl Model for RandomForest {
    fn fit(params: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError> {
        Forest::fit(params, train, |x| Splits::Best(Bins::new(x)), progress).map(Self)
    }

    fn predict(&self, x: ArrayView2<f64>) -> Output {
        self.0.predict(x)
    }

    fn n_features(&self) -> usize {
        self.0.n_features()
    }

    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        self.0.check(n_classes)
    }

    fn importances(&self) -> Option<Vec<f64>> {
        Some(self.0.importances())
    }

    fn out_of_bag(&self) -> Option<f64> {
        self.0.out_of_bag()
    }
}
