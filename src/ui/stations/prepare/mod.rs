//! Prepare: the recipe from columns to features.

mod recipe;
mod stage;
mod step;

use leptos::prelude::*;

use crate::state::Context;
use crate::view::station::Station;
use crate::widgets::{NeedsData, Workbench};

use recipe::Recipe;
use stage::Stage;

/// The step that is looked at: its place in the recipe.
#[derive(Clone, Copy)]
struct Chosen(RwSignal<Option<usize>>);

/// The station.
#[component]
pub(crate) fn Prepare() -> impl IntoView {
    let bench = Context::get().bench;
    provide_context(Chosen(RwSignal::new(None)));
    let loaded = Memo::new(move |_| bench.dataset.with(Option::is_some));
    let controls = view! { <Show when=move || loaded.get()><Recipe /></Show> }.into_any();
    view! {
        <Workbench station=Station::Prepare controls>
            <Show when=move || loaded.get() fallback=|| view! { <NeedsData /> }>
                <Stage />
            </Show>
        </Workbench>
    }
}
