//! The list of steps.

use leptos::prelude::*;

use super::order::Order;
use super::step::Step;
use crate::state::Context;

/// The recipe.
#[component]
pub(super) fn Recipe() -> impl IntoView {
    let project = Context::get().project;
    let order = Order::get();
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
            <ol class="steps" class:moving=move || order.dragged.with(Option::is_some)>
                {move || {
                    let count = names.with(Vec::len);
                    names.get().into_iter().enumerate()
                        .map(|(at, name)| view! { <Step at name last=at + 1 == count /> })
                        .collect_view()
                }}
            </ol>
            <p class="quiet" id="grip-help">"Drag, or press the up and down arrow keys, to move the step."</p>
            <p class="quiet" role="status">{move || order.said.get()}</p>
        </section>
    }
}
