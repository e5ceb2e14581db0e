//! What the page shows, as plain values.

pub mod change;
pub mod checks;
pub mod curves;
pub mod explain;
pub mod figure;
pub mod job;
pub mod line;
pub mod picker;
pub mod player;
pub mod recipe;
pub mod station;
pub mod threshold;
pub mod through;
pub mod tune;
pub mod watch;
