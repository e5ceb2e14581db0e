//! Ordinary least squares, and the fitted line that ridge regression shares.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::kernels::design::{Design, intercept};
use super::kernels::least_squares::least_squares;
use super::kernels::vector::mean;
use super::{Capabilities, Group, Model, ModelKind, Output, Task, TrainSet};
use crate::error::EngineError;
use crate::params::Resolved;
use crate::progress::Progress;

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "linear_regression",
    label: "Linear regression",
    group: Group::Linear,
    help: "A weighted sum of the features, fitted by least squares. Quick and easy to explain; \
           right when effects add up and are roughly straight lines.",
    tasks: &[Task::Regression],
    capabilities: Capabilities::NONE,
    params: |_| &[],
    sklearn: |_| "LinearRegression",
};

/// `intercept + Σ coefficient · feature`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// One a feature.
    pub coefficients: Vec<f64>,
    /// The prediction where all features are zero.
    pub intercept: f64,
}

impl Line {
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
    ///
    /// # Errors
    /// The fault in words.
    pub fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        if n_classes.is_some() {
            return Err("it predicts numbers where classes are expected".to_owned());
        }
        if self.coefficients.iter().chain([&self.intercept]).all(|value| value.is_finite()) {
            Ok(())
        } else {
            Err("a coefficient is not a finite number".to_owned())
        }
    }
}

/// A line fitted by least squares; where features depend on each other, the one with the smallest
/// coefficients.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinearRegression(Line);

impl Model for LinearRegression {
    fn fit(_: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError> {
        let y = train.numbers()?;
        let centre = mean(y);
        let design = Design::new(train.x);
        let means = design.means().to_vec();
        let coefficients = least_squares(design, y.iter().map(|value| value - centre).collect(), progress)?;
        let intercept = intercept(centre, &coefficients, &means);
        Ok(Self(Line { coefficients, intercept }))
    }

    fn predict(&self, x: ArrayView2<f64>) -> Output {
        Output::Numbers(self.0.predict(x))
    }

    fn n_features(&self) -> usize {
        self.0.coefficients.len()
    }

    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        self.0.check(n_classes)
    }
}
