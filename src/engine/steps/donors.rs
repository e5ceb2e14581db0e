//! The nearest of rows that have gaps.

/// Rows compared with at a time, so that their cells stay in the cache while several rows ask for them.
const BLOCK: usize = 128;
/// Rows that ask at a time.
const ASKING: usize = 64;
/// Columns whose presence fits into one word.
const WORD: usize = 64;

/// Rows whose cells may be missing.
pub(super) struct Donors {
    n_rows: usize,
    /// Column after column; 0 where missing.
    values: Vec<f64>,
    /// 1 where there is a value, column after column.
    known: Vec<f64>,
    /// A bit for each cell that is there, row after row.
    words: Vec<u64>,
    /// Whether a column has gaps.
    gaps: Vec<bool>,
}

/// A row that asks for what it lacks.
pub(super) struct Asking {
    /// Its cells, in the order of the columns.
    pub cells: Vec<Option<f64>>,
}

/// A row that can give a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Donor {
    /// Its place.
    pub row: usize,
    /// Its squared distance.
    pub distance: f64,
}

impl Donors {
    /// The rows of columns of one length.
    pub(super) fn new(columns: &[Vec<Option<f64>>]) -> Self {
        let n_rows = columns.iter().map(Vec::len).min().unwrap_or(0);
        let per_row = columns.len().div_ceil(WORD);
        let mut donors = Self {
            n_rows,
            values: Vec::with_capacity(n_rows * columns.len()),
            known: Vec::with_capacity(n_rows * columns.len()),
            words: vec![0; n_rows * per_row],
            gaps: Vec::with_capacity(columns.len()),
        };
        for (at, column) in columns.iter().enumerate() {
            let cells = column.iter().take(n_rows);
            donors.gaps.push(cells.clone().any(Option::is_none));
            donors.values.extend(cells.clone().map(|cell| cell.unwrap_or(0.0)));
            donors.known.extend(cells.clone().map(|cell| f64::from(u8::from(cell.is_some()))));
            let words = donors.words.iter_mut().skip(at / WORD).step_by(per_row.max(1));
            for (word, cell) in words.zip(cells) {
                *word |= u64::from(cell.is_some()) << (at % WORD);
            }
        }
        donors
    }

    /// Calls `found` with the place of each row that asks, each column that it lacks, and the `k` nearest
    /// rows that have a value there, nearest first and of equally near ones the earlier. Rows without a
    /// column in common with it are never near.
    ///
    /// The squared distance of two rows is the mean of the squared differences over the columns that both
    /// have, times the number of columns (Dixon, 1979).
    pub(super) fn nearest(&self, asking: &[Asking], k: usize, mut found: impl FnMut(usize, usize, &[Donor])) {
        let mut nearest: Vec<Vec<Vec<Donor>>> = Vec::new();
        for (group, rows) in asking.chunks(ASKING).enumerate() {
            let lacking = |row: &Asking| row.cells.iter().filter(|cell| cell.is_none()).count();
            nearest.clear();
            nearest.extend(rows.iter().map(|row| vec![Vec::with_capacity(k + 1); lacking(row)]));
            let masks: Vec<Vec<u64>> = rows.iter().map(Asking::words).collect();
            for start in (0..self.n_rows).step_by(BLOCK) {
                let end = self.n_rows.min(start + BLOCK);
                for ((row, mask), nearest) in rows.iter().zip(&masks).zip(&mut nearest) {
                    let mut distances = [0.0; BLOCK];
                    self.distances(row, mask, start, end, &mut distances);
                    self.keep(row, start, distances.get(..end - start).unwrap_or_default(), k, nearest);
                }
            }
            for (at, (row, nearest)) in rows.iter().zip(&nearest).enumerate() {
                for ((column, _), donors) in row.lacks().zip(nearest) {
                    found(group * ASKING + at, column, donors);
                }
            }
        }
    }

    /// The squared distances of a block of rows; not a number where no column is common.
    fn distances(&self, row: &Asking, mask: &[u64], start: usize, end: usize, out: &mut [f64; BLOCK]) {
        let n = end - start;
        for (column, cell) in row.cells.iter().enumerate() {
            let Some(cell) = *cell else { continue };
            let place = column * self.n_rows + start..column * self.n_rows + end;
            let values = self.values.get(place.clone()).unwrap_or_default();
            if self.gaps.get(column) == Some(&true) {
                add_known(out, cell, values, self.known.get(place).unwrap_or_default());
            } else {
                add(out, cell, values);
            }
        }
        let (p, per_row) = (row.cells.len() as f64, mask.len().max(1));
        let words = self.words.get(start * per_row..end * per_row).unwrap_or_default();
        for (out, words) in out.iter_mut().take(n).zip(words.chunks_exact(per_row)) {
            let common: u32 = words.iter().zip(mask).map(|(a, b)| (a & b).count_ones()).sum();
            *out = if common == 0 { f64::NAN } else { *out * (p / f64::from(common)) };
        }
    }

    /// Puts the rows of a block among the nearest of each column that is asked for.
    fn keep(&self, row: &Asking, start: usize, distances: &[f64], k: usize, nearest: &mut [Vec<Donor>]) {
        let least = distances.iter().fold(f64::INFINITY, |least, distance| least.min(*distance));
        for ((column, _), nearest) in row.lacks().zip(nearest) {
            let mut worst = worst_of(nearest, k);
            if least >= worst {
                continue;
            }
            let place = column * self.n_rows + start;
            let known = self.known.get(place..place + distances.len()).unwrap_or_default();
            for ((at, distance), known) in distances.iter().enumerate().zip(known) {
                if *distance < worst && *known == 1.0 {
                    let place = nearest.partition_point(|other| other.distance <= *distance);
                    nearest.insert(place, Donor { row: start + at, distance: *distance });
                    nearest.truncate(k);
                    worst = worst_of(nearest, k);
                }
            }
        }
    }
}

impl Asking {
    fn words(&self) -> Vec<u64> {
        let word = |cells: &[Option<f64>]| {
            cells.iter().enumerate().fold(0, |word, (at, cell)| word | u64::from(cell.is_some()) << at)
        };
        self.cells.chunks(WORD).map(word).collect()
    }

    /// The columns that it lacks.
    fn lacks(&self) -> impl Iterator<Item = (usize, &Option<f64>)> {
        self.cells.iter().enumerate().filter(|(_, cell)| cell.is_none())
    }
}

/// The distance below which a row is among the nearest.
fn worst_of(nearest: &[Donor], k: usize) -> f64 {
    if nearest.len() < k { f64::INFINITY } else { nearest.last().map_or(f64::INFINITY, |last| last.distance) }
}

#[inline(never)]
fn add(out: &mut [f64; BLOCK], cell: f64, values: &[f64]) {
    for (out, value) in out.iter_mut().zip(values) {
        let difference = cell - value;
        *out += difference * difference;
    }
}

#[inline(never)]
fn add_known(out: &mut [f64; BLOCK], cell: f64, values: &[f64], known: &[f64]) {
    for ((out, value), known) in out.iter_mut().zip(values).zip(known) {
        let difference = (cell - value) * known;
        *out += difference * difference;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    /// Every row by itself, with more columns than a word has bits.
    #[test]
    fn equals_a_search_of_one_row_after_the_other() {
        let mut rng = Rng::new(8, "donors");
        for (n, p, k) in [(1, 1, 1), (300, 3, 4), (140, 70, 2), (257, 5, 300)] {
            let mut cell = || (rng.unit() < 0.7).then(|| f64::from(rng.below(50)));
            let columns: Vec<Vec<Option<f64>>> = (0..p).map(|_| (0..n).map(|_| cell()).collect()).collect();
            let asking: Vec<Asking> =
                (0..70).map(|_| Asking { cells: (0..p).map(|_| cell()).collect() }).collect();
            let distance = |row: &Asking, other: usize| {
                let both = row.cells.iter().zip(&columns).filter_map(|(a, column)| a.zip(column[other]));
                let squares: Vec<f64> = both.map(|(a, b)| (a - b) * (a - b)).collect();
                squares.iter().sum::<f64>() * (p as f64 / squares.len() as f64)
            };
            let mut n_found = 0;
            Donors::new(&columns).nearest(&asking, k, |at, column, found| {
                let row = &asking[at];
                let mut all: Vec<Donor> = (0..n)
                    .filter(|other| columns[column][*other].is_some())
                    .map(|other| Donor { row: other, distance: distance(row, other) })
                    .filter(|donor| !donor.distance.is_nan())
                    .collect();
                all.sort_by(|a, b| a.distance.total_cmp(&b.distance));
                all.truncate(k);
                assert_eq!(found, all);
                n_found += 1;
            });
            let lacking = asking.iter().map(|row| row.lacks().count()).sum::<usize>();
            assert_eq!(n_found, lacking);
        }
    }
}
