//! Checks on what a search over settings gives. They know nothing of how it was made.

use super::{Check, Question, Verdict, graded};
use crate::stats;

/// Folds whose scores spread by this share of their mean call for a look, by the larger one for doubt:
/// a rule of thumb, at which two models whose means differ by a tenth (a quarter) cannot be told apart by
/// one fold each.
pub const FOLDS_LOOK: f64 = 0.1;
/// See [`FOLDS_LOOK`].
pub const FOLDS_PROBLEM: f64 = 0.25;

const FOLDS: Question = Question {
    name: "unstable_folds",
    label: "Steady over folds",
    meaning: "A score that changes much from fold to fold depends on which rows happened to be held out, so that the best settings may be best by luck.",
    advice: "Use more rows or repeated folds, choose the simplest settings within one standard error of the best, and look whether a group of rows falls into one fold.",
};

const EDGE: Question = Question {
    name: "best_at_edge",
    label: "Best settings inside their ranges",
    meaning: "When the best value is the least or greatest that was tried, a better one may lie beyond.",
    advice: "Widen the range of these settings and search again.",
};

/// A setting whose best value is the least or greatest tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The setting's label.
    pub setting: String,
    /// The best value, as text.
    pub value: String,
    /// Whether it is the greatest value tried; else the least.
    pub is_greatest: bool,
}

/// How steady the best candidate's scores are, one score a fold. None for fewer than two folds.
#[must_use]
pub fn unstable_folds(metric: &str, scores: &[f64]) -> Option<Check> {
    if scores.len() < 2 || scores.iter().any(|score| !score.is_finite()) {
        return None;
    }
    let folds = scores.len() as f64;
    let mean = stats::mean(scores);
    let spread = f64::sqrt(stats::variance(scores) * folds / (folds - 1.0));
    let share = if spread == 0.0 { 0.0 } else { spread / mean.abs() };
    let found =
        format!("{metric} over {} folds: mean {mean:.3}, standard deviation {spread:.3}.", scores.len());
    Some(FOLDS.answer(Some(share), graded(share, FOLDS_LOOK, FOLDS_PROBLEM), found))
}

/// Whether the best settings lie at the edge of what was tried.
#[must_use]
pub fn best_at_edge(edges: &[Edge]) -> Check {
    let name = |edge: &Edge| {
        let which = if edge.is_greatest { "greatest" } else { "least" };
        format!("{} = {} is the {which} value tried", edge.setting, edge.value)
    };
    let (verdict, found) = match edges {
        [] => (Verdict::Ok, "No best value is the least or greatest tried.".to_owned()),
        edges => (Verdict::Look, format!("{}.", edges.iter().map(name).collect::<Vec<_>>().join("; "))),
    };
    EDGE.answer(Some(edges.len() as f64), verdict, found)
}
