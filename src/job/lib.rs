//! The protocol between the page and its worker, and the runner that does the work.
//!
//! Nothing here knows how a message travels or how bytes are read: the worker's host streams a file
//! into [`engine::table::read::Reader`] and hands the table to [`Runner::open`]; everything else is
//! [`Runner::handle`].

mod change;
mod elsewhere;
mod plan;
mod protocol;
mod runner;

pub use change::{CellChange, Change, ColumnChange, MOST_COLUMNS, RowChange, RowFate, RowsChange};
pub use elsewhere::Elsewhere;
pub use plan::{Plan, SplitPlan, StepPlan, Through};
pub use protocol::{
    ColumnFacts, Dataset, Event, FromWorker, JobId, PROTOCOL, Page, Reply, Request, Stage, ToWorker,
};
pub use runner::Runner;
