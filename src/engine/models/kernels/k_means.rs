//! k-means clustering.

use super::vector::add_scaled;
use crate::rng::Rng;

/// Centres that move less than this share of the columns' mean variance, squared and summed, have come
/// to rest, as in scikit-learn.
const STILL: f64 = 1e-4;

/// Centres and how well they fit.
#[derive(Clone, Debug)]
pub struct Clusters {
    /// Centres × columns.
    pub centres: Vec<f64>,
    /// The sum of the rows' squared distances to their centres.
    pub inertia: f64,
}

/// Looks for `k` centres of `rows` (rows × `p`, row-major), from several beginnings; the best end. There
/// are fewer centres when there are fewer distinct rows.
pub fn k_means(
    rows: &[f64],
    p: usize,
    k: usize,
    beginnings: usize,
    max_rounds: usize,
    seed: u64,
) -> Clusters {
    let mut best: Option<Clusters> = None;
    for beginning in 0..beginnings.max(1) {
        let begun = begin(rows, p, k, &mut beginning_rng(seed, beginning));
        let found = improve(rows, p, begun, max_rounds, &mut |_| {});
        if best.as_ref().is_none_or(|best| found.inertia < best.inertia) {
            best = Some(found);
        }
    }
    best.unwrap_or(Clusters { centres: Vec::new(), inertia: 0.0 })
}

/// The centres that [`k_means`] ends with, with where they begin and where every round moves them.
pub fn k_means_path(
    rows: &[f64],
    p: usize,
    k: usize,
    beginnings: usize,
    max_rounds: usize,
    seed: u64,
) -> Vec<Vec<f64>> {
    let mut best: Option<(f64, Vec<Vec<f64>>)> = None;
    for beginning in 0..beginnings.max(1) {
        let begun = begin(rows, p, k, &mut beginning_rng(seed, beginning));
        let mut path = vec![begun.clone()];
        let found = improve(rows, p, begun, max_rounds, &mut |centres| path.push(centres.to_vec()));
        if best.as_ref().is_none_or(|(inertia, _)| found.inertia < *inertia) {
            best = Some((found.inertia, path));
        }
    }
    best.map_or_else(Vec::new, |(_, path)| path)
}

/// Where the random choices of a beginning come from.
fn beginning_rng(seed: u64, beginning: usize) -> Rng {
    Rng::new(seed, &format!("k-means {beginning}"))
}

/// The nearest centre to a row and its squared distance, the first on a tie.
pub fn nearest(row: &[f64], centres: &[f64]) -> (usize, f64) {
    let distances = centres.chunks_exact(row.len()).map(|centre| squared_distance(row, centre));
    (0..).zip(distances).fold((0, f64::INFINITY), |best, next| if next.1 < best.1 { next } else { best })
}

/// Centres that are measured together.
const LANES: usize = 8;

/// Centres by groups of eight, column by column, so that one row is measured against eight at once.
struct Groups {
    p: usize,
    cells: Vec<[f64; LANES]>,
}

impl Groups {
    fn new(centres: &[f64], p: usize) -> Self {
        // A group that is not full ends with centres that are infinitely far.
        let groups = (centres.len() / p).div_ceil(LANES);
        let mut cells = vec![[f64::INFINITY; LANES]; groups * p];
        for (at, centre) in centres.chunks_exact(p).enumerate() {
            for (lanes, cell) in cells[at / LANES * p..].iter_mut().zip(centre) {
                lanes[at % LANES] = *cell;
            }
        }
        Self { p, cells }
    }

    /// The nearest centre, its squared distance and that of the next.
    #[inline]
    fn nearest_two(&self, row: &[f64]) -> (usize, f64, f64) {
        let (mut at, mut first, mut second) = (0, f64::INFINITY, f64::INFINITY);
        for (group, cells) in self.cells.chunks_exact(self.p).enumerate() {
            let mut sums = [0.0; LANES];
            for (cell, centres) in row.iter().zip(cells) {
                for (sum, centre) in sums.iter_mut().zip(centres) {
                    let gap = cell - centre;
                    *sum += gap * gap;
                }
            }
            // Selections instead of branches, which nothing could foresee.
            for (lane, distance) in sums.into_iter().enumerate() {
                let nearer = distance < first;
                let behind = if nearer { first } else { distance };
                second = if behind < second { behind } else { second };
                first = if nearer { distance } else { first };
                at = if nearer { group * LANES + lane } else { at };
            }
        }
        (at, first, second)
    }
}

#[inline]
fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    let (a_chunks, a_rest) = a.as_chunks::<4>();
    let (b_chunks, b_rest) = b.as_chunks::<4>();
    let mut lanes = [0.0; 4];
    for (a, b) in a_chunks.iter().zip(b_chunks) {
        for lane in 0..4 {
            let gap = a[lane] - b[lane];
            lanes[lane] += gap * gap;
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| (a - b) * (a - b)).sum();
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]) + rest
}

/// Draws centres among the rows, each with a probability that grows with its squared distance to those
/// drawn before; of a few draws the best stays (k-means++, Arthur and Vassilvitskii, 2007).
fn begin(rows: &[f64], p: usize, k: usize, rng: &mut Rng) -> Vec<f64> {
    let n = rows.len() / p;
    let row = |at: usize| &rows[at * p..(at + 1) * p];
    let trials = 2 + libm::log(k as f64) as usize;
    let first = (rng.unit() * n as f64) as usize;
    let mut centres = row(first).to_vec();
    let mut distances = to_centre(rows, row(first), &vec![f64::INFINITY; n]);
    while centres.len() < k * p {
        let total: f64 = distances.iter().sum();
        if total.is_nan() || total <= 0.0 {
            break;
        }
        let mut best: Option<(f64, usize, Vec<f64>)> = None;
        for _ in 0..trials {
            let drawn = place(&distances, rng.unit() * total);
            let next = to_centre(rows, row(drawn), &distances);
            let sum: f64 = next.iter().sum();
            if best.as_ref().is_none_or(|(least, ..)| sum < *least) {
                best = Some((sum, drawn, next));
            }
        }
        let Some((_, drawn, next)) = best else { break };
        centres.extend_from_slice(row(drawn));
        distances = next;
    }
    centres
}

/// Each row's squared distance to a centre, where that is less than before.
#[inline(never)]
fn to_centre(rows: &[f64], centre: &[f64], before: &[f64]) -> Vec<f64> {
    let rows = rows.chunks_exact(centre.len());
    rows.zip(before).map(|(row, before)| before.min(squared_distance(row, centre))).collect()
}

/// Where the running sum passes `target`; never a place with nothing to add.
fn place(shares: &[f64], target: f64) -> usize {
    let mut sum = 0.0;
    let mut last = 0;
    for (at, share) in shares.iter().enumerate() {
        if *share > 0.0 {
            last = at;
            sum += share;
            if sum > target {
                break;
            }
        }
    }
    last
}

/// Lloyd's rounds, with bounds on distances that spare most of their calculation (Hamerly, 2010). A
/// centre that loses all its rows stays where it is. `show` sees the centres after each round.
fn improve(
    rows: &[f64],
    p: usize,
    centres: Vec<f64>,
    max_rounds: usize,
    show: &mut dyn FnMut(&[f64]),
) -> Clusters {
    let mut state = State::new(rows, p, centres);
    let rest = STILL * mean_variance(rows, p);
    for _ in 0..max_rounds {
        let ways = state.move_centres();
        show(&state.centres);
        let changed = state.assign(&ways);
        let moved: f64 = ways.iter().map(|way| way * way).sum();
        if !changed || moved <= rest {
            break;
        }
    }
    let distances = state.rows.chunks_exact(p).zip(&state.of);
    let inertia = distances.map(|(row, of)| squared_distance(row, state.centre(*of))).sum();
    Clusters { centres: state.centres, inertia }
}

fn mean_variance(rows: &[f64], p: usize) -> f64 {
    let n = (rows.len() / p) as f64;
    let mut sums = vec![0.0; p];
    rows.chunks_exact(p).for_each(|row| add_scaled(&mut sums, 1.0 / n, row));
    let squares: f64 = rows.chunks_exact(p).map(|row| squared_distance(row, &sums)).sum();
    squares / (n * p as f64)
}

struct State<'a> {
    rows: &'a [f64],
    p: usize,
    centres: Vec<f64>,
    /// The centre of every row.
    of: Vec<u32>,
    /// At least the distance to that centre.
    upper: Vec<f64>,
    /// At most the distance to any other.
    lower: Vec<f64>,
}

impl<'a> State<'a> {
    fn new(rows: &'a [f64], p: usize, centres: Vec<f64>) -> Self {
        let n = rows.len() / p;
        let mut state = Self { rows, p, centres, of: vec![0; n], upper: vec![0.0; n], lower: vec![0.0; n] };
        let groups = Groups::new(&state.centres, p);
        for (at, row) in rows.chunks_exact(p).enumerate() {
            state.set(at, groups.nearest_two(row));
        }
        state
    }

    fn set(&mut self, row: usize, (nearest, first, second): (usize, f64, f64)) {
        self.of[row] = nearest as u32;
        self.upper[row] = first.sqrt();
        self.lower[row] = second.sqrt();
    }

    fn centre(&self, at: u32) -> &[f64] {
        &self.centres[at as usize * self.p..(at as usize + 1) * self.p]
    }

    /// Moves every centre to the mean of its rows; how far each was.
    #[inline(never)]
    fn move_centres(&mut self) -> Vec<f64> {
        let p = self.p;
        let mut sums = vec![0.0; self.centres.len()];
        let mut counts = vec![0_u32; self.centres.len() / p];
        for (row, of) in self.rows.chunks_exact(p).zip(&self.of) {
            let sum = &mut sums[*of as usize * p..][..p];
            sum.iter_mut().zip(row).for_each(|(sum, cell)| *sum += cell);
            counts[*of as usize] += 1;
        }
        let mut ways = Vec::with_capacity(counts.len());
        for ((sum, centre), count) in
            sums.chunks_exact_mut(p).zip(self.centres.chunks_exact_mut(p)).zip(&counts)
        {
            if *count > 0 {
                sum.iter_mut().for_each(|sum| *sum /= f64::from(*count));
                ways.push(squared_distance(sum, centre).sqrt());
                centre.copy_from_slice(sum);
            } else {
                ways.push(0.0);
            }
        }
        ways
    }

    /// Gives every row its nearest centre, now that each has moved so far; whether any has changed.
    #[inline(never)]
    fn assign(&mut self, ways: &[f64]) -> bool {
        let farthest = ways.iter().copied().fold(0.0, f64::max);
        let halves = self.half_distances();
        let groups = Groups::new(&self.centres, self.p);
        let mut changed = false;
        for (at, row) in self.rows.chunks_exact(self.p).enumerate() {
            let of = self.of[at];
            self.upper[at] += ways[of as usize];
            self.lower[at] -= farthest;
            let safe = halves[of as usize].max(self.lower[at]);
            if self.upper[at] < safe {
                continue;
            }
            self.upper[at] = squared_distance(row, self.centre(of)).sqrt();
            if self.upper[at] < safe {
                continue;
            }
            self.set(at, groups.nearest_two(row));
            changed |= self.of[at] != of;
        }
        changed
    }

    /// Half the distance of each centre to the nearest other.
    fn half_distances(&self) -> Vec<f64> {
        let centres = || self.centres.chunks_exact(self.p);
        centres()
            .enumerate()
            .map(|(at, centre)| {
                let others = centres().enumerate().filter(|(other, _)| *other != at);
                let least = others.map(|(_, other)| squared_distance(centre, other));
                0.5 * least.fold(f64::INFINITY, f64::min).sqrt()
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blobs() -> Vec<f64> {
        let mut rng = Rng::new(1, "blobs");
        (0..600).flat_map(|row| [f64::from(row % 3) * 10.0 + rng.normal(), rng.normal()]).collect()
    }

    /// The bounds spare work and change nothing: every row has its nearest centre at the end, and every
    /// centre is the mean of its rows.
    #[test]
    fn the_end_is_one_of_lloyds() {
        let rows = blobs();
        for k in [1, 2, 3, 7] {
            let found = k_means(&rows, 2, k, 2, 1000, 5);
            assert_eq!(found.centres.len(), 2 * k);
            let of: Vec<usize> = rows.chunks_exact(2).map(|row| nearest(row, &found.centres).0).collect();
            let plain: f64 = rows.chunks_exact(2).map(|row| nearest(row, &found.centres).1).sum();
            assert!((plain - found.inertia).abs() < 1e-9 * plain, "{k}: {plain} {}", found.inertia);
            for at in 0..k {
                let own: Vec<f64> = of
                    .iter()
                    .zip(rows.iter().step_by(2))
                    .filter(|(of, _)| **of == at)
                    .map(|(_, x)| *x)
                    .collect();
                let mean = crate::stats::mean(&own);
                assert!((mean - found.centres[2 * at]).abs() < 0.05, "{k}: {mean} {}", found.centres[2 * at]);
            }
        }
    }

    #[test]
    fn clear_groups_are_found_and_repeated_rows_give_fewer_centres() {
        let mut centres: Vec<f64> =
            k_means(&blobs(), 2, 3, 1, 100, 9).centres.into_iter().step_by(2).collect();
        centres.sort_by(f64::total_cmp);
        assert!(centres.iter().zip([0.0, 10.0, 20.0]).all(|(a, b)| (a - b).abs() < 0.3), "{centres:?}");
        assert_eq!(k_means(&[1.0, 1.0, 5.0, 5.0, 5.0], 1, 4, 1, 100, 0).centres.len(), 2);
    }
}
