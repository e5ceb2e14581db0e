use serde::{Deserialize, Serialize};

use super::metric::{self, MetricValue};
use crate::metrics;
use crate::stats;

/// At most about this many pairs of truth and prediction are kept for drawing.
pub const MOST_PAIRS: usize = 2000;

/// The bars of the residuals' histogram: the root of the rows, within these bounds.
const FEWEST_BARS: usize = 5;
const MOST_BARS: usize = 40;

/// The shares at which quantiles of the residuals are given.
const SHARES: [f64; 7] = [0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0];

/// How well numbers were predicted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegressionReport {
    /// R², mean squared error and its root, mean and median absolute error, explained variance, mean
    /// absolute percentage error, largest error, pinball losses.
    pub metrics: Vec<MetricValue>,
    /// Predicted against actual values.
    pub points: Pairs,
    /// What the model leaves over: actual − predicted.
    pub residuals: Residuals,
}

/// Pairs of truth and prediction, in row order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pairs {
    /// Every pair, or every k-th.
    pub pairs: Vec<Pair>,
    /// Whether pairs were left out.
    pub sampled: bool,
    /// How many there are.
    pub total: usize,
}

/// A row's true and predicted value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// The true value.
    pub actual: f64,
    /// The predicted value.
    pub predicted: f64,
}

/// The residuals of all rows. Both lists are empty when there are no rows, or values that are not finite.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Residuals {
    /// How often they are how large.
    pub histogram: Histogram,
    /// Minimum, 5 %, quartiles, 95 %, maximum.
    pub quantiles: Vec<Quantile>,
}

/// Counts in bars of equal width.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// The bars' borders, one more than there are bars.
    pub edges: Vec<f64>,
    /// Values from one border up to, but not at, the next; the last bar takes its right border too.
    pub counts: Vec<u64>,
}

/// The value below which a share of all values lies.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantile {
    /// The share, 0 to 1.
    pub share: f64,
    /// The value.
    pub value: f64,
}

/// Measures predicted numbers, one true and one predicted value a row.
///
/// Input that cannot be measured (no rows, other lengths, values that are not finite) gives a report in
/// which every figure is undefined and says why; such pairs are not drawn.
#[must_use]
pub fn regression(truth: &[f64], predicted: &[f64]) -> RegressionReport {
    let figures = [
        (metric::R2, metrics::r2_score(truth, predicted)),
        (metric::MSE, metrics::mean_squared_error(truth, predicted)),
        (metric::RMSE, metrics::root_mean_squared_error(truth, predicted)),
        (metric::MAE, metrics::mean_absolute_error(truth, predicted)),
        (metric::MEDIAN_ABSOLUTE_ERROR, metrics::median_absolute_error(truth, predicted)),
        (metric::EXPLAINED_VARIANCE, metrics::explained_variance_score(truth, predicted)),
        (metric::MAPE, metrics::mean_absolute_percentage_error(truth, predicted)),
        (metric::MAX_ERROR, metrics::max_error(truth, predicted)),
        (metric::PINBALL_10, metrics::mean_pinball_loss(truth, predicted, 0.1)),
        (metric::PINBALL_90, metrics::mean_pinball_loss(truth, predicted, 0.9)),
    ];
    RegressionReport {
        metrics: figures.into_iter().map(|(metric, value)| metric.with(value, &[])).collect(),
        points: pairs(truth, predicted),
        residuals: residuals(truth, predicted),
    }
}

fn pairs(truth: &[f64], predicted: &[f64]) -> Pairs {
    let all = truth.iter().zip(predicted).map(|(&actual, &predicted)| Pair { actual, predicted });
    let all: Vec<Pair> = all.filter(|pair| pair.actual.is_finite() && pair.predicted.is_finite()).collect();
    let total = all.len();
    let every = total.div_ceil(MOST_PAIRS).max(1);
    Pairs { pairs: all.into_iter().step_by(every).collect(), sampled: every > 1, total }
}

fn residuals(truth: &[f64], predicted: &[f64]) -> Residuals {
    let mut left: Vec<f64> = truth.iter().zip(predicted).map(|(actual, guess)| actual - guess).collect();
    left.sort_by(f64::total_cmp);
    let (Some(&low), Some(&high)) = (left.first(), left.last()) else {
        return Residuals::default();
    };
    if truth.len() != predicted.len() || !(high - low).is_finite() {
        return Residuals::default();
    }
    let quantiles = SHARES
        .iter()
        .filter_map(|&share| stats::quantile(&left, share).map(|value| Quantile { share, value }));
    Residuals { histogram: histogram(&left, low, high), quantiles: quantiles.collect() }
}

/// The histogram of sorted values; equal values get one bar around them.
fn histogram(sorted: &[f64], low: f64, high: f64) -> Histogram {
    if low == high {
        let half = (low.abs() * 0.01).max(f64::MIN_POSITIVE);
        return Histogram { edges: vec![low - half, low + half], counts: vec![sorted.len() as u64] };
    }
    let bars = (f64::sqrt(sorted.len() as f64) as usize).clamp(FEWEST_BARS, MOST_BARS);
    let inner = (1..bars).map(|bar| low + (high - low) * (bar as f64 / bars as f64));
    let edges: Vec<f64> = std::iter::once(low).chain(inner).chain(std::iter::once(high)).collect();
    let below = |edge: f64| sorted.partition_point(|&value| value < edge);
    let mut counts = Vec::with_capacity(bars);
    let mut counted = 0;
    for &edge in edges.get(1..bars).unwrap_or_default() {
        let upto = below(edge);
        counts.push((upto - counted) as u64);
        counted = upto;
    }
    counts.push((sorted.len() - counted) as u64);
    Histogram { edges, counts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn many_pairs_are_sampled_evenly_and_counted() {
        let truth: Vec<f64> = (0..5000).map(f64::from).collect();
        let points = regression(&truth, &truth).points;
        assert_eq!((points.pairs.len(), points.sampled, points.total), (1667, true, 5000));
        assert_eq!(points.pairs[1], Pair { actual: 3.0, predicted: 3.0 });
        let points = regression(&truth[..MOST_PAIRS], &truth[..MOST_PAIRS]).points;
        assert_eq!((points.pairs.len(), points.sampled, points.total), (MOST_PAIRS, false, MOST_PAIRS));
    }

    #[test]
    fn what_cannot_be_measured_has_reasons_and_nothing_to_draw() {
        for (truth, predicted, text) in [
            (vec![], vec![], "there are no rows to measure"),
            (vec![1.0], vec![f64::NAN], "row 0 is not a finite number"),
            (vec![1.0], vec![f64::INFINITY], "row 0 is not a finite number"),
        ] {
            let report = regression(&truth, &predicted);
            for metric in &report.metrics {
                assert_eq!((metric.value, metric.reason.as_deref()), (None, Some(text)));
            }
            assert_eq!((report.points.total, report.residuals), (0, Residuals::default()));
        }
    }

    #[test]
    fn equal_residuals_get_one_bar() {
        for residual in [0.0, 3.0, -1e-300, 1e300] {
            let bars = regression(&[residual; 7], &[0.0; 7]).residuals.histogram;
            assert_eq!(bars.counts, [7]);
            assert!(bars.edges[0] < residual && residual < bars.edges[1]);
        }
    }

    proptest! {
        #[test]
        fn every_residual_is_in_the_bar_whose_borders_hold_it(
            residuals in prop::collection::vec(-50_i32..50, 1..300),
        ) {
            let truth: Vec<f64> = residuals.iter().map(|&value| f64::from(value)).collect();
            let zeros = vec![0.0; truth.len()];
            let bars = regression(&truth, &zeros).residuals.histogram;
            prop_assert_eq!(bars.counts.len() + 1, bars.edges.len());
            for (bar, (edges, &count)) in bars.edges.windows(2).zip(&bars.counts).enumerate() {
                let last = bar + 1 == bars.counts.len();
                let inside = |value: &&f64| {
                    edges[0] <= **value && (**value < edges[1] || (last && **value == edges[1]))
                };
                prop_assert_eq!(truth.iter().filter(inside).count() as u64, count);
            }
        }
    }
}
