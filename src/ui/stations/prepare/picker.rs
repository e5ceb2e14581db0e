//! The steps that can be added, by purpose, with a search.

use engine::steps::{Purpose, StepKind};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::order::Order;
use crate::view::picker::{found, in_a_sentence};

/// The picker.
#[component]
pub(super) fn Picker() -> impl IntoView {
    let order = Order::get();
    let search = RwSignal::new(String::new());
    let shown = Memo::new(move |_| {
        let ids = |(purpose, kinds): (Purpose, Vec<&'static StepKind>)| {
            (purpose, kinds.into_iter().map(|kind| kind.id).collect::<Vec<_>>())
        };
        search.with(|search| found(search).into_iter().map(ids).collect::<Vec<_>>())
    });
    // The one step that is left is added by Enter.
    let press = move |event: KeyboardEvent| {
        if event.key() != "Enter" {
            return;
        }
        event.prevent_default();
        let only = shown.with_untracked(|shown| match shown.as_slice() {
            [(_, ids)] if ids.len() == 1 => ids.first().copied(),
            _ => None,
        });
        if let Some(kind) = only.and_then(|id| engine::steps::kind(id).ok()) {
            order.add(kind);
        }
    };
    let group = move |(purpose, ids): (Purpose, Vec<&'static str>)| {
        let kinds = ids.into_iter().filter_map(|id| engine::steps::kind(id).ok());
        view! {
            <h3>{purpose.label()}</h3>
            <ul class="picks">{kinds.map(|kind| view! { <Pick kind /> }).collect_view()}</ul>
        }
    };
    view! {
        <details class="picker">
            <summary>"Add a step"</summary>
            <div class="picker-search">
                <input type="search" placeholder="Find a step" aria-label="Find a step" autocomplete="off"
                    prop:value=move || search.get() on:keydown=press
                    on:input=move |event| search.set(event_target_value(&event)) />
                <p class="hint" role="status">{move || search.with(|search| in_a_sentence(search))}</p>
            </div>
            {move || shown.get().into_iter().map(group).collect_view()}
        </details>
    }
}

/// A step that can be added.
#[component]
fn Pick(kind: &'static StepKind) -> impl IntoView {
    let order = Order::get();
    view! {
        <li>
            <button class="pick" type="button" aria-describedby=format!("add-{}", kind.id)
                on:click=move |_| order.add(kind)>
                {format!("Add {}", kind.label)}
            </button>
            <small id=format!("add-{}", kind.id)>{kind.help}</small>
        </li>
    }
}
