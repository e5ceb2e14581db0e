//! The power transforms of Box and Cox (1964) and of Yeo and Johnson (2000), and the power under which numbers
//! look most normal.
//!
//! The logarithm of the likelihood of normal numbers is concave in the power λ. Its slope is found exactly and its
//! zero by Brent's method, so that λ has all its digits; a search for the greatest value itself, as in SciPy, ends
//! when the values no longer differ, which is after about eight digits.

use super::root;
use crate::stats;

/// Half the range of exponents of doubles, less their digits: transformed numbers then have a variance that is
/// a double too. SciPy's bound.
const SAFE: f64 = 336.0;
/// New numbers may be so many times as large as those of training.
const REACH: f64 = 20.0;

/// `(x^λ - 1) / λ` of a positive number; its logarithm where λ is 0.
pub fn box_cox(x: f64, lambda: f64) -> f64 {
    bent(libm::log(x), lambda)
}

/// Box and Cox's of `x + 1` with λ for numbers from 0 up, and minus that of `1 - x` with 2 - λ below.
pub fn yeo_johnson(x: f64, lambda: f64) -> f64 {
    if x >= 0.0 { bent(libm::log1p(x), lambda) } else { -bent(libm::log1p(-x), 2.0 - lambda) }
}

/// `(exp(λ u) - 1) / λ`.
fn bent(u: f64, lambda: f64) -> f64 {
    if lambda.abs() < f64::EPSILON { u } else { libm::expm1(lambda * u) / lambda }
}

/// The most likely λ of positive numbers. The numbers are divided by their geometric mean, which changes no λ
/// and leaves only the variance to be looked at.
pub fn most_likely_box_cox(values: &[f64]) -> f64 {
    let logarithms: Vec<f64> = values.iter().map(|value| libm::log(*value)).collect();
    let mean = stats::mean(&logarithms);
    let above: Vec<f64> = logarithms.iter().map(|value| value - mean).collect();
    let farthest = above.iter().fold(0.0_f64, |farthest, value| farthest.max(value.abs()));
    let bound = SAFE / (farthest + libm::log(REACH));
    Likelihood { above, below: Vec::new(), stretch: 0.0 }.greatest(-bound, bound)
}

/// The most likely λ of any numbers; 1, which changes nothing, where there is none.
pub fn most_likely_yeo_johnson(values: &[f64]) -> f64 {
    let largest = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let bound = SAFE / (libm::log1p(largest) + libm::log(REACH));
    let (mut above, mut below) = (Vec::new(), Vec::new());
    for value in values {
        if *value >= 0.0 {
            above.push(libm::log1p(*value));
        } else {
            below.push(libm::log1p(-value));
        }
    }
    let total = above.iter().sum::<f64>() - below.iter().sum::<f64>();
    let (mut low, mut high) = (-bound, bound);
    if above.is_empty() {
        (low, high) = (2.0 - bound, 2.0 + bound);
    } else if !below.is_empty() {
        (low, high) = (low.max(2.0 - bound), high.min(2.0 + bound));
    }
    Likelihood { above, below, stretch: total / values.len() as f64 }.greatest(low, high)
}

/// What the likelihood depends on: the logarithms of the numbers, those that are bent by λ and those by 2 - λ,
/// and by how much the transform stretches the numbers per unit of λ.
struct Likelihood {
    above: Vec<f64>,
    below: Vec<f64>,
    stretch: f64,
}

impl Likelihood {
    /// Where the likelihood is greatest between two bounds.
    fn greatest(&self, least: f64, most: f64) -> f64 {
        if least >= most {
            return 1.0;
        }
        let mut slope = |lambda: f64| self.slope(lambda);
        let (mut low, mut high) = ((-2.0_f64).clamp(least, most), 2.0_f64.clamp(least, most));
        while low > least && slope(low) < 0.0 {
            (high, low) = (low, (low - 2.0 * (high - low).max(1.0)).max(least));
        }
        while high < most && slope(high) > 0.0 {
            (low, high) = (high, (high + 2.0 * (high - low).max(1.0)).min(most));
        }
        let found = root::between(&mut slope, low, high);
        if found.is_finite() { found } else { 1.0 }
    }

    /// The slope of the likelihood's logarithm, for one number: the stretch less the share by which the standard
    /// deviation grows, `cov(y, dy/dλ) / var(y)`.
    fn slope(&self, lambda: f64) -> f64 {
        let n = self.above.len() + self.below.len();
        let (mut values, mut changes) = (Vec::with_capacity(n), Vec::with_capacity(n));
        for u in &self.above {
            let (bent, change) = bent_and_change(*u, lambda);
            values.push(bent);
            changes.push(change);
        }
        for u in &self.below {
            // Here λ counts backwards, and the sign is turned: the changes keep theirs.
            let (bent, change) = bent_and_change(*u, 2.0 - lambda);
            values.push(-bent);
            changes.push(change);
        }
        let (mean, drift) = (stats::mean(&values), stats::mean(&changes));
        let (mut together, mut spread) = (0.0, 0.0);
        for (value, change) in values.iter().zip(&changes) {
            together += (value - mean) * (change - drift);
            spread += (value - mean) * (value - mean);
        }
        self.stretch - together / spread
    }
}

/// `(exp(λu) - 1) / λ` and how it changes with λ: `u² (z eᶻ - eᶻ + 1) / z²` with `z = λu`, by its series where that
/// would lose digits.
fn bent_and_change(u: f64, lambda: f64) -> (f64, f64) {
    let z = lambda * u;
    if z.abs() < 0.5 {
        // Σ zᵏ / (k + 1)! and Σ (k + 1) zᵏ / (k + 2)!, until the terms vanish beside 1.
        let (mut bent, mut change, mut term) = (0.0, 0.0, 1.0);
        for k in 1..15_u32 {
            let k = f64::from(k);
            bent += term;
            change += term * k / (k + 1.0);
            term *= z / (k + 1.0);
        }
        return (u * bent, u * u * change);
    }
    let grown = libm::expm1(z);
    (grown / lambda, u * u * ((grown + 1.0) / z - grown / (z * z)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_change_is_that_of_small_differences() {
        for (u, lambda) in [(0.3, 1e-9), (2.0, 0.2), (2.0, 0.24999), (2.0, 0.25001), (-1.5, 0.7), (3.0, -2.0)]
        {
            let step = 1e-5;
            let expected = (bent(u, lambda + step) - bent(u, lambda - step)) / (2.0 * step);
            let (value, change) = bent_and_change(u, lambda);
            assert!((value - bent(u, lambda)).abs() < 1e-14 * value.abs(), "{u} {lambda}");
            assert!((change - expected).abs() < 1e-7 * expected.abs().max(1.0), "{change} {expected}");
        }
    }

    #[test]
    fn powers_of_normal_numbers_are_undone() {
        let mut rng = crate::rng::Rng::new(3, "power");
        let normal: Vec<f64> = (0..20_000).map(|_| 8.0 + rng.normal()).collect();
        let squares: Vec<f64> = normal.iter().map(|value| value * value).collect();
        assert!((most_likely_box_cox(&squares) - 0.5).abs() < 0.05);
        assert!((most_likely_yeo_johnson(&normal) - 1.0).abs() < 0.1);
    }

    #[test]
    fn extreme_numbers_have_a_power_in_range() {
        for values in
            [vec![f64::MAX, f64::MIN, 1.0], vec![1e-300, 2e-300, 5e-324], vec![-1.0, -1e300], vec![1.0]]
        {
            let lambda = most_likely_yeo_johnson(&values);
            assert!(lambda.is_finite() && lambda.abs() < 1e4, "{values:?}: {lambda}");
        }
        let lambda = most_likely_box_cox(&[5e-324, 1.0, f64::MAX]);
        assert!(lambda.is_finite(), "{lambda}");
    }
}
