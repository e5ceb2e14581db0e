//! Which nodes of a tree are drawn, and where they hang.

use super::TreeDiagram;

/// Nodes drawn at most.
const MOST: usize = 127;

/// A node that is drawn.
pub(super) struct Place {
    /// Its position in the tree's list.
    pub node: usize,
    /// Its level; the root's is 0.
    pub depth: usize,
    /// The place of the node above.
    pub parent: Option<usize>,
    /// How many nodes below it are not drawn.
    pub hidden: usize,
}

/// The part of a tree that is drawn, each node before those below it, the first child first.
pub(super) struct Grown {
    pub places: Vec<Place>,
    /// Nodes not drawn.
    pub hidden: usize,
}

impl Grown {
    pub(super) fn of(tree: &TreeDiagram) -> Self {
        let below = below(tree);
        let mut grown = Self { places: Vec::new(), hidden: 0 };
        let mut seen = vec![false; tree.nodes.len()];
        let mut open = if tree.nodes.is_empty() { vec![] } else { vec![(0, 0, None)] };
        while let Some((node, depth, parent)) = open.pop() {
            let Some(seen) = seen.get_mut(node).filter(|seen| !**seen) else { continue };
            *seen = true;
            let place = grown.places.len();
            let children = tree.nodes.get(node).map_or(&[][..], |node| node.children.as_slice());
            let room = place + open.len() + 1 + children.len() <= MOST;
            let hidden = if depth < tree.depth && room { 0 } else { below.get(node).copied().unwrap_or(0) };
            if hidden == 0 {
                let behind = children.iter().rev().filter(|child| **child > node);
                open.extend(behind.map(|child| (*child, depth + 1, Some(place))));
            }
            grown.hidden += hidden;
            grown.places.push(Place { node, depth, parent, hidden });
        }
        grown
    }

    /// Whether a place has others below it.
    pub(super) fn is_parent(&self, place: usize) -> bool {
        self.places.get(place + 1).is_some_and(|next| next.parent == Some(place))
    }

    pub(super) fn leaves(&self) -> usize {
        (0..self.places.len()).filter(|place| !self.is_parent(*place)).count()
    }

    pub(super) fn levels(&self) -> usize {
        self.places.iter().map(|place| place.depth + 1).max().unwrap_or(0)
    }
}

/// How many nodes hang below each.
fn below(tree: &TreeDiagram) -> Vec<usize> {
    let mut below = vec![0_usize; tree.nodes.len()];
    for (at, node) in tree.nodes.iter().enumerate().rev() {
        let behind = node.children.iter().filter(|child| **child > at);
        let sum =
            behind.filter_map(|child| below.get(*child)).fold(0, |sum: usize, n| sum.saturating_add(n + 1));
        if let Some(cell) = below.get_mut(at) {
            *cell = sum;
        }
    }
    below
}
