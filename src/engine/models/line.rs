//! The fitted line that the linear regressions share.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::kernels::design::intercept;
use super::{Model, Output, TrainSet};
use crate::error::EngineError;
use crate::params::Resolved;
use crate::progress::Progress;

/// `intercept + Σ coefficient · feature`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// One a feature.
    pub coefficients: Vec<f64>,
    /// The prediction where all features are zero.
    pub intercept: f64,
    /// Where the search for it ended early: the duality gap that was left, as a share of the target's
    /// sum of squares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<f64>,
}

impl Line {
    /// The line through the means of the features and of the target.
    pub(super) fn new(centre: f64, coefficients: Vec<f64>, means: &[f64]) -> Self {
        let intercept = intercept(centre, &coefficients, means);
        Self { coefficients, intercept, gap: None }
    }

    /// The coefficients and then the intercept.
    pub(crate) fn parameters(&self) -> Vec<f64> {
        self.coefficients.iter().copied().chain([self.intercept]).collect()
    }

    /// The line with these [`Self::parameters`].
    pub(crate) fn of_parameters(parameters: &[f64]) -> Self {
        let (intercept, coefficients) = parameters.split_last().unwrap_or((&0.0, &[]));
        Self { coefficients: coefficients.to_vec(), intercept: *intercept, gap: None }
    }

    /// The prediction of each row.
    #[must_use]
    pub fn predict(&self, x: ArrayView2<f64>) -> Vec<f64> {
        x.rows()
            .into_iter()
            .map(|row| {
                let sum: f64 = row.iter().zip(&self.coefficients).map(|(cell, w)| cell * w).sum();
                sum + self.intercept
            })
            .collect()
    }

    /// Every number is finite and the target is a number.
    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        if n_classes.is_some() {
            return Err("it predicts numbers where classes are expected".to_owned());
        }
        if self.coefficients.iter().chain([&self.intercept]).chain(&self.gap).all(|value| value.is_finite()) {
            Ok(())
        } else {
            Err("a coefficient is not a finite number".to_owned())
        }
    }
}

/// A family whose fitted state is a line and nothing else.
pub(super) trait LineModel: Sized {
    /// Learns from validated rows, as [`Model::fit`].
    fn learn(params: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError>;

    /// What was learned.
    fn line(&self) -> &Line;
}

impl<T: LineModel> Model for T {
    fn fit(params: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError> {
        Self::learn(params, train, progress)
    }

    fn predict(&self, x: ArrayView2<f64>) -> Output {
        Output::Numbers(self.line().predict(x))
    }

    fn n_features(&self) -> usize {
        self.line().coefficients.len()
    }

    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        self.line().check(n_classes)
    }

    fn warning(&self) -> Option<String> {
        self.line().gap.map(|gap| {
            format!(
                "The search for the weights did not converge: what it minimises may still be {gap:.0e} of \
                 the target's sum of squares above the least. Raise max_iter or alpha, or scale the \
                 features."
            )
        })
    }
}
