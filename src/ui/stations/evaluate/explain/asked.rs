//! How far a question is, and why there is no answer.

use leptos::prelude::*;

use crate::state::Asking;
use crate::view::job::Job;
use crate::widgets::ProgressBar;

/// Progress with a button that ends it, or the reason why nothing was found.
#[component]
pub(super) fn Asked(
    /// Who asks.
    asking: Asking,
    /// What is done meanwhile, such as "Shuffling".
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let running = Memo::new(move |_| asking.job.with(Job::is_running));
    let failed = move || asking.found.with(|found| found.as_ref().and_then(|found| found.clone().err()));
    view! {
        <div class="asked">
            <ProgressBar job=asking.job.into() label />
            <Show when=move || running.get()>
                <button class="ghost" type="button" title="The model then has to be trained again"
                    on:click=move |_| asking.stop()>"Stop"</button>
            </Show>
        </div>
        {move || failed().map(|text| view! { <p class="field-error" role="alert">{text}</p> })}
    }
}
