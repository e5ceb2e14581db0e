//! A tree as an outline: a line a node, those below it indented.

use super::boxes::{DETAILS, draw_shares, flow, line, more, said};
use super::grown::{Grown, Place};
use super::{NodeLook, TreeDiagram, TreeNode};
use crate::ink::Ink;
use crate::legend::Flow;
use crate::mark::Mark;
use crate::sheet::{Drawn, SMALL, Sheet};
use crate::text;

/// Height of a node with details, and of one without.
const TALL: f64 = 36.0;
const LOW: f64 = 22.0;
/// Most that a level is indented.
const INDENT: f64 = 20.0;
/// Length of a bar of shares.
const BAR: f64 = 60.0;

/// Where the lines are.
pub(super) struct Outline {
    indent: f64,
    pitch: f64,
    rows: usize,
    bar: f64,
    flow: Flow,
}

impl Outline {
    pub(super) fn of(tree: &TreeDiagram, grown: &Grown, width: f64) -> Self {
        let nodes =
            grown.places.iter().filter_map(|place| tree.nodes.get(place.node).map(|node| (place, node)));
        let tall = nodes
            .into_iter()
            .any(|(place, node)| !node.details.is_empty() || !node.shares.is_empty() || place.hidden > 0);
        Self {
            indent: (width * 0.3 / grown.levels().max(1) as f64).min(INDENT),
            pitch: if tall { TALL } else { LOW },
            rows: grown.places.len(),
            bar: if tree.classes.is_empty() { 0.0 } else { BAR.min(width * 0.2) },
            flow: flow(tree, width),
        }
    }

    fn bottom(&self) -> f64 {
        self.rows as f64 * self.pitch
    }

    pub(super) fn height(&self) -> f64 {
        self.bottom() + self.flow.height + 8.0
    }

    pub(super) fn draw(&self, tree: &TreeDiagram, grown: &Grown, sheet: &Sheet<'_>) -> Drawn {
        for (row, place) in grown.places.iter().enumerate() {
            let Some(node) = tree.nodes.get(place.node) else { continue };
            let (left, top) = (4.0 + place.depth as f64 * self.indent, row as f64 * self.pitch);
            if let Some(parent) = place.parent {
                let spine = left - self.indent + 3.0;
                let from = (parent as f64 + 0.5) * self.pitch + 4.0;
                let way = vec![(spine, from), (spine, top + 10.0), (left, top + 10.0)];
                sheet.draw(line(Mark::path(way), node.look, false))?;
            }
            let dot = Mark::dot((left + 3.0, top + 10.0), 4.0);
            sheet
                .draw(line(dot, node.look, true).title((node.look != NodeLook::Pale).then(|| said(node))))?;
            if node.look != NodeLook::Pale {
                self.draw_words(node, place, (left + 12.0, top), sheet)?;
            }
        }
        self.flow.draw(sheet, self.bottom() + 4.0)
    }

    fn draw_words(&self, node: &TreeNode, place: &Place, (x, top): (f64, f64), sheet: &Sheet<'_>) -> Drawn {
        let right = sheet.width - 2.0;
        let mut start = x;
        if !node.branch.is_empty() {
            let word = text::shorten(&format!("{}:", node.branch), SMALL, (right - x) * 0.3);
            let wide = text::width(&word.shown, SMALL, false);
            sheet.draw(Mark::words((x, top + 14.0), word.shown, SMALL).title(word.full))?;
            start += wide + 4.0;
        }
        let label = text::shorten(&node.label, SMALL, (right - start) / 1.1);
        let words = Mark::words((start, top + 14.0), label.shown, SMALL).heavy().fill(Ink::Ink);
        sheet.draw(words.title(label.full))?;
        let more = (place.hidden > 0).then(|| more(place.hidden));
        let details: Vec<&str> = node.details.iter().take(DETAILS).chain(&more).map(String::as_str).collect();
        if !details.is_empty() {
            let bar = if node.shares.is_empty() { 0.0 } else { self.bar + 8.0 };
            let label = text::shorten(&details.join(" · "), SMALL, right - bar - x);
            sheet.draw(Mark::words((x, top + 28.0), label.shown, SMALL).title(label.full))?;
        }
        draw_shares(sheet, &node.shares, (sheet.width - self.bar, right), top + 21.0)
    }
}
