//! Whether the training rows know what they could not know of new rows.

use rustc_hash::FxHashSet;

use super::{Check, Facts, Question, Verdict, graded};
use crate::profile::{GivenAway, row_hashes};
use crate::table::{DType, Role};

/// A column that saves this share of the errors of guessing (or has this correlation with a number) says
/// the target in other words. The alert on the data uses the same border.
pub const COPY_PROBLEM: f64 = 0.99;

/// From here on one column alone is remarkably good. A rule of thumb: measurements seldom are.
pub const SINGLE_LOOK: f64 = 0.95;

/// Rows judged that also stand among the training rows: by chance a few may, where cells are coarse.
pub const REPEATED_LOOK: f64 = 0.01;
/// From this share on, much of the figure is memory.
pub const REPEATED_PROBLEM: f64 = 0.2;

const STEPS: Question = Question {
    name: "steps_fitted_on_all_rows",
    label: "Steps learned from training rows alone",
    meaning: "Steps that were fitted on the judged rows have seen what they are judged by: means, levels and, where a step looks at the target, the answers. No figure of this run says how the model does on new rows.",
    advice: "Switch the leak off and train again.",
};

const COPY: Question = Question {
    name: "target_copy",
    label: "No copy of the target",
    meaning: "A feature that determines the target is often the target in other words, or is known only afterwards; figures are then too good and the model is of no use on new rows.",
    advice: "Ask whether the column will be known when predicting; if not, give it the role ignored.",
};

const SINGLE: Question = Question {
    name: "single_feature",
    label: "No single feature too good",
    meaning: "One feature that alone predicts nearly everything may carry the answer.",
    advice: "Ask where the column comes from and when it is known; train without it and compare.",
};

const REPEATED: Question = Question {
    name: "repeated_rows",
    label: "No row on both sides of the split",
    meaning: "A row that is judged and was also learned from is remembered, not predicted: figures are too good.",
    advice: "Remove duplicates before the split, or keep rows that belong together in one part; where equal rows are separate observations of few possible values, they are harmless.",
};

const TIME: Question = Question {
    name: "time_overlap",
    label: "Training lies before what is judged",
    meaning: "If the model is to predict the future, training rows from after the judged ones know what will not be known.",
    advice: "If rows depend on when they were taken, split by time; if time does not matter here, this is harmless.",
};

/// How much of the target each feature column alone gives away on the training rows, the most first.
fn alone(facts: &Facts) -> Vec<(String, f64)> {
    let spec = &facts.pipeline.spec;
    let rows = facts.table.take(facts.split.train());
    let judge = rows.get(&spec.target).and_then(|target| GivenAway::new(&rows, target));
    let Some(judge) = judge else { return Vec::new() };
    let features = rows.columns().iter().filter(|column| spec.role(column.name()) == Role::Feature);
    let mut found: Vec<(String, f64)> =
        features.map(|column| (column.name().to_owned(), judge.given_away_by(column))).collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    found
}

/// Asked only where the spec asks for the leak: without it the answer is certain.
pub(super) fn steps_on_all_rows(facts: &Facts) -> Option<Check> {
    if !facts.pipeline.spec.leak {
        return None;
    }
    let split = facts.split;
    let judged = (split.validation().len() + split.test().len()) as f64;
    let all = split.train().len() as f64 + judged;
    let text = format!(
        "The steps were fitted on {all} rows, {judged} of which are validation or test rows; the model on the {} training rows.",
        split.train().len()
    );
    Some(STEPS.answer(Some(judged / all), Verdict::Problem, text))
}

pub(super) fn target_copy(facts: &Facts) -> Option<Check> {
    let found = alone(facts);
    let (_, most) = found.first()?;
    let copies: Vec<String> = found
        .iter()
        .filter(|(_, share)| *share > COPY_PROBLEM)
        .map(|(name, _)| format!("{name:?}"))
        .collect();
    let (verdict, text) = if copies.is_empty() {
        (Verdict::Ok, format!("No feature determines the target: the nearest reaches {most:.3} of 1."))
    } else {
        let names = copies.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        let more = copies.len().saturating_sub(5);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        (Verdict::Problem, format!("{names}{more} alone determine the target ({most:.3} of 1)."))
    };
    Some(COPY.answer(Some(*most), verdict, text))
}

pub(super) fn single_feature(facts: &Facts) -> Option<Check> {
    let found = alone(facts);
    let (name, most) = found.iter().find(|(_, share)| *share <= COPY_PROBLEM)?;
    let verdict = if *most >= SINGLE_LOOK { Verdict::Look } else { Verdict::Ok };
    let text = format!("The best feature alone is {name:?}: {most:.3} of 1, where 0 is guessing.");
    Some(SINGLE.answer(Some(*most), verdict, text))
}

pub(super) fn repeated_rows(facts: &Facts) -> Option<Check> {
    let spec = &facts.pipeline.spec;
    let is_test_open = facts.evaluation.test.is_some();
    let judged: Vec<u32> =
        [facts.split.validation(), if is_test_open { facts.split.test() } else { &[] }].concat();
    if judged.is_empty() {
        return None;
    }
    let cells = facts.table.select(|column| matches!(spec.role(column.name()), Role::Feature | Role::Target));
    let hashes = row_hashes(&cells);
    let hash = |row: &u32| hashes.get(*row as usize).copied();
    let known: FxHashSet<u64> = facts.split.train().iter().filter_map(hash).collect();
    let repeated = judged.iter().filter_map(hash).filter(|hash| known.contains(hash)).count();
    let share = repeated as f64 / judged.len() as f64;
    let which = if is_test_open { "validation and test" } else { "validation" };
    let text = format!(
        "{repeated} of {} {which} rows equal a training row in every feature and the target.",
        judged.len()
    );
    Some(REPEATED.answer(Some(share), graded(share, REPEATED_LOOK, REPEATED_PROBLEM), text))
}

pub(super) fn time_overlap(facts: &Facts) -> Option<Check> {
    let column = facts.table.columns().iter().find(|column| column.dtype() == DType::Datetime)?;
    let times =
        |rows: &[u32]| -> Vec<f64> { rows.iter().filter_map(|row| column.number(*row as usize)).collect() };
    let judged = times(facts.split.validation());
    let first = judged.iter().copied().reduce(f64::min)?;
    let learned = times(facts.split.train());
    if learned.is_empty() {
        return None;
    }
    let later = learned.iter().filter(|time| **time > first).count();
    let share = later as f64 / learned.len() as f64;
    let verdict = if later > 0 { Verdict::Look } else { Verdict::Ok };
    let text = format!(
        "{later} of {} training rows are later by {:?} than the first validation row.",
        learned.len(),
        column.name()
    );
    Some(TIME.answer(Some(share), verdict, text))
}
