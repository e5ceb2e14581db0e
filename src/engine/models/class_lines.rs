//! The fitted weights that the linear models of classes share.

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use super::Output;
use super::kernels::logistic::{sigmoid, softmax};
use super::seen::SeenClasses;

/// Scores `intercept + Σ coefficient · feature`: one for two classes, whose sigmoid is the second
/// class's probability, else one a class, whose softmax is the probabilities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassLines {
    n_features: usize,
    #[serde(flatten)]
    classes: SeenClasses,
    /// Scores × features, score by score.
    coefficients: Vec<f64>,
    /// One a score.
    intercepts: Vec<f64>,
}

impl ClassLines {
    /// No scores as yet.
    pub(super) fn new(n_features: usize, classes: SeenClasses) -> Self {
        Self { n_features, classes, coefficients: Vec::new(), intercepts: Vec::new() }
    }

    /// Adds the next score.
    pub(super) fn push(&mut self, coefficients: &[f64], intercept: f64) {
        self.coefficients.extend(coefficients);
        self.intercepts.push(intercept);
    }

    /// Moves the intercepts of several scores so that their mean is zero: only differences matter.
    pub(super) fn centre(&mut self) {
        if self.intercepts.len() > 1 {
            let centre = crate::stats::mean(&self.intercepts);
            self.intercepts.iter_mut().for_each(|intercept| *intercept -= centre);
        }
    }

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

    /// The classes that have a score, or of two the odds of the second.
    pub(crate) fn seen(&self) -> &[u32] {
        self.classes.codes()
    }

    /// The coefficients and then the intercepts.
    pub(super) fn parameters(&self) -> Vec<f64> {
        self.coefficients.iter().chain(&self.intercepts).copied().collect()
    }

    /// The same lines with other [`Self::parameters`].
    pub(super) fn with_parameters(&self, parameters: &[f64]) -> Self {
        let (coefficients, intercepts) = parameters.split_at(self.coefficients.len().min(parameters.len()));
        Self { coefficients: coefficients.to_vec(), intercepts: intercepts.to_vec(), ..self.clone() }
    }

    /// The number of columns.
    pub(super) fn n_features(&self) -> usize {
        self.n_features
    }

    pub(super) fn predict(&self, x: ArrayView2<f64>) -> Output {
        let mut probabilities = Array2::zeros((x.nrows(), self.classes.all()));
        let mut scores = vec![0.0; self.intercepts.len()];
        for (row, out) in x.rows().into_iter().zip(probabilities.rows_mut()) {
            for (index, (score, intercept)) in scores.iter_mut().zip(&self.intercepts).enumerate() {
                let weights = &self.coefficients[index * self.n_features..];
                *score = row.iter().zip(weights).map(|(cell, w)| cell * w).sum::<f64>() + intercept;
            }
            if let [score] = scores[..] {
                self.classes.spread(&[sigmoid(-score), sigmoid(score)], out);
            } else {
                softmax(&mut scores);
                self.classes.spread(&scores, out);
            }
        }
        Output::from_probabilities(probabilities)
    }

    /// There is a line for every score, and every number is finite.
    ///
    /// # Errors
    /// The fault in words.
    pub(super) fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        self.classes.check(n_classes)?;
        let n_scores = if self.classes.len() == 2 { 1 } else { self.classes.len() };
        if self.intercepts.len() != n_scores
            || Some(self.coefficients.len()) != n_scores.checked_mul(self.n_features)
        {
            Err("it has a wrong number of coefficients".to_owned())
        } else if !self.coefficients.iter().chain(&self.intercepts).all(|value| value.is_finite()) {
            Err("a coefficient is not a finite number".to_owned())
        } else {
            Ok(())
        }
    }
}
