//! Measures of how good predictions are: pure functions on slices, named as in scikit-learn.
//!
//! A figure that does not exist is an [`Undefined`] with its reason, never a NaN or a made-up zero.
//! The one convention kept from scikit-learn is `zero_division=0`: precision, recall and F1 of a class
//! with nothing to divide by count as 0.
//!
//! # Invariants
//!
//! - Sums run in row order (compensated, see [`sum`]) and logarithms and roots come from `libm`: the
//!   same input gives the same bits natively and in wasm.
//! - No function panics, whatever it is given.

mod agreement;
mod calibration;
mod confusion;
pub(crate) mod probability;
mod ranking;
#[cfg(test)]
mod references;
#[cfg(test)]
mod references_curves;
mod regression;
mod roc;
pub mod sum;

pub use calibration::{
    Binning, CalibrationBin, calibration_curve, calibration_error_by_chance, calibration_error_score,
    expected_calibration_error,
};
pub use confusion::{Averages, ClassScore, Confusion};
pub use probability::{brier_score, log_loss};
pub use ranking::{
    Gain, PrecisionRecall, RankStep, average_precision, average_precision_score, gain_curve,
    precision_recall_curve, ranking,
};
pub use regression::{
    explained_variance_score, max_error, mean_absolute_error, mean_absolute_percentage_error,
    mean_pinball_loss, mean_squared_error, median_absolute_error, r2_score, root_mean_squared_error,
};
pub use roc::{RocCurve, RocPoint, roc_auc_score, roc_curve};

/// Why a figure does not exist. The texts end without a full stop and name classes by their code;
/// [`crate::evaluate`] names them by label.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Undefined {
    /// Nothing to measure.
    #[error("there are no rows to measure")]
    NoRows,
    /// R² compares with the spread of the truth, which one row has not.
    #[error("it needs at least two rows")]
    OneRow,
    /// Truth and prediction differ in length.
    #[error("there are {truth} true values but {predicted} predictions")]
    Lengths {
        /// Rows of the truth.
        truth: usize,
        /// Rows of the prediction.
        predicted: usize,
    },
    /// A code is not that of a class.
    #[error("row {row} has class code {code}, but there are only {classes} classes")]
    NoSuchClass {
        /// Row, from 0.
        row: usize,
        /// The code found.
        code: u32,
        /// How many classes there are.
        classes: usize,
    },
    /// The model has no probabilities.
    #[error("the model gives no probabilities")]
    NoProbabilities,
    /// Fewer than two classes have a probability.
    #[error("it needs probabilities of at least two classes")]
    OneClass,
    /// A class of the truth has no column of probabilities.
    #[error("class {class} was not seen in training and has no probability")]
    UnseenClass {
        /// Its code.
        class: u32,
    },
    /// A class does not occur in the truth, so that no row can be told from the others by it.
    #[error("class {class} does not occur in these rows")]
    AbsentClass {
        /// Its code.
        class: u32,
    },
    /// All rows are of one class.
    #[error("all rows are of class {class}, there are no others to tell them from")]
    OnlyClass {
        /// Its code.
        class: u32,
    },
    /// Agreement beyond chance compares classes.
    #[error("it needs at least two classes among the true values and among the predictions")]
    OneSided,
    /// An error cannot be a share of zero.
    #[error("row {row} is 0, of which an error is no share")]
    ZeroTruth {
        /// Row, from 0.
        row: usize,
    },
    /// A row of probabilities is none.
    #[error("row {row} does not hold probabilities between 0 and 1 that sum to 1")]
    NotProbabilities {
        /// Row, from 0.
        row: usize,
    },
    /// A NaN or an infinity among the values.
    #[error("row {row} is not a finite number")]
    NotFinite {
        /// Row, from 0.
        row: usize,
    },
    /// The figure itself does not fit.
    #[error("the values are too large: the figure does not fit in a 64-bit number")]
    Overflow,
}

/// The figure, if it is one.
fn finite(value: f64) -> Result<f64, Undefined> {
    if value.is_finite() { Ok(value) } else { Err(Undefined::Overflow) }
}

/// Both sides have the same number of rows, and at least one.
fn check_rows(truth: usize, predicted: usize) -> Result<(), Undefined> {
    if truth != predicted {
        return Err(Undefined::Lengths { truth, predicted });
    }
    if truth == 0 { Err(Undefined::NoRows) } else { Ok(()) }
}
