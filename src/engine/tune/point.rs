//! Points of a search space: how they are made, and how they change a spec.

use serde::{Deserialize, Serialize};

use super::space::{Axis, Place, Scale, Space, fault, place};
use super::{Family, Over};
use crate::error::EngineError;
use crate::models::{self, Task};
use crate::params::{ParamSpec, ParamValue, Params, resolve};
use crate::pipeline::PipelineSpec;
use crate::rng::Rng;
use crate::steps;

/// A grid of more points is refused.
pub const MOST_TRIALS: usize = 10_000;

/// A value for every axis; none where the axis does not matter.
pub(super) type Point = Vec<Option<ParamValue>>;

/// One value of a trial.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// Where it acts, as [`super::Dimension::at`].
    pub at: String,
    /// The value.
    pub value: ParamValue,
}

impl Axis {
    /// Whether the axis matters at a point whose earlier axes are chosen.
    pub(super) fn is_active(&self, point: &[Option<ParamValue>]) -> bool {
        self.when.as_ref().is_none_or(|(owner, choice)| point.get(*owner) == Some(&Some(choice.clone())))
    }
}

impl Scale {
    /// Every value that a grid takes.
    pub(super) fn grid(&self) -> Vec<ParamValue> {
        match self {
            Self::Choices(values) => values.clone(),
            Self::Number { min, max, points, .. } => {
                let last = f64::from(points - 1);
                let (low, high) = (self.coordinate(*min), self.coordinate(*max));
                let mut values: Vec<ParamValue> =
                    (0..*points).map(|at| self.value(low + (high - low) * (f64::from(at) / last))).collect();
                values.dedup();
                values
            }
        }
    }

    /// A value at random: every choice, and every equal stretch of the scale, is as likely.
    pub(super) fn draw(&self, rng: &mut Rng) -> ParamValue {
        match self {
            Self::Choices(values) => {
                let at = rng.below(u32::try_from(values.len()).unwrap_or(u32::MAX)) as usize;
                values.get(at).cloned().unwrap_or(ParamValue::None)
            }
            Self::Number { .. } => {
                let (low, high) = self.ends();
                self.value(low + (high - low) * rng.unit())
            }
        }
    }

    /// A number's place on the scale: its logarithm where ratios count.
    pub(super) fn coordinate(&self, value: f64) -> f64 {
        match self {
            Self::Number { log: true, .. } => libm::log(value),
            _ => value,
        }
    }

    /// The ends of the scale. A whole number is the middle of its cell, which reaches halfway to the
    /// next.
    pub(super) fn ends(&self) -> (f64, f64) {
        match self {
            Self::Number { min, max, whole, .. } => {
                let half = if *whole { 0.5 } else { 0.0 };
                (self.coordinate(min - half), self.coordinate(max + half))
            }
            Self::Choices(_) => (0.0, 0.0),
        }
    }

    /// The value at a place on the scale, with five significant digits.
    pub(super) fn value(&self, coordinate: f64) -> ParamValue {
        let Self::Number { min, max, log, whole, .. } = self else { return ParamValue::None };
        let exact = if *log { libm::exp(coordinate) } else { coordinate };
        let rounded = if *whole { exact.round() } else { format!("{exact:.4e}").parse().unwrap_or(exact) };
        ParamValue::number(rounded.clamp(*min, *max))
    }
}

impl Space {
    /// Every point of the grid, the last axis changing fastest.
    ///
    /// # Errors
    /// When there are more than [`MOST_TRIALS`].
    pub(super) fn grid(&self) -> Result<Vec<Point>, EngineError> {
        let mut points: Vec<Point> = vec![Vec::new()];
        for axis in &self.axes {
            let values = axis.scale.grid();
            let mut longer = Vec::with_capacity(points.len());
            for point in points {
                if axis.is_active(&point) {
                    longer.extend(values.iter().map(|value| [&point[..], &[Some(value.clone())]].concat()));
                } else {
                    longer.push([&point[..], &[None]].concat());
                }
                if longer.len() > MOST_TRIALS {
                    return Err(EngineError::Spec(format!(
                        "search space: the grid has more than {MOST_TRIALS} points; give fewer values, or search at random"
                    )));
                }
            }
            points = longer;
        }
        Ok(points)
    }

    /// The point of a trial, drawn at random. Every axis has a stream of its own, so that another axis
    /// does not change it.
    pub(super) fn random(&self, seed: u32, trial: usize, attempt: usize) -> Point {
        let mut point = Point::with_capacity(self.axes.len());
        for axis in &self.axes {
            let active = axis.is_active(&point);
            point.push(active.then(|| axis.scale.draw(&mut axis.stream(seed, trial, attempt))));
        }
        point
    }

    /// Takes away the values of parameters that do not matter beside the others, so that points which
    /// mean the same are the same.
    ///
    /// # Errors
    /// When the point makes no valid spec.
    pub(super) fn settled(
        &self,
        mut point: Point,
        base: &PipelineSpec,
        task: Task,
    ) -> Result<(Point, PipelineSpec), EngineError> {
        let spec = apply(base, &self.settings(&point))?;
        let mut hidden = false;
        for (axis, value) in self.axes.iter().zip(&mut point) {
            if value.is_some() && !matters(&axis.place, &spec, task)? {
                *value = None;
                hidden = true;
            }
        }
        let spec = if hidden { apply(base, &self.settings(&point))? } else { spec };
        Ok((point, spec))
    }

    /// The point as a report writes it.
    pub(super) fn settings(&self, point: &[Option<ParamValue>]) -> Vec<Setting> {
        let chosen = self.axes.iter().zip(point);
        chosen
            .filter_map(|(axis, value)| Some(Setting { at: axis.at.clone(), value: value.clone()? }))
            .collect()
    }
}

impl Axis {
    pub(super) fn stream(&self, seed: u32, trial: usize, attempt: usize) -> Rng {
        let family = self.when.as_ref().map_or(String::new(), |(_, family)| family.to_string());
        Rng::new(u64::from(seed), &format!("trial {trial} {attempt} {} {family}", self.at))
    }
}

/// Whether what stands at a place changes anything in this spec.
fn matters(place: &Place, spec: &PipelineSpec, task: Task) -> Result<bool, EngineError> {
    let visible = |owner: &str, declared: &'static [ParamSpec], given: &Params, name: &str| {
        let resolved = resolve(owner, declared, given)?;
        let found = declared.iter().find(|spec| spec.name == name);
        Ok(found.is_none_or(|spec| spec.is_visible(&resolved)))
    };
    match place {
        Place::Model | Place::Step(_) => Ok(true),
        Place::ModelParam(name) => {
            let kind = models::kind(&spec.model.kind)?;
            visible(kind.id, kind.params(task), &spec.model.params, name)
        }
        Place::StepParam(index, name) => match spec.steps.get(*index) {
            Some(step) if step.enabled => {
                let kind = steps::kind(&step.step)?;
                visible(kind.label, kind.params, &step.params, name)
            }
            _ => Ok(false),
        },
    }
}

/// The fixed parameters of a family: the spec's own, when it is the spec's family, and those that the
/// space gives it.
pub(super) fn family_params(spec: &PipelineSpec, family: &Family) -> Params {
    let mut params = if family.kind == spec.model.kind { spec.model.params.clone() } else { Params::new() };
    params.extend(family.params.clone());
    params
}

/// The spec with these settings in place, in the order given: the family before its parameters.
///
/// # Errors
/// When a setting names what the spec does not have.
pub fn apply(spec: &PipelineSpec, settings: &[Setting]) -> Result<PipelineSpec, EngineError> {
    let mut changed = spec.clone();
    for Setting { at, value } in settings {
        let missing = || fault(at, &format!("cannot be set to {value} in this spec"));
        match (place(at)?, value) {
            (Place::Model, ParamValue::Text(kind)) => {
                let dimensions = spec.tune.iter().flat_map(|tune| &tune.space);
                let family = dimensions
                    .filter_map(|dimension| match &dimension.over {
                        Over::Families(families) => Some(families),
                        _ => None,
                    })
                    .flatten()
                    .find(|family| family.kind == *kind)
                    .ok_or_else(missing)?;
                changed.model.params = family_params(spec, family);
                if changed.model.kind != *kind {
                    changed.model.kind.clone_from(kind);
                    changed.model.members.clear();
                }
            }
            (Place::ModelParam(name), _) => {
                changed.model.params.insert(name, value.clone());
            }
            (Place::Step(index), ParamValue::Bool(enabled)) => {
                changed.steps.get_mut(index).ok_or_else(missing)?.enabled = *enabled;
            }
            (Place::StepParam(index, name), _) => {
                changed.steps.get_mut(index).ok_or_else(missing)?.params.insert(name, value.clone());
            }
            _ => return Err(missing()),
        }
    }
    Ok(changed)
}
