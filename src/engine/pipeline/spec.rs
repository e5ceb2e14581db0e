use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::EngineError;
use crate::models::{ModelSpec, Task};
use crate::resample::ResamplingSpec;
use crate::split::SplitSpec;
use crate::steps::StepSpec;
use crate::table::read::ReadOptions;
use crate::table::{DType, Role, Table};
use crate::tune::TuneSpec;

/// The version of the spec's form that this engine writes and reads.
pub const VERSION: u32 = 1;

/// Everything that decides a run, apart from the data: it can be written by hand, and saved, shared
/// and compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PipelineSpec {
    /// The version of this form.
    #[serde(default = "version")]
    pub version: u32,
    /// How the file is read; what is absent is detected.
    #[serde(default, skip_serializing_if = "ReadOptions::is_default")]
    pub read: ReadOptions,
    /// The column to predict.
    pub target: String,
    /// Whether to predict classes or numbers. When absent: numbers for a numeric target with more
    /// than two distinct values, else classes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<Task>,
    /// The roles of columns that are not features: `id` or `ignored`; `feature` for a column that rows
    /// are dealt by and that the model shall see all the same.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub roles: BTreeMap<String, Role>,
    /// The preparation steps, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepSpec>,
    /// For teaching: the steps are fitted on every row with a target instead of the training rows, so that
    /// the figures are too good. What is fitted so cannot be saved, tuned or compared.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leak: bool,
    /// How the rows are dealt.
    #[serde(default)]
    pub split: SplitSpec,
    /// The model.
    pub model: ModelSpec,
    /// How better settings are searched for; a run does not look at it, but for the columns that its
    /// resampling names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tune: Option<TuneSpec>,
}

fn version() -> u32 {
    VERSION
}

impl PipelineSpec {
    /// A spec with neither steps nor roles.
    #[must_use]
    pub fn new(target: &str, model: &str) -> Self {
        Self {
            version: VERSION,
            read: ReadOptions::default(),
            target: target.to_owned(),
            task: None,
            roles: BTreeMap::new(),
            steps: Vec::new(),
            leak: false,
            split: SplitSpec::default(),
            model: ModelSpec::new(model),
            tune: None,
        }
    }

    /// Reads a spec from JSON.
    ///
    /// # Errors
    /// When it is not JSON, or not a spec; the message says at which line and column.
    pub fn from_json(json: &str) -> Result<Self, EngineError> {
        let spec: Self = serde_json::from_str(json)
            .map_err(|error| EngineError::Spec(format!("this is not a pipeline spec: {error}")))?;
        if spec.version != VERSION {
            return Err(EngineError::Spec(format!(
                "the spec is of version {} and this engine reads version {VERSION}; use the engine that wrote it",
                spec.version
            )));
        }
        Ok(spec)
    }

    /// The spec as readable JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// An error when the spec asks for a leak, with the `reason` why that cannot be here.
    pub(crate) fn refuse_leak(&self, reason: &str) -> Result<(), EngineError> {
        if !self.leak {
            return Ok(());
        }
        Err(EngineError::Spec(format!(
            "the steps are fitted on all rows, a leak that is for teaching alone: {reason}; switch it off (\"leak\": false)"
        )))
    }

    /// The role of a column.
    #[must_use]
    pub fn role(&self, column: &str) -> Role {
        if column == self.target {
            return Role::Target;
        }
        match self.roles.get(column) {
            Some(Role::Id) => Role::Id,
            Some(Role::Ignored) => Role::Ignored,
            None if self.deals_by(column) => Role::Ignored,
            _ => Role::Feature,
        }
    }

    /// Whether split or resampling deal rows by that column. It is then no feature unless its role
    /// says so: a group or a time seldom helps with rows of other groups and later times.
    #[must_use]
    pub fn deals_by(&self, column: &str) -> bool {
        let tune = self.tune.as_ref();
        let of = |resampling: &ResamplingSpec| resampling.column.as_deref() == Some(column);
        self.split.column.as_deref() == Some(column)
            || tune.is_some_and(|tune| of(&tune.resampling) || tune.outer.as_ref().is_some_and(of))
    }

    /// The feature columns of `table`.
    #[must_use]
    pub fn features(&self, table: &Table) -> Table {
        table.select(|column| self.role(column.name()) == Role::Feature)
    }

    /// Checks what can be checked before any work, against the table's columns.
    ///
    /// # Errors
    /// When a named column is absent, a role cannot be, or there is no feature.
    pub fn check(&self, table: &Table) -> Result<(), EngineError> {
        if self.target.is_empty() {
            return Err(EngineError::Spec("no target is chosen; choose the column to predict".to_owned()));
        }
        let target = table.column(&self.target)?;
        if target.dtype() == DType::Datetime {
            return Err(EngineError::Spec(format!(
                "the target {:?} is a date; choose a number or a category to predict",
                self.target
            )));
        }
        if self.task == Some(Task::Regression) && target.dtype() != DType::Numeric {
            return Err(EngineError::Spec(format!(
                "the task is regression, which predicts numbers, and the target {:?} is {}; choose the task classification, another target, or the type numeric",
                self.target,
                target.dtype().name()
            )));
        }
        for (name, role) in &self.roles {
            table.column(name)?;
            if (*role == Role::Target) != (*name == self.target) {
                return Err(EngineError::Spec(format!(
                    "column {name:?} has the role {} and the target is {:?}; the target stands in \"target\" alone",
                    role.name(),
                    self.target
                )));
            }
        }
        if self.deals_by(&self.target) {
            return Err(EngineError::Spec(format!(
                "rows are to be dealt by {:?}, which is the target; choose another column for groups or times",
                self.target
            )));
        }
        if self.features(table).n_columns() == 0 {
            return Err(EngineError::Spec(
                "no column is a feature; give at least one column besides the target the role feature"
                    .to_owned(),
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::table::Column;

    #[test]
    fn regression_needs_a_target_of_numbers() {
        let columns =
            vec![Column::numeric("x", [1.0, 2.0].map(Some)), Column::categorical("y", ["a", "b"].map(Some))];
        let table = Table::new(columns).unwrap();
        let spec = PipelineSpec { task: Some(Task::Regression), ..PipelineSpec::new("y", "dummy") };
        let message = spec.check(&table).unwrap_err().to_string();
        assert!(message.contains("the target \"y\" is categorical"), "{message}");
        assert!(PipelineSpec { target: "x".to_owned(), ..spec }.check(&table).is_ok());
    }
}
