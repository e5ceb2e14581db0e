//! Resampling: the training rows are dealt into folds, each of which teaches with some of its rows and
//! judges with the others.
//!
//! # Invariants
//!
//! * Folds are made of the training part of the split alone: validation and test rows are in none.
//! * They depend on the table and the spec alone, so that every worker makes the same ones.
//! * In a fold, no row both teaches and judges; with groups, no group does; in time, every row that
//!   teaches is earlier than every row that judges.

pub(crate) mod deal;
mod folds;
#[cfg(test)]
mod references;
mod spec;

pub use folds::{Fold, FoldId, Folds};
pub use spec::{MOST_FOLDS, ResamplingMethod, ResamplingSpec};
