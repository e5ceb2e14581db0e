//! What could be wrong with a run: each check with its figure, a verdict, what it means and what to do.
//!
//! A check asks one question of what a run knows. It changes nothing, and a verdict is no proof: *look*
//! says that a person should.
//!
//! # Invariants
//!
//! - No check reads a test row unless the test rows were opened.
//! - The same run gives the same checks, in the same order.

mod data;
mod leakage;
mod model;
mod tuning;

use serde::{Deserialize, Serialize};

use crate::error::EngineError;
use crate::evaluate::{Answers, EvaluationReport};
use crate::pipeline::FittedPipeline;
use crate::split::Split;
use crate::table::Table;

pub use data::{IMBALANCE_LOOK, IMBALANCE_PROBLEM, INFLATION_LOOK, MOST_FEATURES};
pub use leakage::{COPY_PROBLEM, REPEATED_LOOK, REPEATED_PROBLEM, SINGLE_LOOK};
pub use model::{CALIBRATION_BY_CHANCE, CALIBRATION_LOOK, GAP_LOOK, GAP_PROBLEM, WIDTH_LOOK, WIDTH_PROBLEM};
pub use tuning::{Edge, FOLDS_LOOK, FOLDS_PROBLEM, best_at_edge, unstable_folds};

/// What a check comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing to see.
    Ok,
    /// A person should look.
    Look,
    /// The figures are probably not to be trusted, or the model is of no use.
    Problem,
}

/// One check of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// The key, such as `overfit`.
    pub name: String,
    /// The name to show.
    pub label: String,
    /// The figure the verdict rests on; none when it cannot be told.
    pub figure: Option<f64>,
    /// What it comes to.
    pub verdict: Verdict,
    /// What was found, in a sentence with the figure.
    pub found: String,
    /// What it would mean.
    pub meaning: String,
    /// What to do; empty when nothing need be done.
    pub advice: String,
}

/// What a check is, whatever it finds.
struct Question {
    name: &'static str,
    label: &'static str,
    meaning: &'static str,
    advice: &'static str,
}

impl Question {
    fn answer(&self, figure: Option<f64>, verdict: Verdict, found: String) -> Check {
        Check {
            name: self.name.to_owned(),
            label: self.label.to_owned(),
            figure: figure.filter(|figure| figure.is_finite()),
            verdict,
            found,
            meaning: self.meaning.to_owned(),
            advice: if verdict == Verdict::Ok { String::new() } else { self.advice.to_owned() },
        }
    }
}

/// The verdict on a figure that is worse the larger it is.
fn graded(figure: f64, look: f64, problem: f64) -> Verdict {
    if figure >= problem {
        Verdict::Problem
    } else if figure >= look {
        Verdict::Look
    } else {
        Verdict::Ok
    }
}

/// What checks are made from.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The whole table.
    pub table: &'a Table,
    /// How its rows were dealt.
    pub split: &'a Split,
    /// What was fitted on the training rows.
    pub pipeline: &'a FittedPipeline,
    /// The figures.
    pub evaluation: &'a EvaluationReport,
    /// Truth and prediction of the validation rows; of the training rows where there are none.
    pub answers: &'a Answers,
}

/// Every check of a run. Those without anything to check (no validation rows, no dates) are left out.
///
/// # Errors
/// When the training rows do not pass through the pipeline again.
pub fn of_run(facts: &Facts) -> Result<Vec<Check>, EngineError> {
    let features = data::Features::of(facts)?;
    let found = [
        leakage::steps_on_all_rows(facts),
        model::overfit(facts),
        model::baseline(facts),
        leakage::target_copy(facts),
        leakage::single_feature(facts),
        leakage::repeated_rows(facts),
        leakage::time_overlap(facts),
        data::imbalance(facts),
        data::collinearity(&features),
        data::scales(facts, &features),
        model::constant(facts),
        model::few_rows(facts),
        model::calibration(facts),
    ];
    Ok(found.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests;
