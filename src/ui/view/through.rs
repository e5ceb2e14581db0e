//! Columns on their way through the recipe, as the page tells of them.

use engine::pipeline::PipelineSpec;
use engine::steps::kind;
use engine::table::DType;
use job::{Elsewhere, Plan, StepPlan, Through};
use plot::number::{count, counted};

/// Names that are spelled out before the rest is counted.
const NAMED: usize = 5;

/// The columns that a step at a place of the recipe is given, as far as the plan knows.
#[must_use]
pub fn columns_at(plan: &Plan, at: usize) -> &[(String, DType)] {
    plan.steps.iter().rfind(|step| step.index < at).map_or(&plan.columns, |step| &step.columns)
}

/// Names in a row, the first few spelled out.
#[must_use]
pub fn names(names: &[String]) -> String {
    let named = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {} more", count(more as u64)),
    }
}

/// What comes out of a step, in a phrase; empty when the columns stay as they are.
#[must_use]
pub fn comes_out(through: &Through) -> String {
    let parts = [("changes", &through.changes), ("makes", &through.makes), ("removes", &through.removes)];
    let told = parts.into_iter().filter(|(_, columns)| !columns.is_empty());
    told.map(|(verb, columns)| format!("{verb} {}", names(columns))).collect::<Vec<_>>().join("; ")
}

/// What a step does to columns and rows, in a phrase.
#[must_use]
pub fn does(step: &StepPlan) -> String {
    let mut parts = vec![comes_out(&step.through), rows(step)];
    parts.retain(|part| !part.is_empty());
    if parts.is_empty() { "nothing differs".to_owned() } else { parts.join("; ") }
}

/// Rows that a step drops or makes; empty when they stay as many.
fn rows(step: &StepPlan) -> String {
    let Ok((flow, _)) = &step.outcome else { return String::new() };
    let (before, after) = (step.rows as u64, flow.rows as u64);
    match after.cmp(&before) {
        std::cmp::Ordering::Equal => String::new(),
        std::cmp::Ordering::Greater => format!("{} made", counted(after - before, "row", "rows")),
        std::cmp::Ordering::Less => format!("{} dropped", counted(before - after, "row", "rows")),
    }
}

/// What a step does to rows and columns, in a few words for the list of steps.
#[must_use]
pub fn in_short(step: &StepPlan) -> String {
    if step.outcome.is_err() {
        return String::new();
    }
    let mut parts = vec![counted(step.through.takes.len() as u64, "column", "columns")];
    for (columns, word) in [(&step.through.makes, "new"), (&step.through.removes, "gone")] {
        if !columns.is_empty() {
            parts.push(format!("{} {word}", count(columns.len() as u64)));
        }
    }
    parts.extend(Some(rows(step)).filter(|rows| !rows.is_empty()));
    parts.join(", ")
}

/// The other place at which a step can be done, in words: "before step 2, One-hot encode".
#[must_use]
pub fn place(spec: &PipelineSpec, from: usize, elsewhere: Elsewhere) -> String {
    let side = if elsewhere.to < from { "before" } else { "after" };
    let other = spec.steps.get(elsewhere.to).map_or("", |step| step.step.as_str());
    let label = kind(other).map_or(other, |kind| kind.label);
    format!("{side} step {}, {label}", elsewhere.to + 1)
}

/// Every column that there ever is: its name, where it comes from, the steps that work on it, and where it
/// ends.
#[must_use]
pub fn journeys(plan: &Plan) -> Vec<[String; 4]> {
    let mut rows: Vec<(String, String, Vec<String>, String)> = plan
        .columns
        .iter()
        .map(|(name, _)| (name.clone(), "the data".to_owned(), Vec::new(), "the model".to_owned()))
        .collect();
    for step in plan.steps.iter().filter(|step| step.outcome.is_ok()) {
        let number = step.index + 1;
        for (name, _, worked, end) in &mut rows {
            let is_there = end == "the model";
            if is_there && step.through.takes.contains(name) {
                worked.push(number.to_string());
            }
            if is_there && step.through.removes.contains(name) {
                *end = format!("step {number}");
            }
        }
        for name in &step.through.makes {
            rows.push((name.clone(), format!("step {number}"), Vec::new(), "the model".to_owned()));
        }
    }
    let steps = |worked: Vec<String>| if worked.is_empty() { "–".to_owned() } else { worked.join(", ") };
    rows.into_iter().map(|(name, from, worked, end)| [name, from, steps(worked), end]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::models::Task;
    use engine::pipeline::Flow;
    use engine::run::StepReport;
    use engine::steps::StepSpec;
    use job::SplitPlan;

    fn columns(names: &[&str]) -> Vec<(String, DType)> {
        names.iter().map(|name| ((*name).to_owned(), DType::Numeric)).collect()
    }

    fn texts(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn step(index: usize, through: Through, after: &[&str], rows: (usize, usize)) -> StepPlan {
        let flow = Flow { stage: "A step".to_owned(), rows: rows.1, columns: after.len() };
        let report = StepReport { label: "A step".to_owned(), learned: Vec::new() };
        StepPlan {
            index,
            rows: rows.0,
            through,
            columns: columns(after),
            outcome: Ok((flow, report)),
            elsewhere: None,
        }
    }

    fn plan() -> Plan {
        let scale = Through { takes: texts(&["a", "b"]), changes: texts(&["a"]), ..Through::default() };
        let encode = Through {
            takes: texts(&["b"]),
            makes: texts(&["b_x", "b_y"]),
            removes: texts(&["b"]),
            changes: Vec::new(),
        };
        Plan {
            spec: PipelineSpec::new("y", "dummy"),
            task: Task::Classification,
            classes: Vec::new(),
            features: 2,
            columns: columns(&["a", "b"]),
            split: SplitPlan { sizes: Err(String::new()), why_not_stratified: None, by_class: Vec::new() },
            steps: vec![step(0, scale, &["a", "b"], (9, 7)), step(2, encode, &["a", "b_x", "b_y"], (7, 7))],
        }
    }

    #[test]
    fn a_step_is_given_what_the_ones_before_it_leave() {
        let plan = plan();
        let named = |at| columns_at(&plan, at).iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>();
        assert_eq!(named(0), ["a", "b"]);
        assert_eq!(named(2), ["a", "b"]);
        assert_eq!(named(3), ["a", "b_x", "b_y"]);
    }

    #[test]
    fn every_column_is_followed_to_its_end() {
        let expected = [
            ["a", "the data", "1", "the model"],
            ["b", "the data", "1, 3", "step 3"],
            ["b_x", "step 3", "–", "the model"],
            ["b_y", "step 3", "–", "the model"],
        ];
        assert_eq!(journeys(&plan()), expected.map(|row| row.map(str::to_owned)));
    }

    #[test]
    fn a_step_is_told_in_few_words() {
        let plan = plan();
        let told: Vec<String> = plan.steps.iter().map(in_short).collect();
        assert_eq!(told, ["2 columns, 2 rows dropped", "1 column, 2 new, 1 gone"]);
        let out: Vec<String> = plan.steps.iter().map(does).collect();
        assert_eq!(out, ["changes a; 2 rows dropped", "makes b_x, b_y; removes b"]);
        assert_eq!(names(&texts(&["a", "b", "c", "d", "e", "f", "g"])), "a, b, c, d, e and 2 more");
    }

    #[test]
    fn the_other_place_is_named_by_the_step_beside_it() {
        let mut spec = PipelineSpec::new("y", "dummy");
        spec.steps = ["impute", "scale", "one_hot"].map(StepSpec::new).to_vec();
        assert_eq!(place(&spec, 2, Elsewhere { to: 1 }), "before step 2, Scale");
        assert_eq!(place(&spec, 0, Elsewhere { to: 2 }), "after step 3, One-hot encode");
    }
}
