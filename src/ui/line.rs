//! The line: every station with its state and figure, always on screen.

use leptos::prelude::*;

use crate::state::Context;
use crate::view::line::{Facts, State, Stop, line};
use crate::view::station::Station;

/// The navigation along the line.
#[component]
pub(crate) fn Line(
    /// The station in use.
    current: RwSignal<Station>,
) -> impl IntoView {
    let Context { project, bench, .. } = Context::get();
    let stops = Memo::new(move |_| {
        let (dataset, plan, report) = (bench.dataset.read(), bench.plan.read(), bench.report.read());
        let tuned = bench.tuning.report.read();
        line(&Facts {
            spec: &project.spec().read(),
            dataset: dataset.as_deref(),
            opening: &bench.opening.read(),
            plan: plan.as_deref(),
            planning: &bench.planning.read(),
            report: report.as_deref(),
            training: &bench.training.read(),
            tuning: &bench.tuning.job.read(),
            tuned: tuned.as_deref(),
        })
    });
    let stop = move |station: Station| {
        Memo::new(move |_| stops.with(|stops| stops.iter().find(|stop| stop.station == station).cloned()))
    };
    view! {
        <nav class="line" aria-label="Pipeline">
            <ol>
                {Station::ALL
                    .into_iter()
                    .map(|station| view! { <StopOnLine station stop=stop(station) current /> })
                    .collect_view()}
            </ol>
        </nav>
    }
}

#[component]
fn StopOnLine(station: Station, stop: Memo<Option<Stop>>, current: RwSignal<Station>) -> impl IntoView {
    let state = move || stop.with(|stop| stop.as_ref().map_or(State::Empty, |stop| stop.state));
    let figure = move || stop.with(|stop| stop.as_ref().map(|stop| stop.figure.clone()));
    let belt = move || stop.with(|stop| stop.as_ref().map(|stop| stop.belt.clone()));
    view! {
        <li data-state=move || state().name()>
            <span class="belt" aria-hidden="true">{belt}</span>
            <button
                class="stop"
                type="button"
                aria-describedby=format!("stop-{}", station.id())
                aria-current=move || (current.get() == station).then_some("step")
                on:click=move |_| current.set(station)
            >
                <span class="node"><Icon station /><Ring share=Signal::derive(move || match state() {
                    State::Running(share) => share,
                    _ => None,
                }) /></span>
                <span class="name">{station.name()}</span>
                <span class="figure" aria-hidden="true">{figure}</span>
            </button>
            <span class="quiet" id=format!("stop-{}", station.id())>
                {move || format!("{}, {}", state().name(), figure().unwrap_or_default())}
            </span>
        </li>
    }
}

/// How far a running station is, around its node.
#[component]
fn Ring(share: Signal<Option<f64>>) -> impl IntoView {
    // The circle's path length is declared to be 100, so that a dash is a percentage.
    move || {
        share.get().map(|share| {
            view! {
                <svg class="ring" viewBox="0 0 40 40" aria-hidden="true">
                    <circle cx="20" cy="20" r="18.5" pathLength="100"
                        stroke-dasharray=format!("{:.1} 100", share * 100.0) transform="rotate(-90 20 20)" />
                </svg>
            }
        })
    }
}

#[component]
fn Icon(station: Station) -> impl IntoView {
    let path = match station {
        Station::Collect => "M12 3v11m0 0-4-4m4 4 4-4M4 15v3a3 3 0 0 0 3 3h10a3 3 0 0 0 3-3v-3",
        Station::Prepare => {
            "M4 7h9m4 0h3M4 17h3m4 0h9M15 7m-2 0a2 2 0 1 0 4 0 2 2 0 1 0-4 0M9 17m-2 0a2 2 0 1 0 4 0 2 2 0 1 0-4 0"
        }
        Station::Split => "M3 12h5c3 0 4-6 8-6h5m0 0-3-3m3 3-3 3M8 12c3 0 4 6 8 6h5m0 0-3-3m3 3-3 3",
        Station::Train => {
            "M12 4v5m0 6v5M4 12h5m6 0h5M6.5 6.5l3.4 3.4m4.2 4.2 3.4 3.4m0-11-3.4 3.4m-4.2 4.2-3.4 3.4"
        }
        Station::Tune => "M5 21V13m0-4V3m7 18v-5m0-4V3m7 18v-9m0-4V3M2 13h6M9 12h6m1 0h6",
        Station::Evaluate => "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
    };
    view! { <svg viewBox="0 0 24 24" aria-hidden="true"><path d=path /></svg> }
}
