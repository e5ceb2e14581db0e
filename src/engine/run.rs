//! One run of the line: split, fit, evaluate.

use serde::{Deserialize, Serialize};

use crate::checks::{self, Check};
use crate::error::EngineError;
use crate::evaluate::{EvaluationReport, Headline, PartName};
use crate::judge::{self, Judged};
use crate::models::Task;
use crate::pipeline::{FittedPipeline, Flow, PipelineSpec, task_of};
use crate::progress::Progress;
use crate::split::Split;
use crate::steps::Learned;
use crate::table::Table;

/// What a report says when the steps were fitted on all rows.
const LEAK: &str = "The steps were fitted on all rows, those that are judged among them. The figures are too good, and the model cannot be saved.";

/// How many rows each part has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sizes {
    /// Rows the model learns from.
    pub train: usize,
    /// Rows that settings are chosen on.
    pub validation: usize,
    /// Sealed rows.
    pub test: usize,
    /// Rows whose target is missing, which are in no part.
    pub unlabelled: usize,
}

impl From<&Split> for Sizes {
    fn from(split: &Split) -> Self {
        Self {
            train: split.train().len(),
            validation: split.validation().len(),
            test: split.test().len(),
            unlabelled: split.unlabelled().len(),
        }
    }
}

/// What one step did to the training rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepReport {
    /// The step's label.
    pub label: String,
    /// What it learned.
    pub learned: Vec<Learned>,
}

/// How much one feature matters to the model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Importance {
    /// The feature, as the model sees it.
    pub feature: String,
    /// Its share; all shares add up to 1.
    pub share: f64,
}

/// Everything a run says. It holds no time, place or name of a machine: the same spec and data give
/// the same report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunReport {
    /// The engine that made it.
    pub engine: String,
    /// The spec that made it.
    pub spec: PipelineSpec,
    /// Rows of the table.
    pub rows: usize,
    /// Columns of the table.
    pub columns: usize,
    /// Classes or numbers.
    pub task: Task,
    /// The classes seen in training; empty for numbers.
    pub classes: Vec<String>,
    /// Rows of the parts.
    pub sizes: Sizes,
    /// The training data after every step.
    pub flow: Vec<Flow>,
    /// What every step learned.
    pub steps: Vec<StepReport>,
    /// The columns the model saw.
    pub features: Vec<String>,
    /// How much each feature matters, greatest first; none where the model does not say.
    pub importances: Option<Vec<Importance>>,
    /// Accuracy, or R² for numbers, of the training rows, each judged by the trees that did not draw
    /// it; none where the model has no such score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of_bag: Option<f64>,
    /// What one should know of the fit, such as that it did not converge.
    pub warning: Option<String>,
    /// That the steps were fitted on all rows, and what follows; none when they were not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leak: Option<String>,
    /// The figures.
    pub evaluation: EvaluationReport,
    /// What could be wrong with them.
    #[serde(default)]
    pub checks: Vec<Check>,
}

/// One look at the sealed rows: kept wherever runs are kept, because each further one makes the test
/// figures a little less honest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// The column that was predicted.
    pub target: String,
    /// The model's name in the catalogue.
    pub model: String,
    /// The headline figure's name to show.
    pub metric: String,
    /// What was seen.
    pub figure: Option<f64>,
    /// Test rows that were judged.
    pub rows: usize,
}

impl RunReport {
    /// The look that this run was; none when the test rows stayed sealed.
    #[must_use]
    pub fn look(&self) -> Option<Look> {
        let part = self.evaluation.test.as_ref()?;
        let headline = Headline::of(PartName::Test, part)?;
        Some(Look {
            target: self.spec.target.clone(),
            model: self.spec.model.kind.clone(),
            metric: headline.metric.label.clone(),
            figure: headline.metric.value,
            rows: part.scored,
        })
    }
}

/// A run: its report and the pipeline it fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The fitted pipeline.
    pub pipeline: FittedPipeline,
    /// The figures.
    pub report: RunReport,
}

/// Splits `table`, fits `spec` on its training rows and evaluates; on the test rows only when
/// `open_test` is set.
///
/// # Errors
/// When the spec cannot be carried out on the table, or `progress` ends the work.
pub fn run(
    table: &Table,
    spec: &PipelineSpec,
    open_test: bool,
    progress: &mut dyn Progress,
) -> Result<Run, EngineError> {
    spec.check(table)?;
    let target = table.column(&spec.target)?;
    let task = task_of(spec, target);
    let split = Split::new(&spec.split, table, target, task == Task::Classification)?;
    let fitting = spec.fit_split(&split, table, task, progress)?;
    let part =
        |rows: &[u32], drawn: bool| judge::part(&fitting.pipeline, &fitting.baseline, table, rows, drawn);
    let optional =
        |rows: &[u32], wanted: bool| (wanted && !rows.is_empty()).then(|| part(rows, true)).transpose();
    progress.advance("evaluation", 0, 3)?;
    let train = part(split.train(), false)?;
    progress.advance("evaluation", 1, 3)?;
    let validation = optional(split.validation(), true)?;
    let test = optional(split.test(), open_test)?;
    progress.advance("checks", 2, 3)?;
    let answers = validation.as_ref().unwrap_or(&train).answers.clone();
    let evaluation = EvaluationReport {
        train: train.part,
        validation: validation.map(|judged: Judged| judged.part),
        test: test.map(|judged| judged.part),
    };
    let checks = checks::of_run(&checks::Facts {
        table,
        split: &split,
        pipeline: &fitting.pipeline,
        evaluation: &evaluation,
        answers: &answers,
    })?;
    let pipeline = fitting.pipeline;
    let report = RunReport {
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        spec: spec.clone(),
        rows: table.n_rows(),
        columns: table.n_columns(),
        task,
        classes: pipeline.classes.clone(),
        sizes: Sizes::from(&split),
        flow: fitting.flow,
        steps: pipeline
            .steps
            .iter()
            .map(|step| StepReport { label: step.kind().label.to_owned(), learned: step.learned() })
            .collect(),
        features: pipeline.features.clone(),
        importances: pipeline.model.importances().map(|shares| ranked(&pipeline.features, &shares)),
        out_of_bag: pipeline.model.out_of_bag(),
        warning: pipeline.model.warning(),
        leak: spec.leak.then(|| LEAK.to_owned()),
        evaluation,
        checks,
    };
    Ok(Run { pipeline, report })
}

fn ranked(features: &[String], shares: &[f64]) -> Vec<Importance> {
    let mut ranked: Vec<Importance> = features
        .iter()
        .zip(shares)
        .map(|(feature, share)| Importance { feature: feature.clone(), share: *share })
        .collect();
    ranked.sort_by(|a, b| b.share.total_cmp(&a.share));
    ranked
}
