//! The engine: tables, steps, models, metrics and the pipeline that joins them.
//!
//! Pure Rust with no browser, file, thread or clock in it: it compiles and behaves the same natively
//! and in wasm.
//!
//! # Invariants
//!
//! 1. *Spec and fitted are different types*: [`pipeline::PipelineSpec`] → `fit` →
//!    [`pipeline::FittedPipeline`]. An unfitted pipeline cannot predict.
//! 2. *Leakage is a type error*: only a [`split::TrainView`] can be fitted, and only a split or
//!    a fold makes one. Changing any row outside it leaves every fitted state byte-identical.
//! 3. *Prediction is row-wise*: transforming a subset equals the subset of the transform. Steps that
//!    drop rows or touch the target act on training rows only.
//! 4. *Missing is a mask*, never a NaN or an empty string.
//! 5. *Everything is seeded*: one named generator ([`rng`]), one seed per use derived from the
//!    spec's.
//! 6. *Saved is versioned*, in flat arrays, and checked on load: a tampered model is an error, never
//!    a panic or a loop.
//! 7. *No panic reaches a user*: what goes to a library is validated before.

pub mod checks;
pub mod compare;
pub mod distribution;
pub mod document;
pub mod error;
pub mod evaluate;
pub mod explain;
pub mod expression;
pub mod judge;
pub mod metrics;
pub mod models;
mod names;
pub mod params;
pub mod pipeline;
pub mod profile;
pub mod progress;
pub mod resample;
pub mod rng;
pub mod run;
pub mod samples;
#[cfg(feature = "schema")]
pub mod schema;
pub mod split;
pub mod stats;
pub mod steps;
pub mod table;
pub mod timeline;
pub mod tune;
