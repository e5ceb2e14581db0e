//! Several models that answer together.

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use super::members::{check_members, fit_members, numbers, shares, with_probabilities};
use super::{Capabilities, FittedModel, Group, Members, Model, ModelKind, Output, Task, TrainSet};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec, Resolved};
use crate::progress::Progress;

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "voting",
    label: "Voting",
    group: Group::Combined,
    help: "Several different models answer together. Right when they are about equally good and err \
           on different rows: the errors then partly cancel.",
    tasks: &Task::ALL,
    capabilities: Capabilities {
        probabilities: true,
        wants_scaling: true,
        members: Some(Members {
            min: 2,
            max: 10,
            classification: &["logistic_regression", "random_forest", "knn"],
            regression: &["ridge", "random_forest", "knn"],
        }),
        ..Capabilities::NONE
    },
    params: |task| match task {
        Task::Classification => &[VOTING],
        Task::Regression => &[],
    },
    sklearn: |task| match task {
        Task::Classification => "VotingClassifier",
        Task::Regression => "VotingRegressor",
    },
};

const VOTING: ParamSpec = ParamSpec {
    name: "voting",
    label: "Votes",
    help: "Whether the members' probabilities are averaged, so that a sure one counts more, or each \
           has one vote for its class.",
    domain: Domain::Choice(&[
        Choice { value: "soft", label: "average the probabilities" },
        Choice { value: "hard", label: "one vote each" },
    ]),
    default: Default::Text("soft"),
    visible_when: None,
};

/// Members that have learned from the same rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Voting {
    n_features: usize,
    /// None when it predicts numbers.
    n_classes: Option<usize>,
    /// One vote each, instead of the mean of probabilities.
    hard: bool,
    members: Vec<FittedModel>,
}

impl Model for Voting {
    fn fit(params: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError> {
        let n_classes = train.y.n_classes();
        let hard = n_classes.is_some() && params.text("voting") == "hard";
        let members = fit_members(params.members(), train, progress)?;
        if n_classes.is_some() && !hard {
            members.iter().try_for_each(|member| with_probabilities(member, train.x))?;
        }
        Ok(Self { n_features: train.x.ncols(), n_classes, hard, members })
    }

    fn predict(&self, x: ArrayView2<f64>) -> Output {
        let count = self.members.len() as f64;
        let Some(n_classes) = self.n_classes else {
            let mut sums = vec![0.0; x.nrows()];
            for member in &self.members {
                sums.iter_mut().zip(numbers(member, x)).for_each(|(sum, value)| *sum += value);
            }
            return Output::Numbers(sums.into_iter().map(|sum| sum / count).collect());
        };
        let mut sums = Array2::zeros((x.nrows(), n_classes));
        for member in &self.members {
            let output = match member.model().predict(x) {
                Output::Classes { codes, .. } if self.hard => Output::Classes { codes, probabilities: None },
                output => output,
            };
            sums += &shares(output, n_classes);
        }
        match Output::from_probabilities(sums / count) {
            Output::Classes { codes, .. } if self.hard => Output::Classes { codes, probabilities: None },
            output => output,
        }
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        if n_classes != self.n_classes {
            return Err("it does not predict what the target holds".to_owned());
        }
        check_members(&self.members, self.n_features, n_classes)
    }

    fn warning(&self) -> Option<String> {
        let warnings: Vec<String> = self.members.iter().filter_map(FittedModel::warning).collect();
        (!warnings.is_empty()).then(|| warnings.join(" "))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use ndarray::array;

    use super::super::{ModelSpec, Target};
    use super::*;
    use crate::params::{ParamValue, Params};
    use crate::progress::Silent;

    fn fitted(votes: &str) -> FittedModel {
        let spec = ModelSpec {
            params: Params::from([("voting".to_owned(), ParamValue::Text(votes.to_owned()))]),
            members: ["decision_tree", "dummy", "dummy"].map(ModelSpec::new).to_vec(),
            ..ModelSpec::new("voting")
        };
        let (kind, resolved) = spec.resolve(Task::Classification).unwrap();
        let x = array![[0.0], [1.0], [2.0], [3.0], [4.0]];
        let y = Target::Classes { codes: &[0, 0, 0, 1, 1], n_classes: 2 };
        kind.fit(&resolved, &TrainSet::new(x.view(), y, 0), &mut Silent).unwrap()
    }

    #[test]
    fn soft_votes_are_the_mean_of_probabilities_and_hard_ones_the_most_named_class() {
        let asked = array![[4.0]];
        let Output::Classes { codes, probabilities } = fitted("soft").predict(asked.view()).unwrap() else {
            panic!("classes");
        };
        // The tree is sure of class 1; the two baselines give it 2 of 5.
        assert_eq!(codes, [1]);
        let share = probabilities.unwrap()[[0, 1]];
        assert!((share - (1.0 + 0.4 + 0.4) / 3.0).abs() < 1e-15, "{share}");
        let hard = fitted("hard").predict(asked.view()).unwrap();
        assert_eq!(hard, Output::Classes { codes: vec![0], probabilities: None });
    }
}
