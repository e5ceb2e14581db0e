use std::ops::Range;

use super::Criterion;
use super::bins::{BinMarks, Bins, MAX_BINS};
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
    /// Bins × cells.
    histogram: Vec<C::Cell>,
    /// Distinct rows of every bin.
    counts: [u32; MAX_BINS],
}

impl<'a, C: Criterion> HistogramSplitter<'a, C> {
    /// A splitter of the rows that were drawn at least once.
    pub fn new(criterion: &'a C, bins: &'a Bins, draws: &'a [u32]) -> Self {
        let rows: Vec<u32> = (0..bins.n_rows() as u32).filter(|row| draws[*row as usize] > 0).collect();
        Self {
            spare: vec![0; rows.len()],
            shares: Vec::with_capacity(rows.len()),
            histogram: vec![C::Cell::default(); MAX_BINS * criterion.cells()],
            counts: [0; MAX_BINS],
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
        let rows = &self.rows[node];
        let n_rows = rows.len();
        let mut marks = BinMarks::default();
        self.criterion.add_binned(&mut self.histogram, codes, rows, &self.shares, &mut marks);
        // With one row enough for a leaf, every marked bin has enough.
        if min_leaf > 1 {
            count(codes, rows, &mut self.counts);
        }
        self.scan(feature, n_rows, marks, sides, min_leaf, best);
    }

    /// Goes through the marked bins and leaves them empty.
    #[inline(never)]
    fn scan(
        &mut self,
        feature: u32,
        n_rows: usize,
        marks: BinMarks,
        sides: &mut C::Sides,
        min_leaf: usize,
        best: &mut Option<Split>,
    ) {
        let width = self.criterion.cells();
        self.criterion.restart(sides);
        let mut on_left = 0;
        let mut last = None;
        let mut top = best.map_or(f64::NEG_INFINITY, |best| best.worth);
        let mut found = None;
        for bin in marks.iter() {
            if let Some(last) = last
                && (min_leaf == 1 || (on_left >= min_leaf && n_rows - on_left >= min_leaf))
                && let Some(worth) = self.criterion.better(sides, top)
            {
                top = worth;
                found = Some((last, bin));
            }
            self.criterion.move_bin(sides, &mut self.histogram[bin * width..(bin + 1) * width]);
            on_left += std::mem::take(&mut self.counts[bin]) as usize;
            last = Some(bin);
        }
        if let Some((at, next)) = found {
            let threshold = self.bins.border(feature as usize, at, next);
            *best = Some(Split { feature, threshold, worth: top, at });
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

#[inline(never)]
fn count(codes: &[u8], rows: &[u32], counts: &mut [u32; MAX_BINS]) {
    for &row in rows {
        counts[usize::from(codes[row as usize])] += 1;
    }
}
