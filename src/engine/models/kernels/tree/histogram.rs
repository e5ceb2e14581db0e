use std::ops::Range;

use super::Criterion;
use super::bins::Bins;
use super::border::{Border, Histogram, Members};
use super::grow::{Draw, Split, Splitter};
use super::partition::stable_partition;
use super::sorted::SortedSplitter;

/// Below so many rows, nodes that try most features keep their rows sorted instead.
const BLOCK_ROWS: usize = 512;

/// Tries every border between bins.
pub struct HistogramSplitter<'a, C: Criterion> {
    criterion: &'a C,
    bins: &'a Bins,
    draws: &'a [u32],
    rows: Vec<u32>,
    spare: Vec<u32>,
    shares: Vec<C::Share>,
    histogram: Histogram<C::Cell>,
}

impl<'a, C: Criterion> HistogramSplitter<'a, C> {
    /// A splitter of the rows that were drawn at least once.
    pub fn new(criterion: &'a C, bins: &'a Bins, draws: &'a [u32]) -> Self {
        let rows: Vec<u32> = (0..bins.n_rows() as u32).filter(|row| draws[*row as usize] > 0).collect();
        Self {
            spare: vec![0; rows.len()],
            shares: Vec::with_capacity(rows.len()),
            histogram: Histogram::new(criterion.cells()),
            criterion,
            bins,
            draws,
            rows,
        }
    }

    fn try_feature(
        &mut self,
        feature: u32,
        node: Range<usize>,
        sides: &mut C::Sides,
        min_leaf: usize,
        best: &mut Option<Split>,
    ) {
        let codes = self.bins.codes(feature as usize);
        let members = Members { rows: &self.rows[node], shares: &self.shares, min_leaf };
        let top = best.map_or(f64::NEG_INFINITY, |best| best.worth);
        let found = self.criterion.best_border(&mut self.histogram, sides, codes, members, top);
        if let Some(Border { at, next, worth }) = found {
            *best =
                Some(Split { feature, threshold: self.bins.border(feature as usize, at, next), worth, at });
        }
    }
}

impl<'a, C: Criterion> Splitter<C> for HistogramSplitter<'a, C> {
    type Block = SortedSplitter<'a, C, &'a Bins>;

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
        self.shares.clear();
        let (criterion, draws) = (self.criterion, self.draws);
        let shares = self.rows[node.clone()].iter().map(|row| criterion.share(*row, draws[*row as usize]));
        self.shares.extend(shares);
        let mut best = None;
        draw.begin();
        let mut drawn = 0;
        while let Some(feature) = draw.next(drawn, best.is_some()) {
            self.try_feature(feature, node.clone(), sides, min_leaf, &mut best);
            drawn += 1;
        }
        best
    }

    fn divide(&mut self, node: Range<usize>, split: &Split) -> usize {
        let codes = self.bins.codes(split.feature as usize);
        let goes_left = |row: u32| usize::from(codes[row as usize]) <= split.at;
        node.start + stable_partition(&mut self.rows[node], goes_left, &mut self.spare)
    }

    fn block(&self, node: Range<usize>, draw: &Draw) -> Option<Self::Block> {
        let wanted = draw.most() && node.len() <= BLOCK_ROWS;
        wanted.then(|| SortedSplitter::of_bins(self.criterion, self.bins, self.members(node).collect()))
    }
}
