//! Tuning: a search for better settings of model and steps, judged by resampling.
//!
//! [`Search`] is a state machine: it is built from a spec alone, hands out [`Unit`]s of work, and takes
//! [`FoldScore`]s back. [`fit_fold`] does a unit, with the [`crate::resample::Folds`] of the table.
//! Whoever drives them decides how many units are under way at once and where.
//!
//! # Invariants
//!
//! * Every step and model is fitted anew in every fold; a unit takes a spec, never a fitted pipeline.
//! * Only training rows are looked at: validation and test rows of the split are in no fold.
//! * The same spec and table give the same report for any number of workers and any order of arrival.
//! * A trial that cannot be fitted is a failed trial with its reason, and never the end of the search.

mod choose;
mod curve;
mod defaults;
mod point;
mod report;
mod scoring;
mod search;
mod space;
mod spec;
mod study;
mod tpe;
mod trying;
mod unit;

pub use curve::{Curve, CurvePoint, LearningCurve};
pub use defaults::{default_dimension, default_families, default_space, default_steps};
pub use point::{MOST_TRIALS, Setting, apply};
pub use report::{Edge, Nested, OuterFold, Simplest, Trial, TrialFold, TrialState, TuneReport};
pub use scoring::{Scoring, scoring, scorings};
pub use search::Search;
pub use spec::{Dimension, Family, Over, Range, SearchMethod, TuneSpec};
pub use unit::{Figure, FoldScore, Outcome, Scored, Unit, fit_fold};
