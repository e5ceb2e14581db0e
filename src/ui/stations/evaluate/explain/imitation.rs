//! A small tree in the model's place.

use engine::explain::surrogate::MOST_DEPTH;
use engine::explain::{Answer, Question};
use leptos::prelude::*;

use super::asked::Asked;
use crate::form::{Range, Slider};
use crate::state::{Asking, Context};
use crate::view::explain::{fidelity, imitation};
use crate::widgets::{Figure, Kept};

/// Deep enough to tell something, and still legible.
const FIRST_DEPTH: f64 = 3.0;

/// The surrogate tree and how well it imitates.
#[component]
pub(super) fn Imitation() -> impl IntoView {
    let report = Context::get().bench.report;
    let asking = Asking::new();
    let depth = RwSignal::new(FIRST_DEPTH);
    let kept = Kept::new();
    Effect::new(move |_| asking.ask(Question::Surrogate { max_depth: depth.get() as usize }));
    let target = report.with_untracked(|report| report.as_ref().map(|report| report.spec.target.clone()));
    let target = target.unwrap_or_default();
    let range = Range { min: 1.0, max: MOST_DEPTH as f64, whole: true, log: false };
    let help = "A deeper tree imitates better and explains less.";
    view! {
        <Slider label="Greatest depth of the tree" help range value=depth
            change=Callback::new(move |value| depth.set(value)) />
        <Asked asking label="Imitating" />
        {move || match asking.found.get()?.ok()?.as_ref() {
            Answer::Surrogate(found) => Some(view! {
                <p role="status">{fidelity(found)}</p>
                <Figure id="imitation" note="Learned from what the model says of the training rows, in the columns as they come in. It is not the model: it is as good an explanation as it is an imitation." chart=imitation(found, &target) kept />
            }),
            _ => None,
        }}
    }
}
