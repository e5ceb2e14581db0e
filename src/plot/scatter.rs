//! Two measures of each row against each other: predicted against actual, and residuals.

use crate::axes::{Axes, Axis, Scale};
use crate::chart::{Chart, ChartTable};
use crate::frame::Frame;
use crate::ink::{Ink, Tone};
use crate::mark::Mark;
use crate::number;
use crate::sheet::{self, Caption, Drawn};
use crate::ticks::drawable;
use std::collections::BTreeMap;

/// Above this many points, dots in one place are drawn as one, larger dot.
const SINGLE: usize = 400;
/// The side of such a place in pixels.
const PLACE: f64 = 3.0;

/// A single dot: dots below it shine through.
const SINGLE_DOT: Tone = Tone { ink: Ink::C1, alpha: 0.75 };

/// The line that the points are judged against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// No line.
    None,
    /// Both measures are equal: a perfect prediction.
    Identity,
    /// The second measure is zero: no residual.
    Zero,
}

/// Points with a line of reference.
#[derive(Debug, Clone, PartialEq)]
pub struct Scatter {
    /// The chart's title.
    pub title: String,
    /// What is measured across.
    pub x_label: String,
    /// What is measured upwards.
    pub y_label: String,
    /// One point per row: across, upwards.
    pub points: Vec<(f64, f64)>,
    /// The line to judge them by.
    pub reference: Reference,
}

impl Scatter {
    fn drawn(&self) -> Vec<(f64, f64)> {
        self.points.iter().copied().filter(|p| drawable(p.0) && drawable(p.1)).collect()
    }

    /// What the line of reference says about the points, as a sentence.
    fn judgement(&self, points: &[(f64, f64)]) -> String {
        let mean = |of: &dyn Fn(&(f64, f64)) -> f64| {
            points.iter().map(|point| of(point) / points.len() as f64).sum::<f64>()
        };
        match self.reference {
            Reference::None => String::new(),
            Reference::Identity => {
                let away = mean(&|p| (p.1 - p.0).abs());
                format!(" On average a point is {} away from the line of equality.", number::short(away))
            }
            Reference::Zero => {
                let above = points.iter().filter(|p| p.1 > 0.0).count() as u64;
                let share = number::percent(above, points.len() as u64);
                format!(" Their mean is {}; {share} are above zero.", number::short(mean(&|p| p.1)))
            }
        }
    }

    fn axes(&self, frame: &Frame, points: &[(f64, f64)]) -> Axes<'_> {
        let x = limits(points.iter().map(|p| p.0));
        let mut y = limits(points.iter().map(|p| p.1));
        let (mut across, width) = (x, f64::from(frame.width()));
        let square = self.reference == Reference::Identity;
        let mut scale: fn(f64, f64) -> Scale = Scale::Covering;
        if square {
            let (low, high) = (x.0.min(y.0), x.1.max(y.1));
            y = (low - (high - low) * 0.04, high + (high - low) * 0.04);
            across = y;
            scale = Scale::Within;
        } else if self.reference == Reference::Zero {
            y = (y.0.min(0.0), y.1.max(0.0));
        }
        Axes {
            x: Axis { title: &self.x_label, scale: scale(across.0, across.1) },
            y: Axis { title: &self.y_label, scale: scale(y.0, y.1) },
            right: 14.0,
            height: if square {
                (width - 50.0).clamp(120.0, 380.0)
            } else {
                (width * 0.5).clamp(150.0, 300.0)
            },
            broadest: square.then_some(1.0),
        }
    }
}

fn limits(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
}

impl Chart for Scatter {
    fn title(&self) -> &str {
        &self.title
    }

    fn summary(&self) -> String {
        let points = self.drawn();
        if points.is_empty() {
            return "There are no points to draw.".to_owned();
        }
        let range = |(low, high): (f64, f64)| format!("{} to {}", number::short(low), number::short(high));
        let left_out = (self.points.len() - points.len()) as u64;
        let missing = if left_out == 0 {
            String::new()
        } else {
            let (many, one) = ("points are not numbers and are", "point is not a number and is");
            format!(" {} not drawn.", number::counted(left_out, one, many))
        };
        format!(
            "{}: {} from {}, {} from {}.{}{missing}",
            number::counted(points.len() as u64, "point", "points"),
            self.x_label,
            range(limits(points.iter().map(|p| p.0))),
            self.y_label,
            range(limits(points.iter().map(|p| p.1))),
            self.judgement(&points)
        )
    }

    fn table(&self) -> ChartTable {
        let rows = self.points.iter().map(|p| vec![number::plain(p.0), number::plain(p.1)]);
        ChartTable::new(&[&self.x_label, &self.y_label], rows)
    }

    fn svg(&self, frame: &Frame) -> String {
        let summary = self.summary();
        let caption = Caption { kind: "scatter", title: &self.title, summary: &summary };
        let points = self.drawn();
        if points.is_empty() {
            return sheet::empty(frame, &caption, &summary);
        }
        let axes = self.axes(frame, &points);
        sheet::render(frame, &caption, axes.full_height(), |sheet| {
            let plot = axes.draw(sheet)?;
            let (x, y) = (&plot.x, &plot.y);
            let line = match self.reference {
                Reference::None => None,
                Reference::Identity => Some(vec![(x.start, y.start), (x.end, y.end)]),
                Reference::Zero => Some(vec![(x.start, 0.0), (x.end, 0.0)]),
            };
            if let Some(line) = line {
                plot.draw(Mark::path(line).line(Ink::Ink2, 1.0).dashed(Some("4 4")))?;
            }
            if points.len() > SINGLE {
                let pixel = (
                    (x.end - x.start) / (plot.right - plot.left),
                    (y.end - y.start) / (plot.bottom - plot.top),
                );
                return crowd(&points, pixel, |mark| plot.draw(mark));
            }
            for &point in &points {
                let title = format!(
                    "{}: {}, {}: {}",
                    self.x_label,
                    number::short(point.0),
                    self.y_label,
                    number::short(point.1)
                );
                plot.draw(Mark::dot(point, 3.0).fill(SINGLE_DOT).title(title))?;
            }
            Ok(())
        })
    }
}

/// Draws many points as three elements: places with one, few and many points, by size.
fn crowd(points: &[(f64, f64)], pixel: (f64, f64), mut draw: impl FnMut(Mark<(f64, f64)>) -> Drawn) -> Drawn {
    let mut places: BTreeMap<(i64, i64), ((f64, f64), usize)> = BTreeMap::new();
    for &point in points {
        let place = ((point.0 / pixel.0 / PLACE).floor() as i64, (point.1 / pixel.1 / PLACE).floor() as i64);
        places.entry(place).or_insert((point, 0)).1 += 1;
    }
    for (range, radius) in [(1..=1, 0.9), (2..=4, 1.3), (5..=usize::MAX, 1.8)] {
        let of_range = places.values().filter(|(_, count)| range.contains(count));
        let chosen: Vec<(f64, f64)> = of_range.map(|(point, _)| *point).collect();
        if !chosen.is_empty() {
            draw(Mark::dots(chosen, radius).fill(Ink::C1))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_judges_by_the_line() {
        let mut chart = Scatter {
            title: "Predicted against actual".into(),
            x_label: "Actual".into(),
            y_label: "Predicted".into(),
            points: vec![(1.0, 2.0), (3.0, 2.0), (2.0, f64::NAN)],
            reference: Reference::Identity,
        };
        assert_eq!(
            chart.summary(),
            "2 points: Actual from 1 to 3, Predicted from 2 to 2. On average a point is 1 away from the line of \
             equality. 1 point is not a number and is not drawn."
        );
        chart.reference = Reference::Zero;
        assert!(chart.summary().contains("Their mean is 2; 100% are above zero."));
    }

    #[test]
    fn a_crowd_stays_small() {
        let points = (0..50_000_u32).map(|i| (f64::from(i % 251), f64::from(i % 241))).collect();
        let chart = Scatter {
            title: "crowd".into(),
            x_label: "x".into(),
            y_label: "y".into(),
            points,
            reference: Reference::None,
        };
        assert!(chart.svg(&Frame::new("crowd", 400)).len() < 250_000);
    }
}
