use ndarray::{ArrayView2, Axis};

use super::gram::Columns;
use super::vector::{add_scaled, add_scaled4, dot, dot4, norm};
use crate::stats::mean;

/// Rows copied at a time, so that their cells are still in the cache when the next column asks for them.
const COPIED_ROWS: usize = 64;
/// Rows added up at a time, so that the sums stay in the cache.
const SUMMED_ROWS: usize = 1024;

/// The features of the training rows, each column centred and divided by the power of two next to its
/// standard deviation (over n), laid end to end.
///
/// Solving in these units and going back gives the same answer as solving in the original ones, with
/// more digits; a power of two divides without rounding.
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
        let (n_rows, p) = x.dim();
        // Room for a column of ones.
        let mut columns = Vec::with_capacity(n_rows * (p + 1));
        columns.resize(n_rows * p, 0.0);
        copy_columns(x, &mut columns);
        let units: Vec<(f64, f64)> = columns.chunks_exact_mut(n_rows.max(1)).map(standardise).collect();
        let (means, scales) = units.into_iter().unzip();
        Self { n_rows, columns, means, scales }
    }

    /// Adds a column of ones, with mean 0 and scale 1.
    pub fn with_ones(mut self) -> Self {
        self.columns.resize(self.columns.len() + self.n_rows, 1.0);
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

    /// Coefficients of these columns in original units.
    pub fn unscaled(&self, v: &[f64]) -> Vec<f64> {
        v.iter().zip(&self.scales).map(|(v, scale)| v / scale).collect()
    }

    /// `out += X v`, one number a row.
    pub fn times(&self, v: &[f64], out: &mut [f64]) {
        let (fours, rest) = v.as_chunks::<4>();
        for start in (0..self.n_rows).step_by(SUMMED_ROWS) {
            let end = self.n_rows.min(start + SUMMED_ROWS);
            let out = &mut out[start..end];
            for (at, factors) in fours.iter().enumerate() {
                let columns = [0, 1, 2, 3].map(|k| &self.column(4 * at + k)[start..end]);
                add_scaled4(out, *factors, columns);
            }
            for (at, factor) in rest.iter().enumerate() {
                add_scaled(out, *factor, &self.column(4 * fours.len() + at)[start..end]);
            }
        }
    }

    /// `Xᵀ r`, one number a column.
    pub fn transposed_times(&self, r: &[f64]) -> Vec<f64> {
        let p = self.n_columns();
        let mut sums = Vec::with_capacity(p);
        for first in (0..p - p % 4).step_by(4) {
            sums.extend(dot4([0, 1, 2, 3].map(|k| self.column(first + k)), r));
        }
        for column in p - p % 4..p {
            sums.push(dot(self.column(column), r));
        }
        sums
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
        Columns::new(&self.columns, self.n_rows).add_gram(weights, matrix, stride, corner);
    }
}

/// Copies rows × features, in whatever order they lie, to columns end to end.
pub fn copy_columns(x: ArrayView2<f64>, columns: &mut [f64]) {
    let n_rows = x.nrows();
    for (block, rows) in x.axis_chunks_iter(Axis(0), COPIED_ROWS).enumerate() {
        let start = block * COPIED_ROWS;
        for (column, cells) in columns.chunks_exact_mut(n_rows).zip(rows.columns()) {
            for (out, cell) in column[start..].iter_mut().zip(cells) {
                *out = *cell;
            }
        }
    }
}

/// Centres and scales a column in place; its mean and what it was divided by.
fn standardise(cells: &mut [f64]) -> (f64, f64) {
    if cells.windows(2).all(|pair| pair[0] == pair[1]) {
        let centre = cells.first().copied().unwrap_or(0.0);
        cells.fill(0.0);
        return (centre, 1.0);
    }
    let centre = mean(cells);
    cells.iter_mut().for_each(|cell| *cell -= centre);
    let scale = power_of_two(norm(cells) / f64::sqrt(cells.len() as f64));
    cells.iter_mut().for_each(|cell| *cell /= scale);
    (centre, scale)
}

/// The power of two below or at a positive number; the number itself where its inverse or it is out of
/// the range of normal doubles.
fn power_of_two(value: f64) -> f64 {
    if (1e-300..1e300).contains(&value) { libm::ldexp(1.0, libm::ilogb(value)) } else { value }
}

/// The intercept in original units: the answers' mean less the coefficients' share of it.
pub fn intercept(centre: f64, coefficients: &[f64], means: &[f64]) -> f64 {
    centre - coefficients.iter().zip(means).map(|(w, m)| w * m).sum::<f64>()
}
