//! Two specs compared on the same folds and the same held-out rows.

use serde::{Deserialize, Serialize};

use super::{Comparison, McNemar};
use crate::error::EngineError;
use crate::models::{Output, Task};
use crate::pipeline::{PipelineSpec, Prediction};
use crate::progress::Progress;
use crate::resample::{FoldId, Folds};
use crate::split::Split;
use crate::stats;
use crate::table::{Column, Table};
use crate::tune::{Outcome, Scoring, TrialFold, TuneSpec, Unit, fit_fold, scoring};

/// Two specs compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelComparison {
    /// The metric that decides.
    pub scoring: Scoring,
    /// Mean score of the first over the folds.
    pub first: f64,
    /// Mean score of the second.
    pub second: f64,
    /// By their scores on the folds.
    pub folds: Comparison,
    /// By their predictions of the validation rows, for classes and where there are such rows.
    pub held_out: Option<McNemar>,
}

/// Fits two specs on the same folds of the training rows and compares their scores; for classes also on all
/// training rows, and compares their predictions of the validation rows. Resampling and metric are those of
/// the first spec's `tune`.
///
/// # Errors
/// When the specs have another target, task or split, when one cannot be fitted, and what `progress`
/// returns.
pub fn models(
    table: &Table,
    first: &PipelineSpec,
    second: &PipelineSpec,
    rope: f64,
    progress: &mut dyn Progress,
) -> Result<ModelComparison, EngineError> {
    if (&first.target, first.task, &first.split) != (&second.target, second.task, &second.split) {
        return Err(EngineError::Spec(
            "two specs can be compared when target, task and split are the same".to_owned(),
        ));
    }
    for spec in [first, second] {
        spec.refuse_leak("a comparison with it would compare leaks")?;
    }
    let tune = first.tune.clone().unwrap_or_default();
    let with = |spec: &PipelineSpec| {
        let tune = TuneSpec { space: Vec::new(), train_scores: false, ..tune.clone() };
        PipelineSpec { tune: Some(tune), ..spec.clone() }
    };
    let specs = [with(first), with(second)];
    let [first, second] = &specs;
    let folds = Folds::new(table, first)?;
    let scoring = scoring(first, folds.task())?;
    let n_folds = folds.folds().len();
    let mut scores = [Vec::with_capacity(n_folds), Vec::with_capacity(n_folds)];
    for fold in 0..n_folds {
        for (at, (spec, scores)) in specs.iter().zip(&mut scores).enumerate() {
            progress.advance("folds", 2 * fold + at, 2 * n_folds)?;
            scores.push(score(table, &folds, spec, at, fold, progress)?);
        }
    }
    let [of_first, of_second] = &scores;
    let mean = |folds: &[TrialFold]| stats::mean(&folds.iter().map(|fold| fold.score).collect::<Vec<_>>());
    Ok(ModelComparison {
        first: mean(of_first),
        second: mean(of_second),
        folds: Comparison::new(of_first, of_second, scoring.better, rope)?,
        held_out: held_out(table, first, second, folds.task(), progress)?,
        scoring,
    })
}

fn score(
    table: &Table,
    folds: &Folds,
    spec: &PipelineSpec,
    which: usize,
    fold: usize,
    progress: &mut dyn Progress,
) -> Result<TrialFold, EngineError> {
    let unit = Unit { trial: which as u32, at: FoldId::Fold(fold as u32), share: 1.0, spec: spec.clone() };
    match fit_fold(table, folds, &unit, progress)?.outcome {
        Outcome::Scored(scored) => Ok(TrialFold::from(&*scored)),
        Outcome::Failed(reason) => Err(EngineError::Data(format!(
            "the {} model cannot be fitted on fold {}: {reason}",
            ["first", "second"].get(which).unwrap_or(&"second"),
            fold + 1
        ))),
    }
}

/// McNemar's test on the validation rows that both predict.
fn held_out(
    table: &Table,
    first: &PipelineSpec,
    second: &PipelineSpec,
    task: Task,
    progress: &mut dyn Progress,
) -> Result<Option<McNemar>, EngineError> {
    if task == Task::Regression {
        return Ok(None);
    }
    let split = Split::new(&first.split, table, table.column(&first.target)?, true)?;
    if split.validation().is_empty() {
        return Ok(None);
    }
    let rows = table.take(split.validation());
    let truth = rows.column(&first.target)?;
    let view = split.train_view(table);
    let mut right = |spec: &PipelineSpec| -> Result<Vec<Option<bool>>, EngineError> {
        let pipeline = spec.fit(&view, task, progress)?.pipeline;
        Ok(hits(&pipeline.classes, &pipeline.predict(&rows)?, truth))
    };
    let (first, second) = (right(first)?, right(second)?);
    Ok(Some(McNemar::new(
        first.into_iter().zip(second).filter_map(|(first, second)| Some((first?, second?))),
    )))
}

/// Whether each row's class is right; none where there is no prediction.
fn hits(classes: &[String], prediction: &Prediction, truth: &Column) -> Vec<Option<bool>> {
    let mut hits = vec![None; prediction.n_rows];
    let Output::Classes { codes, .. } = &prediction.output else { return hits };
    for (row, code) in prediction.scored.iter().zip(codes) {
        let predicted = classes.get(*code as usize).map(String::as_str);
        if let Some(hit) = hits.get_mut(*row as usize) {
            *hit = Some(predicted.is_some() && predicted == truth.cell(*row as usize).as_deref());
        }
    }
    hits
}
