use ndarray::ArrayView1;

/// Rows asked for, and training rows, that are compared side by side in registers.
pub const ASKED: usize = 4;
const ROWS: usize = 8;
/// Training rows that are compared with several groups of queries while they are in the cache.
pub const CHUNK: usize = 512;
/// Half the distance from 1 to the next number of single precision.
const UNIT: f64 = 1.0 / (1_u64 << 24) as f64;
/// Up to here `share` holds.
const MOST_FEATURES: usize = 100_000;
/// Squared, what a query may be away from the means for its products to be finite.
const FAR: f64 = 1e30;
/// More than what all products of one comparison lose by being too small for single precision.
const TINY: f64 = 1e-34;

/// The training rows in single precision, to sort out quickly those that cannot be near.
///
/// For a query `a` and a training row `b`, both with the training rows' means subtracted, the squared
/// distance less `|a|²` is `|b|² - 2a·b`. Computed here it is wrong by no more than `share` times
/// `|a|² + |b|²`: each cell is rounded once, each of `p` products and sums once, and no partial sum is
/// larger than `|b|² + 2|a||b|`. Taking that off leaves a lower bound, so that a row whose bound is
/// above the limit is farther away than the limit.
pub struct Screen {
    n_features: usize,
    means: Vec<f64>,
    /// A power of two that brings all cells into -1 to 1.
    scale: f64,
    share: f64,
    /// Groups of eight rows, feature by feature; what fills up the last is infinitely far.
    cells: Vec<[f32; ROWS]>,
    norms: Vec<[f32; ROWS]>,
}

/// Four queries.
pub struct Asked {
    /// Features of four queries, times -2.
    cells: Vec<[f32; ASKED]>,
    norms: [f64; ASKED],
    limits: [f32; ASKED],
}

impl Asked {
    /// Whether its products may be too large for single precision: all rows then matter.
    fn is_far(&self, place: usize) -> bool {
        self.norms[place].is_nan() || self.norms[place] >= FAR
    }
}

impl Screen {
    /// Of rows × features; none when their cells are all equal, or too large, or too many in a row.
    pub fn new(train: &[f64], n_features: usize) -> Option<Self> {
        let n = (train.len() / n_features) as f64;
        let mut means = vec![0.0; n_features];
        for row in train.chunks_exact(n_features) {
            means.iter_mut().zip(row).for_each(|(mean, cell)| *mean += cell / n);
        }
        let mut largest = 0.0_f64;
        for row in train.chunks_exact(n_features) {
            row.iter().zip(&means).for_each(|(cell, mean)| largest = largest.max((cell - mean).abs()));
        }
        if !(1e-140..1e140).contains(&largest) || n_features > MOST_FEATURES {
            return None;
        }
        let scale = libm::exp2(-libm::ceil(libm::log2(largest)) - 1.0);
        let share = 2.02 * (n_features as f64 + 10.0) * UNIT;
        let n_groups = (train.len() / n_features).div_ceil(ROWS);
        let mut screen = Self {
            n_features,
            means,
            scale,
            share,
            cells: vec![[0.0; ROWS]; n_groups * n_features],
            norms: vec![[f32::INFINITY; ROWS]; n_groups],
        };
        for (row, cells) in train.chunks_exact(n_features).enumerate() {
            let (group, place) = (row / ROWS, row % ROWS);
            let mut norm = 0.0;
            for (feature, cell) in cells.iter().enumerate() {
                let cell = (cell - screen.means[feature]) * scale;
                norm += cell * cell;
                screen.cells[group * n_features + feature][place] = cell as f32;
            }
            screen.norms[group][place] = (norm * (1.0 - share)) as f32;
        }
        Some(screen)
    }

    /// Four queries, of which missing ones are never near anything.
    pub fn ask<'a>(&self, queries: impl Iterator<Item = ArrayView1<'a, f64>>) -> Asked {
        let mut asked = Asked {
            cells: vec![[0.0; ASKED]; self.n_features],
            norms: [0.0; ASKED],
            limits: [f32::NEG_INFINITY; ASKED],
        };
        for (place, query) in queries.take(ASKED).enumerate() {
            asked.limits[place] = f32::INFINITY;
            for ((cells, cell), mean) in asked.cells.iter_mut().zip(query).zip(&self.means) {
                let cell = (cell - mean) * self.scale;
                asked.norms[place] += cell * cell;
                cells[place] = (-2.0 * cell) as f32;
            }
            if asked.is_far(place) {
                asked.cells.iter_mut().for_each(|cells| cells[place] = 0.0);
            }
        }
        asked
    }

    /// From now on only rows within this squared distance of a query matter.
    pub fn limit(&self, asked: &mut Asked, place: usize, squared: f64) {
        if !asked.is_far(place) {
            let norm = asked.norms[place];
            let limit = squared * self.scale * self.scale - norm * (1.0 - self.share) + TINY;
            // Rounded up.
            asked.limits[place] = (limit + limit.abs() * 2.0 * UNIT) as f32;
        }
    }

    /// Calls `found` with a place among the queries and a training row whenever that row, of this
    /// chunk, may be within the limit, in the order of the rows. It may lower limits.
    pub fn look(&self, asked: &mut Asked, chunk: usize, mut found: impl FnMut(&mut Asked, usize, usize)) {
        let groups = chunk * CHUNK / ROWS..((chunk + 1) * CHUNK / ROWS).min(self.norms.len());
        let mut next = groups.start;
        while next < groups.end {
            let p = self.n_features;
            let cells = &self.cells[next * p..groups.end * p];
            let Some((passed, bounds)) = first_hit(asked, cells, &self.norms[next..groups.end]) else {
                return;
            };
            next += passed;
            for (place, bounds) in bounds.iter().enumerate() {
                for (row, bound) in bounds.iter().enumerate() {
                    if *bound <= asked.limits[place] && *bound < f32::INFINITY {
                        found(asked, place, next * ROWS + row);
                    }
                }
            }
            next += 1;
        }
    }
}

/// How many groups are passed before one with a row that may be near, and its bounds.
#[inline(never)]
fn first_hit(
    asked: &Asked,
    cells: &[[f32; ROWS]],
    norms: &[[f32; ROWS]],
) -> Option<(usize, [[f32; ROWS]; ASKED])> {
    for (group, (cells, norms)) in cells.chunks_exact(asked.cells.len()).zip(norms).enumerate() {
        let mut bounds = [*norms; ASKED];
        for (query, cells) in asked.cells.iter().zip(cells) {
            for place in 0..ASKED {
                for row in 0..ROWS {
                    bounds[place][row] += query[place] * cells[row];
                }
            }
        }
        let mut any = false;
        for (bounds, limit) in bounds.iter().zip(&asked.limits) {
            for bound in bounds {
                any |= bound <= limit;
            }
        }
        if any {
            return Some((group, bounds));
        }
    }
    None
}
