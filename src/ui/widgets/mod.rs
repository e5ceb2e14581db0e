//! Pieces that every station is made of.

mod figure;
mod note;
mod progress;
mod rows;
mod segmented;
mod table;
mod workbench;

pub(crate) use figure::{Figure, Kept, LiveFigure};
pub(crate) use note::{Note, NoteTone};
pub(crate) use progress::ProgressBar;
pub(crate) use rows::RowsTable;
pub(crate) use segmented::Segmented;
pub(crate) use table::Table;
pub(crate) use workbench::{Continue, Current, Heading, NeedsData, Workbench, rescue_focus};
