//! SHAP values of trees, exact: the conditional expectations of a tree follow the shares of the training
//! rows that went each way ("path-dependent").
//!
//! S. Lundberg, G. Erion, S. Lee, *Consistent Individualized Feature Attribution for Tree Ensembles*, 2018,
//! algorithm 2: one walk through a tree keeps, for the features asked about so far, how many subsets of
//! each size lead here, instead of looking at every subset. Leaves × depth² steps a tree.

use crate::models::{BoostedTree, Tree};

/// A deeper tree is not explained: the walk is as deep as the tree.
pub(super) const MAX_DEPTH: usize = 500;

/// A grown tree, as the walk needs it; children stand behind their parents.
pub(super) trait Grown {
    /// Number of nodes.
    fn n_nodes(&self) -> usize;
    /// The feature a node asks about and its children; none for a leaf.
    fn question(&self, node: usize) -> Option<(usize, usize, usize)>;
    /// Whether a row goes left at a node that is no leaf.
    fn goes_left(&self, node: usize, row: &[f64]) -> bool;
    /// How much the training rows of a node count.
    fn cover(&self, node: usize) -> f64;
    /// What a leaf says: one number an output.
    fn values(&self, node: usize, n_values: usize) -> &[f64];
}

impl Grown for Tree {
    fn n_nodes(&self) -> usize {
        Tree::n_nodes(self)
    }

    fn question(&self, node: usize) -> Option<(usize, usize, usize)> {
        question(&self.feature, &self.left, &self.right, node)
    }

    fn goes_left(&self, node: usize, row: &[f64]) -> bool {
        let cell = self.feature.get(node).and_then(|feature| row.get(*feature as usize));
        cell.zip(self.threshold.get(node)).is_some_and(|(cell, threshold)| cell <= threshold)
    }

    fn cover(&self, node: usize) -> f64 {
        self.mass(node)
    }

    fn values(&self, node: usize, n_values: usize) -> &[f64] {
        self.value.get(node * n_values..(node + 1) * n_values).unwrap_or_default()
    }
}

impl Grown for BoostedTree {
    fn n_nodes(&self) -> usize {
        BoostedTree::n_nodes(self)
    }

    fn question(&self, node: usize) -> Option<(usize, usize, usize)> {
        question(&self.feature, &self.left, &self.right, node)
    }

    fn goes_left(&self, node: usize, row: &[f64]) -> bool {
        BoostedTree::goes_left(self, node, row)
    }

    fn cover(&self, node: usize) -> f64 {
        self.samples.get(node).copied().map_or(0.0, f64::from)
    }

    fn values(&self, node: usize, n_values: usize) -> &[f64] {
        self.value.get(node * n_values..(node + 1) * n_values).unwrap_or_default()
    }
}

fn question(feature: &[u32], left: &[u32], right: &[u32], node: usize) -> Option<(usize, usize, usize)> {
    let (left, right) = (*left.get(node)? as usize, *right.get(node)? as usize);
    (left != 0).then_some((*feature.get(node)? as usize, left, right))
}

/// What trees of one kind say in sum about a row, by feature.
pub(super) struct Sums {
    /// What the trees say of a row of which nothing is known: one number an output.
    pub(super) base: Vec<f64>,
    /// Outputs × features: what knowing each feature adds.
    pub(super) values: Vec<f64>,
    /// What the trees say of the row: one number an output.
    pub(super) total: Vec<f64>,
    n_features: usize,
}

impl Sums {
    pub(super) fn new(n_values: usize, n_features: usize) -> Self {
        Self {
            base: vec![0.0; n_values],
            values: vec![0.0; n_values * n_features],
            total: vec![0.0; n_values],
            n_features,
        }
    }

    /// Adds a tree. `row` has a cell for every feature.
    ///
    /// # Errors
    /// When the tree is deeper than [`MAX_DEPTH`].
    pub(super) fn add(&mut self, tree: &impl Grown, row: &[f64]) -> Result<(), String> {
        let depth = depth(tree);
        if depth > MAX_DEPTH {
            return Err(format!(
                "a tree is {depth} questions deep, and SHAP values are calculated for up to {MAX_DEPTH}; limit the greatest depth"
            ));
        }
        let n_values = self.base.len();
        for (sum, value) in self.base.iter_mut().zip(expectation(tree, n_values)) {
            *sum += value;
        }
        let mut leaf = 0;
        while let Some((_, left, right)) = tree.question(leaf) {
            leaf = if tree.goes_left(leaf, row) { left } else { right };
        }
        for (sum, value) in self.total.iter_mut().zip(tree.values(leaf, n_values)) {
            *sum += value;
        }
        let mut walk = Walk { tree, row, n_values, n_features: self.n_features, values: &mut self.values };
        walk.down(0, Vec::new(), Step { feature: None, unknown: 1.0, known: 1.0, weight: 0.0 });
        Ok(())
    }
}

fn depth(tree: &impl Grown) -> usize {
    let mut depths = vec![0_usize; tree.n_nodes()];
    for node in 0..depths.len() {
        let below = depths.get(node).copied().unwrap_or(0) + 1;
        for child in tree.question(node).into_iter().flat_map(|(_, left, right)| [left, right]) {
            if let Some(depth) = depths.get_mut(child) {
                *depth = (*depth).max(below);
            }
        }
    }
    depths.into_iter().max().unwrap_or(0)
}

/// The mean of the leaves by how much their training rows count.
fn expectation(tree: &impl Grown, n_values: usize) -> Vec<f64> {
    let mut shares = vec![0.0; tree.n_nodes()];
    let mut means = vec![0.0; n_values];
    if let Some(root) = shares.first_mut() {
        *root = 1.0;
    }
    for node in 0..shares.len() {
        let share = shares.get(node).copied().unwrap_or(0.0);
        match tree.question(node) {
            None => {
                means.iter_mut().zip(tree.values(node, n_values)).for_each(|(mean, v)| *mean += share * v)
            }
            Some((_, left, right)) => {
                let part = left_part(tree, left, right);
                for (child, part) in [(left, part), (right, 1.0 - part)] {
                    if let Some(slot) = shares.get_mut(child) {
                        *slot = share * part;
                    }
                }
            }
        }
    }
    means
}

/// The share of a node's training rows that went left.
fn left_part(tree: &impl Grown, left: usize, right: usize) -> f64 {
    let part = tree.cover(left) / (tree.cover(left) + tree.cover(right));
    if part.is_finite() { part } else { 0.0 }
}

/// A feature on the way to a node.
#[derive(Clone, Copy)]
struct Step {
    /// None for the step before the root.
    feature: Option<usize>,
    /// The share of rows that come through when the feature is not known.
    unknown: f64,
    /// Whether the row itself comes through: 1 or 0.
    known: f64,
    /// Of the subsets of the steps so far with as many known features as this step has before it, the
    /// share that leads here, weighted as Shapley does.
    weight: f64,
}

struct Walk<'a, T> {
    tree: &'a T,
    row: &'a [f64],
    n_values: usize,
    n_features: usize,
    values: &'a mut [f64],
}

impl<T: Grown> Walk<'_, T> {
    fn down(&mut self, node: usize, mut path: Vec<Step>, step: Step) {
        extend(&mut path, step);
        let Some((feature, left, right)) = self.tree.question(node) else {
            self.leave(node, &path);
            return;
        };
        let (mut unknown, mut known) = (1.0, 1.0);
        if let Some(at) = path.iter().position(|step| step.feature == Some(feature)) {
            if let Some(before) = path.get(at) {
                (unknown, known) = (before.unknown, before.known);
            }
            unwind(&mut path, at);
        }
        let left_part = left_part(self.tree, left, right);
        let goes_left = self.tree.goes_left(node, self.row);
        for (child, part, taken) in [(left, left_part, goes_left), (right, 1.0 - left_part, !goes_left)] {
            let known = if taken { known } else { 0.0 };
            // A branch that comes through in no case adds nothing.
            if known > 0.0 || unknown * part > 0.0 {
                let step = Step { feature: Some(feature), unknown: unknown * part, known, weight: 0.0 };
                self.down(child, path.clone(), step);
            }
        }
    }

    fn leave(&mut self, node: usize, path: &[Step]) {
        for (at, step) in path.iter().enumerate() {
            let Some(feature) = step.feature else { continue };
            let weight = unwound_sum(path, at) * (step.known - step.unknown);
            for (output, value) in self.tree.values(node, self.n_values).iter().enumerate() {
                if let Some(sum) = self.values.get_mut(output * self.n_features + feature) {
                    *sum += weight * value;
                }
            }
        }
    }
}

/// Adds a step, which every subset so far either has or has not.
fn extend(path: &mut Vec<Step>, step: Step) {
    let before = path.len();
    let all = (before + 1) as f64;
    path.push(Step { weight: if before == 0 { 1.0 } else { 0.0 }, ..step });
    if before == 0 {
        return;
    }
    let mut with_it = 0.0;
    for (at, entry) in path.iter_mut().enumerate() {
        let own = entry.weight;
        entry.weight = with_it + step.unknown * own * (before as f64 - at as f64) / all;
        with_it = step.known * own * (at + 1) as f64 / all;
    }
}

/// The weights as they were before the step at `at` was added, in order.
fn unwound(path: &[Step], at: usize) -> Vec<f64> {
    let (Some(step), Some((last, rest))) = (path.get(at), path.split_last()) else { return Vec::new() };
    let before = rest.len() as f64;
    let mut weights = vec![0.0; rest.len()];
    let mut next = last.weight;
    for (index, (slot, entry)) in weights.iter_mut().zip(rest).enumerate().rev() {
        let left_out = before - index as f64;
        if step.known > 0.0 {
            *slot = next * (before + 1.0) / ((index + 1) as f64 * step.known);
            next = entry.weight - *slot * step.unknown * left_out / (before + 1.0);
        } else {
            *slot = entry.weight * (before + 1.0) / (step.unknown * left_out);
        }
    }
    weights
}

fn unwound_sum(path: &[Step], at: usize) -> f64 {
    unwound(path, at).iter().sum()
}

/// Takes the step at `at` out again.
fn unwind(path: &mut Vec<Step>, at: usize) {
    let weights = unwound(path, at);
    path.remove(at);
    path.iter_mut().zip(weights).for_each(|(step, weight)| step.weight = weight);
}
