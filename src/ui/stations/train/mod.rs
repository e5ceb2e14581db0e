//! Train: a model, its settings, and what they do at once.

mod controls;
mod members;
mod result;
mod watch;

use leptos::prelude::*;

use self::controls::Controls;
use self::result::Result;
use self::watch::Watch;
use crate::state::{self, Context};
use crate::view::job::Job;
use crate::view::line::is_stale;
use crate::view::station::Station;
use crate::widgets::{Heading, NeedsData, Note, NoteTone, ProgressBar, Workbench};

/// The station.
#[component]
pub(crate) fn Train() -> impl IntoView {
    let bench = Context::get().bench;
    let loaded = Memo::new(move |_| bench.dataset.with(Option::is_some));
    let controls = view! { <Show when=move || loaded.get()><Controls /></Show> }.into_any();
    view! {
        <Workbench station=Station::Train controls>
            <Show when=move || loaded.get() fallback=|| view! { <NeedsData /> }>
                <Stage />
            </Show>
        </Workbench>
    }
}

#[component]
fn Stage() -> impl IntoView {
    let context = Context::get();
    let Context { project, bench, .. } = context;
    let lede = Signal::derive(move || {
        let rows = bench.plan.with(|plan| {
            plan.as_ref().and_then(|plan| plan.split.sizes.as_ref().ok().map(|sizes| sizes.train))
        });
        let target = project.spec().with(|spec| spec.target.clone());
        match rows {
            Some(rows) if !target.is_empty() => {
                format!(
                    "The model looks at {} and learns to tell {target}.",
                    plot::number::counted(rows as u64, "training row", "training rows")
                )
            }
            _ => "Choose a column to predict at Collect first.".to_owned(),
        }
    });
    let trained = move || bench.report.with(Option::is_some);
    view! {
        <Heading title="What can be learned from the training rows?" lede />
        <ProgressBar job=bench.training.into() label="Training" />
        {move || bench.training.with(Job::error_text).map(|text| {
            view! { <Note tone=NoteTone::Bad title="Not trained">{text}</Note> }
        })}
        <Show when=move || !trained() && bench.training.with(|job| *job == Job::Idle)>
            <div class="empty">
                <p class="lede">"Nothing is trained yet."</p>
                <button class="primary" type="button" on:click=move |_| state::train(context)>"Train the model"</button>
            </div>
        </Show>
        {move || bench.report.get().map(|report| {
            let stale = Memo::new({
                let report = report.clone();
                move |_| project.spec().with(|spec| is_stale(&report, spec))
            });
            view! {
                <Show when=move || stale.get() && !bench.training.with(Job::is_running)>
                    <Note tone=NoteTone::Warn title="Stale">
                        "Something has changed since this model was trained. Train again to bring the figures up to date."
                    </Note>
                </Show>
                <Result report=(*report).clone() />
                <Show when=move || !stale.get() && !bench.training.with(Job::is_running)>
                    <Watch spec=report.spec.clone() />
                </Show>
            }
        })}
    }
}
