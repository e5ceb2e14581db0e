//! Fitting: from a spec and training rows to a fitted pipeline.

use serde::{Deserialize, Serialize};

use super::design::levels_of;
use super::{Design, FittedPipeline, InputColumn, Labels, Levels, PipelineSpec, Preparing};
use crate::error::EngineError;
use crate::models::{self, Feature, Target, Task, TrainSet};
use crate::params::Params;
use crate::progress::{Progress, Silent};
use crate::split::{Split, TrainView};
use crate::table::{Column, Table};

/// More classes than this are refused: a report on them could not be read.
const MAX_CLASSES: usize = 500;

/// Rows and columns of the training data after one stage of the pipeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// The step's label, or what came in.
    pub stage: String,
    /// Training rows.
    pub rows: usize,
    /// Feature columns.
    pub columns: usize,
}

/// What fitting gives: the pipeline, the same pipeline with the baseline in the model's place, and
/// how the training data changed on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitting {
    /// The fitted pipeline.
    pub pipeline: FittedPipeline,
    /// What a model that looks at no feature would say.
    pub baseline: FittedPipeline,
    /// The training data after every step.
    pub flow: Vec<Flow>,
}

impl PipelineSpec {
    /// Fits every step and then the model on the training rows.
    ///
    /// # Errors
    /// When the spec cannot be carried out on these rows, when it asks for a leak, and when `progress`
    /// ends the work.
    pub fn fit(
        &self,
        train: &TrainView,
        task: Task,
        progress: &mut dyn Progress,
    ) -> Result<Fitting, EngineError> {
        self.check(train.table())?;
        self.refuse_leak("it can be seen in a single run, and nowhere else")?;
        self.fit_rows(Preparing::new(self, train, task)?, task, progress)
    }

    /// Fits on the training rows of `split`; with a leak, the steps on every labelled row.
    ///
    /// # Errors
    /// As [`Self::fit`], but for the leak.
    pub fn fit_split(
        &self,
        split: &Split,
        table: &Table,
        task: Task,
        progress: &mut dyn Progress,
    ) -> Result<Fitting, EngineError> {
        self.check(table)?;
        self.fit_rows(Preparing::of(self, split, table, task)?, task, progress)
    }

    fn fit_rows(
        &self,
        mut rows: Preparing,
        task: Task,
        progress: &mut dyn Progress,
    ) -> Result<Fitting, EngineError> {
        let (kind, resolved) = self.model.resolve(task)?;
        let inputs = rows
            .features
            .columns()
            .iter()
            .map(|column| InputColumn { name: column.name().to_owned(), dtype: column.dtype() })
            .collect();
        let mut flow = vec![state("Training rows", &rows.features)];
        let mut steps = Vec::new();
        let active: Vec<_> = self.steps.iter().filter(|step| step.enabled).collect();
        for (done, step) in active.iter().enumerate() {
            progress.advance("steps", done, active.len())?;
            let fitted = rows.apply(step).map_err(|error| at_step(done, error))?.step;
            flow.push(state(fitted.kind().label, &rows.features));
            steps.push(fitted);
        }
        let Preparing { features, target, .. } = rows;
        let names: Vec<String> = features.columns().iter().map(|column| column.name().to_owned()).collect();
        let levels = if kind.capabilities.categories { levels_of(&features) } else { Levels::new() };
        let design = prepared(&features, &names, &levels, kind.capabilities.missing)?;
        let columns: Vec<Feature> = names
            .iter()
            .map(|name| Feature { name: name.clone(), levels: levels.get(name).map(Vec::len) })
            .collect();
        let seed = u64::from(self.model.seed);
        let labels;
        let numbers;
        let (y, classes) = match task {
            Task::Classification => {
                labels = Labels::new(&target, &[]);
                few_classes(&self.target, labels.names.len())?;
                let y = Target::Classes { codes: &labels.codes, n_classes: labels.names.len() };
                (y, labels.names.clone())
            }
            Task::Regression => {
                numbers = target_numbers(&target);
                (Target::Numbers(&numbers), Vec::new())
            }
        };
        let set = TrainSet::new(design.x.view(), y, seed).with_features(&columns);
        let dummy = models::kind("dummy")?;
        let base = dummy.fit(&dummy.resolve(task, &Params::new())?, &set, &mut Silent)?;
        let model = kind.fit(&resolved, &set, progress)?;
        let pipeline = FittedPipeline {
            spec: self.clone(),
            task,
            classes,
            inputs,
            steps,
            features: names,
            levels,
            missing: kind.capabilities.missing,
            model,
        };
        let baseline = FittedPipeline { model: base, ..pipeline.clone() };
        Ok(Fitting { pipeline, baseline, flow })
    }
}

fn state(stage: &str, features: &Table) -> Flow {
    Flow { stage: stage.to_owned(), rows: features.n_rows(), columns: features.n_columns() }
}

fn at_step(index: usize, error: EngineError) -> EngineError {
    match error {
        EngineError::Stopped => error,
        EngineError::Data(text) => EngineError::Data(format!("step {}: {text}", index + 1)),
        other => EngineError::Spec(format!("step {}: {other}", index + 1)),
    }
}

/// The design of training rows, none of which may have a missing cell unless `missing` is set.
fn prepared(
    features: &Table,
    names: &[String],
    levels: &Levels,
    missing: bool,
) -> Result<Design, EngineError> {
    if features.n_columns() == 0 {
        return Err(EngineError::Spec("the steps leave no feature for the model".to_owned()));
    }
    let design = Design::new(features, names, levels, missing)?;
    if design.rows.len() < features.n_rows() {
        let gaps: Vec<String> = features
            .columns()
            .iter()
            .filter(|column| column.mask().n_missing() > 0)
            .map(|column| format!("{:?} ({})", column.name(), column.mask().n_missing()))
            .collect();
        let more = if gaps.len() > 5 { format!(" and {} more", gaps.len() - 5) } else { String::new() };
        return Err(EngineError::Data(format!(
            "training cells are missing in {}{more}; add the step Fill in missing cells or Drop rows with missing cells",
            gaps.iter().take(5).cloned().collect::<Vec<_>>().join(", ")
        )));
    }
    Ok(design)
}

fn few_classes(target: &str, classes: usize) -> Result<(), EngineError> {
    if classes > MAX_CLASSES {
        return Err(EngineError::Data(format!(
            "the target {target:?} has {classes} classes, more than {MAX_CLASSES}; predict a number, or choose a target with fewer levels"
        )));
    }
    Ok(())
}

/// The numbers of a target none of whose cells is missing.
pub(super) fn target_numbers(target: &Column) -> Vec<f64> {
    (0..target.len()).map(|row| target.number(row).unwrap_or(0.0)).collect()
}
