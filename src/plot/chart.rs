//! What every chart can do.

use crate::frame::Frame;

/// The numbers of a chart as a table: what the page shows to those who do not look at the drawing.
///
/// Cells are plain: a program can read each number back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartTable {
    /// One header per column.
    pub headers: Vec<String>,
    /// The rows, each as long as the headers.
    pub rows: Vec<Vec<String>>,
}

impl ChartTable {
    pub(crate) fn new(headers: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Self {
        Self { headers: headers.iter().map(|&h| h.to_owned()).collect(), rows: rows.into_iter().collect() }
    }
}

/// A chart: data that can be drawn, said and listed.
pub trait Chart {
    /// The chart's title, as its figure caption has it.
    fn title(&self) -> &str;

    /// One or a few sentences that say what the drawing shows, made from the data.
    fn summary(&self) -> String;

    /// The data behind the drawing.
    fn table(&self) -> ChartTable;

    /// The drawing, as an `<svg>` of the frame's width. Its height follows from the data.
    fn svg(&self, frame: &Frame) -> String;
}
