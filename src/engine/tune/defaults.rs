//! Search spaces made from the declarations, to begin with.

use super::{Dimension, Family, Over, Range};
use crate::models::{CATALOGUE, ModelKind, Task};
use crate::params::{Default as Given, Domain, ParamSpec, ParamValue};
use crate::steps::StepSpec;

/// Parameters that say how long or exactly to calculate, or what to report: more of them costs time and
/// seldom changes which model is better.
const NOT_SEARCHED: [&str; 13] = [
    "max_iter",
    "tol",
    "n_estimators",
    "n_iter_no_change",
    "validation_fraction",
    "early_stopping",
    "oob_score",
    "probability",
    "cache_size",
    "class_weight",
    "bootstrap",
    "fit_intercept",
    "verbose",
];

/// A logarithmic range of a declaration is taken whole up to this ratio.
const WHOLE_RATIO: f64 = 1e9;

/// What may change in a family, by its declarations: every choice, and numbers in a wide range about the
/// default. Seeds, budgets and free texts are left as they are.
#[must_use]
pub fn default_space(kind: &ModelKind, task: Task) -> Vec<Dimension> {
    let declared = kind.params(task).iter();
    let declared = declared.filter(|param| !NOT_SEARCHED.contains(&param.name));
    declared.filter_map(|param| default_dimension(&format!("model.{}", param.name), param)).collect()
}

/// Every family of the catalogue that learns the task, each with its default space: for the question which
/// model to take. Families that look at no feature are left out, and so are those made of others.
#[must_use]
pub fn default_families(task: Task) -> Dimension {
    let able = CATALOGUE.iter().filter(|kind| {
        let capabilities = kind.capabilities;
        kind.tasks.contains(&task) && !capabilities.ignores_features && capabilities.members.is_none()
    });
    Dimension::families(able.map(|kind| Family {
        kind: kind.id.to_owned(),
        params: Default::default(),
        space: default_space(kind, task),
    }))
}

/// What may change in the steps of a spec, by their declarations.
#[must_use]
pub fn default_steps(steps: &[StepSpec]) -> Vec<Dimension> {
    let mut space = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let Ok(kind) = crate::steps::kind(&step.step) else { continue };
        let at = |param: &ParamSpec| format!("steps.{index}.{}", param.name);
        space.extend(kind.params.iter().filter_map(|param| default_dimension(&at(param), param)));
    }
    space
}

/// What a parameter may be in a search, by its declaration; none for free texts.
#[must_use]
pub fn default_dimension(at: &str, param: &ParamSpec) -> Option<Dimension> {
    let default = match param.default {
        Given::Int(value) => value as f64,
        Given::Float(value) => value,
        _ => 0.0,
    };
    match &param.domain {
        Domain::Bool => Some(Dimension::values(at, [false, true].map(ParamValue::Bool))),
        Domain::Choice(choices) if choices.len() > 1 => Some(Dimension::values(
            at,
            choices.iter().map(|choice| ParamValue::Text(choice.value.to_owned())),
        )),
        Domain::Choice(_) | Domain::Text | Domain::Lines => None,
        Domain::Int { min, max } => Some(whole(at, default, *min, *max)),
        Domain::OptionalInt { min, max, .. } if param.default == Given::None => {
            let steps = [2, 3, 5, 8, 12, 20].into_iter().filter(|value| value >= min && value <= max);
            Some(Dimension::values(at, steps.map(ParamValue::Int).chain([ParamValue::None])))
        }
        Domain::OptionalInt { min, max, .. } => Some(whole(at, default, *min, *max)),
        Domain::Float { min, max, log } => number(at, default, *min, *max, *log),
    }
}

/// From a fifth of the default to five times as much, and at least to 20.
fn whole(at: &str, default: f64, min: i64, max: i64) -> Dimension {
    let low = (default / 5.0).floor().max(min as f64);
    let high = (default * 5.0).max(20.0).min(max as f64);
    ranged(at, low, high, low >= 1.0 && high / low >= 10.0)
}

fn number(at: &str, default: f64, min: f64, max: f64, log: bool) -> Option<Dimension> {
    let (low, high) = if log && min > 0.0 && max / min <= WHOLE_RATIO {
        (min, max)
    } else if log {
        let middle = if default > 0.0 { default } else { 1e-2 };
        ((middle / 100.0).max(min), (middle * 100.0).min(max))
    } else if max - min <= 1.0 || default == 0.0 {
        (min.max(-1.0), max.min(1.0))
    } else {
        ((default / 5.0).max(min), (default * 5.0).min(max))
    };
    (low < high).then(|| ranged(at, low, high, log))
}

fn ranged(at: &str, min: f64, max: f64, log: bool) -> Dimension {
    Dimension { at: at.to_owned(), over: Over::Range(Range { min, max, log: Some(log), points: 5 }) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::pipeline::PipelineSpec;
    use crate::tune::{Search, TuneSpec};

    #[test]
    fn every_family_has_a_space_from_which_valid_specs_come() {
        for kind in CATALOGUE {
            for task in kind.tasks {
                let mut spec = PipelineSpec::new("y", kind.id);
                spec.steps = crate::steps::CATALOGUE.iter().map(|kind| StepSpec::new(kind.id)).collect();
                let mut space = default_space(kind, *task);
                space.extend(default_steps(&spec.steps));
                spec.tune = Some(TuneSpec { space, n_trials: 30, ..TuneSpec::default() });
                let mut search = Search::new(&spec, *task, 100).unwrap();
                while let Some(unit) = search.next() {
                    unit.spec.model.resolve(*task).unwrap();
                }
                assert!(search.report().trials.len() == 30, "{}", kind.id);
            }
        }
    }

    #[test]
    fn all_families_can_be_searched_at_once() {
        for task in Task::ALL {
            let mut spec = PipelineSpec::new("y", "dummy");
            let space = vec![default_families(task)];
            spec.tune = Some(TuneSpec { space, n_trials: 100, ..TuneSpec::default() });
            let report = Search::new(&spec, task, 100).unwrap().report();
            let kinds: std::collections::BTreeSet<String> =
                report.trials.iter().map(|trial| report.tuned(trial.id).unwrap().model.kind).collect();
            assert!(kinds.len() > 3 && !kinds.contains("dummy"), "{kinds:?}");
        }
    }
}
