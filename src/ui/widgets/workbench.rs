//! The frame of a station: controls, stage, and why it exists.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::lessons;
use crate::state::Context;
use crate::view::station::Station;

/// The station in use; `App` provides it.
#[derive(Clone, Copy)]
pub(crate) struct Current(pub(crate) RwSignal<Station>);

/// Controls left, the stage in the middle, why the station exists on the right.
#[component]
pub(crate) fn Workbench(
    /// The station.
    station: Station,
    /// What is set here.
    controls: AnyView,
    /// What is seen here.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="controls" aria-label="Controls">
            {controls}
        </section>
        <section class="stage" tabindex="-1" aria-label=station.name()>
            {children()}
        </section>
        <Why station />
    }
}

/// The heading of a stage.
#[component]
pub(crate) fn Heading(
    /// The question the station answers.
    #[prop(into)]
    title: Signal<String>,
    /// The answer in a sentence.
    #[prop(into)]
    lede: Signal<String>,
) -> impl IntoView {
    view! {
        <header class="heading">
            <h2>{move || title.get()}</h2>
            <p class="lede">{move || lede.get()}</p>
        </header>
    }
}

/// Goes to the next station.
#[component]
pub(crate) fn Continue(
    /// The station we are at.
    from: Station,
) -> impl IntoView {
    let current = expect_context::<Current>().0;
    from.next().map(|next| {
        view! {
            <button class="primary" type="button" on:click=move |_| {
                current.set(next);
                request_animation_frame(rescue_focus);
            }>
                {format!("Continue to {}", next.name())}
            </button>
        }
    })
}

/// Takes the focus to the stage when the control that had it is gone.
pub(crate) fn rescue_focus() {
    let lost = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
    if !lost {
        return;
    }
    let stage = document().query_selector(".stage").ok().flatten();
    if let Some(stage) = stage.and_then(|stage| stage.dyn_into::<HtmlElement>().ok()) {
        // Only an element that is no longer there refuses, and then there is nothing to focus.
        let _ = stage.focus();
    }
}

/// What a station shows while there are no data.
#[component]
pub(crate) fn NeedsData() -> impl IntoView {
    let current = expect_context::<Current>().0;
    let opening = Context::get().bench.opening;
    move || {
        if opening.with(|job| job.is_running()) {
            return view! { <p class="lede" role="status">"The data are being read."</p> }.into_any();
        }
        view! {
            <div class="empty">
                <h2>"There are no data yet"</h2>
                <p class="lede">"Everything on the line starts with a table: a file of your own, or one of the samples."</p>
                <button class="primary" type="button" on:click=move |_| current.set(Station::Collect)>
                    "Choose data at Collect"
                </button>
            </div>
        }
        .into_any()
    }
}

#[component]
fn Why(station: Station) -> impl IntoView {
    let lesson = lessons::of(station.id());
    lesson.map(|lesson| {
        view! {
            <aside class="why" aria-label="Why this station exists">
                <details open>
                    <summary>"Why this station exists"</summary>
                    {lesson.why.iter().map(|text| view! { <p>{*text}</p> }).collect_view()}
                </details>
                <details open>
                    <summary>"What can go wrong here"</summary>
                    <ul>{lesson.wrong.iter().map(|text| view! { <li>{*text}</li> }).collect_view()}</ul>
                </details>
                <details open>
                    <summary>"Try it"</summary>
                    <p>{lesson.try_it}</p>
                </details>
                <details open>
                    <summary>"The same in scikit-learn"</summary>
                    <pre tabindex="0" aria-label="The same in scikit-learn"><code>{lesson.sklearn}</code></pre>
                </details>
            </aside>
        }
    })
}
