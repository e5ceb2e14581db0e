use std::ops::Range;

use super::{Criterion, Tree};

/// When a node is not split any further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Questions on the way to a leaf.
    pub max_depth: usize,
    /// Rows a node needs to be split, repeated draws of a row counted once.
    pub min_samples_split: usize,
    /// Rows each side of a split needs, counted likewise.
    pub min_samples_leaf: usize,
}

/// The best question found for a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// The feature asked about.
    pub feature: u32,
    /// Values up to this go left.
    pub threshold: f64,
    /// The criterion's worth of both sides.
    pub worth: f64,
    /// What the splitter needs to divide the rows: a position or a bin.
    pub at: usize,
}

/// Holds the rows of the nodes that are still open, each node a range, and divides them.
pub trait Splitter {
    /// Number of rows the tree grows on.
    fn n_rows(&self) -> usize;

    /// The rows of a node.
    fn rows(&self, node: Range<usize>) -> &[u32];

    /// How often each training row counts.
    fn weights(&self) -> &[u32];

    /// The best split of a node whose tally is `total`, if any leaves `min_leaf` rows on both sides.
    fn best(&mut self, node: Range<usize>, total: &[f64], min_leaf: usize) -> Option<Split>;

    /// Divides the rows of a node; where the right side's begin.
    fn divide(&mut self, node: Range<usize>, split: &Split) -> usize;
}

struct Open {
    rows: Range<usize>,
    depth: usize,
    /// The parent, and whether this is its right child.
    parent: Option<(usize, bool)>,
}

/// Grows a tree depth first, left before right, so that children stand behind their parents.
pub fn grow<C: Criterion, S: Splitter>(criterion: &C, splitter: &mut S, limits: Limits) -> Tree {
    let mut tree = Tree::default();
    let mut open = vec![Open { rows: 0..splitter.n_rows(), depth: 0, parent: None }];
    let mut total = vec![0.0; criterion.width()];
    while let Some(Open { rows, depth, parent }) = open.pop() {
        let node = tree.n_nodes();
        if let Some((parent, is_right)) = parent {
            let children = if is_right { &mut tree.right } else { &mut tree.left };
            children[parent] = node as u32;
        }
        total.fill(0.0);
        let (members, weights) = (splitter.rows(rows.clone()), splitter.weights());
        for &row in members {
            criterion.add(&mut total, row, f64::from(weights[row as usize]));
        }
        let (impurity, pure) = criterion.describe(members, weights, &total, &mut tree.value);
        tree.samples.push(criterion.rows(&total) as u32);
        tree.impurity.push(impurity);
        tree.left.push(0);
        tree.right.push(0);

        let min_leaf = limits.min_samples_leaf.max(1);
        let stop = pure
            || depth >= limits.max_depth
            || rows.len() < limits.min_samples_split
            || rows.len() < 2 * min_leaf;
        match if stop { None } else { splitter.best(rows.clone(), &total, min_leaf) } {
            None => {
                tree.feature.push(0);
                tree.threshold.push(0.0);
            }
            Some(split) => {
                tree.feature.push(split.feature);
                tree.threshold.push(split.threshold);
                let middle = splitter.divide(rows.clone(), &split);
                let side = |rows, is_right| Open { rows, depth: depth + 1, parent: Some((node, is_right)) };
                open.push(side(middle..rows.end, true));
                open.push(side(rows.start..middle, false));
            }
        }
    }
    tree
}
