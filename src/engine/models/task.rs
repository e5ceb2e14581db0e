use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use crate::error::EngineError;

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

/// What a column of the matrix is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// The name of the prepared column.
    pub name: String,
    /// How many levels there are, when the cells are codes of levels; none for numbers.
    pub levels: Option<usize>,
}

/// The loss of a model that learns round by round, the first entry before the first round.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct LossHistory {
    /// Of the rows it learned from.
    pub train: Vec<f64>,
    /// Of the rows held back to know when to stop; empty when none were.
    pub validation: Vec<f64>,
}

/// Rows to learn from.
#[derive(Clone, Copy, Debug)]
pub struct TrainSet<'a> {
    /// Rows × features, finite; for families that take missing cells as they are, NaN where one is
    /// missing.
    pub x: ArrayView2<'a, f64>,
    /// One answer a row of `x`.
    pub y: Target<'a>,
    /// Where every random choice of the fit comes from.
    pub seed: u64,
    /// What the columns are; empty when they are numbers without names.
    pub features: &'a [Feature],
}

impl<'a> TrainSet<'a> {
    /// Rows × features with one answer a row.
    #[must_use]
    pub fn new(x: ArrayView2<'a, f64>, y: Target<'a>, seed: u64) -> Self {
        Self { x, y, seed, features: &[] }
    }

    /// The same rows, with what their columns are.
    #[must_use]
    pub fn with_features(self, features: &'a [Feature]) -> Self {
        Self { features, ..self }
    }

    /// The class codes and the number of classes.
    pub(super) fn classes(&self) -> Result<(&'a [u32], usize), EngineError> {
        match self.y {
            Target::Classes { codes, n_classes } => Ok((codes, n_classes)),
            Target::Numbers(_) => {
                Err(EngineError::Spec("this model predicts classes, but the target holds numbers".to_owned()))
            }
        }
    }

    /// The numbers to predict.
    pub(super) fn numbers(&self) -> Result<&'a [f64], EngineError> {
        match self.y {
            Target::Numbers(values) => Ok(values),
            Target::Classes { .. } => {
                Err(EngineError::Spec("this model predicts numbers, but the target holds classes".to_owned()))
            }
        }
    }
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

impl Output {
    /// The first row with a prediction that is not a finite number.
    pub(super) fn first_not_finite(&self) -> Option<usize> {
        match self {
            Self::Classes { probabilities, .. } => {
                let mut rows = probabilities.as_ref()?.rows().into_iter();
                rows.position(|row| row.iter().any(|value| !value.is_finite()))
            }
            Self::Numbers(values) => values.iter().position(|value| !value.is_finite()),
        }
    }
}

/// The position of the greatest value, the first on a tie; 0 when there are none.
pub(super) fn argmax(values: impl IntoIterator<Item = f64>) -> u32 {
    let mut best = (0, f64::NEG_INFINITY);
    for (index, value) in (0..).zip(values) {
        if value > best.1 {
            best = (index, value);
        }
    }
    best.0
}
