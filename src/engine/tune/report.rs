//! What a search found.

use serde::{Deserialize, Serialize};

use super::choose::{edges, simplest};
use super::point::{Setting, apply};
use super::search::{Last, OuterSearch, Search};
use super::study::Study;
use super::trying::Trying;
use super::unit::{Figure, Scored};
use super::{Scoring, SearchMethod};
use crate::error::EngineError;
use crate::models::Task;
use crate::pipeline::PipelineSpec;
use crate::resample::ResamplingMethod;
use crate::split::SplitMethod;
use crate::stats;

/// What a search found, or has found so far. It holds no time: the same spec and data give the same
/// report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TuneReport {
    /// The engine that made it.
    pub engine: String,
    /// The spec whose settings were searched for.
    pub spec: PipelineSpec,
    /// Classes or numbers.
    pub task: Task,
    /// The metric that decides.
    pub scoring: Scoring,
    /// Folds of every trial.
    pub n_folds: usize,
    /// The trials: the ranked ones, best first, then the others in the order they were made.
    pub trials: Vec<Trial>,
    /// The first of the ranking: the trial with the best mean. All its rows were used, but where a search
    /// by halving was stopped early.
    pub best: Option<u32>,
    /// The trial to prefer by the one-standard-error rule.
    pub simplest: Option<Simplest>,
    /// Settings of the best trial at the edge of what was searched.
    pub edges: Vec<Edge>,
    /// The outer folds of nested resampling.
    pub nested: Option<Nested>,
    /// What one should know before using it.
    pub notes: Vec<String>,
    /// Whether all was done that was asked for.
    pub complete: bool,
}

/// One trial.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// Its number, from 0.
    pub id: u32,
    /// Its place, from 1; trials judged on more rows come first.
    pub rank: Option<u32>,
    /// What it set.
    pub settings: Vec<Setting>,
    /// How it stands.
    pub state: TrialState,
    /// The share of the folds' rows its figures come from.
    pub share: f64,
    /// Mean of the folds' scores.
    pub mean: Option<f64>,
    /// Standard deviation of the folds' scores (of a sample: n − 1).
    pub sd: Option<f64>,
    /// Mean score on the rows it learned from, when asked for.
    pub train_mean: Option<f64>,
    /// The folds, in order.
    pub folds: Vec<TrialFold>,
    /// Mean of every metric over the folds; none where a fold has none.
    pub figures: Vec<Figure>,
    /// Rows that judged and got a prediction, over all folds.
    pub scored_rows: usize,
    /// Rows that judged, over all folds.
    pub test_rows: usize,
    /// What one should know of its fits; the first fold that has something to say.
    pub warning: Option<String>,
    /// Why it failed.
    pub reason: Option<String>,
}

/// How a trial stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrialState {
    /// Not all of its folds are back.
    Pending,
    /// Judged on all rows.
    Complete,
    /// Judged on some rows, and not among those that went on.
    Eliminated,
    /// It could not be fitted.
    Failed,
}

/// One fold of a trial.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrialFold {
    /// The score.
    pub score: f64,
    /// The score on the rows it learned from.
    pub train: Option<f64>,
    /// Rows that taught.
    pub train_rows: usize,
    /// Rows that judged.
    pub test_rows: usize,
}

/// The trial to prefer by the one-standard-error rule (Breiman, Friedman, Olshen and Stone, 1984): a
/// difference smaller than the best mean's standard error is no reason to prefer the best.
///
/// Which of two models is simpler is not the same question for every family. Here the simplest is the one
/// that overfits least: among the trials within one standard error of the best, the one whose score on the
/// rows it learned from is least above its score on the rows that judge. The folds share rows, so that the
/// standard error is a rule of thumb and no test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Simplest {
    /// The trial.
    pub trial: u32,
    /// Standard error of the best trial's mean.
    pub standard_error: f64,
    /// A mean as good as this is good enough.
    pub limit: f64,
    /// How many trials are.
    pub candidates: usize,
    /// How far the trial's score on its own rows is better than on the rows that judge.
    pub gap: f64,
    /// The same of the best trial.
    pub best_gap: f64,
}

/// A setting at the edge of what was searched, while its parameter could go further.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    /// The dimension.
    pub at: String,
    /// The value of the best trial.
    pub value: f64,
    /// The bound it is at.
    pub bound: f64,
    /// Whether that is the upper one.
    pub upper: bool,
    /// What to do, in words.
    pub advice: String,
}

/// How good the search as a whole is: the winner within every outer fold, on rows that the search within
/// never saw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Nested {
    /// The outer folds.
    pub folds: Vec<OuterFold>,
    /// Mean of their scores, when all are known.
    pub mean: Option<f64>,
    /// Standard deviation of their scores.
    pub sd: Option<f64>,
}

/// The search within one outer fold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OuterFold {
    /// The fold.
    pub fold: u32,
    /// What the winner set.
    pub settings: Vec<Setting>,
    /// The winner's mean on the folds within.
    pub inner_mean: Option<f64>,
    /// Its score on the rows that judge the outer fold.
    pub score: Option<f64>,
    /// Why there is none.
    pub reason: Option<String>,
}

impl TuneReport {
    pub(super) fn new(search: &Search) -> Self {
        let study = &search.main;
        let ranking = study.ranking();
        let mut order = ranking.clone();
        order.extend((0..study.trials().len()).filter(|id| !ranking.contains(id)));
        let last_rung = |trial: &Trying| trial.last().map(|(rung, _)| study.share_of(rung));
        let trials: Vec<Trial> = order
            .iter()
            .enumerate()
            .filter_map(|(at, id)| {
                let trial = study.trials().get(*id)?;
                let rank = (at < ranking.len()).then_some(at as u32 + 1);
                Some(summary(*id, rank, trial, last_rung(trial), study.is_waiting(*id)))
            })
            .collect();
        let best = study.best();
        let better = search.scoring.better;
        Self {
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            spec: search.spec.clone(),
            task: search.task,
            scoring: search.scoring.clone(),
            n_folds: study.n_folds(),
            best: best.map(|id| id as u32),
            simplest: simplest(&trials, better),
            edges: best.map(|id| edges(study, id)).unwrap_or_default(),
            nested: (!search.outer.is_empty()).then(|| nested(&search.outer)),
            notes: notes(&search.spec, study, &trials),
            complete: search.is_done(),
            trials,
        }
    }

    /// The trial of that number.
    #[must_use]
    pub fn trial(&self, id: u32) -> Option<&Trial> {
        self.trials.iter().find(|trial| trial.id == id)
    }

    /// The spec with a trial's settings in place.
    ///
    /// # Errors
    /// When there is no such trial.
    pub fn tuned(&self, id: u32) -> Result<PipelineSpec, EngineError> {
        let trial = self.trial(id).ok_or_else(|| {
            EngineError::Spec(format!("there is no trial {id}; the search has {}", self.trials.len()))
        })?;
        apply(&self.spec, &trial.settings)
    }
}

fn summary(id: usize, rank: Option<u32>, trial: &Trying, share: Option<f64>, waits: bool) -> Trial {
    let scored = trial.last().map(|(_, scored)| scored).unwrap_or_default();
    let scores: Vec<f64> = scored.iter().map(|fold| fold.score).collect();
    let train: Option<Vec<f64>> = scored.iter().map(|fold| fold.train).collect();
    let state = match share {
        _ if trial.failure.is_some() => TrialState::Failed,
        Some(share) if share >= 1.0 => TrialState::Complete,
        Some(_) if !waits => TrialState::Eliminated,
        _ => TrialState::Pending,
    };
    Trial {
        id: id as u32,
        rank,
        settings: trial.settings.clone(),
        state,
        share: share.unwrap_or(0.0),
        mean: (!scores.is_empty()).then(|| stats::mean(&scores)),
        sd: deviation(&scores),
        train_mean: train.filter(|scores| !scores.is_empty()).map(|scores| stats::mean(&scores)),
        folds: scored.iter().map(|fold| TrialFold::from(*fold)).collect(),
        figures: figures(&scored),
        scored_rows: scored.iter().map(|fold| fold.scored_rows).sum(),
        test_rows: scored.iter().map(|fold| fold.test_rows).sum(),
        warning: scored.iter().find_map(|fold| fold.warning.clone()),
        reason: trial.failure.as_ref().map(|(fold, reason)| format!("fold {}: {reason}", fold + 1)),
    }
}

impl From<&Scored> for TrialFold {
    fn from(scored: &Scored) -> Self {
        let Scored { score, train, train_rows, test_rows, .. } = *scored;
        Self { score, train, train_rows, test_rows }
    }
}

/// The mean of every metric over the folds.
fn figures(scored: &[&Scored]) -> Vec<Figure> {
    let Some(first) = scored.first() else { return Vec::new() };
    let mean = |at: usize| {
        let values: Option<Vec<f64>> =
            scored.iter().map(|fold| fold.figures.get(at).and_then(|figure| figure.value)).collect();
        values.map(|values| stats::mean(&values))
    };
    let names = first.figures.iter().enumerate();
    names.map(|(at, figure)| Figure { name: figure.name.clone(), value: mean(at) }).collect()
}

/// Standard deviation of a sample; none for fewer than two.
pub(super) fn deviation(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    (values.len() > 1).then(|| (stats::variance(values) * n / (n - 1.0)).sqrt())
}

fn nested(outer: &[OuterSearch]) -> Nested {
    let folds: Vec<OuterFold> = outer
        .iter()
        .map(|search| {
            let winner = search.study.is_finished().then(|| search.study.best()).flatten();
            let winner = winner.and_then(|id| search.study.trials().get(id));
            let (score, reason) = match &search.last {
                Last::Scored(scored) => (Some(scored.score), None),
                Last::Failed(reason) => (None, Some(reason.clone())),
                Last::Waiting | Last::Out => (None, None),
            };
            OuterFold {
                fold: search.fold,
                settings: winner.map(|trial| trial.settings.clone()).unwrap_or_default(),
                inner_mean: winner.and_then(|trial| trial.mean(trial.rungs.len().saturating_sub(1))),
                score,
                reason,
            }
        })
        .collect();
    let scores: Option<Vec<f64>> = folds.iter().map(|fold| fold.score).collect();
    let mean = scores.as_deref().map(stats::mean);
    Nested { folds, mean, sd: scores.as_deref().and_then(deviation) }
}

/// What one should know before using the ranking.
fn notes(spec: &PipelineSpec, study: &Study, trials: &[Trial]) -> Vec<String> {
    let mut notes = Vec::new();
    let Some(tune) = &spec.tune else { return notes };
    let method = tune.resampling.method;
    if spec.split.method == SplitMethod::Group && method != ResamplingMethod::GroupKFold {
        notes.push(format!(
            "The split keeps groups together and {} does not: the scores are too good for rows of new groups. Choose group_k_fold.",
            method.name()
        ));
    }
    if spec.split.method == SplitMethod::Time && method != ResamplingMethod::TimeSeriesSplit {
        notes.push(format!(
            "The split keeps to the order of time and {} does not: the scores are too good for later rows. Choose time_series_split.",
            method.name()
        ));
    }
    if tune.method != SearchMethod::Grid && study.is_finished() && trials.len() < tune.n_trials as usize {
        notes.push(format!("The space holds only {} different trials; all were tried.", trials.len()));
    }
    let mut shares =
        trials.iter().filter(|trial| trial.state == TrialState::Complete).map(|trial| trial.scored_rows);
    let first = shares.next();
    if shares.any(|rows| Some(rows) != first) {
        notes.push(
            "Not all trials predict the same rows: one that leaves rows with missing cells unanswered may look better than one that answers them."
                .to_owned(),
        );
    }
    notes
}
