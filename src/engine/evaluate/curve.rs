use serde::{Deserialize, Serialize};

use super::metric::in_words;
use crate::metrics::{RocCurve, RocPoint, Undefined};

/// At most this many points of a curve are kept for drawing.
pub const MOST_POINTS: usize = 200;

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
    pub(super) fn new(label: String, curve: Result<RocCurve, Undefined>, labels: &[String]) -> Self {
        match curve {
            Err(undefined) => {
                Self { label, points: Vec::new(), auc: None, note: Some(in_words(&undefined, labels)) }
            }
            Ok(RocCurve { points, auc }) => {
                let total = points.len();
                let points = thin(points);
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

fn thin(points: Vec<RocPoint>) -> Vec<RocPoint> {
    if points.len() <= MOST_POINTS {
        return points;
    }
    let last = points.len() - 1;
    (0..MOST_POINTS).filter_map(|at| points.get(at * last / (MOST_POINTS - 1)).copied()).collect()
}
