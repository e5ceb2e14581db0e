use ndarray::ArrayView2;

use super::between;

/// Most bins a feature can have.
pub const MAX_BINS: usize = 256;

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
    /// Bins every column of numbers.
    pub fn new(x: ArrayView2<f64>) -> Self {
        Self::build(x, MAX_BINS, 0)
    }

    /// Bins every column into at most `missing` bins; missing cells (NaN) come into the bin of that
    /// number.
    pub fn with_missing(x: ArrayView2<f64>, missing: u8) -> Self {
        Self::build(x, usize::from(missing), missing)
    }

    fn build(x: ArrayView2<f64>, max_bins: usize, missing: u8) -> Self {
        let (n_rows, n_features) = x.dim();
        let mut bins = Self {
            n_rows,
            n_features,
            codes: vec![missing; n_rows * n_features],
            least: vec![0.0; n_features * MAX_BINS],
            greatest: vec![0.0; n_features * MAX_BINS],
        };
        let mut sorted: Vec<(f64, u32)> = Vec::with_capacity(n_rows);
        for (feature, column) in x.columns().into_iter().enumerate() {
            sorted.clear();
            // Adding zero makes -0 and 0 one value.
            let cells = column.iter().map(|value| value + 0.0).zip(0..);
            sorted.extend(cells.filter(|(value, _)| !value.is_nan()));
            sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
            bins.fill(feature, &sorted, max_bins);
        }
        bins
    }

    /// Number of columns.
    pub fn n_features(&self) -> usize {
        self.n_features
    }

    /// Number of rows.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// The bin of every row in a column.
    #[inline]
    pub fn codes(&self, feature: usize) -> &[u8] {
        &self.codes[feature * self.n_rows..(feature + 1) * self.n_rows]
    }

    /// Puts the rows of a column into other bins.
    pub fn set_codes(&mut self, feature: usize, codes: impl Iterator<Item = u8>) {
        let own = &mut self.codes[feature * self.n_rows..(feature + 1) * self.n_rows];
        own.iter_mut().zip(codes).for_each(|(own, code)| *own = code);
    }

    /// The threshold between two neighbouring bins that hold rows.
    pub fn border(&self, feature: usize, low: usize, high: usize) -> f64 {
        let first = feature * MAX_BINS;
        between(self.greatest[first + low], self.least[first + high])
    }

    fn fill(&mut self, feature: usize, sorted: &[(f64, u32)], max_bins: usize) {
        let codes = &mut self.codes[feature * self.n_rows..(feature + 1) * self.n_rows];
        let distinct = 1 + sorted.windows(2).filter(|pair| pair[0].0 != pair[1].0).count();
        let (mut bin, mut start) = (0, 0);
        let mut groups_left = distinct;
        // The first row and the first bin of those that share evenly.
        let (mut first_row, mut first_bin) = (0, 0);
        for (place, &(value, row)) in sorted.iter().enumerate() {
            codes[row as usize] = bin as u8;
            let ends_group = sorted.get(place + 1).is_none_or(|next| next.0 != value);
            if !ends_group {
                continue;
            }
            groups_left -= 1;
            let bins_left = max_bins - bin - 1;
            // Where scikit-learn's binning of distinct values ends this bin: after the row at that quantile.
            let steps = (sorted.len() - first_row - 1) as u64 * (bin - first_bin + 1) as u64;
            let end = first_row + 1 + (steps / (max_bins - first_bin) as u64) as usize;
            if groups_left <= bins_left || place + 1 >= end {
                self.least[feature * MAX_BINS + bin] = sorted[start].0;
                self.greatest[feature * MAX_BINS + bin] = value;
                bin += 1;
                start = place + 1;
                // A value of many rows took more than its share: what is left is shared anew.
                if start > end {
                    (first_row, first_bin) = (start, bin);
                }
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
    pub fn iter(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(index, mut word)| {
            std::iter::from_fn(move || {
                let bit = word.trailing_zeros() as usize;
                word &= word.wrapping_sub(1);
                (bit < 64).then_some(index * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::rng::Rng;

    /// As `sklearn.ensemble._hist_gradient_boosting.binning` does with 398 distinct values and 255 bins: of one row or of
    /// two, one kind as often at the low end as at the high.
    #[test]
    fn distinct_values_are_shared_out_evenly_from_end_to_end() {
        let x = Array2::from_shape_fn((398, 1), |(row, _)| row as f64);
        let bins = Bins::with_missing(x.view(), 255);
        let expected = |row: usize| (1..255).filter(|bin| 397 * bin / 255 < row).count();
        assert!(bins.codes(0).iter().enumerate().all(|(row, code)| usize::from(*code) == expected(row)));
    }

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
            codes.iter().for_each(|code| counts[usize::from(*code)] += 1);
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
}
