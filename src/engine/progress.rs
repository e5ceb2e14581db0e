//! How long work says how far it is, learns that it should stop, and shows its states to who watches.

use crate::error::EngineError;

/// Hears of progress. An error returned here ends the work with that error.
pub trait Progress {
    /// `done` of `total` units of the work named `what` are finished.
    ///
    /// # Errors
    /// [`EngineError::Stopped`] when the work is no longer wanted.
    fn advance(&mut self, what: &str, done: usize, total: usize) -> Result<(), EngineError>;

    /// Who sees the states that a model goes through; none unless somebody watches. Models ask once a
    /// step and show nothing when there is none, so that watching changes no bit and not watching costs
    /// nothing.
    fn observer(&mut self) -> Option<&mut dyn Observer> {
        None
    }
}

/// What a model that learns step by step shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen<'a> {
    /// Steps done; 0 before the first.
    pub step: usize,
    /// The parameters, in the model's own order.
    pub parameters: &'a [f64],
    /// The loss of the rows it learns from, where it is known.
    pub train: Option<f64>,
    /// The loss of the rows held out, where there are any.
    pub validation: Option<f64>,
}

/// Sees the states of a model that learns step by step.
pub trait Observer {
    /// Looks at one state; steps come in order.
    fn see(&mut self, seen: Seen);
}

/// Hears nothing and never stops.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn advance(&mut self, _what: &str, _done: usize, _total: usize) -> Result<(), EngineError> {
        Ok(())
    }
}
