//! Lines over a common axis: learning curves, validation curves, histories.

use crate::axes::{Axes, Axis, Plot, Scale};
use crate::chart::{Chart, ChartTable};
use crate::frame::Frame;
use crate::ink::Ink;
use crate::legend::{self, Flow};
use crate::mark::Mark;
use crate::number;
use crate::sheet::{self, Caption, Drawn, Sheet};
use crate::text;
use crate::ticks::drawable;

/// Up to this many points, each is also drawn as a dot.
const DOTTED: usize = 16;

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What the line is.
    pub name: String,
    /// Across and upwards, in drawing order. A value that is not a number breaks the line.
    pub points: Vec<(f64, f64)>,
    /// Lower and upper limit at each point, drawn as a pale band; empty for none.
    pub band: Vec<(f64, f64)>,
}

/// Lines with common axes.
#[derive(Debug, Clone, PartialEq)]
pub struct Lines {
    /// The chart's title.
    pub title: String,
    /// What is measured across.
    pub x_label: String,
    /// What is measured upwards.
    pub y_label: String,
    /// The lines; the first eight are drawn.
    pub series: Vec<Series>,
}

fn whole(point: &(f64, f64)) -> bool {
    drawable(point.0) && drawable(point.1)
}

impl Series {
    /// Pieces of neighbouring points that are numbers.
    fn pieces(&self) -> Vec<Vec<(f64, f64)>> {
        let pieces = self.points.split(|point| !whole(point));
        pieces.filter(|piece| !piece.is_empty()).map(<[(f64, f64)]>::to_vec).collect()
    }

    fn last(&self) -> Option<(f64, f64)> {
        self.points.iter().rev().copied().find(whole)
    }

    /// Whether it marks a place across, and no course.
    fn is_upright(&self) -> bool {
        let xs = self.points.iter().map(|point| point.0);
        self.points.len() > 1 && xs.clone().zip(xs.skip(1)).all(|(a, b)| a == b)
    }

    /// The outline of the band: along the upper limits and back along the lower.
    fn outline(&self) -> Vec<(f64, f64)> {
        let limits: Vec<(f64, f64, f64)> = self
            .points
            .iter()
            .zip(&self.band)
            .filter(|(point, limits)| whole(point) && whole(limits))
            .map(|(point, limits)| (point.0, limits.0, limits.1))
            .collect();
        let upper = limits.iter().map(|l| (l.0, l.2));
        upper.chain(limits.iter().rev().map(|l| (l.0, l.1))).collect()
    }
}

impl Lines {
    fn drawn(&self) -> &[Series] {
        self.series.get(..Ink::SERIES.len()).unwrap_or(&self.series)
    }

    fn limits(&self) -> Option<((f64, f64), (f64, f64))> {
        let points =
            self.drawn().iter().flat_map(|s| s.points.iter().copied().filter(whole).chain(s.outline()));
        points.fold(None, |limits, (x, y)| {
            let ((x0, x1), (y0, y1)) = limits.unwrap_or(((x, x), (y, y)));
            Some(((x0.min(x), x1.max(x)), (y0.min(y), y1.max(y))))
        })
    }

    fn draw_series(plot: &Plot<'_>, series: &Series, i: usize) -> Drawn {
        let Some((ink, dash)) = legend::style(i) else { return Ok(()) };
        for piece in series.pieces() {
            let dotted = piece.len() == 1 || series.points.len() <= DOTTED;
            if piece.len() > 1 {
                let line = Mark::path(piece.clone()).line(ink, 2.0).dashed(dash);
                plot.draw(line.title(series.name.clone()))?;
            }
            for &point in piece.iter().filter(|_| dotted) {
                let title =
                    format!("{}: {} at {}", series.name, number::short(point.1), number::short(point.0));
                plot.draw(Mark::dot(point, 3.0).fill(ink).title(title))?;
            }
        }
        Ok(())
    }

    /// Draws the names at the lines' ends, moved apart so that none covers another.
    fn draw_ends(&self, sheet: &Sheet<'_>, plot: &Plot<'_>) -> Drawn {
        let mut ends: Vec<(usize, f64)> = Vec::new();
        for (i, series) in self.drawn().iter().enumerate() {
            if let Some((_, y)) = series.last() {
                ends.push((i, plot.height_of(y)));
            }
        }
        ends.sort_by(|a, b| a.1.total_cmp(&b.1));
        let mut free = f64::NEG_INFINITY;
        for end in &mut ends {
            end.1 = end.1.max(free);
            free = end.1 + legend::LEADING;
        }
        let mut limit = plot.bottom + 4.0;
        for end in ends.iter_mut().rev() {
            end.1 = end.1.min(limit);
            limit = end.1 - legend::LEADING;
        }
        for (i, y) in ends {
            let name = self.drawn().get(i).map_or("", |series| series.name.as_str());
            let label = text::Label { shown: name.to_owned(), full: None };
            legend::name(sheet, i, (plot.right + 8.0, y), &label)?;
        }
        Ok(())
    }
}

impl Chart for Lines {
    fn title(&self) -> &str {
        &self.title
    }

    fn summary(&self) -> String {
        let ends = self.drawn().iter().filter_map(|series| {
            let (x, y) = series.last()?;
            if series.is_upright() {
                return Some(format!("{} is at {} {}", series.name, self.x_label, number::short(x)));
            }
            Some(format!(
                "{} ends at {} ({} {})",
                series.name,
                number::short(y),
                self.x_label,
                number::short(x)
            ))
        });
        let ends: Vec<String> = ends.collect();
        if ends.is_empty() {
            return "There are no points to draw yet.".to_owned();
        }
        let hidden = (self.series.len() - self.drawn().len()) as u64;
        let rest = if hidden == 0 {
            String::new()
        } else {
            format!(
                " {} not drawn: see the table.",
                number::counted(hidden, "further line is", "further lines are")
            )
        };
        format!("{} over {}: {}.{rest}", self.y_label, self.x_label, ends.join("; "))
    }

    fn table(&self) -> ChartTable {
        let rows = self.series.iter().flat_map(|series| {
            series.points.iter().enumerate().map(|(i, &(x, y))| {
                let limits = series.band.get(i).copied();
                let limit = |v: Option<f64>| v.map(number::plain).unwrap_or_default();
                vec![
                    series.name.clone(),
                    number::plain(x),
                    number::plain(y),
                    limit(limits.map(|l| l.0)),
                    limit(limits.map(|l| l.1)),
                ]
            })
        });
        ChartTable::new(&["Line", &self.x_label, &self.y_label, "Lower limit", "Upper limit"], rows)
    }

    fn svg(&self, frame: &Frame) -> String {
        let summary = self.summary();
        let caption = Caption { kind: "lines", title: &self.title, summary: &summary };
        let Some((x, y)) = self.limits() else {
            return sheet::empty(frame, &caption, &summary);
        };
        let width = f64::from(frame.width());
        let names: Vec<String> = self.drawn().iter().map(|series| series.name.clone()).collect();
        let wide = names.iter().map(|name| legend::width(name)).fold(0.0, f64::max) + 10.0;
        let height = (width * 0.5).clamp(130.0, 280.0);
        let at_ends = wide <= width * 0.28 && names.len() as f64 * legend::LEADING <= height;
        let flow = Flow::of(if at_ends { &[] } else { &names }, width);
        let axes = Axes {
            x: Axis { title: &self.x_label, scale: Scale::Within(x.0, x.1) },
            y: Axis { title: &self.y_label, scale: Scale::Covering(y.0, y.1) },
            right: if at_ends { wide } else { 12.0 },
            height,
            broadest: None,
        };
        sheet::render(frame, &caption, axes.full_height() + flow.height + 4.0, |sheet| {
            let plot = axes.draw(sheet)?;
            for (i, series) in self.drawn().iter().enumerate() {
                let outline = series.outline();
                if let (Some((ink, _)), true) = (legend::style(i), outline.len() > 2) {
                    plot.draw(Mark::area(outline).fill(ink.at(0.15)))?;
                }
            }
            for (i, series) in self.drawn().iter().enumerate().rev() {
                Self::draw_series(&plot, series, i)?;
            }
            if at_ends {
                self.draw_ends(sheet, &plot)?;
            }
            flow.draw(sheet, axes.full_height() + 2.0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_break_in_the_data_is_a_break_in_the_line() {
        let series = Series {
            name: "loss".into(),
            points: vec![(0.0, 1.0), (1.0, 0.5), (2.0, f64::NAN), (3.0, 0.25)],
            band: Vec::new(),
        };
        assert_eq!(series.pieces(), [vec![(0.0, 1.0), (1.0, 0.5)], vec![(3.0, 0.25)]]);
        let lines = Lines {
            title: "Loss".into(),
            x_label: "epoch".into(),
            y_label: "Loss".into(),
            series: vec![series],
        };
        assert_eq!(lines.summary(), "Loss over epoch: loss ends at 0.25 (epoch 3).");
        assert_eq!(lines.table().rows.len(), 4);
    }

    #[test]
    fn an_upright_line_marks_a_place_and_ends_nowhere() {
        let marker = Series { name: "Now".into(), points: vec![(2.0, 0.0), (2.0, 1.0)], band: Vec::new() };
        let lines = Lines {
            title: "Loss".into(),
            x_label: "epoch".into(),
            y_label: "Loss".into(),
            series: vec![marker],
        };
        assert_eq!(lines.summary(), "Loss over epoch: Now is at epoch 2.");
    }
}
