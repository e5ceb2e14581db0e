//! The metric that decides.

use ndarray::array;
use serde::{Deserialize, Serialize};

use crate::error::EngineError;
use crate::evaluate::{Better, MetricValue, classification, regression};
use crate::models::Task;
use crate::names::list;
use crate::pipeline::PipelineSpec;
use crate::resample::ResamplingMethod;

/// The metric that decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scoring {
    /// Its key, such as `f1_macro`.
    pub name: String,
    /// The name to show.
    pub label: String,
    /// Which way is better.
    pub better: Better,
}

/// Every metric that can decide, in the order in which they are shown.
#[must_use]
pub fn scorings(task: Task) -> Vec<Scoring> {
    let metrics = one_row(task);
    metrics.into_iter().map(|m| Scoring { name: m.name, label: m.label, better: m.better }).collect()
}

/// The metric that decides by this spec.
///
/// # Errors
/// When the task has no metric of that name, or it cannot be calculated on the folds asked for.
pub fn scoring(spec: &PipelineSpec, task: Task) -> Result<Scoring, EngineError> {
    let usual = match task {
        Task::Classification => "f1_macro",
        Task::Regression => "r2",
    };
    let tune = spec.tune.as_ref();
    let name = tune.and_then(|tune| tune.scoring.as_deref()).unwrap_or(usual);
    let metrics = one_row(task);
    let Some(metric) = metrics.iter().find(|metric| metric.name == name) else {
        let known: Vec<String> = metrics.into_iter().map(|metric| metric.name).collect();
        return Err(EngineError::Spec(format!(
            "tune: there is no metric {name:?} for {}; choose one of {}",
            task.name(),
            list(&known)
        )));
    };
    let leaves_one_out = tune.is_some_and(|tune| tune.resampling.method == ResamplingMethod::LeaveOneOut);
    if leaves_one_out && metric.value.is_none() {
        let usable: Vec<String> =
            metrics.iter().filter(|metric| metric.value.is_some()).map(|m| m.name.clone()).collect();
        return Err(EngineError::Spec(format!(
            "tune: {name} cannot be calculated on one row, and leave_one_out judges on one at a time; choose k_fold, or one of {}",
            list(&usable)
        )));
    }
    Ok(Scoring { name: metric.name.clone(), label: metric.label.clone(), better: metric.better })
}

/// Every metric of a task, on one row: those that need more have no value.
fn one_row(task: Task) -> Vec<MetricValue> {
    match task {
        Task::Classification => {
            let labels = ["a".to_owned(), "b".to_owned()];
            classification(&labels, &[0], &[0], Some(array![[0.9, 0.1]].view())).metrics
        }
        Task::Regression => regression(&[1.0], &[1.0]).metrics,
    }
}
