use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::Tree;

/// A subtree that could become a leaf, the weakest first.
struct Link {
    alpha: f64,
    node: usize,
    /// How often its figures had changed when they were taken.
    version: u32,
}

impl Ord for Link {
    /// The heap gives the greatest, so the least alpha and then the lowest node is the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        other.alpha.total_cmp(&self.alpha).then(other.node.cmp(&self.node))
    }
}

impl PartialOrd for Link {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Link {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Link {}

/// Weakest-link pruning (L. Breiman and others, *Classification and Regression Trees*, 1984, chapter
/// 3): again and again the subtree that lowers the impurity least for each of its leaves becomes a
/// leaf.
struct Pruning<'a> {
    tree: &'a Tree,
    parents: Vec<usize>,
    /// The impurity of a node, weighted by its share of the rows.
    own: Vec<f64>,
    /// The same of the leaves below it, in sum.
    branch: Vec<f64>,
    leaves: Vec<u32>,
    versions: Vec<u32>,
    is_leaf: Vec<bool>,
    links: BinaryHeap<Link>,
}

impl<'a> Pruning<'a> {
    fn new(tree: &'a Tree) -> Self {
        let n = tree.n_nodes();
        let all = tree.mass(0);
        let own: Vec<f64> = (0..n).map(|node| tree.impurity[node] * tree.mass(node) / all).collect();
        let mut pruning = Self {
            parents: vec![0; n],
            branch: own.clone(),
            leaves: vec![1; n],
            versions: vec![0; n],
            is_leaf: tree.left.iter().map(|left| *left == 0).collect(),
            links: BinaryHeap::new(),
            own,
            tree,
        };
        for node in (0..n).rev().filter(|node| tree.left[*node] != 0) {
            let (left, right) = (tree.left[node] as usize, tree.right[node] as usize);
            pruning.parents[left] = node;
            pruning.parents[right] = node;
            pruning.branch[node] = pruning.branch[left] + pruning.branch[right];
            pruning.leaves[node] = pruning.leaves[left] + pruning.leaves[right];
            pruning.offer(node);
        }
        pruning
    }

    fn offer(&mut self, node: usize) {
        let alpha = (self.own[node] - self.branch[node]) / f64::from(self.leaves[node] - 1);
        self.links.push(Link { alpha, node, version: self.versions[node] });
    }

    /// Prunes the weakest link, should its alpha be at most `limit`; its alpha.
    fn step(&mut self, limit: f64) -> Option<f64> {
        while let Some(link) = self.links.peek() {
            let (alpha, node) = (link.alpha, link.node);
            if self.is_leaf[node] || link.version != self.versions[node] {
                self.links.pop();
                continue;
            }
            if alpha > limit {
                return None;
            }
            self.links.pop();
            self.cut(node);
            return Some(alpha);
        }
        None
    }

    fn cut(&mut self, node: usize) {
        let worse = self.own[node] - self.branch[node];
        let gone = self.leaves[node] - 1;
        let mut below = vec![node];
        while let Some(node) = below.pop() {
            if !std::mem::replace(&mut self.is_leaf[node], true) {
                below.extend([self.tree.left[node] as usize, self.tree.right[node] as usize]);
            }
        }
        self.branch[node] = self.own[node];
        self.leaves[node] = 1;
        let mut above = node;
        while above != 0 {
            above = self.parents[above];
            self.branch[above] += worse;
            self.leaves[above] -= gone;
            self.versions[above] += 1;
            self.offer(above);
        }
    }

    /// What is left, nodes renumbered in their order.
    fn rest(&self) -> Tree {
        let tree = self.tree;
        let n_values = tree.value.len() / tree.n_nodes();
        let mut rest = Tree::default();
        // The place of a node's parent, and whether it is the right child.
        let mut open = vec![(0, None)];
        while let Some((node, parent)) = open.pop() {
            let place = rest.n_nodes() as u32;
            match parent {
                Some((parent, true)) => rest.right[parent as usize] = place,
                Some((parent, false)) => rest.left[parent as usize] = place,
                None => {}
            }
            let leaf = self.is_leaf[node];
            rest.feature.push(if leaf { 0 } else { tree.feature[node] });
            rest.threshold.push(if leaf { 0.0 } else { tree.threshold[node] });
            rest.left.push(0);
            rest.right.push(0);
            rest.samples.push(tree.samples[node]);
            rest.weight.extend(tree.weight.get(node));
            rest.impurity.push(tree.impurity[node]);
            rest.value.extend(&tree.value[node * n_values..(node + 1) * n_values]);
            if !leaf {
                open.push((tree.right[node] as usize, Some((place, true))));
                open.push((tree.left[node] as usize, Some((place, false))));
            }
        }
        rest
    }
}

impl Tree {
    /// The tree without every subtree whose leaves lower the impurity (weighted by shares of the
    /// rows) by at most `alpha` each.
    #[must_use]
    pub fn pruned(&self, alpha: f64) -> Self {
        let mut pruning = Pruning::new(self);
        while pruning.step(alpha).is_some() {}
        pruning.rest()
    }

    /// Every alpha at which the tree gets smaller, ascending from 0, with the impurity of the leaves
    /// that are then left.
    #[must_use]
    pub fn pruning_path(&self) -> Vec<(f64, f64)> {
        let mut pruning = Pruning::new(self);
        let mut path = vec![(0.0, pruning.branch[0])];
        while let Some(alpha) = pruning.step(f64::INFINITY) {
            path.push((alpha, pruning.branch[0]));
        }
        path
    }
}
