//! Gradient boosting of trees on histograms (G. Ke and others, *LightGBM*, 2017), with missing values
//! and categories as they are. The rules of scikit-learn's HistGradientBoosting are followed, so that
//! on columns of at most 255 distinct values the two agree.

mod grow;
mod histogram;
mod loss;
mod split;
mod tree;

pub use grow::{Growing, grow};
pub use loss::Loss;
pub use split::{Direction, Rules};
pub use tree::BoostedTree;

use ndarray::ArrayView2;

use super::tree::Bins;

/// The bin of missing cells, and the number of bins besides it.
const MISSING: u8 = 255;

/// The training rows in bins, and what each column is.
pub struct Binned {
    bins: Bins,
    columns: Vec<Column>,
}

/// A binned column.
struct Column {
    /// Bins that hold values.
    n_bins: usize,
    has_missing: bool,
    /// The bin of every level; none for numbers. A level without one of its own is as good as missing.
    levels: Option<Vec<u8>>,
}

impl Binned {
    /// Bins rows × features; `levels` has for every column the number of its levels when it holds level
    /// codes. Of more than 255 levels only the most frequent have bins of their own.
    pub fn new(x: ArrayView2<f64>, levels: &[Option<usize>]) -> Self {
        let mut bins = Bins::with_missing(x, MISSING);
        let mut columns = Vec::with_capacity(levels.len());
        for (feature, n_levels) in levels.iter().enumerate() {
            let levels = n_levels.map(|n| {
                let by_level = bins_of_levels(x, feature, n);
                let code = |cell: &f64| if cell.is_nan() { MISSING } else { by_level[*cell as usize] };
                bins.set_codes(feature, x.column(feature).iter().map(code));
                by_level
            });
            let codes = bins.codes(feature);
            columns.push(Column {
                n_bins: codes
                    .iter()
                    .filter(|code| **code != MISSING)
                    .max()
                    .map_or(0, |max| usize::from(*max) + 1),
                has_missing: codes.contains(&MISSING),
                levels,
            });
        }
        Self { bins, columns }
    }

    fn n_features(&self) -> usize {
        self.columns.len()
    }
}

fn bins_of_levels(x: ArrayView2<f64>, feature: usize, n_levels: usize) -> Vec<u8> {
    if n_levels <= usize::from(MISSING) {
        return (0..n_levels).map(|level| level as u8).collect();
    }
    let mut counts: Vec<(u32, usize)> = (0..n_levels).map(|level| (0, level)).collect();
    for cell in x.column(feature).iter().filter(|cell| !cell.is_nan()) {
        counts[*cell as usize].0 += 1;
    }
    counts.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut bins = vec![MISSING; n_levels];
    for (bin, (_, level)) in (0..MISSING).zip(counts) {
        bins[level] = bin;
    }
    bins
}
