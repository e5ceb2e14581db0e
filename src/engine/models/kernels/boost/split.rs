use super::histogram::{Histogram, Sums};
use super::{Column, MISSING};

/// Least sum of second derivatives on a side.
const LEAST_HESSIAN: f64 = 1e-3;
/// A level with less support is not sorted, and the same number steadies each level's statistic.
const CATEGORY_SUPPORT: f64 = 10.0;

/// How the prediction may follow a feature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Either way.
    #[default]
    Free,
    /// Never down as the feature goes up.
    Up,
    /// Never up as the feature goes up.
    Down,
}

/// What a split must keep to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// Rows on each side.
    pub min_samples_leaf: u32,
    /// Added to the sum of second derivatives under a leaf's value.
    pub l2: f64,
}

/// A node as the search for its split sees it.
#[derive(Clone, Copy, Debug)]
pub struct NodeSums {
    /// Sums of its rows.
    pub sums: Sums,
    /// Its rows.
    pub count: u32,
    /// What it would answer as a leaf.
    pub value: f64,
    /// Least and greatest answer below it, from constraints further up.
    pub bounds: (f64, f64),
}

/// What goes left.
#[derive(Clone, Debug, PartialEq)]
pub enum Left {
    /// Bins up to this.
    UpTo(u8),
    /// The marked bins.
    Bins([u64; 4]),
}

/// The best split found for a node.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// How much it lowers the loss.
    pub gain: f64,
    /// The feature asked about.
    pub feature: usize,
    /// The bins on the left, without the missing one.
    pub left: Left,
    /// Whether missing cells go left.
    pub missing_left: bool,
    /// Sums, rows and answer of the left side.
    pub left_side: (Sums, u32, f64),
    /// Those of the right side.
    pub right_side: (Sums, u32, f64),
}

/// The search for one node's best split.
pub struct Search<'a> {
    pub rules: Rules,
    pub node: NodeSums,
    pub histogram: &'a Histogram,
    pub best: Option<Found>,
}

impl Search<'_> {
    /// Tries every split of a feature. Of equally good ones the first found is kept.
    pub fn try_feature(&mut self, feature: usize, column: &Column, direction: Direction) {
        if column.levels.is_some() {
            self.try_levels(feature, column);
        } else {
            self.try_up(feature, column, direction);
            if column.has_missing {
                self.try_down(feature, column, direction);
            }
        }
    }

    /// Borders from the least bin up, missing cells on the right.
    #[inline(never)]
    fn try_up(&mut self, feature: usize, column: &Column, direction: Direction) {
        let (sums, counts) = self.histogram.feature(feature);
        let mut side = (Sums::default(), 0);
        let borders = (column.n_bins + usize::from(column.has_missing)).saturating_sub(1);
        for bin in 0..borders.min(column.n_bins) {
            side = add(side, sums[bin], counts[bin]);
            if self.node.count - side.1 < self.rules.min_samples_leaf {
                break;
            }
            if counts[bin] > 0 {
                self.offer(feature, Left::UpTo(bin as u8), false, side, direction);
            }
        }
    }

    /// Borders from the greatest bin down, missing cells on the left.
    #[inline(never)]
    fn try_down(&mut self, feature: usize, column: &Column, direction: Direction) {
        let (sums, counts) = self.histogram.feature(feature);
        let mut right = (Sums::default(), 0);
        for bin in (0..column.n_bins.saturating_sub(1)).rev() {
            right = add(right, sums[bin + 1], counts[bin + 1]);
            if self.node.count - right.1 < self.rules.min_samples_leaf {
                break;
            }
            if counts[bin + 1] > 0 {
                let left = (minus(self.node.sums, right.0), self.node.count - right.1);
                self.offer(feature, Left::UpTo(bin as u8), true, left, direction);
            }
        }
    }

    /// Levels in the order of their mean gradient, from both ends up to the middle (W. Fisher, 1958,
    /// shows that the best division is a border of this order).
    #[inline(never)]
    fn try_levels(&mut self, feature: usize, column: &Column) {
        let (sums, counts) = self.histogram.feature(feature);
        let scale = f64::from(self.node.count) / self.node.sums.hessian;
        let statistic = |bin: usize| sums[bin].gradient / (sums[bin].hessian + CATEGORY_SUPPORT);
        let mut order: Vec<usize> = (0..column.n_bins)
            .chain(column.has_missing.then_some(usize::from(MISSING)))
            .filter(|bin| counts[*bin] > 0 && sums[*bin].hessian * scale >= CATEGORY_SUPPORT)
            .collect();
        if order.len() < 2 {
            return;
        }
        order.sort_by(|a, b| statistic(*a).total_cmp(&statistic(*b)));
        let middle = order.len().div_ceil(2);
        for backwards in [false, true] {
            let mut side = (Sums::default(), 0);
            let mut marked = [0_u64; 4];
            for place in 0..middle {
                let bin = if backwards { order[order.len() - 1 - place] } else { order[place] };
                side = add(side, sums[bin], counts[bin]);
                marked[bin / 64] |= 1 << (bin % 64);
                if self.node.count - side.1 < self.rules.min_samples_leaf {
                    break;
                }
                let missing_left = marked[3] >> 63 == 1;
                self.offer(feature, Left::Bins(marked), missing_left, side, Direction::Free);
            }
        }
    }

    #[inline]
    fn offer(
        &mut self,
        feature: usize,
        left: Left,
        missing_left: bool,
        (left_sums, left_count): (Sums, u32),
        direction: Direction,
    ) {
        let right_sums = minus(self.node.sums, left_sums);
        let right_count = self.node.count - left_count;
        if left_count < self.rules.min_samples_leaf
            || right_count < self.rules.min_samples_leaf
            || left_sums.hessian < LEAST_HESSIAN
            || right_sums.hessian < LEAST_HESSIAN
        {
            return;
        }
        let (low, high) = self.node.bounds;
        let value = |sums: Sums| bounded(leaf_value(sums, self.rules.l2), low, high);
        let (left_value, right_value) = (value(left_sums), value(right_sums));
        if (direction == Direction::Up && left_value > right_value)
            || (direction == Direction::Down && left_value < right_value)
        {
            return;
        }
        let gain = self.node.sums.gradient * self.node.value
            - left_sums.gradient * left_value
            - right_sums.gradient * right_value;
        if gain > self.best.as_ref().map_or(0.0, |best| best.gain) {
            self.best = Some(Found {
                gain,
                feature,
                left,
                missing_left,
                left_side: (left_sums, left_count, left_value),
                right_side: (right_sums, right_count, right_value),
            });
        }
    }
}

/// The answer that lowers the loss most: a Newton step.
pub fn leaf_value(sums: Sums, l2: f64) -> f64 {
    -sums.gradient / (sums.hessian + l2 + 1e-15)
}

fn bounded(value: f64, low: f64, high: f64) -> f64 {
    if value < low {
        low
    } else if value > high {
        high
    } else {
        value
    }
}

#[inline]
fn add((sums, count): (Sums, u32), more: Sums, rows: u32) -> (Sums, u32) {
    (Sums { gradient: sums.gradient + more.gradient, hessian: sums.hessian + more.hessian }, count + rows)
}

#[inline]
fn minus(all: Sums, part: Sums) -> Sums {
    Sums { gradient: all.gradient - part.gradient, hessian: all.hessian - part.hessian }
}
