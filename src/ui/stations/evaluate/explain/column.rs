//! How one column moves the prediction.

use engine::evaluate::PartName;
use engine::explain::{Answer, Question};
use engine::table::{DType, Role};
use leptos::prelude::*;
use plot::Across;

use super::asked::Asked;
use crate::form::Select;
use crate::state::{Asking, Context};
use crate::view::explain::dependence;
use crate::widgets::{Figure, Kept};

/// Points of a grid of numbers.
const POINTS: usize = 30;

/// Partial dependence, with lines of single rows.
#[component]
pub(super) fn ColumnActs(
    /// The rows that are asked about.
    name: PartName,
    /// The column; empty before one is chosen.
    column: RwSignal<String>,
) -> impl IntoView {
    let bench = Context::get().bench;
    let asking = Asking::new();
    let class = RwSignal::new(String::new());
    let kept = Kept::new();
    let names = inputs();
    if !column.with_untracked(|column| names.contains(column)) {
        column.set(names.first().cloned().unwrap_or_default());
    }
    Effect::new(move |_| {
        let column = column.get();
        if !column.is_empty() {
            asking.ask(Question::Dependence { part: name, column, resolution: POINTS });
        }
    });
    let options: Vec<(String, String)> = names.into_iter().map(|name| (name.clone(), name)).collect();
    let (target, classes) = bench.report.with_untracked(|report| {
        report
            .as_ref()
            .map_or_else(Default::default, |report| (report.spec.target.clone(), report.classes.clone()))
    });
    // Of two classes the second stands for both.
    class.set(classes.get(1).cloned().unwrap_or_default());
    let of_classes: Vec<(String, String)> =
        classes.iter().map(|class| (class.clone(), class.clone())).collect();
    let many = !of_classes.is_empty();
    view! {
        <div class="choices">
            <Select label="Column" options value=column choose=move |name| column.set(name) />
            {many.then(|| view! {
                <Select label="Class" options=of_classes value=class choose=move |name| class.set(name) />
            })}
        </div>
        <Asked asking label="Asking" />
        {move || match asking.found.get()?.ok()?.as_ref() {
            Answer::Dependence(found) => {
                let at = found.responses.iter().position(|response| response.class.as_ref() == Some(&class.get()));
                let chart = dependence(found, &target, at.unwrap_or(0))?;
                let note = match chart.across {
                    Across::Numbers(_) => "What the model says when every row gets the same value in this column: the thick line is the mean, thin ones are single rows, strokes below are the rows' own values. Lines that cross show that other columns matter too.",
                    Across::Levels(_) => "What the model says when every row gets the same level in this column: the bar is the mean, the line across its end is a standard deviation of single rows to either side.",
                };
                Some(view! { <Figure id="dependence" note chart kept /> })
            }
            _ => None,
        }}
    }
}

/// The columns that come in and have values to go through.
fn inputs() -> Vec<String> {
    let bench = Context::get().bench;
    let report = bench.report.get_untracked();
    bench.dataset.with_untracked(|dataset| {
        let columns = dataset.iter().flat_map(|dataset| dataset.columns.iter());
        let is_input =
            |name: &str| report.as_ref().is_some_and(|report| report.spec.role(name) == Role::Feature);
        let shown = columns.filter(|column| column.dtype != DType::Text && is_input(&column.name));
        shown.map(|column| column.name.clone()).collect()
    })
}
