use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::Tree;

/// A node that asks, waiting for its turn.
struct Waiting {
    gain: f64,
    node: usize,
}

impl Ord for Waiting {
    /// The greatest gain first, then the node that stands first.
    fn cmp(&self, other: &Self) -> Ordering {
        self.gain.total_cmp(&other.gain).then(other.node.cmp(&self.node))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waiting {}

impl Tree {
    /// The nodes that ask, in the order in which a tree that always asks the best open question first
    /// would come to them, each with its gain: how much it lowers the impurity of all rows. Of equally
    /// good questions the node that stands first is taken.
    ///
    /// Which question a node asks does not depend on the other nodes, so the first `k` of these are the
    /// tree that scikit-learn grows with `max_leaf_nodes = k + 1`.
    pub fn best_first(&self) -> Vec<(usize, f64)> {
        let mut open = BinaryHeap::new();
        let mut order = Vec::new();
        open.extend(self.waiting(0));
        while let Some(Waiting { gain, node }) = open.pop() {
            order.push((node, gain));
            open.extend(self.waiting(self.left[node] as usize));
            open.extend(self.waiting(self.right[node] as usize));
        }
        order
    }

    /// The tree after its first `questions` of [`Tree::best_first`]; what would come later are leaves.
    pub fn truncated(&self, questions: usize) -> Self {
        let mut tree = self.clone();
        for (node, _) in self.best_first().into_iter().skip(questions) {
            tree.feature[node] = 0;
            tree.threshold[node] = 0.0;
            tree.left[node] = 0;
            tree.right[node] = 0;
        }
        tree
    }

    fn waiting(&self, node: usize) -> Option<Waiting> {
        if *self.left.get(node)? == 0 {
            return None;
        }
        let mass = |node: usize| self.mass(node) * self.impurity[node];
        let children = mass(self.left[node] as usize) + mass(self.right[node] as usize);
        Some(Waiting { gain: (mass(node) - children) / self.mass(0), node })
    }
}
