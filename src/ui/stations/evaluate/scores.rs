//! The figures, each beside the baseline's.

use engine::evaluate::{Part, PartName};
use leptos::prelude::*;
use plot::number::score;

use crate::view::figure::exact;
use crate::widgets::Table;

/// The figures that stand out, by task.
const HEADLINES: [&str; 8] =
    ["accuracy", "precision_macro", "recall_macro", "f1_macro", "r2", "rmse", "mae", "median_absolute_error"];

/// Four figures as cards, all of them in a table.
#[component]
pub(super) fn Scores(name: PartName, part: Part) -> impl IntoView {
    let base = |metric: &str| part.baseline.iter().find(|m| m.name == metric).and_then(|m| m.value);
    let shown = |value: Option<f64>, write: fn(f64) -> String| value.map_or_else(|| "–".to_owned(), write);
    let cards = part
        .model
        .metrics()
        .iter()
        .filter(|metric| HEADLINES.contains(&metric.name.as_str()))
        .map(|metric| {
            view! {
                <div class="score" title=metric.help.clone()>
                    <span>{metric.label.clone()}</span>
                    <b>{shown(metric.value, score)}</b>
                    <small>{format!("baseline {}", shown(base(&metric.name), score))}</small>
                </div>
            }
        })
        .collect_view();
    let rows = part
        .model
        .metrics()
        .iter()
        .map(|metric| {
            vec![
                metric.label.clone(),
                metric.value.map_or_else(|| metric.reason.clone().unwrap_or_default(), exact),
                shown(base(&metric.name), exact),
                metric.help.clone(),
            ]
        })
        .collect();
    let caption = match name {
        PartName::Train => "Metrics on the training rows",
        PartName::Validation => "Metrics on the validation rows",
        PartName::Test => "Metrics on the test rows",
    };
    let headers = ["Metric", "Model", "Baseline", "What it says"].map(str::to_owned).to_vec();
    view! {
        <div class="scores">{cards}</div>
        <Table caption headers rows />
    }
}
