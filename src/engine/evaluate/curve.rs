use serde::{Deserialize, Serialize};

use super::metric::in_words;
use crate::metrics::{
    self, Binning, CalibrationBin, RankStep, RocCurve, RocPoint, Undefined, calibration_error_by_chance,
    expected_calibration_error,
};

/// At most this many points of a curve are kept for drawing.
pub const MOST_POINTS: usize = 200;

/// At most this many steps are kept of the ranking by the one class that two classes need.
pub const MOST_STEPS: usize = 1000;

/// At most about this many points are kept of the curves of all classes together.
const MOST_OF_ALL: usize = 6000;

/// However many classes there are, each keeps so many points.
const FEWEST_POINTS: usize = 12;

/// Bins of a calibration curve.
pub const BINS: usize = 10;

/// How many points each of `curves` curves keeps.
pub(super) fn points_of_each(curves: usize) -> usize {
    (MOST_OF_ALL / curves.max(1)).clamp(FEWEST_POINTS, MOST_POINTS)
}

/// The ROC curve of a class against all others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// The class.
    pub label: String,
    /// From (0, 0) to (1, 1), at most [`MOST_POINTS`]; none when there is no curve.
    pub points: Vec<RocPoint>,
    /// The area under the whole curve, whatever points were kept.
    pub auc: Option<f64>,
    /// Why there is no curve, or how it was thinned.
    pub note: Option<String>,
}

impl Curve {
    /// The curve with the points that are kept: the first, the last, and evenly many between.
    pub(super) fn new(
        label: String,
        curve: Result<RocCurve, Undefined>,
        labels: &[String],
        most: usize,
    ) -> Self {
        match curve {
            Err(undefined) => {
                Self { label, points: Vec::new(), auc: None, note: Some(in_words(&undefined, labels)) }
            }
            Ok(RocCurve { points, auc }) => {
                let (points, total) = thin(points, most);
                let note = (points.len() < total).then(|| {
                    format!(
                        "{} of the curve's {total} corners are kept; the area is that of all",
                        points.len()
                    )
                });
                Self { label, points, auc: Some(auc), note }
            }
        }
    }
}

/// The rows ranked by their probability of a class: what precision–recall, gain and lift curves are
/// drawn from, and what a threshold makes of the rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// The class.
    pub label: String,
    /// One for each distinct probability from the highest down, or evenly many of them, the first and
    /// the last among them.
    pub steps: Vec<RankStep>,
    /// How many there are.
    pub distinct: usize,
    /// The average precision of all, whatever steps were kept; none without a row of the class.
    pub average_precision: Option<f64>,
    /// Why there are no steps, or how they were thinned.
    pub note: Option<String>,
}

impl Ranked {
    pub(super) fn new(label: &str, class: u32, truth: &[u32], scores: &[f64], most: usize) -> Self {
        let label = label.to_owned();
        match metrics::ranking(truth, class, scores) {
            Err(undefined) => {
                let note = Some(undefined.to_string());
                Self { label, steps: Vec::new(), distinct: 0, average_precision: None, note }
            }
            Ok(steps) => {
                let average_precision = metrics::average_precision(&steps, class).ok();
                let (steps, distinct) = thin(steps, most);
                let note = (steps.len() < distinct).then(|| {
                    format!(
                        "{} of {distinct} distinct probabilities are kept: figures between two of them are those of the higher one",
                        steps.len()
                    )
                });
                Self { label, steps, distinct, average_precision, note }
            }
        }
    }
}

/// How well the probabilities of a class come true.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// The class.
    pub label: String,
    /// Up to [`BINS`] bins of equal width, those without rows left out.
    pub uniform: Vec<CalibrationBin>,
    /// Up to [`BINS`] bins of equally many rows, as far as ties allow.
    pub quantile: Vec<CalibrationBin>,
    /// The expected calibration error over the bins of equal width.
    pub error: f64,
    /// What it would be about for exact probabilities, by the chance of few rows.
    pub by_chance: f64,
}

impl Calibration {
    /// None when there are no rows or no probabilities.
    pub(super) fn new(label: &str, class: u32, truth: &[u32], scores: &[f64]) -> Option<Self> {
        let curve = |binning| metrics::calibration_curve(truth, class, scores, BINS, binning).ok();
        let (uniform, quantile) = (curve(Binning::Uniform)?, curve(Binning::Quantile)?);
        Some(Self {
            label: label.to_owned(),
            error: expected_calibration_error(&uniform),
            by_chance: calibration_error_by_chance(&uniform),
            uniform,
            quantile,
        })
    }
}

/// The first, the last, and evenly many between, `most` in all; and how many there were.
fn thin<T: Clone>(points: Vec<T>, most: usize) -> (Vec<T>, usize) {
    let total = points.len();
    if total <= most {
        return (points, total);
    }
    let last = total - 1;
    ((0..most).filter_map(|at| points.get(at * last / (most - 1)).cloned()).collect(), total)
}
