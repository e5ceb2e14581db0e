//! Collect: from a file to a typed table.

mod columns;
mod gallery;
mod input;
mod quality;
mod reading;
mod report;

use leptos::prelude::*;

use crate::state::Context;
use crate::view::job::Job;
use crate::view::station::Station;
use crate::widgets::{Continue, Heading, Note, NoteTone, ProgressBar, RowsTable, Workbench, rescue_focus};

use columns::Columns;
use gallery::Gallery;
use input::{ChooseFile, Paste};
use quality::Quality;
use reading::Reading;
use report::{RawPreview, ReadReportTable};

/// The station.
#[component]
pub(crate) fn Collect() -> impl IntoView {
    let bench = Context::get().bench;
    let loaded = Memo::new(move |_| bench.dataset.with(Option::is_some));
    let controls = view! {
        <ChooseFile />
        <Show when=move || loaded.get()>
            <columns::TargetField />
            <Reading />
            <Continue from=Station::Collect />
        </Show>
    }
    .into_any();
    view! {
        <Workbench station=Station::Collect controls>
            <ProgressBar job=bench.opening.into() label="Reading" />
            <Failure />
            <Show when=move || loaded.get() fallback=|| view! { <Begin /> }>
                <Loaded />
            </Show>
        </Workbench>
    }
}

/// Why reading failed; what was there before is still there.
#[component]
fn Failure() -> impl IntoView {
    let bench = Context::get().bench;
    move || {
        bench.opening.with(Job::error_text).map(|text| {
            view! { <Note tone=NoteTone::Bad title="Not read">{text}</Note> }
        })
    }
}

/// What one sees before there are data.
#[component]
fn Begin() -> impl IntoView {
    view! {
        <Heading
            title="What should the model learn from?"
            lede="Drop a CSV file anywhere on this page, paste a table, or begin with a sample. Everything is done in this tab: your data never leave it."
        />
        <Paste />
        <Gallery />
    }
}

/// What one sees of a table.
#[component]
fn Loaded() -> impl IntoView {
    let Context { project, bench, .. } = Context::get();
    let lede = Signal::derive(move || {
        bench.dataset.with(|data| {
            data.as_ref().map_or_else(String::new, |data| {
                let rows = plot::number::counted(data.rows as u64, "row", "rows");
                let columns = plot::number::counted(data.columns.len() as u64, "column", "columns");
                format!("{rows} and {columns}. Check what each column is and what it is for.")
            })
        })
    });
    let stage = Signal::derive(move || bench.dataset.with(Option::is_some).then_some(job::Stage::Collected));
    // The button that opened a sample has gone with the gallery, perhaps far down the page.
    request_animation_frame(|| {
        rescue_focus();
        window().scroll_to_with_x_and_y(0.0, 0.0);
    });
    view! {
        <Heading title=Signal::derive(move || project.name().unwrap_or_default()) lede />
        <gallery::CardOfSource />
        <Quality />
        <Columns />
        <section class="block">
            <h3>"Rows as read"</h3>
            <RowsTable caption="Rows as read" stage />
        </section>
        <ReadReportTable />
        <RawPreview />
        <details class="block more">
            <summary>"Use other data"</summary>
            <Paste />
            <Gallery />
        </details>
    }
}
