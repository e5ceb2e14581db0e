//! Logistic regression with an L2 penalty, two classes or many.

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use super::kernels::design::{Design, intercept};
use super::kernels::logistic::{LogLoss, sigmoid, softmax};
use super::kernels::newton::minimise;
use super::kernels::vector::mean;
use super::{Capabilities, Group, Model, ModelKind, Output, Task, TrainSet};
use crate::error::EngineError;
use crate::params::{Default, Domain, ParamSpec, Resolved};
use crate::progress::Progress;

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "logistic_regression",
    label: "Logistic regression",
    group: Group::Linear,
    help: "A weighted sum of the features turned into probabilities. Quick, easy to explain, and hard \
           to beat when classes can be told apart by a straight border.",
    tasks: &[Task::Classification],
    capabilities: Capabilities { probabilities: true, wants_scaling: true, ..Capabilities::NONE },
    params: |_| PARAMS,
    sklearn: |_| "LogisticRegression",
};

const PARAMS: &[ParamSpec] = &[ParamSpec {
    name: "C",
    label: "Freedom (C)",
    help: "How freely the model may follow the training rows. Less holds the weights small, for a \
           simpler and steadier model.",
    domain: Domain::Float { min: 1e-4, max: 1e4, log: true },
    default: Default::Float(1.0),
    visible_when: None,
}];

/// Scores `intercept + Σ coefficient · feature`: one for two classes, else one a class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogisticRegression {
    n_features: usize,
    n_classes: usize,
    /// The classes that occurred in training, ascending; the others have probability zero.
    seen: Vec<u32>,
    /// Scores × features, score by score.
    coefficients: Vec<f64>,
    /// One a score.
    intercepts: Vec<f64>,
    converged: bool,
}

impl LogisticRegression {
    /// Scores × features, score by score.
    #[must_use]
    pub fn coefficients(&self) -> &[f64] {
        &self.coefficients
    }

    /// One a score.
    #[must_use]
    pub fn intercepts(&self) -> &[f64] {
        &self.intercepts
    }
}

impl Model for LogisticRegression {
    /// Minimises `C · Σ log loss + ½ |w|²`, the intercepts free, as scikit-learn does.
    fn fit(params: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError> {
        let (codes, n_classes) = train.classes()?;
        let mut seen = codes.to_vec();
        seen.sort_unstable();
        seen.dedup();
        let mut place = vec![0_u32; n_classes];
        for (index, code) in (0..).zip(&seen) {
            place[*code as usize] = index;
        }
        let compact: Vec<u32> = codes.iter().map(|code| place[*code as usize]).collect();

        let design = Design::new(train.x).with_ones();
        let strength = 1.0 / (params.float("C") * codes.len() as f64);
        let mut penalty: Vec<f64> = design.scales().iter().map(|scale| strength / (scale * scale)).collect();
        penalty[train.x.ncols()] = 0.0;
        let loss = LogLoss::new(&design, &compact, seen.len(), penalty);
        let minimum = minimise(&loss, progress)?;

        let mut model = Self {
            n_features: train.x.ncols(),
            n_classes,
            seen,
            coefficients: Vec::new(),
            intercepts: Vec::new(),
            converged: minimum.converged,
        };
        for v in minimum.v.chunks_exact(design.n_columns()) {
            let (&free, v) = v.split_last().unwrap_or((&0.0, &[]));
            let weights: Vec<f64> = v.iter().zip(design.scales()).map(|(v, scale)| v / scale).collect();
            model.intercepts.push(intercept(free, &weights, design.means()));
            model.coefficients.extend(weights);
        }
        if model.intercepts.len() > 1 {
            // Only their differences matter.
            let centre = mean(&model.intercepts);
            model.intercepts.iter_mut().for_each(|intercept| *intercept -= centre);
        }
        Ok(model)
    }

    fn predict(&self, x: ArrayView2<f64>) -> Output {
        let mut probabilities = Array2::zeros((x.nrows(), self.n_classes));
        let mut scores = vec![0.0; self.intercepts.len()];
        for (row, mut out) in x.rows().into_iter().zip(probabilities.rows_mut()) {
            for (index, (score, intercept)) in scores.iter_mut().zip(&self.intercepts).enumerate() {
                let weights = &self.coefficients[index * self.n_features..];
                *score = row.iter().zip(weights).map(|(cell, w)| cell * w).sum::<f64>() + intercept;
            }
            if let [score] = scores[..] {
                out[self.seen[0] as usize] = sigmoid(-score);
                out[self.seen[1] as usize] = sigmoid(score);
            } else {
                softmax(&mut scores);
                for (class, probability) in self.seen.iter().zip(&scores) {
                    out[*class as usize] = *probability;
                }
            }
        }
        Output::from_probabilities(probabilities)
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        let n_scores = if self.seen.len() == 2 { 1 } else { self.seen.len() };
        let ascending = self.seen.windows(2).all(|pair| pair[0] < pair[1]);
        if n_classes != Some(self.n_classes) {
            Err(format!("it knows {} classes, which are not those of the target", self.n_classes))
        } else if self.seen.len() < 2 || !ascending || self.seen.iter().any(|c| *c as usize >= self.n_classes)
        {
            Err("its list of classes is damaged".to_owned())
        } else if self.intercepts.len() != n_scores
            || Some(self.coefficients.len()) != n_scores.checked_mul(self.n_features)
        {
            Err("it has a wrong number of coefficients".to_owned())
        } else if !self.coefficients.iter().chain(&self.intercepts).all(|value| value.is_finite()) {
            Err("a coefficient is not a finite number".to_owned())
        } else {
            Ok(())
        }
    }

    fn warning(&self) -> Option<String> {
        (!self.converged).then(|| {
            "Logistic regression did not converge: its weights may still be off. Scale the features, \
             or lower C."
                .to_owned()
        })
    }
}
