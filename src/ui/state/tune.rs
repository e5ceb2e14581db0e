//! Tuning: a search whose units of work are done by as many workers as there are cores.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

use engine::tune::{FoldScore, Search, TuneReport, Unit};
use job::{Event, JobId, Reply, Request};
use leptos::prelude::*;
use worker::Client;

use super::{Context, Tone};
use crate::view::job::Job;

/// Milliseconds between two drawings of the ranking while results come in.
const REDRAW: f64 = 200.0;

/// What the page knows of the search.
#[derive(Clone, Copy)]
pub(crate) struct Tuning {
    /// The search under way.
    pub(crate) job: RwSignal<Job>,
    /// What it has found, so far or in the end.
    pub(crate) report: RwSignal<Option<Arc<TuneReport>>>,
    /// Seconds that are probably left.
    pub(crate) left: RwSignal<Option<f64>>,
    /// How many workers do it.
    pub(crate) workers: RwSignal<usize>,
    pool: StoredValue<Option<Rc<RefCell<Pool>>>, LocalStorage>,
}

/// The search and the workers that do its units. They live as long as the search.
struct Pool {
    search: Search,
    workers: Vec<Worker>,
    /// Units whose worker died; a second death is a failed trial.
    deaths: HashSet<(u32, engine::resample::FoldId)>,
    started: f64,
    drawn: f64,
}

struct Worker {
    client: Client,
    at_work: Option<(JobId, Unit)>,
}

impl Tuning {
    pub(crate) fn new() -> Self {
        Self {
            job: RwSignal::new(Job::Idle),
            report: RwSignal::new(None),
            left: RwSignal::new(None),
            workers: RwSignal::new(0),
            pool: StoredValue::new_local(None),
        }
    }

    /// Shows the ranking, unless it was drawn a moment ago.
    fn show(self, pool: &mut Pool, at_once: bool) {
        let now = js_sys::Date::now();
        if !at_once && now - pool.drawn < REDRAW {
            return;
        }
        pool.drawn = now;
        let (done, total) = pool.search.work();
        let seconds = (now - pool.started) / 1000.0;
        self.left.set((done > 0.0).then(|| seconds * (total - done).max(0.0) / done));
        self.job.set(Job::Running { what: "fits".to_owned(), done, total });
        self.report.set(Some(Arc::new(pool.search.report())));
    }
}

/// Starts the search that the spec describes. A search under way is ended first.
pub(crate) fn tune(context: Context) {
    let Context { project, bench, .. } = context;
    let tuning = bench.tuning;
    let Some(source) = project.source.get_untracked() else { return };
    stop(context);
    let spec = project.spec().get_untracked();
    let plan = bench.plan.get_untracked();
    let sizes = plan.as_ref().map(|plan| (plan.task, plan.split.sizes.clone()));
    let (task, rows) = match sizes {
        Some((task, Ok(sizes))) => (task, sizes.train),
        Some((_, Err(text))) => return tuning.job.set(Job::Failed(text)),
        None => return tuning.job.set(Job::Failed("the data are not ready yet; try again".to_owned())),
    };
    let search = match Search::new(&spec, task, rows) {
        Ok(search) => search,
        Err(error) => return tuning.job.set(Job::Failed(error.to_string())),
    };
    let count = browser::cores();
    let now = js_sys::Date::now();
    let pool = Pool { search, workers: Vec::new(), deaths: HashSet::new(), started: now, drawn: 0.0 };
    let pool = Rc::new(RefCell::new(pool));
    tuning.pool.set_value(Some(Rc::clone(&pool)));
    tuning.workers.set(count);
    tuning.left.set(None);
    tuning.report.set(None);
    tuning.job.set(Job::started());
    for at in 0..count {
        let client = Client::new(Rc::new(move |id, event| hear(context, at, id, event)));
        client.send(super::open::request(&source, spec.read.clone()), project.data.get_value());
        pool.borrow_mut().workers.push(Worker { client, at_work: None });
    }
    hand_out(context);
}

/// Ends the search; what is done is kept.
pub(crate) fn stop(context: Context) {
    let tuning = context.bench.tuning;
    let Some(pool) = tuning.pool.get_value() else { return };
    pool.borrow_mut().search.stop();
    finish(context, Job::Idle);
}

/// Takes the settings of a trial into the spec.
pub(crate) fn use_trial(context: Context, trial: u32) {
    let report = context.bench.tuning.report.get_untracked();
    match report.map(|report| report.tuned(trial)) {
        Some(Ok(tuned)) => context.project.change(|spec| {
            spec.model = tuned.model;
            spec.steps = tuned.steps;
        }),
        Some(Err(error)) => context.notices.say(Tone::Bad, error.to_string()),
        None => {}
    }
}

fn finish(context: Context, job: Job) {
    let tuning = context.bench.tuning;
    let Some(pool) = tuning.pool.get_value() else { return };
    tuning.pool.set_value(None);
    let mut pool = pool.borrow_mut();
    pool.workers.drain(..).for_each(|worker| worker.client.end());
    tuning.report.set(Some(Arc::new(pool.search.report())));
    tuning.left.set(None);
    tuning.workers.set(0);
    tuning.job.set(job);
}

/// Gives every idle worker a unit; ends the search when there is nothing left to do.
fn hand_out(context: Context) {
    let tuning = context.bench.tuning;
    let Some(shared) = tuning.pool.get_value() else { return };
    let over = {
        let mut pool = shared.borrow_mut();
        let Pool { search, workers, .. } = &mut *pool;
        for worker in workers.iter_mut().filter(|worker| worker.at_work.is_none()) {
            let Some(unit) = search.next() else { break };
            let id = worker.client.send(Request::Fold { unit: Box::new(unit.clone()) }, None);
            worker.at_work = Some((id, unit));
        }
        workers.iter().all(|worker| worker.at_work.is_none())
    };
    if over {
        finish(context, Job::Idle);
    }
}

fn hear(context: Context, at: usize, id: JobId, event: Event) {
    let tuning = context.bench.tuning;
    let Some(shared) = tuning.pool.get_value() else { return };
    let is_unit = {
        let pool = shared.borrow();
        pool.workers.get(at).is_some_and(|worker| worker.at_work.as_ref().is_some_and(|work| work.0 == id))
    };
    match event {
        Event::Progress { .. } | Event::Hello { .. } => {}
        Event::Done(reply) => {
            if let Reply::Fold(score) = *reply {
                settle(context, at, Some(*score));
            }
        }
        Event::Failed(text) => finish(context, Job::Failed(text)),
        Event::Lost(_) if is_unit => settle(context, at, None),
        Event::Lost(reason) => {
            finish(context, Job::Failed(format!("the search was interrupted ({reason}); start it again")));
        }
    }
}

/// Takes the result of a worker's unit, or notes that the worker died over it.
fn settle(context: Context, at: usize, score: Option<FoldScore>) {
    let tuning = context.bench.tuning;
    let Some(shared) = tuning.pool.get_value() else { return };
    let told = {
        let mut pool = shared.borrow_mut();
        let Some((_, unit)) = pool.workers.get_mut(at).and_then(|worker| worker.at_work.take()) else {
            return;
        };
        match score {
            Some(score) => pool.search.tell(score),
            None if pool.deaths.insert((unit.trial, unit.at)) => {
                pool.search.give_back(&unit);
                Ok(())
            }
            None => pool
                .search
                .tell(FoldScore::failed(&unit, "its worker died twice, perhaps for lack of memory")),
        }
    };
    if let Err(error) = told {
        return finish(context, Job::Failed(error.to_string()));
    }
    tuning.show(&mut shared.borrow_mut(), false);
    hand_out(context);
}
