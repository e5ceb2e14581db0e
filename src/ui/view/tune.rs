//! What can be searched for, and the ranking in words.

use engine::models::{self, ModelKind, Task};
use engine::params::{Domain, ParamSpec, ParamValue};
use engine::pipeline::PipelineSpec;
use engine::steps;
use engine::tune::{Dimension, Family, Over, Setting, default_dimension, default_space};

/// Something that a search may change.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// Where it acts, as [`Dimension::at`].
    pub at: String,
    /// Its name on the page.
    pub label: String,
    /// The values it can have.
    pub domain: &'static Domain,
    /// What a search usually tries.
    pub usual: Over,
}

/// Everything that a search can change in the spec's own model and steps.
#[must_use]
pub fn offers(spec: &PipelineSpec, task: Task) -> Vec<Offer> {
    let mut offers = Vec::new();
    if let Ok(kind) = models::kind(&spec.model.kind) {
        let of = |param: &'static ParamSpec| offer(format!("model.{}", param.name), kind.label, param);
        offers.extend(kind.params(task).iter().filter_map(of));
    }
    for (index, step) in spec.steps.iter().enumerate().filter(|(_, step)| step.enabled) {
        let Ok(kind) = steps::kind(&step.step) else { continue };
        let owner = format!("{}. {}", index + 1, kind.label);
        let of = |param: &'static ParamSpec| offer(format!("steps.{index}.{}", param.name), &owner, param);
        offers.extend(kind.params.iter().filter_map(of));
    }
    offers
}

fn offer(at: String, owner: &str, param: &'static ParamSpec) -> Option<Offer> {
    let usual = default_dimension(&at, param)?.over;
    Some(Offer { at, label: format!("{owner}: {}", param.label), domain: &param.domain, usual })
}

/// The families that the space compares; none when it keeps to the spec's own.
#[must_use]
pub fn families(space: &[Dimension]) -> Vec<String> {
    let of = |dimension: &Dimension| match &dimension.over {
        Over::Families(families) => families.iter().map(|family| family.kind.clone()).collect(),
        _ => Vec::new(),
    };
    space.iter().flat_map(of).collect()
}

/// Compares these families, each with its usual space; with fewer than two it is back to the spec's own.
pub fn compare(space: &mut Vec<Dimension>, kinds: &[&'static ModelKind], task: Task) {
    space.retain(|dimension| !dimension.at.starts_with("model"));
    if kinds.len() > 1 {
        let family = |kind: &&'static ModelKind| Family {
            kind: kind.id.to_owned(),
            params: Default::default(),
            space: default_space(kind, task),
        };
        space.insert(0, Dimension::families(kinds.iter().map(family)));
    }
}

/// A trial's settings in a line.
#[must_use]
pub fn settings(settings: &[Setting]) -> String {
    let one = |setting: &Setting| {
        let name = setting.at.strip_prefix("model.").unwrap_or(&setting.at);
        match &setting.value {
            ParamValue::Text(text) if setting.at == "model" => {
                models::kind(text).map_or(text.clone(), |kind| kind.label.to_owned())
            }
            ParamValue::Text(text) => format!("{name} {text}"),
            ParamValue::None => format!("{name} none"),
            other => format!("{name} {other}"),
        }
    };
    if settings.is_empty() {
        return "the settings as they are".to_owned();
    }
    settings.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Seconds in words.
#[must_use]
pub fn seconds(seconds: f64) -> String {
    match seconds.ceil() as u64 {
        0 | 1 => "about a second".to_owned(),
        s @ 2..60 => format!("about {s} seconds"),
        s @ 60..3600 => format!("about {} min", s.div_ceil(60)),
        s => format!("about {} h", s.div_ceil(3600)),
    }
}

/// Values as a person writes them, with commas between.
#[must_use]
pub fn written(values: &[ParamValue]) -> String {
    let one = |value: &ParamValue| match value {
        ParamValue::Text(text) => text.clone(),
        ParamValue::None => "none".to_owned(),
        other => other.to_string(),
    };
    values.iter().map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use engine::steps::StepSpec;

    fn spec() -> PipelineSpec {
        let mut spec = PipelineSpec::new("y", "decision_tree");
        spec.steps = vec![StepSpec::new("impute"), StepSpec { enabled: false, ..StepSpec::new("scale") }];
        spec
    }

    #[test]
    fn the_model_and_the_steps_in_use_are_on_offer() {
        let offers = offers(&spec(), Task::Classification);
        let at: Vec<&str> = offers.iter().map(|offer| offer.at.as_str()).collect();
        assert!(at.contains(&"model.max_depth") && at.contains(&"steps.0.strategy"), "{at:?}");
        assert!(!at.iter().any(|at| at.starts_with("steps.1")), "{at:?}");
    }

    #[test]
    fn one_family_is_no_comparison() {
        let mut space = vec![Dimension::range("model.max_depth", 1.0, 8.0)];
        let kinds = ["knn", "decision_tree"].map(|id| models::kind(id).unwrap());
        compare(&mut space, &kinds, Task::Classification);
        assert_eq!(families(&space), ["knn", "decision_tree"]);
        compare(&mut space, &kinds[..1], Task::Classification);
        assert!(space.is_empty());
    }

    #[test]
    fn settings_read_as_a_line() {
        let setting = |at: &str, value| Setting { at: at.to_owned(), value };
        let all = [
            setting("model", ParamValue::Text("knn".to_owned())),
            setting("model.n_neighbors", ParamValue::Int(7)),
            setting("steps.0.strategy", ParamValue::Text("mean".to_owned())),
        ];
        assert_eq!(settings(&all), "k nearest neighbours, n_neighbors 7, steps.0.strategy mean");
    }

    #[test]
    fn time_left_is_never_too_exact() {
        assert_eq!(seconds(0.2), "about a second");
        assert_eq!(seconds(41.2), "about 42 seconds");
        assert_eq!(seconds(61.0), "about 2 min");
        assert_eq!(seconds(7201.0), "about 3 h");
    }
}
