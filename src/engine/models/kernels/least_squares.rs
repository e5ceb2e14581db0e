use super::vector::{add_scaled, dot, norm};
use crate::error::EngineError;
use crate::progress::Progress;

/// The coefficients, in original units, that minimise `|y - X w|²`; of several the one with the
/// smallest `|w|`, as scikit-learn's `LinearRegression` gives. `y` is centred.
///
/// Householder QR with column pivoting (Golub and Van Loan, Matrix Computations, 5.4.2); columns
/// that depend on others are found in scaled units and the shortest solution in original ones, by a
/// second QR of the remaining rows (5.5.4).
pub fn least_squares(qr: &Qr, scales: &[f64], mut y: Vec<f64>) -> Vec<f64> {
    let (p, rank) = (scales.len(), qr.diagonal.len());
    qr.turn(&mut y);
    let solution = if qr.is_full() {
        let found = qr.solve_upper(&y[..p]);
        found.iter().zip(&qr.order).map(|(value, column)| value / scales[*column]).collect()
    } else {
        let mut rows = vec![0.0; rank * p];
        for (row, cells) in rows.chunks_exact_mut(p.max(1)).enumerate() {
            for place in row..p {
                cells[place] = qr.entry(row, place) * scales[qr.order[place]];
            }
        }
        shortest(rows, p, &y[..rank])
    };
    qr.in_order(solution)
}

/// Scaled columns as `Q R P`, up to the rank they have.
pub struct Qr {
    n: usize,
    /// Above the diagonal of `R`, column by column in the columns' own order.
    matrix: Vec<f64>,
    reflectors: Vec<Reflector>,
    diagonal: Vec<f64>,
    /// The column at each place of `R`.
    order: Vec<usize>,
}

impl Qr {
    /// Factors columns of `n` rows laid end to end.
    pub fn new(mut matrix: Vec<f64>, n: usize, progress: &mut dyn Progress) -> Result<Self, EngineError> {
        let p = matrix.len() / n;
        let mut order: Vec<usize> = (0..p).collect();
        let mut sizes: Vec<f64> = matrix.chunks_exact(n).map(|column| dot(column, column)).collect();
        let mut known = sizes.clone();
        let mut diagonal = Vec::with_capacity(p.min(n));
        let mut reflectors = Vec::with_capacity(p.min(n));
        let tolerance = n.max(p) as f64 * f64::EPSILON;
        for step in 0..p.min(n) {
            let Some(pivot) = (step..p).reduce(|a, b| if sizes[order[b]] > sizes[order[a]] { b } else { a })
            else {
                break;
            };
            order.swap(step, pivot);
            let start = order[step] * n;
            let Some(reflector) = Reflector::of(&matrix[start + step..start + n]) else { break };
            let first = diagonal.first().map_or(reflector.alpha, |first: &f64| *first);
            if reflector.alpha.abs() <= tolerance * first.abs() {
                break;
            }
            diagonal.push(reflector.alpha);
            for &column in &order[step + 1..] {
                let cells = &mut matrix[column * n + step..(column + 1) * n];
                reflector.apply(cells);
                sizes[column] -= cells[0] * cells[0];
                // Subtraction has eaten most digits: measure anew.
                if sizes[column] <= 1e-6 * known[column] {
                    sizes[column] = dot(&cells[1..], &cells[1..]);
                    known[column] = sizes[column];
                }
            }
            reflectors.push(reflector);
            progress.advance("columns", step + 1, p)?;
        }
        Ok(Self { n, matrix, reflectors, diagonal, order })
    }

    /// Whether no column depends on the others.
    pub fn is_full(&self) -> bool {
        self.diagonal.len() == self.order.len()
    }

    /// A cell of `R`.
    fn entry(&self, row: usize, place: usize) -> f64 {
        if row == place { self.diagonal[row] } else { self.matrix[self.order[place] * self.n + row] }
    }

    /// `Qᵀ y`.
    pub fn turn(&self, y: &mut [f64]) {
        for (step, reflector) in self.reflectors.iter().enumerate() {
            reflector.apply(&mut y[step..]);
        }
    }

    /// `Q y`.
    pub fn turn_back(&self, y: &mut [f64]) {
        for (step, reflector) in self.reflectors.iter().enumerate().rev() {
            reflector.apply(&mut y[step..]);
        }
    }

    /// The `v` with `R v = c`, by place; `R` must be full.
    pub fn solve_upper(&self, c: &[f64]) -> Vec<f64> {
        let mut v = c.to_vec();
        for row in (0..v.len()).rev() {
            let sum: f64 = (row + 1..v.len()).map(|place| self.entry(row, place) * v[place]).sum();
            v[row] = (v[row] - sum) / self.diagonal[row];
        }
        v
    }

    /// The `v` with `Rᵀ v = c`, by place; `R` must be full.
    pub fn solve_lower(&self, c: &[f64]) -> Vec<f64> {
        let mut v = c.to_vec();
        for place in 0..v.len() {
            let sum: f64 = (0..place).map(|row| self.entry(row, place) * v[row]).sum();
            v[place] = (v[place] - sum) / self.diagonal[place];
        }
        v
    }

    /// Numbers by place as numbers by column.
    pub fn in_order(&self, by_place: Vec<f64>) -> Vec<f64> {
        let mut by_column = vec![0.0; self.order.len()];
        for (value, column) in by_place.into_iter().zip(&self.order) {
            by_column[*column] = value;
        }
        by_column
    }

    /// Numbers by column as numbers by place.
    pub fn by_place(&self, by_column: &[f64]) -> Vec<f64> {
        self.order.iter().map(|column| by_column[*column]).collect()
    }
}

/// The shortest `w` of `p` numbers with `M w = c`, where `rows` holds the independent rows of `M`.
fn shortest(mut rows: Vec<f64>, p: usize, c: &[f64]) -> Vec<f64> {
    let mut reflectors = Vec::with_capacity(c.len());
    let mut w = vec![0.0; p];
    // With M = Lᵀ-shaped rows after the reflections before, forward substitution needs row `step`
    // only, so that factoring and solving go together.
    for (step, value) in c.iter().enumerate() {
        let (row, later) = rows[step * p..].split_at_mut(p);
        let Some(reflector) = Reflector::of(&row[step..]) else { break };
        w[step] = (value - dot(&row[..step], &w[..step])) / reflector.alpha;
        for other in later.chunks_exact_mut(p) {
            reflector.apply(&mut other[step..]);
        }
        reflectors.push(reflector);
    }
    for (step, reflector) in reflectors.iter().enumerate().rev() {
        reflector.apply(&mut w[step..]);
    }
    w
}

/// A Householder reflection that turns a vector into `alpha` times the first unit vector.
struct Reflector {
    direction: Vec<f64>,
    factor: f64,
    alpha: f64,
}

impl Reflector {
    /// None for a vector of zeros.
    fn of(x: &[f64]) -> Option<Self> {
        let length = norm(x);
        if length == 0.0 {
            return None;
        }
        let mut direction = x.to_vec();
        let first = direction.first_mut()?;
        let alpha = if *first > 0.0 { -length } else { length };
        let head = *first - alpha;
        *first = 1.0;
        direction[1..].iter_mut().for_each(|value| *value /= head);
        let factor = 2.0 / dot(&direction, &direction);
        Some(Self { direction, factor, alpha })
    }

    #[inline(never)]
    fn apply(&self, x: &mut [f64]) {
        let product = self.factor * dot(&self.direction, x);
        add_scaled(x, -product, &self.direction);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use ndarray::{Array2, array};

    use super::super::design::Design;
    use super::*;
    use crate::progress::Silent;

    fn fit(x: &Array2<f64>, y: &[f64]) -> Vec<f64> {
        let centre = crate::stats::mean(y);
        let y = y.iter().map(|value| value - centre).collect();
        let (n, (columns, scales)) = (x.nrows(), Design::new(x.view()).into_columns());
        least_squares(&Qr::new(columns, n, &mut Silent).unwrap(), &scales, y)
    }

    fn assert_near(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (a, b) in found.iter().zip(expected) {
            assert!((a - b).abs() < 1e-12 * (1.0 + b.abs()), "{found:?} is not {expected:?}");
        }
    }

    #[test]
    fn an_exact_line_is_found() {
        let x = array![[1.0, 5.0], [2.0, 1.0], [3.0, 4.0], [4.0, 0.0]];
        let y: Vec<f64> = x.rows().into_iter().map(|r| 3.0 * r[0] - 2.0 * r[1] + 7.0).collect();
        assert_near(&fit(&x, &y), &[3.0, -2.0]);
    }

    #[test]
    fn twin_columns_share_the_effect_and_a_constant_one_has_none() {
        let x = array![[1.0, 1.0, 9.0], [2.0, 2.0, 9.0], [4.0, 4.0, 9.0]];
        assert_near(&fit(&x, &[2.0, 4.0, 8.0]), &[1.0, 1.0, 0.0]);
        // The shortest solution of 1·a + 10·b = 101 lies along (1, 10).
        let x = array![[1.0, 10.0], [2.0, 20.0], [4.0, 40.0]];
        assert_near(&fit(&x, &[101.0, 202.0, 404.0]), &[1.0, 10.0]);
    }

    #[test]
    fn more_columns_than_rows_give_the_shortest_exact_fit() {
        let x = array![[1.0, 0.0, 0.0], [0.0, 2.0, 0.0]];
        // The centred rows are ±(0.5, -1, 0): the shortest solution is a multiple of that.
        assert_near(&fit(&x, &[1.0, -1.0]), &[0.4, -0.8, 0.0]);
    }

    #[test]
    fn one_row_gives_zeros() {
        assert_near(&fit(&array![[3.0, 4.0]], &[5.0]), &[0.0, 0.0]);
    }
}
