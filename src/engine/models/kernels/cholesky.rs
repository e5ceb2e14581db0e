use super::vector::dot;

/// The lower triangle `L` with `L Lᵀ` equal to a symmetric positive definite matrix.
#[derive(Clone, Debug)]
pub struct Cholesky {
    n: usize,
    lower: Vec<f64>,
}

impl Cholesky {
    /// Factors a row-major n × n matrix of which only the lower triangle is read; none when it is
    /// not positive definite in this precision.
    pub fn new(mut matrix: Vec<f64>, n: usize) -> Option<Self> {
        for row in 0..n {
            let (above, line) = matrix.split_at_mut(row * n);
            for column in 0..row {
                let other = &above[column * n..column * n + column + 1];
                let sum = line[column] - dot(&line[..column], &other[..column]);
                line[column] = sum / other[column];
            }
            let pivot = line[row] - dot(&line[..row], &line[..row]);
            if pivot.is_nan() || pivot <= 0.0 {
                return None;
            }
            line[row] = libm::sqrt(pivot);
        }
        Some(Self { n, lower: matrix })
    }

    /// Solves `A x = b` in place.
    pub fn solve(&self, b: &mut [f64]) {
        let n = self.n;
        for row in 0..n {
            let line = &self.lower[row * n..row * n + row + 1];
            b[row] = (b[row] - dot(&line[..row], &b[..row])) / line[row];
        }
        for row in (0..n).rev() {
            let line = &self.lower[row * n..row * n + row + 1];
            b[row] /= line[row];
            let value = b[row];
            super::vector::add_scaled(&mut b[..row], -value, &line[..row]);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn solves_a_known_system() {
        let factor = Cholesky::new(vec![4.0, 0.0, 0.0, 2.0, 5.0, 0.0, 0.4, 1.0, 3.0], 3).unwrap();
        let mut b = vec![4.0 + 4.0 + 1.2, 2.0 + 10.0 + 3.0, 0.4 + 2.0 + 9.0];
        factor.solve(&mut b);
        for (found, expected) in b.iter().zip([1.0, 2.0, 3.0]) {
            assert!((found - expected).abs() < 1e-14, "{b:?}");
        }
    }

    #[test]
    fn refuses_what_is_not_positive_definite() {
        assert!(Cholesky::new(vec![1.0, 0.0, 2.0, 1.0], 2).is_none());
        assert!(Cholesky::new(vec![f64::NAN], 1).is_none());
    }
}
