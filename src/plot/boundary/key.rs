//! What the colours and shapes of a plane mean.

use super::cells::{DEGREES, Shades};
use super::{Boundary, glyph};
use crate::ink::{Ink, Tone};
use crate::mark::Mark;
use crate::number;
use crate::sheet::{Drawn, SMALL, Sheet};
use crate::svg::Anchor;
use crate::text::{self, Label};

/// Distance from one line of names to the next.
const LEADING: f64 = 17.0;
/// Room for a shape before its name.
const SHAPE: f64 = 14.0;
/// Classes named at most; more have no colour of their own.
const MOST: usize = 8;
/// Width of the scale of numbers.
const SCALE: f64 = 180.0;

/// The key below a plane.
pub(super) struct Key {
    names: Vec<(Label, (f64, f64))>,
    scale: Option<(Vec<Tone>, [String; 2], f64)>,
    pub height: f64,
}

impl Key {
    pub(super) fn of(chart: &Boundary, shades: &Shades, room: f64) -> Self {
        if chart.classes.is_empty() {
            let (low, high) = shades.range;
            let value = |at: usize| low + (high - low) * at as f64 / (DEGREES - 1) as f64;
            let tones: Vec<Tone> = (0..DEGREES).filter_map(|at| shades.of_number(value(at))).collect();
            let most = (room * 0.4 - 16.0).max(8.0);
            let ends = [low, high].map(|end| text::shorten(&number::short(end), SMALL, most).shown);
            let wide = text::widest(ends.iter().map(String::as_str), SMALL);
            let scale = SCALE.min(room - 2.0 * wide - 16.0).max(16.0);
            let scale = (!tones.is_empty()).then_some((tones, ends, scale));
            return Self { names: Vec::new(), height: if scale.is_some() { LEADING } else { 0.0 }, scale };
        }
        let (mut x, mut y) = (0.0, 0.0);
        let mut names = Vec::new();
        for class in chart.classes.iter().take(MOST) {
            let label = text::shorten(class, SMALL, room - SHAPE - 2.0);
            let wide = SHAPE + text::width(&label.shown, SMALL, false);
            if x > 0.0 && x + wide > room {
                (x, y) = (0.0, y + LEADING);
            }
            names.push((label, (x, y)));
            x += wide + 16.0;
        }
        Self { names, scale: None, height: y + LEADING }
    }

    pub(super) fn draw(&self, sheet: &Sheet<'_>, top: f64) -> Drawn {
        for (class, (label, (x, y))) in self.names.iter().enumerate() {
            let ink = Ink::series(class).unwrap_or(Ink::Ink2);
            let middle = top + y + LEADING / 2.0;
            let shape = Mark::glyphs(vec![(x + 5.0, middle)], glyph::outline(class, 4.2));
            sheet.draw(shape.fill(ink))?;
            let words = Mark::words((x + SHAPE, middle + 4.0), &label.shown, SMALL);
            sheet.draw(words.fill(ink).title(label.full.clone()))?;
        }
        let Some((tones, [low, high], wide)) = &self.scale else { return Ok(()) };
        let left = text::width(low, SMALL, false) + 6.0;
        let step = wide / tones.len() as f64;
        sheet.draw(Mark::words((left - 6.0, top + 12.0), low, SMALL).anchored(Anchor::End))?;
        for (at, tone) in tones.iter().enumerate() {
            let start = left + at as f64 * step;
            sheet.draw(Mark::block((start, top + 2.0), (start + step, top + 14.0)).fill(*tone))?;
        }
        sheet.draw(Mark::words((left + wide + 6.0, top + 12.0), high, SMALL))
    }
}
