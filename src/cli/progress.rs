//! Progress of a long fit, on standard error when that is a terminal.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use engine::error::EngineError;
use engine::progress::Progress;

/// A line that is written over and over.
pub(crate) struct Terminal {
    shown: Option<Instant>,
    started: Instant,
    visible: bool,
}

impl Terminal {
    pub(crate) fn new() -> Self {
        Self { shown: None, started: Instant::now(), visible: std::io::stderr().is_terminal() }
    }
}

impl Progress for Terminal {
    fn advance(&mut self, what: &str, done: usize, total: usize) -> Result<(), EngineError> {
        const PAUSE: Duration = Duration::from_millis(100);
        // What is done at once needs no line.
        let last = self.shown.unwrap_or(self.started);
        if self.visible && last.elapsed() >= PAUSE {
            self.shown = Some(Instant::now());
            let _ = write!(std::io::stderr(), "\r\x1b[K{what}: {done} of {total}");
        }
        Ok(())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if self.shown.is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
