//! The drawing backend that turns plotters' calls into crisp SVG text.
//!
//! plotters thinks in whole pixels, so the backend tells it that the sheet is [`UNITS`] times as
//! large as it is: one unit is a hundredth of a pixel, and every number that is written has at most
//! two decimals.

mod backend;
mod document;
mod standalone;
mod write;

pub use backend::{BackendFault, SvgBackend};
pub(crate) use document::document;
pub use standalone::{resolve_theme, standalone};
pub(crate) use write::{Anchor, Face, Line, Paint};

/// Backend units in one pixel of the drawing.
pub const UNITS: i32 = 100;

/// Pixels to backend units, rounded to the nearest.
pub(crate) fn units(pixels: f64) -> i32 {
    (pixels * f64::from(UNITS)).round() as i32
}
