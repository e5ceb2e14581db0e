//! What is kept between two visits: the project's record, its version, and where records go.
//!
//! Nothing here knows a browser: [`Storage`] is a trait, [`Memory`] one that forgets.

mod memory;
mod project;
mod storage;

pub use memory::Memory;
pub use project::{Project, Source, VERSION, clear, load, save};
pub use storage::{Storage, StoreError};
