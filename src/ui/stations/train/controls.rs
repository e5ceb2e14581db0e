//! The choice of a model, and its settings.

use engine::models::{self, Group, ModelKind, ModelSpec, Task};
use engine::params::ParamValue;
use leptos::prelude::*;

use super::members::Members;
use crate::form::{ParamForm, Range, Select, Slider, Toggle};
use crate::state::{self, Context};
use crate::view::job::Job;
use crate::view::station::Station;
use crate::widgets::Continue;

/// What the target asks for; classes until that is known.
pub(super) fn task_signal() -> Memo<Task> {
    let bench = Context::get().bench;
    Memo::new(move |_| bench.plan.with(|plan| plan.as_ref().map_or(Task::Classification, |plan| plan.task)))
}

/// Model, buttons and parameters.
#[component]
pub(super) fn Controls() -> impl IntoView {
    let context = Context::get();
    let Context { project, bench, .. } = context;
    let task = task_signal();
    let kind_id = Memo::new(move |_| project.spec().with(|spec| spec.model.kind.clone()));
    let options = Signal::derive(move || {
        let able = models::CATALOGUE.iter().filter(|kind| kind.tasks.contains(&task.get()));
        able.map(|kind| (kind.id.to_owned(), kind.label.to_owned())).collect()
    });
    let choose = move |id: String| {
        project.change(|spec| spec.model = ModelSpec { seed: spec.model.seed, ..ModelSpec::new(&id) });
    };
    let kind = Memo::new(move |_| Chosen(models::kind(&kind_id.get()).ok()));
    let values = Signal::derive(move || project.spec().with(|spec| spec.model.params.clone()));
    let set = move |(name, value): (&'static str, ParamValue)| {
        project.change(|spec| {
            spec.model.params.insert(name.to_owned(), value);
        });
    };
    let running = Memo::new(move |_| bench.training.with(Job::is_running));
    view! {
        <Select label="Model" options value=kind_id choose />
        {move || kind.get().0.map(|kind| view! { <p class="hint">{kind.help}</p> })}
        <Overview task kind_id choose=Callback::new(choose) />
        <div class="run">
            <button class="primary" type="button" disabled=move || running.get()
                on:click=move |_| state::train(context)>"Train"</button>
            <button class="secondary" type="button" disabled=move || !running.get()
                on:click=move |_| state::stop(context)>"Stop"</button>
        </div>
        <Toggle label="Train again on every change" value=bench.retrain
            change=move |on| bench.retrain.set(on) />
        {move || kind.get().0.map(|kind| {
            view! { <ParamForm specs=kind.params(task.get()) values change=set /> }
        })}
        {move || kind.get().0.and_then(|kind| kind.capabilities.members).map(|rule| view! { <Members rule /> })}
        <Slider label="Seed of the model" range=Range { min: 0.0, max: 100.0, whole: true, log: false }
            value=Signal::derive(move || project.spec().with(|spec| f64::from(spec.model.seed)))
            change=move |seed: f64| project.change(|spec| spec.model.seed = seed as u32)
            help="Another seed gives another model of the same kind, where it draws at random." />
        <Continue from=Station::Train />
    }
}

/// Every model that can do the task, with what it is good for.
#[component]
fn Overview(task: Memo<Task>, kind_id: Memo<String>, choose: Callback<String>) -> impl IntoView {
    let models_of = move |group: Group| {
        let able = models::CATALOGUE.iter().filter(|kind| kind.group == group);
        able.filter(|kind| kind.tasks.contains(&task.get())).collect::<Vec<_>>()
    };
    let pick = move |kind: &'static ModelKind| {
        view! {
            <li>
                <button class="pick" type="button" aria-describedby=format!("about-{}", kind.id)
                    aria-pressed=move || (kind_id.get() == kind.id).to_string()
                    on:click=move |_| choose.run(kind.id.to_owned())>
                    {kind.label}
                </button>
                <small id=format!("about-{}", kind.id)>{kind.help}</small>
            </li>
        }
    };
    let group = move |group: Group| {
        let kinds = models_of(group);
        (!kinds.is_empty()).then(|| {
            view! {
                <h2>{group.label()}</h2>
                <ul class="picks">{kinds.into_iter().map(|kind| pick(kind)).collect_view()}</ul>
            }
        })
    };
    view! {
        <details class="picker">
            <summary>"What each model is good for"</summary>
            {move || Group::ALL.into_iter().map(group).collect_view()}
        </details>
    }
}

/// A kind of model, compared by its id.
#[derive(Clone, Copy)]
struct Chosen(Option<&'static ModelKind>);

impl PartialEq for Chosen {
    fn eq(&self, other: &Self) -> bool {
        self.0.map(|kind| kind.id) == other.0.map(|kind| kind.id)
    }
}
