//! A tree as boxes below each other, for sheets that are wide enough.

use super::grown::Grown;
use super::{NodeLook, TreeDiagram, TreeNode};
use crate::ink::Ink;
use crate::legend::{self, Flow};
use crate::mark::Mark;
use crate::sheet::{Drawn, SMALL, Sheet};
use crate::svg::Anchor;
use crate::text;

/// Least room for a leaf.
const NARROWEST: f64 = 104.0;
/// Widest box.
const WIDEST: f64 = 176.0;
/// Gap between neighbouring boxes.
const GAP: f64 = 8.0;
/// Height of a line of words.
const LINE: f64 = 14.0;
/// Height of the bar of shares, and of what is below it.
const BAR: f64 = 5.0;
/// Lines of details in a box.
pub(super) const DETAILS: usize = 2;
/// From a box down to the next level.
const DROP: f64 = 30.0;

/// Where the boxes are.
pub(super) struct Boxes {
    /// The middle of each place's box, and its upper edge.
    at: Vec<(f64, f64)>,
    size: (f64, f64),
    levels: usize,
    flow: Flow,
}

impl Boxes {
    /// None when the boxes would be too narrow to read.
    pub(super) fn of(tree: &TreeDiagram, grown: &Grown, width: f64) -> Option<Self> {
        let slot = width / grown.leaves().max(1) as f64;
        if slot < NARROWEST {
            return None;
        }
        let lines = grown.places.iter().filter_map(|place| tree.nodes.get(place.node));
        let lines = lines.map(|node| node.details.len().min(DETAILS)).max().unwrap_or(0);
        let more = usize::from(grown.hidden > 0);
        let bar = if tree.classes.is_empty() { 0.0 } else { BAR + 5.0 };
        let size = ((slot - GAP).min(WIDEST), 8.0 + (1 + lines + more) as f64 * LINE + bar);
        let mut across = vec![(0.0, 0_u32); grown.places.len()];
        let mut next = 0.0;
        for (place, drawn) in grown.places.iter().enumerate().rev() {
            let leaf = !grown.is_parent(place);
            if leaf {
                next += 1.0;
            }
            let middle = match across.get(place) {
                Some((sum, n)) if !leaf && *n > 0 => sum / f64::from(*n),
                _ => width - (next - 0.5) * slot,
            };
            if let Some(cell) = across.get_mut(place) {
                *cell = (middle, 1);
            }
            if let Some(parent) = drawn.parent.and_then(|parent| across.get_mut(parent)) {
                *parent = (parent.0 + middle, parent.1 + 1);
            }
        }
        let top = |depth: usize| 1.0 + depth as f64 * (size.1 + DROP);
        let at = grown.places.iter().zip(across).map(|(place, (x, _))| (x, top(place.depth))).collect();
        Some(Self { at, size, levels: grown.levels(), flow: flow(tree, width) })
    }

    fn bottom(&self) -> f64 {
        self.levels as f64 * (self.size.1 + DROP) - DROP + 2.0
    }

    pub(super) fn height(&self) -> f64 {
        self.bottom() + self.flow.height + 8.0
    }

    pub(super) fn draw(&self, tree: &TreeDiagram, grown: &Grown, sheet: &Sheet<'_>) -> Drawn {
        for (place, &(x, y)) in grown.places.iter().zip(&self.at) {
            let Some(node) = tree.nodes.get(place.node) else { continue };
            if let Some(&(above, edge)) = place.parent.and_then(|parent| self.at.get(parent)) {
                let bend = edge + self.size.1 + DROP * 0.4;
                let way = vec![(above, edge + self.size.1), (above, bend), (x, bend), (x, y)];
                sheet.draw(line(Mark::path(way), node.look, false))?;
                if node.look != NodeLook::Pale {
                    let word = text::shorten(&node.branch, SMALL, self.size.0 / 2.0 - 6.0);
                    if !node.branch.is_empty() {
                        sheet.draw(Mark::words((x + 5.0, y - 5.0), word.shown, SMALL).title(word.full))?;
                    }
                }
            }
        }
        for (place, &(x, y)) in grown.places.iter().zip(&self.at) {
            if let Some(node) = tree.nodes.get(place.node) {
                self.draw_box(node, place.hidden, (x, y), sheet)?;
            }
        }
        self.flow.draw(sheet, self.bottom() + 6.0)
    }

    fn draw_box(&self, node: &TreeNode, hidden: usize, (x, y): (f64, f64), sheet: &Sheet<'_>) -> Drawn {
        let (half, high) = (self.size.0 / 2.0, self.size.1);
        let block = Mark::block((x - half, y), (x + half, y + high)).rounded(4.0);
        if node.look == NodeLook::Pale {
            return sheet.draw(line(block, node.look, true));
        }
        sheet.draw(line(block, node.look, true).title(said(node)))?;
        let room = self.size.0 - 10.0;
        let mut height = y + 4.0;
        let label = text::shorten(&node.label, SMALL, room / 1.1);
        height += LINE;
        let words = Mark::words((x, height - 3.0), label.shown, SMALL).anchored(Anchor::Middle).heavy();
        sheet.draw(words.fill(Ink::Ink).passive())?;
        let more = (hidden > 0).then(|| more(hidden));
        for detail in node.details.iter().take(DETAILS).chain(&more) {
            height += LINE;
            let label = text::shorten(detail, SMALL, room);
            let words = Mark::words((x, height - 3.0), label.shown, SMALL).anchored(Anchor::Middle);
            sheet.draw(words.passive())?;
        }
        draw_shares(sheet, &node.shares, (x - half + 5.0, x + half - 5.0), y + high - BAR - 4.0)
    }
}

/// The names of the classes, where shares are drawn.
pub(super) fn flow(tree: &TreeDiagram, width: f64) -> Flow {
    let named = tree.nodes.iter().any(|node| !node.shares.is_empty());
    let classes = tree.classes.get(..Ink::SERIES.len()).unwrap_or(&tree.classes);
    Flow::of(if named { classes } else { &[] }, width)
}

/// What stands for nodes that are not drawn.
pub(super) fn more(hidden: usize) -> String {
    format!("… {hidden} below")
}

/// Everything that a node says.
pub(super) fn said(node: &TreeNode) -> String {
    std::iter::once(&node.label).chain(&node.details).map(String::as_str).collect::<Vec<_>>().join("; ")
}

/// The line around a node and towards it.
pub(super) fn line(mark: Mark<(f64, f64)>, look: NodeLook, filled: bool) -> Mark<(f64, f64)> {
    match look {
        NodeLook::Lit if filled => mark.fill(Ink::Accent.at(0.1)).line(Ink::Accent, 2.0),
        NodeLook::Lit => mark.line(Ink::Accent, 2.0),
        NodeLook::Plain if filled => mark.fill(Ink::Paper).line(Ink::Ink2, 1.0),
        NodeLook::Plain => mark.line(Ink::Ink2, 1.0),
        NodeLook::Pale => mark.line(Ink::Rule2, 1.0).dashed(Some("3 4")),
    }
}

/// A bar of shares, a colour a class.
pub(super) fn draw_shares(sheet: &Sheet<'_>, shares: &[f64], (left, right): (f64, f64), y: f64) -> Drawn {
    let mut start = left;
    for (class, share) in shares.iter().enumerate() {
        let wide = if share.is_finite() { share.clamp(0.0, 1.0) * (right - left) } else { 0.0 };
        let end = (start + wide).min(right);
        if end > start {
            let ink = legend::style(class).map_or(Ink::Rule2, |(ink, _)| ink);
            sheet.draw(Mark::block((start, y), (end, y + BAR)).fill(ink))?;
        }
        start = end;
    }
    Ok(())
}
