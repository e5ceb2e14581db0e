//! A trial under way.

use super::point::{Point, Setting};
use super::unit::Scored;
use crate::pipeline::PipelineSpec;
use crate::stats;

/// One unit of a trial.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Slot {
    /// Not handed out.
    Waiting,
    /// Handed out.
    Out,
    /// Come back, with scores unless it failed.
    Back(Option<Box<Scored>>),
}

/// A trial as far as it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Trying {
    pub(super) point: Point,
    pub(super) settings: Vec<Setting>,
    /// The spec that units carry.
    pub(super) spec: PipelineSpec,
    /// What is known by rung and fold.
    pub(super) rungs: Vec<Vec<Slot>>,
    /// The first fold that failed, and why.
    pub(super) failure: Option<(usize, String)>,
}

impl Slot {
    fn scored(&self) -> Option<&Scored> {
        match self {
            Self::Back(scored) => scored.as_deref(),
            Self::Waiting | Self::Out => None,
        }
    }
}

impl Trying {
    /// The scores of a rung that is complete.
    pub(super) fn complete(&self, rung: usize) -> Option<Vec<&Scored>> {
        self.rungs.get(rung)?.iter().map(Slot::scored).collect()
    }

    /// The last rung that is complete, and its scores.
    pub(super) fn last(&self) -> Option<(usize, Vec<&Scored>)> {
        if self.failure.is_some() {
            return None;
        }
        (0..self.rungs.len()).rev().find_map(|rung| Some((rung, self.complete(rung)?)))
    }

    /// The mean score of a rung that is complete.
    pub(super) fn mean(&self, rung: usize) -> Option<f64> {
        let scores: Vec<f64> = self.complete(rung)?.iter().map(|scored| scored.score).collect();
        Some(stats::mean(&scores))
    }
}
