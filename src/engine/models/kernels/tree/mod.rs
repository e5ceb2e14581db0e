//! Decision trees: the flat form they are kept in, how they grow and are pruned, and three ways to
//! find splits: every border between sorted values, every border between bins, random thresholds.

mod bins;
mod border;
mod classes;
mod criterion;
mod grow;
mod halves;
mod histogram;
mod numbers;
mod partition;
mod prune;
mod random;
mod replay;
mod sorted;
mod walk;

pub use bins::Bins;
pub use classes::{Classes, Impurity};
pub use criterion::Criterion;
pub use grow::{Draw, Limits, grow};
pub use halves::Halves;
pub use histogram::HistogramSplitter;
pub use numbers::Numbers;
pub use partition::stable_partition;
pub use random::{Columns, RandomSplitter};
pub use sorted::SortedSplitter;
pub use walk::Walk;

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
    /// The weights of a node's rows in sum; empty where every row counts the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weight: Vec<f64>,
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

    /// How much the rows of a node count in sum.
    pub fn mass(&self, node: usize) -> f64 {
        self.weight.get(node).copied().unwrap_or_else(|| f64::from(self.samples[node]))
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

    /// Adds the leaf values of every row of `cells` (rows × features) to `sums` (rows × values).
    #[inline(never)]
    pub fn add_leaves(&self, cells: &[f64], n_features: usize, n_values: usize, sums: &mut [f64]) {
        for (row, sums) in cells.chunks_exact(n_features).zip(sums.chunks_exact_mut(n_values)) {
            for (sum, value) in sums.iter_mut().zip(self.leaf(row, n_values)) {
                *sum += value;
            }
        }
    }

    /// Adds how much each feature lowered the impurity, weighted by rows and summing to one; nothing
    /// when the tree is a single leaf or lowered none.
    pub fn add_importances(&self, sums: &mut [f64]) {
        let mass = |node: usize| self.mass(node) * self.impurity[node];
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
        let weights = self.weight.len();
        if n == 0
            || lengths.iter().any(|len| *len != n)
            || (weights != n && weights != 0)
            || Some(self.value.len()) != n.checked_mul(n_values)
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
        let numbers = [&self.threshold, &self.impurity, &self.value, &self.weight];
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
mod tests;
