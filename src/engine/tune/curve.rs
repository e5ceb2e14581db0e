//! Learning curves and validation curves.

use serde::{Deserialize, Serialize};

use super::report::{Trial, TrialFold, TuneReport, deviation};
use super::unit::{FoldScore, Outcome, Unit};
use super::{Scoring, TuneSpec, scoring};
use crate::error::EngineError;
use crate::models::Task;
use crate::params::ParamValue;
use crate::pipeline::PipelineSpec;
use crate::resample::FoldId;
use crate::stats;

/// A learning curve under way: the spec as it is, on growing shares of the rows that teach. If the score
/// still climbs at the end, more rows would help.
#[derive(Clone, Debug, PartialEq)]
pub struct LearningCurve {
    spec: PipelineSpec,
    scoring: Scoring,
    shares: Vec<f64>,
    n_folds: usize,
    /// Units handed out.
    next: usize,
    scores: Vec<Option<Outcome>>,
}

/// One point of a curve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// The share of rows, or the value of the parameter; none where that is no number.
    pub x: Option<f64>,
    /// The same in words.
    pub label: String,
    /// Rows that taught, the mean over the folds.
    pub train_rows: f64,
    /// Mean score on the rows that judge, and its spread over the folds.
    pub mean: Option<f64>,
    /// Standard deviation over the folds.
    pub sd: Option<f64>,
    /// Mean score on the rows it learned from.
    pub train_mean: Option<f64>,
    /// Why there is no figure.
    pub reason: Option<String>,
}

/// A curve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// The metric.
    pub scoring: Scoring,
    /// What grows to the right: `rows`, or the dimension.
    pub at: String,
    /// The points, from left to right.
    pub points: Vec<CurvePoint>,
}

impl LearningCurve {
    /// The learning curve of a spec on the folds of its resampling; `train_rows` matters to leave one out
    /// alone.
    ///
    /// # Errors
    /// When a share is not above 0 and at most 1, or the resampling or metric is not valid.
    pub fn new(
        spec: &PipelineSpec,
        task: Task,
        train_rows: usize,
        shares: &[f64],
    ) -> Result<Self, EngineError> {
        let tune = spec.tune.clone().unwrap_or_default();
        tune.resampling.check()?;
        let mut shares = shares.to_vec();
        if shares.is_empty() || shares.iter().any(|share| !(*share > 0.0 && *share <= 1.0)) {
            return Err(EngineError::Spec(
                "a learning curve needs shares of rows above 0 and up to 1".to_owned(),
            ));
        }
        shares.sort_by(f64::total_cmp);
        shares.dedup();
        let n_folds = tune.resampling.n_folds(train_rows);
        let tune = TuneSpec { space: Vec::new(), train_scores: true, ..tune };
        let spec = PipelineSpec { tune: Some(tune), ..spec.clone() };
        let scores = vec![None; shares.len() * n_folds];
        Ok(Self { scoring: scoring(&spec, task)?, spec, shares, n_folds, next: 0, scores })
    }

    /// The next unit; none when all were handed out. Its trial is the number of its share.
    #[expect(clippy::should_implement_trait, reason = "as for a search")]
    pub fn next(&mut self) -> Option<Unit> {
        let (at, fold) = (self.next / self.n_folds.max(1), self.next % self.n_folds.max(1));
        let share = *self.shares.get(at)?;
        self.next += 1;
        Some(Unit { trial: at as u32, at: FoldId::Fold(fold as u32), share, spec: self.spec.clone() })
    }

    /// Takes a result; one of another unit is ignored.
    pub fn tell(&mut self, score: FoldScore) {
        let FoldId::Fold(fold) = score.at else { return };
        if (fold as usize) < self.n_folds {
            let at = score.trial as usize * self.n_folds + fold as usize;
            if let Some(slot) = self.scores.get_mut(at) {
                *slot = Some(score.outcome);
            }
        }
    }

    /// The points whose folds are all back.
    #[must_use]
    pub fn curve(&self) -> Curve {
        let folds = self.scores.chunks(self.n_folds.max(1));
        let points = self.shares.iter().zip(folds).filter_map(|(share, folds)| {
            let outcomes: Vec<&Outcome> = folds.iter().map(Option::as_ref).collect::<Option<_>>()?;
            let mut scored = Vec::new();
            let mut reason = None;
            for outcome in outcomes {
                match outcome {
                    Outcome::Scored(fold) => scored.push(TrialFold::from(&**fold)),
                    Outcome::Failed(text) => reason = reason.or(Some(text.clone())),
                }
            }
            if reason.is_some() {
                scored.clear();
            }
            Some(point(Some(*share), format!("{:.0} %", share * 100.0), &scored, reason))
        });
        Curve { scoring: self.scoring.clone(), at: "rows".to_owned(), points: points.collect() }
    }
}

impl TuneReport {
    /// The validation curve of a dimension: the mean score by its value. For a grid over that dimension
    /// alone; with others, each trial is a point.
    #[must_use]
    pub fn validation_curve(&self, at: &str) -> Curve {
        let value = |trial: &Trial| {
            trial.settings.iter().find(|setting| setting.at == at).map(|setting| setting.value.clone())
        };
        let mut trials: Vec<(ParamValue, &Trial)> =
            self.trials.iter().filter_map(|trial| Some((value(trial)?, trial))).collect();
        trials.sort_by(|(a, left), (b, right)| {
            let place = |value: &ParamValue| value.as_float().unwrap_or(f64::INFINITY);
            place(a).total_cmp(&place(b)).then(left.id.cmp(&right.id))
        });
        let points = trials.into_iter().map(|(value, trial)| {
            let label = match &value {
                ParamValue::Text(text) => text.clone(),
                other => other.to_string(),
            };
            point(value.as_float(), label, &trial.folds, trial.reason.clone())
        });
        Curve { scoring: self.scoring.clone(), at: at.to_owned(), points: points.collect() }
    }
}

fn point(x: Option<f64>, label: String, folds: &[TrialFold], reason: Option<String>) -> CurvePoint {
    let scores: Vec<f64> = folds.iter().map(|fold| fold.score).collect();
    let train: Option<Vec<f64>> = folds.iter().map(|fold| fold.train).collect();
    let rows: Vec<f64> = folds.iter().map(|fold| fold.train_rows as f64).collect();
    let mean = |values: &[f64]| (!values.is_empty()).then(|| stats::mean(values));
    CurvePoint {
        x,
        label,
        train_rows: stats::mean(&rows),
        mean: mean(&scores),
        sd: deviation(&scores),
        train_mean: train.as_deref().and_then(mean),
        reason,
    }
}
