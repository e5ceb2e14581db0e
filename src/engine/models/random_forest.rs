//! Many randomised decision trees that answer together.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::decision_tree::{
    CRITERION, MAX_DEPTH, MIN_SAMPLES_LEAF, MIN_SAMPLES_SPLIT, check_trees, impurity, limits, mean_of_trees,
};
use super::kernels::tree::{BinnedSplitter, Bins, Classes, Criterion, Limits, Numbers, Sampling, Tree, grow};
use super::{Capabilities, Group, Model, ModelKind, Output, Target, Task, TrainSet};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec, Resolved};
use crate::progress::Progress;
use crate::rng::Rng;

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
    BOOTSTRAP,
];

const REGRESSION: &[ParamSpec] =
    &[N_ESTIMATORS, MAX_DEPTH, MIN_SAMPLES_SPLIT, MIN_SAMPLES_LEAF, max_features("all"), BOOTSTRAP];

const N_ESTIMATORS: ParamSpec = ParamSpec {
    name: "n_estimators",
    label: "Trees",
    help: "How many trees vote. More never hurt the result, only the time; gains fade after a few hundred.",
    domain: Domain::Int { min: 1, max: 1000 },
    default: Default::Int(100),
    visible_when: None,
};

const BOOTSTRAP: ParamSpec = ParamSpec {
    name: "bootstrap",
    label: "Draw rows",
    help: "Whether each tree sees its own random draw of the training rows, which makes the trees \
           differ more, or all of them.",
    domain: Domain::Bool,
    default: Default::Bool(true),
    visible_when: None,
};

const fn max_features(default: &'static str) -> ParamSpec {
    ParamSpec {
        name: "max_features",
        label: "Features a question",
        help: "How many randomly drawn features each question may choose from. Fewer make the trees \
               differ more, which steadies their average.",
        domain: Domain::Choice(&[
            Choice { value: "sqrt", label: "the square root of all" },
            Choice { value: "log2", label: "the binary logarithm of all" },
            Choice { value: "third", label: "one third" },
            Choice { value: "all", label: "all" },
        ]),
        default: Default::Text(default),
        visible_when: None,
    }
}

/// Trees whose answers are averaged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RandomForest {
    n_features: usize,
    /// None when it predicts numbers.
    n_classes: Option<usize>,
    trees: Vec<Tree>,
}

impl Model for RandomForest {
    fn fit(params: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError> {
        let n_features = train.x.ncols();
        let settings = Settings {
            n_trees: params.count("n_estimators").max(1),
            seed: train.seed,
            limits: limits(params),
            sampling: Sampling {
                bootstrap: params.bool("bootstrap"),
                max_features: features_tried(params.text("max_features"), n_features),
            },
        };
        progress.advance("trees", 0, settings.n_trees)?;
        let bins = Bins::new(train.x);
        let trees = match train.y {
            Target::Classes { codes, n_classes } => {
                settings.grow_all(&Classes::new(codes, n_classes, impurity(params)), &bins, progress)?
            }
            Target::Numbers(values) => settings.grow_all(&Numbers::new(values), &bins, progress)?,
        };
        Ok(Self { n_features, n_classes: train.y.n_classes(), trees })
    }

    fn predict(&self, x: ArrayView2<f64>) -> Output {
        mean_of_trees(&self.trees, self.n_classes, x)
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        check_trees(&self.trees, self.n_features, self.n_classes, n_classes)
    }

    fn importances(&self) -> Option<Vec<f64>> {
        let mut sums = vec![0.0; self.n_features];
        for tree in &self.trees {
            tree.add_importances(&mut sums);
        }
        let total: f64 = sums.iter().sum();
        if total > 0.0 {
            sums.iter_mut().for_each(|sum| *sum /= total);
        }
        Some(sums)
    }
}

struct Settings {
    n_trees: usize,
    seed: u64,
    limits: Limits,
    sampling: Sampling,
}

impl Settings {
    fn grow_all<C: Criterion>(
        &self,
        criterion: &C,
        bins: &Bins,
        progress: &mut dyn Progress,
    ) -> Result<Vec<Tree>, EngineError> {
        let mut trees = Vec::with_capacity(self.n_trees);
        for index in 0..self.n_trees {
            trees.push(self.grow_one(criterion, bins, index));
            progress.advance("trees", index + 1, self.n_trees)?;
        }
        Ok(trees)
    }

    /// Tree `index` depends on nothing but the rows, the settings and its number, so that trees can
    /// be grown in any order and place.
    fn grow_one<C: Criterion>(&self, criterion: &C, bins: &Bins, index: usize) -> Tree {
        let rng = Rng::new(self.seed, &format!("tree {index}"));
        let mut splitter = BinnedSplitter::new(criterion, bins, self.sampling, rng);
        grow(criterion, &mut splitter, self.limits)
    }
}

fn features_tried(rule: &str, n_features: usize) -> usize {
    let tried = match rule {
        "sqrt" => n_features.isqrt(),
        "log2" => n_features.checked_ilog2().unwrap_or(0) as usize,
        "third" => n_features / 3,
        _ => n_features,
    };
    tried.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_for_features_round_down_but_never_to_none() {
        let tried = |rule, n| features_tried(rule, n);
        assert_eq!(
            [tried("sqrt", 20), tried("log2", 20), tried("third", 20), tried("all", 20)],
            [4, 4, 6, 20]
        );
        assert_eq!([tried("sqrt", 1), tried("log2", 1), tried("third", 1), tried("all", 1)], [1, 1, 1, 1]);
    }
}
