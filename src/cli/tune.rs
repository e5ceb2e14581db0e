//! `tune`: searches for better settings on all processors.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use engine::document;
use engine::error::EngineError;
use engine::models::Task;
use engine::pipeline::{PipelineSpec, task_of};
use engine::progress::Progress;
use engine::resample::{Folds, ResamplingMethod};
use engine::split::Split;
use engine::table::Table;
use engine::tune::{FoldScore, Search, TuneReport, fit_fold};

use crate::args::TuneArgs;
use crate::error::CliError;
use crate::print::{counted, note};
use crate::progress::Remaining;
use crate::{input, output, tuning};

/// Set when the user asks to stop.
static STOP: AtomicBool = AtomicBool::new(false);

pub(crate) fn tune(args: &TuneArgs) -> Result<(), CliError> {
    let mut spec = PipelineSpec::from_json(&input::text(&args.spec)?).map_err(CliError::file(&args.spec))?;
    if let Some(tune) = spec.tune.as_mut().filter(|tune| args.nested && tune.outer.is_none()) {
        tune.outer = Some(tune.resampling.clone());
    }
    let ingested = input::table(&args.data, &spec.read)?;
    input::warn(&args.data, &ingested.report);
    let table = &ingested.table;
    let search = begin(table, &spec)?;
    let folds = Folds::new(table, &spec)?;
    // Without a handler the program is simply ended, which is no reason not to begin.
    let _ = ctrlc::set_handler(|| STOP.store(true, Ordering::Relaxed));
    let report = drive(table, &folds, search, args.jobs())?.report();
    if !report.complete {
        let done = report.trials.iter().filter(|trial| trial.rank.is_some()).count();
        note(&format!("stopped: {} of {} are kept", done, counted(report.trials.len(), "trial")));
    }
    let best = report.best.ok_or_else(|| nothing(&report))?;
    let json = document::json("report", &report)?;
    if let Some(directory) = &args.out {
        let tuned = report.tuned(best)?.to_json();
        output::directory(directory, &[("tuning.json", &json), ("tuned.json", &format!("{tuned}\n"))])?;
    }
    output::stdout(&if args.json { json } else { tuning::text(&report) })
}

/// Checks the spec and makes the first trials.
fn begin(table: &Table, spec: &PipelineSpec) -> Result<Search, EngineError> {
    spec.check(table)?;
    let target = table.column(&spec.target)?;
    let task = task_of(spec, target);
    let leaves_one_out =
        spec.tune.as_ref().is_some_and(|tune| tune.resampling.method == ResamplingMethod::LeaveOneOut);
    let rows = if leaves_one_out {
        Split::new(&spec.split, table, target, task == Task::Classification)?.train().len()
    } else {
        0
    };
    Search::new(spec, task, rows)
}

/// Why there is no best trial.
fn nothing(report: &TuneReport) -> EngineError {
    match report.trials.iter().find_map(|trial| trial.reason.as_ref()) {
        Some(reason) => EngineError::Data(format!("no trial could be fitted; the first failed: {reason}")),
        None => EngineError::Stopped,
    }
}

/// What the threads share.
struct Shared {
    search: Search,
    /// Units under way.
    busy: usize,
    progress: Remaining,
    error: Option<EngineError>,
}

/// Does the search with so many threads; fewer than there are units that can be done at once wait.
fn drive(table: &Table, folds: &Folds, search: Search, jobs: usize) -> Result<Search, CliError> {
    let shared = Mutex::new(Shared { search, busy: 0, progress: Remaining::new(), error: None });
    let changed = Condvar::new();
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| work(table, folds, &shared, &changed));
        }
    });
    let Shared { search, error, .. } = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    error.map_or(Ok(search), |error| Err(error.into()))
}

/// One thread: does units until none is left.
fn work(table: &Table, folds: &Folds, shared: &Mutex<Shared>, changed: &Condvar) {
    let lock = || shared.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let mut state = lock();
        let unit = loop {
            if let Some(unit) = state.search.next() {
                break unit;
            }
            if state.busy == 0 {
                return;
            }
            state = changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        };
        state.busy += 1;
        drop(state);
        let score = fit_fold(table, folds, &unit, &mut UntilStopped);
        let mut state = lock();
        state.busy -= 1;
        match score {
            Ok(score) => told(&mut state, score),
            Err(EngineError::Stopped) => {
                state.search.give_back(&unit);
                state.search.stop();
            }
            Err(error) => {
                state.search.stop();
                state.error = Some(error);
            }
        }
        drop(state);
        changed.notify_all();
    }
}

fn told(state: &mut MutexGuard<'_, Shared>, score: FoldScore) {
    if let Err(error) = state.search.tell(score) {
        state.search.stop();
        state.error = Some(error);
    }
    if STOP.load(Ordering::Relaxed) {
        state.search.stop();
    }
    let (done, total) = state.search.work();
    state.progress.show(done, total);
}

/// Ends a fit when the user asks to stop.
struct UntilStopped;

impl Progress for UntilStopped {
    fn advance(&mut self, _what: &str, _done: usize, _total: usize) -> Result<(), EngineError> {
        if STOP.load(Ordering::Relaxed) { Err(EngineError::Stopped) } else { Ok(()) }
    }
}
