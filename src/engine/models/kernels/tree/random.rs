use std::ops::Range;

use ndarray::ArrayView2;

use super::Criterion;
use super::grow::{Draw, Split, Splitter};
use super::partition::stable_partition;

/// Tries one random threshold of every feature drawn, evenly between the least and the greatest value
/// of the node (P. Geurts, D. Ernst, L. Wehenkel, *Extremely randomized trees*, 2006).
pub struct RandomSplitter<'a, C: Criterion> {
    criterion: &'a C,
    columns: &'a Columns,
    draws: &'a [u32],
    rows: Vec<u32>,
    spare: Vec<u32>,
    shares: Vec<C::Share>,
}

/// The values of a table, column by column.
#[derive(Clone, Debug)]
pub struct Columns {
    n_rows: usize,
    values: Vec<f64>,
}

impl Columns {
    /// Copies every column.
    pub fn new(x: ArrayView2<f64>) -> Self {
        let values = x.columns().into_iter().flat_map(|column| column.into_iter().copied()).collect();
        Self { n_rows: x.nrows(), values }
    }

    fn column(&self, feature: usize) -> &[f64] {
        &self.values[feature * self.n_rows..(feature + 1) * self.n_rows]
    }
}

impl<'a, C: Criterion> RandomSplitter<'a, C> {
    /// A splitter of the rows that were drawn at least once.
    pub fn new(criterion: &'a C, columns: &'a Columns, draws: &'a [u32]) -> Self {
        let rows: Vec<u32> = (0..columns.n_rows as u32).filter(|row| draws[*row as usize] > 0).collect();
        let spare = vec![0; rows.len()];
        Self { criterion, columns, draws, rows, spare, shares: Vec::new() }
    }

    #[inline(never)]
    fn try_feature(
        &self,
        feature: u32,
        node: Range<usize>,
        sides: &mut C::Sides,
        min_leaf: usize,
        draw: &mut Draw,
        best: &mut Option<Split>,
    ) {
        let (values, rows) = (self.columns.column(feature as usize), &self.rows[node]);
        let (low, high) = range(values, rows);
        if low >= high {
            return;
        }
        let at = draw.unit();
        let drawn = low * (1.0 - at) + high * at;
        // Rounding must not send every row to one side.
        let threshold = if drawn >= low && drawn < high { drawn } else { low };
        self.criterion.restart(sides);
        let mut on_left = 0;
        for (row, share) in rows.iter().zip(&self.shares) {
            if values[*row as usize] <= threshold {
                self.criterion.move_row(sides, *share);
                on_left += 1;
            }
        }
        if on_left < min_leaf || rows.len() - on_left < min_leaf {
            return;
        }
        let top = best.map_or(f64::NEG_INFINITY, |best| best.worth);
        if let Some(worth) = self.criterion.better(sides, top) {
            *best = Some(Split { feature, threshold, worth, at: on_left });
        }
    }
}

#[inline(never)]
fn range(values: &[f64], rows: &[u32]) -> (f64, f64) {
    rows.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), row| {
        let value = values[*row as usize];
        (if value < low { value } else { low }, if value > high { value } else { high })
    })
}

impl<C: Criterion> Splitter<C> for RandomSplitter<'_, C> {
    type Block = Self;

    fn n_rows(&self) -> usize {
        self.rows.len()
    }

    fn members(&self, node: Range<usize>) -> impl Iterator<Item = (u32, u32)> + Clone {
        self.rows[node].iter().map(|row| (*row, self.draws[*row as usize]))
    }

    fn best(
        &mut self,
        node: Range<usize>,
        sides: &mut C::Sides,
        min_leaf: usize,
        draw: &mut Draw,
    ) -> Option<Split> {
        let mut shares = std::mem::take(&mut self.shares);
        shares.clear();
        shares.extend(self.members(node.clone()).map(|(row, draws)| self.criterion.share(row, draws)));
        self.shares = shares;
        let mut best = None;
        draw.begin();
        let mut drawn = 0;
        while let Some(feature) = draw.next(drawn, best.is_some()) {
            self.try_feature(feature, node.clone(), sides, min_leaf, draw, &mut best);
            drawn += 1;
        }
        best
    }

    fn divide(&mut self, node: Range<usize>, split: &Split) -> usize {
        let values = self.columns.column(split.feature as usize);
        let goes_left = |row: u32| values[row as usize] <= split.threshold;
        node.start + stable_partition(&mut self.rows[node], goes_left, &mut self.spare)
    }
}
