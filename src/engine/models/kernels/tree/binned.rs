use std::ops::Range;

use ndarray::ArrayView2;

use super::grow::{Split, Splitter};
use super::{Criterion, between};
use crate::rng::Rng;

/// Most bins a feature can have.
const MAX_BINS: usize = 256;

/// Every feature's values put into at most 256 bins of about as many rows each; with at most 256
/// distinct values each has its own bin and nothing is lost.
#[derive(Clone, Debug)]
pub struct Bins {
    n_rows: usize,
    n_features: usize,
    /// Features × rows.
    codes: Vec<u8>,
    /// Features × 256: the least value of each bin.
    least: Vec<f64>,
    /// Features × 256: the greatest value of each bin.
    greatest: Vec<f64>,
}

impl Bins {
    /// Bins every column.
    pub fn new(x: ArrayView2<f64>) -> Self {
        let (n_rows, n_features) = x.dim();
        let mut bins = Self {
            n_rows,
            n_features,
            codes: vec![0; n_rows * n_features],
            least: vec![0.0; n_features * MAX_BINS],
            greatest: vec![0.0; n_features * MAX_BINS],
        };
        let mut sorted: Vec<(f64, u32)> = Vec::with_capacity(n_rows);
        for (feature, column) in x.columns().into_iter().enumerate() {
            sorted.clear();
            // Adding zero makes -0 and 0 one value.
            sorted.extend(column.iter().map(|value| value + 0.0).zip(0..));
            sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
            bins.fill(feature, &sorted);
        }
        bins
    }

    fn fill(&mut self, feature: usize, sorted: &[(f64, u32)]) {
        let codes = &mut self.codes[feature * self.n_rows..(feature + 1) * self.n_rows];
        let distinct = 1 + sorted.windows(2).filter(|pair| pair[0].0 != pair[1].0).count();
        let mut bin = 0;
        let mut start = 0;
        let mut groups_left = distinct;
        for (place, &(value, row)) in sorted.iter().enumerate() {
            codes[row as usize] = bin as u8;
            let ends_group = sorted.get(place + 1).is_none_or(|next| next.0 != value);
            if !ends_group {
                continue;
            }
            groups_left -= 1;
            let bins_left = MAX_BINS - bin - 1;
            // What is left is shared evenly among the bins left, this one included.
            let share = (sorted.len() - start).div_ceil(bins_left + 1);
            if groups_left <= bins_left || place + 1 - start >= share {
                self.least[feature * MAX_BINS + bin] = sorted[start].0;
                self.greatest[feature * MAX_BINS + bin] = value;
                bin += 1;
                start = place + 1;
            }
        }
    }
}

/// Which bins hold rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BinMarks([u64; MAX_BINS / 64]);

impl BinMarks {
    /// Marks a bin.
    #[inline]
    pub fn set(&mut self, bin: u8) {
        self.0[usize::from(bin >> 6)] |= 1 << (bin & 63);
    }

    /// The marked bins, ascending.
    fn iter(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(index, mut word)| {
            std::iter::from_fn(move || {
                let bit = word.trailing_zeros() as usize;
                word &= word.wrapping_sub(1);
                (bit < 64).then_some(index * 64 + bit)
            })
        })
    }
}

/// How a tree of a forest sees the training rows and features.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sampling {
    /// Draw as many rows as there are, with replacement.
    pub bootstrap: bool,
    /// Features tried at each node (more only while no valid split was found).
    pub max_features: usize,
}

/// Tries every border between bins of randomly drawn features.
pub struct BinnedSplitter<'a, C: Criterion> {
    criterion: &'a C,
    bins: &'a Bins,
    rng: Rng,
    max_features: usize,
    rows: Vec<u32>,
    weights: Vec<u32>,
    features: Vec<u32>,
    spare: Vec<u32>,
    shares: Vec<C::Share>,
    histogram: Vec<f64>,
    counts: [u32; MAX_BINS],
    left: Vec<f64>,
    right: Vec<f64>,
}

impl<'a, C: Criterion> BinnedSplitter<'a, C> {
    /// A splitter of the rows that `rng` draws.
    pub fn new(criterion: &'a C, bins: &'a Bins, sampling: Sampling, mut rng: Rng) -> Self {
        let n = bins.n_rows;
        let mut weights = vec![u32::from(!sampling.bootstrap); n];
        if sampling.bootstrap {
            for _ in 0..n {
                weights[rng.below(n as u32) as usize] += 1;
            }
        }
        Self {
            rows: (0..n as u32).filter(|row| weights[*row as usize] > 0).collect(),
            weights,
            rng,
            max_features: sampling.max_features,
            features: (0..bins.n_features as u32).collect(),
            spare: Vec::with_capacity(n),
            shares: Vec::with_capacity(n),
            histogram: vec![0.0; MAX_BINS * criterion.width()],
            counts: [0; MAX_BINS],
            left: vec![0.0; criterion.width()],
            right: vec![0.0; criterion.width()],
            criterion,
            bins,
        }
    }

    fn try_feature(
        &mut self,
        feature: u32,
        node: Range<usize>,
        total: &[f64],
        min_leaf: usize,
        best: &mut Option<Split>,
    ) {
        let n = self.bins.n_rows;
        let codes = &self.bins.codes[feature as usize * n..(feature as usize + 1) * n];
        let rows = &self.rows[node];
        let n_rows = rows.len();
        let mut marks = BinMarks::default();
        self.criterion.add_binned(&mut self.histogram, codes, rows, &self.shares, &mut marks);
        // With one row enough for a leaf, every marked bin has enough.
        if min_leaf > 1 {
            count(codes, rows, &mut self.counts);
        }
        self.scan(feature, n_rows, marks, total, min_leaf, best);
    }

    /// Goes through the marked bins and leaves them empty.
    #[inline(never)]
    fn scan(
        &mut self,
        feature: u32,
        n_rows: usize,
        marks: BinMarks,
        total: &[f64],
        min_leaf: usize,
        best: &mut Option<Split>,
    ) {
        let width = self.left.len();
        let first = feature as usize * MAX_BINS;
        self.left.fill(0.0);
        let mut on_left = 0;
        let mut last = None;
        for bin in marks.iter() {
            if let Some(last) = last
                && (min_leaf == 1 || (on_left >= min_leaf && n_rows - on_left >= min_leaf))
            {
                for ((right, total), left) in self.right.iter_mut().zip(total).zip(&self.left) {
                    *right = total - left;
                }
                let worth = self.criterion.worth(&self.left) + self.criterion.worth(&self.right);
                if best.is_none_or(|best| worth > best.worth) {
                    let threshold = between(self.bins.greatest[first + last], self.bins.least[first + bin]);
                    *best = Some(Split { feature, threshold, worth, at: last });
                }
            }
            for (left, cell) in self.left.iter_mut().zip(&mut self.histogram[bin * width..(bin + 1) * width])
            {
                *left += std::mem::take(cell);
            }
            on_left += std::mem::take(&mut self.counts[bin]) as usize;
            last = Some(bin);
        }
    }
}

impl<C: Criterion> Splitter for BinnedSplitter<'_, C> {
    fn n_rows(&self) -> usize {
        self.rows.len()
    }

    fn rows(&self, node: Range<usize>) -> &[u32] {
        &self.rows[node]
    }

    fn weights(&self) -> &[u32] {
        &self.weights
    }

    fn best(&mut self, node: Range<usize>, total: &[f64], min_leaf: usize) -> Option<Split> {
        self.shares.clear();
        let (criterion, weights) = (self.criterion, &self.weights);
        let shares = self.rows[node.clone()].iter().map(|row| criterion.share(*row, weights[*row as usize]));
        self.shares.extend(shares);
        let mut best = None;
        for drawn in 0..self.features.len() {
            if drawn >= self.max_features && best.is_some() {
                break;
            }
            let left = (self.features.len() - drawn) as u32;
            self.features.swap(drawn, drawn + self.rng.below(left) as usize);
            self.try_feature(self.features[drawn], node.clone(), total, min_leaf, &mut best);
        }
        best
    }

    fn divide(&mut self, node: Range<usize>, split: &Split) -> usize {
        let n = self.bins.n_rows;
        let codes = &self.bins.codes[split.feature as usize * n..(split.feature as usize + 1) * n];
        node.start + stable_partition(&mut self.rows[node], codes, split.at, &mut self.spare)
    }
}

#[inline(never)]
fn count(codes: &[u8], rows: &[u32], counts: &mut [u32; MAX_BINS]) {
    for &row in rows {
        counts[usize::from(codes[row as usize])] += 1;
    }
}

/// Moves the rows up to bin `last` to the front, both sides in order; how many there are.
#[inline(never)]
fn stable_partition(rows: &mut [u32], codes: &[u8], last: usize, spare: &mut Vec<u32>) -> usize {
    spare.clear();
    let mut kept = 0;
    for place in 0..rows.len() {
        let row = rows[place];
        if usize::from(codes[row as usize]) <= last {
            rows[kept] = row;
            kept += 1;
        } else {
            spare.push(row);
        }
    }
    rows[kept..].copy_from_slice(spare);
    kept
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    /// Few values each get a bin; many are shared out, also beside a value that most rows have.
    #[test]
    fn bins_are_in_order_do_not_overlap_and_are_even() {
        let mut rng = Rng::new(4, "test");
        let x = Array2::from_shape_fn((5000, 3), |(_, column)| match column {
            0 => f64::from(rng.below(256)),
            1 => rng.normal(),
            _ if rng.below(10) < 8 => 0.0,
            _ => rng.normal(),
        });
        let bins = Bins::new(x.view());
        for (feature, (least_used, most_rows)) in [(256, 60), (256, 21), (250, 4100)].into_iter().enumerate()
        {
            let codes = &bins.codes[feature * 5000..(feature + 1) * 5000];
            let mut counts = [0_u32; MAX_BINS];
            count(codes, &(0..5000).collect::<Vec<_>>(), &mut counts);
            let used = counts.iter().filter(|count| **count > 0).count();
            assert!(used >= least_used, "feature {feature} uses {used} bins");
            assert!(counts[..used].iter().all(|count| *count > 0), "bins are used from the first on");
            assert!(counts.iter().all(|count| *count <= most_rows), "feature {feature}: {counts:?}");
            let edges = feature * MAX_BINS..feature * MAX_BINS + used;
            let (least, greatest) = (&bins.least[edges.clone()], &bins.greatest[edges]);
            assert!(least[1..].iter().zip(greatest).all(|(next, last)| next > last));
            for (code, cell) in codes.iter().zip(x.column(feature)) {
                let bin = usize::from(*code);
                assert!((least[bin]..=greatest[bin]).contains(cell));
            }
        }
    }

    #[test]
    fn a_bootstrap_draws_as_many_rows_as_there_are() {
        let x = Array2::zeros((1000, 1));
        let bins = Bins::new(x.view());
        let criterion = super::super::Numbers::new(&[0.0; 1000]);
        let sampling = Sampling { bootstrap: true, max_features: 1 };
        let splitter = BinnedSplitter::new(&criterion, &bins, sampling, Rng::new(1, "test"));
        assert_eq!(splitter.weights.iter().sum::<u32>(), 1000);
        // 1 - 1/e of the rows are expected at least once; the standard deviation is about 10.
        assert!((splitter.rows.len() as f64 - 632.0).abs() < 50.0, "{}", splitter.rows.len());
    }
}
