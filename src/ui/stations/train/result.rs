//! What training gave.

use engine::run::RunReport;
use leptos::prelude::*;
use plot::number::score;
use plot::{Feature, Importance};

use crate::state::{self, Context};
use crate::widgets::{Figure, Note, NoteTone, Table};

/// The figures of the last run.
#[component]
pub(super) fn Result(
    /// The run.
    report: RunReport,
) -> impl IntoView {
    let headline = report.evaluation.headline().map(|headline| headline.metric.name.clone());
    let cards = headline
        .iter()
        .flat_map(|name| {
            report.evaluation.parts().filter_map(move |(part, judged)| {
                let metric = judged.model.metric(name)?;
                let base = judged.baseline.iter().find(|m| m.name == *name).and_then(|m| m.value);
                let title = match part {
                    engine::evaluate::PartName::Train => "Training rows",
                    engine::evaluate::PartName::Validation => "Validation rows",
                    engine::evaluate::PartName::Test => "Test rows",
                };
                Some(view! {
                    <div class="score">
                        <span>{format!("{}, {}", metric.label, title.to_lowercase())}</span>
                        <b>{metric.value.map_or_else(|| "–".to_owned(), score)}</b>
                        <small>{format!("baseline {}", base.map_or_else(|| "–".to_owned(), score))}</small>
                    </div>
                })
            })
        })
        .collect_view();
    let importances = report.importances.as_ref().map(|importances| Importance {
        title: "What the model looks at".to_owned(),
        measure: "Share of the model's improvement".to_owned(),
        features: importances
            .iter()
            .map(|i| Feature { name: i.feature.clone(), value: i.share, spread: None })
            .collect(),
    });
    let flow: Vec<Vec<String>> = report
        .flow
        .iter()
        .map(|flow| vec![flow.stage.clone(), flow.rows.to_string(), flow.columns.to_string()])
        .collect();
    let headers = ["After", "Rows", "Features"].map(str::to_owned).to_vec();
    view! {
        <div class="scores">{cards}</div>
        {report.leak.clone().map(|text| view! { <Note tone=NoteTone::Bad title="Leak">{text}</Note> })}
        {report.warning.clone().map(|text| view! { <Note tone=NoteTone::Warn title="Look closer">{text}</Note> })}
        {importances.map(|chart| view! {
            <Figure id="importance" note="longest bar: matters most" chart />
        })}
        <details class="block more">
            <summary>"How the training rows came to the model"</summary>
            <Table caption="How the training rows came to the model" headers rows=flow />
        </details>
        <ExportModel leaks=report.leak.is_some() />
    }
}

#[component]
fn ExportModel(
    /// Whether its steps were fitted on all rows.
    leaks: bool,
) -> impl IntoView {
    let context = Context::get();
    let held = context.bench.model_held;
    let hint = move || match held.get() {
        _ if leaks => {
            "This model cannot be saved: its steps were fitted on all rows. Switch the leak off at Prepare and train again."
        }
        true => {
            "A file that the command line scores new rows with: pipeline-playground score MODEL --data FILE --out FILE."
        }
        false => {
            "The model itself is not kept after Stop or between visits, only its report. Train again to save it."
        }
    };
    view! {
        <div>
            <button class="secondary" type="button" disabled=move || leaks || !held.get()
                on:click=move |_| state::export_model(context)>"Save the model"</button>
            <p class="hint">{hint}</p>
        </div>
    }
}
