//! The tones of a plane's cells: neighbours of one tone in a row are drawn as one.

use std::collections::BTreeMap;

use super::{Boundary, Says};
use crate::ink::{Ink, Tone};

/// Degrees of one colour.
pub(super) const DEGREES: usize = 8;
/// The palest and the deepest cell of a class: words and points stand out from both.
const CLASS: (f64, f64) = (0.07, 0.42);
/// The palest and the deepest cell of a number.
const NUMBER: (f64, f64) = (0.05, 0.85);

/// A tone, and the corners of what has it, four by four.
type Area = (Tone, Vec<(f64, f64)>);

/// How deep the cells are.
pub(super) struct Shades {
    /// Least and greatest number, of cells and rows.
    pub range: (f64, f64),
    /// The least degree of certainty there can be.
    least: f64,
}

impl Shades {
    pub(super) fn of(chart: &Boundary) -> Self {
        let mut range = (f64::INFINITY, f64::NEG_INFINITY);
        if let Says::Numbers(numbers) = &chart.says {
            let all = numbers.iter().copied().chain(chart.points.iter().map(|point| point.value));
            range = all.filter(|v| v.is_finite()).fold(range, |(low, high), v| (low.min(v), high.max(v)));
        }
        Self { range, least: 1.0 / chart.classes.len().max(2) as f64 }
    }

    /// The tone of a number.
    pub(super) fn of_number(&self, value: f64) -> Option<Tone> {
        let (low, high) = self.range;
        let share = if high > low { value / (high - low) - low / (high - low) } else { 0.5 };
        value.is_finite().then(|| Ink::C1.at(degree(share, NUMBER)))
    }

    /// The tone of a cell.
    fn tone(&self, chart: &Boundary, cell: usize) -> Option<Tone> {
        match &chart.says {
            Says::Numbers(numbers) => self.of_number(*numbers.get(cell)?),
            Says::Classes { codes, shares } => {
                let sure = match shares.get(cell) {
                    Some(share) => (share - self.least) / (1.0 - self.least),
                    None => 0.7,
                };
                Some(chart.ink(*codes.get(cell)? as usize).at(degree(sure, CLASS)))
            }
        }
    }

    /// The corners of all areas of one tone, four by four.
    pub(super) fn areas(&self, chart: &Boundary) -> Vec<Area> {
        let (columns, rows) = (chart.columns, chart.rows());
        let side = |(low, high): (f64, f64), at: usize, n: usize| {
            let share = at as f64 / n as f64;
            low * (1.0 - share) + high * share
        };
        let mut areas: BTreeMap<(u8, u64), Area> = BTreeMap::new();
        for row in 0..rows {
            let (bottom, top) = (side(chart.y, row, rows), side(chart.y, row + 1, rows));
            let mut start = 0;
            while start < columns {
                let tone = self.tone(chart, row * columns + start);
                let run =
                    (start..columns).take_while(|at| self.tone(chart, row * columns + at) == tone).count();
                let end = start + run.max(1);
                if let Some(tone) = tone {
                    let (left, right) = (side(chart.x, start, columns), side(chart.x, end, columns));
                    let key = (tone.ink as u8, tone.alpha.to_bits());
                    let (_, corners) = areas.entry(key).or_insert((tone, Vec::new()));
                    corners.extend([(left, bottom), (right, bottom), (right, top), (left, top)]);
                }
                start = end;
            }
        }
        areas.into_values().collect()
    }

    /// The places of rows with one tone; nothing for classes.
    pub(super) fn points(&self, chart: &Boundary) -> Vec<Area> {
        if !matches!(chart.says, Says::Numbers(_)) {
            return Vec::new();
        }
        let mut points: BTreeMap<u64, (Tone, Vec<(f64, f64)>)> = BTreeMap::new();
        for point in chart.shown() {
            if let Some(tone) = self.of_number(point.value) {
                points.entry(tone.alpha.to_bits()).or_insert((tone, Vec::new())).1.push((point.x, point.y));
            }
        }
        points.into_values().collect()
    }
}

/// One of the degrees between the palest and the deepest.
fn degree(share: f64, (palest, deepest): (f64, f64)) -> f64 {
    let last = (DEGREES - 1) as f64;
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    palest + (share * last).round() / last * (deepest - palest)
}
