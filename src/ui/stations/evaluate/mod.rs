//! Evaluate: how well the model does on rows it has not seen.

mod checks;
mod classes;
mod curves;
mod explain;
mod groups;
mod numbers;
mod scores;
mod threshold;

use engine::checks::Verdict;
use engine::evaluate::{Part, PartName, PartReport};
use leptos::prelude::*;

use crate::state::{self, Context};
use crate::view::job::Job;
use crate::view::line::is_stale;
use crate::view::station::Station;
use crate::widgets::{Current, Heading, NeedsData, Note, NoteTone, ProgressBar, Segmented, Workbench};

use checks::Checks;
use classes::Classes;
use curves::Curves;
use explain::{Explain, Seen};
use groups::{ByColumn, Worst};
use numbers::Numbers;
use scores::{Cards, MetricsTable};
use threshold::{Choice, Threshold};

/// The station.
#[component]
pub(crate) fn Evaluate() -> impl IntoView {
    let bench = Context::get().bench;
    let part = RwSignal::new("validation".to_owned());
    let loaded = Memo::new(move |_| bench.dataset.with(Option::is_some));
    let trained = Memo::new(move |_| bench.report.with(Option::is_some));
    let controls = view! { <Show when=move || trained.get()><Controls part /></Show> }.into_any();
    view! {
        <Workbench station=Station::Evaluate controls>
            <Show when=move || loaded.get() fallback=|| view! { <NeedsData /> }>
                <ProgressBar job=bench.training.into() label="Training" />
                <Show when=move || trained.get() fallback=|| view! { <NeedsModel /> }>
                    <Stage part />
                </Show>
            </Show>
        </Workbench>
    }
}

#[component]
fn NeedsModel() -> impl IntoView {
    let current = expect_context::<Current>().0;
    view! {
        <div class="empty">
            <h2>"No model yet"</h2>
            <p class="lede">"There is nothing to judge before a model is trained."</p>
            <button class="primary" type="button" on:click=move |_| current.set(Station::Train)>"Train a model"</button>
        </div>
    }
}

/// The part of the report that is looked at; training rows when there is no other.
fn chosen(part: RwSignal<String>) -> Memo<Option<(PartName, Part)>> {
    let bench = Context::get().bench;
    Memo::new(move |_| {
        let wanted = part.get();
        bench.report.with(|report| {
            let evaluation = &report.as_ref()?.evaluation;
            let found = match wanted.as_str() {
                "test" => evaluation.test.as_ref().map(|part| (PartName::Test, part)),
                "train" => None,
                _ => evaluation.validation.as_ref().map(|part| (PartName::Validation, part)),
            };
            let (name, part) = found.unwrap_or((PartName::Train, &evaluation.train));
            Some((name, part.clone()))
        })
    })
}

#[component]
fn Controls(part: RwSignal<String>) -> impl IntoView {
    let context = Context::get();
    let Context { project, bench, .. } = context;
    let opened = Memo::new(move |_| {
        bench.report.with(|report| report.as_ref().is_some_and(|report| report.evaluation.test.is_some()))
    });
    let has_test = Memo::new(move |_| {
        bench.report.with(|report| report.as_ref().is_some_and(|report| report.sizes.test > 0))
    });
    let looks = move || {
        let times = |n| if n == 1 { "once".to_owned() } else { format!("{n} times") };
        match project.test_looks.get() {
            0 => "The test rows have not been opened. Opening them is recorded.".to_owned(),
            n => {
                format!("The test rows were judged {}. Each look spends a little of their honesty.", times(n))
            }
        }
    };
    let options = move || {
        let mut options = vec![("train", "Train".to_owned()), ("validation", "Validation".to_owned())];
        if opened.get() {
            options.push(("test", "Test".to_owned()));
        }
        options
    };
    view! {
        {move || view! {
            <Segmented label="Rows judged" options=options() value=part
                choose=move |value: &'static str| part.set(value.to_owned()) />
        }}
        <button class="secondary" type="button" on:click=move |_| state::export_report(context)>"Save the report"</button>
        <Show when=move || has_test.get()>
            <p class="hint">{looks}</p>
            <Looks />
            <Show when=move || !opened.get()>
                <button class="secondary" type="button" disabled=move || bench.training.with(Job::is_running)
                    on:click=move |_| {
                        part.set("test".to_owned());
                        state::open_test(context);
                    }>"Open the test rows"</button>
            </Show>
        </Show>
    }
}

/// What was seen of the test rows, look by look.
#[component]
fn Looks() -> impl IntoView {
    let looks = Context::get().project.looks;
    let line = |look: engine::run::Look| {
        let model =
            engine::models::kind(&look.model).map_or(look.model.clone(), |kind| kind.label.to_owned());
        let figure = look.figure.map_or_else(|| "undefined".to_owned(), plot::number::score);
        view! { <li>{format!("{model}: {} {figure}", look.metric)}</li> }
    };
    move || {
        let looks = looks.get();
        (!looks.is_empty()).then(|| view! {
            <ol class="looks" aria-label="Looks at the test rows">{looks.into_iter().map(line).collect_view()}</ol>
        })
    }
}

/// What of the report is looked at.
const VIEWS: [(&str, &str); 7] = [
    ("figures", "Figures"),
    ("checks", "Checks"),
    ("threshold", "Threshold and costs"),
    ("curves", "Curves"),
    ("explain", "Explain"),
    ("groups", "Groups"),
    ("worst", "Worst rows"),
];

/// The views that a task has.
fn views(is_classification: bool) -> Vec<(&'static str, String)> {
    let of_classes = ["threshold", "curves"];
    let shown = VIEWS.into_iter().filter(|(view, _)| is_classification || !of_classes.contains(view));
    shown.map(|(view, label)| (view, label.to_owned())).collect()
}

#[component]
fn Stage(part: RwSignal<String>) -> impl IntoView {
    let Context { project, bench, .. } = Context::get();
    let current = expect_context::<Current>().0;
    let judged = chosen(part);
    let seen = RwSignal::new("figures".to_owned());
    let choice = Choice::new();
    let column = RwSignal::new(String::new());
    let explained = Seen::new();
    let is_classification = Memo::new(move |_| {
        judged.with(
            |judged| matches!(judged, Some((_, part)) if matches!(part.model, PartReport::Classification(_))),
        )
    });
    let stale = Memo::new(move |_| {
        bench.report.with(|report| {
            report.as_ref().is_some_and(|report| project.spec().with(|spec| is_stale(report, spec)))
        })
    });
    let title = Signal::derive(move || match judged.with(|judged| judged.as_ref().map(|(name, _)| *name)) {
        Some(PartName::Train) => "How well does it know the rows it learned from?".to_owned(),
        _ => "How well does it do on rows it has not seen?".to_owned(),
    });
    let lede = Signal::derive(move || {
        let model = bench.report.with(|report| {
            let kind = report.as_ref().and_then(|report| engine::models::kind(&report.spec.model.kind).ok());
            kind.map_or("The model", |kind| kind.label)
        });
        judged.with(|judged| {
            judged.as_ref().map_or_else(String::new, |(name, part)| in_a_sentence(model, *name, part))
        })
    });
    let leak = Memo::new(move |_| bench.report.with(|report| report.as_ref().and_then(|r| r.leak.clone())));
    view! {
        <Heading title lede />
        {move || leak.get().map(|text| view! { <Note tone=NoteTone::Bad title="Leak">{text}</Note> })}
        <Show when=move || stale.get() && !bench.training.with(Job::is_running)>
            <Note tone=NoteTone::Warn title="Stale">
                "Something has changed since this model was judged. "
                <button class="link" type="button" on:click=move |_| current.set(Station::Train)>"Train again"</button>
            </Note>
        </Show>
        {move || view! {
            <Segmented label="What to look at" options=views(is_classification.get()) value=seen
                choose=move |value: &'static str| seen.set(value.to_owned()) />
        }}
        {move || judged.get().map(|(name, part)| match (seen.get().as_str(), part.model.clone()) {
            ("checks", _) => view! { <AllChecks /> }.into_any(),
            ("threshold", PartReport::Classification(report)) => {
                view! { <Threshold name report choice /> }.into_any()
            }
            ("curves", PartReport::Classification(report)) => view! { <Curves report /> }.into_any(),
            ("explain", _) => view! { <Explain name seen=explained /> }.into_any(),
            ("groups", _) => view! { <ByColumn name column /> }.into_any(),
            ("worst", _) => view! { <Worst part /> }.into_any(),
            _ => view! { <Figures name part seen /> }.into_any(),
        })}
    }
}

/// The checks of the run, whatever part is looked at.
#[component]
fn AllChecks() -> impl IntoView {
    let report = Context::get().bench.report;
    let checks = Memo::new(move |_| {
        report.with(|report| report.as_ref().map(|report| report.checks.clone()).unwrap_or_default())
    });
    move || view! { <Checks checks=checks.get() /> }
}

/// The figures, beside the baseline's, and what makes them up.
#[component]
fn Figures(name: PartName, part: Part, seen: RwSignal<String>) -> impl IntoView {
    let unscored = part.unscored_reason.clone();
    let body = match part.model.clone() {
        PartReport::Classification(report) => view! { <Classes report /> }.into_any(),
        PartReport::Regression(report) => view! { <Numbers report /> }.into_any(),
    };
    let report = Context::get().bench.report;
    let checked = report.with_untracked(|report| {
        let checks = &report.as_ref()?.checks;
        let fine = checks.iter().all(|check| check.verdict == Verdict::Ok);
        (!fine).then(|| crate::view::checks::in_a_sentence(checks))
    });
    view! {
        <Cards part=part.clone() />
        {unscored.map(|text| view! { <Note tone=NoteTone::Warn title="Not judged">{text}</Note> })}
        {checked.map(|text| view! {
            <Note tone=NoteTone::Warn title="Checks">
                {text}" "
                <button class="link" type="button" on:click=move |_| seen.set("checks".to_owned())>"See the checks"</button>
            </Note>
        })}
        {body}
        <MetricsTable name part />
    }
}

fn in_a_sentence(model: &str, name: PartName, part: &Part) -> String {
    let rows = match name {
        PartName::Train => "training",
        PartName::Validation => "validation",
        PartName::Test => "test",
    };
    let rows = format!("{} {rows} rows", plot::number::count(part.scored as u64));
    match &part.model {
        PartReport::Classification(report) => {
            let counts = &report.confusion.counts;
            let right: u64 = counts.iter().enumerate().filter_map(|(at, row)| row.get(at)).sum();
            let all: u64 = counts.iter().flatten().sum();
            format!(
                "{model} on {rows}: {} right, {} wrong.",
                plot::number::count(right),
                plot::number::count(all - right)
            )
        }
        PartReport::Regression(_) => {
            let typical = part.model.metric("median_absolute_error").and_then(|metric| metric.value);
            let typical = typical.map_or_else(String::new, |error| {
                format!(": half of the predictions are within {} of the truth", plot::number::short(error))
            });
            format!("{model} on {rows}{typical}.")
        }
    }
}
