//! The target of the training rows, as numbers or as codes of classes.

use super::{StepInput, StepKind};
use crate::error::EngineError;
use crate::models::{Target, Task};
use crate::pipeline::Labels;

/// One answer a training row.
pub(super) enum Answers {
    /// The code of each row's class, and how many classes there are.
    Classes { codes: Vec<u32>, n_classes: usize },
    /// Each row's number.
    Numbers(Vec<f64>),
}

impl Answers {
    /// Those of a step's training rows.
    pub(super) fn new(input: &StepInput) -> Self {
        let target = input.target;
        match input.task {
            Task::Classification => {
                let labels = Labels::new(target, &[]);
                Self::Classes { codes: labels.codes, n_classes: labels.names.len() }
            }
            Task::Regression => {
                Self::Numbers((0..target.len()).map(|row| target.number(row).unwrap_or(0.0)).collect())
            }
        }
    }

    /// The same for a model.
    pub(super) fn target(&self) -> Target<'_> {
        match self {
            Self::Classes { codes, n_classes } => Target::Classes { codes, n_classes: *n_classes },
            Self::Numbers(numbers) => Target::Numbers(numbers),
        }
    }

    /// The answers of some rows.
    pub(super) fn take(&self, rows: &[usize]) -> Self {
        match self {
            Self::Classes { codes, n_classes } => {
                let codes = rows.iter().filter_map(|row| codes.get(*row).copied()).collect();
                Self::Classes { codes, n_classes: *n_classes }
            }
            Self::Numbers(numbers) => {
                Self::Numbers(rows.iter().filter_map(|row| numbers.get(*row).copied()).collect())
            }
        }
    }
}

/// The classes of the training rows, for a step that has no meaning for numbers.
pub(super) fn classes_only(kind: &StepKind, input: &StepInput) -> Result<Labels, EngineError> {
    match input.task {
        Task::Classification => Ok(Labels::new(input.target, &[])),
        Task::Regression => Err(EngineError::Spec(format!(
            "{}: the target holds numbers, and this is for a target of classes; leave the step out or choose another target",
            kind.label
        ))),
    }
}
