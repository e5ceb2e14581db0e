//! One run of the line: split, fit, evaluate.

use serde::{Deserialize, Serialize};

use crate::error::EngineError;
use crate::evaluate::{self, EvaluationReport, Part, PartReport};
use crate::models::{Output, Task};
use crate::pipeline::{FittedPipeline, Flow, Labels, PipelineSpec, Prediction, task_of};
use crate::progress::Progress;
use crate::split::Split;
use crate::steps::Learned;
use crate::table::Table;

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
    /// The figures.
    pub evaluation: EvaluationReport,
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
    let fitting = spec.fit(&split.train_view(table), task, progress)?;
    let part = |rows: &[u32]| evaluate_part(&fitting.pipeline, &fitting.baseline, &table.take(rows));
    let optional = |rows: &[u32], wanted: bool| (wanted && !rows.is_empty()).then(|| part(rows)).transpose();
    progress.advance("evaluation", 0, 1)?;
    let evaluation = EvaluationReport {
        train: part(split.train())?,
        validation: optional(split.validation(), true)?,
        test: optional(split.test(), open_test)?,
    };
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
        evaluation,
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

/// Judges a pipeline beside its baseline on rows whose target is known.
fn evaluate_part(
    model: &FittedPipeline,
    baseline: &FittedPipeline,
    rows: &Table,
) -> Result<Part, EngineError> {
    let prediction = model.predict(rows)?;
    let scored = rows.take(&prediction.scored);
    let missed = prediction.n_rows - prediction.scored.len();
    // The baseline answers the same rows, so that the two can be compared.
    let base = Prediction { output: baseline.predict(rows)?.output, ..prediction.clone() };
    Ok(Part {
        rows: prediction.n_rows,
        scored: prediction.scored.len(),
        unscored_reason: (missed > 0).then(|| {
            let rows = if missed == 1 { "1 row".to_owned() } else { format!("{missed} rows") };
            format!("{rows} got no prediction: a cell was still missing when it reached the model")
        }),
        baseline: judge(model, &scored, base.output)?.metrics().to_vec(),
        model: judge(model, &scored, prediction.output)?,
    })
}

/// The report on rows that all got a prediction and whose target is known.
pub(crate) fn judge(
    pipeline: &FittedPipeline,
    rows: &Table,
    output: Output,
) -> Result<PartReport, EngineError> {
    let target = rows.column(&pipeline.spec.target)?;
    Ok(match output {
        Output::Classes { codes, probabilities } => {
            let truth = Labels::new(target, &pipeline.classes);
            let probabilities = probabilities.as_ref().map(|shares| shares.view());
            PartReport::Classification(evaluate::classification(
                &truth.names,
                &truth.codes,
                &codes,
                probabilities,
            ))
        }
        Output::Numbers(predicted) => {
            let truth: Vec<f64> = (0..target.len()).map(|row| target.number(row).unwrap_or(0.0)).collect();
            PartReport::Regression(evaluate::regression(&truth, &predicted))
        }
    })
}
