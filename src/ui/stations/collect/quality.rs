//! What looks wrong with the data.

use engine::profile::Severity;
use leptos::prelude::*;

use crate::state::Context;

/// Alerts in sight at first.
const SHOWN: usize = 6;

/// The quality alerts.
#[component]
pub(super) fn Quality() -> impl IntoView {
    let bench = Context::get().bench;
    let all = RwSignal::new(false);
    move || {
        let described = bench.profile.get()?;
        let alerts = &described.1;
        if alerts.is_empty() {
            return Some(view! { <p class="fine">"Nothing looks wrong with the columns."</p> }.into_any());
        }
        let shown = if all.get() { alerts.len() } else { SHOWN.min(alerts.len()) };
        let left_out = alerts.len() - shown;
        let items = alerts.iter().take(shown).map(|alert| {
            let (class, word) = match alert.severity {
                Severity::Problem => ("alert bad", "Problem"),
                Severity::Warning => ("alert warn", "Warning"),
                Severity::Info => ("alert info", "Good to know"),
            };
            view! { <li class=class><b>{word}</b><span>{alert.message.clone()}</span></li> }
        });
        Some(
            view! {
                <section class="block">
                    <h3>"Quality"</h3>
                    <ul class="alerts">{items.collect_view()}</ul>
                    {(left_out > 0).then(|| view! {
                        <button class="ghost" type="button" on:click=move |_| all.set(true)>
                            {format!("Show {left_out} more")}
                        </button>
                    })}
                </section>
            }
            .into_any(),
        )
    }
}
