use std::ops::Range;

use ndarray::ArrayView2;

use super::grow::{Split, Splitter};
use super::{Criterion, between};

/// Training rows sorted once by every feature.
#[derive(Clone, Debug)]
pub struct Sorted {
    n_rows: usize,
    n_features: usize,
    /// Features × rows.
    values: Vec<f64>,
    /// Features × rows: row numbers by ascending value, equal values by row number.
    orders: Vec<u32>,
}

impl Sorted {
    /// Sorts every column.
    pub fn new(x: ArrayView2<f64>) -> Self {
        let (n_rows, n_features) = x.dim();
        let mut values = Vec::with_capacity(n_rows * n_features);
        let mut orders = Vec::with_capacity(n_rows * n_features);
        for column in x.columns() {
            let start = values.len();
            // Adding zero makes -0 and 0 one value.
            values.extend(column.iter().map(|value| value + 0.0));
            let mut order: Vec<(f64, u32)> = values[start..].iter().copied().zip(0..).collect();
            order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            orders.extend(order.into_iter().map(|(_, row)| row));
        }
        Self { n_rows, n_features, values, orders }
    }
}

/// Tries every threshold of every feature. Of equally good splits it takes the one with the lowest
/// feature, then the lowest threshold.
#[derive(Debug)]
pub struct ExactSplitter<'a, C> {
    criterion: &'a C,
    sorted: Sorted,
    weights: Vec<u32>,
    goes_left: Vec<bool>,
    spare: Vec<u32>,
    left: Vec<f64>,
    right: Vec<f64>,
}

impl<'a, C: Criterion> ExactSplitter<'a, C> {
    /// A splitter of all rows.
    pub fn new(criterion: &'a C, sorted: Sorted) -> Self {
        Self {
            weights: vec![1; sorted.n_rows],
            goes_left: vec![false; sorted.n_rows],
            spare: Vec::with_capacity(sorted.n_rows),
            left: vec![0.0; criterion.width()],
            right: vec![0.0; criterion.width()],
            criterion,
            sorted,
        }
    }

    #[inline(never)]
    fn scan(
        &mut self,
        feature: usize,
        node: Range<usize>,
        total: &[f64],
        min_leaf: usize,
        best: &mut Option<Split>,
    ) {
        let n = self.sorted.n_rows;
        let values = &self.sorted.values[feature * n..(feature + 1) * n];
        let order = &self.sorted.orders[feature * n..(feature + 1) * n][node];
        self.left.fill(0.0);
        for (before, pair) in order.windows(2).enumerate() {
            self.criterion.add(&mut self.left, pair[0], 1.0);
            let (low, high) = (values[pair[0] as usize], values[pair[1] as usize]);
            let on_left = before + 1;
            if low == high || on_left < min_leaf || order.len() - on_left < min_leaf {
                continue;
            }
            for ((right, total), left) in self.right.iter_mut().zip(total).zip(&self.left) {
                *right = total - left;
            }
            let worth = self.criterion.worth(&self.left) + self.criterion.worth(&self.right);
            if best.is_none_or(|best| worth > best.worth) {
                *best = Some(Split {
                    feature: feature as u32,
                    threshold: between(low, high),
                    worth,
                    at: on_left,
                });
            }
        }
    }
}

impl<C: Criterion> Splitter for ExactSplitter<'_, C> {
    fn n_rows(&self) -> usize {
        self.sorted.n_rows
    }

    fn rows(&self, node: Range<usize>) -> &[u32] {
        &self.sorted.orders[node]
    }

    fn weights(&self) -> &[u32] {
        &self.weights
    }

    fn best(&mut self, node: Range<usize>, total: &[f64], min_leaf: usize) -> Option<Split> {
        let mut best = None;
        for feature in 0..self.sorted.n_features {
            self.scan(feature, node.clone(), total, min_leaf, &mut best);
        }
        best
    }

    fn divide(&mut self, node: Range<usize>, split: &Split) -> usize {
        let n = self.sorted.n_rows;
        let middle = node.start + split.at;
        let own = &self.sorted.orders[split.feature as usize * n..(split.feature as usize + 1) * n];
        for (place, &row) in own[node.clone()].iter().enumerate() {
            self.goes_left[row as usize] = place < split.at;
        }
        for order in self.sorted.orders.chunks_exact_mut(n) {
            stable_partition(&mut order[node.clone()], &self.goes_left, &mut self.spare);
        }
        middle
    }
}

/// Moves the rows that go left to the front; both sides keep their order.
#[inline(never)]
fn stable_partition(rows: &mut [u32], goes_left: &[bool], spare: &mut Vec<u32>) {
    spare.clear();
    let mut kept = 0;
    for place in 0..rows.len() {
        let row = rows[place];
        if goes_left[row as usize] {
            rows[kept] = row;
            kept += 1;
        } else {
            spare.push(row);
        }
    }
    rows[kept..].copy_from_slice(spare);
}
