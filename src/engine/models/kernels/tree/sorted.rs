use std::ops::Range;

use ndarray::ArrayView2;

use super::bins::Bins;
use super::grow::{Draw, Split, Splitter};
use super::partition::stable_partition;
use super::{Criterion, between};

/// How sorted cells are told apart, and where the border between two of them lies.
pub trait Borders {
    /// A cell: its value, or the bin it is in.
    type Key: Copy + PartialEq;

    /// The threshold between two neighbouring keys of a feature.
    fn threshold(&self, feature: usize, low: Self::Key, high: Self::Key) -> f64;
}

/// The values themselves.
#[derive(Clone, Copy, Debug)]
pub struct Exact;

impl Borders for Exact {
    type Key = f64;

    fn threshold(&self, _: usize, low: f64, high: f64) -> f64 {
        between(low, high)
    }
}

impl Borders for &Bins {
    type Key = u8;

    fn threshold(&self, feature: usize, low: u8, high: u8) -> f64 {
        self.border(feature, usize::from(low), usize::from(high))
    }
}

/// Tries every border of sorted rows, which stay sorted by every feature while nodes are divided. Of
/// equally good splits it takes the first feature tried, then the lowest threshold.
pub struct SortedSplitter<'a, C: Criterion, B: Borders> {
    criterion: &'a C,
    borders: B,
    /// The training row and the draws of every place.
    rows: Vec<(u32, u32)>,
    shares: Vec<C::Share>,
    /// Features × places.
    keys: Vec<B::Key>,
    /// Features × places: places by ascending key, equal keys by place.
    orders: Vec<u32>,
    goes_left: Vec<bool>,
    spare: Vec<u32>,
}

impl<'a, C: Criterion> SortedSplitter<'a, C, Exact> {
    /// A splitter of all rows by the values themselves.
    pub fn new(criterion: &'a C, x: ArrayView2<f64>) -> Self {
        let (n_rows, n_features) = x.dim();
        let mut keys = Vec::with_capacity(n_rows * n_features);
        let mut orders = Vec::with_capacity(n_rows * n_features);
        for column in x.columns() {
            let start = keys.len();
            // Adding zero makes -0 and 0 one value.
            keys.extend(column.iter().map(|value| value + 0.0));
            let mut order: Vec<(f64, u32)> = keys[start..].iter().copied().zip(0..).collect();
            order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            orders.extend(order.into_iter().map(|(_, row)| row));
        }
        Self::with(criterion, Exact, (0..n_rows as u32).map(|row| (row, 1)).collect(), keys, orders)
    }
}

impl<'a, C: Criterion> SortedSplitter<'a, C, &'a Bins> {
    /// A splitter of these rows, each with its draws, by their bins.
    pub fn of_bins(criterion: &'a C, bins: &'a Bins, rows: Vec<(u32, u32)>) -> Self {
        let n = rows.len();
        let mut keys = Vec::with_capacity(n * bins.n_features());
        let mut orders = vec![0; n * bins.n_features()];
        for (feature, order) in orders.chunks_exact_mut(n).enumerate() {
            let codes = bins.codes(feature);
            keys.extend(rows.iter().map(|(row, _)| codes[*row as usize]));
            counting_sort(&keys[feature * n..], order);
        }
        Self::with(criterion, bins, rows, keys, orders)
    }
}

#[inline(never)]
fn counting_sort(keys: &[u8], order: &mut [u32]) {
    let mut ends = [0_u32; 256];
    for key in keys {
        ends[usize::from(*key)] += 1;
    }
    let mut start = 0;
    for end in &mut ends {
        start += std::mem::replace(end, start);
    }
    for (place, key) in (0..).zip(keys) {
        let slot = &mut ends[usize::from(*key)];
        order[*slot as usize] = place;
        *slot += 1;
    }
}

impl<'a, C: Criterion, B: Borders> SortedSplitter<'a, C, B> {
    fn with(
        criterion: &'a C,
        borders: B,
        rows: Vec<(u32, u32)>,
        keys: Vec<B::Key>,
        orders: Vec<u32>,
    ) -> Self {
        Self {
            shares: rows.iter().map(|(row, draws)| criterion.share(*row, *draws)).collect(),
            goes_left: vec![false; rows.len()],
            spare: vec![0; rows.len()],
            criterion,
            borders,
            rows,
            keys,
            orders,
        }
    }

    #[inline(never)]
    fn scan(
        &self,
        feature: usize,
        node: Range<usize>,
        sides: &mut C::Sides,
        min_leaf: usize,
        best: &mut Option<Split>,
    ) {
        let n = self.rows.len();
        let keys = &self.keys[feature * n..(feature + 1) * n];
        let shares = &self.shares[..n];
        let order = &self.orders[feature * n..(feature + 1) * n][node];
        let (Some(first), Some(last)) = (order.first(), order.last()) else { return };
        if keys[*first as usize] == keys[*last as usize] {
            return;
        }
        self.criterion.restart(sides);
        let mut top = best.map_or(f64::NEG_INFINITY, |best| best.worth);
        let mut found = None;
        let mut low = keys[*first as usize];
        for (before, pair) in order[..order.len() + 1 - min_leaf].windows(2).enumerate() {
            self.criterion.move_row(sides, shares[pair[0] as usize]);
            let high = keys[pair[1] as usize];
            if low != high
                && before + 1 >= min_leaf
                && let Some(worth) = self.criterion.better(sides, top)
            {
                top = worth;
                found = Some((before + 1, low, high));
            }
            low = high;
        }
        if let Some((at, low, high)) = found {
            let threshold = self.borders.threshold(feature, low, high);
            *best = Some(Split { feature: feature as u32, threshold, worth: top, at });
        }
    }
}

impl<C: Criterion, B: Borders> Splitter<C> for SortedSplitter<'_, C, B> {
    type Block = Self;

    fn n_rows(&self) -> usize {
        self.rows.len()
    }

    fn members(&self, node: Range<usize>) -> impl Iterator<Item = (u32, u32)> + Clone {
        self.orders[node].iter().map(|place| self.rows[*place as usize])
    }

    fn best(
        &mut self,
        node: Range<usize>,
        sides: &mut C::Sides,
        min_leaf: usize,
        draw: &mut Draw,
    ) -> Option<Split> {
        let mut best = None;
        draw.begin();
        let mut drawn = 0;
        while let Some(feature) = draw.next(drawn, best.is_some()) {
            self.scan(feature as usize, node.clone(), sides, min_leaf, &mut best);
            drawn += 1;
            // Two rows can be told apart in one way only.
            if node.len() == 2 && best.is_some() {
                break;
            }
        }
        best
    }

    fn divide(&mut self, node: Range<usize>, split: &Split) -> usize {
        let n = self.rows.len();
        let own = &self.orders[split.feature as usize * n..(split.feature as usize + 1) * n];
        for (place, &row) in own[node.clone()].iter().enumerate() {
            self.goes_left[row as usize] = place < split.at;
        }
        for order in self.orders.chunks_exact_mut(n) {
            let goes_left = |place: u32| self.goes_left[place as usize];
            stable_partition(&mut order[node.clone()], goes_left, &mut self.spare);
            if node.len() == 2 {
                // Single rows are leaves, whose members are read from the first order alone.
                break;
            }
        }
        node.start + split.at
    }
}
