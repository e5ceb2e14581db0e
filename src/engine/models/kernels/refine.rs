//! Least squares in more digits than the numbers have.

use ndarray::ArrayView2;

use super::least_squares::Qr;

const MAX_ROUNDS: usize = 10;

/// What each column was centred and divided by before it was factored.
pub struct Units<'a> {
    pub means: &'a [f64],
    pub scales: &'a [f64],
}

/// Improves an intercept and coefficients until their digits stand still. `qr` is of the centred and
/// scaled columns of `x` and full.
///
/// Solution and residual are corrected together, with what both still lack summed in twice the precision
/// (Björck, 1967; Golub and Van Loan, Matrix Computations, 5.3.8).
pub fn refine(
    qr: &Qr,
    x: ArrayView2<f64>,
    y: &[f64],
    units: &Units,
    start: (f64, Vec<f64>),
) -> (f64, Vec<f64>) {
    let n = y.len() as f64;
    let (mut intercept, mut weights) = start.clone();
    let mut residual = lacking(x, y, None, intercept, &weights);
    let mut last = f64::INFINITY;
    for _ in 0..MAX_ROUNDS {
        let mut gap = lacking(x, y, Some(&residual), intercept, &weights);
        let (whole, slopes) = slopes(x, &residual, units);
        let sum = gap.iter().fold(Sum::default(), |sum, gap| sum.plus(*gap)).value();
        gap.iter_mut().for_each(|gap| *gap -= sum / n);
        let turned_slopes = qr.solve_lower(&qr.by_place(&slopes));
        qr.turn(&mut gap);
        let rest: Vec<f64> = gap.iter().zip(&turned_slopes).map(|(gap, slope)| gap - slope).collect();
        let change = qr.in_order(qr.solve_upper(&rest));
        gap[..turned_slopes.len()].copy_from_slice(&turned_slopes);
        qr.turn_back(&mut gap);

        let change: Vec<f64> =
            change.iter().zip(units.scales).map(|(change, scale)| change / scale).collect();
        let shift: f64 = change.iter().zip(units.means).map(|(change, mean)| change * mean).sum();
        let shares = change.iter().zip(&weights).map(|(change, weight)| (change / weight).abs());
        let size = shares.filter(|share| share.is_finite()).fold(0.0, f64::max);
        if size.is_nan() || size >= 0.5 * last || change.iter().any(|change| !change.is_finite()) {
            break;
        }
        last = size;
        intercept += (sum - whole) / n - shift;
        weights.iter_mut().zip(&change).for_each(|(weight, change)| *weight += change);
        residual.iter_mut().zip(&gap).for_each(|(residual, gap)| *residual += gap + whole / n);
        if size <= f64::EPSILON {
            break;
        }
    }
    if intercept.is_finite() && weights.iter().all(|weight| weight.is_finite()) {
        (intercept, weights)
    } else {
        start
    }
}

/// `y - residual - intercept - x · weights` of every row.
fn lacking(
    x: ArrayView2<f64>,
    y: &[f64],
    residual: Option<&[f64]>,
    intercept: f64,
    weights: &[f64],
) -> Vec<f64> {
    x.rows()
        .into_iter()
        .zip(y)
        .enumerate()
        .map(|(at, (row, y))| {
            let known = residual.map_or(0.0, |residual| residual[at]);
            let start = Sum::default().plus(*y).plus(-known).plus(-intercept);
            row.iter()
                .zip(weights)
                .fold(start, |sum, (cell, weight)| sum.plus_product(-cell, *weight))
                .value()
        })
        .collect()
}

/// Less the residual's products with the ones and with each column in its units.
fn slopes(x: ArrayView2<f64>, residual: &[f64], units: &Units) -> (f64, Vec<f64>) {
    let whole = residual.iter().fold(Sum::default(), |sum, r| sum.plus(-r)).value();
    let columns = x.columns().into_iter().zip(units.means.iter().zip(units.scales));
    let slopes = columns.map(|(column, (mean, scale))| {
        let terms = column.into_iter().zip(residual);
        let sum = terms.fold(Sum::default(), |sum, (cell, r)| {
            let (gap, lost) = two_sum(*cell, -mean);
            sum.plus_product(gap, -r).plus(-lost * r)
        });
        sum.value() / scale
    });
    (whole, slopes.collect())
}

/// A sum and what rounding has cost it (Ogita, Rump and Oishi, 2005).
#[derive(Clone, Copy, Default)]
struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    fn plus(self, value: f64) -> Self {
        let (sum, lost) = two_sum(self.sum, value);
        Self { sum, lost: self.lost + lost }
    }

    fn plus_product(self, a: f64, b: f64) -> Self {
        let (product, lost) = two_product(a, b);
        let next = self.plus(product);
        Self { lost: next.lost + lost, ..next }
    }

    fn value(self) -> f64 {
        self.sum + self.lost
    }
}

/// `a + b` as its rounded value and the rounding error, exactly (Knuth).
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let of_b = sum - a;
    (sum, (a - (sum - of_b)) + (b - of_b))
}

/// `a · b` as its rounded value and the rounding error, exactly (Dekker and Veltkamp).
fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    let ((a_high, a_low), (b_high, b_low)) = (halves(a), halves(b));
    (product, a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low))
}

fn halves(a: f64) -> (f64, f64) {
    let shifted = 134_217_729.0 * a;
    let high = shifted - (shifted - a);
    (high, a - high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_of_sums_and_products() {
        assert_eq!(two_sum(1.0, 1e-20), (1.0, 1e-20));
        let tiny = f64::EPSILON;
        assert_eq!(two_product(1.0 + tiny, 1.0 - tiny), (1.0, -tiny * tiny));
        let sum = Sum::default().plus_product(1e16, 1.0).plus(1.0).plus_product(-1e8, 1e8);
        assert_eq!(sum.value(), 1.0);
    }
}
