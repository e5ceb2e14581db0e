use ndarray::ArrayView2;

use super::vector::{add_scaled, dot, mean, norm};

/// Rows summed at a time, so that a block of all columns stays in the cache.
const BLOCK: usize = 1024;

/// The features of the training rows, each column centred and divided by its standard deviation
/// (over n), laid end to end.
///
/// Solving in these units and going back gives the same answer as solving in the original ones, with
/// more digits.
#[derive(Clone, Debug)]
pub struct Design {
    n_rows: usize,
    columns: Vec<f64>,
    means: Vec<f64>,
    scales: Vec<f64>,
}

impl Design {
    /// Centres and scales; a constant column becomes zeros with scale 1.
    pub fn new(x: ArrayView2<f64>) -> Self {
        let n_rows = x.nrows();
        let mut design = Self {
            n_rows,
            columns: Vec::with_capacity(n_rows * x.ncols()),
            means: Vec::with_capacity(x.ncols()),
            scales: Vec::with_capacity(x.ncols()),
        };
        for column in x.columns() {
            let start = design.columns.len();
            design.columns.extend(column.iter());
            let cells = &mut design.columns[start..];
            let constant = cells.windows(2).all(|pair| pair[0] == pair[1]);
            let centre = if constant { cells[0] } else { mean(cells) };
            cells.iter_mut().for_each(|cell| *cell -= centre);
            let scale = if constant { 1.0 } else { norm(cells) / libm::sqrt(n_rows as f64) };
            cells.iter_mut().for_each(|cell| *cell /= scale);
            design.means.push(centre);
            design.scales.push(scale);
        }
        design
    }

    /// Adds a column of ones, with mean 0 and scale 1.
    pub fn with_ones(mut self) -> Self {
        self.columns.extend(std::iter::repeat_n(1.0, self.n_rows));
        self.means.push(0.0);
        self.scales.push(1.0);
        self
    }

    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    pub fn n_columns(&self) -> usize {
        self.scales.len()
    }

    /// One centred and scaled column.
    pub fn column(&self, index: usize) -> &[f64] {
        &self.columns[index * self.n_rows..(index + 1) * self.n_rows]
    }

    /// What each column was divided by.
    pub fn scales(&self) -> &[f64] {
        &self.scales
    }

    /// The columns, end to end, given away with their scales.
    pub fn into_columns(self) -> (Vec<f64>, Vec<f64>) {
        (self.columns, self.scales)
    }

    /// The columns' means before centring.
    pub fn means(&self) -> &[f64] {
        &self.means
    }

    /// `out += X v`, one number a row.
    pub fn times(&self, v: &[f64], out: &mut [f64]) {
        for (column, factor) in v.iter().enumerate() {
            add_scaled(out, *factor, self.column(column));
        }
    }

    /// `Xᵀ r`, one number a column.
    pub fn transposed_times(&self, r: &[f64]) -> Vec<f64> {
        (0..self.n_columns()).map(|column| dot(self.column(column), r)).collect()
    }

    /// Adds `Xᵀ diag(weights) X` to the lower triangle of a block of a square matrix of `stride`
    /// columns whose first cell is at `(first_row, first_column)`.
    pub fn add_gram(
        &self,
        weights: &[f64],
        matrix: &mut [f64],
        stride: usize,
        (first_row, first_column): (usize, usize),
    ) {
        let mut weighted = [0.0; BLOCK];
        for start in (0..self.n_rows).step_by(BLOCK) {
            let end = self.n_rows.min(start + BLOCK);
            let weighted = &mut weighted[..end - start];
            for row in 0..self.n_columns() {
                let cells = &self.column(row)[start..end];
                for ((out, cell), weight) in weighted.iter_mut().zip(cells).zip(&weights[start..end]) {
                    *out = cell * weight;
                }
                let line = (first_row + row) * stride + first_column;
                self.gram_line(weighted, start..end, &mut matrix[line..=line + row]);
            }
        }
    }

    #[inline(never)]
    fn gram_line(&self, weighted: &[f64], rows: std::ops::Range<usize>, line: &mut [f64]) {
        for (column, cell) in line.iter_mut().enumerate() {
            *cell += dot(weighted, &self.column(column)[rows.clone()]);
        }
    }
}

/// The intercept in original units: the answers' mean less the coefficients' share of it.
pub fn intercept(centre: f64, coefficients: &[f64], means: &[f64]) -> f64 {
    centre - coefficients.iter().zip(means).map(|(w, m)| w * m).sum::<f64>()
}
