//! The figures, each beside the baseline's.

use engine::evaluate::{Part, PartName};
use leptos::prelude::*;
use plot::number::score;

use crate::view::figure::{exact, range};
use crate::widgets::Table;

/// The figures that stand out, by task.
const HEADLINES: [&str; 8] =
    ["accuracy", "precision_macro", "recall_macro", "f1_macro", "r2", "rmse", "mae", "median_absolute_error"];

/// What the baseline reaches.
fn base(part: &Part, metric: &str) -> Option<f64> {
    part.baseline.iter().find(|m| m.name == metric).and_then(|m| m.value)
}

fn shown(value: Option<f64>, write: fn(f64) -> String) -> String {
    value.map_or_else(|| "–".to_owned(), write)
}

/// Four figures as cards.
#[component]
pub(super) fn Cards(part: Part) -> impl IntoView {
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
                    {metric.interval.map(|interval| view! {
                        <small>{format!("{} to {}", score(interval.low), score(interval.high))}</small>
                    })}
                    <small>{format!("baseline {}", shown(base(&part, &metric.name), score))}</small>
                </div>
            }
        })
        .collect_view();
    view! { <div class="scores">{cards}</div> }
}

/// All figures.
#[component]
pub(super) fn MetricsTable(name: PartName, part: Part) -> impl IntoView {
    let rows = part
        .model
        .metrics()
        .iter()
        .map(|metric| {
            vec![
                metric.label.clone(),
                metric.value.map_or_else(|| metric.reason.clone().unwrap_or_default(), exact),
                shown(base(&part, &metric.name), exact),
                metric.interval.map_or_else(|| "–".to_owned(), |interval| range(interval.low, interval.high)),
                metric.help.clone(),
            ]
        })
        .collect();
    let caption = match name {
        PartName::Train => "Metrics on the training rows",
        PartName::Validation => "Metrics on the validation rows",
        PartName::Test => "Metrics on the test rows",
    };
    let headers =
        ["Metric", "Model", "Baseline", "95 % interval", "What it says"].map(str::to_owned).to_vec();
    let draws = part.model.metrics().iter().find_map(|metric| metric.interval).map(|interval| interval.draws);
    view! {
        <Table caption headers rows />
        {draws.map(|draws| view! {
            <p class="hint">
                {format!("Intervals are approximate: {draws} draws of these rows with replacement (percentile bootstrap). They know nothing of another training set.")}
            </p>
        })}
    }
}
