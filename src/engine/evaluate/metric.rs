use serde::{Deserialize, Serialize};

use super::Interval;
use crate::metrics::Undefined;

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

/// One figure of a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricValue {
    /// The key, in scikit-learn's terms: `balanced_accuracy`.
    pub name: String,
    /// The name to show: Balanced accuracy.
    pub label: String,
    /// The figure; `None` when there is none.
    pub value: Option<f64>,
    /// Why there is none.
    pub reason: Option<String>,
    /// Where it probably lies for other rows of the same kind; only on validation and test rows, and
    /// only for some figures. Approximate.
    #[serde(default)]
    pub interval: Option<Interval>,
    /// Which way is better.
    pub better: Better,
    /// What it tells, in one sentence.
    pub help: String,
}

/// What a metric is, whatever its value.
pub(super) struct Metric {
    pub(super) name: &'static str,
    label: &'static str,
    better: Better,
    help: &'static str,
}

const fn higher(name: &'static str, label: &'static str, help: &'static str) -> Metric {
    Metric { name, label, better: Better::Higher, help }
}

const fn lower(name: &'static str, label: &'static str, help: &'static str) -> Metric {
    Metric { name, label, better: Better::Lower, help }
}

pub(super) const ACCURACY: Metric = higher(
    "accuracy",
    "Accuracy",
    "The share of rows whose class is right; easily high when one class is common.",
);
pub(super) const BALANCED_ACCURACY: Metric = higher(
    "balanced_accuracy",
    "Balanced accuracy",
    "The mean recall of the classes that occur, so that a rare class counts as much as a common one.",
);
pub(super) const PRECISION_MACRO: Metric = higher(
    "precision_macro",
    "Precision (macro)",
    "Of the rows predicted as a class, the share that is of it; the mean over classes, 0 for one never predicted.",
);
pub(super) const RECALL_MACRO: Metric = higher(
    "recall_macro",
    "Recall (macro)",
    "Of the rows of a class, the share that was found; the mean over classes, 0 for one predicted but never true.",
);
pub(super) const F1_MACRO: Metric = higher(
    "f1_macro",
    "F1 (macro)",
    "The harmonic mean of precision and recall; the mean over classes, each counting the same, 0 for one without a hit.",
);
pub(super) const PRECISION_WEIGHTED: Metric = higher(
    "precision_weighted",
    "Precision (weighted)",
    "Precision averaged by the rows of each class, so that common classes count more, 0 for one never predicted.",
);
pub(super) const RECALL_WEIGHTED: Metric = higher(
    "recall_weighted",
    "Recall (weighted)",
    "Recall averaged by the rows of each class, which equals accuracy.",
);
pub(super) const F1_WEIGHTED: Metric = higher(
    "f1_weighted",
    "F1 (weighted)",
    "F1 averaged by the rows of each class, so that common classes count more, 0 for one without a hit.",
);
pub(super) const LOG_LOSS: Metric = lower(
    "log_loss",
    "Log loss",
    "The mean of minus the natural logarithm of the probability given to the true class, which punishes confident errors.",
);
pub(super) const ROC_AUC: Metric = higher(
    "roc_auc",
    "ROC AUC",
    "How often a row of a class gets a higher probability for it than another row; the mean over classes when there are more than two.",
);
pub(super) const F2_MACRO: Metric = higher(
    "f2_macro",
    "F2 (macro)",
    "As F1, with recall counting twice as much as precision: for classes that must not be missed.",
);
pub(super) const F05_MACRO: Metric = higher(
    "f05_macro",
    "F0.5 (macro)",
    "As F1, with precision counting twice as much as recall: for predictions that must not be false alarms.",
);
pub(super) const MATTHEWS: Metric = higher(
    "matthews_corrcoef",
    "Matthews correlation",
    "The correlation of true and predicted classes: 1 is perfect, 0 as good as chance, below 0 worse; it takes all cells of the confusion matrix into account.",
);
pub(super) const KAPPA: Metric = higher(
    "cohen_kappa",
    "Cohen's kappa",
    "The agreement beyond what guessing with the same class shares would reach: 1 is perfect, 0 no better than that.",
);
pub(super) const AVERAGE_PRECISION: Metric = higher(
    "average_precision",
    "Average precision",
    "The area under the precision–recall curve; the mean over classes when there are more than two. For a rare class it tells more than ROC AUC.",
);
pub(super) const BRIER: Metric = lower(
    "brier_score",
    "Brier score",
    "The mean squared error of the probabilities: 0 is certain and right; with two classes 0.25 is what saying 50 % always gives.",
);
pub(super) const CALIBRATION_ERROR: Metric = lower(
    "expected_calibration_error",
    "Calibration error",
    "How far, on average, a probability is from the share of rows in which it comes true, in ten bins of equal width; the mean over classes when there are more than two. Few rows alone make it larger than 0.",
);
pub(super) const EXPLAINED_VARIANCE: Metric = higher(
    "explained_variance",
    "Explained variance",
    "As R², but an error that is the same for every row does not count.",
);
pub(super) const MAPE: Metric = lower(
    "mape",
    "Mean absolute percentage error",
    "The mean size of an error as a share of the true value, 0.1 being ten per cent; small true values dominate it.",
);
pub(super) const MAX_ERROR: Metric =
    lower("max_error", "Largest error", "The size of the largest error, in the target's unit.");
pub(super) const PINBALL_10: Metric = lower(
    "pinball_10",
    "Pinball loss (0.1)",
    "Errors of predictions that are too high count nine times as much as of those too low, in the target's unit.",
);
pub(super) const PINBALL_90: Metric = lower(
    "pinball_90",
    "Pinball loss (0.9)",
    "Errors of predictions that are too low count nine times as much as of those too high, in the target's unit.",
);
pub(super) const R2: Metric = higher(
    "r2",
    "R²",
    "The share of the target's variance that the model explains: 1 is perfect, 0 is no better than the mean, below 0 is worse.",
);
pub(super) const MSE: Metric = lower(
    "mse",
    "Mean squared error",
    "The mean of the squared errors, in the square of the target's unit; large errors dominate it.",
);
pub(super) const RMSE: Metric = lower(
    "rmse",
    "Root mean squared error",
    "The root of the mean squared error: a typical error in the target's unit, large errors counting more.",
);
pub(super) const MAE: Metric =
    lower("mae", "Mean absolute error", "The mean size of an error, in the target's unit.");
pub(super) const MEDIAN_ABSOLUTE_ERROR: Metric = lower(
    "median_absolute_error",
    "Median absolute error",
    "Half of the errors are smaller than this, in the target's unit; a few large ones do not move it.",
);

impl Metric {
    /// The metric with its figure, or with the reason why there is none.
    pub(super) fn with(&self, value: Result<f64, Undefined>, labels: &[String]) -> MetricValue {
        let (value, reason) = match value {
            Ok(value) => (Some(value), None),
            Err(undefined) => (None, Some(in_words(&undefined, labels))),
        };
        MetricValue {
            name: self.name.to_owned(),
            label: self.label.to_owned(),
            value,
            reason,
            interval: None,
            better: self.better,
            help: self.help.to_owned(),
        }
    }
}

/// The reason, with classes named by their label.
pub(super) fn in_words(undefined: &Undefined, labels: &[String]) -> String {
    let label =
        |class: u32| labels.get(class as usize).map_or_else(|| class.to_string(), |text| format!("{text:?}"));
    match *undefined {
        Undefined::UnseenClass { class } => {
            format!("class {} was not seen in training and has no probability", label(class))
        }
        Undefined::AbsentClass { class } => format!("class {} does not occur in these rows", label(class)),
        Undefined::OnlyClass { class } => {
            format!("all rows are of class {}, there are no others to tell them from", label(class))
        }
        ref other => other.to_string(),
    }
}
