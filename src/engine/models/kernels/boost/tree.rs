use serde::{Deserialize, Serialize};

/// One tree of a boosted model; node 0 is the root and every child stands behind its parent.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct BoostedTree {
    /// The feature a node asks about; 0 in a leaf.
    pub feature: Vec<u32>,
    /// Values up to this go left; 0 in a leaf and where levels are asked about.
    pub threshold: Vec<f64>,
    /// Whether a missing cell goes left.
    pub missing_left: Vec<bool>,
    /// The child on the left; 0 in a leaf.
    pub left: Vec<u32>,
    /// The child on the right; 0 in a leaf.
    pub right: Vec<u32>,
    /// Training rows in a node.
    pub samples: Vec<u32>,
    /// How much a node's question lowers the loss of the training rows; 0 in a leaf.
    pub gain: Vec<f64>,
    /// What a leaf adds to the score; in other nodes what they would have added.
    pub value: Vec<f64>,
    /// For nodes that ask about levels the position of their set in `levels`, counted from 1, else 0;
    /// empty when no node does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<u32>,
    /// Sets of levels that go left, a bit each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<Vec<u64>>,
}

impl BoostedTree {
    /// Number of nodes.
    pub fn n_nodes(&self) -> usize {
        self.feature.len()
    }

    /// What the tree adds to a row's score. A missing cell is NaN.
    #[inline]
    pub fn value(&self, row: &[f64]) -> f64 {
        let mut node = 0;
        while self.left[node] != 0 {
            node = if self.goes_left(node, row) { self.left[node] } else { self.right[node] } as usize;
        }
        self.value[node]
    }

    /// Whether a row goes left at a node that is no leaf.
    #[inline]
    pub fn goes_left(&self, node: usize, row: &[f64]) -> bool {
        let cell = row[self.feature[node] as usize];
        if cell.is_nan() {
            return self.missing_left[node];
        }
        match self.set.get(node) {
            None | Some(0) => cell <= self.threshold[node],
            Some(set) => has(&self.levels[*set as usize - 1], cell as usize),
        }
    }

    /// Adds what the tree says of every row of `cells` (rows × features).
    #[inline(never)]
    pub fn add_values(&self, cells: &[f64], n_features: usize, scores: &mut [f64]) {
        for (row, score) in cells.chunks_exact(n_features).zip(scores) {
            *score += self.value(row);
        }
    }

    /// What is wrong with the tree for that many features.
    pub fn check(&self, n_features: usize) -> Result<(), String> {
        let n = self.n_nodes();
        let lengths = [
            self.threshold.len(),
            self.missing_left.len(),
            self.left.len(),
            self.right.len(),
            self.samples.len(),
            self.gain.len(),
            self.value.len(),
        ];
        if n == 0 || lengths.iter().any(|len| *len != n) || (self.set.len() != n && !self.set.is_empty()) {
            return Err("a tree's arrays differ in length".to_owned());
        }
        for node in 0..n {
            let (left, right) = (self.left[node] as usize, self.right[node] as usize);
            let leaf = left == 0 && right == 0;
            if !leaf && (left <= node || right <= node || left >= n || right >= n) {
                return Err(format!("node {node} of a tree has a child that is not behind it"));
            }
            if self.feature[node] as usize >= n_features {
                return Err(format!("node {node} of a tree asks about a feature that does not exist"));
            }
        }
        if self.set.iter().any(|set| *set as usize > self.levels.len()) {
            return Err("a tree asks about a set of levels that does not exist".to_owned());
        }
        let numbers = [&self.threshold, &self.gain, &self.value];
        if !numbers.into_iter().flatten().all(|value| value.is_finite()) {
            return Err("a number of a tree is not finite".to_owned());
        }
        Ok(())
    }
}

fn has(set: &[u64], level: usize) -> bool {
    set.get(level / 64).is_some_and(|word| word >> (level % 64) & 1 == 1)
}
