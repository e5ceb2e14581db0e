//! A pipeline that has learned, and what it says of rows.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::{Design, Levels, PipelineSpec};
use crate::error::EngineError;
use crate::models::{FittedModel, Output, Task};
use crate::steps::FittedStep;
use crate::table::{DType, Table};

/// A column the pipeline must be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    pub dtype: DType,
}

/// A pipeline whose steps and model have learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FittedPipeline {
    /// What it was made from.
    pub spec: PipelineSpec,
    /// Classes or numbers.
    pub task: Task,
    /// The classes, in the order of the probabilities; empty for numbers.
    pub classes: Vec<String>,
    /// The columns it must be given.
    pub inputs: Vec<InputColumn>,
    /// The fitted steps, in order.
    pub steps: Vec<FittedStep>,
    /// The columns the model sees, in order.
    pub features: Vec<String>,
    /// The levels of the features that the model sees as categories, in the order of their codes.
    #[serde(default, skip_serializing_if = "Levels::is_empty")]
    pub levels: Levels,
    /// Whether rows with missing cells reach the model.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub missing: bool,
    /// The fitted model.
    pub model: FittedModel,
}

/// What a pipeline says of the rows of a table. A row with a cell still missing at the model gets no
/// prediction, unless the model takes missing cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// Number of rows asked about.
    pub n_rows: usize,
    /// The rows that got a prediction, ascending; the output's rows are these.
    pub scored: Vec<u32>,
    /// One prediction for every scored row.
    pub output: Output,
}

impl FittedPipeline {
    /// Runs the fitted steps.
    ///
    /// # Errors
    /// When an input column is absent or of another type.
    pub fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        let mut columns = Vec::with_capacity(self.inputs.len());
        for input in &self.inputs {
            let column = table.column(&input.name)?;
            if column.dtype() != input.dtype {
                return Err(EngineError::Data(format!(
                    "column {:?} is {} here and was {} in training; set its type when reading the file",
                    input.name,
                    column.dtype().name(),
                    input.dtype.name()
                )));
            }
            columns.push(column.clone());
        }
        self.steps.iter().try_fold(Table::new(columns)?, |table, step| step.transform(&table))
    }

    /// Predicts every row that is complete when it reaches the model, or every row where the model takes
    /// missing cells.
    ///
    /// # Errors
    /// As [`Self::transform`].
    pub fn predict(&self, table: &Table) -> Result<Prediction, EngineError> {
        let design = Design::new(&self.transform(table)?, &self.features, &self.levels, self.missing)?;
        Ok(Prediction {
            n_rows: table.n_rows(),
            output: self.model.predict(design.x.view())?,
            scored: design.rows,
        })
    }
}

impl Prediction {
    /// Probabilities of the scored rows × classes, where the model has them.
    #[must_use]
    pub fn probabilities(&self) -> Option<&Array2<f64>> {
        match &self.output {
            Output::Classes { probabilities, .. } => probabilities.as_ref(),
            Output::Numbers(_) => None,
        }
    }
}
