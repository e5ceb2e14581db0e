//! A model whose probabilities were put right.

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use super::kernels::calibration::{self, Calibration, Method};
use super::members::{CV, check_members, enough_rows, fit_members, left_out, shares, with_probabilities};
use super::{Capabilities, FittedModel, Group, Members, Model, ModelKind, Output, Task, TrainSet};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec, Resolved};
use crate::progress::Progress;

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "calibrated",
    label: "Calibrated model",
    group: Group::Combined,
    help: "Puts another model's probabilities right, so that of the rows given 0.8 about 80 in 100 are of \
           the class. Worth it where the probability itself is used, such as to weigh costs.",
    tasks: &[Task::Classification],
    capabilities: Capabilities {
        probabilities: true,
        wants_scaling: true,
        members: Some(Members { min: 1, max: 1, classification: &["random_forest"], regression: &[] }),
        ..Capabilities::NONE
    },
    params: |_| &[METHOD, CV],
    sklearn: |_| "CalibratedClassifierCV",
};

const METHOD: ParamSpec = ParamSpec {
    name: "method",
    label: "Curve",
    help: "The shape of the correction: an S-shaped curve needs few rows, any rising one adapts better \
           and needs some hundreds of rows of each class.",
    domain: Domain::Choice(&[
        Choice { value: "sigmoid", label: "S-shaped curve (Platt)" },
        Choice { value: "isotonic", label: "any rising curve (isotonic)" },
    ]),
    default: Default::Text("sigmoid"),
    visible_when: None,
};

/// A member that has learned from all training rows, and a curve for each class that has learned from
/// what it said of rows left out: scikit-learn's `CalibratedClassifierCV` with `ensemble=False`, on
/// probabilities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibrated {
    n_features: usize,
    n_classes: usize,
    /// The classes that occurred in training, ascending; the others have probability zero.
    seen: Vec<u32>,
    /// One for each class seen, or one for the second of two.
    curves: Vec<Calibration>,
    /// One model.
    members: Vec<FittedModel>,
}

impl Calibrated {
    /// The classes that have a curve.
    fn curved(seen: &[u32]) -> &[u32] {
        if seen.len() == 2 { &seen[1..] } else { seen }
    }
}

impl Model for Calibrated {
    fn fit(params: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError> {
        let (codes, n_classes) = train.classes()?;
        let n_splits = params.count("cv");
        enough_rows(KIND.label, codes.len(), n_splits)?;
        let mut seen = codes.to_vec();
        seen.sort_unstable();
        seen.dedup();
        let method = if params.text("method") == "isotonic" { Method::Isotonic } else { Method::Sigmoid };
        let mut curves = Vec::with_capacity(seen.len());
        if let [member] = params.members() {
            let said = left_out(member, train, n_splits, progress)?;
            for class in Self::curved(&seen) {
                let scores = said.column(*class as usize).to_vec();
                let positive: Vec<bool> = codes.iter().map(|code| code == class).collect();
                curves.push(Calibration::fit(method, &scores, &positive));
            }
        }
        let members = fit_members(params.members(), train, progress)?;
        members.iter().try_for_each(|member| with_probabilities(member, train.x))?;
        Ok(Self { n_features: train.x.ncols(), n_classes, seen, curves, members })
    }

    fn predict(&self, x: ArrayView2<f64>) -> Output {
        let said = shares(self.members[0].model().predict(x), self.n_classes);
        let mut probabilities = Array2::zeros((x.nrows(), self.n_classes));
        for (said, mut out) in said.rows().into_iter().zip(probabilities.rows_mut()) {
            let scores = Self::curved(&self.seen).iter().map(|class| said[*class as usize]);
            for (class, share) in self.seen.iter().zip(calibration::shares(&self.curves, scores)) {
                out[*class as usize] = share;
            }
        }
        Output::from_probabilities(probabilities)
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        let ascending = self.seen.windows(2).all(|pair| pair[0] < pair[1]);
        let in_range = self.seen.iter().all(|class| (*class as usize) < self.n_classes);
        if n_classes != Some(self.n_classes) {
            return Err("it does not predict what the target holds".to_owned());
        }
        if self.seen.len() < 2 || !ascending || !in_range {
            return Err("its list of classes is damaged".to_owned());
        }
        if self.members.len() != 1 || self.curves.len() != Self::curved(&self.seen).len() {
            return Err("it has a wrong number of models or curves".to_owned());
        }
        self.curves.iter().try_for_each(Calibration::check)?;
        check_members(&self.members, self.n_features, n_classes)
    }

    fn warning(&self) -> Option<String> {
        self.members.iter().find_map(FittedModel::warning)
    }
}
