//! Names of lines: a short piece of the line, then its name in the line's colour.

use crate::ink::Ink;
use crate::mark::Mark;
use crate::sheet::{Drawn, SMALL, Sheet};
use crate::text::{self, Label};

/// Length of the piece of line before a name.
const SWATCH: f64 = 16.0;
/// Distance from one line of names to the next.
pub(crate) const LEADING: f64 = 17.0;

/// How series `i` is drawn: its colour, and a dash for the second four, so that colour is not the
/// only difference.
pub(crate) fn style(i: usize) -> Option<(Ink, Option<&'static str>)> {
    Ink::series(i).map(|ink| (ink, (i >= 4).then_some("6 3")))
}

/// The width of a name with its piece of line.
pub(crate) fn width(name: &str) -> f64 {
    SWATCH + 6.0 + text::width(name, SMALL, false)
}

/// Draws the name of series `i` with its left end at `at`; the text's middle is at this height.
pub(crate) fn name(sheet: &Sheet<'_>, i: usize, at: (f64, f64), label: &Label) -> Drawn {
    let Some((ink, dash)) = style(i) else { return Ok(()) };
    let piece = vec![at, (at.0 + SWATCH, at.1)];
    sheet.draw(Mark::path(piece).line(ink, 2.5).dashed(dash))?;
    let words = Mark::words((at.0 + SWATCH + 6.0, at.1 + 4.0), &label.shown, SMALL);
    sheet.draw(words.fill(ink).title(label.full.clone()))
}

/// Names in as many lines as they need.
pub(crate) struct Flow {
    places: Vec<(f64, f64)>,
    labels: Vec<Label>,
    /// The height of all lines.
    pub height: f64,
}

impl Flow {
    /// Places names from the left, line by line, in `room` pixels.
    pub(crate) fn of(names: &[String], room: f64) -> Self {
        let most = room - SWATCH - 6.0;
        let labels: Vec<Label> = names.iter().map(|name| text::shorten(name, SMALL, most)).collect();
        let (mut x, mut y) = (0.0, 0.0);
        let mut places = Vec::with_capacity(labels.len());
        for label in &labels {
            let wide = width(&label.shown);
            if x > 0.0 && x + wide > room {
                (x, y) = (0.0, y + LEADING);
            }
            places.push((x, y));
            x += wide + 16.0;
        }
        let height = if labels.is_empty() { 0.0 } else { y + LEADING };
        Self { places, labels, height }
    }

    /// Draws the names below `top`.
    pub(crate) fn draw(&self, sheet: &Sheet<'_>, top: f64) -> Drawn {
        for (i, (&(x, y), label)) in self.places.iter().zip(&self.labels).enumerate() {
            name(sheet, i, (x, top + y + LEADING / 2.0), label)?;
        }
        Ok(())
    }
}
