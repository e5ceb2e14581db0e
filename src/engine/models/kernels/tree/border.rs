use super::Criterion;
use super::bins::{BinMarks, MAX_BINS};

/// The rows of a node.
#[derive(Clone, Copy, Debug)]
pub struct Members<'a, S> {
    /// Their places in the training rows.
    pub rows: &'a [u32],
    /// What each adds to a side.
    pub shares: &'a [S],
    /// Rows that each side of a split needs.
    pub min_leaf: usize,
}

/// A border between two bins that hold rows, and the worth of the split there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Border {
    /// The greatest bin that goes left.
    pub at: usize,
    /// The least that goes right.
    pub next: usize,
    /// The criterion's worth of both sides.
    pub worth: f64,
}

/// Room for the rows of each bin in sum; empty between uses.
#[derive(Clone, Debug)]
pub struct Histogram<T> {
    /// Bins × cells.
    pub cells: Vec<T>,
    /// Distinct rows of every bin.
    pub counts: [u32; MAX_BINS],
}

impl<T: Copy + Default> Histogram<T> {
    /// Room for bins of so many cells.
    pub fn new(width: usize) -> Self {
        Self { cells: vec![T::default(); MAX_BINS * width], counts: [0; MAX_BINS] }
    }
}

/// The best border of a feature whose bins are `codes`, should its worth be more than `top`, for any criterion.
pub fn best_border<C: Criterion>(
    criterion: &C,
    histogram: &mut Histogram<C::Cell>,
    sides: &mut C::Sides,
    codes: &[u8],
    members: Members<C::Share>,
    top: f64,
) -> Option<Border> {
    let mut marks = BinMarks::default();
    criterion.add_binned(&mut histogram.cells, codes, members.rows, members.shares, &mut marks);
    // With one row enough for a leaf, every marked bin has enough.
    if members.min_leaf > 1 {
        count(codes, members.rows, &mut histogram.counts);
    }
    scan(criterion, histogram, sides, marks, (members.rows.len(), members.min_leaf), top)
}

/// Goes through the marked bins and leaves them empty.
#[inline(never)]
fn scan<C: Criterion>(
    criterion: &C,
    histogram: &mut Histogram<C::Cell>,
    sides: &mut C::Sides,
    marks: BinMarks,
    (n_rows, min_leaf): (usize, usize),
    mut top: f64,
) -> Option<Border> {
    let width = criterion.cells();
    criterion.restart(sides);
    let mut on_left = 0;
    let mut last = None;
    let mut best = None;
    for bin in marks.iter() {
        if let Some(at) = last
            && (min_leaf == 1 || (on_left >= min_leaf && n_rows - on_left >= min_leaf))
            && let Some(worth) = criterion.better(sides, top)
        {
            top = worth;
            best = Some(Border { at, next: bin, worth });
        }
        criterion.move_bin(sides, &mut histogram.cells[bin * width..(bin + 1) * width]);
        on_left += std::mem::take(&mut histogram.counts[bin]) as usize;
        last = Some(bin);
    }
    best
}

#[inline(never)]
fn count(codes: &[u8], rows: &[u32], counts: &mut [u32; MAX_BINS]) {
    for &row in rows {
        counts[usize::from(codes[row as usize])] += 1;
    }
}
