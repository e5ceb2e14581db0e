//! The two numeric axes around a chart, and the grid behind it.

use crate::ink::Ink;
use crate::mark::Mark;
use crate::sheet::{DataArea, Drawn, NORMAL, SMALL, Sheet};
use crate::svg::{Anchor, BackendFault};
use crate::text;
use crate::ticks::Ticks;
use plotters::drawing::DrawingAreaErrorKind;

/// Room above the plot: the y axis' title.
const ABOVE: f64 = 26.0;
/// Room below the plot: tick labels and the x axis' title.
const BELOW: f64 = 42.0;
/// Smallest distance between two tick labels.
const GAP: f64 = 14.0;

/// How an axis chooses its ticks.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Scale {
    /// Widened to whole steps.
    Covering(f64, f64),
    /// Exactly these limits.
    Within(f64, f64),
    /// Whole numbers from zero.
    Counts(u64),
}

impl Scale {
    fn ticks(self, wanted: usize) -> Ticks {
        match self {
            Scale::Covering(low, high) => Ticks::covering(low, high, wanted),
            Scale::Within(low, high) => Ticks::within(low, high, wanted),
            Scale::Counts(highest) => Ticks::counts(highest, wanted),
        }
    }

    /// As many ticks as have room for their labels, side by side.
    fn side_by_side(self, room: f64) -> Ticks {
        let fits = |ticks: &Ticks| {
            let labels = ticks.labels();
            let widest = text::widest(labels.iter().map(String::as_str), SMALL);
            let between = room * ticks.step / (ticks.end - ticks.start);
            ticks.values.len() < 2 || widest + GAP <= between
        };
        let mut choices = (1..=7).rev().map(|wanted| self.ticks(wanted));
        choices.find(fits).unwrap_or_else(|| self.ticks(1))
    }
}

/// An axis: what it measures and how.
pub(crate) struct Axis<'a> {
    pub title: &'a str,
    pub scale: Scale,
}

/// Both axes of a chart.
pub(crate) struct Axes<'a> {
    pub x: Axis<'a>,
    pub y: Axis<'a>,
    /// Room to the right of the plot, for labels at the ends of lines.
    pub right: f64,
    /// The height of the plot itself.
    pub height: f64,
    /// The plot's largest width as a multiple of its height, if it has one.
    pub broadest: Option<f64>,
}

/// A drawn pair of axes, and the area between them.
pub(crate) struct Plot<'out> {
    pub area: DataArea<'out>,
    pub x: Ticks,
    pub y: Ticks,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

impl Plot<'_> {
    /// Draws a mark whose points are data; what lies outside the axes is drawn on their edge.
    pub(crate) fn draw(&self, mark: Mark<(f64, f64)>) -> Drawn {
        let within = |v: f64, ticks: &Ticks| v.max(ticks.start).min(ticks.end);
        self.area.draw(&mark.placed(|(x, y)| (within(x, &self.x), within(y, &self.y))))
    }

    /// The height of a value, in pixels of the sheet.
    pub(crate) fn height_of(&self, y: f64) -> f64 {
        let share = (y - self.y.start) / (self.y.end - self.y.start);
        self.bottom - share.clamp(0.0, 1.0) * (self.bottom - self.top)
    }
}

impl Axes<'_> {
    /// The height of a sheet that has these axes.
    pub(crate) fn full_height(&self) -> f64 {
        ABOVE + self.height + BELOW
    }

    /// Draws grid, tick labels and titles.
    pub(crate) fn draw<'out>(
        &self,
        sheet: &Sheet<'out>,
    ) -> Result<Plot<'out>, DrawingAreaErrorKind<BackendFault>> {
        let y = self.y.scale.ticks((self.height / 48.0).round().clamp(2.0, 6.0) as usize);
        let y_labels = y.labels();
        let left = text::widest(y_labels.iter().map(String::as_str), SMALL) + 8.0;
        let mut right = sheet.width - self.right.max(10.0);
        if let Some(broadest) = self.broadest {
            right = right.min(left + self.height * broadest);
        }
        let x = self.x.scale.side_by_side(right - left);
        let (top, bottom) = (ABOVE, ABOVE + self.height);
        let area = sheet.data((x.start..x.end, y.start..y.end), (left, right), (top, bottom));
        let plot = Plot { area, x, y, left, right, top, bottom };

        for (&value, label) in plot.y.values.iter().zip(&y_labels) {
            let at = plot.height_of(value);
            sheet.draw(Mark::path(vec![(left, at), (right, at)]).line(Ink::Rule, 1.0))?;
            sheet.draw(Mark::words((left - 6.0, at + 4.0), label, SMALL).anchored(Anchor::End))?;
        }
        self.draw_x(sheet, &plot)?;
        let title = text::shorten(self.y.title, NORMAL, sheet.width - 4.0);
        sheet.draw(Mark::words((0.0, 12.0), title.shown, NORMAL).title(title.full))?;
        Ok(plot)
    }

    fn draw_x(&self, sheet: &Sheet<'_>, plot: &Plot<'_>) -> Drawn {
        let Plot { left, right, bottom, .. } = *plot;
        sheet.draw(Mark::path(vec![(left, bottom), (right, bottom)]).line(Ink::Rule2, 1.0))?;
        for (&value, label) in plot.x.values.iter().zip(plot.x.labels()) {
            let share = (value - plot.x.start) / (plot.x.end - plot.x.start);
            let at = left + share * (right - left);
            sheet.draw(Mark::path(vec![(at, bottom), (at, bottom + 4.0)]).line(Ink::Rule2, 1.0))?;
            let half = text::width(&label, SMALL, false) / 2.0;
            let middle = at.min(sheet.width - half).max(half);
            sheet.draw(Mark::words((middle, bottom + 17.0), label, SMALL).anchored(Anchor::Middle))?;
        }
        let title = text::shorten(self.x.title, NORMAL, right - left);
        let at = ((left + right) / 2.0, bottom + 36.0);
        sheet.draw(Mark::words(at, title.shown, NORMAL).anchored(Anchor::Middle).title(title.full))
    }
}
