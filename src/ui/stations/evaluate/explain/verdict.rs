//! What the model says of a row, and why.

use std::sync::Arc;

use engine::explain::what_if::Given;
use engine::explain::{Answer, Cell, Counterfactual, Goal, TreePath, WhatIf};
use leptos::prelude::*;

use super::row::as_what_if;
use crate::form::Select;
use crate::state::Context;
use crate::view::explain::{change, exactly, prediction, question, scored_classes, waterfall};
use crate::view::figure::exact;
use crate::widgets::{Figure, Kept, Table};

/// Prediction, parts, path and the nearest change.
#[component]
pub(super) fn Verdict(
    /// The last answer.
    found: Memo<Option<Arc<Answer>>>,
    /// The row that it started from.
    given: Given,
    /// What the model says of the row as it is.
    first: RwSignal<Option<Vec<f64>>>,
    /// The cells of now.
    cells: RwSignal<Vec<Cell>>,
) -> impl IntoView {
    let report = Context::get().bench.report;
    let (target, classes) = report.with_untracked(|report| {
        report
            .as_ref()
            .map_or_else(Default::default, |report| (report.spec.target.clone(), report.classes.clone()))
    });
    let class = RwSignal::new(String::new());
    let kept = Kept::new();
    move || {
        let answer = found.get()?;
        let found = as_what_if(Some(&answer))?.clone();
        let sentence = said(&found, first.get().as_deref(), &given.truth, &classes);
        Some(view! {
            <p class="said" role="status">{sentence}</p>
            <Answers found=found.clone() first=first.get() classes=classes.clone() target=target.clone() />
            <Parts found=found.clone() given=given.clone() classes=classes.clone() target=target.clone() class kept />
            {found.path.clone().map(|path| view! { <Way path classes=classes.clone() /> })}
            <Nearest found given=given.clone() classes=classes.clone() cells />
        })
    }
}

fn said(found: &WhatIf, first: Option<&[f64]>, truth: &str, classes: &[String]) -> String {
    let now = prediction(found.answer.as_deref(), classes);
    let before = first.filter(|first| Some(*first) != found.answer.as_deref());
    let before = before.map_or_else(String::new, |first| {
        format!(" The row as it is: {}.", prediction(Some(first), classes))
    });
    format!("The model says {now}.{before} True is {truth}.")
}

#[component]
fn Answers(found: WhatIf, first: Option<Vec<f64>>, classes: Vec<String>, target: String) -> impl IntoView {
    let answer = found.answer?;
    let names = if classes.is_empty() { vec![target] } else { classes.clone() };
    let was = |at: usize| {
        first.as_ref().and_then(|first| first.get(at)).map_or_else(|| "–".to_owned(), |v| exact(*v))
    };
    let rows = names.into_iter().zip(&answer).enumerate();
    let rows = rows.map(|(at, (name, value))| vec![name, exact(*value), was(at)]).collect();
    let what = if classes.is_empty() { ["Target", "Prediction"] } else { ["Class", "Probability"] };
    let headers = [what[0], what[1], "Of the row as it is"].map(str::to_owned).to_vec();
    Some(view! { <Table caption="What the model says" headers rows /> })
}

/// The SHAP values of one score.
#[component]
fn Parts(
    found: WhatIf,
    given: Given,
    classes: Vec<String>,
    target: String,
    class: RwSignal<String>,
    kept: Kept,
) -> impl IntoView {
    let scored = scored_classes(&found, &classes);
    if found.shap.is_none() {
        let text = if found.answer.is_some() {
            "What each column adds is calculated exactly for single trees, forests, gradient boosting and linear models; this model is none of them."
        } else {
            "Without a prediction there is nothing to take apart."
        };
        return view! { <p class="hint">{text}</p> }.into_any();
    }
    // The predicted class, until another is chosen.
    let predicted = found.class.and_then(|class| classes.get(class)).cloned().unwrap_or_default();
    let shown = Signal::derive(move || {
        class.with(|class| if class.is_empty() { predicted.clone() } else { class.clone() })
    });
    let options: Vec<(String, String)> = scored.iter().map(|class| (class.clone(), class.clone())).collect();
    let by =
        if found.by_input.is_some() { "columns as they come in" } else { "columns as the model sees them" };
    let note = format!(
        "SHAP values of the {by}: what knowing each adds to what was expected. They add up to what the model says."
    );
    view! {
        {(scored.len() > 1).then(|| view! {
            <Select label="Class to take apart" options value=shown choose=move |name| class.set(name) />
        })}
        {move || {
            let at = scored.iter().position(|class| *class == shown.get()).unwrap_or(0);
            waterfall(&found, &given.inputs, &classes, &target, at).map(|chart| {
                view! { <Figure id="waterfall" note=note.clone() chart kept /> }
            })
        }}
    }
    .into_any()
}

/// The questions of a tree, one by one.
#[component]
fn Way(path: TreePath, classes: Vec<String>) -> impl IntoView {
    let leaf = prediction(Some(&path.leaf), &classes);
    let rows = |rows: u32| plot::number::counted(u64::from(rows), "training row", "training rows");
    let asked = path
        .questions
        .iter()
        .map(|asked| view! { <li>{question(asked)}<small>{rows(asked.rows)}</small></li> });
    view! {
        <div class="way">
            <h3>"The way through the tree"</h3>
            <ol aria-label="The way through the tree">
                {asked.collect_view()}
                <li>{format!("so {leaf}")}<small>{rows(path.rows)}</small></li>
            </ol>
        </div>
    }
}

/// The nearest change, and a button that makes it.
#[component]
fn Nearest(found: WhatIf, given: Given, classes: Vec<String>, cells: RwSignal<Vec<Cell>>) -> impl IntoView {
    let body = match (&found.goal, &found.nearest) {
        (None, _) => view! { <p class="hint">"Give a number above, and the nearest change that reaches it is looked for."</p> }.into_any(),
        (Some(goal), None) => view! { <p>{not_found(goal, &found, &classes)}</p> }.into_any(),
        (Some(_), Some(nearest)) => view! { <Changes nearest=nearest.clone() given classes cells /> }.into_any(),
    };
    view! { <div class="nearest"><h3>"The nearest change that turns it"</h3>{body}</div> }
}

fn not_found(goal: &Goal, found: &WhatIf, classes: &[String]) -> String {
    let reached = match (goal, found.class, &found.answer) {
        (Goal::Class(class), Some(at), _) => classes.get(at) == Some(class),
        (Goal::AtLeast(bound), _, Some(answer)) => answer.first().is_some_and(|value| value >= bound),
        (Goal::AtMost(bound), _, Some(answer)) => answer.first().is_some_and(|value| value <= bound),
        _ => false,
    };
    if reached {
        "The model says so already.".to_owned()
    } else {
        "No change of up to three columns was found among the values that training has seen.".to_owned()
    }
}

#[component]
fn Changes(
    nearest: Counterfactual,
    given: Given,
    classes: Vec<String>,
    cells: RwSignal<Vec<Cell>>,
) -> impl IntoView {
    let then = prediction(Some(&nearest.answer), &classes);
    let words: Vec<String> = nearest.changes.iter().map(change).collect();
    let rows = nearest.changes.iter().map(|change| {
        vec![change.column.clone(), exactly(&change.from), exactly(&change.to), exact(change.distance)]
    });
    let headers = ["Column", "Now", "Then", "Share of the range"].map(str::to_owned).to_vec();
    let changes = nearest.changes.clone();
    let make = move |_| {
        cells.update(|cells| {
            for change in &changes {
                let at = given.inputs.iter().position(|input| input.name == change.column);
                if let Some(slot) = at.and_then(|at| cells.get_mut(at)) {
                    *slot = change.to.clone();
                }
            }
        });
    };
    view! {
        <p>{format!("With {}, the model says {then}.", words.join(" and "))}</p>
        <Table caption="The nearest change" headers rows=rows.collect() />
        <p class="hint">"Found by a search, so a nearer one may exist; that it turns the answer was checked. It says nothing of causes."</p>
        <button class="secondary" type="button" on:click=make>"Make this change"</button>
    }
}
