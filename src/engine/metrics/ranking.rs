//! Rows ranked by the score of one class: what ROC, precision–recall, gain and lift curves and every
//! threshold are read from.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::{Undefined, check_rows, probability, sum};

/// The rows whose score is at least `threshold`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankStep {
    /// The score from which on rows are taken.
    pub threshold: f64,
    /// Rows of other classes that are taken.
    pub others: u64,
    /// Rows of the class that are taken.
    pub hits: u64,
}

impl RankStep {
    /// Above every score: nothing is taken.
    pub(super) const START: Self = Self { threshold: f64::INFINITY, others: 0, hits: 0 };

    /// Hits / rows taken; 1 when none is taken, as scikit-learn's curve ends.
    #[must_use]
    pub fn precision(&self) -> f64 {
        let taken = self.hits + self.others;
        if taken == 0 { 1.0 } else { self.hits as f64 / taken as f64 }
    }
}

/// A point of a precision–recall curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PrecisionRecall {
    /// The share of the class's rows that is taken.
    pub recall: f64,
    /// The share of the rows taken that is of the class.
    pub precision: f64,
}

/// A point of a gain and of a lift curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gain {
    /// The share of all rows that is taken, the highest scores first.
    pub taken: f64,
    /// The share of the class's rows among them: the cumulative gain.
    pub gain: f64,
    /// Gain / share taken: how many times more hits than a blind choice of as many rows; 1 at the end.
    pub lift: f64,
}

/// One step for each distinct score of `class`, from the highest down; rows with equal scores pass
/// together.
///
/// # Errors
/// [`Undefined`] when there are no rows or a score is not finite.
pub fn ranking(truth: &[u32], class: u32, scores: &[f64]) -> Result<Vec<RankStep>, Undefined> {
    check_rows(truth.len(), scores.len())?;
    if let Some(row) = scores.iter().position(|score| !score.is_finite()) {
        return Err(Undefined::NotFinite { row });
    }
    let mut rows: Vec<(f64, bool)> =
        scores.iter().copied().zip(truth.iter().map(|&code| code == class)).collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut steps: Vec<RankStep> = Vec::new();
    let (mut others, mut hits) = (0, 0);
    for (threshold, is_hit) in rows {
        if is_hit {
            hits += 1;
        } else {
            others += 1;
        }
        match steps.last_mut() {
            Some(last) if last.threshold == threshold => (last.others, last.hits) = (others, hits),
            _ => steps.push(RankStep { threshold, others, hits }),
        }
    }
    Ok(steps)
}

/// The points of the precision–recall curve, recall rising (`precision_recall_curve`, whose order is
/// the other way round): first nothing taken, at recall 0 and precision 1.
///
/// Empty when the class has no row among the steps.
#[must_use]
pub fn precision_recall_curve(steps: &[RankStep]) -> Vec<PrecisionRecall> {
    let Some(hits) = steps.last().map(|last| last.hits).filter(|hits| *hits > 0) else { return Vec::new() };
    std::iter::once(&RankStep::START)
        .chain(steps)
        .map(|step| PrecisionRecall { recall: step.hits as f64 / hits as f64, precision: step.precision() })
        .collect()
}

/// The points of the cumulative gain and lift curves, by the share of rows taken; the first is that of
/// the highest score. Empty when the class has no row among the steps.
#[must_use]
pub fn gain_curve(steps: &[RankStep]) -> Vec<Gain> {
    let Some(all) = steps.last().filter(|last| last.hits > 0) else { return Vec::new() };
    let rows = (all.hits + all.others) as f64;
    steps
        .iter()
        .map(|step| {
            let taken = (step.hits + step.others) as f64 / rows;
            let gain = step.hits as f64 / all.hits as f64;
            Gain { taken, gain, lift: gain / taken }
        })
        .collect()
}

/// Σ (R_k − R_{k−1}) · P_k over the steps, R and P being recall and precision
/// (`average_precision_score`): the area under the precision–recall curve without interpolation.
///
/// # Errors
/// [`Undefined::AbsentClass`] when no row is of `class`.
pub fn average_precision(steps: &[RankStep], class: u32) -> Result<f64, Undefined> {
    let hits = steps.last().map_or(0, |last| last.hits);
    if hits == 0 {
        return Err(Undefined::AbsentClass { class });
    }
    let before = std::iter::once(&RankStep::START).chain(steps);
    let areas = before.zip(steps).map(|(from, to)| (to.hits - from.hits) as f64 * to.precision());
    Ok(sum::sum(areas) / hits as f64)
}

/// The average precision of class 1 where there are two columns, else the mean over every class
/// against all others (`average="macro"`).
///
/// # Errors
/// As [`super::roc_auc_score`], except that a class may have all the rows.
pub fn average_precision_score(truth: &[u32], probabilities: ArrayView2<f64>) -> Result<f64, Undefined> {
    probability::check(truth, probabilities)?;
    let first = if probabilities.ncols() == 2 { 1 } else { 0 };
    let areas = probabilities
        .columns()
        .into_iter()
        .zip(0_u32..)
        .skip(first)
        .map(|(scores, class)| average_precision(&ranking(truth, class, &scores.to_vec())?, class))
        .collect::<Result<Vec<f64>, Undefined>>()?;
    Ok(sum::mean(areas.iter().copied(), areas.len()))
}
