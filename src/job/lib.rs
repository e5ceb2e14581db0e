//! The protocol between the page and its worker, and the runner that does the work.
//!
//! Nothing here knows how a message travels or how bytes are read: the worker's host streams a file
//! into [`engine::table::read::Reader`] and hands the table to [`Runner::open`]; everything else is
//! [`Runner::handle`].

mod plan;
mod protocol;
mod runner;

pub use plan::{Plan, SplitPlan, StepPlan};
pub use protocol::{
    ColumnFacts, Dataset, Event, FromWorker, JobId, PROTOCOL, Page, Reply, Request, Stage, ToWorker,
};
pub use runner::Runner;
