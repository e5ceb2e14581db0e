//! How long work says how far it is, and learns that it should stop.

use crate::error::EngineError;

/// Hears of progress. An error returned here ends the work with that error.
pub trait Progress {
    /// `done` of `total` units of the work named `what` are finished.
    ///
    /// # Errors
    /// [`EngineError::Stopped`] when the work is no longer wanted.
    fn advance(&mut self, what: &str, done: usize, total: usize) -> Result<(), EngineError>;
}

/// Hears nothing and never stops.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn advance(&mut self, _what: &str, _done: usize, _total: usize) -> Result<(), EngineError> {
        Ok(())
    }
}
