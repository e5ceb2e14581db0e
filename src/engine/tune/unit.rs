//! Units of work: one trial on one fold.

use serde::{Deserialize, Serialize};

use crate::error::EngineError;
use crate::evaluate::PartReport;
use crate::judge;
use crate::pipeline::{FittedPipeline, PipelineSpec};
use crate::progress::Progress;
use crate::resample::{FoldId, Folds};
use crate::table::Table;

/// One trial to be fitted and judged on one fold. It holds all that is needed besides the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// The trial.
    pub trial: u32,
    /// The fold.
    pub at: FoldId,
    /// The share of the rows that teach in the fold which are used.
    pub share: f64,
    /// The spec with the trial's settings. Its `tune` says how rows are dealt and what decides; the space
    /// is left out.
    pub spec: PipelineSpec,
}

/// How a trial did on a fold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoldScore {
    /// The trial.
    pub trial: u32,
    /// The fold.
    pub at: FoldId,
    /// The share of rows.
    pub share: f64,
    /// The figures, or why there are none.
    pub outcome: Outcome,
}

/// The figures of a fold, or why there are none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was fitted and judged.
    Scored(Box<Scored>),
    /// It could not be; the text says why.
    Failed(String),
}

/// The figures of a fold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    /// The metric that decides, on the rows that judge.
    pub score: f64,
    /// The same on the rows it learned from, when asked for.
    pub train: Option<f64>,
    /// Every metric on the rows that judge.
    pub figures: Vec<Figure>,
    /// Rows that taught, before any step dropped some.
    pub train_rows: usize,
    /// Rows that judge.
    pub test_rows: usize,
    /// Rows that judge and got a prediction.
    pub scored_rows: usize,
    /// What one should know of the fit, such as that it did not converge.
    pub warning: Option<String>,
}

/// One metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Its key, such as `f1_macro`.
    pub name: String,
    /// The figure; none when there is none.
    pub value: Option<f64>,
}

impl FoldScore {
    /// Says that a unit could not be done, such as when its worker died.
    #[must_use]
    pub fn failed(unit: &Unit, reason: impl Into<String>) -> Self {
        Self { trial: unit.trial, at: unit.at, share: unit.share, outcome: Outcome::Failed(reason.into()) }
    }
}

/// Fits steps and model of a unit on what teaches in its fold, and judges them on the rest. It depends on
/// nothing else, so that units can be done in any order and place.
///
/// A spec that cannot be carried out on these rows is a score that failed, and no error.
///
/// # Errors
/// When the unit's resampling is not that of `folds`, and [`EngineError::Stopped`] from `progress`.
pub fn fit_fold(
    table: &Table,
    folds: &Folds,
    unit: &Unit,
    progress: &mut dyn Progress,
) -> Result<FoldScore, EngineError> {
    if !folds.are_of(&unit.spec) {
        return Err(EngineError::Spec(
            "the folds were made for another split or resampling; make them again".to_owned(),
        ));
    }
    let outcome = match scored(table, folds, unit, progress) {
        Ok(scored) => Outcome::Scored(Box::new(scored)),
        Err(EngineError::Stopped) => return Err(EngineError::Stopped),
        Err(error) => Outcome::Failed(error.to_string()),
    };
    Ok(FoldScore { trial: unit.trial, at: unit.at, share: unit.share, outcome })
}

fn scored(
    table: &Table,
    folds: &Folds,
    unit: &Unit,
    progress: &mut dyn Progress,
) -> Result<Scored, EngineError> {
    let spec = &unit.spec;
    let scoring = super::scoring(spec, folds.task())?;
    let view = folds.train_view(table, unit.at, unit.share)?;
    let fitting = spec.fit(&view, folds.task(), progress)?;
    let test = table.take(folds.get(unit.at)?.test());
    let (report, scored_rows) = judged(&fitting.pipeline, &test)?;
    let wants_train = spec.tune.as_ref().is_some_and(|tune| tune.train_scores);
    let train = if wants_train { Some(judged(&fitting.pipeline, view.table())?.0) } else { None };
    let figure = |report: &PartReport| {
        let metric = report.metric(&scoring.name);
        metric.map(|metric| (metric.value, metric.reason.clone().unwrap_or_default())).unwrap_or_default()
    };
    let (score, reason) = figure(&report);
    let score = score.ok_or_else(|| {
        EngineError::Data(format!(
            "{} cannot be calculated on the rows that judge: {reason}; choose another metric or resampling",
            scoring.label
        ))
    })?;
    Ok(Scored {
        score,
        train: train.and_then(|report| figure(&report).0),
        figures: report
            .metrics()
            .iter()
            .map(|metric| Figure { name: metric.name.clone(), value: metric.value })
            .collect(),
        train_rows: view.table().n_rows(),
        test_rows: test.n_rows(),
        scored_rows,
        warning: fitting.pipeline.model.warning(),
    })
}

/// The report on rows, and how many of them got a prediction.
fn judged(pipeline: &FittedPipeline, rows: &Table) -> Result<(PartReport, usize), EngineError> {
    let prediction = pipeline.predict(rows)?;
    let scored = prediction.scored.len();
    Ok((judge::report(pipeline, &rows.take(&prediction.scored), prediction.output)?, scored))
}
