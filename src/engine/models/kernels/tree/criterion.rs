use super::bins::BinMarks;
use super::border::{Border, Histogram, Members, best_border};

/// What a node's rows come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Described {
    /// Rows, with their draws.
    pub samples: u32,
    /// Their weights in sum; none where every row counts the same.
    pub weight: Option<f64>,
    /// How mixed they are.
    pub impurity: f64,
    /// Whether all are alike.
    pub pure: bool,
}

/// How good a split is, as the tree's purpose has it.
///
/// The rows of a node start on the right side and are moved to the left one by one or bin by bin.
pub trait Criterion: Sized {
    /// What a row adds to a side.
    type Share: Copy;
    /// One number of a histogram.
    type Cell: Copy + Default;
    /// The two sides of a node, and both together.
    type Sides;

    /// What a training row adds when it was drawn so often.
    fn share(&self, row: u32, draws: u32) -> Self::Share;

    /// Cells of a bin.
    fn cells(&self) -> usize;

    /// Adds rows, given with their shares, to the cells of their bin and marks the bin.
    fn add_binned(
        &self,
        histogram: &mut [Self::Cell],
        codes: &[u8],
        rows: &[u32],
        shares: &[Self::Share],
        marks: &mut BinMarks,
    );

    /// Empty sides.
    fn sides(&self) -> Self::Sides;

    /// Takes these rows (row, draws), all on the right, and appends the node's values.
    fn enter(
        &self,
        sides: &mut Self::Sides,
        members: impl Iterator<Item = (u32, u32)> + Clone,
        values: &mut Vec<f64>,
    ) -> Described;

    /// Puts all rows back to the right.
    fn restart(&self, sides: &mut Self::Sides);

    /// Moves a row to the left.
    fn move_row(&self, sides: &mut Self::Sides, share: Self::Share);

    /// Moves a bin to the left and leaves its cells empty.
    fn move_bin(&self, sides: &mut Self::Sides, cells: &mut [Self::Cell]);

    /// The worth of the split as it stands, should it be more than `best`. Neither side is empty.
    fn better(&self, sides: &Self::Sides, best: f64) -> Option<f64>;

    /// The best border between bins of a feature, should its worth be more than `top`. The members are those of
    /// the node that `sides` has entered.
    fn best_border(
        &self,
        histogram: &mut Histogram<Self::Cell>,
        sides: &mut Self::Sides,
        codes: &[u8],
        members: Members<Self::Share>,
        top: f64,
    ) -> Option<Border> {
        best_border(self, histogram, sides, codes, members, top)
    }
}

/// `left / n_left + right / n_right`, should it be more than `best`, at one division a find.
#[inline]
pub fn better_ratio(left: f64, n_left: f64, right: f64, n_right: f64, best: f64) -> Option<f64> {
    let (sum, product) = (left * n_right + right * n_left, n_left * n_right);
    if sum > best * product { quotient_above(sum, product, best) } else { None }
}

/// Apart, so that no compiler divides before it is known whether that is needed.
#[cold]
#[inline(never)]
fn quotient_above(sum: f64, product: f64, best: f64) -> Option<f64> {
    // Rounding may let an equal split pass; of equal ones the first is kept.
    let worth = sum / product;
    (worth > best).then_some(worth)
}
