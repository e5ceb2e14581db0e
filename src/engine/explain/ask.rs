//! The questions that can be asked of a fitted pipeline, in a form that can be sent.

use serde::{Deserialize, Serialize};

use super::cell::Cell;
use super::counterfactual::Goal;
use super::ground::Ground;
use super::partial_dependence::{PartialDependence, partial_dependence};
use super::permutation::{Over, PermutationImportance, permutation};
use super::surrogate::{Surrogate, surrogate};
use super::what_if::{Given, WhatIf, given, what_if};
use crate::error::EngineError;
use crate::evaluate::PartName;
use crate::pipeline::FittedPipeline;
use crate::progress::Progress;
use crate::table::Table;

/// Rows of which an answer about a column has a line of their own.
const MOST_LINES: usize = 60;

/// A question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Which columns matter.
    Importance {
        /// On which rows.
        part: PartName,
        /// Inputs or features.
        over: Over,
        /// How often each is shuffled.
        n_repeats: usize,
    },
    /// How a column acts.
    Dependence {
        /// On which rows.
        part: PartName,
        /// The input.
        column: String,
        /// Points of a grid of numbers.
        resolution: usize,
    },
    /// A row, to start from.
    Row {
        /// Of which part.
        part: PartName,
        /// Which of its rows, counted from 0.
        at: usize,
    },
    /// What the pipeline says of a row that may be made up, and why.
    WhatIf {
        /// Its cells, in the order of the inputs.
        cells: Vec<Cell>,
        /// What the nearest change shall reach; none to look for none.
        goal: Option<Goal>,
    },
    /// A tree that imitates the model.
    Surrogate {
        /// Questions one below the other at most.
        max_depth: usize,
    },
}

/// An answer, in the order of the questions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// To [`Question::Importance`].
    Importance(PermutationImportance),
    /// To [`Question::Dependence`], with the lines of a few rows.
    Dependence(PartialDependence),
    /// To [`Question::Row`].
    Row(Given),
    /// To [`Question::WhatIf`].
    WhatIf(Box<WhatIf>),
    /// To [`Question::Surrogate`].
    Surrogate(Surrogate),
}

impl Question {
    /// The rows that it looks at besides the training rows.
    #[must_use]
    pub fn part(&self) -> PartName {
        match self {
            Self::Importance { part, .. } | Self::Dependence { part, .. } | Self::Row { part, .. } => *part,
            Self::WhatIf { .. } | Self::Surrogate { .. } => PartName::Validation,
        }
    }
}

/// Answers a question about a pipeline that was fitted on the training rows of `table`. Whether test rows may
/// be looked at is for the caller to know.
///
/// # Errors
/// When the table is another one, the question cannot be answered, or `progress` ends the work.
pub fn ask(
    table: &Table,
    pipeline: &FittedPipeline,
    question: &Question,
    progress: &mut dyn Progress,
) -> Result<Answer, EngineError> {
    let ground = Ground::new(table, pipeline)?;
    Ok(match question {
        Question::Importance { part, over, n_repeats } => {
            let seed = u64::from(pipeline.spec.model.seed);
            Answer::Importance(permutation(&ground, *part, *over, *n_repeats, seed, progress)?)
        }
        Question::Dependence { part, column, resolution } => {
            let found = partial_dependence(&ground, *part, column, *resolution, progress)?;
            Answer::Dependence(found.thinned(MOST_LINES))
        }
        Question::Row { part, at } => Answer::Row(given(&ground, table, *part, *at)?),
        Question::WhatIf { cells, goal } => {
            Answer::WhatIf(Box::new(what_if(&ground, cells, goal.as_ref(), progress)?))
        }
        Question::Surrogate { max_depth } => Answer::Surrogate(surrogate(&ground, *max_depth, progress)?),
    })
}
