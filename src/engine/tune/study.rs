//! One search on one set of folds: which trials there are, what is to be done next, and what came back.

use std::cmp::Ordering;
use std::collections::{HashSet, VecDeque};

use super::point::Point;
use super::space::Space;
use super::tpe;
use super::trying::{Slot, Trying};
use super::unit::{FoldScore, Outcome, Unit};
use super::{Scoring, SearchMethod, TuneSpec};
use crate::error::EngineError;
use crate::evaluate::Better;
use crate::models::Task;
use crate::pipeline::PipelineSpec;
use crate::resample::FoldId;

/// So often another point is drawn when one was drawn before.
const ATTEMPTS: usize = 100;

/// A search on the folds of the training rows, or on those within one outer fold.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Study {
    base: PipelineSpec,
    tune: TuneSpec,
    task: Task,
    space: Space,
    better: Better,
    /// The outer fold it is within.
    outer: Option<u32>,
    n_folds: usize,
    /// The share of rows of every rung; a single 1 but for successive halving.
    shares: Vec<f64>,
    trials: Vec<Trying>,
    /// The points of the trials, written out.
    known: HashSet<String>,
    queue: VecDeque<(usize, usize)>,
    /// Units that were handed out and have not come back.
    out: usize,
    rung: usize,
    finished: bool,
}

impl Study {
    /// A search with its first trials.
    ///
    /// # Errors
    /// When the space is not valid or the grid too large.
    pub(super) fn new(
        base: &PipelineSpec,
        tune: &TuneSpec,
        task: Task,
        scoring: &Scoring,
        outer: Option<u32>,
        n_folds: usize,
    ) -> Result<Self, EngineError> {
        let space = Space::new(base, tune, task)?;
        let mut study = Self {
            base: base.clone(),
            tune: tune.clone(),
            task,
            space,
            better: scoring.better,
            outer,
            n_folds,
            shares: shares(tune),
            trials: Vec::new(),
            known: HashSet::new(),
            queue: VecDeque::new(),
            out: 0,
            rung: 0,
            finished: false,
        };
        let n_trials = tune.n_trials as usize;
        match tune.method {
            SearchMethod::Grid => {
                for point in study.space.grid()? {
                    study.add(point)?;
                }
            }
            SearchMethod::Random | SearchMethod::SuccessiveHalving => study.draw(n_trials)?,
            SearchMethod::Bayesian => study.draw(n_trials.min(tune.n_startup_trials as usize))?,
        }
        study.enqueue((0..study.trials.len()).collect());
        Ok(study)
    }

    /// The next unit, or none while others must come back first, or when all is done.
    pub(super) fn next(&mut self) -> Option<Unit> {
        let (trial, fold) = self.queue.pop_front()?;
        let spec = self.trials.get(trial)?.spec.clone();
        *self.slot(trial, fold)? = Slot::Out;
        self.out += 1;
        Some(Unit { trial: trial as u32, at: self.fold(fold), share: self.share(), spec })
    }

    /// Puts a unit back whose worker was lost.
    pub(super) fn give_back(&mut self, trial: u32, at: FoldId, share: f64) {
        let Some(fold) = self.awaited(trial, at, share) else { return };
        if let Some(slot) = self.slot(trial as usize, fold) {
            *slot = Slot::Waiting;
            self.out -= 1;
            self.queue.push_front((trial as usize, fold));
        }
    }

    /// Takes a result. One that nobody waits for is ignored.
    ///
    /// # Errors
    /// When the next trials cannot be made, which a checked space does not let happen.
    pub(super) fn tell(&mut self, score: FoldScore) -> Result<(), EngineError> {
        let Some(fold) = self.awaited(score.trial, score.at, score.share) else { return Ok(()) };
        let id = score.trial as usize;
        let (scored, reason) = match score.outcome {
            Outcome::Scored(scored) => (Some(scored), None),
            Outcome::Failed(reason) => (None, Some(reason)),
        };
        if let Some(slot) = self.slot(id, fold) {
            *slot = Slot::Back(scored);
            self.out -= 1;
        }
        if let (Some(reason), Some(trial)) = (reason, self.trials.get_mut(id)) {
            // Folds before this one were handed out before it: in whatever order results arrive, the first
            // fold that fails is known in the end.
            if trial.failure.as_ref().is_none_or(|(known, _)| fold < *known) {
                trial.failure = Some((fold, reason));
            }
            self.queue.retain(|(waiting, _)| *waiting != id);
        }
        if self.queue.is_empty() && self.out == 0 {
            self.advance()?;
        }
        Ok(())
    }

    /// Whether nothing is left to do.
    pub(super) fn is_finished(&self) -> bool {
        self.finished
    }

    /// Whether a trial takes part in the rung under way, or may take part in the next.
    pub(super) fn is_waiting(&self, id: usize) -> bool {
        !self.finished && self.trials.get(id).is_some_and(|trial| trial.rungs.len() > self.rung)
    }

    pub(super) fn n_folds(&self) -> usize {
        self.n_folds
    }

    pub(super) fn trials(&self) -> &[Trying] {
        &self.trials
    }

    pub(super) fn space(&self) -> &Space {
        &self.space
    }

    /// The share of rows of a rung.
    pub(super) fn share_of(&self, rung: usize) -> f64 {
        self.shares.get(rung).copied().unwrap_or(1.0)
    }

    /// Work done and in all, in fits of all rows of a fold.
    pub(super) fn work(&self) -> (f64, f64) {
        let of_rung = |rung: usize| {
            let units = self.trials.iter().filter_map(|trial| trial.rungs.get(rung)).count() * self.n_folds;
            units as f64 * self.share_of(rung)
        };
        let begun: f64 = (0..=self.rung).map(of_rung).sum();
        let waiting = (self.queue.len() + self.out) as f64 * self.share();
        let later = match self.tune.method {
            _ if self.finished => 0.0,
            SearchMethod::Bayesian => {
                (self.tune.n_trials as usize).saturating_sub(self.trials.len()) as f64 * self.n_folds as f64
            }
            _ => (self.rung + 1..self.shares.len())
                .map(|rung| (self.keep(rung) * self.n_folds) as f64 * self.share_of(rung))
                .sum(),
        };
        (begun - waiting, begun + later)
    }

    /// Trials by mean score at a rung, best first; those without one last. Equals keep their order.
    fn ranked(&self, rung: usize, mut ids: Vec<usize>) -> Vec<usize> {
        let mean = |id: &usize| {
            self.trials.get(*id).filter(|trial| trial.failure.is_none()).and_then(|trial| trial.mean(rung))
        };
        ids.sort_by(|a, b| compare(self.better, mean(a), mean(b)));
        ids
    }

    /// The first of the ranking.
    pub(super) fn best(&self) -> Option<usize> {
        self.ranking().first().copied()
    }

    /// Every trial that has a complete rung: those with more rows first, then by mean score.
    pub(super) fn ranking(&self) -> Vec<usize> {
        let mut ranking = Vec::new();
        for rung in (0..self.shares.len()).rev() {
            let ids = (0..self.trials.len()).filter(|id| {
                self.trials.get(*id).and_then(Trying::last).is_some_and(|(last, _)| last == rung)
            });
            ranking.extend(self.ranked(rung, ids.collect()));
        }
        ranking
    }

    fn share(&self) -> f64 {
        self.share_of(self.rung)
    }

    fn fold(&self, fold: usize) -> FoldId {
        let fold = fold as u32;
        self.outer.map_or(FoldId::Fold(fold), |outer| FoldId::Inner { outer, fold })
    }

    /// The fold of a unit that was handed out and has not come back.
    fn awaited(&self, trial: u32, at: FoldId, share: f64) -> Option<usize> {
        let fold = match (at, self.outer) {
            (FoldId::Fold(fold), None) => fold as usize,
            (FoldId::Inner { outer, fold }, Some(own)) if outer == own => fold as usize,
            _ => return None,
        };
        let slot = self.trials.get(trial as usize)?.rungs.get(self.rung)?.get(fold)?;
        (*slot == Slot::Out && share == self.share()).then_some(fold)
    }

    fn slot(&mut self, trial: usize, fold: usize) -> Option<&mut Slot> {
        self.trials.get_mut(trial)?.rungs.get_mut(self.rung)?.get_mut(fold)
    }

    /// What follows when all that was handed out came back.
    fn advance(&mut self) -> Result<(), EngineError> {
        let next: Vec<usize> = match self.tune.method {
            SearchMethod::Grid | SearchMethod::Random => Vec::new(),
            SearchMethod::SuccessiveHalving => {
                let of_rung = |id: &usize| {
                    let trial = self.trials.get(*id);
                    trial.is_some_and(|trial| trial.failure.is_none() && trial.complete(self.rung).is_some())
                };
                let survivors = (0..self.trials.len()).filter(of_rung).collect();
                let mut next = self.ranked(self.rung, survivors);
                next.truncate(self.keep(self.rung + 1));
                next.sort_unstable();
                if self.rung + 1 < self.shares.len() { next } else { Vec::new() }
            }
            SearchMethod::Bayesian => {
                let begin = self.trials.len();
                let left = (self.tune.n_trials as usize).saturating_sub(begin);
                self.propose(left.min(self.tune.batch.max(1) as usize))?;
                (begin..self.trials.len()).collect()
            }
        };
        if next.is_empty() {
            self.finished = true;
            return Ok(());
        }
        if self.tune.method == SearchMethod::SuccessiveHalving {
            self.rung += 1;
        }
        self.enqueue(next);
        Ok(())
    }

    fn enqueue(&mut self, trials: Vec<usize>) {
        for id in trials {
            if let Some(trial) = self.trials.get_mut(id) {
                trial.rungs.push(vec![Slot::Waiting; self.n_folds]);
                self.queue.extend((0..self.n_folds).map(|fold| (id, fold)));
            }
        }
    }

    /// How many trials a rung has, when none fails.
    fn keep(&self, rung: usize) -> usize {
        let factor = self.tune.factor.max(2) as usize;
        (0..rung).fold(self.trials.len(), |left, _| left.div_ceil(factor))
    }

    fn draw(&mut self, n_trials: usize) -> Result<(), EngineError> {
        for _ in 0..n_trials {
            let trial = self.trials.len();
            for attempt in 0..ATTEMPTS {
                if self.add(self.space.random(self.tune.seed, trial, attempt))? {
                    break;
                }
            }
            // A space of few points is exhausted.
            if self.trials.len() == trial {
                break;
            }
        }
        Ok(())
    }

    fn propose(&mut self, n_trials: usize) -> Result<(), EngineError> {
        let known = self.trials.len();
        let ranked = self.ranked(0, (0..known).collect());
        for _ in 0..n_trials {
            let trial = self.trials.len();
            for attempt in 0..ATTEMPTS {
                // What was proposed before is drawn at random, so that the search does not end while
                // there are other points.
                let point = if attempt < ATTEMPTS / 2 {
                    let earlier: Vec<&Point> =
                        ranked.iter().filter_map(|id| Some(&self.trials.get(*id)?.point)).collect();
                    tpe::propose(&self.space, &earlier, self.tune.seed, trial, attempt)
                } else {
                    self.space.random(self.tune.seed, trial, attempt)
                };
                if self.add(point)? {
                    break;
                }
            }
            if self.trials.len() == trial {
                break;
            }
        }
        Ok(())
    }

    /// Adds a trial; says whether no other is the same.
    fn add(&mut self, point: Point) -> Result<bool, EngineError> {
        let (point, mut spec) = self.space.settled(point, &self.base, self.task)?;
        if !self.known.insert(format!("{point:?}")) {
            return Ok(false);
        }
        spec.tune = Some(TuneSpec { space: Vec::new(), ..self.tune.clone() });
        let settings = self.space.settings(&point);
        self.trials.push(Trying { point, settings, spec, rungs: Vec::new(), failure: None });
        Ok(true)
    }
}

/// Better figures first, none last.
pub(super) fn compare(better: Better, a: Option<f64>, b: Option<f64>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => match better {
            Better::Higher => b.total_cmp(&a),
            Better::Lower => a.total_cmp(&b),
        },
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

/// The share of rows of every rung: the last is 1, and each is `factor` times the one before, as many as
/// the trials last and the smallest share allows.
fn shares(tune: &TuneSpec) -> Vec<f64> {
    if tune.method != SearchMethod::SuccessiveHalving {
        return vec![1.0];
    }
    let factor = f64::from(tune.factor.max(2));
    let mut shares = vec![1.0];
    let mut left = tune.n_trials as usize;
    while let Some(first) = shares.first().map(|share| share / factor) {
        left /= factor as usize;
        if left == 0 || first < tune.min_share {
            break;
        }
        shares.insert(0, first);
    }
    shares
}
