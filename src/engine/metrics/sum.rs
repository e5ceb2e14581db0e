//! Sums in a fixed order.

use crate::stats;

/// The sum in the order given, with the rounding errors added back at the end (Neumaier, 1974).
///
/// The result is as good as if summed in twice the precision, and the same bits on every machine. When
/// the plain sum is infinite or NaN, so is this one.
#[must_use]
pub fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let (mut total, mut lost) = (0.0_f64, 0.0_f64);
    for value in values {
        let next = total + value;
        lost += if total.abs() >= value.abs() { (total - next) + value } else { (value - next) + total };
        total = next;
    }
    if total.is_finite() { total + lost } else { total }
}

/// The mean of `count` values, 0 for none.
#[must_use]
pub fn mean(values: impl IntoIterator<Item = f64>, count: usize) -> f64 {
    let mut all = Vec::with_capacity(count);
    all.extend(values);
    stats::mean(&all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_values_survive_beside_large_ones() {
        assert_eq!(sum([1.0, 1e100, 1.0, -1e100]), 2.0);
        assert_eq!(sum(std::iter::repeat_n(0.1, 10)), 1.0);
    }

    #[test]
    fn infinities_stay_what_they_are() {
        assert_eq!(sum([f64::MAX, f64::MAX, 1.0]), f64::INFINITY);
        assert!(sum([1.0, f64::NAN]).is_nan());
    }

    #[test]
    fn the_mean_of_nothing_is_zero() {
        assert_eq!(mean([], 0), 0.0);
        assert_eq!(mean([1.0, 2.0], 2), 1.5);
    }
}
