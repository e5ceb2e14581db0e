//! Why the model says what it says.

mod asked;
mod column;
mod fields;
mod imitation;
mod matters;
mod row;
mod verdict;

use engine::evaluate::PartName;
use leptos::prelude::*;

use crate::state::{self, Context};
use crate::view::job::Job;
use crate::widgets::{Note, NoteTone, Segmented};

use column::ColumnActs;
use imitation::Imitation;
use matters::Matters;
use row::OneRow;

const VIEWS: [(&str, &str); 4] = [
    ("matters", "What matters"),
    ("column", "How a column acts"),
    ("row", "One row"),
    ("tree", "A tree that imitates it"),
];

/// What is looked at; it outlives a look at another part.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    view: RwSignal<String>,
    column: RwSignal<String>,
    row: RwSignal<usize>,
}

impl Seen {
    pub(super) fn new() -> Self {
        Self {
            view: RwSignal::new("matters".to_owned()),
            column: RwSignal::new(String::new()),
            row: RwSignal::new(0),
        }
    }
}

/// Explanations of the model, asked for when they are looked at.
#[component]
pub(super) fn Explain(
    /// The rows that it is explained on.
    name: PartName,
    /// What is looked at.
    seen: Seen,
) -> impl IntoView {
    let context = Context::get();
    let bench = context.bench;
    let Seen { view, column, row } = seen;
    let options = VIEWS.map(|(view, label)| (view, label.to_owned())).to_vec();
    view! {
        <Segmented label="What to explain" options value=view
            choose=move |value: &'static str| view.set(value.to_owned()) />
        <Show when=move || bench.model_held.get() fallback=move || view! {
            <Note tone=NoteTone::Warn title="No model in memory">
                "Explanations ask the model itself, and it is not kept between visits. "
                <button class="link" type="button" disabled=move || bench.training.with(Job::is_running)
                    on:click=move |_| state::train(context)>"Train it again"</button>
            </Note>
        }>
            {move || match view.get().as_str() {
                "column" => view! { <ColumnActs name column /> }.into_any(),
                "row" => view! { <OneRow name row /> }.into_any(),
                "tree" => view! { <Imitation /> }.into_any(),
                _ => view! { <Matters name /> }.into_any(),
            }}
        </Show>
    }
}
