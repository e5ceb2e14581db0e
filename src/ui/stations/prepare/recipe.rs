//! The list of steps and the picker.

use engine::steps::{CATALOGUE, Purpose, StepSpec, kind};
use leptos::prelude::*;

use super::Chosen;
use super::step::StepForm;
use crate::state::Context;
use crate::view::station::Station;
use crate::widgets::Continue;

/// The recipe.
#[component]
pub(super) fn Recipe() -> impl IntoView {
    let project = Context::get().project;
    let chosen = expect_context::<Chosen>().0;
    // The steps' names decide the list; their settings are followed inside each step.
    let names = Memo::new(move |_| {
        project.spec().with(|spec| spec.steps.iter().map(|step| step.step.clone()).collect::<Vec<_>>())
    });
    view! {
        <section class="recipe" aria-label="Steps">
            <h2>"Steps, in order"</h2>
            {move || names.with(Vec::is_empty).then(|| view! {
                <p class="hint">"No steps yet. A model needs numbers without gaps; add steps until it has them."</p>
            })}
            <ol class="steps">
                {move || {
                    let count = names.with(Vec::len);
                    names.get().into_iter().enumerate()
                        .map(|(at, name)| view! { <Step at name last=at + 1 == count chosen /> })
                        .collect_view()
                }}
            </ol>
        </section>
        <Picker />
        <Continue from=Station::Prepare />
    }
}

#[component]
fn Step(at: usize, name: String, last: bool, chosen: RwSignal<Option<usize>>) -> impl IntoView {
    let Context { project, bench, .. } = Context::get();
    let label = kind(&name).map_or_else(|_| name.clone(), |kind| kind.label.to_owned());
    let open = move || chosen.get() == Some(at);
    let enabled =
        Memo::new(move |_| project.spec().with(|s| s.steps.get(at).is_some_and(|step| step.enabled)));
    let failed = Memo::new(move |_| {
        bench.plan.with(|plan| {
            let plan = plan.as_ref()?;
            plan.steps.iter().find(|step| step.index == at)?.outcome.as_ref().err().cloned()
        })
    });
    let move_to = move |to: usize| {
        project.change(|spec| {
            if at < spec.steps.len() && to < spec.steps.len() {
                spec.steps.swap(at, to);
            }
        });
        chosen.set(Some(to));
    };
    let number = at + 1;
    view! {
        <li class="step" class:off=move || !enabled.get() class:failed=move || failed.get().is_some()>
            <div class="step-head">
                <button class="step-name" type="button" aria-expanded=move || open().to_string()
                    on:click=move |_| chosen.set(if open() { None } else { Some(at) })>
                    {format!("{number}. {label}")}
                </button>
                <button class="icon" type="button" disabled={at == 0} aria-label=format!("Move step {number} up")
                    on:click=move |_| move_to(at.saturating_sub(1))>"↑"</button>
                <button class="icon" type="button" disabled=last aria-label=format!("Move step {number} down")
                    on:click=move |_| move_to(at + 1)>"↓"</button>
                <button class="icon" type="button" aria-label=format!("Remove step {number}")
                    on:click=move |_| {
                        chosen.set(None);
                        project.change(|spec| {
                            if at < spec.steps.len() {
                                spec.steps.remove(at);
                            }
                        });
                    }>"×"</button>
            </div>
            {move || failed.get().map(|text| view! { <p class="field-error" role="alert">{text}</p> })}
            {move || open().then(|| view! { <StepForm at /> })}
        </li>
    }
}

#[component]
fn Picker() -> impl IntoView {
    let project = Context::get().project;
    let chosen = expect_context::<Chosen>().0;
    let has_steps = |purpose: &Purpose| CATALOGUE.iter().any(|kind| kind.purpose == *purpose);
    let group = |purpose: Purpose| {
        let items = CATALOGUE.iter().filter(move |kind| kind.purpose == purpose).map(|kind| {
            view! {
                <li>
                    <button class="pick" type="button" aria-describedby=format!("add-{}", kind.id)
                        on:click=move |_| {
                            let at = project.spec().with_untracked(|spec| spec.steps.len());
                            project.change(|spec| spec.steps.push(StepSpec::new(kind.id)));
                            chosen.set(Some(at));
                        }>
                        {format!("Add {}", kind.label)}
                    </button>
                    <small id=format!("add-{}", kind.id)>{kind.help}</small>
                </li>
            }
        });
        view! { <h3>{purpose.label()}</h3><ul class="picks">{items.collect_view()}</ul> }
    };
    view! {
        <details class="picker">
            <summary>"Add a step"</summary>
            {Purpose::ALL.into_iter().filter(has_steps).map(group).collect_view()}
        </details>
    }
}
