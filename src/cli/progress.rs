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

    fn write(&mut self, text: &str) {
        const PAUSE: Duration = Duration::from_millis(100);
        // What is done at once needs no line.
        let last = self.shown.unwrap_or(self.started);
        if self.visible && last.elapsed() >= PAUSE {
            self.shown = Some(Instant::now());
            let _ = write!(std::io::stderr(), "\r\x1b[K{text}");
        }
    }
}

impl Progress for Terminal {
    fn advance(&mut self, what: &str, done: usize, total: usize) -> Result<(), EngineError> {
        self.write(&format!("{what}: {done} of {total}"));
        Ok(())
    }
}

/// A line that says how much of a search is done and how long the rest will take.
pub(crate) struct Remaining(Terminal);

impl Remaining {
    pub(crate) fn new() -> Self {
        Self(Terminal::new())
    }

    /// Shows `done` of `total` units of work.
    pub(crate) fn show(&mut self, done: f64, total: f64) {
        let elapsed = self.0.started.elapsed();
        let left =
            if done > 0.0 { elapsed.mul_f64(((total - done) / done).max(0.0)) } else { Duration::ZERO };
        self.0.write(&format!("tuning: {done:.0} of {total:.0} fits, about {} left", spoken(left)));
    }
}

fn spoken(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds @ 60..3600 => format!("{} min", seconds.div_ceil(60)),
        seconds => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if self.shown.is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
