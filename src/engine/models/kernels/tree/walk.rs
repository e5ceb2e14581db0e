use super::Tree;

/// Rows that go down a tree side by side, so that one's memory is awaited while others move.
const LANES: usize = 8;

/// A node in one piece; a leaf leads to itself whatever the cell.
#[derive(Clone, Copy, Debug)]
struct Node {
    threshold: f64,
    feature: u32,
    left: u32,
    right: u32,
}

/// A tree laid out for many rows.
#[derive(Debug, Default)]
pub struct Walk {
    nodes: Vec<Node>,
}

impl Walk {
    /// Lays out another tree.
    pub fn lay(&mut self, tree: &Tree) {
        self.nodes.clear();
        self.nodes.extend((0..).zip(&tree.feature).map(|(at, feature)| {
            let node = at as usize;
            match (tree.left[node], tree.right[node]) {
                (0, _) => Node { threshold: 0.0, feature: 0, left: at, right: at },
                (left, right) => Node { threshold: tree.threshold[node], feature: *feature, left, right },
            }
        }));
    }

    /// Adds the values of the leaves that the rows of `cells` (rows × features) fall into to `sums`
    /// (rows × values).
    pub fn add_leaves(
        &self,
        tree: &Tree,
        cells: &[f64],
        n_features: usize,
        n_values: usize,
        sums: &mut [f64],
    ) {
        let groups = cells.chunks_exact(LANES * n_features);
        let rest = groups.remainder();
        let mut sums = sums.chunks_exact_mut(LANES * n_values);
        for (cells, sums) in groups.zip(&mut sums) {
            let leaves = leaves(&self.nodes, cells, n_features);
            for (leaf, sums) in leaves.into_iter().zip(sums.chunks_exact_mut(n_values)) {
                let values = &tree.value[leaf as usize * n_values..];
                sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
            }
        }
        tree.add_leaves(rest, n_features, n_values, sums.into_remainder());
    }
}

/// The leaf of each of the rows.
#[inline(never)]
fn leaves(nodes: &[Node], cells: &[f64], n_features: usize) -> [u32; LANES] {
    let mut at = [0_u32; LANES];
    loop {
        let mut moved = 0;
        for (lane, at) in at.iter_mut().enumerate() {
            let node = &nodes[*at as usize];
            let goes_left = cells[lane * n_features + node.feature as usize] <= node.threshold;
            let next = if goes_left { node.left } else { node.right };
            moved |= next ^ *at;
            *at = next;
        }
        if moved == 0 {
            return at;
        }
    }
}
