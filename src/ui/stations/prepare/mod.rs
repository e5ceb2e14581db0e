//! Prepare: the recipe from columns to features.

mod changes;
mod columns;
mod form;
mod grip;
mod leak;
mod order;
mod picker;
mod recipe;
mod stage;
mod step;
mod suggested;

use leptos::prelude::*;

use crate::state::Context;
use crate::view::station::Station;
use crate::widgets::{Continue, NeedsData, Workbench};

use leak::LeakSwitch;
use order::Order;
use picker::Picker;
use recipe::Recipe;
use stage::Stage;

/// The station.
#[component]
pub(crate) fn Prepare() -> impl IntoView {
    let Context { project, bench, .. } = Context::get();
    provide_context(Order::new(project));
    let loaded = Memo::new(move |_| bench.dataset.with(Option::is_some));
    let controls = view! {
        <Show when=move || loaded.get()>
            <Recipe />
            <Picker />
            <LeakSwitch />
            <Continue from=Station::Prepare />
        </Show>
    }
    .into_any();
    view! {
        <Workbench station=Station::Prepare controls>
            <Show when=move || loaded.get() fallback=|| view! { <NeedsData /> }>
                <Stage />
            </Show>
        </Workbench>
    }
}
