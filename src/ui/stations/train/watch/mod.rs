//! Watch it learn: the moments of the model's learning, played.

mod controls;
mod figures;
mod session;

use engine::pipeline::PipelineSpec;
use engine::timeline::Subject;
use leptos::prelude::*;
use web_sys::HtmlDetailsElement;

use self::controls::Controls;
use self::figures::{Inside, Over};
use self::session::Session;
use crate::form::Select;
use crate::view::job::Job;
use crate::widgets::{Note, NoteTone, ProgressBar};

/// The section. Nothing is computed before it is opened, and all is dropped when it is closed.
#[component]
pub(super) fn Watch(
    /// The spec of the model of now.
    spec: PipelineSpec,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let spec = StoredValue::new(spec);
    view! {
        <details class="block more watch" on:toggle=move |event| {
            open.set(event_target::<HtmlDetailsElement>(&event).open());
        }>
            <summary>"Watch it learn"</summary>
            {move || open.get().then(|| view! { <Stage spec=spec.get_value() /> })}
        </details>
    }
}

#[component]
fn Stage(spec: PipelineSpec) -> impl IntoView {
    let target = spec.target.clone();
    let subjects: Vec<(String, String)> = std::iter::once((String::new(), "The model".to_owned()))
        .chain(
            spec.steps
                .iter()
                .enumerate()
                .filter(|(_, step)| step.enabled && step.step == "k_means")
                .map(|(at, _)| (at.to_string(), format!("Step {}: the groups' centres", at + 1))),
        )
        .collect();
    let session = Session::new(spec);
    let chosen = RwSignal::new(String::new());
    let several = subjects.len() > 1;
    let choose = move |text: String| {
        session.start(text.parse().map_or(Subject::Model, Subject::Step));
        chosen.set(text);
    };
    session.start(Subject::Model);
    let found = move || session.timeline.with(Option::is_some);
    view! {
        {several.then(|| view! {
            <Select label="What to watch" options=Signal::stored(subjects.clone()) value=chosen choose />
        })}
        <ProgressBar job=session.job.into() label="Looking back" />
        {move || session.job.with(Job::error_text).map(|text| {
            view! { <Note tone=NoteTone::Bad title="Nothing to watch">{text}</Note> }
        })}
        <Show when=found>
            <Controls session />
            <Over session target=target.clone() />
            <Inside session />
            {move || session.timeline.with(|timeline| timeline.as_ref()?.note.clone()).map(|note| {
                view! { <p class="hint">{note}</p> }
            })}
        </Show>
    }
}
