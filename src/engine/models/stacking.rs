//! A model that learns from what other models say.

use ndarray::{Array2, ArrayView2, Axis, Slice, concatenate};
use serde::{Deserialize, Serialize};

use super::members::{CV, check_members, enough_rows, fit_members, left_out, numbers, shares};
use super::{Capabilities, FittedModel, Group, Members, Model, ModelKind, Output, Task, TrainSet, kind};
use crate::error::EngineError;
use crate::params::{Default, Domain, ParamSpec, Params, Resolved};
use crate::progress::Progress;

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "stacking",
    label: "Stacking",
    group: Group::Combined,
    help: "A linear model learns how much to trust each of several models, from what they say of rows \
           they have not seen. Often a little better than the best of them, at several times the cost.",
    tasks: &Task::ALL,
    capabilities: Capabilities {
        probabilities: true,
        wants_scaling: true,
        members: Some(Members {
            min: 1,
            max: 10,
            classification: &["logistic_regression", "random_forest", "knn"],
            regression: &["ridge", "random_forest", "knn"],
        }),
        ..Capabilities::NONE
    },
    params: |_| &[CV, PASSTHROUGH],
    sklearn: |task| match task {
        Task::Classification => "StackingClassifier",
        Task::Regression => "StackingRegressor",
    },
};

const PASSTHROUGH: ParamSpec = ParamSpec {
    name: "passthrough",
    label: "Features too",
    help: "Whether the last model sees the features beside what the members say.",
    domain: Domain::Bool,
    default: Default::Bool(false),
    visible_when: None,
};

/// Members that have learned from all training rows, and the last model, which has learned from what
/// they said of rows left out: logistic regression with `C` = 1, or ridge regression with `alpha` = 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stacking {
    n_features: usize,
    /// None when it predicts numbers.
    n_classes: Option<usize>,
    passthrough: bool,
    members: Vec<FittedModel>,
    /// One model: logistic or ridge regression.
    last: Vec<FittedModel>,
}

impl Stacking {
    /// Columns that each member gives: with two classes the second one's share says it all.
    fn width(n_classes: Option<usize>) -> usize {
        match n_classes {
            None | Some(2) => 1,
            Some(n_classes) => n_classes,
        }
    }

    fn columns(said: Array2<f64>, n_classes: Option<usize>) -> Array2<f64> {
        if n_classes == Some(2) { said.slice_axis(Axis(1), Slice::from(1..)).to_owned() } else { said }
    }

    fn beside(said: &[Array2<f64>], x: ArrayView2<f64>, passthrough: bool) -> Array2<f64> {
        let mut views: Vec<ArrayView2<f64>> = said.iter().map(|said| said.view()).collect();
        if passthrough {
            views.push(x);
        }
        // The views have the same rows, so that they fit together.
        concatenate(Axis(1), &views).unwrap_or_default()
    }
}

impl Model for Stacking {
    fn fit(params: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError> {
        let n_classes = train.y.n_classes();
        let passthrough = params.bool("passthrough");
        let n_splits = params.count("cv");
        enough_rows(KIND.label, train.x.nrows(), n_splits)?;
        let mut said = Vec::with_capacity(params.members().len());
        for member in params.members() {
            said.push(Self::columns(left_out(member, train, n_splits, progress)?, n_classes));
        }
        let x = Self::beside(&said, train.x, passthrough);
        let task = train.y.task();
        let last = kind(match task {
            Task::Classification => "logistic_regression",
            Task::Regression => "ridge",
        })?;
        let last =
            last.fit(&last.resolve(task, &Params::new())?, &TrainSet { x: x.view(), ..*train }, progress)?;
        let members = fit_members(params.members(), train, progress)?;
        Ok(Self { n_features: train.x.ncols(), n_classes, passthrough, members, last: vec![last] })
    }

    fn predict(&self, x: ArrayView2<f64>) -> Output {
        let said: Vec<Array2<f64>> = self
            .members
            .iter()
            .map(|member| match self.n_classes {
                Some(n_classes) => {
                    Self::columns(shares(member.model().predict(x), n_classes), self.n_classes)
                }
                None => Array2::from_shape_vec((x.nrows(), 1), numbers(member, x)).unwrap_or_default(),
            })
            .collect();
        let x = Self::beside(&said, x, self.passthrough);
        self.last[0].model().predict(x.view())
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        if n_classes != self.n_classes {
            return Err("it does not predict what the target holds".to_owned());
        }
        check_members(&self.members, self.n_features, n_classes)?;
        let [last] = &self.last[..] else { return Err("it has no last model".to_owned()) };
        if !matches!(last, FittedModel::LogisticRegression(_) | FittedModel::Ridge(_)) {
            return Err("its last model is not a linear one".to_owned());
        }
        let given = Self::width(n_classes).checked_mul(self.members.len());
        let passed = if self.passthrough { self.n_features } else { 0 };
        let width = given.and_then(|given| given.checked_add(passed)).ok_or("it has too many members")?;
        last.check(width, n_classes).map_err(|error| error.to_string())
    }

    fn warning(&self) -> Option<String> {
        let warnings: Vec<String> =
            self.members.iter().chain(&self.last).filter_map(FittedModel::warning).collect();
        (!warnings.is_empty()).then(|| warnings.join(" "))
    }
}
