//! The model families.
//!
//! A family is one file with a [`ModelKind`] (what it is called, what it is good for, its parameters)
//! and a fitted type that implements [`Model`], and one line in `catalogue.rs`.
//!
//! # Invariants
//!
//! * A [`FittedModel`] is flat arrays and coefficients, nothing else. After loading one,
//!   [`FittedModel::check`] must pass before it predicts; a model that passes it neither panics nor
//!   loops, whatever was done to its file.
//! * Prediction is row-wise: a row gives the same answer alone as among others.
//! * The same training rows, parameters and seed give the same bits natively and in wasm: sums have
//!   a fixed order and `exp` and `log` come from `libm`.
//! * What is fitted was validated first (see [`ModelKind::fit`]), so kernels see at least one row,
//!   finite cells, and labels in range.

mod catalogue;
mod dummy;
mod kind;
mod validate;

pub use catalogue::{CATALOGUE, FittedModel, kind};
pub use kind::{Capabilities, ModelKind};

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use crate::error::EngineError;
use crate::params::Resolved;
use crate::progress::Progress;

/// What a model predicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// One of several classes.
    Classification,
    /// A number.
    Regression,
}

impl Task {
    /// Every task, in the order menus show them.
    pub const ALL: [Self; 2] = [Self::Classification, Self::Regression];

    /// The name used in specs and on the page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Classification => "classification",
            Self::Regression => "regression",
        }
    }
}

/// The known answers, one a training row.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// Class codes, each below `n_classes`; a class may be absent from these rows.
    Classes {
        /// One code a row.
        codes: &'a [u32],
        /// How many classes there are.
        n_classes: usize,
    },
    /// Finite numbers.
    Numbers(&'a [f64]),
}

impl Target<'_> {
    /// The task these answers pose.
    #[must_use]
    pub fn task(&self) -> Task {
        match self {
            Self::Classes { .. } => Task::Classification,
            Self::Numbers(_) => Task::Regression,
        }
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Classes { codes, .. } => codes.len(),
            Self::Numbers(values) => values.len(),
        }
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of classes; none for numbers.
    #[must_use]
    pub fn n_classes(&self) -> Option<usize> {
        match self {
            Self::Classes { n_classes, .. } => Some(*n_classes),
            Self::Numbers(_) => None,
        }
    }
}

/// Rows to learn from.
#[derive(Clone, Copy, Debug)]
pub struct TrainSet<'a> {
    /// Rows × features, finite.
    pub x: ArrayView2<'a, f64>,
    /// One answer a row of `x`.
    pub y: Target<'a>,
    /// Where every random choice of the fit comes from.
    pub seed: u64,
}

/// Predictions, one a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Classes.
    Classes {
        /// The most probable class of each row; the smaller code on a tie.
        codes: Vec<u32>,
        /// Rows × classes, each row summing to one; none where the family has no probabilities.
        probabilities: Option<Array2<f64>>,
    },
    /// Numbers.
    Numbers(Vec<f64>),
}

impl Output {
    /// Classes by their probabilities (rows × classes).
    #[must_use]
    pub fn from_probabilities(probabilities: Array2<f64>) -> Self {
        let codes = probabilities.rows().into_iter().map(|row| argmax(row.iter().copied())).collect();
        Self::Classes { codes, probabilities: Some(probabilities) }
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Classes { codes, .. } => codes.len(),
            Self::Numbers(values) => values.len(),
        }
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The position of the greatest value, the first on a tie; 0 when there are none.
fn argmax(values: impl IntoIterator<Item = f64>) -> u32 {
    let mut best = (0, f64::NEG_INFINITY);
    for (index, value) in (0..).zip(values) {
        if value > best.1 {
            best = (index, value);
        }
    }
    best.0
}

/// The fitted state of one family.
pub trait Model: Sized {
    /// Learns from validated rows.
    ///
    /// # Errors
    /// When these rows and parameters do not go together (the text says why), and what `progress`
    /// returns.
    fn fit(params: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError>;

    /// Predicts rows of [`Model::n_features`] finite cells.
    fn predict(&self, x: ArrayView2<f64>) -> Output;

    /// The number of columns the model was fitted on.
    fn n_features(&self) -> usize;

    /// What is wrong with this state for `n_classes` classes, or for numbers when none: an array of
    /// the wrong length, a child that is not behind its parent, a number that is not finite, a class
    /// out of range.
    ///
    /// # Errors
    /// The fault in words.
    fn check(&self, n_classes: Option<usize>) -> Result<(), String>;

    /// How much each feature matters, one number a feature, summing to one unless all are zero; none
    /// where the family has no such measure.
    fn importances(&self) -> Option<Vec<f64>> {
        None
    }

    /// What the user should know about this fit, such as that it did not converge.
    fn warning(&self) -> Option<String> {
        None
    }
}
