use serde::{Deserialize, Serialize};

use super::Histogram;
use crate::stats;

/// A summary of numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NumericSummary {
    /// Arithmetic mean.
    pub mean: f64,
    /// Standard deviation with n − 1 below; nothing for a single value.
    pub sd: Option<f64>,
    /// Adjusted Fisher–Pearson skewness, G₁ of Joanes and Gill (1998); nothing for fewer than three
    /// values or when all are equal.
    pub skewness: Option<f64>,
    /// Least.
    pub min: f64,
    /// Greatest.
    pub max: f64,
    /// Quantiles.
    pub quantiles: Quantiles,
    /// Cells that are zero.
    pub zeros: usize,
    /// Cells below zero.
    pub negative: usize,
    /// Whether all are whole numbers.
    pub whole: bool,
    /// The most common value, the least of those as common.
    pub mode: f64,
    /// Cells that hold it.
    pub mode_count: usize,
    /// Counts in bins.
    pub histogram: Histogram,
}

/// Quantiles by linear interpolation between order statistics (type 7 of Hyndman and Fan, 1996).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantiles {
    /// 1 %.
    pub p1: f64,
    /// 5 %.
    pub p5: f64,
    /// 25 %.
    pub p25: f64,
    /// The median.
    pub p50: f64,
    /// 75 %.
    pub p75: f64,
    /// 95 %.
    pub p95: f64,
    /// 99 %.
    pub p99: f64,
}

/// The summary of values in ascending order and the number of distinct ones; nothing without values.
pub(super) fn summarise(sorted: &[f64]) -> Option<(NumericSummary, usize)> {
    let (min, max) = (*sorted.first()?, *sorted.last()?);
    let n = sorted.len() as f64;
    // Powers of very large or very small numbers would leave the range of doubles.
    let largest = min.abs().max(max.abs());
    let scale = if (1e-60..1e60).contains(&largest) || largest == 0.0 { 1.0 } else { largest };
    let mean = stats::mean(sorted) / scale;
    let (mut m1, mut m2, mut m3) = (0.0, 0.0, 0.0);
    for value in sorted {
        let deviation = value / scale - mean;
        m1 += deviation;
        m2 += deviation * deviation;
        m3 += deviation * deviation * deviation;
    }
    // What rounding the mean left over (Chan, Golub and LeVeque, 1983).
    let left = m1 / n;
    m3 -= left * (3.0 * m2 - 2.0 * n * left * left);
    m2 -= left * m1;
    let sd = (n > 1.0).then(|| if min == max { 0.0 } else { scale * (m2.max(0.0) / (n - 1.0)).sqrt() });
    let skewness = (n > 2.0 && min < max && m2 > 0.0)
        .then(|| n * (n - 1.0).sqrt() / (n - 2.0) * m3 / (m2 * m2.sqrt()))
        .filter(|skewness| skewness.is_finite());
    let at = |share| stats::quantile(sorted, share).unwrap_or(0.0);
    let runs = sorted.chunk_by(|a, b| a == b);
    let (distinct, mode, mode_count) =
        runs.fold((0, min, 0), |(distinct, mode, most), run| match run.first() {
            Some(value) if run.len() > most => (distinct + 1, *value, run.len()),
            _ => (distinct + 1, mode, most),
        });
    let summary = NumericSummary {
        mean: scale * mean,
        sd,
        skewness,
        min,
        max,
        quantiles: Quantiles {
            p1: at(0.01),
            p5: at(0.05),
            p25: at(0.25),
            p50: at(0.5),
            p75: at(0.75),
            p95: at(0.95),
            p99: at(0.99),
        },
        zeros: sorted.iter().filter(|value| **value == 0.0).count(),
        negative: sorted.iter().filter(|value| **value < 0.0).count(),
        whole: sorted.iter().all(|value| value.fract() == 0.0),
        mode,
        mode_count,
        histogram: Histogram::of_sorted(sorted),
    };
    Some((summary, distinct))
}
