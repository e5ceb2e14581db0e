use super::report::TuneReport;
use super::study::Study;
use super::unit::{FoldScore, Outcome, Scored, Unit};
use super::{Scoring, TuneSpec, scoring};
use crate::error::EngineError;
use crate::models::Task;
use crate::pipeline::PipelineSpec;
use crate::resample::{FoldId, ResamplingMethod};

/// A search: it hands out units of work and takes their results, and knows nothing of the table.
///
/// *Invariant*: trials and ranking depend on the spec and the scores alone, not on how many workers there
/// are or in which order results arrive. New trials are made only when every earlier result is in.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    pub(super) spec: PipelineSpec,
    pub(super) task: Task,
    pub(super) scoring: Scoring,
    pub(super) main: Study,
    pub(super) outer: Vec<OuterSearch>,
    pub(super) stopped: bool,
}

/// The search within one outer fold, and its winner on the rest of the rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct OuterSearch {
    pub(super) fold: u32,
    pub(super) study: Study,
    pub(super) last: Last,
}

/// The fit of a winner.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Last {
    /// Not handed out.
    Waiting,
    /// Handed out.
    Out,
    /// Done.
    Scored(Box<Scored>),
    /// There is none; the text says why.
    Failed(String),
}

impl Search {
    /// A search as the spec's `tune` asks, for a table with `train_rows` training rows. Only leave one
    /// out needs to know their number.
    ///
    /// # Errors
    /// When there is no `tune`, or anything in it cannot be; nothing has been calculated then.
    pub fn new(spec: &PipelineSpec, task: Task, train_rows: usize) -> Result<Self, EngineError> {
        let Some(tune) = &spec.tune else {
            return Err(EngineError::Spec(
                "the spec does not say how to tune; give it \"tune\" with a search space".to_owned(),
            ));
        };
        check(tune)?;
        spec.refuse_leak("settings searched with it would be chosen by it")?;
        let scoring = scoring(spec, task)?;
        let n_folds = tune.resampling.n_folds(train_rows);
        let main = Study::new(spec, tune, task, &scoring, None, n_folds)?;
        let outer = match &tune.outer {
            None => Vec::new(),
            Some(outer) => (0..outer.n_folds(train_rows) as u32)
                .map(|fold| {
                    let study = Study::new(spec, tune, task, &scoring, Some(fold), n_folds)?;
                    Ok(OuterSearch { fold, study, last: Last::Waiting })
                })
                .collect::<Result<_, EngineError>>()?,
        };
        Ok(Self { spec: spec.clone(), task, scoring, main, outer, stopped: false })
    }

    /// The next unit of work. None when all is done, when the search was stopped, or while results must
    /// come back before it is known what to do.
    #[expect(clippy::should_implement_trait, reason = "after none there may be more")]
    pub fn next(&mut self) -> Option<Unit> {
        if self.stopped {
            return None;
        }
        self.main.next().or_else(|| self.outer.iter_mut().find_map(OuterSearch::next))
    }

    /// Takes the result of a unit; one that nobody waits for is ignored.
    ///
    /// # Errors
    /// When the next trials cannot be made, which a checked space does not let happen.
    pub fn tell(&mut self, score: FoldScore) -> Result<(), EngineError> {
        match score.at {
            FoldId::Fold(_) => self.main.tell(score),
            FoldId::Inner { outer, .. } | FoldId::Outer(outer) => match self.outer.get_mut(outer as usize) {
                Some(search) => search.tell(score),
                None => Ok(()),
            },
        }
    }

    /// Puts a unit back that was handed out and will not come back, to be handed out again.
    pub fn give_back(&mut self, unit: &Unit) {
        match unit.at {
            FoldId::Fold(_) => self.main.give_back(unit.trial, unit.at, unit.share),
            FoldId::Inner { outer, .. } | FoldId::Outer(outer) => {
                if let Some(search) = self.outer.get_mut(outer as usize) {
                    search.give_back(unit);
                }
            }
        }
    }

    /// Hands out no more. What is done is kept; results of units under way are still taken.
    pub fn stop(&mut self) {
        self.stopped = true;
    }

    /// Whether all is done.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.main.is_finished() && self.outer.iter().all(OuterSearch::is_done)
    }

    /// Work done and in all, in fits of all rows of a fold: an estimate while later trials are not known.
    #[must_use]
    pub fn work(&self) -> (f64, f64) {
        let (mut done, mut total) = self.main.work();
        for search in &self.outer {
            let (of_study, all) = search.study.work();
            done += of_study + f64::from(u8::from(search.is_done()));
            total += all + 1.0;
        }
        (done, total)
    }

    /// What is known so far: the ranking of the complete trials, and what follows from it.
    #[must_use]
    pub fn report(&self) -> TuneReport {
        TuneReport::new(self)
    }
}

impl OuterSearch {
    fn next(&mut self) -> Option<Unit> {
        if !self.study.is_finished() {
            return self.study.next();
        }
        if self.last != Last::Waiting {
            return None;
        }
        let winner = self.study.best()?;
        self.last = Last::Out;
        let spec = self.study.trials().get(winner)?.spec.clone();
        Some(Unit { trial: winner as u32, at: FoldId::Outer(self.fold), share: 1.0, spec })
    }

    fn tell(&mut self, score: FoldScore) -> Result<(), EngineError> {
        if matches!(score.at, FoldId::Inner { .. }) {
            self.study.tell(score)?;
            if self.study.is_finished() && self.study.best().is_none() {
                self.last = Last::Failed("no trial could be fitted".to_owned());
            }
        } else if self.last == Last::Out {
            self.last = match score.outcome {
                Outcome::Scored(scored) => Last::Scored(scored),
                Outcome::Failed(reason) => Last::Failed(reason),
            };
        }
        Ok(())
    }

    fn give_back(&mut self, unit: &Unit) {
        match unit.at {
            FoldId::Outer(_) if self.last == Last::Out => self.last = Last::Waiting,
            _ => self.study.give_back(unit.trial, unit.at, unit.share),
        }
    }

    fn is_done(&self) -> bool {
        matches!(self.last, Last::Scored(_) | Last::Failed(_))
    }
}

/// What can be checked without the space.
fn check(tune: &TuneSpec) -> Result<(), EngineError> {
    let refuse = |text: &str| Err(EngineError::Spec(format!("tune: {text}")));
    tune.resampling.check()?;
    if let Some(outer) = &tune.outer {
        outer.check()?;
        let leaves_one_out = |method: ResamplingMethod| method == ResamplingMethod::LeaveOneOut;
        if leaves_one_out(outer.method) || leaves_one_out(tune.resampling.method) {
            return refuse("nested resampling cannot leave one out; choose k_fold within and without");
        }
    }
    if tune.n_trials == 0 || tune.n_trials as usize > super::MOST_TRIALS {
        return refuse(&format!("n_trials must be 1 to {}, but is {}", super::MOST_TRIALS, tune.n_trials));
    }
    if !(2..=10).contains(&tune.factor) {
        return refuse(&format!("factor must be 2 to 10, but is {}", tune.factor));
    }
    if !(0.001..=1.0).contains(&tune.min_share) {
        return refuse(&format!("min_share must be 0.001 to 1, but is {}", tune.min_share));
    }
    if tune.n_startup_trials == 0 || tune.batch == 0 {
        return refuse("n_startup_trials and batch must be at least 1");
    }
    Ok(())
}
