//! The same figures for groups of rows, and the rows that went worst.

use engine::evaluate::{FEW_ROWS, MetricValue, Part, PartName, Slices};
use leptos::prelude::*;

use crate::form::Select;
use crate::state::Context;
use crate::view::figure::exact;
use crate::widgets::Table;

/// The figures of a slice that are shown, by task.
const SHOWN: [&str; 6] = ["accuracy", "f1_macro", "log_loss", "r2", "rmse", "mae"];

/// Figures by the values of a column.
#[component]
pub(super) fn ByColumn(
    /// The rows judged.
    name: PartName,
    /// The column; empty before one is chosen.
    column: RwSignal<String>,
) -> impl IntoView {
    let bench = Context::get().bench;
    let found = RwSignal::new(None::<Result<Slices, String>>);
    let asked = StoredValue::new(0_u32);
    let options = Signal::derive(move || {
        let none = (String::new(), "Choose a column".to_owned());
        let columns = bench.dataset.with(|dataset| {
            let names = dataset.iter().flat_map(|dataset| dataset.columns.iter());
            names.map(|column| (column.name.clone(), column.name.clone())).collect::<Vec<_>>()
        });
        std::iter::once(none).chain(columns).collect::<Vec<_>>()
    });
    Effect::new(move |_| {
        bench.report.track();
        let column = column.get();
        asked.update_value(|asked| *asked += 1);
        let number = asked.get_value();
        if column.is_empty() {
            found.set(None);
            return;
        }
        bench.slices(name, column, move |slices| {
            if asked.try_get_value() == Some(number) {
                found.set(Some(slices));
            }
        });
    });
    let help = "Text and classes by level, numbers and dates by quarters of the rows. The column need not be a feature.";
    view! {
        <Select label="Column to group by" help options value=column choose=move |name| column.set(name) />
        {move || found.get().map(|found| match found {
            Ok(slices) => view! { <SliceTable slices /> }.into_any(),
            Err(text) => view! { <p class="field-error" role="alert">{text}</p> }.into_any(),
        })}
    }
}

#[component]
fn SliceTable(slices: Slices) -> impl IntoView {
    let is_shown = |metric: &&MetricValue| SHOWN.contains(&metric.name.as_str());
    let metrics = slices.slices.first().map(|slice| slice.metrics.as_slice()).unwrap_or_default();
    let headers = [slices.column.clone(), "Rows".to_owned()]
        .into_iter()
        .chain(metrics.iter().filter(is_shown).map(|metric| metric.label.clone()))
        .collect();
    let any_few = slices.slices.iter().any(|slice| slice.few);
    let rows = slices
        .slices
        .iter()
        .map(|slice| {
            let count = if slice.few { format!("{} (few)", slice.rows) } else { slice.rows.to_string() };
            let figures = slice.metrics.iter().filter(is_shown);
            let figures = figures.map(|metric| metric.value.map_or_else(|| "–".to_owned(), exact));
            [slice.name.clone(), count].into_iter().chain(figures).collect()
        })
        .collect();
    view! {
        <Table caption=format!("Figures by {}", slices.column) headers rows />
        {any_few.then(|| view! {
            <p class="hint">{format!("Groups of fewer than {FEW_ROWS} rows are marked: their figures may be off by much.")}</p>
        })}
    }
}

/// The rows with the largest loss.
#[component]
pub(super) fn Worst(part: Part) -> impl IntoView {
    if part.worst.is_empty() {
        return view! { <p>"No row was predicted wrongly."</p> }.into_any();
    }
    let has_shares = part.worst.iter().any(|row| row.probability.is_some());
    let rows = part
        .worst
        .iter()
        .map(|row| {
            let mut cells = vec![row.row.to_string(), row.truth.clone(), row.predicted.clone()];
            if has_shares {
                cells.push(row.probability.map_or_else(|| "–".to_owned(), exact));
            }
            cells.push(exact(row.loss));
            cells
        })
        .collect();
    let mut headers = vec!["Row", "True", "Predicted"];
    if has_shares {
        headers.push("Probability of the truth");
    }
    headers.push("Loss");
    let headers = headers.into_iter().map(str::to_owned).collect();
    view! {
        <p>"The rows on which the model was farthest off. They are often mislabelled, odd, or of a kind that training lacks. Rows are counted as in the file."</p>
        <Table caption="Worst rows" headers rows />
    }
    .into_any()
}
