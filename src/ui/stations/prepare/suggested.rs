//! Steps worth adding, each with one button.

use engine::profile::{Suggestion, suggestions};
use leptos::prelude::*;

use super::order::Order;
use crate::state::Context;

/// Suggestions in sight at first.
const SHOWN: usize = 4;

/// The suggestions that the recipe does not follow yet.
#[component]
pub(super) fn Suggested() -> impl IntoView {
    let Context { project, bench, .. } = Context::get();
    let order = Order::get();
    let all = RwSignal::new(false);
    let found = Memo::new(move |_| {
        bench.profile.with(|described| {
            let (profile, alerts) = &**described.as_ref()?;
            Some(project.spec().with(|spec| suggestions(profile, alerts, spec)))
        })
    });
    let item = move |suggestion: Suggestion| {
        let label = format!("Apply: {}", suggestion.label());
        let Suggestion { reason, step, at, .. } = suggestion;
        view! {
            <li>
                <button class="secondary" type="button" on:click=move |_| {
                    order.insert(at, step.clone());
                    request_animation_frame(crate::widgets::rescue_focus);
                }>{label}</button>
                <span>{reason}</span>
            </li>
        }
    };
    move || {
        let found = found.get().filter(|found| !found.is_empty())?;
        let shown = if all.get() { found.len() } else { SHOWN.min(found.len()) };
        let left_out = found.len() - shown;
        Some(view! {
            <section class="block" aria-label="Suggested steps">
                <h3>"Suggested by what is known of the columns"</h3>
                <ul class="suggestions">{found.into_iter().take(shown).map(item).collect_view()}</ul>
                {(left_out > 0).then(|| view! {
                    <button class="ghost" type="button" on:click=move |_| all.set(true)>
                        {format!("Show {left_out} more")}
                    </button>
                })}
            </section>
        })
    }
}
