//! Products of columns with columns, a block of rows at a time.

/// Rows summed at a time, so that a block of all columns stays in the cache.
const BLOCK: usize = 256;

/// Columns of one length, end to end.
#[derive(Clone, Copy, Debug)]
pub struct Columns<'a> {
    cells: &'a [f64],
    n_rows: usize,
}

impl<'a> Columns<'a> {
    pub fn new(cells: &'a [f64], n_rows: usize) -> Self {
        Self { cells, n_rows }
    }

    fn len(&self) -> usize {
        self.cells.len().checked_div(self.n_rows).unwrap_or(0)
    }

    fn block(&self, column: usize, start: usize, end: usize) -> &'a [f64] {
        &self.cells[column * self.n_rows + start..column * self.n_rows + end]
    }

    /// Adds `Xᵀ diag(weights) X` to the lower triangle of a row-major block of a matrix `stride` wide
    /// whose first cell is at `corner`; every row weighs 1 when there are no weights.
    pub fn add_gram(
        &self,
        weights: Option<&[f64]>,
        matrix: &mut [f64],
        stride: usize,
        corner: (usize, usize),
    ) {
        let p = self.len();
        let mut weighted = [[0.0; BLOCK]; 2];
        for start in (0..self.n_rows).step_by(BLOCK) {
            let end = self.n_rows.min(start + BLOCK);
            for row in (0..p).step_by(2) {
                let pair = [row, (row + 1).min(p - 1)].map(|column| self.block(column, start, end));
                let pair = match weights {
                    None => pair,
                    Some(weights) => {
                        for (out, column) in weighted.iter_mut().zip(pair) {
                            multiply(out, column, &weights[start..end]);
                        }
                        [&weighted[0][..end - start], &weighted[1][..end - start]]
                    }
                };
                for first in (0..=row + 1).step_by(4) {
                    let four = [0, 1, 2, 3].map(|k| self.block((first + k).min(p - 1), start, end));
                    let sums = tile(pair, four);
                    for (at, line) in sums.iter().enumerate().take(p - row) {
                        let start = (corner.0 + row + at) * stride + corner.1 + first;
                        let cells = &mut matrix[start..start + (row + at + 1).saturating_sub(first).min(4)];
                        cells.iter_mut().zip(line).for_each(|(cell, sum)| *cell += sum);
                    }
                }
            }
        }
    }
}

#[inline(never)]
fn multiply(out: &mut [f64], column: &[f64], weights: &[f64]) {
    for ((out, cell), weight) in out.iter_mut().zip(column).zip(weights) {
        *out = cell * weight;
    }
}

/// The products of two columns with four, each summed in two lanes and then in order.
#[inline(never)]
fn tile(a: [&[f64]; 2], b: [&[f64]; 4]) -> [[f64; 4]; 2] {
    let pairs_a = a.map(|a| a.as_chunks::<2>().0);
    let pairs_b = b.map(|b| b.as_chunks::<2>().0);
    let mut lanes = [[[0.0; 2]; 4]; 2];
    let rows = pairs_a[0].iter().zip(pairs_a[1]);
    let rows = rows.zip(pairs_b[0]).zip(pairs_b[1]).zip(pairs_b[2]).zip(pairs_b[3]);
    for (((((a0, a1), b0), b1), b2), b3) in rows {
        for (lanes, a) in lanes.iter_mut().zip([a0, a1]) {
            for (lane, b) in lanes.iter_mut().zip([b0, b1, b2, b3]) {
                lane[0] += a[0] * b[0];
                lane[1] += a[1] * b[1];
            }
        }
    }
    let mut sums = lanes.map(|four| four.map(|lane| lane[0] + lane[1]));
    let n = a[0].len();
    if n % 2 == 1 {
        for (sums, a) in sums.iter_mut().zip(a) {
            for (sum, b) in sums.iter_mut().zip(b) {
                *sum += a[n - 1] * b[n - 1];
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_of_every_shape() {
        for (n, p) in [(1, 1), (3, 2), (5, 3), (7, 4), (300, 5), (513, 6), (2, 11)] {
            let cell = |column: usize, row: usize| ((column * 7 + row * 3) % 11) as f64 - 5.0;
            let cells: Vec<f64> =
                (0..p).flat_map(|column| (0..n).map(move |row| cell(column, row))).collect();
            let weights: Vec<f64> = (0..n).map(|row| (row % 3) as f64).collect();
            for weights in [None, Some(weights.as_slice())] {
                let stride = p + 2;
                let mut matrix = vec![0.0; (p + 1) * stride];
                Columns::new(&cells, n).add_gram(weights, &mut matrix, stride, (1, 2));
                for row in 0..=p {
                    for column in 0..stride {
                        let found = matrix[row * stride + column];
                        let expected = if row == 0 || column < 2 || column - 2 > row - 1 {
                            0.0
                        } else {
                            let weight = |i: usize| weights.map_or(1.0, |weights| weights[i]);
                            (0..n).map(|i| cell(row - 1, i) * weight(i) * cell(column - 2, i)).sum()
                        };
                        assert_eq!(found, expected, "{n} × {p}: {row}, {column}");
                    }
                }
            }
        }
    }
}
