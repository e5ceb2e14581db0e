//! The one element that charts draw: a shape with paint, and words that show on pointing at it.

use crate::ink::{Ink, Tone};
use crate::svg::{Anchor, BackendFault, Face, Line, Paint, SvgBackend, units};
use plotters::element::{Drawable, PointCollection};
use plotters_backend::{BackendCoord, DrawingErrorKind};

#[derive(Debug, Clone)]
enum Shape {
    /// A rectangle between two points, with rounded corners.
    Block { radius: f64 },
    /// A line through points, or the area inside.
    Path { closed: bool },
    /// One round dot.
    Dot { radius: f64 },
    /// Many dots as one element.
    Dots { radius: f64 },
    /// Many areas of four corners each as one element.
    Patches,
    /// The same shape at many points as one element: its corners about each, in pixels.
    Glyphs { outline: Vec<(f64, f64)> },
    /// Words on a baseline.
    Words { words: String, size: f64, bold: bool, anchor: Anchor, turn: i32, passive: bool },
}

/// A shape at points of some coordinate system; sizes are in pixels.
#[derive(Debug, Clone)]
pub(crate) struct Mark<C> {
    points: Vec<C>,
    shape: Shape,
    fill: Option<Tone>,
    line: Option<Line>,
    title: Option<String>,
}

impl<C> Mark<C> {
    fn new(points: Vec<C>, shape: Shape) -> Self {
        Self { points, shape, fill: None, line: None, title: None }
    }

    pub(crate) fn block(a: C, b: C) -> Self {
        Self::new(vec![a, b], Shape::Block { radius: 0.0 })
    }

    pub(crate) fn path(points: Vec<C>) -> Self {
        Self::new(points, Shape::Path { closed: false })
    }

    pub(crate) fn area(points: Vec<C>) -> Self {
        Self::new(points, Shape::Path { closed: true })
    }

    pub(crate) fn dot(at: C, radius: f64) -> Self {
        Self::new(vec![at], Shape::Dot { radius })
    }

    pub(crate) fn dots(points: Vec<C>, radius: f64) -> Self {
        Self::new(points, Shape::Dots { radius })
    }

    pub(crate) fn patches(corners: Vec<C>) -> Self {
        Self::new(corners, Shape::Patches)
    }

    pub(crate) fn glyphs(points: Vec<C>, outline: Vec<(f64, f64)>) -> Self {
        Self::new(points, Shape::Glyphs { outline })
    }

    pub(crate) fn words(at: C, words: impl Into<String>, size: f64) -> Self {
        let (words, anchor) = (words.into(), Anchor::Start);
        let shape = Shape::Words { words, size, bold: false, anchor, turn: 0, passive: false };
        Self::new(vec![at], shape).fill(Ink::Ink2)
    }

    pub(crate) fn rounded(mut self, pixels: f64) -> Self {
        if let Shape::Block { radius } = &mut self.shape {
            *radius = pixels;
        }
        self
    }

    pub(crate) fn fill(mut self, tone: impl Into<Tone>) -> Self {
        self.fill = Some(tone.into());
        self
    }

    pub(crate) fn line(mut self, tone: impl Into<Tone>, width: f64) -> Self {
        self.line = Some(Line { tone: tone.into(), width: units(width), dash: None });
        self
    }

    pub(crate) fn dashed(mut self, dash: Option<&'static str>) -> Self {
        if let Some(line) = &mut self.line {
            line.dash = dash;
        }
        self
    }

    pub(crate) fn title(mut self, title: impl Into<Option<String>>) -> Self {
        self.title = title.into();
        self
    }

    pub(crate) fn anchored(mut self, to: Anchor) -> Self {
        if let Shape::Words { anchor, .. } = &mut self.shape {
            *anchor = to;
        }
        self
    }

    pub(crate) fn heavy(mut self) -> Self {
        if let Shape::Words { bold, .. } = &mut self.shape {
            *bold = true;
        }
        self
    }

    /// Pointing at these words points at what lies behind them.
    pub(crate) fn passive(mut self) -> Self {
        if let Shape::Words { passive, .. } = &mut self.shape {
            *passive = true;
        }
        self
    }

    /// The same mark with its points in another coordinate system.
    pub(crate) fn placed<D>(self, place: impl FnMut(C) -> D) -> Mark<D> {
        let points = self.points.into_iter().map(place).collect();
        Mark { points, shape: self.shape, fill: self.fill, line: self.line, title: self.title }
    }

    pub(crate) fn turned(mut self, degrees: i32) -> Self {
        if let Shape::Words { turn, .. } = &mut self.shape {
            *turn = degrees;
        }
        self
    }
}

impl<'a, C: 'a> PointCollection<'a, C> for &'a Mark<C> {
    type Point = &'a C;
    type IntoIter = &'a [C];

    fn point_iter(self) -> &'a [C] {
        &self.points
    }
}

impl<'out, C> Drawable<SvgBackend<'out>> for Mark<C> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut at: I,
        backend: &mut SvgBackend<'out>,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<BackendFault>> {
        let paint = Paint { fill: self.fill, line: self.line };
        let title = self.title.as_deref();
        match &self.shape {
            Shape::Block { radius } => {
                if let (Some(a), Some(b)) = (at.next(), at.next()) {
                    backend.block(a, b, units(*radius), paint, title);
                }
            }
            Shape::Path { closed } => backend.path(at, *closed, paint, title),
            Shape::Dot { radius } => {
                if let Some(center) = at.next() {
                    backend.dot(center, units(*radius), paint, title);
                }
            }
            Shape::Dots { radius } => {
                backend.dots(at, units(*radius), self.fill.unwrap_or(Ink::Accent.into()));
            }
            Shape::Patches => backend.areas(at, 4, paint),
            Shape::Glyphs { outline } => {
                let around = |(x, y): BackendCoord| {
                    outline.iter().map(move |(right, down)| (x + units(*right), y + units(*down)))
                };
                backend.areas(at.flat_map(around), outline.len(), paint);
            }
            Shape::Words { words, size, bold, anchor, turn, passive } => {
                if let Some(place) = at.next() {
                    let tone = self.fill.unwrap_or(Ink::Ink2.into());
                    let face = Face {
                        size: units(*size),
                        bold: *bold,
                        anchor: *anchor,
                        turn: *turn,
                        tone,
                        passive: *passive,
                    };
                    backend.text(place, words, face, title);
                }
            }
        }
        Ok(())
    }
}
