//! A tree of questions: what is asked where, and what the leaves answer.

use crate::chart::{Chart, ChartTable};
use crate::frame::Frame;
use crate::number;
use crate::sheet::{self, Caption};

mod boxes;
mod grown;
mod outline;

use boxes::Boxes;
use grown::Grown;
use outline::Outline;

/// How a node is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NodeLook {
    /// Like most.
    #[default]
    Plain,
    /// Marked: on a row's path, or the newest.
    Lit,
    /// Only its place: it is not there yet.
    Pale,
}

/// One node.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TreeNode {
    /// What leads here from the node above, such as `yes`; empty for the root.
    pub branch: String,
    /// What the node asks, or what a leaf answers.
    pub label: String,
    /// More about it, a line each; the first two are drawn.
    pub details: Vec<String>,
    /// The share of each class; empty for none.
    pub shares: Vec<f64>,
    /// How it is drawn.
    pub look: NodeLook,
    /// The nodes below, as positions in the list; each stands behind this one.
    pub children: Vec<usize>,
}

/// A tree. Wide sheets show it as boxes below each other, narrow ones, and trees of many leaves, as
/// an outline.
#[derive(Debug, Clone, PartialEq)]
pub struct TreeDiagram {
    /// The chart's title.
    pub title: String,
    /// The classes that shares are of, in their order; empty for none.
    pub classes: Vec<String>,
    /// The nodes, the root first. A child that does not stand behind its parent is not drawn.
    pub nodes: Vec<TreeNode>,
    /// How many levels below the root are drawn; what lies deeper is counted and listed.
    pub depth: usize,
}

impl TreeDiagram {
    /// Levels below the root that are still legible.
    pub const LEGIBLE: usize = 4;

    fn there(&self) -> impl Iterator<Item = &TreeNode> {
        self.nodes.iter().filter(|node| node.look != NodeLook::Pale)
    }

    fn asks(&self, node: &TreeNode) -> bool {
        let there = |child: &usize| self.nodes.get(*child).is_some_and(|child| child.look != NodeLook::Pale);
        node.children.iter().any(there)
    }

    /// The labels of the marked nodes, as a sentence.
    fn marked(&self) -> String {
        let lit = self.nodes.iter().filter(|node| node.look == NodeLook::Lit);
        let words = lit.map(|node| match node.branch.as_str() {
            "" => node.label.clone(),
            branch => format!("{branch}: {}", node.label),
        });
        let words: Vec<String> = words.collect();
        if words.is_empty() { String::new() } else { format!(" Marked: {}.", words.join("; ")) }
    }
}

impl Chart for TreeDiagram {
    fn title(&self) -> &str {
        &self.title
    }

    fn summary(&self) -> String {
        let Some(root) = self.nodes.first() else { return "There is no tree to draw.".to_owned() };
        let nodes = self.there().count() as u64;
        let questions = self.there().filter(|node| self.asks(node)).count() as u64;
        let marked = self.marked();
        if questions == 0 {
            return format!("A tree of one leaf: {}.{marked}", root.label);
        }
        let grown = Grown::of(self);
        let hidden = match grown.hidden as u64 {
            0 => String::new(),
            hidden => format!(
                " {} below level {} not drawn: see the table.",
                number::counted(hidden, "node", "nodes"),
                self.depth
            ),
        };
        format!(
            "A tree of {} and {}. It asks first: {}.{marked}{hidden}",
            number::counted(questions, "question", "questions"),
            number::counted(nodes - questions, "leaf", "leaves"),
            root.label
        )
    }

    fn table(&self) -> ChartTable {
        let mut parents = vec![String::new(); self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate() {
            for child in node.children.iter().filter(|child| **child > at) {
                if let Some(parent) = parents.get_mut(*child) {
                    *parent = (at + 1).to_string();
                }
            }
        }
        let mut headers = vec!["Node", "Below node", "Branch", "What it says", "More"];
        headers.extend(self.classes.iter().map(String::as_str));
        let rows = self.nodes.iter().zip(parents).enumerate();
        let there = rows.filter(|(_, (node, _))| node.look != NodeLook::Pale);
        let rows = there.map(|(at, (node, parent))| {
            let share = |class: usize| node.shares.get(class).map_or_else(String::new, |s| number::plain(*s));
            let mut row = vec![(at + 1).to_string(), parent, node.branch.clone(), node.label.clone()];
            row.push(node.details.join("; "));
            row.extend((0..self.classes.len()).map(share));
            row
        });
        ChartTable::new(&headers, rows)
    }

    fn svg(&self, frame: &Frame) -> String {
        let summary = self.summary();
        let caption = Caption { kind: "tree", title: &self.title, summary: &summary };
        let grown = Grown::of(self);
        if grown.places.is_empty() {
            return sheet::empty(frame, &caption, &summary);
        }
        let width = f64::from(frame.width());
        match Boxes::of(self, &grown, width) {
            Some(boxes) => {
                sheet::render(frame, &caption, boxes.height(), |sheet| boxes.draw(self, &grown, sheet))
            }
            None => {
                let outline = Outline::of(self, &grown, width);
                sheet::render(frame, &caption, outline.height(), |sheet| outline.draw(self, &grown, sheet))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(label: &str, children: &[usize]) -> TreeNode {
        TreeNode {
            label: label.into(),
            shares: vec![0.5, 0.5],
            children: children.to_vec(),
            ..Default::default()
        }
    }

    fn tree() -> TreeDiagram {
        let mut nodes = vec![node("a <= 1", &[1, 2]), node("no", &[]), node("b <= 2", &[3, 4])];
        nodes.extend([node("yes", &[]), node("no", &[])]);
        TreeDiagram { title: "Tree".into(), classes: vec!["no".into(), "yes".into()], nodes, depth: 4 }
    }

    #[test]
    fn the_summary_counts_what_is_there_and_names_what_is_marked() {
        let mut tree = tree();
        assert_eq!(tree.summary(), "A tree of 2 questions and 3 leaves. It asks first: a <= 1.");
        tree.nodes[2].look = NodeLook::Lit;
        tree.nodes[3].look = NodeLook::Pale;
        tree.nodes[4].look = NodeLook::Pale;
        assert_eq!(
            tree.summary(),
            "A tree of 1 question and 2 leaves. It asks first: a <= 1. Marked: b <= 2."
        );
        assert_eq!(tree.table().rows.len(), 3);
    }

    #[test]
    fn what_lies_deeper_is_counted() {
        let shallow = TreeDiagram { depth: 1, ..tree() };
        assert!(shallow.summary().ends_with("2 nodes below level 1 not drawn: see the table."));
        assert_eq!(shallow.svg(&Frame::new("t", 700)).matches("<rect").count(), 3 + 2 * 3);
    }

    #[test]
    fn a_wide_sheet_has_boxes_and_a_narrow_one_an_outline() {
        assert!(tree().svg(&Frame::new("t", 700)).contains("rx="));
        assert!(!tree().svg(&Frame::new("t", 280)).contains("rx="));
    }

    #[test]
    fn children_that_do_not_stand_behind_their_parent_cannot_loop() {
        let mut tree = tree();
        tree.nodes[2].children = vec![0, 2, 1, 9];
        assert_eq!(Grown::of(&tree).places.len(), 3);
        tree.svg(&Frame::new("t", 400));
    }
}
