//! Plain statistics of a list of finite numbers, summed in a fixed order.

/// Arithmetic mean; 0 for no values. The first pass's rounding error is taken back by a second.
#[must_use]
pub fn mean(values: &[f64]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let n = values.len() as f64;
    let first = values.iter().map(|value| value / n).sum::<f64>();
    first + values.iter().map(|value| (value - first) / n).sum::<f64>()
}

/// Variance of a population (divided by n), about the mean, with Chan's correction for the rounding
/// of the mean; 0 for no values.
#[must_use]
pub fn variance(values: &[f64]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let mean = mean(values);
    let n = values.len() as f64;
    let (squares, rest) = values.iter().fold((0.0, 0.0), |(squares, rest), value| {
        let deviation = value - mean;
        (squares + deviation * deviation, rest + deviation)
    });
    ((squares - rest * rest / n) / n).max(0.0)
}

/// The quantile at `q` in 0..=1 of values sorted ascending, by linear interpolation between the two
/// nearest (Hyndman and Fan's type 7, NumPy's default); `None` for no values.
#[must_use]
pub fn quantile(sorted: &[f64], q: f64) -> Option<f64> {
    let at = q.clamp(0.0, 1.0) * sorted.len().checked_sub(1)? as f64;
    let low = at.floor() as usize;
    let (below, above) = (*sorted.get(low)?, *sorted.get(low + 1).or(sorted.last())?);
    let fraction = at - low as f64;
    let step = above - below;
    // NumPy counts from the nearer end, which keeps the result monotonic.
    Some(if fraction >= 0.5 { above - step * (1.0 - fraction) } else { below + step * fraction })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_offset_does_not_cost_the_variance() {
        let values: Vec<f64> = (0..1000).map(|i| 1e9 + f64::from(i % 2)).collect();
        assert_eq!(mean(&values), 1e9 + 0.5);
        assert_eq!(variance(&values), 0.25);
    }

    #[test]
    fn huge_values_do_not_overflow_the_mean() {
        assert_eq!(mean(&[f64::MAX, f64::MAX]), f64::MAX);
    }

    #[test]
    fn quantiles_interpolate() {
        let values = [1.0, 2.0, 4.0, 8.0];
        assert_eq!(quantile(&values, 0.0), Some(1.0));
        assert_eq!(quantile(&values, 0.5), Some(3.0));
        assert_eq!(quantile(&values, 1.0), Some(8.0));
        assert_eq!(quantile(&[], 0.5), None);
    }
}
