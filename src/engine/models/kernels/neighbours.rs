use ndarray::{ArrayView2, Axis};

use super::screen::{ASKED, CHUNK, Screen};

/// Queries that go through the training rows together.
const BATCH: usize = 64;
/// Training rows in one tile: distances to a whole tile are summed side by side.
const TILE: usize = 64;

/// How far apart two rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// The root of the sum of squares.
    Euclidean,
    /// The sum of absolute differences.
    Manhattan,
}

/// A training row and its distance from the row asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// Position among the training rows.
    pub row: u32,
    /// Distance; squared for [`Metric::Euclidean`] until the search is done.
    pub distance: f64,
}

/// Calls `found` with each query's `k` nearest training rows, nearest first, of equally near ones
/// the earlier first. `train` is rows × features, row-major; `k` is at least 1 and at most its rows.
pub fn nearest(
    train: &[f64],
    queries: ArrayView2<f64>,
    k: usize,
    metric: Metric,
    mut found: impl FnMut(&[Neighbour]),
) {
    let n_features = queries.ncols();
    if metric == Metric::Euclidean
        && let Some(screen) = Screen::new(train, n_features)
    {
        return screened(train, &screen, queries, k, found);
    }
    let tiles = tiled(train, n_features);
    let mut best = Vec::with_capacity(k);
    let mut query = vec![0.0; n_features];
    for row in queries.rows() {
        query.iter_mut().zip(row).for_each(|(cell, value)| *cell = *value);
        best.clear();
        let mut first = 0;
        for tile in tiles.chunks(TILE * n_features) {
            let width = tile.len() / n_features;
            let mut sums = [0.0; TILE];
            match metric {
                Metric::Euclidean => sum_squares(tile, &query, &mut sums[..width]),
                Metric::Manhattan => sum_absolutes(tile, &query, &mut sums[..width]),
            }
            keep_nearest(&mut best, k, first, &sums[..width]);
            first += width as u32;
        }
        if metric == Metric::Euclidean {
            best.iter_mut().for_each(|neighbour| neighbour.distance = f64::sqrt(neighbour.distance));
        }
        found(&best);
    }
}

/// As [`nearest`] by [`Metric::Euclidean`]: only rows that pass the screen are measured exactly.
fn screened(
    train: &[f64],
    screen: &Screen,
    queries: ArrayView2<f64>,
    k: usize,
    mut found: impl FnMut(&[Neighbour]),
) {
    let n_features = queries.ncols();
    let n_chunks = (train.len() / n_features).div_ceil(CHUNK);
    let mut best = vec![Vec::new(); BATCH];
    for batch in queries.axis_chunks_iter(Axis(0), BATCH) {
        best.iter_mut().for_each(Vec::clear);
        let cells: Vec<f64> = batch.iter().copied().collect();
        let groups = batch.axis_chunks_iter(Axis(0), ASKED);
        let mut groups: Vec<_> = groups.map(|group| screen.ask(group.rows().into_iter())).collect();
        for chunk in 0..n_chunks {
            for (group, asked) in groups.iter_mut().enumerate() {
                screen.look(asked, chunk, |asked, place, row| {
                    let query = group * ASKED + place;
                    let cells = &cells[query * n_features..][..n_features];
                    let pairs = train[row * n_features..].iter().zip(cells);
                    let squared = pairs.map(|(a, b)| (a - b) * (a - b)).sum();
                    let best = &mut best[query];
                    keep_nearest(best, k, row as u32, &[squared]);
                    if let Some(last) = best.get(k - 1) {
                        screen.limit(asked, place, last.distance);
                    }
                });
            }
        }
        for best in &mut best[..batch.nrows()] {
            best.iter_mut().for_each(|neighbour| neighbour.distance = f64::sqrt(neighbour.distance));
            found(best);
        }
    }
}

/// The rows, 64 at a time, each tile feature by feature.
fn tiled(train: &[f64], n_features: usize) -> Vec<f64> {
    let mut tiles = Vec::with_capacity(train.len());
    for rows in train.chunks(TILE * n_features) {
        for feature in 0..n_features {
            tiles.extend(rows[feature..].iter().step_by(n_features));
        }
    }
    tiles
}

#[inline(never)]
fn sum_squares(tile: &[f64], query: &[f64], sums: &mut [f64]) {
    for (cells, value) in tile.chunks_exact(sums.len()).zip(query) {
        for (sum, cell) in sums.iter_mut().zip(cells) {
            let difference = cell - value;
            *sum += difference * difference;
        }
    }
}

#[inline(never)]
fn sum_absolutes(tile: &[f64], query: &[f64], sums: &mut [f64]) {
    for (cells, value) in tile.chunks_exact(sums.len()).zip(query) {
        for (sum, cell) in sums.iter_mut().zip(cells) {
            *sum += (cell - value).abs();
        }
    }
}

/// Merges the distances of training rows `first..` into the `k` nearest so far.
#[inline(never)]
fn keep_nearest(best: &mut Vec<Neighbour>, k: usize, first: u32, distances: &[f64]) {
    let mut worst =
        if best.len() == k { best.last().map_or(f64::INFINITY, |b| b.distance) } else { f64::INFINITY };
    for (row, distance) in (first..).zip(distances) {
        if best.len() == k && *distance >= worst {
            continue;
        }
        if best.len() == k {
            best.pop();
        }
        let place = best.partition_point(|neighbour| neighbour.distance <= *distance);
        best.insert(place, Neighbour { row, distance: *distance });
        if best.len() == k {
            worst = best.last().map_or(f64::INFINITY, |b| b.distance);
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::rng::Rng;

    /// Rows of one far-off value, of tiny and of huge units, and queries far from all of them: the screen
    /// must pass every row that counts.
    #[test]
    fn the_screen_never_hides_a_neighbour() {
        let mut rng = Rng::new(6, "test");
        for (unit, odd) in [(1.0, 1e9), (1e-60, 1.0), (1e-30, 1e25), (1e100, 1e130), (1.0, 1.0), (1e300, 1.0)]
        {
            for offset in [0.0, 1e6 * unit] {
                let mut train: Vec<f64> = (0..700 * 3).map(|_| offset + unit * rng.normal()).collect();
                train[1] = odd;
                let mut queries = Array2::from_shape_simple_fn((70, 3), || offset + unit * rng.normal());
                (queries[[1, 1]], queries[[2, 0]], queries[[3, 2]]) = (odd, 1e17 * unit, -1e150);
                let mut answers = Vec::new();
                nearest(&train, queries.view(), 4, Metric::Euclidean, |best| answers.push(best.to_vec()));
                for (query, answer) in queries.rows().into_iter().zip(answers) {
                    let squares = train
                        .chunks_exact(3)
                        .map(|cells| cells.iter().zip(query).map(|(a, b)| (a - b) * (a - b)).sum::<f64>());
                    let mut all: Vec<(f64, u32)> = squares.zip(0..).collect();
                    all.sort_by(|a, b| a.0.total_cmp(&b.0));
                    let found: Vec<(f64, u32)> = answer.iter().map(|n| (n.distance, n.row)).collect();
                    all.iter_mut().for_each(|neighbour| neighbour.0 = neighbour.0.sqrt());
                    assert_eq!(found, all[..4], "{unit} {odd} {offset} {query}");
                }
            }
        }
    }

    /// Against sorting all distances; whole-number cells make many ties.
    #[test]
    fn equals_a_stable_sort_of_all_distances() {
        let mut rng = Rng::new(5, "test");
        for (n, p, k) in [(1, 1, 1), (63, 2, 5), (64, 3, 64), (65, 1, 7), (200, 4, 10)] {
            let train: Vec<f64> = (0..n * p).map(|_| f64::from(rng.below(4))).collect();
            let queries = Array2::from_shape_simple_fn((9, p), || f64::from(rng.below(4)));
            for metric in [Metric::Euclidean, Metric::Manhattan] {
                let mut answers = Vec::new();
                nearest(&train, queries.view(), k, metric, |best| answers.push(best.to_vec()));
                for (query, answer) in queries.rows().into_iter().zip(answers) {
                    let mut all: Vec<(f64, u32)> = (0..)
                        .zip(train.chunks_exact(p))
                        .map(|(row, cells)| {
                            let gaps = cells.iter().zip(query).map(|(a, b)| (a - b).abs());
                            match metric {
                                Metric::Euclidean => (gaps.map(|g| g * g).sum::<f64>().sqrt(), row),
                                Metric::Manhattan => (gaps.sum(), row),
                            }
                        })
                        .collect();
                    all.sort_by(|a, b| a.0.total_cmp(&b.0));
                    let found: Vec<(f64, u32)> = answer.iter().map(|n| (n.distance, n.row)).collect();
                    assert_eq!(found, all[..k]);
                }
            }
        }
    }
}
