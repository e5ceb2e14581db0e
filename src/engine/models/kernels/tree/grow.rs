use std::ops::Range;

use super::{Criterion, Tree};
use crate::rng::Rng;

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

/// Which features a node tries.
#[derive(Clone, Debug)]
pub struct Draw {
    features: Vec<u32>,
    tried: usize,
    start: usize,
    rng: Option<Rng>,
}

impl Draw {
    /// All features, from the first on.
    pub fn in_order(n_features: usize) -> Self {
        Self { features: (0..n_features as u32).collect(), tried: n_features, start: 0, rng: None }
    }

    /// So many random features, more only while no valid split was found. When all are tried, only
    /// the one to begin with is drawn: it wins when splits are equally good.
    pub fn random(n_features: usize, tried: usize, rng: Rng) -> Self {
        Self { rng: Some(rng), tried, ..Self::in_order(n_features) }
    }

    /// Whether a node tries most features.
    pub fn most(&self) -> bool {
        2 * self.tried > self.features.len()
    }

    /// Begins a node.
    pub fn begin(&mut self) {
        if let Some(rng) = &mut self.rng
            && self.tried >= self.features.len()
        {
            self.start = rng.below(self.features.len() as u32) as usize;
        }
    }

    /// The feature to try after `drawn` others.
    pub fn next(&mut self, drawn: usize, found: bool) -> Option<u32> {
        let n = self.features.len();
        if drawn >= n || (drawn >= self.tried && found) {
            return None;
        }
        match &mut self.rng {
            Some(rng) if self.tried < n => {
                self.features.swap(drawn, drawn + rng.below((n - drawn) as u32) as usize);
                Some(self.features[drawn])
            }
            _ => Some(self.features[(self.start + drawn) % n]),
        }
    }

    /// A random number in `[0, 1)`, or the middle where nothing is random.
    pub fn unit(&mut self) -> f64 {
        self.rng.as_mut().map_or(0.5, Rng::unit)
    }
}

/// Holds the rows of the nodes that are still open, each node a range, and divides them.
pub trait Splitter<C: Criterion> {
    /// What [`Splitter::block`] gives.
    type Block: Splitter<C>;

    /// Number of rows the tree grows on.
    fn n_rows(&self) -> usize;

    /// The rows of a node, each with how often it was drawn.
    fn members(&self, node: Range<usize>) -> impl Iterator<Item = (u32, u32)> + Clone;

    /// The best split of the node that `sides` has entered, if any leaves `min_leaf` rows on both
    /// sides.
    fn best(
        &mut self,
        node: Range<usize>,
        sides: &mut C::Sides,
        min_leaf: usize,
        draw: &mut Draw,
    ) -> Option<Split>;

    /// Divides the rows of a node; where the right side's begin.
    fn divide(&mut self, node: Range<usize>, split: &Split) -> usize;

    /// Another splitter for this node and all below it, where that is quicker.
    fn block(&self, _node: Range<usize>, _draw: &Draw) -> Option<Self::Block> {
        None
    }
}

struct Open {
    rows: Range<usize>,
    depth: usize,
    /// The parent, and whether this is its right child.
    parent: Option<(usize, bool)>,
}

/// Grows a tree depth first, left before right, so that children stand behind their parents.
pub fn grow<C: Criterion, S: Splitter<C>>(
    criterion: &C,
    splitter: &mut S,
    draw: &mut Draw,
    limits: Limits,
) -> Tree {
    let mut tree = Tree::default();
    let root = Open { rows: 0..splitter.n_rows(), depth: 0, parent: None };
    grow_below(&mut tree, criterion, splitter, draw, limits, root);
    tree
}

fn grow_below<C: Criterion, S: Splitter<C>>(
    tree: &mut Tree,
    criterion: &C,
    splitter: &mut S,
    draw: &mut Draw,
    limits: Limits,
    root: Open,
) {
    let mut sides = criterion.sides();
    let mut open = vec![root];
    while let Some(Open { rows, depth, parent }) = open.pop() {
        if let Some(mut block) = splitter.block(rows.clone(), draw) {
            let root = Open { rows: 0..block.n_rows(), depth, parent };
            grow_below(tree, criterion, &mut block, draw, limits, root);
            continue;
        }
        let node = tree.n_nodes();
        if let Some((parent, is_right)) = parent {
            let children = if is_right { &mut tree.right } else { &mut tree.left };
            children[parent] = node as u32;
        }
        let about = criterion.enter(&mut sides, splitter.members(rows.clone()), &mut tree.value);
        tree.samples.push(about.samples);
        tree.weight.extend(about.weight);
        tree.impurity.push(about.impurity);
        tree.left.push(0);
        tree.right.push(0);

        let min_leaf = limits.min_samples_leaf.max(1);
        let stop = about.pure
            || depth >= limits.max_depth
            || rows.len() < limits.min_samples_split
            || rows.len() < 2 * min_leaf;
        let best = if stop { None } else { splitter.best(rows.clone(), &mut sides, min_leaf, draw) };
        tree.feature.push(best.map_or(0, |split| split.feature));
        tree.threshold.push(best.map_or(0.0, |split| split.threshold));
        if let Some(split) = best {
            let middle = splitter.divide(rows.clone(), &split);
            let side = |rows, is_right| Open { rows, depth: depth + 1, parent: Some((node, is_right)) };
            open.push(side(middle..rows.end, true));
            open.push(side(rows.start..middle, false));
        }
    }
}
