//! Whether a step that cannot be done where it stands could be done at another place.

use engine::pipeline::Preparing;
use engine::steps::StepSpec;
use serde::{Deserialize, Serialize};

/// Places that are tried before the step, and as many after it.
const MOST_PLACES: usize = 12;
/// Rows that it is tried on, evenly spaced: whether a step can be done seldom depends on more, and the plan
/// tells when it does.
const MOST_ROWS: usize = 5_000;

/// Another place of the recipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elsewhere {
    /// The place that the step would have in the spec.
    pub to: usize,
}

/// The place nearest to its own, first among earlier ones, at which the active step number `failed` can be
/// done, with the steps between them after or before it.
pub(crate) fn elsewhere(
    start: &Preparing,
    active: &[(usize, &StepSpec)],
    failed: usize,
) -> Option<Elsewhere> {
    let (_, step) = *active.get(failed)?;
    let mut states = vec![start.sample(MOST_ROWS)];
    for (_, before) in active.iter().take(failed) {
        let mut next = states.last()?.clone();
        next.apply(before).ok()?;
        states.push(next);
    }
    let tried = active.iter().take(failed).zip(&states).enumerate().rev().take(MOST_PLACES);
    for (place, ((to, _), state)) in tried {
        let mut rows = state.clone();
        let between = active.get(place..failed)?;
        if rows.apply(step).is_ok() && between.iter().all(|(_, other)| rows.apply(other).is_ok()) {
            return Some(Elsewhere { to: *to });
        }
    }
    let mut rows = states.pop()?;
    for (to, after) in active.iter().skip(failed + 1).take(MOST_PLACES) {
        rows.apply(after).ok()?;
        if rows.clone().apply(step).is_ok() {
            return Some(Elsewhere { to: *to });
        }
    }
    None
}
