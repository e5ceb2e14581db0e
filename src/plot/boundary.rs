//! What a model says over a plane of two measures, with rows on it.

use crate::axes::{Axes, Axis, Scale};
use crate::chart::{Chart, ChartTable};
use crate::frame::Frame;
use crate::ink::Ink;
use crate::mark::Mark;
use crate::number;
use crate::sheet::{self, Caption};
use crate::ticks::drawable;

mod cells;
mod glyph;
mod key;

use cells::Shades;
use key::Key;

/// What the cells of a boundary say, from the lowest row of cells up, each from the left.
#[derive(Debug, Clone, PartialEq)]
pub enum Says {
    /// A class for each cell.
    Classes {
        /// Positions among the classes.
        codes: Vec<u32>,
        /// How sure the model is, from 0 to 1; empty for no degree.
        shares: Vec<f64>,
    },
    /// A number for each cell.
    Numbers(Vec<f64>),
}

/// A row on the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlanePoint {
    /// Where it lies, across.
    pub x: f64,
    /// Where it lies, upwards.
    pub y: f64,
    /// The position of its class, or its number.
    pub value: f64,
}

/// A plane of cells, coloured by what the model says there, and rows over it. A class has a colour and
/// a shape; numbers are deeper the greater they are.
#[derive(Debug, Clone, PartialEq)]
pub struct Boundary {
    /// The chart's title.
    pub title: String,
    /// What is measured across.
    pub x_label: String,
    /// What is measured upwards.
    pub y_label: String,
    /// What numbers are, such as the target's name.
    pub value_label: String,
    /// The classes; empty for numbers.
    pub classes: Vec<String>,
    /// From where to where the cells reach, across.
    pub x: (f64, f64),
    /// From where to where the cells reach, upwards.
    pub y: (f64, f64),
    /// How many cells there are across.
    pub columns: usize,
    /// What the cells say.
    pub says: Says,
    /// The rows.
    pub points: Vec<PlanePoint>,
}

impl Boundary {
    fn rows(&self) -> usize {
        let cells = match &self.says {
            Says::Classes { codes, .. } => codes.len(),
            Says::Numbers(numbers) => numbers.len(),
        };
        cells / self.columns.max(1)
    }

    fn shown(&self) -> impl Iterator<Item = &PlanePoint> {
        self.points.iter().filter(|p| drawable(p.x) && drawable(p.y) && p.value.is_finite())
    }

    fn is_drawable(&self) -> bool {
        let side = |(low, high): (f64, f64)| drawable(low) && drawable(high) && low < high;
        self.rows() > 0 && side(self.x) && side(self.y)
    }

    /// The cell that a row lies in.
    fn cell_of(&self, point: &PlanePoint) -> usize {
        let place = |value: f64, (low, high): (f64, f64), n: usize| {
            let share = (value - low) / (high - low);
            ((share * n as f64).max(0.0) as usize).min(n.saturating_sub(1))
        };
        place(point.y, self.y, self.rows()) * self.columns + place(point.x, self.x, self.columns)
    }

    /// The shares of the plane that the classes have, as a sentence, and of rows that lie rightly.
    fn of_classes(&self, codes: &[u32]) -> String {
        let area = |class: usize| codes.iter().filter(|code| **code as usize == class).count() as u64;
        let named = self.classes.iter().enumerate().filter(|(class, _)| area(*class) > 0);
        let areas: Vec<String> = named
            .map(|(class, name)| format!("{name} {}", number::percent(area(class), codes.len() as u64)))
            .collect();
        let points = self.shown().count() as u64;
        let right = self
            .shown()
            .filter(|p| codes.get(self.cell_of(p)).is_some_and(|code| f64::from(*code) == p.value));
        format!(
            "The plane is divided: {}. Of {} drawn, {} lie where the model says their own class.",
            areas.join(", "),
            number::counted(points, "row", "rows"),
            number::count(right.count() as u64)
        )
    }

    fn of_numbers(&self, numbers: &[f64]) -> String {
        let finite = || numbers.iter().copied().filter(|value| value.is_finite());
        let (low, high) =
            (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
        let range = if low <= high {
            format!("from {} to {}", number::short(low), number::short(high))
        } else {
            "no number".to_owned()
        };
        let points = number::counted(self.shown().count() as u64, "row is", "rows are");
        format!("Over the plane the model says {range} for {}. {points} drawn over it.", self.value_label)
    }
}

impl Chart for Boundary {
    fn title(&self) -> &str {
        &self.title
    }

    fn summary(&self) -> String {
        if !self.is_drawable() {
            return "There is no plane to draw.".to_owned();
        }
        match &self.says {
            Says::Classes { codes, .. } => self.of_classes(codes),
            Says::Numbers(numbers) => self.of_numbers(numbers),
        }
    }

    /// The rows, each with what the model says where it lies.
    fn table(&self) -> ChartTable {
        let name = |code: f64| self.classes.get(code as usize).cloned().unwrap_or_default();
        let own = |value: f64| if self.classes.is_empty() { number::plain(value) } else { name(value) };
        let is_drawable = self.is_drawable();
        let rows = self.points.iter().map(|point| {
            let cell = if is_drawable { self.cell_of(point) } else { usize::MAX };
            let said = match &self.says {
                Says::Classes { codes, .. } => codes.get(cell).map(|code| name(f64::from(*code))),
                Says::Numbers(numbers) => numbers.get(cell).map(|value| number::plain(*value)),
            };
            let place = [number::plain(point.x), number::plain(point.y)];
            place.into_iter().chain([own(point.value), said.unwrap_or_default()]).collect()
        });
        ChartTable::new(&[&self.x_label, &self.y_label, &self.value_label, "What the model says there"], rows)
    }

    fn svg(&self, frame: &Frame) -> String {
        let summary = self.summary();
        let caption = Caption { kind: "boundary", title: &self.title, summary: &summary };
        if !self.is_drawable() {
            return sheet::empty(frame, &caption, &summary);
        }
        let width = f64::from(frame.width());
        let shades = Shades::of(self);
        let key = Key::of(self, &shades, width);
        let axes = Axes {
            x: Axis { title: &self.x_label, scale: Scale::Within(self.x.0, self.x.1) },
            y: Axis { title: &self.y_label, scale: Scale::Within(self.y.0, self.y.1) },
            right: 14.0,
            height: (width * 0.72).clamp(120.0, 400.0),
            broadest: Some(1.35),
        };
        sheet::render(frame, &caption, axes.full_height() + key.height + 8.0, |sheet| {
            let plot = axes.draw(sheet)?;
            for (tone, corners) in shades.areas(self) {
                plot.draw(Mark::patches(corners).fill(tone))?;
            }
            for (class, at) in self.by_class() {
                let ink = self.ink(class);
                let outline = glyph::outline(class, glyph::SIZE);
                plot.draw(Mark::glyphs(at, outline).fill(ink).line(Ink::Paper, 1.0))?;
            }
            for (tone, at) in shades.points(self) {
                let outline = glyph::outline(0, glyph::SIZE);
                plot.draw(Mark::glyphs(at, outline).fill(tone).line(Ink::Ink, 1.0))?;
            }
            key.draw(sheet, axes.full_height() + 4.0)
        })
    }
}

impl Boundary {
    /// The places of the rows of each class; nothing for numbers.
    fn by_class(&self) -> Vec<(usize, Vec<(f64, f64)>)> {
        let of = |class: usize| {
            self.shown().filter(|p| p.value == class as f64).map(|p| (p.x, p.y)).collect::<Vec<_>>()
        };
        let classes = (0..self.classes.len()).map(|class| (class, of(class)));
        classes.filter(|(_, places)| !places.is_empty()).collect()
    }

    /// The colour of a class; those after the eighth share one.
    fn ink(&self, class: usize) -> Ink {
        Ink::series(class).unwrap_or(Ink::Ink2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plane(says: Says) -> Boundary {
        let point = |x, y, value| PlanePoint { x, y, value };
        Boundary {
            title: "Boundary".into(),
            x_label: "x".into(),
            y_label: "y".into(),
            value_label: "kind".into(),
            classes: vec!["a".into(), "b".into()],
            x: (0.0, 2.0),
            y: (0.0, 2.0),
            columns: 2,
            says,
            points: vec![point(0.5, 0.5, 0.0), point(1.5, 0.5, 1.0), point(2.0, 2.0, 1.0)],
        }
    }

    #[test]
    fn the_summary_says_who_has_the_plane_and_which_rows_lie_rightly() {
        let chart = plane(Says::Classes { codes: vec![0, 1, 0, 0], shares: vec![] });
        assert_eq!(
            chart.summary(),
            "The plane is divided: a 75%, b 25%. Of 3 rows drawn, 2 lie where the model says their own class."
        );
        assert_eq!(chart.table().rows[2], ["2", "2", "b", "a"]);
        let mut numbers = plane(Says::Numbers(vec![1.0, 2.0, 3.0, 4.5]));
        numbers.classes.clear();
        assert!(numbers.summary().starts_with("Over the plane the model says from 1 to 4.5 for kind."));
    }

    #[test]
    fn each_class_has_a_colour_and_a_shape() {
        let chart = plane(Says::Classes { codes: vec![0, 1, 0, 0], shares: vec![0.9, 0.6, 1.0, 0.5] });
        let svg = chart.svg(&Frame::new("b", 400));
        assert!(svg.contains("var(--c1)") && svg.contains("var(--c2)"));
        assert_ne!(glyph::outline(0, 4.0).len(), glyph::outline(1, 4.0).len());
    }

    #[test]
    fn a_fine_plane_stays_small() {
        let codes: Vec<u32> = (0..3600).map(|at| u32::from(at % 60 > at / 60)).collect();
        let shares = (0..3600).map(|at| 0.5 + f64::from(at % 50) / 100.0).collect();
        let chart = Boundary { columns: 60, ..plane(Says::Classes { codes, shares }) };
        assert!(chart.svg(&Frame::new("b", 400)).len() < 250_000);
    }
}
