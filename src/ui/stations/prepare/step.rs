//! One step in the list: its handle, whether it is in use, what it does, and what stands against it.

use engine::steps::kind;
use leptos::prelude::*;

use super::form::StepForm;
use super::grip::Grip;
use super::order::Order;
use crate::state::Context;
use crate::view::through::{in_short, place};

/// The step at a place of the recipe.
#[component]
pub(super) fn Step(at: usize, name: String, last: bool) -> impl IntoView {
    let Context { project, bench, .. } = Context::get();
    let order = Order::get();
    let label = kind(&name).map_or_else(|_| name.clone(), |kind| kind.label.to_owned());
    let open = move || order.chosen.get() == Some(at);
    let enabled =
        Memo::new(move |_| project.spec().with(|s| s.steps.get(at).is_some_and(|step| step.enabled)));
    let planned = Memo::new(move |_| {
        bench.plan.with(|plan| {
            let step = plan.as_ref()?.steps.iter().find(|step| step.index == at)?;
            let elsewhere = step.elsewhere.map(|elsewhere| {
                (
                    elsewhere.to,
                    plan.as_ref().map_or_else(String::new, |plan| place(&plan.spec, at, elsewhere)),
                )
            });
            Some((in_short(step), step.outcome.as_ref().err().cloned(), elsewhere))
        })
    });
    let failed =
        Memo::new(move |_| planned.with(|planned| planned.as_ref().and_then(|(_, error, _)| error.clone())));
    let in_short = move || planned.with(|planned| planned.as_ref().map(|(short, ..)| short.clone()));
    let elsewhere = move || planned.get().and_then(|(_, _, elsewhere)| elsewhere);
    let lands = move |gap: usize| {
        order.dragged.with(|d| d.is_some_and(|d| d.gap == gap && d.gap != d.from && d.gap != d.from + 1))
    };
    let dragging = move || order.dragged.with(|dragged| dragged.is_some_and(|dragged| dragged.from == at));
    let number = at + 1;
    view! {
        <li class="step" class:off=move || !enabled.get() class:failed=move || failed.get().is_some()
            class:dragging=dragging class:lands-before=move || lands(at)
            class:lands-after=move || last && lands(at + 1)>
            <div class="step-head">
                <Grip at label=label.clone() />
                <input type="checkbox" aria-label=format!("Step {number} in use") title="In use"
                    prop:checked=move || enabled.get()
                    on:change=move |event| order.switch(at, event_target_checked(&event)) />
                <button class="step-name" type="button" aria-expanded=move || open().to_string()
                    on:click=move |_| order.chosen.set(if open() { None } else { Some(at) })>
                    {format!("{number}. {label}")}
                    <small>{move || if enabled.get() { in_short() } else { Some("off".to_owned()) }}</small>
                </button>
                <button class="icon" type="button" aria-label=format!("Remove step {number}") title="Remove"
                    on:click=move |_| order.remove(at)>"×"</button>
            </div>
            {move || failed.get().map(|text| view! { <p class="field-error" role="alert">{text}</p> })}
            {move || elsewhere().map(|(to, place)| view! {
                <div class="elsewhere">
                    <p>{format!("It can be done {place}.")}</p>
                    <button class="secondary" type="button" on:click=move |_| order.move_to(at, to)>
                        {format!("Move it {}", if to < at { format!("up, before step {}", to + 1) } else { format!("down, after step {}", to + 1) })}
                    </button>
                </div>
            })}
            {move || open().then(|| view! { <StepForm at last /> })}
        </li>
    }
}
