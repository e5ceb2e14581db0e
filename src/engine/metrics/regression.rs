use super::{Undefined, check_rows, finite, sum};
use crate::stats;

/// Both sides have the same rows, at least one, all finite.
fn check(truth: &[f64], predicted: &[f64]) -> Result<(), Undefined> {
    check_rows(truth.len(), predicted.len())?;
    match truth.iter().zip(predicted).position(|(a, b)| !(a.is_finite() && b.is_finite())) {
        Some(row) => Err(Undefined::NotFinite { row }),
        None => Ok(()),
    }
}

fn errors<'a>(truth: &'a [f64], predicted: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
    truth.iter().zip(predicted).map(|(value, guess)| value - guess)
}

/// The mean of (truth − prediction)² (`mean_squared_error`), in the square of the target's unit.
///
/// # Errors
/// [`Undefined`] when there are no rows, values that are not finite, or the figure overflows.
pub fn mean_squared_error(truth: &[f64], predicted: &[f64]) -> Result<f64, Undefined> {
    check(truth, predicted)?;
    finite(sum::mean(errors(truth, predicted).map(|error| error * error), truth.len()))
}

/// The root of the mean squared error (`root_mean_squared_error`), in the target's unit.
///
/// # Errors
/// As [`mean_squared_error`].
pub fn root_mean_squared_error(truth: &[f64], predicted: &[f64]) -> Result<f64, Undefined> {
    mean_squared_error(truth, predicted).map(f64::sqrt)
}

/// The mean of |truth − prediction| (`mean_absolute_error`), in the target's unit.
///
/// # Errors
/// As [`mean_squared_error`].
pub fn mean_absolute_error(truth: &[f64], predicted: &[f64]) -> Result<f64, Undefined> {
    check(truth, predicted)?;
    finite(sum::mean(errors(truth, predicted).map(f64::abs), truth.len()))
}

/// The median of |truth − prediction| (`median_absolute_error`), in the target's unit.
///
/// # Errors
/// As [`mean_squared_error`].
pub fn median_absolute_error(truth: &[f64], predicted: &[f64]) -> Result<f64, Undefined> {
    check(truth, predicted)?;
    let mut sizes: Vec<f64> = errors(truth, predicted).map(f64::abs).collect();
    sizes.sort_by(f64::total_cmp);
    finite(stats::quantile(&sizes, 0.5).unwrap_or(f64::NAN))
}

/// R², the coefficient of determination: 1 − Σ(truth − prediction)² / Σ(truth − mean)² (`r2_score`).
///
/// For a constant target it is, as in scikit-learn, 1 when every prediction is exact and 0 otherwise.
/// Whether the target is constant is seen from the values, where scikit-learn trusts a rounded mean.
///
/// # Errors
/// As [`mean_squared_error`], and when there is only one row.
pub fn r2_score(truth: &[f64], predicted: &[f64]) -> Result<f64, Undefined> {
    explained(truth, predicted, 0.0)
}

/// 1 − variance of the errors / variance of the truth (`explained_variance_score`): R² without the
/// penalty for errors that are the same everywhere.
///
/// For a constant target it is 1 when all errors are equal and 0 otherwise.
///
/// # Errors
/// As [`r2_score`].
pub fn explained_variance_score(truth: &[f64], predicted: &[f64]) -> Result<f64, Undefined> {
    check(truth, predicted)?;
    let shift = finite(sum::mean(errors(truth, predicted), truth.len()))?;
    explained(truth, predicted, shift)
}

/// 1 − Σ(truth − prediction − shift)² / Σ(truth − mean)².
fn explained(truth: &[f64], predicted: &[f64], shift: f64) -> Result<f64, Undefined> {
    check(truth, predicted)?;
    let &[first, _, ..] = truth else {
        return Err(Undefined::OneRow);
    };
    let rows = truth.len();
    let mean = finite(sum::mean(truth.iter().copied(), rows))?;
    let largest = truth.iter().map(|value| (value - mean).abs()).fold(0.0, f64::max);
    if largest == 0.0 || truth.iter().all(|&value| value == first) {
        let exact = errors(truth, predicted).all(|error| error == shift);
        return Ok(if exact { 1.0 } else { 0.0 });
    }
    // A power of two takes the squares out of reach of overflow and underflow and changes no digit.
    let (_, exponent) = libm::frexp(largest);
    let square = |difference: f64| {
        let scaled = libm::scalbn(difference, -exponent);
        scaled * scaled
    };
    let left = sum::sum(errors(truth, predicted).map(|error| square(error - shift)));
    let spread = sum::sum(truth.iter().map(|value| square(value - mean)));
    finite(1.0 - left / spread)
}

/// The mean of |truth − prediction| / |truth| (`mean_absolute_percentage_error`), as a share: 0.1 is
/// ten per cent.
///
/// # Errors
/// As [`mean_squared_error`], and [`Undefined::ZeroTruth`] where scikit-learn divides by 2⁻⁵² instead.
pub fn mean_absolute_percentage_error(truth: &[f64], predicted: &[f64]) -> Result<f64, Undefined> {
    check(truth, predicted)?;
    if let Some(row) = truth.iter().position(|value| *value == 0.0) {
        return Err(Undefined::ZeroTruth { row });
    }
    let shares = errors(truth, predicted).zip(truth).map(|(error, value)| error.abs() / value.abs());
    finite(sum::mean(shares, truth.len()))
}

/// The largest |truth − prediction| (`max_error`), in the target's unit.
///
/// # Errors
/// As [`mean_squared_error`].
pub fn max_error(truth: &[f64], predicted: &[f64]) -> Result<f64, Undefined> {
    check(truth, predicted)?;
    finite(errors(truth, predicted).map(f64::abs).fold(0.0, f64::max))
}

/// The mean of `alpha` · error where the prediction is too low and (1 − `alpha`) · error where it is
/// too high (`mean_pinball_loss`; Koenker and Bassett, 1978), in the target's unit: least for the
/// `alpha` quantile of the target.
///
/// # Errors
/// As [`mean_squared_error`].
pub fn mean_pinball_loss(truth: &[f64], predicted: &[f64], alpha: f64) -> Result<f64, Undefined> {
    check(truth, predicted)?;
    let losses = errors(truth, predicted)
        .map(|error| if error >= 0.0 { alpha * error } else { (alpha - 1.0) * error });
    finite(sum::mean(losses, truth.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_constant_target_is_seen_even_where_its_mean_is_rounded() {
        let truth = [0.1; 11];
        assert_eq!(r2_score(&truth, &[0.2; 11]), Ok(0.0));
        assert_eq!(r2_score(&truth, &truth), Ok(1.0));
    }

    #[test]
    fn what_cannot_be_measured_says_why() {
        assert_eq!(mean_squared_error(&[], &[]), Err(Undefined::NoRows));
        assert_eq!(r2_score(&[1.0], &[1.0]), Err(Undefined::OneRow));
        assert_eq!(
            mean_absolute_error(&[1.0], &[1.0, 2.0]),
            Err(Undefined::Lengths { truth: 1, predicted: 2 })
        );
        assert_eq!(
            median_absolute_error(&[1.0, 2.0], &[1.0, f64::NAN]),
            Err(Undefined::NotFinite { row: 1 })
        );
        assert_eq!(mean_squared_error(&[1e200], &[-1e200]), Err(Undefined::Overflow));
        assert_eq!(r2_score(&[f64::MAX, 0.0], &[f64::MIN, 0.0]), Err(Undefined::Overflow));
        assert_eq!(mean_absolute_error(&[f64::MAX], &[f64::MIN]), Err(Undefined::Overflow));
    }

    #[test]
    fn r2_has_no_unit() {
        let (truth, predicted) = ([1.0, 2.0, 4.0, 8.0], [1.5, 2.0, 3.0, 9.0]);
        let expected = r2_score(&truth, &predicted);
        for exponent in [-900, 900] {
            let scaled = |values: &[f64]| -> Vec<f64> {
                values.iter().map(|&value| libm::scalbn(value, exponent)).collect()
            };
            assert_eq!(r2_score(&scaled(&truth), &scaled(&predicted)), expected);
        }
    }

    proptest! {
        #[test]
        fn the_figures_keep_their_order(
            pairs in prop::collection::vec((-1e6_f64..1e6, -1e6_f64..1e6), 2..50),
        ) {
            let (truth, predicted): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
            let mae = mean_absolute_error(&truth, &predicted).unwrap_or(f64::NAN);
            let rmse = root_mean_squared_error(&truth, &predicted).unwrap_or(f64::NAN);
            prop_assert!(mae <= rmse * (1.0 + 1e-12));
            prop_assert!(r2_score(&truth, &predicted).is_ok_and(|r2| r2 <= 1.0));
        }
    }
}
