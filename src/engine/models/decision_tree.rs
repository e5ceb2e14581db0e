//! A single decision tree with exact splits.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::forest::{check_trees, mean_of_trees};
use super::kernels::tree::{Classes, Criterion, Draw, Impurity, Limits, Numbers, SortedSplitter, Tree, grow};
use super::weights::{CLASS_WEIGHT, class_weights};
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
        Task::Classification => {
            &[CRITERION, MAX_DEPTH, MIN_SAMPLES_SPLIT, MIN_SAMPLES_LEAF, CCP_ALPHA, CLASS_WEIGHT]
        }
        Task::Regression => &[MAX_DEPTH, MIN_SAMPLES_SPLIT, MIN_SAMPLES_LEAF, CCP_ALPHA],
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

const CCP_ALPHA: ParamSpec = ParamSpec {
    name: "ccp_alpha",
    label: "Pruning",
    help: "Branches that lower the impurity by no more than this for each of their leaves are cut off \
           after growing. More make a smaller tree; 0 cuts nothing.",
    domain: Domain::Float { min: 0.0, max: 1e6, log: false },
    default: Default::Float(0.0),
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

    /// The tree after its first `questions`, best first.
    pub(crate) fn truncated(&self, questions: usize) -> Self {
        Self { tree: self.tree.truncated(questions), ..self.clone() }
    }
}

impl Model for DecisionTree {
    fn fit(params: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError> {
        progress.advance("trees", 0, 1)?;
        let mut tree = match train.y {
            Target::Classes { codes, n_classes } => {
                let weights = class_weights(params, codes, n_classes);
                grow_exact(&Classes::new(codes, n_classes, impurity(params), weights), params, train)
            }
            Target::Numbers(values) => grow_exact(&Numbers::new(values), params, train),
        };
        progress.advance("trees", 1, 1)?;
        let alpha = params.float("ccp_alpha");
        if alpha > 0.0 {
            tree = tree.pruned(alpha);
        }
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

fn grow_exact<C: Criterion>(criterion: &C, params: &Resolved, train: &TrainSet) -> Tree {
    let mut splitter = SortedSplitter::new(criterion, train.x);
    grow(criterion, &mut splitter, &mut Draw::in_order(train.x.ncols()), limits(params))
}
