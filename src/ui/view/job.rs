//! The state of one kind of job.

/// What a job is doing. A result, once there, is kept apart: a failed second try does not lose it.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Job {
    /// Not asked for, finished or stopped.
    #[default]
    Idle,
    /// Under way.
    Running {
        /// The work under way.
        what: String,
        /// Units done.
        done: f64,
        /// Units in all; 0 while unknown.
        total: f64,
    },
    /// Could not be done.
    Failed(String),
}

impl Job {
    /// A job that has not said anything yet.
    #[must_use]
    pub fn started() -> Self {
        Self::Running { what: String::new(), done: 0.0, total: 0.0 }
    }

    /// Whether it is under way.
    #[must_use]
    pub fn is_running(&self) -> bool {
        matches!(self, Self::Running { .. })
    }

    /// The share done, where it is known.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        match self {
            Self::Running { done, total, .. } if *total > 0.0 => Some((done / total).clamp(0.0, 1.0)),
            _ => None,
        }
    }

    /// Why it failed, when it did.
    #[must_use]
    pub fn error_text(&self) -> Option<String> {
        match self {
            Self::Failed(text) => Some(text.clone()),
            _ => None,
        }
    }
}
