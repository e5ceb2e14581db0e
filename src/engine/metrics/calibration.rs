//! Whether probabilities come true.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::{Undefined, check_rows, probability, sum};
use crate::stats;

/// How probabilities are sorted into bins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Binning {
    /// Bins of equal width.
    Uniform,
    /// Bins of equally many rows, as far as ties allow.
    Quantile,
}

/// The rows of one bin.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CalibrationBin {
    /// Rows in it, at least one.
    pub rows: u64,
    /// Their mean probability of the class.
    pub predicted: f64,
    /// The share of them that is of the class.
    pub observed: f64,
}

/// The bins that hold rows, probabilities rising (`calibration_curve(n_bins=…, strategy=…)`): a
/// probability on a border belongs to the bin below it.
///
/// # Errors
/// [`Undefined`] when there are no rows, no bins or a value is no probability.
pub fn calibration_curve(
    truth: &[u32],
    class: u32,
    scores: &[f64],
    bins: usize,
    binning: Binning,
) -> Result<Vec<CalibrationBin>, Undefined> {
    check_rows(truth.len(), scores.len())?;
    if let Some(row) = scores.iter().position(|score| !(0.0..=1.0).contains(score)) {
        return Err(Undefined::NotProbabilities { row });
    }
    let edges = edges(scores, bins.max(1), binning);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); edges.len() + 1];
    for (row, score) in scores.iter().enumerate() {
        if let Some(bin) = members.get_mut(edges.partition_point(|edge| edge < score)) {
            bin.push(row);
        }
    }
    let bin = |rows: Vec<usize>| {
        let of = |values: &mut dyn Iterator<Item = f64>| sum::mean(values, rows.len());
        CalibrationBin {
            rows: rows.len() as u64,
            predicted: of(&mut rows.iter().filter_map(|row| scores.get(*row).copied())),
            observed: of(&mut rows.iter().map(|row| f64::from(u8::from(truth.get(*row) == Some(&class))))),
        }
    };
    Ok(members.into_iter().filter(|rows| !rows.is_empty()).map(bin).collect())
}

/// The inner borders, computed as NumPy does, to the bit.
fn edges(scores: &[f64], bins: usize, binning: Binning) -> Vec<f64> {
    let step = 1.0 / bins as f64;
    let places = (1..bins).map(|at| at as f64 * step);
    match binning {
        Binning::Uniform => places.collect(),
        Binning::Quantile => {
            let mut sorted = scores.to_vec();
            sorted.sort_by(f64::total_cmp);
            places.filter_map(|place| stats::quantile(&sorted, place * 100.0 / 100.0)).collect()
        }
    }
}

/// Σ (rows of a bin / rows) · |observed − predicted|: the expected calibration error of these bins
/// (Naeini, Cooper and Hauskrecht, 2015). 0 without bins.
#[must_use]
pub fn expected_calibration_error(bins: &[CalibrationBin]) -> f64 {
    let rows: u64 = bins.iter().map(|bin| bin.rows).sum();
    let gaps = bins.iter().map(|bin| bin.rows as f64 * (bin.observed - bin.predicted).abs());
    if rows == 0 { 0.0 } else { sum::sum(gaps) / rows as f64 }
}

/// What [`expected_calibration_error`] would be about for probabilities that are exactly right: the
/// mean size of the chance error of a share of few rows, √(2 p (1 − p) / (π n)) in a bin of n rows
/// (the mean of |N(0, σ²)|), weighted as there.
#[must_use]
pub fn calibration_error_by_chance(bins: &[CalibrationBin]) -> f64 {
    let rows: u64 = bins.iter().map(|bin| bin.rows).sum();
    let by_chance = bins.iter().map(|bin| {
        let spread = 2.0 * bin.predicted * (1.0 - bin.predicted) / (std::f64::consts::PI * bin.rows as f64);
        bin.rows as f64 * f64::sqrt(spread.max(0.0))
    });
    if rows == 0 { 0.0 } else { sum::sum(by_chance) / rows as f64 }
}

/// The expected calibration error over `bins` bins of equal width: of class 1 where there are two
/// columns, else the mean over every class against all others (classwise ECE; Kull and others, 2019).
///
/// # Errors
/// [`Undefined`] when there are no rows, fewer than two classes, a class without a column, or rows that
/// are not probabilities.
pub fn calibration_error_score(
    truth: &[u32],
    probabilities: ArrayView2<f64>,
    bins: usize,
) -> Result<f64, Undefined> {
    probability::check(truth, probabilities)?;
    let first = if probabilities.ncols() == 2 { 1 } else { 0 };
    let errors = probabilities
        .columns()
        .into_iter()
        .zip(0_u32..)
        .skip(first)
        .map(|(scores, class)| {
            let curve = calibration_curve(truth, class, &scores.to_vec(), bins, Binning::Uniform)?;
            Ok(expected_calibration_error(&curve))
        })
        .collect::<Result<Vec<f64>, Undefined>>()?;
    Ok(sum::mean(errors.iter().copied(), errors.len()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn probabilities_that_come_true_err_by_chance_alone() {
        let mut rng = Rng::new(4, "calibration");
        let scores: Vec<f64> = (0..2000).map(|_| rng.unit()).collect();
        let truth: Vec<u32> = scores.iter().map(|score| u32::from(rng.unit() < *score)).collect();
        let bins = calibration_curve(&truth, 1, &scores, 10, Binning::Uniform).unwrap();
        let (error, chance) = (expected_calibration_error(&bins), calibration_error_by_chance(&bins));
        assert!(error < 2.0 * chance && error > 0.3 * chance, "{error} {chance}");
        let wrong: Vec<f64> = scores.iter().map(|score| score * score).collect();
        let bins = calibration_curve(&truth, 1, &wrong, 10, Binning::Uniform).unwrap();
        assert!(expected_calibration_error(&bins) > 4.0 * calibration_error_by_chance(&bins));
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        let curve = calibration_curve(&[0, 1], 1, &[0.5, 1.5], 10, Binning::Quantile);
        assert_eq!(curve, Err(Undefined::NotProbabilities { row: 1 }));
        assert_eq!(expected_calibration_error(&[]), 0.0);
    }
}
