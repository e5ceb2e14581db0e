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
            line[row] = f64::sqrt(pivot);
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

    /// An estimate from below, seldom off by more than a factor of three, of the largest absolute
    /// column sum of the inverse (Hager, 1984; Higham, 1988).
    pub fn inverse_norm(&self) -> f64 {
        let n = self.n;
        let mut x = vec![1.0 / n as f64; n];
        let mut norm = 0.0;
        for _ in 0..5 {
            let mut y = x.clone();
            self.solve(&mut y);
            norm = y.iter().map(|value| value.abs()).sum();
            let mut z: Vec<f64> = y.iter().map(|value| value.signum()).collect();
            self.solve(&mut z);
            let Some(at) = (0..n).reduce(|a, b| if z[b].abs() > z[a].abs() { b } else { a }) else { break };
            if z[at].abs() <= dot(&z, &x) {
                break;
            }
            x.fill(0.0);
            x[at] = 1.0;
        }
        norm
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
    fn the_inverse_is_measured() {
        // The inverse of ((4, 2), (2, 5)) is ((5, -2), (-2, 4)) / 16.
        let factor = Cholesky::new(vec![4.0, 0.0, 2.0, 5.0], 2).unwrap();
        assert!((factor.inverse_norm() - 7.0 / 16.0).abs() < 1e-15);
    }

    #[test]
    fn refuses_what_is_not_positive_definite() {
        assert!(Cholesky::new(vec![1.0, 0.0, 2.0, 1.0], 2).is_none());
        assert!(Cholesky::new(vec![f64::NAN], 1).is_none());
    }
}
