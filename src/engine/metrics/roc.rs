use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::ranking::{RankStep, ranking};
use super::{Undefined, probability, sum};

/// A point of a ROC curve: what happens when every row with at least this score is taken for a hit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RocPoint {
    /// False positive rate: the share of the other rows that is taken.
    pub fpr: f64,
    /// True positive rate: the share of the class's rows that is taken.
    pub tpr: f64,
    /// The score from which on rows are taken; `None` in the first point, above every score.
    pub threshold: Option<f64>,
}

/// A ROC curve and the area under it.
#[derive(Clone, Debug, PartialEq)]
pub struct RocCurve {
    /// From (0, 0) to (1, 1), thresholds falling.
    pub points: Vec<RocPoint>,
    /// The area under the curve, of all points.
    pub auc: f64,
}

/// The corners of the ROC curve of one class against all others
/// (`roc_curve(truth == class, scores, drop_intermediate=True)`), and the area under it (`auc`).
///
/// Rows with equal scores pass together. A point between two equal steps is left out. The area is
/// counted in whole numbers and rounded once: it is the share of pairs of a hit and another row in which
/// the hit scores higher, ties counting half.
///
/// # Errors
/// [`Undefined`] when there are no rows, a score is not finite, or one of the two sides is empty.
pub fn roc_curve(truth: &[u32], class: u32, scores: &[f64]) -> Result<RocCurve, Undefined> {
    let steps = ranking(truth, class, scores)?;
    let (others, hits) = steps.last().map_or((0, 0), |step| (step.others, step.hits));
    if hits == 0 {
        return Err(Undefined::AbsentClass { class });
    }
    if others == 0 {
        return Err(Undefined::OnlyClass { class });
    }
    let twice: u128 = std::iter::once(&RankStep::START)
        .chain(&steps)
        .zip(&steps)
        .map(|(from, to)| u128::from(to.others - from.others) * u128::from(to.hits + from.hits))
        .sum();
    let point = |step: &RankStep| RocPoint {
        fpr: step.others as f64 / others as f64,
        tpr: step.hits as f64 / hits as f64,
        threshold: step.threshold.is_finite().then_some(step.threshold),
    };
    let corners = corners(&steps);
    Ok(RocCurve {
        points: std::iter::once(&RankStep::START).chain(corners).map(point).collect(),
        auc: twice as f64 / (2 * u128::from(others) * u128::from(hits)) as f64,
    })
}

/// The first and last step, and those where the step after differs from the step before.
fn corners(steps: &[RankStep]) -> impl Iterator<Item = &RankStep> {
    steps.iter().enumerate().filter_map(|(at, step)| {
        let before = at.checked_sub(1).and_then(|before| steps.get(before));
        let corner = match (before, steps.get(at + 1)) {
            (Some(before), Some(after)) => {
                step.others - before.others != after.others - step.others
                    || step.hits - before.hits != after.hits - step.hits
            }
            _ => true,
        };
        corner.then_some(step)
    })
}

/// The area under the ROC curve (`roc_auc_score`).
///
/// Two columns: that of class 1. More: the mean of every class's area against all others
/// (`multi_class="ovr", average="macro"`).
///
/// `probabilities` has one row for each code of `truth` and one column for each class.
///
/// # Errors
/// [`Undefined`] when there are no rows, fewer than two classes, a class without a column, a class that
/// does not occur in the truth, or rows that are not probabilities.
pub fn roc_auc_score(truth: &[u32], probabilities: ArrayView2<f64>) -> Result<f64, Undefined> {
    probability::check(truth, probabilities)?;
    let classes = probabilities.ncols();
    let first = if classes == 2 { 1 } else { 0 };
    let areas = probabilities
        .columns()
        .into_iter()
        .zip(0_u32..)
        .skip(first)
        .map(|(scores, class)| roc_curve(truth, class, &scores.to_vec()).map(|curve| curve.auc))
        .collect::<Result<Vec<f64>, Undefined>>()?;
    Ok(sum::mean(areas.iter().copied(), areas.len()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    /// The share of pairs in which the hit scores higher, ties counting half, pair by pair.
    fn by_pairs(truth: &[u32], scores: &[f64]) -> f64 {
        let (mut twice, mut pairs) = (0_u64, 0_u64);
        for (hit, high) in truth.iter().zip(scores).filter(|(class, _)| **class == 1) {
            for (_, low) in truth.iter().zip(scores).filter(|(class, _)| *class != hit) {
                twice += if high > low { 2 } else { u64::from(high == low) };
                pairs += 2;
            }
        }
        twice as f64 / pairs as f64
    }

    #[test]
    fn zero_and_minus_zero_tie() {
        let curve = roc_curve(&[0, 1], 1, &[0.0, -0.0]).unwrap();
        assert_eq!((curve.auc, curve.points.len()), (0.5, 2));
    }

    #[test]
    fn one_side_alone_has_no_curve() {
        assert_eq!(roc_curve(&[0, 0], 1, &[0.1, 0.2]), Err(Undefined::AbsentClass { class: 1 }));
        assert_eq!(roc_curve(&[1, 1], 1, &[0.1, 0.2]), Err(Undefined::OnlyClass { class: 1 }));
        assert_eq!(roc_curve(&[1, 0], 1, &[0.1, f64::NAN]), Err(Undefined::NotFinite { row: 1 }));
    }

    proptest! {
        #[test]
        fn the_area_is_the_share_of_pairs_in_order(
            rows in prop::collection::vec((0_u32..2, 0_u8..12), 2..60),
        ) {
            let truth: Vec<u32> = rows.iter().map(|row| row.0).collect();
            let scores: Vec<f64> = rows.iter().map(|row| f64::from(row.1)).collect();
            prop_assume!(truth.contains(&0) && truth.contains(&1));
            let curve = roc_curve(&truth, 1, &scores).unwrap();
            prop_assert_eq!(curve.auc, by_pairs(&truth, &scores));
        }

        #[test]
        fn the_curve_climbs_from_corner_to_corner_and_its_corners_hold_the_whole_area(
            rows in prop::collection::vec((0_u32..2, 0_u8..40), 2..80),
        ) {
            let truth: Vec<u32> = rows.iter().map(|row| row.0).collect();
            let scores: Vec<f64> = rows.iter().map(|row| f64::from(row.1)).collect();
            prop_assume!(truth.contains(&0) && truth.contains(&1));
            let curve = roc_curve(&truth, 1, &scores).unwrap();
            let ends = (curve.points[0], curve.points[curve.points.len() - 1]);
            prop_assert_eq!((ends.0.fpr, ends.0.tpr, ends.1.fpr, ends.1.tpr), (0.0, 0.0, 1.0, 1.0));
            let mut area = 0.0;
            for pair in curve.points.windows(2) {
                prop_assert!(pair[0].fpr <= pair[1].fpr && pair[0].tpr <= pair[1].tpr);
                prop_assert!(pair[0].threshold.is_none_or(|t| t > pair[1].threshold.unwrap()));
                area += (pair[1].fpr - pair[0].fpr) * (pair[1].tpr + pair[0].tpr) / 2.0;
            }
            prop_assert!((area - curve.auc).abs() < 1e-12);
        }
    }
}
