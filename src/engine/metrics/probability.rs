use ndarray::ArrayView2;

use super::{Undefined, check_rows, sum};

/// By how much the probabilities of a row may miss a sum of 1, as in `roc_auc_score`.
const SUM_TOLERANCE: f64 = 1e-5;

/// Probabilities of at least two classes, one row for each true code, each row between 0 and 1 with a
/// sum of 1, and every true code one of the columns.
pub(crate) fn check(truth: &[u32], probabilities: ArrayView2<f64>) -> Result<(), Undefined> {
    check_rows(truth.len(), probabilities.nrows())?;
    if probabilities.ncols() < 2 {
        return Err(Undefined::OneClass);
    }
    for (row, line) in probabilities.rows().into_iter().enumerate() {
        let inside = line.iter().all(|share| (0.0..=1.0).contains(share));
        if !inside || (sum::sum(line.iter().copied()) - 1.0).abs() > SUM_TOLERANCE {
            return Err(Undefined::NotProbabilities { row });
        }
    }
    match truth.iter().find(|&&class| class as usize >= probabilities.ncols()) {
        Some(&class) => Err(Undefined::UnseenClass { class }),
        None => Ok(()),
    }
}

/// The mean of −ln p over the rows, p being the probability given to the true class
/// (`log_loss(labels=…)`, natural logarithm).
///
/// As in scikit-learn, p is first clipped to \[ε, 1 − ε\], ε = 2⁻⁵², so that one certain error does not
/// cost infinitely much; rows are not normalised to a sum of 1.
///
/// `probabilities` has one row for each code of `truth` and one column for each class.
///
/// # Errors
/// [`Undefined`] when there are no rows, fewer than two classes, a class without a column, or rows that
/// are not probabilities.
pub fn log_loss(truth: &[u32], probabilities: ArrayView2<f64>) -> Result<f64, Undefined> {
    check(truth, probabilities)?;
    let losses = truth
        .iter()
        .zip(probabilities.rows())
        .map(|(&class, line)| log_loss_of_row(line.get(class as usize).copied().unwrap_or(0.0)));
    Ok(sum::mean(losses, truth.len()))
}

/// −ln of the probability given to a row's true class, clipped as [`log_loss`] does.
pub(crate) fn log_loss_of_row(share: f64) -> f64 {
    -libm::log(share.clamp(f64::EPSILON, 1.0 - f64::EPSILON))
}

/// The squared distance of a row's probabilities from certainty of its true class, as
/// [`brier_score`] averages it.
pub(crate) fn brier_of_row(class: u32, line: ndarray::ArrayView1<f64>) -> f64 {
    let half = if line.len() == 2 { 0.5 } else { 1.0 };
    let squares = line.iter().zip(0_u32..).map(|(share, column)| {
        let missed = share - f64::from(u8::from(column == class));
        missed * missed
    });
    half * sum::sum(squares)
}

/// The mean over the rows of Σ (p − 1\[true class\])² over the classes, halved where there are two, so
/// that it is then the mean squared error of one class's probability (`brier_score_loss`,
/// `scale_by_half="auto"`; Brier, 1950).
///
/// # Errors
/// As [`log_loss`].
pub fn brier_score(truth: &[u32], probabilities: ArrayView2<f64>) -> Result<f64, Undefined> {
    check(truth, probabilities)?;
    let rows = truth.iter().zip(probabilities.rows());
    Ok(sum::mean(rows.map(|(&class, line)| brier_of_row(class, line)), truth.len()))
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn a_certain_error_costs_a_finite_amount() {
        let loss = log_loss(&[0], array![[0.0, 1.0]].view());
        assert_eq!(loss, Ok(-libm::log(f64::EPSILON)));
    }

    #[test]
    fn what_is_not_a_probability_is_refused() {
        for line in [array![[0.7, 0.7]], array![[1.5, -0.5]], array![[f64::NAN, 1.0]]] {
            assert_eq!(log_loss(&[0], line.view()), Err(Undefined::NotProbabilities { row: 0 }));
        }
        assert_eq!(log_loss(&[0], array![[1.0]].view()), Err(Undefined::OneClass));
        assert_eq!(log_loss(&[2], array![[0.5, 0.5]].view()), Err(Undefined::UnseenClass { class: 2 }));
        let two = array![[0.5, 0.5], [0.5, 0.5]];
        assert_eq!(log_loss(&[0], two.view()), Err(Undefined::Lengths { truth: 1, predicted: 2 }));
    }
}
