//! The backend itself.

use super::write::{self, Anchor, Face, Line, Paint};
use super::{UNITS, units};
use crate::ink::{Ink, Tone};
use crate::text;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
    FontTransform,
};
use thiserror::Error;

/// Why a drawing could not be written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BackendFault {
    /// A colour that no theme defines: everything is drawn with an [`Ink`].
    #[error("the colour rgb({0}, {1}, {2}) is none of the theme's tokens: draw with an `Ink`")]
    UnknownColour(u8, u8, u8),
    /// A picture made of pixels, which has no colours of the theme.
    #[error("a bitmap cannot be drawn in the theme's colours: draw shapes and text")]
    Bitmap,
}

type Written = Result<(), DrawingErrorKind<BackendFault>>;

/// Writes the elements of a drawing, without the `<svg>` around them, into a string.
///
/// Sizes and positions are in [`UNITS`] per pixel. Colours must be those of [`Ink`]; they are
/// written as `var(--…)`, so that the drawing follows the page's theme. Text is measured with a
/// built-in table of widths, which is approximate: no font is loaded and no page is asked.
#[derive(Debug)]
pub struct SvgBackend<'out> {
    out: &'out mut String,
    size: (u32, u32),
}

impl<'out> SvgBackend<'out> {
    /// A backend for a sheet of `width` by `height` pixels.
    pub fn new(out: &'out mut String, width: u32, height: u32) -> Self {
        let scale = UNITS.unsigned_abs();
        Self { out, size: (width.saturating_mul(scale), height.saturating_mul(scale)) }
    }

    fn close(&mut self, element: &str, title: Option<&str>) {
        match title {
            None => self.out.push_str("/>"),
            Some(title) => {
                self.out.push_str("><title>");
                write::escaped(self.out, title);
                self.out.push_str("</title></");
                self.out.push_str(element);
                self.out.push('>');
            }
        }
    }

    pub(crate) fn block(
        &mut self,
        a: BackendCoord,
        b: BackendCoord,
        radius: i32,
        paint: Paint,
        title: Option<&str>,
    ) {
        self.out.push_str("<rect");
        write::attribute(self.out, "x", a.0.min(b.0));
        write::attribute(self.out, "y", a.1.min(b.1));
        write::attribute(self.out, "width", (a.0 - b.0).abs());
        write::attribute(self.out, "height", (a.1 - b.1).abs());
        if radius > 0 {
            write::attribute(self.out, "rx", radius);
        }
        paint.write(self.out);
        self.close("rect", title);
    }

    pub(crate) fn dot(&mut self, at: BackendCoord, radius: i32, paint: Paint, title: Option<&str>) {
        self.out.push_str("<circle");
        write::attribute(self.out, "cx", at.0);
        write::attribute(self.out, "cy", at.1);
        write::attribute(self.out, "r", radius);
        paint.write(self.out);
        self.close("circle", title);
    }

    pub(crate) fn path(
        &mut self,
        points: impl Iterator<Item = BackendCoord>,
        closed: bool,
        paint: Paint,
        title: Option<&str>,
    ) {
        self.out.push_str("<path d=\"");
        for (i, point) in points.enumerate() {
            self.out.push(if i == 0 { 'M' } else { 'L' });
            self.coordinate(point);
        }
        if closed {
            self.out.push('Z');
        }
        self.out.push('"');
        paint.write(self.out);
        if paint.line.is_some() {
            self.out.push_str(" stroke-linejoin=\"round\"");
        }
        self.close("path", title);
    }

    /// Many areas, each of so many corners, as one element. Areas without a line are drawn with crisp edges, so
    /// that no paper shows between neighbours.
    pub(crate) fn areas(&mut self, points: impl Iterator<Item = BackendCoord>, corners: usize, paint: Paint) {
        self.out.push_str("<path d=\"");
        for (i, point) in points.enumerate() {
            let first = i % corners.max(1) == 0;
            if first && i > 0 {
                self.out.push('Z');
            }
            self.out.push(if first { 'M' } else { 'L' });
            self.coordinate(point);
        }
        self.out.push_str("Z\"");
        paint.write(self.out);
        if paint.line.is_none() {
            self.out.push_str(" shape-rendering=\"crispEdges\"");
        }
        self.out.push_str("/>");
    }

    /// Many dots of one tone as one element: strokes of no length with round ends.
    pub(crate) fn dots(&mut self, points: impl Iterator<Item = BackendCoord>, radius: i32, tone: Tone) {
        self.out.push_str("<path d=\"");
        for point in points {
            self.out.push('M');
            self.coordinate(point);
            self.out.push_str("h0");
        }
        self.out.push('"');
        let line = Line { tone, width: radius * 2, dash: None };
        Paint { fill: None, line: Some(line) }.write(self.out);
        self.out.push_str(" stroke-linecap=\"round\"/>");
    }

    /// A text whose baseline starts, is centred or ends at a position.
    pub(crate) fn text(&mut self, at: BackendCoord, words: &str, face: Face, title: Option<&str>) {
        self.out.push_str("<text");
        write::attribute(self.out, "x", at.0);
        write::attribute(self.out, "y", at.1);
        face.write(self.out, at);
        self.out.push('>');
        if let Some(title) = title {
            self.out.push_str("<title>");
            write::escaped(self.out, title);
            self.out.push_str("</title>");
        }
        write::escaped(self.out, words);
        self.out.push_str("</text>");
    }

    fn coordinate(&mut self, (x, y): BackendCoord) {
        write::length(self.out, x);
        self.out.push(' ');
        write::length(self.out, y);
    }
}

fn tone(color: BackendColor) -> Result<Tone, DrawingErrorKind<BackendFault>> {
    let (r, g, b) = color.rgb;
    match Ink::from_rgb(color.rgb) {
        Some(ink) => Ok(Tone { ink, alpha: color.alpha }),
        None => Err(DrawingErrorKind::DrawingError(BackendFault::UnknownColour(r, g, b))),
    }
}

fn paint<S: BackendStyle>(style: &S, fill: bool) -> Result<Paint, DrawingErrorKind<BackendFault>> {
    let tone = tone(style.color())?;
    Ok(if fill {
        Paint { fill: Some(tone), line: None }
    } else {
        let width = i32::try_from(style.stroke_width()).unwrap_or(UNITS);
        Paint { fill: None, line: Some(Line { tone, width, dash: None }) }
    })
}

impl DrawingBackend for SvgBackend<'_> {
    type ErrorType = BackendFault;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Written {
        Ok(())
    }

    fn present(&mut self) -> Written {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Written {
        let paint = Paint { fill: Some(tone(color)?), line: None };
        self.block(point, (point.0 + 1, point.1 + 1), 0, paint, None);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Written {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Written {
        self.block(upper_left, bottom_right, 0, paint(style, fill)?, None);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Written {
        self.path(path.into_iter(), false, paint(style, false)?, None);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Written {
        self.dot(center, i32::try_from(radius).unwrap_or(0), paint(style, fill)?, None);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Written {
        self.path(vert.into_iter(), true, paint(style, true)?, None);
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, words: &str, style: &T, pos: BackendCoord) -> Written {
        let size = style.size().round() as i32;
        let place = style.anchor();
        let drop = match place.v_pos {
            VPos::Top => size * 8 / 10,
            VPos::Center => size * 35 / 100,
            VPos::Bottom => -size * 2 / 10,
        };
        let (turn, shift) = match style.transform() {
            FontTransform::None => (0, (0, drop)),
            FontTransform::Rotate90 => (90, (-drop, 0)),
            FontTransform::Rotate180 => (180, (0, -drop)),
            FontTransform::Rotate270 => (270, (drop, 0)),
        };
        let face = Face {
            size,
            bold: matches!(style.style(), FontStyle::Bold),
            anchor: match place.h_pos {
                HPos::Left => Anchor::Start,
                HPos::Center => Anchor::Middle,
                HPos::Right => Anchor::End,
            },
            turn,
            tone: tone(style.color())?,
            passive: false,
        };
        self.text((pos.0 + shift.0, pos.1 + shift.1), words, face, None);
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        words: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<BackendFault>> {
        let bold = matches!(style.style(), FontStyle::Bold);
        let width = text::width(words, style.size() / f64::from(UNITS), bold);
        Ok((units(width).unsigned_abs(), style.size().round() as u32))
    }

    fn blit_bitmap(&mut self, _: BackendCoord, _: (u32, u32), _: &[u8]) -> Written {
        Err(DrawingErrorKind::DrawingError(BackendFault::Bitmap))
    }
}
