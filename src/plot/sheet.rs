//! The paper of a chart: a plotters drawing area whose coordinates are pixels.

use crate::frame::Frame;
use crate::ink::Ink;
use crate::mark::Mark;
use crate::svg::{Anchor, BackendFault, SvgBackend, document, units};
use crate::text;
use plotters::coord::Shift;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use std::ops::Range;

/// Font size of tick labels and values.
pub(crate) const SMALL: f64 = 11.0;
/// Font size of axis titles and notes.
pub(crate) const NORMAL: f64 = 12.0;
/// Room for the title of a drawing that stands alone.
const HEADING: f64 = 28.0;

/// The result of drawing something.
pub(crate) type Drawn = Result<(), DrawingAreaErrorKind<BackendFault>>;

/// The part of a sheet in which data have coordinates.
pub(crate) type DataArea<'out> = DrawingArea<SvgBackend<'out>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// A sheet of `width` pixels, as high as its chart needs.
pub(crate) struct Sheet<'out> {
    area: DrawingArea<SvgBackend<'out>, Shift>,
    pub width: f64,
}

/// What a document says about a drawing.
pub(crate) struct Caption<'a> {
    /// The chart's kind, for its class.
    pub kind: &'a str,
    pub title: &'a str,
    pub summary: &'a str,
}

/// Draws a whole document of the frame's width.
pub(crate) fn render(
    frame: &Frame,
    caption: &Caption<'_>,
    height: f64,
    draw: impl FnOnce(&Sheet<'_>) -> Drawn,
) -> String {
    let top = if frame.heading() { HEADING } else { 0.0 };
    let full = (height + top).ceil();
    let mut body = String::new();
    let outcome = on_paper(&mut body, frame, caption.title, full, top, draw);
    if let Err(fault) = outcome {
        body = format!("<text x=\"0\" y=\"14\" font-size=\"12\">This drawing failed: {fault}</text>");
    }
    document(frame, caption.kind, full as u32, caption.title, caption.summary, &body)
}

fn on_paper(
    body: &mut String,
    frame: &Frame,
    title: &str,
    full: f64,
    top: f64,
    draw: impl FnOnce(&Sheet<'_>) -> Drawn,
) -> Drawn {
    let root = SvgBackend::new(body, frame.width(), full as u32).into_drawing_area();
    let width = f64::from(frame.width());
    let (head, rest) = root.split_vertically(units(top));
    if top > 0.0 {
        let label = text::shorten(title, 14.0, width - 8.0);
        let words = Mark::words((units(2.0), units(16.0)), label.shown, 14.0);
        head.draw(&words.fill(Ink::Ink).heavy().title(label.full))?;
    }
    draw(&Sheet { area: rest, width })?;
    root.present()
}

/// Draws the state of a chart that has nothing to show, and says why.
pub(crate) fn empty(frame: &Frame, caption: &Caption<'_>, why: &str) -> String {
    let lines = text::wrap(why, NORMAL, f64::from(frame.width()) - 32.0);
    let height = 72.0 + lines.len() as f64 * 16.0;
    render(frame, caption, height, |sheet| {
        let border = Mark::block((1.0, 1.0), (sheet.width - 1.0, height - 1.0));
        sheet.draw(border.rounded(6.0).line(Ink::Rule2, 1.0).dashed(Some("4 4")))?;
        for (i, line) in lines.iter().enumerate() {
            let at = (sheet.width / 2.0, 48.0 + i as f64 * 16.0);
            sheet.draw(Mark::words(at, line, NORMAL).anchored(Anchor::Middle))?;
        }
        Ok(())
    })
}

impl<'out> Sheet<'out> {
    /// Draws a mark whose points are pixels of this sheet.
    pub(crate) fn draw(&self, mark: Mark<(f64, f64)>) -> Drawn {
        self.area.draw(&mark.placed(|(x, y)| (units(x), units(y))))
    }

    /// The pixels `x` by `y` as an area with data coordinates; y grows upwards.
    pub(crate) fn data(
        &self,
        (x, y): (Range<f64>, Range<f64>),
        (left, right): (f64, f64),
        (top, bottom): (f64, f64),
    ) -> DataArea<'out> {
        let (base_x, base_y) = self.area.get_base_pixel();
        let across = base_x + units(left)..base_x + units(right);
        let up = base_y + units(bottom)..base_y + units(top);
        self.area.apply_coord_spec(Cartesian2d::new(x, y, (across, up)))
    }
}
