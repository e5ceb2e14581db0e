//! Eigenvalues and eigenvectors of symmetric matrices.

use super::vector::{add_scaled, dot};

/// Rounds of the iteration for one eigenvalue; it takes two or three.
const MAX_ROUNDS: usize = 100;

/// Eigenvalues, descending, and their eigenvectors of length one.
#[derive(Clone, Debug)]
pub struct Eigen {
    pub values: Vec<f64>,
    /// Row `k` is the eigenvector of value `k`.
    pub vectors: Vec<f64>,
}

impl Eigen {
    /// Of a row-major n × n matrix of which only the lower triangle is read, with finite cells.
    ///
    /// Householder reflections to a tridiagonal matrix, then the QL iteration with implicit shifts
    /// (Golub and Van Loan, Matrix Computations, 8.3; Bowdler, Martin, Reinsch and Wilkinson, 1968).
    pub fn new(lower: &[f64], n: usize) -> Self {
        let largest = lower.iter().fold(0.0_f64, |largest, cell| largest.max(cell.abs()));
        let unit = if largest > 0.0 { largest } else { 1.0 };
        let mut matrix = vec![0.0; n * n];
        for row in 0..n {
            for column in 0..=row {
                let cell = lower[row * n + column] / unit;
                matrix[row * n + column] = cell;
                matrix[column * n + row] = cell;
            }
        }
        let (mut diagonal, mut beside, mut vectors) = tridiagonal(&mut matrix, n);
        for first in 0..n {
            separate(&mut diagonal, &mut beside, &mut vectors, first);
        }
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|a, b| diagonal[*b].total_cmp(&diagonal[*a]));
        Self {
            values: order.iter().map(|at| diagonal[*at] * unit).collect(),
            vectors: order.iter().flat_map(|at| vectors[at * n..(at + 1) * n].to_vec()).collect(),
        }
    }

    /// The eigenvector of value `at`.
    pub fn vector(&self, at: usize) -> &[f64] {
        let n = self.values.len();
        &self.vectors[at * n..(at + 1) * n]
    }
}

/// The diagonal of `T = Qᵀ A Q`, the cells beside it (and a zero), and `Qᵀ`.
fn tridiagonal(matrix: &mut [f64], n: usize) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let mut beside = vec![0.0; n];
    let mut reflectors: Vec<(Vec<f64>, f64)> = Vec::with_capacity(n);
    for step in 0..n.saturating_sub(1) {
        let mut v = matrix[step * n + step + 1..(step + 1) * n].to_vec();
        let length = f64::sqrt(dot(&v, &v));
        let alpha = if v[0] > 0.0 { -length } else { length };
        beside[step] = alpha;
        v[0] -= alpha;
        let size = dot(&v, &v);
        // Already in shape: nothing to reflect.
        let factor = if size > 0.0 { 2.0 / size } else { 0.0 };
        let rows = || (step + 1..n).map(|row| row * n + step + 1..(row + 1) * n);
        let mut w: Vec<f64> = rows().map(|row| factor * dot(&matrix[row], &v)).collect();
        let share = 0.5 * factor * dot(&w, &v);
        add_scaled(&mut w, -share, &v);
        for (at, row) in rows().enumerate() {
            let cells = &mut matrix[row];
            add_scaled(cells, -v[at], &w);
            add_scaled(cells, -w[at], &v);
        }
        reflectors.push((v, factor));
    }
    let diagonal = (0..n).map(|at| matrix[at * (n + 1)]).collect();
    // Qᵀ = … H₁ H₀: applied from the last, each touches the rows and columns behind its step only.
    let mut q = vec![0.0; n * n];
    (0..n).for_each(|at| q[at * (n + 1)] = 1.0);
    for (step, (v, factor)) in reflectors.iter().enumerate().rev() {
        for row in step + 1..n {
            let cells = &mut q[row * n + step + 1..(row + 1) * n];
            let product = factor * dot(cells, v);
            add_scaled(cells, -product, v);
        }
    }
    (diagonal, beside, q)
}

/// Turns until the cell beside `first` is zero, and with it eigenvalue `first` is found.
fn separate(diagonal: &mut [f64], beside: &mut [f64], vectors: &mut [f64], first: usize) {
    let n = diagonal.len();
    for _ in 0..MAX_ROUNDS {
        let negligible = |at: usize| {
            let size = diagonal[at].abs() + diagonal[at + 1].abs();
            beside[at].abs() <= f64::EPSILON * size.max(f64::EPSILON)
        };
        let end = (first..n - 1).find(|at| negligible(*at)).unwrap_or(n - 1);
        if end == first {
            break;
        }
        let gap = (diagonal[first + 1] - diagonal[first]) / (2.0 * beside[first]);
        let root = libm::hypot(gap, 1.0);
        let mut g = diagonal[end] - diagonal[first] + beside[first] / (gap + root.copysign(gap));
        let (mut sine, mut cosine, mut taken) = (1.0, 1.0, 0.0);
        let mut split = false;
        for at in (first..end).rev() {
            let (f, b) = (sine * beside[at], cosine * beside[at]);
            let r = libm::hypot(f, g);
            beside[at + 1] = r;
            if r == 0.0 {
                diagonal[at + 1] -= taken;
                beside[end] = 0.0;
                split = true;
                break;
            }
            (sine, cosine) = (f / r, g / r);
            g = diagonal[at + 1] - taken;
            let r = (diagonal[at] - g) * sine + 2.0 * cosine * b;
            taken = sine * r;
            diagonal[at + 1] = g + taken;
            g = cosine * r - b;
            let (low, high) = vectors[at * n..(at + 2) * n].split_at_mut(n);
            turn(low, high, sine, cosine);
        }
        if !split {
            diagonal[first] -= taken;
            beside[first] = g;
            beside[end] = 0.0;
        }
    }
}

#[inline(never)]
fn turn(low: &mut [f64], high: &mut [f64], sine: f64, cosine: f64) {
    for (low, high) in low.iter_mut().zip(high) {
        (*low, *high) = (cosine * *low - sine * *high, sine * *low + cosine * *high);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    fn check(lower: &[f64], n: usize) {
        let cell = |a: usize, b: usize| lower[a.max(b) * n + a.min(b)];
        let eigen = Eigen::new(lower, n);
        let size = lower.iter().fold(1e-300_f64, |size, cell| size.max(cell.abs())) * n as f64;
        assert!(eigen.values.windows(2).all(|pair| pair[0] >= pair[1]));
        for (k, value) in eigen.values.iter().enumerate() {
            let vector = eigen.vector(k);
            for row in 0..n {
                let product: f64 = (0..n).map(|column| cell(row, column) * vector[column]).sum();
                assert!((product - value * vector[row]).abs() < 1e-14 * size, "{n}: value {k}");
            }
            for other in 0..=k {
                let expected = f64::from(other == k);
                assert!((dot(vector, eigen.vector(other)) - expected).abs() < 1e-13, "{n}: {k}, {other}");
            }
        }
    }

    #[test]
    fn vectors_are_turned_into_multiples_of_themselves() {
        let mut rng = Rng::new(3, "test");
        for n in [1, 2, 3, 8, 30] {
            check(&(0..n * n).map(|_| rng.normal()).collect::<Vec<_>>(), n);
            check(&vec![0.0; n * n], n);
            check(&vec![1.0; n * n], n);
            check(&(0..n * n).map(|at| if at % (n + 1) == 0 { 5.0 } else { 0.0 }).collect::<Vec<_>>(), n);
            check(
                &(0..n * n).map(|at| 10_f64.powi(-((at / n) as i32)) * rng.normal()).collect::<Vec<_>>(),
                n,
            );
        }
    }

    #[test]
    fn known_values() {
        let eigen = Eigen::new(&[2.0, 0.0, 1.0, 2.0], 2);
        assert!((eigen.values[0] - 3.0).abs() < 1e-15 && (eigen.values[1] - 1.0).abs() < 1e-15);
    }
}
