//! Decision trees: the flat form they are kept in, how they grow, and two ways to find splits.

mod binned;
mod criterion;
mod exact;
mod grow;

pub use binned::{BinnedSplitter, Bins, Sampling};
pub use criterion::{Classes, Criterion, Impurity, Numbers};
pub use exact::{ExactSplitter, Sorted};
pub use grow::{Limits, grow};

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

/// A fitted tree; node 0 is the root and every child stands behind its parent.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Tree {
    /// The feature a node asks about; 0 in a leaf.
    pub feature: Vec<u32>,
    /// Rows with a value up to this go left; 0 in a leaf.
    pub threshold: Vec<f64>,
    /// The child for values up to the threshold; 0 in a leaf.
    pub left: Vec<u32>,
    /// The child for greater values; 0 in a leaf.
    pub right: Vec<u32>,
    /// Training rows in a node, counted as often as they were drawn.
    pub samples: Vec<u32>,
    /// How mixed a node's rows are: Gini index, entropy in bits, or variance.
    pub impurity: Vec<f64>,
    /// Nodes × values: the share of every class, or the mean of the target.
    pub value: Vec<f64>,
}

impl Tree {
    /// Number of nodes.
    pub fn n_nodes(&self) -> usize {
        self.feature.len()
    }

    /// The values of the leaf that a row falls into.
    #[inline]
    pub fn leaf(&self, row: &[f64], n_values: usize) -> &[f64] {
        let mut node = 0;
        while self.left[node] != 0 {
            let goes_left = row[self.feature[node] as usize] <= self.threshold[node];
            node = if goes_left { self.left[node] } else { self.right[node] } as usize;
        }
        &self.value[node * n_values..(node + 1) * n_values]
    }

    /// Adds the leaf values of every row of `x` to `sums` (rows × values).
    #[inline(never)]
    pub fn add_leaves(&self, x: ArrayView2<f64>, n_values: usize, sums: &mut [f64]) {
        let x = x.as_standard_layout();
        let Some(cells) = x.as_slice() else { return };
        for (row, sums) in cells.chunks_exact(x.ncols()).zip(sums.chunks_exact_mut(n_values)) {
            for (sum, value) in sums.iter_mut().zip(self.leaf(row, n_values)) {
                *sum += value;
            }
        }
    }

    /// Adds how much each feature lowered the impurity, weighted by rows and summing to one; nothing
    /// when the tree is a single leaf or lowered none.
    pub fn add_importances(&self, sums: &mut [f64]) {
        let mass = |node: usize| f64::from(self.samples[node]) * self.impurity[node];
        let mut gains = vec![0.0; sums.len()];
        for node in (0..self.n_nodes()).filter(|node| self.left[*node] != 0) {
            let children = mass(self.left[node] as usize) + mass(self.right[node] as usize);
            gains[self.feature[node] as usize] += (mass(node) - children).max(0.0);
        }
        let total: f64 = gains.iter().sum();
        if total > 0.0 {
            sums.iter_mut().zip(gains).for_each(|(sum, gain)| *sum += gain / total);
        }
    }

    /// What is wrong with the tree for that many features and values a node; `shares` when the
    /// values of a node are probabilities.
    pub fn check(&self, n_features: usize, n_values: usize, shares: bool) -> Result<(), String> {
        let n = self.n_nodes();
        let lengths = [
            self.threshold.len(),
            self.left.len(),
            self.right.len(),
            self.samples.len(),
            self.impurity.len(),
        ];
        if n == 0 || lengths.iter().any(|len| *len != n) || Some(self.value.len()) != n.checked_mul(n_values)
        {
            return Err("a tree's arrays differ in length".to_owned());
        }
        for node in 0..n {
            let (left, right) = (self.left[node] as usize, self.right[node] as usize);
            let leaf = left == 0 && right == 0;
            if !leaf && (left <= node || right <= node || left >= n || right >= n) {
                return Err(format!("node {node} of a tree has a child that is not behind it"));
            }
            if !leaf && self.feature[node] as usize >= n_features {
                return Err(format!("node {node} of a tree asks about a feature that does not exist"));
            }
        }
        let numbers = [&self.threshold, &self.impurity, &self.value];
        if !numbers.into_iter().flatten().all(|value| value.is_finite()) {
            return Err("a number of a tree is not finite".to_owned());
        }
        if shares && !self.value.iter().all(|share| (0.0..=1.0).contains(share)) {
            return Err("a probability of a tree is not between 0 and 1".to_owned());
        }
        Ok(())
    }
}

/// The threshold between two neighbouring values: their middle, or the lower one where rounding
/// would make the middle equal to the upper.
fn between(low: f64, high: f64) -> f64 {
    let middle = f64::midpoint(low, high);
    if middle < high { middle } else { low }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::rng::Rng;

    const LIMITS: Limits = Limits { max_depth: 4, min_samples_split: 2, min_samples_leaf: 6 };

    fn noisy(n: usize) -> (Array2<f64>, Vec<f64>) {
        let mut rng = Rng::new(9, "test");
        let x = Array2::from_shape_simple_fn((n, 3), || rng.normal());
        let y = x.rows().into_iter().map(|row| row[0] * row[1] + 0.5 * row[2] + 0.1 * rng.normal()).collect();
        (x, y)
    }

    /// With at most 256 distinct values, all features and all rows, bins lose nothing.
    #[test]
    fn binned_and_exact_splits_grow_the_same_tree() {
        let (x, y) = noisy(256);
        let codes: Vec<u32> = y
            .iter()
            .map(|y| {
                if *y < -0.3 {
                    0
                } else if *y < 0.4 {
                    1
                } else {
                    2
                }
            })
            .collect();
        let sampling = Sampling { bootstrap: false, max_features: 3 };
        let bins = Bins::new(x.view());
        let rng = || Rng::new(0, "test");
        let numbers = Numbers::new(&y);
        let exact = grow(&numbers, &mut ExactSplitter::new(&numbers, Sorted::new(x.view())), LIMITS);
        let binned = grow(&numbers, &mut BinnedSplitter::new(&numbers, &bins, sampling, rng()), LIMITS);
        assert!(exact.n_nodes() > 10);
        assert_eq!(exact.threshold, binned.threshold);
        assert_eq!((exact.left, exact.right), (binned.left, binned.right));
        for impurity in [Impurity::Gini, Impurity::Entropy] {
            let classes = Classes::new(&codes, 3, impurity);
            let exact = grow(&classes, &mut ExactSplitter::new(&classes, Sorted::new(x.view())), LIMITS);
            let binned = grow(&classes, &mut BinnedSplitter::new(&classes, &bins, sampling, rng()), LIMITS);
            assert!(exact.n_nodes() > 10);
            assert_eq!(exact, binned);
        }
    }

    /// The first split against trying every threshold by definition.
    #[test]
    fn the_root_has_the_least_squared_error_of_all_splits() {
        let (x, y) = noisy(60);
        let error = |rows: &[f64]| {
            let mean = rows.iter().sum::<f64>() / rows.len() as f64;
            rows.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>()
        };
        let errors = |feature: usize, threshold: f64| {
            let (left, right): (Vec<_>, Vec<_>) =
                x.column(feature).into_iter().zip(&y).partition(|(cell, _)| **cell <= threshold);
            let side = |rows: Vec<(&f64, &f64)>| error(&rows.iter().map(|row| *row.1).collect::<Vec<_>>());
            side(left) + side(right)
        };
        let mut least = f64::INFINITY;
        for feature in 0..3 {
            let column = x.column(feature);
            let top = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            for threshold in column.iter().filter(|cell| **cell < top) {
                least = least.min(errors(feature, *threshold));
            }
        }
        let criterion = Numbers::new(&y);
        let limits = Limits { max_depth: 1, min_samples_split: 2, min_samples_leaf: 1 };
        let tree = grow(&criterion, &mut ExactSplitter::new(&criterion, Sorted::new(x.view())), limits);
        assert!((errors(tree.feature[0] as usize, tree.threshold[0]) - least).abs() < 1e-12);
    }

    #[test]
    fn every_limit_is_kept() {
        let (x, y) = noisy(300);
        let criterion = Numbers::new(&y);
        let limits = Limits { max_depth: 6, min_samples_split: 40, min_samples_leaf: 7 };
        let tree = grow(&criterion, &mut ExactSplitter::new(&criterion, Sorted::new(x.view())), limits);
        let mut depth = vec![0; tree.n_nodes()];
        for node in 0..tree.n_nodes() {
            assert!(tree.samples[node] >= 7 && depth[node] <= 6);
            if tree.left[node] != 0 {
                assert!(tree.samples[node] >= 40);
                for child in [tree.left[node], tree.right[node]] {
                    depth[child as usize] = depth[node] + 1;
                }
            }
        }
        assert_eq!(depth.iter().max(), Some(&6));
    }

    #[test]
    fn a_threshold_never_reaches_the_upper_value() {
        let low = 1.0_f64;
        assert_eq!(between(low, low.next_up()), low);
        assert_eq!(between(1.0, 2.0), 1.5);
        assert_eq!(between(-f64::MAX, f64::MAX), 0.0);
        assert_eq!(between(f64::MAX.next_down(), f64::MAX), f64::MAX.next_down());
    }
}
