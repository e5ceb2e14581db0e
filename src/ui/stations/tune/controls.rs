//! How the search goes: method, folds, the metric that decides.

use engine::models::Task;
use engine::resample::{ResamplingMethod, ResamplingSpec};
use engine::tune::{SearchMethod, TuneSpec, scorings};
use leptos::prelude::*;

use super::space::Space;
use crate::form::{Range, Select, Slider, Toggle};
use crate::state::{self, Context};
use crate::view::job::Job;
use crate::view::station::Station;
use crate::widgets::Continue;

/// What the target asks for; classes until that is known.
pub(super) fn task_signal() -> Memo<Task> {
    let bench = Context::get().bench;
    Memo::new(move |_| bench.plan.with(|plan| plan.as_ref().map_or(Task::Classification, |plan| plan.task)))
}

/// The search as the spec has it, or the usual one.
#[derive(Clone, Copy)]
pub(super) struct Tunable {
    /// The search.
    pub(super) spec: Memo<TuneSpec>,
    task: Memo<Task>,
}

impl Tunable {
    pub(super) fn get() -> Self {
        let project = Context::get().project;
        let task = task_signal();
        let spec = Memo::new(move |_| {
            project.spec().with(|spec| spec.tune.clone()).unwrap_or_else(|| usual(task.get()))
        });
        Self { spec, task }
    }

    /// Changes the search in the spec.
    pub(super) fn change(self, change: impl FnOnce(&mut TuneSpec)) {
        let task = self.task.get_untracked();
        Context::get().project.change(|spec| change(spec.tune.get_or_insert_with(|| usual(task))));
    }
}

/// Random search on five folds, stratified where there are classes.
fn usual(task: Task) -> TuneSpec {
    let method = match task {
        Task::Classification => ResamplingMethod::StratifiedKFold,
        Task::Regression => ResamplingMethod::KFold,
    };
    TuneSpec { resampling: ResamplingSpec::new(method), ..TuneSpec::default() }
}

/// Method, folds, metric, space, and the buttons.
#[component]
pub(super) fn Controls() -> impl IntoView {
    let context = Context::get();
    let tuning = context.bench.tuning;
    let tunable = Tunable::get();
    let running = Memo::new(move |_| tuning.job.with(Job::is_running));
    let methods: Vec<(String, String)> =
        SearchMethod::ALL.iter().map(|m| (m.name().to_owned(), m.label().to_owned())).collect();
    let method = Memo::new(move |_| tunable.spec.with(|tune| tune.method));
    let choose_method = move |name: String| {
        if let Some(method) = SearchMethod::ALL.into_iter().find(|method| method.name() == name) {
            tunable.change(|tune| tune.method = method);
        }
    };
    let metrics = Signal::derive(move || {
        scorings(tunable.task.get()).into_iter().map(|scoring| (scoring.name, scoring.label)).collect()
    });
    let metric = Signal::derive(move || {
        tunable.spec.with(|tune| tune.scoring.clone()).unwrap_or_else(|| match tunable.task.get() {
            Task::Classification => "f1_macro".to_owned(),
            Task::Regression => "r2".to_owned(),
        })
    });
    let trials = Signal::derive(move || tunable.spec.with(|tune| f64::from(tune.n_trials)));
    let seed = Signal::derive(move || tunable.spec.with(|tune| f64::from(tune.seed)));
    let train_scores = Signal::derive(move || tunable.spec.with(|tune| tune.train_scores));
    let whole = |min, max, log| Range { min, max, whole: true, log };
    view! {
        <div class="run">
            <button class="primary" type="button" disabled=move || running.get()
                on:click=move |_| {
                    tunable.change(|_| ());
                    state::tune(context);
                }>"Search"</button>
            <button class="secondary" type="button" disabled=move || !running.get()
                on:click=move |_| state::stop_tuning(context)>"Stop"</button>
        </div>
        <Space tunable />
        <Select label="How trials are chosen" options=Signal::stored(methods)
            value=Signal::derive(move || method.get().name().to_owned()) choose=choose_method
            help="Random is a good start. Halving gives many trials few rows first; Bayesian learns from the trials before." />
        <Show when=move || method.get() != SearchMethod::Grid fallback=|| view! {
            <p class="hint">"A grid tries every combination of the values above."</p>
        }>
            <Slider label="Trials" range=whole(1.0, 500.0, true) value=trials
                change=move |n: f64| tunable.change(|tune| tune.n_trials = n as u32)
                help="How many settings are tried. Each is fitted once for every fold." />
        </Show>
        <Select label="The metric that decides" options=metrics value=metric
            choose=move |name: String| tunable.change(|tune| tune.scoring = Some(name)) />
        <Folds tunable />
        <Toggle label="Judge the training rows too" value=train_scores
            change=move |on| tunable.change(|tune| tune.train_scores = on)
            help="It costs time and shows how much each trial overfits." />
        <Slider label="Seed of the search" range=whole(0.0, 100.0, false) value=seed
            change=move |seed: f64| tunable.change(|tune| tune.seed = seed as u32)
            help="Another seed draws other settings." />
        <Continue from=Station::Tune />
    }
}

#[component]
fn Folds(tunable: Tunable) -> impl IntoView {
    let bench = Context::get().bench;
    let resampling = Memo::new(move |_| tunable.spec.with(|tune| tune.resampling.clone()));
    let methods = Signal::derive(move || {
        let all = ResamplingMethod::ALL.into_iter();
        let classes = tunable.task.get() == Task::Classification;
        all.filter(|method| classes || *method != ResamplingMethod::StratifiedKFold)
            .map(|method| (method.name().to_owned(), method.label().to_owned()))
            .collect()
    });
    let choose = move |name: String| {
        if let Some(method) = ResamplingMethod::ALL.into_iter().find(|method| method.name() == name) {
            tunable.change(|tune| {
                let n_splits = tune.resampling.n_splits;
                tune.resampling = ResamplingSpec { n_splits, ..ResamplingSpec::new(method) };
            });
        }
    };
    let method = Memo::new(move |_| resampling.with(|spec| spec.method));
    let takes_column =
        move || matches!(method.get(), ResamplingMethod::GroupKFold | ResamplingMethod::TimeSeriesSplit);
    let columns = Signal::derive(move || {
        let none = (String::new(), "as at Split".to_owned());
        let names = bench.dataset.with(|data| {
            data.iter()
                .flat_map(|data| data.columns.iter().map(|c| (c.name.clone(), c.name.clone())))
                .collect::<Vec<_>>()
        });
        std::iter::once(none).chain(names).collect()
    });
    let column = Signal::derive(move || resampling.with(|spec| spec.column.clone().unwrap_or_default()));
    let splits = Signal::derive(move || resampling.with(|spec| f64::from(spec.n_splits)));
    let repeats = Signal::derive(move || resampling.with(|spec| f64::from(spec.n_repeats)));
    let range = |min, max| Range { min, max, whole: true, log: false };
    view! {
        <Select label="Folds" options=methods value=Signal::derive(move || method.get().name().to_owned()) choose
            help="How the training rows are dealt, so that each trial is judged on rows it has not seen." />
        <Show when=move || method.get() != ResamplingMethod::LeaveOneOut>
            <Slider label="Number of folds" range=range(2.0, 20.0) value=splits
                change=move |n: f64| tunable.change(|tune| tune.resampling.n_splits = n as u32) />
        </Show>
        <Show when=move || method.get().repeats()>
            <Slider label="Repeats" range=range(1.0, 10.0) value=repeats
                change=move |n: f64| tunable.change(|tune| tune.resampling.n_repeats = n as u32)
                help="Dealing again in another order steadies the mean." />
        </Show>
        <Show when=takes_column>
            <Select label="Column of the group or time" options=columns value=column
                choose=move |name: String| {
                    tunable.change(|tune| tune.resampling.column = (!name.is_empty()).then_some(name));
                } />
        </Show>
    }
}
