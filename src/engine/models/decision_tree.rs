//! A single decision tree with exact splits.

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use super::kernels::tree::{Classes, ExactSplitter, Impurity, Limits, Numbers, Sorted, Tree, grow};
use super::{Capabilities, Group, Model, ModelKind, Output, Target, Task, TrainSet};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec, Resolved};
use crate::progress::Progress;

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "decision_tree",
    label: "Decision tree",
    group: Group::Trees,
    help: "A chain of yes-or-no questions that can be read and drawn. Finds steps and interactions by \
           itself; alone it easily learns the training rows by heart.",
    tasks: &Task::ALL,
    capabilities: Capabilities { probabilities: true, importances: true, ..Capabilities::NONE },
    params: |task| match task {
        Task::Classification => &[CRITERION, MAX_DEPTH, MIN_SAMPLES_SPLIT, MIN_SAMPLES_LEAF],
        Task::Regression => &[MAX_DEPTH, MIN_SAMPLES_SPLIT, MIN_SAMPLES_LEAF],
    },
    sklearn: |task| match task {
        Task::Classification => "DecisionTreeClassifier",
        Task::Regression => "DecisionTreeRegressor",
    },
};

pub(super) const CRITERION: ParamSpec = ParamSpec {
    name: "criterion",
    label: "Purity measure",
    help: "How a node's mix of classes is measured when a question is chosen. The two seldom differ much.",
    domain: Domain::Choice(&[
        Choice { value: "gini", label: "Gini index" },
        Choice { value: "entropy", label: "entropy" },
    ]),
    default: Default::Text("gini"),
    visible_when: None,
};

pub(super) const MAX_DEPTH: ParamSpec = ParamSpec {
    name: "max_depth",
    label: "Greatest depth",
    help: "How many questions may stand between the root and a leaf. Fewer make a simpler tree that \
           generalises better; no limit lets it learn every training row.",
    domain: Domain::OptionalInt { min: 1, max: 64, none: "no limit" },
    default: Default::None,
    visible_when: None,
};

pub(super) const MIN_SAMPLES_SPLIT: ParamSpec = ParamSpec {
    name: "min_samples_split",
    label: "Rows to split",
    help: "A node with fewer training rows than this becomes a leaf. More make a simpler tree.",
    domain: Domain::Int { min: 2, max: 1000 },
    default: Default::Int(2),
    visible_when: None,
};

pub(super) const MIN_SAMPLES_LEAF: ParamSpec = ParamSpec {
    name: "min_samples_leaf",
    label: "Rows in a leaf",
    help: "Every leaf keeps at least so many training rows. More make steadier answers and smoother \
           probabilities.",
    domain: Domain::Int { min: 1, max: 1000 },
    default: Default::Int(1),
    visible_when: None,
};

pub(super) fn limits(params: &Resolved) -> Limits {
    let max_depth = params.optional_int("max_depth").and_then(|depth| usize::try_from(depth).ok());
    Limits {
        max_depth: max_depth.unwrap_or(usize::MAX),
        min_samples_split: params.count("min_samples_split"),
        min_samples_leaf: params.count("min_samples_leaf"),
    }
}

pub(super) fn impurity(params: &Resolved) -> Impurity {
    if params.text("criterion") == "entropy" { Impurity::Entropy } else { Impurity::Gini }
}

/// One tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DecisionTree {
    n_features: usize,
    /// None when it predicts numbers.
    n_classes: Option<usize>,
    tree: Tree,
}

impl DecisionTree {
    /// The tree.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }
}

impl Model for DecisionTree {
    fn fit(params: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError> {
        let limits = limits(params);
        progress.advance("sorting", 0, 1)?;
        let sorted = Sorted::new(train.x);
        progress.advance("sorting", 1, 1)?;
        let tree = match train.y {
            Target::Classes { codes, n_classes } => {
                let criterion = Classes::new(codes, n_classes, impurity(params));
                grow(&criterion, &mut ExactSplitter::new(&criterion, sorted), limits)
            }
            Target::Numbers(values) => {
                let criterion = Numbers::new(values);
                grow(&criterion, &mut ExactSplitter::new(&criterion, sorted), limits)
            }
        };
        Ok(Self { n_features: train.x.ncols(), n_classes: train.y.n_classes(), tree })
    }

    fn predict(&self, x: ArrayView2<f64>) -> Output {
        mean_of_trees(std::slice::from_ref(&self.tree), self.n_classes, x)
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        check_trees(std::slice::from_ref(&self.tree), self.n_features, self.n_classes, n_classes)
    }

    fn importances(&self) -> Option<Vec<f64>> {
        let mut sums = vec![0.0; self.n_features];
        self.tree.add_importances(&mut sums);
        Some(sums)
    }
}

/// The mean of the trees' leaf values: class shares (soft voting) or numbers.
pub(super) fn mean_of_trees(trees: &[Tree], n_classes: Option<usize>, x: ArrayView2<f64>) -> Output {
    let n_values = n_classes.unwrap_or(1);
    let mut sums = vec![0.0; x.nrows() * n_values];
    for tree in trees {
        tree.add_leaves(x, n_values, &mut sums);
    }
    sums.iter_mut().for_each(|sum| *sum /= trees.len() as f64);
    match n_classes {
        None => Output::Numbers(sums),
        Some(n_classes) => Output::from_probabilities(
            Array2::from_shape_vec((x.nrows(), n_classes), sums).unwrap_or_default(),
        ),
    }
}

pub(super) fn check_trees(
    trees: &[Tree],
    n_features: usize,
    n_classes: Option<usize>,
    expected: Option<usize>,
) -> Result<(), String> {
    if n_classes != expected {
        return Err("it does not predict what the target holds".to_owned());
    }
    if trees.is_empty() || n_features == 0 || n_classes == Some(0) {
        return Err("it has no trees, no features or no classes".to_owned());
    }
    trees.iter().try_for_each(|tree| tree.check(n_features, n_classes.unwrap_or(1), n_classes.is_some()))
}
