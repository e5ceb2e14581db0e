//! Tune: many settings tried on folds of the training rows, and ranked.

mod charts;
mod controls;
mod ranking;
mod space;

use engine::tune::TuneReport;
use leptos::prelude::*;
use plot::number::counted;

use self::charts::Charts;
use self::controls::Controls;
use self::ranking::Ranking;
use crate::state::{self, Context};
use crate::view::job::Job;
use crate::view::station::Station;
use crate::view::tune::{seconds, settings};
use crate::widgets::{Heading, NeedsData, Note, NoteTone, ProgressBar, Workbench};

/// The station.
#[component]
pub(crate) fn Tune() -> impl IntoView {
    let bench = Context::get().bench;
    let loaded = Memo::new(move |_| bench.dataset.with(Option::is_some));
    let controls = view! { <Show when=move || loaded.get()><Controls /></Show> }.into_any();
    view! {
        <Workbench station=Station::Tune controls>
            <Show when=move || loaded.get() fallback=|| view! { <NeedsData /> }>
                <Stage />
            </Show>
        </Workbench>
    }
}

#[component]
fn Stage() -> impl IntoView {
    let context = Context::get();
    let tuning = context.bench.tuning;
    let lede = Signal::derive(move || {
        "Every trial is fitted on some folds of the training rows and judged on the others. The validation and test rows stay out of it.".to_owned()
    });
    let running = Memo::new(move |_| tuning.job.with(Job::is_running));
    let left = move || {
        let workers = counted(tuning.workers.get() as u64, "worker", "workers");
        match tuning.left.get() {
            Some(left) => format!("{} left, {workers} at work.", seconds(left)),
            None => format!("{workers} at work."),
        }
    };
    let idle = move || tuning.report.with(Option::is_none) && tuning.job.with(|job| *job == Job::Idle);
    view! {
        <Heading title="Which settings do best on rows they have not seen?" lede />
        <ProgressBar job=tuning.job.into() label="Searching" />
        <Show when=move || running.get()><p class="hint">{left}</p></Show>
        {move || tuning.job.with(Job::error_text).map(|text| {
            view! { <Note tone=NoteTone::Bad title="Not searched">{text}</Note> }
        })}
        <Show when=idle>
            <div class="empty">
                <p class="lede">"Nothing has been searched yet. Tick what may change, then start."</p>
                <button class="primary" type="button" on:click=move |_| state::tune(context)>"Start the search"</button>
            </div>
        </Show>
        {move || tuning.report.get().map(|report| view! { <Found report=(*report).clone() /> })}
    }
}

#[component]
fn Found(report: TuneReport) -> impl IntoView {
    let context = Context::get();
    let running = context.bench.tuning.job.with_untracked(Job::is_running);
    let best = report.best.and_then(|id| report.trial(id)).cloned();
    let word = if running { "Best so far" } else { "Best" };
    let verdict = best.as_ref().map(|best| {
        let mean = best.mean.map_or_else(|| "–".to_owned(), plot::number::score);
        let spread = best.sd.map_or_else(String::new, |sd| format!(" ± {}", plot::number::score(sd)));
        format!(
            "{word}: {}. {} {mean}{spread} over {} folds.",
            settings(&best.settings),
            report.scoring.label,
            best.folds.len()
        )
    });
    let simplest = report.simplest.as_ref().filter(|_| !running).and_then(|simplest| {
        let trial = report.trial(simplest.trial)?;
        (Some(simplest.trial) != report.best).then(|| (simplest.trial, settings(&trial.settings)))
    });
    let edges = report.edges.iter().filter(|_| !running).map(|edge| edge.advice.clone()).collect::<Vec<_>>();
    let notes = report.notes.clone();
    let stopped = !running && !report.complete;
    view! {
        {verdict.map(|text| view! { <p class="lede" role="status">{text}</p> })}
        {stopped.then(|| view! {
            <Note tone=NoteTone::Warn title="Stopped">"The search was stopped. The trials that were finished are kept and ranked."</Note>
        })}
        {simplest.map(|(trial, text)| view! {
            <Note tone=NoteTone::Warn title="Simpler and about as good">
                {format!("Within one standard error of the best, this trial overfits least: {text}. ")}
                <button class="link" type="button" on:click=move |_| state::use_trial(context, trial)>"Use it"</button>
            </Note>
        })}
        {edges.into_iter().map(|text| view! { <Note tone=NoteTone::Warn title="At the edge">{text}</Note> }).collect_view()}
        {notes.into_iter().map(|text| view! { <Note tone=NoteTone::Warn title="Look closer">{text}</Note> }).collect_view()}
        <Ranking report=report.clone() />
        {(!running).then(|| view! {
            <button class="secondary" type="button" on:click=move |_| state::export_trials(context)>"Save the trials"</button>
        })}
        {(!running).then(|| view! { <Charts report /> })}
    }
}
