//! The command line end to end: the built program on real files, and every bad input with its own
//! message and exit code.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bad_input;
mod good_input;
mod place;
mod tuning;
