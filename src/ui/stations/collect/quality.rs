//! What looks wrong with the data.

use engine::profile::{Severity, suggestions};
use leptos::prelude::*;

use crate::state::Context;
use crate::view::station::Station;
use crate::widgets::Current;

/// Alerts in sight at first.
const SHOWN: usize = 6;

/// The quality alerts.
#[component]
pub(super) fn Quality() -> impl IntoView {
    let Context { project, bench, .. } = Context::get();
    let current = expect_context::<Current>().0;
    let all = RwSignal::new(false);
    // Remedies that the recipe does not hold yet.
    let remedies = Memo::new(move |_| {
        bench
            .profile
            .with(|described| {
                let (profile, alerts) = &**described.as_ref()?;
                Some(project.spec().with(|spec| suggestions(profile, alerts, spec)).len())
            })
            .unwrap_or_default()
    });
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
                    <Show when=move || remedies.get() != 0>
                        <p class="summary">
                            {move || match remedies.get() {
                                1 => "One step is suggested at Prepare. ".to_owned(),
                                n => format!("{n} steps are suggested at Prepare. "),
                            }}
                            <button class="link" type="button" on:click=move |_| current.set(Station::Prepare)>
                                "See the suggested steps"
                            </button>
                        </p>
                    </Show>
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
