//! What the recipe does to the training rows.

use job::{Plan, StepPlan};
use leptos::prelude::*;
use plot::number::{count, counted};

use super::changes::Changes;
use super::order::Order;
use super::suggested::Suggested;
use crate::state::Context;
use crate::view::through::{does, journeys, names};
use crate::widgets::{Heading, Note, NoteTone, RowsTable, Segmented, Table};

/// Rows of a table that are shown at once.
const LEARNED: usize = 100;

/// The stage.
#[component]
pub(super) fn Stage() -> impl IntoView {
    let bench = Context::get().bench;
    let lede = Signal::derive(move || {
        bench.plan.with(|plan| {
            let Some(plan) = plan.as_ref() else { return String::new() };
            let last = plan.steps.iter().rev().find_map(|step| step.outcome.as_ref().ok());
            let columns = last.map_or(plan.features, |(flow, _)| flow.columns);
            let learns = if plan.spec.leak {
                "Every step learns from all rows: a leak."
            } else {
                "Every step learns from the training rows alone."
            };
            format!(
                "{} go in, {} come out. {learns}",
                counted(plan.features as u64, "feature", "features"),
                count(columns as u64)
            )
        })
    });
    view! {
        <Heading title="What must happen to the columns first?" lede />
        {move || bench.planning.with(crate::view::job::Job::error_text).map(|text| {
            view! { <Note tone=NoteTone::Bad title="Cannot prepare">{text}</Note> }
        })}
        <Suggested />
        {move || bench.plan.get().map(|plan| view! { <Flow plan=(*plan).clone() /> })}
        <Rows />
        {move || bench.plan.get().map(|plan| view! {
            <Learned steps=plan.steps.clone() />
            <Journeys plan=(*plan).clone() />
        })}
    }
}

#[component]
fn Flow(plan: Plan) -> impl IntoView {
    let train = plan.split.sizes.as_ref().map_or(0, |sizes| sizes.train);
    let dash = || "–".to_owned();
    let first =
        vec!["Training rows".to_owned(), count(train as u64), count(plan.features as u64), dash(), dash()];
    let rows = plan.steps.iter().map(|step| match &step.outcome {
        Ok((flow, _)) => {
            vec![
                format!("{}. {}", step.index + 1, flow.stage),
                count(flow.rows as u64),
                count(flow.columns as u64),
                names(&step.through.takes),
                does(step),
            ]
        }
        Err(text) => {
            vec![format!("{}. not possible: {text}", step.index + 1), dash(), dash(), dash(), dash()]
        }
    });
    let headers = ["After", "Rows", "Features", "Works on", "What it does"].map(str::to_owned).to_vec();
    let rows = std::iter::once(first).chain(rows).collect();
    view! { <Table caption="The training rows on their way" headers rows /> }
}

/// Before and after, on the real training rows.
#[component]
fn Rows() -> impl IntoView {
    let Context { project, bench, .. } = Context::get();
    let chosen = Order::get().chosen;
    let side = RwSignal::new("changes".to_owned());
    // The chosen step, when it can be done.
    let done = Memo::new(move |_| {
        let at = chosen.get()?;
        let plan = bench.plan.get()?;
        plan.steps.iter().any(|step| step.index == at && step.outcome.is_ok()).then_some(at)
    });
    let shown = Memo::new(move |_| match (side.get().as_str(), done.get()) {
        ("changes", None) => "after",
        ("changes", Some(_)) => "changes",
        ("before", _) => "before",
        _ => "after",
    });
    // The chosen step's place among the active ones, or all of them.
    let steps = Memo::new(move |_| {
        let plan = bench.plan.get()?;
        let done =
            |at: usize| plan.steps.iter().filter(|step| step.index < at && step.outcome.is_ok()).count();
        let (before, after) = match chosen.get() {
            Some(at) => (done(at), done(at + 1)),
            None => (0, done(usize::MAX)),
        };
        plan.split.sizes.is_ok().then_some(if shown.get() == "before" { before } else { after })
    });
    let stage = Signal::derive(move || {
        let steps = steps.get()?;
        // The plan's own spec: the page's may be a step ahead of what is possible.
        bench.plan.get().map(|plan| job::Stage::Prepared { spec: Box::new(plan.spec.clone()), steps })
    });
    let what = move || match chosen.get().and_then(|at| project.spec().with(|s| s.steps.get(at).cloned())) {
        Some(step) => engine::steps::kind(&step.step).map_or(step.step.clone(), |kind| kind.label.to_owned()),
        None => "all steps".to_owned(),
    };
    let title = move || match shown.get() {
        "changes" => format!("What {} does to the training rows", what()),
        side => format!("Training rows {side} {}", what()),
    };
    let options = move || {
        let mut options = vec![("before", "Before".to_owned()), ("after", "After".to_owned())];
        if done.get().is_some() {
            options.insert(0, ("changes", "Changes".to_owned()));
        }
        options
    };
    view! {
        <section class="block">
            <div class="block-head">
                <h3>{title}</h3>
                {move || view! {
                    <Segmented label="Rows shown" options=options() value=Signal::derive(move || shown.get().to_owned())
                        choose=move |value: &'static str| side.set(value.to_owned()) />
                }}
            </div>
            // What others follow from is read first: were `shown` asked first and still the same, the change of
            // `done` on the way would be taken for seen.
            {move || match (done.get(), shown.get()) {
                (Some(at), "changes") => view! { <Changes at /> }.into_any(),
                _ => view! { <RowsTable caption="Prepared training rows" stage /> }.into_any(),
            }}
            <Show when=move || chosen.get().is_none() && !project.spec().with(|spec| spec.steps.is_empty())>
                <p class="hint">"Choose a step in the list to see, cell by cell, what it changes."</p>
            </Show>
        </section>
    }
}

#[component]
fn Learned(steps: Vec<StepPlan>) -> impl IntoView {
    let rows: Vec<Vec<String>> = steps
        .iter()
        .filter_map(|step| step.outcome.as_ref().ok())
        .flat_map(|(_, report)| {
            report.learned.iter().map(|learned| {
                vec![
                    report.label.clone(),
                    learned.column.clone(),
                    learned.what.clone(),
                    learned.value.clone(),
                ]
            })
        })
        .collect();
    let left_out = rows.len().saturating_sub(LEARNED);
    (!rows.is_empty()).then(|| {
        let headers = ["Step", "Column", "Figure", "Value"].map(str::to_owned).to_vec();
        view! {
            <section class="block">
                <Table caption="What the steps learned" headers rows=rows.into_iter().take(LEARNED).collect() />
                {(left_out > 0).then(|| view! { <p class="hint">{format!("{left_out} more figures are not shown.")}</p> })}
            </section>
        }
    })
}

/// Every column from where it comes to where it ends.
#[component]
fn Journeys(plan: Plan) -> impl IntoView {
    let rows = journeys(&plan);
    let left_out = rows.len().saturating_sub(LEARNED);
    let headers = ["Column", "Comes from", "Steps that work on it", "Goes to"].map(str::to_owned).to_vec();
    let rows = rows.into_iter().take(LEARNED).map(Vec::from).collect();
    view! {
        <details class="block more">
            <summary>"Which columns go through which step"</summary>
            <Table caption="Columns on their way" headers rows />
            {(left_out > 0).then(|| view! { <p class="hint">{format!("{left_out} more columns are not shown.")}</p> })}
        </details>
    }
}
