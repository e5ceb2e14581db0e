//! How well one column alone gives the target away.

use rustc_hash::FxHashMap;

use crate::stats;
use crate::table::{Column, Table, Values};

/// Rows looked at, evenly spaced over the table.
const ROWS: usize = 20_000;

/// Bins of equal share for numbers.
const BINS: usize = 64;

/// The target, as seen from the rows looked at.
pub(crate) struct Target {
    rows: Vec<usize>,
    cells: Cells,
}

enum Cells {
    Classes(Vec<Option<u32>>),
    Numbers(Vec<Option<f64>>),
}

impl Target {
    /// Nothing for a target of free text.
    pub(crate) fn new(table: &Table, target: &Column) -> Option<Self> {
        let step = table.n_rows().div_ceil(ROWS).max(1);
        let rows: Vec<usize> = (0..table.n_rows()).step_by(step).collect();
        let cells = match target.values() {
            Values::Text(_) => return None,
            Values::Numeric(_) | Values::Datetime(_) => {
                Cells::Numbers(rows.iter().map(|row| target.number(*row)).collect())
            }
            Values::Categorical { .. } | Values::Boolean(_) => Cells::Classes(codes(target, &rows)),
        };
        Some(Self { rows, cells })
    }

    /// From 0, no help, to 1, the target follows from the column: for classes, the share of errors
    /// that guessing the most common other row of the same level (or bin) saves against guessing the
    /// most common class; for numbers, the absolute correlation of two numeric columns, or the share
    /// of variance that levels explain, adjusted for their number.
    pub(crate) fn given_away_by(&self, column: &Column) -> f64 {
        match &self.cells {
            Cells::Classes(classes) => saved_errors(&codes(column, &self.rows), classes),
            Cells::Numbers(numbers) => match column.values() {
                Values::Numeric(_) | Values::Datetime(_) => {
                    correlation(self.rows.iter().map(|row| column.number(*row)).zip(numbers.iter().copied()))
                }
                _ => explained(&codes(column, &self.rows), numbers),
            },
        }
    }
}

/// A code for each cell: levels as they are, numbers by bins.
fn codes(column: &Column, rows: &[usize]) -> Vec<Option<u32>> {
    let valid = |row: &usize| column.mask().is_valid(*row);
    match column.values() {
        Values::Categorical { codes, .. } => {
            rows.iter().map(|row| codes.get(*row).copied().filter(|_| valid(row))).collect()
        }
        Values::Text(values) => {
            let mut known = FxHashMap::default();
            rows.iter()
                .map(|row| {
                    let next = known.len() as u32;
                    valid(row).then(|| *known.entry(values.get(*row)).or_insert(next))
                })
                .collect()
        }
        Values::Boolean(_) | Values::Numeric(_) | Values::Datetime(_) => {
            let cells: Vec<Option<f64>> = rows.iter().map(|row| column.number(*row)).collect();
            let mut sorted: Vec<f64> = cells.iter().flatten().copied().collect();
            sorted.sort_unstable_by(f64::total_cmp);
            let mut edges: Vec<f64> = if sorted.chunk_by(|a, b| a == b).count() <= BINS {
                sorted
            } else {
                (1..BINS)
                    .map(|part| stats::quantile(&sorted, part as f64 / BINS as f64).unwrap_or(0.0))
                    .collect()
            };
            edges.dedup();
            cells
                .iter()
                .map(|cell| cell.map(|cell| edges.partition_point(|edge| *edge <= cell) as u32))
                .collect()
        }
    }
}

fn saved_errors(levels: &[Option<u32>], classes: &[Option<u32>]) -> f64 {
    let pairs: Vec<(u32, u32)> =
        levels.iter().zip(classes).filter_map(|(a, b)| Some(((*a)?, (*b)?))).collect();
    let mut joint: FxHashMap<u32, FxHashMap<u32, usize>> = FxHashMap::default();
    let mut all: FxHashMap<u32, usize> = FxHashMap::default();
    for (level, class) in &pairs {
        *joint.entry(*level).or_default().entry(*class).or_default() += 1;
        *all.entry(*class).or_default() += 1;
    }
    // A row alone in its level is no evidence: only others of the level may vote.
    let right: usize =
        joint.values().map(|counts| counts.values().copied().max().filter(|n| *n > 1).unwrap_or(0)).sum();
    let base = all.values().copied().max().unwrap_or(0);
    if pairs.len() == base {
        0.0
    } else {
        (right as f64 - base as f64).max(0.0) / (pairs.len() - base) as f64
    }
}

fn correlation(pairs: impl Iterator<Item = (Option<f64>, Option<f64>)>) -> f64 {
    let pairs: Vec<(f64, f64)> = pairs.filter_map(|(a, b)| Some((a?, b?))).collect();
    let n = pairs.len() as f64;
    if n < 3.0 {
        return 0.0;
    }
    let (mean_a, mean_b) = pairs.iter().fold((0.0, 0.0), |(a, b), pair| (a + pair.0 / n, b + pair.1 / n));
    let (mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0);
    for (a, b) in pairs {
        let (a, b) = (a - mean_a, b - mean_b);
        aa += a * a;
        bb += b * b;
        ab += a * b;
    }
    let correlation = (ab / (aa.sqrt() * bb.sqrt())).abs();
    if correlation.is_finite() { correlation.min(1.0) } else { 0.0 }
}

fn explained(levels: &[Option<u32>], numbers: &[Option<f64>]) -> f64 {
    let pairs: Vec<(u32, f64)> =
        levels.iter().zip(numbers).filter_map(|(a, b)| Some(((*a)?, (*b)?))).collect();
    let n = pairs.len() as f64;
    let mean = pairs.iter().map(|(_, number)| number / n).sum::<f64>();
    let mut groups: FxHashMap<u32, (f64, f64)> = FxHashMap::default();
    let mut total = 0.0;
    for (level, number) in &pairs {
        let (count, sum) = groups.entry(*level).or_default();
        *count += 1.0;
        *sum += number - mean;
        total += (number - mean) * (number - mean);
    }
    let between: f64 = groups.values().map(|(count, sum)| sum * sum / count).sum();
    let left = n - groups.len() as f64;
    if left <= 0.0 || total <= 0.0 {
        return 0.0;
    }
    (1.0 - (1.0 - between / total) * (n - 1.0) / left).clamp(0.0, 1.0)
}
