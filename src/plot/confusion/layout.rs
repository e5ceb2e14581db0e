//! Where the cells, labels and notes of a confusion matrix go, for 1 to many classes.

use super::Confusion;
use crate::mark::Mark;
use crate::number;
use crate::sheet::{Drawn, NORMAL, SMALL, Sheet};
use crate::svg::Anchor;
use crate::text::{self, Label};

/// Room above the cells: the title of the rows.
const TOP: f64 = 24.0;
/// Widest and highest cell.
const LARGEST: (f64, f64) = (132.0, 56.0);
/// Lowest row: its label needs this.
const LOWEST: f64 = 14.0;
/// Lowest row with figures in its cells.
const LEGIBLE: f64 = 19.0;
/// Room for the longest turned label.
const TURNED: f64 = 72.0;

pub(super) struct Layout {
    width: f64,
    left: f64,
    /// Distance from one cell to the next, across and down.
    pitch: (f64, f64),
    gap: f64,
    classes: usize,
    row_labels: Vec<Label>,
    column_labels: Vec<Label>,
    turned: bool,
    /// Every how-many-th column is labelled.
    every: usize,
    /// Font size of the counts, if they fit.
    pub count_size: Option<f64>,
    /// Font size of the shares, if they fit.
    pub share_size: Option<f64>,
}

impl Layout {
    pub(super) fn of(data: &Confusion, width: f64) -> Self {
        let classes = data.classes.len().max(1);
        let n = classes as f64;
        let room = width * if classes > 12 { 0.24 } else { 0.3 };
        let row_labels: Vec<Label> = data.classes.iter().map(|c| text::shorten(c, SMALL, room)).collect();
        let shown = row_labels.iter().map(|label| label.shown.as_str());
        let left = text::widest(shown, SMALL).max(text::width("True", NORMAL, false)) + 8.0;
        let gap: f64 = match classes {
            0..=6 => 4.0,
            7..=14 => 2.0,
            _ => 1.0,
        };
        let across = ((width - left - 4.0) / n).min(LARGEST.0);
        let lowest = if across < 20.0 { LOWEST } else { LEGIBLE };
        let down = (across * 0.68).clamp(lowest, LARGEST.1) + gap.min(2.0);
        let (cell, high) = (across - gap, down - gap);

        let widest = text::widest(data.classes.iter().map(String::as_str), SMALL);
        let turned = widest > across - 4.0 && across < 64.0;
        let every = if turned { ((SMALL + 1.0) / across).ceil().max(1.0) as usize } else { 1 };
        let label_room = if turned { TURNED } else { across - 4.0 };
        let column_labels = data.classes.iter().map(|c| text::shorten(c, SMALL, label_room)).collect();

        let digits = number::count(data.largest());
        let fits = |size: &f64| text::width(&digits, *size, true) + 3.0 <= cell && *size * 1.4 <= high;
        let count_size = [17.0, 15.0, 13.0, 11.0, 9.0].into_iter().find(fits);
        let share_fits = |size: &f64| {
            let both = count_size.map_or(f64::MAX, |count| count + size + 8.0);
            text::width(">99%", *size, false) + 2.0 <= cell && both <= high
        };
        let share_size = [11.0, 10.0, 9.0].into_iter().find(share_fits);
        Self {
            width,
            left,
            pitch: (across, down),
            gap,
            classes,
            row_labels,
            column_labels,
            turned,
            every,
            count_size,
            share_size,
        }
    }

    /// The upper left and lower right corner of a cell.
    pub(super) fn cell(&self, t: usize, p: usize) -> ((f64, f64), (f64, f64)) {
        let a = (self.left + p as f64 * self.pitch.0, TOP + t as f64 * self.pitch.1);
        (a, (a.0 + self.pitch.0 - self.gap, a.1 + self.pitch.1 - self.gap))
    }

    pub(super) fn radius(&self) -> f64 {
        self.gap.min(4.0)
    }

    fn bottom(&self) -> f64 {
        TOP + self.classes as f64 * self.pitch.1
    }

    /// The height that the column labels take.
    fn labels_height(&self) -> f64 {
        if self.turned {
            let shown = self.column_labels.iter().step_by(self.every);
            text::widest(shown.map(|label| label.shown.as_str()), SMALL) + 8.0
        } else {
            18.0
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        match (self.count_size, self.share_size) {
            (None, _) => notes.push("The cells are too small for numbers: see the table."),
            (Some(_), None) => {
                notes.push("The cells are too small for shares: point at a cell to read its own.")
            }
            _ => {}
        }
        if self.every > 1 {
            notes.push("Not every column is labelled: columns stand in the order of the rows.");
        }
        notes.iter().flat_map(|note| text::wrap(note, SMALL, self.width - 4.0)).collect()
    }

    pub(super) fn height(&self) -> f64 {
        let notes = self.notes().len() as f64;
        let below = if notes > 0.0 { 6.0 + notes * 15.0 } else { 0.0 };
        self.bottom() + self.labels_height() + 22.0 + below
    }

    pub(super) fn draw_labels(&self, data: &Confusion, sheet: &Sheet<'_>) -> Drawn {
        let center = self.left + (data.classes.len() as f64 * self.pitch.0 - self.gap) / 2.0;
        sheet.draw(Mark::words((self.left - 8.0, 12.0), "True", NORMAL).heavy().anchored(Anchor::End))?;
        let predicted = (center, self.bottom() + self.labels_height() + 14.0);
        sheet.draw(Mark::words(predicted, "Predicted", NORMAL).heavy().anchored(Anchor::Middle))?;
        for (t, label) in self.row_labels.iter().enumerate() {
            let (a, b) = self.cell(t, 0);
            let at = (self.left - 8.0, (a.1 + b.1) / 2.0 + 4.0);
            let words = Mark::words(at, &label.shown, SMALL).anchored(Anchor::End);
            sheet.draw(words.title(label.full.clone()))?;
        }
        for (p, label) in self.column_labels.iter().enumerate().step_by(self.every) {
            let (a, b) = self.cell(0, p);
            let middle = (a.0 + b.0) / 2.0;
            let words = if self.turned {
                let at = (middle + 4.0, self.bottom() + 5.0);
                Mark::words(at, &label.shown, SMALL).anchored(Anchor::End).turned(-90)
            } else {
                Mark::words((middle, self.bottom() + 13.0), &label.shown, SMALL).anchored(Anchor::Middle)
            };
            sheet.draw(words.title(label.full.clone()))?;
        }
        Ok(())
    }

    pub(super) fn draw_notes(&self, sheet: &Sheet<'_>) -> Drawn {
        let top = self.bottom() + self.labels_height() + 36.0;
        for (i, note) in self.notes().iter().enumerate() {
            sheet.draw(Mark::words((0.0, top + i as f64 * 15.0), note, SMALL))?;
        }
        Ok(())
    }
}
