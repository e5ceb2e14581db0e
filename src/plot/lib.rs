//! The plot room: data in, SVG text out.
//!
//! ```text
//! chart (plain data)  →  marks at data or pixel positions  →  plotters' coordinates  →  SVG text
//! ```
//!
//! A chart is a struct of plain data with a [`Chart`] implementation: it draws itself at the width
//! of a [`Frame`], says in words what the drawing shows, and lists its numbers as a table. Drawing
//! never fails and never panics: data without anything to show give a drawing that says so.
//!
//! *Invariant*: equal data and equal frames give equal text. *Invariant*: a drawing has no `style`
//! attribute and no colour of its own, only tokens of [`Ink`] as `var(--…)`, so a strict content
//! security policy and a change of theme need no redrawing; [`standalone`] makes a file of it.
//!
//! Text is measured with a table of approximate widths ([`text`]), because no font can be asked in
//! a worker or on the command line. This room knows no page and no style sheet.

mod axes;
mod bars;
mod boundary;
mod chart;
mod confusion;
#[cfg(test)]
mod contrast;
mod dependence;
mod frame;
mod histogram;
mod importance;
mod ink;
mod legend;
mod lines;
mod mark;
mod network;
pub mod number;
mod roc;
mod rows;
mod scatter;
mod sheet;
mod spark;
mod svg;
pub mod text;
mod ticks;
mod tree;
mod waterfall;

pub use bars::Bars;
pub use boundary::{Boundary, PlanePoint, Says};
pub use chart::{Chart, ChartTable};
pub use confusion::Confusion;
pub use dependence::{Across, Dependence};
pub use frame::Frame;
pub use histogram::Histogram;
pub use importance::{Feature, Importance};
pub use ink::{Ink, Scheme};
pub use lines::{Lines, Series};
pub use network::{NetworkDiagram, NetworkLayer};
pub use roc::{Roc, RocCurve};
pub use scatter::{Reference, Scatter};
pub use svg::{BackendFault, SvgBackend, UNITS, resolve_theme, standalone};
pub use ticks::Ticks;
pub use tree::{NodeLook, TreeDiagram, TreeNode};
pub use waterfall::Waterfall;
