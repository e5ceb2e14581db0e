//! Plain statistics of a list of finite numbers, summed in a fixed order.

/// Arithmetic mean; 0 for no values. The first pass's rounding error is taken back by a second.
#[must_use]
pub fn mean(values: &[f64]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let n = values.len() as f64;
    let rough = sum_of(values, |value| value) / n;
    // The sum may leave the range of doubles where the mean does not.
    let rough = if rough.is_finite() { rough } else { sum_of(values, |value| value / n) };
    let rest = sum_of(values, |value| value - rough) / n;
    if rest.is_finite() { rough + rest } else { rough }
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
    let squares = sum_of(values, |value| (value - mean) * (value - mean));
    let rest = sum_of(values, |value| value - mean);
    ((squares - rest * rest / n) / n).max(0.0)
}

/// The sum of a function of each value, in eight lanes and then in order: the same bits with and
/// without SIMD.
#[inline]
fn sum_of(values: &[f64], of: impl Fn(f64) -> f64) -> f64 {
    let (chunks, rest) = values.as_chunks::<8>();
    let mut lanes = [0.0; 8];
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += of(*value);
        }
    }
    lanes.iter().sum::<f64>() + rest.iter().map(|value| of(*value)).sum::<f64>()
}

/// The quantile at `q` in 0..=1 of values sorted ascending, by linear interpolation between the two
/// nearest (Hyndman and Fan's type 7, NumPy's default); `None` for no values.
#[must_use]
pub fn quantile(sorted: &[f64], q: f64) -> Option<f64> {
    let (low, fraction) = place(sorted.len(), q)?;
    let (below, above) = (*sorted.get(low)?, *sorted.get(low + 1).or(sorted.last())?);
    Some(between(below, above, fraction))
}

/// The [`quantile`] of values in any order, which it puts into another: faster than to sort them all.
#[must_use]
pub fn select_quantile(values: &mut [f64], q: f64) -> Option<f64> {
    let (low, fraction) = place(values.len(), q)?;
    let (_, below, rest) = values.select_nth_unstable_by(low, f64::total_cmp);
    let above = rest.iter().copied().min_by(f64::total_cmp).unwrap_or(*below);
    Some(between(*below, above, fraction))
}

/// Puts the values that sorting would put at the given places, ascending ones, there, and what is smaller before
/// them: faster than to sort all.
pub(crate) fn settle(values: &mut [f64], places: &[usize]) {
    let (places, _) = places.split_at(places.partition_point(|place| *place < values.len()));
    let Some(middle) = places.get(places.len() / 2).copied() else { return };
    let (before, _, after) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let (low, high) = places.split_at(places.len() / 2);
    settle(before, low);
    let high: Vec<usize> = high.iter().filter_map(|place| place.checked_sub(middle + 1)).collect();
    settle(after, &high);
}

/// The place below a quantile, and how far it is to the next.
pub(crate) fn place(len: usize, q: f64) -> Option<(usize, f64)> {
    let at = q.clamp(0.0, 1.0) * len.checked_sub(1)? as f64;
    Some((at.floor() as usize, at - at.floor()))
}

/// The value that far from `below` to `above`, as NumPy calculates it.
pub(crate) fn between(below: f64, above: f64, fraction: f64) -> f64 {
    let step = above - below;
    if step.is_infinite() {
        below * (1.0 - fraction) + above * fraction
    } else if fraction >= 0.5 {
        // NumPy counts from the nearer end, which keeps the result monotonic.
        above - step * (1.0 - fraction)
    } else {
        below + step * fraction
    }
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
        assert_eq!(mean(&[f64::MAX, f64::MAX, -f64::MAX, -f64::MAX]), 0.0);
        assert_eq!(quantile(&[-f64::MAX, f64::MAX], 0.5), Some(0.0));
    }

    #[test]
    fn a_mean_keeps_its_digits_beside_a_large_offset() {
        assert_eq!(mean(&[1e15 + 1.0, 1e15 + 2.0, 1e15 + 3.0]), 1e15 + 2.0);
        assert_eq!(mean(&[]), 0.0);
    }

    #[test]
    fn quantiles_interpolate() {
        let values = [1.0, 2.0, 4.0, 8.0];
        assert_eq!(quantile(&values, 0.0), Some(1.0));
        assert_eq!(quantile(&values, 0.5), Some(3.0));
        assert_eq!(quantile(&values, 1.0), Some(8.0));
        assert_eq!(quantile(&[], 0.5), None);
        let mut shuffled = [8.0, 1.0, 4.0, 2.0];
        for q in [0.0, 0.1, 0.5, 0.77, 1.0] {
            assert_eq!(select_quantile(&mut shuffled, q), quantile(&values, q));
        }
        assert_eq!(select_quantile(&mut [], 0.5), None);
    }

    #[test]
    fn settled_places_hold_what_sorting_puts_there() {
        let values: Vec<f64> = (0..500).map(|i| f64::from(i * 7919 % 503 / 2)).collect();
        let mut sorted = values.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        for places in [vec![], vec![0], vec![499], vec![3, 4, 5, 250, 498, 499], vec![9, 900]] {
            let mut settled = values.clone();
            settle(&mut settled, &places);
            for place in places.into_iter().filter(|place| *place < 500) {
                assert_eq!(settled[place], sorted[place]);
            }
        }
    }
}
