//! A search space, checked against the declarations.

use super::{Dimension, Family, Over, Range, TuneSpec};
use crate::error::EngineError;
use crate::models::{self, ModelKind, Task};
use crate::params::{Domain, ParamSpec, ParamValue};
use crate::pipeline::PipelineSpec;
use crate::steps;

/// What may change, flattened: the dimensions of a family follow that of the families.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Space {
    pub(super) axes: Vec<Axis>,
}

/// One checked dimension.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    /// As the spec writes it.
    pub(super) at: String,
    pub(super) place: Place,
    /// The axis and the choice on it by which this one matters.
    pub(super) when: Option<(usize, ParamValue)>,
    pub(super) scale: Scale,
    /// The values its parameter can have at all.
    pub(super) domain: Option<&'static Domain>,
}

/// Where an axis acts.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Place {
    Model,
    ModelParam(String),
    Step(usize),
    StepParam(usize, String),
}

/// What an axis can be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scale {
    Choices(Vec<ParamValue>),
    Number { min: f64, max: f64, log: bool, whole: bool, points: u32 },
}

impl Space {
    /// Checks every dimension before any work.
    ///
    /// # Errors
    /// When a dimension names what is not there, or values that its parameter cannot have.
    pub(super) fn new(spec: &PipelineSpec, tune: &TuneSpec, task: Task) -> Result<Self, EngineError> {
        let mut space = Self { axes: Vec::new() };
        let kind = models::kind(&spec.model.kind)?;
        let has_families = tune.space.iter().any(|dimension| matches!(dimension.over, Over::Families(_)));
        if !has_families {
            spec.model.resolve(task)?;
        }
        for dimension in &tune.space {
            if let Over::Families(families) = &dimension.over {
                space.families(&dimension.at, families, spec, task)?;
                continue;
            }
            let place = place(&dimension.at)?;
            if has_families && matches!(place, Place::ModelParam(_)) {
                return Err(fault(
                    &dimension.at,
                    "stands beside the choice of families; put it into the space of the family it belongs to",
                ));
            }
            space.push(dimension, place, spec, kind, task, None)?;
        }
        Ok(space)
    }

    fn families(
        &mut self,
        at: &str,
        families: &[Family],
        spec: &PipelineSpec,
        task: Task,
    ) -> Result<(), EngineError> {
        if at != "model" {
            return Err(fault(at, "has families, which only \"model\" can have"));
        }
        let mut choices = Vec::new();
        for family in families {
            let choice = ParamValue::Text(family.kind.clone());
            if choices.contains(&choice) {
                return Err(fault(at, &format!("names the family {:?} twice; name it once", family.kind)));
            }
            choices.push(choice);
        }
        if choices.is_empty() {
            return Err(fault(at, "has no families; give at least one"));
        }
        let owner = self.axes.len();
        self.add(Axis {
            at: at.to_owned(),
            place: Place::Model,
            when: None,
            scale: Scale::Choices(choices),
            domain: None,
        })?;
        for family in families {
            let kind = models::kind(&family.kind)?;
            kind.resolve(task, &super::point::family_params(spec, family))?;
            for dimension in &family.space {
                let place = place(&dimension.at)?;
                if !matches!(place, Place::ModelParam(_)) || matches!(dimension.over, Over::Families(_)) {
                    return Err(fault(
                        &dimension.at,
                        "stands in the space of a family, where only parameters of that model can; put it beside \"model\"",
                    ));
                }
                let when = (owner, ParamValue::Text(family.kind.clone()));
                self.push(dimension, place, spec, kind, task, Some(when))?;
            }
        }
        Ok(())
    }

    fn push(
        &mut self,
        dimension: &Dimension,
        place: Place,
        spec: &PipelineSpec,
        kind: &ModelKind,
        task: Task,
        when: Option<(usize, ParamValue)>,
    ) -> Result<(), EngineError> {
        let at = &dimension.at;
        let domain = match &place {
            Place::Model => {
                return Err(fault(at, "chooses the model, and so needs \"families\""));
            }
            Place::ModelParam(name) => Some(declared(at, kind.label, kind.params(task), name)?),
            Place::Step(index) => {
                step(at, spec, *index)?;
                None
            }
            Place::StepParam(index, name) => {
                let kind = step(at, spec, *index)?;
                Some(declared(at, kind.label, kind.params, name)?)
            }
        };
        let scale = match &dimension.over {
            Over::Values(values) => Scale::Choices(choices(at, values, domain.unwrap_or(&Domain::Bool))?),
            Over::Range(range) => numbers(at, *range, domain)?,
            Over::Families(_) => return Err(fault(at, "has families, which only \"model\" can have")),
        };
        self.add(Axis { at: at.clone(), place, when, scale, domain })
    }

    fn add(&mut self, axis: Axis) -> Result<(), EngineError> {
        if self.axes.iter().any(|other| other.place == axis.place && other.when == axis.when) {
            return Err(fault(&axis.at, "is given twice; give it once"));
        }
        self.axes.push(axis);
        Ok(())
    }
}

pub(super) fn fault(at: &str, what: &str) -> EngineError {
    EngineError::Spec(format!("search space: {at:?} {what}"))
}

/// Reads `model`, `model.NAME`, `steps.I` and `steps.I.NAME`.
pub(super) fn place(at: &str) -> Result<Place, EngineError> {
    let mut parts = at.splitn(3, '.');
    let index = |text: &str| text.parse::<usize>().ok();
    match (parts.next(), parts.next(), parts.next()) {
        (Some("model"), None, None) => Some(Place::Model),
        (Some("model"), Some(name), None) => Some(Place::ModelParam(name.to_owned())),
        (Some("steps"), Some(at), None) => index(at).map(Place::Step),
        (Some("steps"), Some(at), Some(name)) => {
            index(at).map(|at| Place::StepParam(at, name.to_owned()))
        }
        _ => None,
    }
    .ok_or_else(|| {
        fault(at, "is no place; write model, model.NAME, steps.I or steps.I.NAME, such as model.max_depth or steps.0.strategy")
    })
}

fn step(at: &str, spec: &PipelineSpec, index: usize) -> Result<&'static steps::StepKind, EngineError> {
    let found = spec.steps.get(index).ok_or_else(|| {
        fault(
            at,
            &format!(
                "names a step that is not there: the spec has {} steps, counted from 0",
                spec.steps.len()
            ),
        )
    })?;
    steps::kind(&found.step)
}

fn declared(
    at: &str,
    owner: &str,
    specs: &'static [ParamSpec],
    name: &str,
) -> Result<&'static Domain, EngineError> {
    specs.iter().find(|spec| spec.name == name).map(|spec| &spec.domain).ok_or_else(|| {
        let known: Vec<String> = specs.iter().map(|spec| spec.name.to_owned()).collect();
        let known = if known.is_empty() { "none".to_owned() } else { crate::names::list(&known) };
        fault(at, &format!("names a parameter that {owner} does not have; it has {known}"))
    })
}

fn choices(at: &str, values: &[ParamValue], domain: &Domain) -> Result<Vec<ParamValue>, EngineError> {
    let mut choices = Vec::with_capacity(values.len());
    for value in values {
        let checked = domain
            .check(value)
            .ok_or_else(|| fault(at, &format!("must be {domain}, but one of its values is {value}")))?;
        if !choices.contains(&checked) {
            choices.push(checked);
        }
    }
    if choices.is_empty() {
        return Err(fault(at, "has no values; give at least one"));
    }
    Ok(choices)
}

fn numbers(at: &str, range: Range, domain: Option<&'static Domain>) -> Result<Scale, EngineError> {
    let Range { min, max, log, points } = range;
    let (whole, declared_log) = match domain {
        Some(Domain::Int { .. } | Domain::OptionalInt { .. }) => (true, false),
        Some(Domain::Float { log, .. }) => (false, *log),
        _ => return Err(fault(at, "is no number, and so cannot have a range; give \"values\"")),
    };
    for (name, bound) in [("min", min), ("max", max)] {
        if let Some(domain) = domain.filter(|domain| domain.check(&ParamValue::number(bound)).is_none()) {
            return Err(fault(at, &format!("must be {domain}, but the {name} of its range is {bound}")));
        }
    }
    let log = log.unwrap_or(declared_log);
    if min >= max {
        return Err(fault(at, &format!("has a range whose min {min} is not below its max {max}")));
    }
    if log && min <= 0.0 {
        return Err(fault(
            at,
            &format!("has a logarithmic range from {min}; let it begin above 0, or set log to false"),
        ));
    }
    if !(2..=1000).contains(&points) {
        return Err(fault(at, &format!("has {points} points; give 2 to 1000")));
    }
    Ok(Scale::Number { min, max, log, whole, points })
}
