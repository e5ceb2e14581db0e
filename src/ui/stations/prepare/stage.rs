//! What the recipe does to the training rows.

use job::{Plan, StepPlan};
use leptos::prelude::*;
use plot::number::{count, counted};

use super::Chosen;
use crate::state::Context;
use crate::widgets::{Heading, Note, NoteTone, RowsTable, Segmented, Table};

/// Figures a step learned that are shown at once.
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
            format!(
                "{} go in, {} come out. Every step learns from the training rows alone.",
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
        {move || bench.plan.get().map(|plan| view! { <Flow plan=(*plan).clone() /> })}
        <Rows />
        {move || bench.plan.get().map(|plan| view! { <Learned steps=plan.steps.clone() /> })}
    }
}

#[component]
fn Flow(plan: Plan) -> impl IntoView {
    let train = plan.split.sizes.as_ref().map_or(0, |sizes| sizes.train);
    let first = vec!["Training rows".to_owned(), count(train as u64), count(plan.features as u64)];
    let rows = plan.steps.iter().map(|step| match &step.outcome {
        Ok((flow, _)) => {
            vec![
                format!("{}. {}", step.index + 1, flow.stage),
                count(flow.rows as u64),
                count(flow.columns as u64),
            ]
        }
        Err(text) => {
            vec![format!("{}. not possible: {text}", step.index + 1), "–".to_owned(), "–".to_owned()]
        }
    });
    let headers = ["After", "Rows", "Features"].map(str::to_owned).to_vec();
    let rows = std::iter::once(first).chain(rows).collect();
    view! { <Table caption="The training rows on their way" headers rows /> }
}

/// Before and after, on the real training rows.
#[component]
fn Rows() -> impl IntoView {
    let Context { project, bench, .. } = Context::get();
    let chosen = expect_context::<Chosen>().0;
    let side = RwSignal::new("after".to_owned());
    // The chosen step's place among the active ones, or all of them.
    let steps = Memo::new(move |_| {
        let plan = bench.plan.get()?;
        let whole = plan.steps.iter().filter(|step| step.outcome.is_ok()).count();
        let upto = match chosen.get() {
            Some(at) => plan.steps.iter().filter(|step| step.index < at && step.outcome.is_ok()).count(),
            None => 0,
        };
        let after = match chosen.get() {
            Some(at) => upto + usize::from(plan.steps.iter().any(|s| s.index == at && s.outcome.is_ok())),
            None => whole,
        };
        plan.split.sizes.is_ok().then_some(if *side.read() == "before" { upto } else { after })
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
    view! {
        <section class="block">
            <div class="block-head">
                <h3>{move || format!("Training rows {} {}", side.get(), what())}</h3>
                <Segmented label="Rows shown" options=vec![("before", "Before".to_owned()), ("after", "After".to_owned())]
                    value=side choose=move |value: &'static str| side.set(value.to_owned()) />
            </div>
            <RowsTable caption="Prepared training rows" stage />
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
