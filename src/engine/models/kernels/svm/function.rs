use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::models::kernels::exp::{exp, tanh};

/// Rows whose sums are kept in registers side by side.
pub const TILE: usize = 16;

/// How alike two rows are, of features that were multiplied by the root of `gamma`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Function {
    /// `a · b`.
    Linear,
    /// `exp(-|a - b|²)`.
    Rbf,
    /// `(a · b + coef0)^degree`.
    Polynomial {
        /// The exponent.
        degree: u32,
        /// Added to the product.
        coef0: f64,
    },
    /// `tanh(a · b + coef0)`.
    Sigmoid {
        /// Added to the product.
        coef0: f64,
    },
}

/// Rows in tiles of 16, each tile feature by feature; the last one is filled up with zeros.
#[derive(Clone, Debug)]
pub struct Rows {
    n_features: usize,
    cells: Vec<f64>,
}

impl Rows {
    /// Of rows × features, row-major.
    pub fn new(rows: &[f64], n_features: usize) -> Self {
        let n_tiles = (rows.len() / n_features).div_ceil(TILE);
        let mut cells = vec![0.0; n_tiles * TILE * n_features];
        for (tile, rows) in cells.chunks_exact_mut(TILE * n_features).zip(rows.chunks(TILE * n_features)) {
            for (place, row) in rows.chunks_exact(n_features).enumerate() {
                for (cells, cell) in tile.chunks_exact_mut(TILE).zip(row) {
                    cells[place] = *cell;
                }
            }
        }
        Self { n_features, cells }
    }

    /// Number of tiles.
    pub fn n_tiles(&self) -> usize {
        self.cells.len() / (TILE * self.n_features)
    }

    /// Copies one row.
    pub fn copy(&self, row: usize, out: &mut [f64]) {
        let start = row / TILE * TILE * self.n_features + row % TILE;
        for (out, cell) in out.iter_mut().zip(self.cells[start..].iter().step_by(TILE)) {
            *out = *cell;
        }
    }

    /// Exchanges the rows of each pair.
    pub fn swap(&mut self, pairs: &[(u32, u32)]) {
        let start = |row: u32| row as usize / TILE * TILE * self.n_features + row as usize % TILE;
        for (a, b) in pairs {
            let (a, b) = (start(*a), start(*b));
            for feature in 0..self.n_features {
                self.cells.swap(a + feature * TILE, b + feature * TILE);
            }
        }
    }

    /// How alike `query` is to the rows of these tiles, 16 numbers a tile into `out`.
    pub fn compare<T: Number>(&self, function: Function, query: &[f64], tiles: Range<usize>, out: &mut [T]) {
        let size = TILE * self.n_features;
        let cells = &self.cells[tiles.start * size..tiles.end * size];
        match function {
            Function::Linear => products(cells, query, out, |sums| sums),
            Function::Rbf => distances(cells, query, out),
            Function::Polynomial { degree, coef0 } => products(cells, query, out, |sums| {
                let base = sums.map(|sum| sum + coef0);
                (1..degree).fold(base, |power, _| std::array::from_fn(|k| power[k] * base[k]))
            }),
            Function::Sigmoid { coef0 } => {
                products(cells, query, out, |sums| sums.map(|sum| tanh(sum + coef0)));
            }
        }
    }
}

/// What a kernel value is kept as.
pub trait Number: Copy {
    /// Rounds.
    fn of(value: f64) -> Self;
}

impl Number for f32 {
    #[inline(always)]
    fn of(value: f64) -> Self {
        value as Self
    }
}

impl Number for f64 {
    #[inline(always)]
    fn of(value: f64) -> Self {
        value
    }
}

#[inline(never)]
fn products<T: Number>(
    cells: &[f64],
    query: &[f64],
    out: &mut [T],
    finish: impl Fn([f64; TILE]) -> [f64; TILE],
) {
    let (out, _) = out.as_chunks_mut::<TILE>();
    for (tile, out) in cells.chunks_exact(TILE * query.len()).zip(out) {
        let mut sums = [0.0; TILE];
        for (cells, value) in tile.as_chunks::<TILE>().0.iter().zip(query) {
            for k in 0..TILE {
                sums[k] += cells[k] * value;
            }
        }
        *out = finish(sums).map(T::of);
    }
}

#[inline(never)]
fn distances<T: Number>(cells: &[f64], query: &[f64], out: &mut [T]) {
    let (out, _) = out.as_chunks_mut::<TILE>();
    for (tile, out) in cells.chunks_exact(TILE * query.len()).zip(out) {
        let mut sums = [0.0; TILE];
        for (cells, value) in tile.as_chunks::<TILE>().0.iter().zip(query) {
            for k in 0..TILE {
                let difference = cells[k] - value;
                sums[k] += difference * difference;
            }
        }
        for k in 0..TILE {
            out[k] = T::of(exp(-sums[k]));
        }
    }
}
