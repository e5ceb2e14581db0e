//! What the ranking suggests: the simplest trial that is good enough, and bounds to be moved.

use super::report::{Edge, Simplest, Trial, TrialState};
use super::space::{Axis, Scale};
use super::study::Study;
use crate::evaluate::Better;
use crate::params::ParamValue;

/// A value within this share of the scale's length from an end is at the edge.
const EDGE: f64 = 0.05;

/// How far the score on a trial's own rows is better than on the rows that judge.
fn gap(trial: &Trial, better: Better) -> Option<f64> {
    let gap = trial.train_mean? - trial.mean?;
    Some(match better {
        Better::Higher => gap,
        Better::Lower => -gap,
    })
}

/// The choice of the one-standard-error rule; none without scores on the trials' own rows or with one
/// fold. `trials` stand best first.
pub(super) fn simplest(trials: &[Trial], better: Better) -> Option<Simplest> {
    let mut complete = trials.iter().filter(|trial| trial.state == TrialState::Complete);
    let best = complete.clone().next()?;
    let standard_error = best.sd? / (best.folds.len() as f64).sqrt();
    let mean = best.mean?;
    let limit = match better {
        Better::Higher => mean - standard_error,
        Better::Lower => mean + standard_error,
    };
    let good_enough = |trial: &&Trial| {
        trial.mean.is_some_and(|mean| match better {
            Better::Higher => mean >= limit,
            Better::Lower => mean <= limit,
        })
    };
    let best_gap = gap(best, better)?;
    let candidates: Vec<&Trial> = complete.by_ref().filter(good_enough).collect();
    let (gap, chosen) = candidates
        .iter()
        .filter_map(|trial| Some((gap(trial, better)?, *trial)))
        .reduce(|least, next| if next.0 < least.0 { next } else { least })?;
    Some(Simplest { trial: chosen.id, standard_error, limit, candidates: candidates.len(), gap, best_gap })
}

/// The settings of a trial that are at the edge of what was searched.
pub(super) fn edges(study: &Study, id: usize) -> Vec<Edge> {
    let Some(trial) = study.trials().get(id) else { return Vec::new() };
    let axes = study.space().axes.iter().zip(&trial.point);
    axes.filter_map(|(axis, value)| edge(axis, value.as_ref()?.as_float()?)).collect()
}

fn edge(axis: &Axis, value: f64) -> Option<Edge> {
    let (bound, upper) = match &axis.scale {
        Scale::Number { min, max, .. } => {
            let (low, high, at) =
                (axis.scale.coordinate(*min), axis.scale.coordinate(*max), axis.scale.coordinate(value));
            let margin = EDGE * (high - low);
            if at <= low + margin {
                (*min, false)
            } else if at >= high - margin {
                (*max, true)
            } else {
                return None;
            }
        }
        Scale::Choices(values) => {
            // A list of numbers has an edge when it has a middle.
            let numbers: Vec<f64> = values.iter().filter_map(ParamValue::as_float).collect();
            let least = numbers.iter().copied().reduce(f64::min)?;
            let most = numbers.iter().copied().reduce(f64::max)?;
            if numbers.len() < 3 || (value != least && value != most) {
                return None;
            }
            (value, value == most)
        }
    };
    // Beyond the parameter's own bounds there is nothing to search.
    let beyond =
        if upper { bound + bound.abs().max(1.0) * 1e-6 } else { bound - bound.abs().max(1e-6) * 1e-6 };
    let further = [beyond, if upper { bound + 1.0 } else { bound - 1.0 }];
    let domain = axis.domain?;
    if !further.iter().any(|value| domain.check(&ParamValue::number(*value)).is_some()) {
        return None;
    }
    let end = if upper { "upper" } else { "lower" };
    Some(Edge {
        at: axis.at.clone(),
        value,
        bound,
        upper,
        advice: format!(
            "The best {} is {value}, at the {end} edge of what was searched ({bound}): a better one may lie beyond. Move that bound and search again.",
            axis.at
        ),
    })
}
