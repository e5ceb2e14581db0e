use super::bins::{BinMarks, MAX_BINS};
use super::border::{Border, Histogram, Members, best_border};
use super::criterion::{Criterion, Described, better_ratio};

/// So few rows are put in order; more are added up in their bins, all of which are gone through.
const FEW_ROWS: usize = 32;

/// Rows of two classes that count the same, split by the Gini index.
///
/// Of `n` rows with `ones` of the second class, `n × gini = 2 (ones - ones² / n)`, so that the best split has the
/// greatest sum of `ones² / n` of both sides: one product a side less than the squares of both classes, with the
/// same order of splits.
#[derive(Clone, Debug)]
pub struct Halves<'a> {
    codes: &'a [u32],
}

/// Rows and, in the upper half, those of the second class. Both are added at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pair(u64);

impl Pair {
    #[inline]
    fn add(&mut self, other: Self) {
        self.0 += other.0;
    }

    /// What is left of these when others, all among them, are taken away.
    #[inline]
    fn without(self, others: Self) -> Self {
        Self(self.0 - others.0)
    }

    #[inline]
    fn rows(self) -> f64 {
        f64::from(self.0 as u32)
    }

    #[inline]
    fn ones(self) -> f64 {
        f64::from((self.0 >> 32) as u32)
    }
}

/// The rows of a node and those on its left side.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sides {
    total: Pair,
    left: Pair,
}

impl Sides {
    /// No split is worth more: each side has one class.
    fn most(&self) -> f64 {
        self.total.ones()
    }
}

impl<'a> Halves<'a> {
    /// Codes are 0 and 1; draws of all rows sum to at most their number.
    pub fn new(codes: &'a [u32]) -> Self {
        Self { codes }
    }
}

#[inline]
fn better(left: Pair, total: Pair, best: f64) -> Option<f64> {
    let right = total.without(left);
    let squares = |side: Pair| side.ones() * side.ones();
    better_ratio(squares(left), left.rows(), squares(right), right.rows(), best)
}

impl Criterion for Halves<'_> {
    type Share = Pair;
    type Cell = Pair;
    type Sides = Sides;

    #[inline]
    fn share(&self, row: u32, draws: u32) -> Pair {
        Pair(u64::from(draws) | u64::from(draws * self.codes[row as usize]) << 32)
    }

    fn cells(&self) -> usize {
        1
    }

    #[inline(never)]
    fn add_binned(
        &self,
        histogram: &mut [Pair],
        codes: &[u8],
        rows: &[u32],
        shares: &[Pair],
        marks: &mut BinMarks,
    ) {
        for (row, share) in rows.iter().zip(shares) {
            let bin = codes[*row as usize];
            histogram[usize::from(bin)].add(*share);
            marks.set(bin);
        }
    }

    fn sides(&self) -> Sides {
        Sides::default()
    }

    fn enter(
        &self,
        sides: &mut Sides,
        members: impl Iterator<Item = (u32, u32)> + Clone,
        values: &mut Vec<f64>,
    ) -> Described {
        let mut total = Pair::default();
        for (row, draws) in members {
            total.add(self.share(row, draws));
        }
        sides.total = total;
        let (rows, ones) = (total.rows(), total.ones());
        let shares = [(rows - ones) / rows, ones / rows];
        values.extend(shares);
        Described {
            samples: total.0 as u32,
            weight: None,
            impurity: (1.0 - shares.iter().map(|share| share * share).sum::<f64>()).max(0.0),
            pure: ones == 0.0 || ones == rows,
        }
    }

    #[inline]
    fn restart(&self, sides: &mut Sides) {
        sides.left = Pair::default();
    }

    #[inline]
    fn move_row(&self, sides: &mut Sides, share: Pair) {
        sides.left.add(share);
    }

    #[inline]
    fn move_bin(&self, sides: &mut Sides, cells: &mut [Pair]) {
        for cell in cells {
            sides.left.add(std::mem::take(cell));
        }
    }

    #[inline]
    fn better(&self, sides: &Sides, best: f64) -> Option<f64> {
        better(sides.left, sides.total, best)
    }

    fn best_border(
        &self,
        histogram: &mut Histogram<Pair>,
        sides: &mut Sides,
        codes: &[u8],
        members: Members<Pair>,
        top: f64,
    ) -> Option<Border> {
        if top >= sides.most() {
            return None;
        }
        if members.min_leaf > 1 {
            return best_border(self, histogram, sides, codes, members, top);
        }
        if members.rows.len() <= FEW_ROWS {
            return border_of_few(codes, members, sides.total, top);
        }
        let (cells, _) = histogram.cells.as_mut_slice().split_first_chunk_mut()?;
        add(cells, codes, members);
        let border = border_of_bins(cells, sides.total, top);
        cells.fill(Pair::default());
        border
    }
}

#[inline(never)]
fn add(cells: &mut [Pair; MAX_BINS], codes: &[u8], members: Members<Pair>) {
    for (row, share) in members.rows.iter().zip(members.shares) {
        cells[usize::from(codes[*row as usize])].add(*share);
    }
}

/// A bin without rows changes neither side, and so is never better than the bin before.
#[inline(never)]
fn border_of_bins(cells: &[Pair; MAX_BINS], total: Pair, mut top: f64) -> Option<Border> {
    let mut left = Pair::default();
    let mut found = None;
    for (at, cell) in cells.iter().enumerate() {
        left.add(*cell);
        if let Some(worth) = better(left, total, top) {
            top = worth;
            found = Some(at);
        }
    }
    let at = found?;
    let next = (at + 1..MAX_BINS).find(|bin| cells[*bin] != Pair::default())?;
    Some(Border { at, next, worth: top })
}

/// The rows by their bins, and of one bin by their places, whose shares are then added up.
#[inline(never)]
fn border_of_few(codes: &[u8], members: Members<Pair>, total: Pair, mut top: f64) -> Option<Border> {
    let mut order = [0_u32; FEW_ROWS];
    let order = order.get_mut(..members.rows.len())?;
    for ((place, row), key) in (0..).zip(members.rows).zip(order.iter_mut()) {
        *key = u32::from(codes[*row as usize]) << 8 | place;
    }
    order.sort_unstable();
    let mut left = Pair::default();
    let mut best = None;
    for pair in order.windows(2) {
        left.add(members.shares[(pair[0] & 255) as usize]);
        let (at, next) = ((pair[0] >> 8) as usize, (pair[1] >> 8) as usize);
        if at != next
            && let Some(worth) = better(left, total, top)
        {
            top = worth;
            best = Some(Border { at, next, worth });
        }
    }
    best
}
