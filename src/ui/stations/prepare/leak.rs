//! The leak that can be switched on, to see what it does.

use leptos::prelude::*;

use crate::form::Toggle;
use crate::state::Context;
use crate::widgets::{Note, NoteTone};

/// The switch.
#[component]
pub(super) fn LeakSwitch() -> impl IntoView {
    let project = Context::get().project;
    let on = Signal::derive(move || project.spec().with(|spec| spec.leak));
    view! {
        <section class="leak" aria-label="A leak, for teaching">
            <Toggle label="Fit steps on all rows (a leak)" value=on
                change=move |on| project.change(|spec| spec.leak = on)
                help="For teaching: the steps then learn from validation and test rows too. Train with and without it, and compare the figures." />
            <Show when=move || on.get()>
                <Note tone=NoteTone::Warn title="Leaking">
                    "The figures will be too good. Every report says so, and the model cannot be saved."
                </Note>
            </Show>
        </section>
    }
}
