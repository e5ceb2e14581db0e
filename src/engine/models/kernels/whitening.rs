//! Coordinates in which a covariance is the identity.

use super::eigen::Eigen;
use super::vector::{add_scaled, dot};

/// Directions whose spread is less than this share of a column's are taken for none: scikit-learn's
/// tolerance of 1e-4, squared as variances are.
const LEAST_VARIANCE: f64 = 1e-8;

/// The map to coordinates in which rows of a given covariance vary alike in all directions; directions
/// in which they do not vary are left out.
pub struct Whitening {
    n_columns: usize,
    /// Kept directions × columns.
    rows: Vec<f64>,
}

impl Whitening {
    /// For a row-major covariance whose lower triangle is given.
    pub fn new(covariance: &[f64], n_columns: usize) -> Self {
        let p = n_columns;
        let spread: Vec<f64> = (0..p)
            .map(|at| {
                let spread = f64::sqrt(covariance[at * (p + 1)]);
                if spread > 0.0 { spread } else { 1.0 }
            })
            .collect();
        let mut scaled = vec![0.0; p * p];
        for row in 0..p {
            for column in 0..=row {
                scaled[row * p + column] = covariance[row * p + column] / spread[row] / spread[column];
            }
        }
        let eigen = Eigen::new(&scaled, p);
        let mut rows = Vec::new();
        for (at, value) in eigen.values.iter().enumerate().take_while(|(_, value)| **value > LEAST_VARIANCE) {
            let root = f64::sqrt(*value);
            rows.extend(eigen.vector(at).iter().zip(&spread).map(|(cell, spread)| cell / spread / root));
        }
        Self { n_columns, rows }
    }

    fn rows(&self) -> std::slice::ChunksExact<'_, f64> {
        self.rows.chunks_exact(self.n_columns.max(1))
    }

    /// The coordinates of a vector of columns.
    pub fn apply(&self, x: &[f64]) -> Vec<f64> {
        self.rows().map(|row| dot(row, x)).collect()
    }

    /// The weights of the columns that give `apply(x) · z` for every `x`.
    pub fn transposed(&self, z: &[f64]) -> Vec<f64> {
        let mut weights = vec![0.0; self.n_columns];
        for (row, z) in self.rows().zip(z) {
            add_scaled(&mut weights, *z, row);
        }
        weights
    }

    /// Keeps of the points, counted by their weights, only the directions in which they spread more
    /// than `tolerance` times as far as in their widest.
    pub fn keep_wide(&self, points: &mut [Vec<f64>], weights: &[f64], tolerance: f64) {
        let n = points.len();
        let scaled: Vec<Vec<f64>> = points
            .iter()
            .zip(weights)
            .map(|(point, weight)| point.iter().map(|z| z * f64::sqrt(*weight)).collect())
            .collect();
        let mut products = vec![0.0; n * n];
        for row in 0..n {
            for column in 0..=row {
                products[row * n + column] = dot(&scaled[row], &scaled[column]);
            }
        }
        let eigen = Eigen::new(&products, n);
        let widest = eigen.values.first().copied().unwrap_or(0.0);
        let mut kept = vec![vec![0.0; self.rows().len()]; n];
        for (at, value) in eigen.values.iter().enumerate() {
            if *value <= tolerance * tolerance * widest {
                break;
            }
            let mut direction = vec![0.0; self.rows().len()];
            for (share, point) in eigen.vector(at).iter().zip(&scaled) {
                add_scaled(&mut direction, share / f64::sqrt(*value), point);
            }
            for (kept, point) in kept.iter_mut().zip(&*points) {
                add_scaled(kept, dot(point, &direction), &direction);
            }
        }
        points.iter_mut().zip(kept).for_each(|(point, kept)| *point = kept);
    }
}
