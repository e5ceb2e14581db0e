//! The form of one step: its settings, the columns that go through it, and what it learned.

use engine::params::Params;
use engine::steps::{Selector, StepSpec, kind};
use job::StepPlan;
use leptos::prelude::*;
use plot::number::count;

use super::columns::ColumnsField;
use super::order::Order;
use crate::form::ParamForm;
use crate::state::Context;
use crate::view::through::comes_out;

/// Figures a step learned that are shown in its form.
const LEARNED: usize = 24;
/// Names of columns that are listed.
const NAMED: usize = 40;

/// The settings of the step at a place of the recipe.
#[component]
pub(super) fn StepForm(at: usize, last: bool) -> impl IntoView {
    let Context { project, bench, .. } = Context::get();
    let order = Order::get();
    let step = Memo::new(move |_| project.spec().with(|spec| spec.steps.get(at).cloned()));
    let change = move |change: Box<dyn FnOnce(&mut StepSpec)>| {
        project.change(|spec| {
            if let Some(step) = spec.steps.get_mut(at) {
                change(step);
            }
        });
    };
    let kind = step.get_untracked().and_then(|step| kind(&step.step).ok())?;
    let values = Signal::derive(move || step.get().map_or_else(Params::new, |step| step.params));
    let set = move |(name, value): (&'static str, _)| {
        change(Box::new(move |step| {
            step.params.insert(name.to_owned(), value);
        }));
    };
    let named = move || step.with(|step| matches!(step, Some(StepSpec { columns: Selector::Names(_), .. })));
    let planned = Memo::new(move |_| {
        bench.plan.with(|plan| plan.as_ref()?.steps.iter().find(|step| step.index == at).cloned())
    });
    let number = at + 1;
    Some(view! {
        <div class="step-form">
            <p class="hint">{kind.help}</p>
            <ColumnsField at />
            <ParamForm specs=kind.params values change=set />
            {move || planned.get().map(|plan| view! { <Through plan=plan.clone() named=named() /><Learned plan /> })}
            <div class="step-tools">
                <button class="ghost" type="button" disabled={at == 0} aria-label=format!("Move step {number} up")
                    on:click=move |_| order.move_to(at, at.saturating_sub(1))>"Up"</button>
                <button class="ghost" type="button" disabled=last aria-label=format!("Move step {number} down")
                    on:click=move |_| order.move_to(at, at + 1)>"Down"</button>
                <button class="ghost" type="button" aria-label=format!("Duplicate step {number}")
                    on:click=move |_| order.duplicate(at)>"Duplicate"</button>
            </div>
        </div>
    })
}

/// What comes in and what comes out.
#[component]
fn Through(plan: StepPlan, named: bool) -> impl IntoView {
    if plan.outcome.is_err() {
        return None;
    }
    let takes = match plan.through.takes.as_slice() {
        [] if named => "no column: none is ticked".to_owned(),
        [] => "no column: there is none of the chosen kind that it can work on".to_owned(),
        takes => {
            let named = takes.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
            let more = takes.len().saturating_sub(NAMED);
            if more > 0 { format!("{named} and {} more", count(more as u64)) } else { named }
        }
    };
    let out = comes_out(&plan.through);
    let out = if out.is_empty() { "the columns as they came".to_owned() } else { out };
    let rows = plan.outcome.as_ref().map_or(plan.rows, |(flow, _)| flow.rows);
    Some(view! {
        <dl class="through" aria-label="Columns through this step">
            <dt>"In"</dt><dd>{takes}</dd>
            <dt>"Out"</dt><dd>{out}</dd>
            <dt>"Rows"</dt><dd>{format!("{} → {}", count(plan.rows as u64), count(rows as u64))}</dd>
        </dl>
    })
}

/// What the step learned from the training rows.
#[component]
fn Learned(plan: StepPlan) -> impl IntoView {
    let learned = plan.outcome.map(|(_, report)| report.learned).unwrap_or_default();
    let left_out = learned.len().saturating_sub(LEARNED);
    let items = learned.iter().take(LEARNED).map(|learned| {
        view! {
            <li>
                {(!learned.column.is_empty()).then(|| view! { <b>{learned.column.clone()}</b>" " })}
                {learned.what.clone()}": "<span>{learned.value.clone()}</span>
            </li>
        }
    });
    let items = items.collect_view();
    (!learned.is_empty()).then(|| view! {
        <details class="more">
            <summary>"What it learned"</summary>
            <ul class="learned">{items}</ul>
            {(left_out > 0).then(|| view! { <p class="hint">{format!("and {} more, in the table on this page", count(left_out as u64))}</p> })}
        </details>
    })
}
