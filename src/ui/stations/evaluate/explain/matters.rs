//! Which columns the model needs.

use engine::evaluate::PartName;
use engine::explain::permutation::Over;
use engine::explain::{Answer, Question};
use leptos::prelude::*;

use super::asked::Asked;
use crate::state::{Asking, Context};
use crate::view::explain::{own_importances, shuffled, shuffled_in_words};
use crate::widgets::{Figure, Segmented};

/// How often every column is shuffled.
const REPEATS: usize = 5;

/// Permutation importance, beside what the model says itself.
#[component]
pub(super) fn Matters(name: PartName) -> impl IntoView {
    let report = Context::get().bench.report;
    let asking = Asking::new();
    let over = RwSignal::new("inputs".to_owned());
    Effect::new(move |_| {
        let over = if over.get() == "features" { Over::Features } else { Over::Inputs };
        asking.ask(Question::Importance { part: name, over, n_repeats: REPEATS });
    });
    let options = [("inputs", "Columns as they come in"), ("features", "Columns as the model sees them")];
    let options = options.map(|(value, text)| (value, text.to_owned())).to_vec();
    let own = report.with_untracked(|report| report.as_ref().and_then(|report| own_importances(report)));
    view! {
        <Segmented label="What is shuffled" options value=over
            choose=move |value: &'static str| over.set(value.to_owned()) />
        <Asked asking label="Shuffling" />
        <div class="pair">
            {move || match asking.found.get()?.ok()?.as_ref() {
                Answer::Importance(found) => {
                    let note = shuffled_in_words(found);
                    Some(view! { <Figure id="permutation" note chart=shuffled(found) /> })
                }
                _ => None,
            }}
            {own.map(|chart| view! {
                <Figure id="own-importance" note="Of the training rows, by what the questions of the trees gained. It favours columns with many values." chart />
            })}
        </div>
    }
}
