use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::Range;

use super::histogram::{Histogram, Sums};
use super::split::{Direction, Found, Left, NodeSums, Rules, Search, leaf_value};
use super::{Binned, BoostedTree, MISSING};
use crate::models::kernels::tree::stable_partition;
use crate::rng::Rng;

/// How every tree of a model grows.
pub struct Growing<'a> {
    /// The training rows.
    pub binned: &'a Binned,
    /// What splits keep to.
    pub rules: Rules,
    /// Most leaves; none for no limit.
    pub max_leaf_nodes: Option<usize>,
    /// Most questions on the way to a leaf.
    pub max_depth: usize,
    /// Features tried at each split.
    pub max_features: usize,
    /// One a feature.
    pub directions: &'a [Direction],
    /// What leaves' values are multiplied by.
    pub learning_rate: f64,
}

/// A leaf that can still be split.
struct Open {
    node: usize,
    rows: Range<usize>,
    depth: usize,
    bounds: (f64, f64),
    histogram: Histogram,
    found: Found,
}

impl Ord for Open {
    /// By gain, of equal ones the earlier node.
    fn cmp(&self, other: &Self) -> Ordering {
        self.found.gain.total_cmp(&other.found.gain).then(other.node.cmp(&self.node))
    }
}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open {}

/// A node before its split is searched.
struct Fresh {
    node: usize,
    rows: Range<usize>,
    depth: usize,
    about: NodeSums,
}

struct Tree<'a> {
    growing: &'a Growing<'a>,
    derivatives: &'a [[f32; 2]],
    rng: &'a mut Rng,
    tree: BoostedTree,
    rows: Vec<u32>,
    spare: Vec<u32>,
    ordered: Vec<[f32; 2]>,
    free: Vec<Histogram>,
    features: Vec<usize>,
    /// The rows of every node that is a leaf so far.
    leaves: Vec<Option<Range<usize>>>,
    open: BinaryHeap<Open>,
}

/// Grows a tree, the leaf with the greatest gain first, on the derivatives of every row, and adds what
/// it says to the rows' scores.
pub fn grow(growing: &Growing, derivatives: &[[f32; 2]], scores: &mut [f64], rng: &mut Rng) -> BoostedTree {
    let n = derivatives.len();
    let mut tree = Tree {
        growing,
        derivatives,
        rng,
        tree: BoostedTree::default(),
        rows: (0..n as u32).collect(),
        spare: vec![0; n],
        ordered: Vec::with_capacity(n),
        free: Vec::new(),
        features: (0..growing.binned.n_features()).collect(),
        leaves: Vec::new(),
        open: BinaryHeap::new(),
    };
    tree.grow();
    for (node, rows) in tree.leaves.iter().enumerate() {
        let value = tree.tree.value[node];
        for row in rows.iter().flat_map(|rows| &tree.rows[rows.clone()]) {
            scores[*row as usize] += value;
        }
    }
    tree.tree
}

impl Tree<'_> {
    fn grow(&mut self) {
        let mut sums = Sums::default();
        for [gradient, hessian] in self.derivatives {
            sums.gradient += f64::from(*gradient);
            sums.hessian += f64::from(*hessian);
        }
        let count = self.derivatives.len() as u32;
        let bounds = (f64::NEG_INFINITY, f64::INFINITY);
        // scikit-learn too compares the root's splits with an answer of 0.
        let about = NodeSums { sums, count, value: 0.0, bounds };
        let root = self.push_node(0..self.rows.len(), 0, about);
        self.tree.value[0] = leaf_value(sums, self.growing.rules.l2) * self.growing.learning_rate;
        let mut n_leaves = 1;
        if self.can_split(&root) {
            let histogram = self.histogram(&root.rows);
            self.search(root, histogram);
        }
        while self.growing.max_leaf_nodes.is_none_or(|most| n_leaves < most) {
            let Some(open) = self.open.pop() else { break };
            n_leaves += 1;
            let last = Some(n_leaves) == self.growing.max_leaf_nodes;
            self.split(open, last);
        }
    }

    fn push_node(&mut self, rows: Range<usize>, depth: usize, about: NodeSums) -> Fresh {
        let node = self.tree.n_nodes();
        self.tree.feature.push(0);
        self.tree.threshold.push(0.0);
        self.tree.missing_left.push(false);
        self.tree.left.push(0);
        self.tree.right.push(0);
        self.tree.samples.push(about.count);
        self.tree.gain.push(0.0);
        self.tree.value.push(about.value * self.growing.learning_rate);
        if !self.tree.set.is_empty() {
            self.tree.set.push(0);
        }
        self.leaves.push(Some(rows.clone()));
        Fresh { node, rows, depth, about }
    }

    fn can_split(&self, fresh: &Fresh) -> bool {
        fresh.depth < self.growing.max_depth
            && fresh.about.count >= 2 * self.growing.rules.min_samples_leaf
            && fresh.about.sums.hessian >= 1e-3
    }

    fn histogram(&mut self, rows: &Range<usize>) -> Histogram {
        let n_features = self.growing.binned.n_features();
        let mut histogram = self.free.pop().unwrap_or_else(|| Histogram::new(n_features));
        let rows = &self.rows[rows.clone()];
        self.ordered.clear();
        self.ordered.extend(rows.iter().map(|row| self.derivatives[*row as usize]));
        histogram.build(self.growing.binned, rows, &self.ordered);
        histogram
    }

    /// Searches a node's best split; a node without one is a leaf for good.
    fn search(&mut self, fresh: Fresh, histogram: Histogram) {
        let growing = self.growing;
        let mut tried = self.features.len();
        if growing.max_features < tried {
            for place in 0..growing.max_features {
                let other = place + self.rng.below((tried - place) as u32) as usize;
                self.features.swap(place, other);
            }
            tried = growing.max_features;
        }
        let mut search =
            Search { rules: growing.rules, node: fresh.about, histogram: &histogram, best: None };
        for feature in &self.features[..tried] {
            let column = &growing.binned.columns[*feature];
            search.try_feature(*feature, column, growing.directions[*feature]);
        }
        let best = search.best;
        let Fresh { node, rows, depth, about } = fresh;
        match best {
            Some(found) => self.open.push(Open { node, rows, depth, bounds: about.bounds, histogram, found }),
            None => self.free.push(histogram),
        }
    }

    fn split(&mut self, open: Open, last: bool) {
        let Open { node, rows, depth, bounds, histogram, found } = open;
        let column = &self.growing.binned.columns[found.feature];
        let (left_side, right_side) = (found.left_side, found.right_side);
        // Without missing cells in training, later ones follow the greater part of the rows.
        let missing_left = if column.has_missing { found.missing_left } else { left_side.1 > right_side.1 };
        let codes = self.growing.binned.bins.codes(found.feature);
        let goes_left = |row: u32| {
            let bin = codes[row as usize];
            if bin == MISSING { found.missing_left } else { is_left(&found.left, bin) }
        };
        let middle = rows.start + stable_partition(&mut self.rows[rows.clone()], goes_left, &mut self.spare);
        self.ask(node, &found, missing_left);
        self.leaves[node] = None;
        let direction = self.growing.directions[found.feature];
        let (left_bounds, right_bounds) = child_bounds(bounds, direction, left_side.2, right_side.2);
        let about = |(sums, count, value): (Sums, u32, f64), bounds| NodeSums { sums, count, value, bounds };
        let left = self.push_node(rows.start..middle, depth + 1, about(left_side, left_bounds));
        let right = self.push_node(middle..rows.end, depth + 1, about(right_side, right_bounds));
        self.tree.left[node] = left.node as u32;
        self.tree.right[node] = right.node as u32;
        let (left_open, right_open) = (self.can_split(&left), self.can_split(&right));
        if last || !(left_open || right_open) {
            self.free.push(histogram);
            return;
        }
        // The smaller side is counted, the other is what is left of both.
        let left_smaller = left.rows.len() < right.rows.len();
        let small = self.histogram(if left_smaller { &left.rows } else { &right.rows });
        let mut large = histogram;
        large.subtract(&small);
        let (left_histogram, right_histogram) = if left_smaller { (small, large) } else { (large, small) };
        for (fresh, open, histogram) in
            [(left, left_open, left_histogram), (right, right_open, right_histogram)]
        {
            if open {
                self.search(fresh, histogram);
            } else {
                self.free.push(histogram);
            }
        }
    }

    /// Writes a node's question.
    fn ask(&mut self, node: usize, found: &Found, missing_left: bool) {
        let binned = self.growing.binned;
        self.tree.feature[node] = found.feature as u32;
        self.tree.gain[node] = found.gain;
        self.tree.missing_left[node] = missing_left;
        match (&found.left, &binned.columns[found.feature].levels) {
            (Left::Bins(_), Some(levels)) => {
                let mut set = vec![0_u64; levels.len().div_ceil(64)];
                for (level, bin) in levels.iter().enumerate() {
                    let left = if *bin == MISSING { missing_left } else { is_left(&found.left, *bin) };
                    set[level / 64] |= u64::from(left) << (level % 64);
                }
                self.tree.set.resize(self.tree.n_nodes(), 0);
                self.tree.levels.push(set);
                self.tree.set[node] = self.tree.levels.len() as u32;
            }
            (Left::UpTo(bin), _) => {
                let bin = usize::from(*bin);
                let last = bin + 1 == binned.columns[found.feature].n_bins;
                // Behind the last bin there are missing cells only.
                self.tree.threshold[node] =
                    if last { f64::MAX } else { binned.bins.border(found.feature, bin, bin + 1) };
            }
            (Left::Bins(_), None) => {}
        }
    }
}

fn is_left(left: &Left, bin: u8) -> bool {
    match left {
        Left::UpTo(last) => bin <= *last,
        Left::Bins(marked) => marked[usize::from(bin / 64)] >> (bin % 64) & 1 == 1,
    }
}

/// Bounds of the children, so that no answer below one crosses an answer below the other.
fn child_bounds(
    (low, high): (f64, f64),
    direction: Direction,
    left: f64,
    right: f64,
) -> ((f64, f64), (f64, f64)) {
    let middle = f64::midpoint(left, right);
    match direction {
        Direction::Free => ((low, high), (low, high)),
        Direction::Up => ((low, middle), (middle, high)),
        Direction::Down => ((middle, high), (low, middle)),
    }
}
