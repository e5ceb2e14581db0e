use super::cholesky::Cholesky;
use super::design::Design;
use super::vector::add_scaled;

/// The `v` that solves `(XᵀX + D) v = Xᵀy`, with `D` the diagonal of `penalty`, by a Cholesky
/// factorisation; none when the matrix is not positive definite in this precision, or when its
/// condition (in the norm of column sums, estimated) is worse than `worst`.
///
/// The solution is mended once by its own residual `y - X v`, which makes it as good as one by
/// orthogonal factors where the condition is below about 1e7 (Björck, Numerical Methods for Least
/// Squares Problems, 1996, 6.6.5).
pub fn solve(design: &Design, y: &[f64], penalty: &[f64], worst: f64) -> Option<Vec<f64>> {
    let p = design.n_columns();
    let mut matrix = vec![0.0; p * p];
    design.add_gram(None, &mut matrix, p, (0, 0));
    for (column, penalty) in penalty.iter().enumerate() {
        matrix[column * (p + 1)] += penalty;
    }
    let size = if worst.is_finite() { norm(&matrix, p) } else { 0.0 };
    let factor = Cholesky::new(matrix, p)?;
    if worst.is_finite() && size * factor.inverse_norm() > worst {
        return None;
    }
    let mut v = design.transposed_times(y);
    factor.solve(&mut v);
    let mut misfit = vec![0.0; y.len()];
    design.times(&v, &mut misfit);
    misfit.iter_mut().zip(y).for_each(|(misfit, y)| *misfit = y - *misfit);
    let mut change = design.transposed_times(&misfit);
    for ((change, penalty), v) in change.iter_mut().zip(penalty).zip(&v) {
        *change -= penalty * v;
    }
    factor.solve(&mut change);
    add_scaled(&mut v, 1.0, &change);
    Some(v)
}

/// The largest absolute column sum of a symmetric matrix whose lower triangle is given.
fn norm(lower: &[f64], p: usize) -> f64 {
    let mut sums = vec![0.0; p];
    for (row, line) in lower.chunks_exact(p.max(1)).enumerate() {
        for (column, cell) in line[..=row].iter().enumerate() {
            sums[row] += cell.abs();
            if column < row {
                sums[column] += cell.abs();
            }
        }
    }
    sums.into_iter().fold(0.0, f64::max)
}
