//! What happened while reading, and the file as it is written.

use job::Dataset;
use leptos::prelude::*;
use plot::number::count;

use crate::state::Context;
use crate::widgets::Table;

/// Columns of the raw preview.
const COLUMNS: usize = 40;

/// The read report.
#[component]
pub(super) fn ReadReportTable() -> impl IntoView {
    let bench = Context::get().bench;
    move || {
        bench.dataset.get().map(|data| {
            let unparsed = &data.report.unparsed;
            let cells: Vec<Vec<String>> = unparsed
                .first
                .iter()
                .map(|cell| {
                    vec![count(cell.row as u64), count(cell.line), cell.column.clone(), cell.text.clone()]
                })
                .collect();
            let (shown, any) = (cells.len(), !cells.is_empty());
            let names = ["Row", "Line", "Column", "Text"].map(str::to_owned).to_vec();
            view! {
                <details class="block more" open>
                    <summary>"Read report"</summary>
                    <Table caption="Read report" headers=vec!["What".to_owned(), "Figure".to_owned()] rows=figures(&data) />
                    {any.then(|| view! {
                        <Table
                            caption=format!("Cells that are not of their column's type, now missing: the first {shown} of {}", unparsed.count)
                            headers=names rows=cells />
                    })}
                </details>
            }
        })
    }
}

fn figures(data: &Dataset) -> Vec<Vec<String>> {
    let report = &data.report;
    let mut rows = vec![
        ("Bytes", count(report.bytes)),
        ("Rows", count(report.rows as u64)),
        ("Columns", count(report.columns as u64)),
        ("Time (ms)", format!("{:.0}", data.milliseconds)),
        ("Rows with too few cells, filled up", count(report.ragged.padded)),
        ("Rows with too many cells, cut", count(report.ragged.cut)),
        ("Empty lines skipped", count(report.blank_lines)),
        ("Cells that are not of their column's type", count(report.unparsed.count)),
        ("Characters that could not be decoded", count(report.replaced_characters)),
    ];
    if !report.ragged.first_lines.is_empty() {
        let lines: Vec<String> = report.ragged.first_lines.iter().take(10).map(u64::to_string).collect();
        rows.push(("Lines of the first such rows", lines.join(", ")));
    }
    let mut rows: Vec<Vec<String>> =
        rows.into_iter().map(|(name, text)| vec![name.to_owned(), text]).collect();
    for renamed in &report.renamed {
        let from = if renamed.from.is_empty() { "no name".to_owned() } else { format!("{:?}", renamed.from) };
        rows.push(vec![format!("Column {} renamed", renamed.column), format!("{from} to {:?}", renamed.to)]);
    }
    for widened in &report.widened {
        let from = widened.from.map_or("empty", |dtype| dtype.name());
        rows.push(vec![
            format!("Type of {:?} corrected", widened.column),
            format!("{from} at first, {} in the end", widened.to.name()),
        ]);
    }
    rows
}

/// The first hundred rows as they are written, under the options of now.
#[component]
pub(super) fn RawPreview() -> impl IntoView {
    let bench = Context::get().bench;
    move || {
        bench.preview.get().map(|preview| {
            let names = preview.sniffed.columns.iter().take(COLUMNS).map(|column| column.name.clone());
            let headers = std::iter::once("Row".to_owned()).chain(names).collect();
            let rows = preview.rows.iter().enumerate().map(|(at, cells)| {
                std::iter::once((at + 1).to_string()).chain(cells.iter().take(COLUMNS).cloned()).collect()
            });
            view! {
                <details class="block more">
                    <summary>"The first rows as they are written"</summary>
                    <Table caption="The first rows as they are written" quiet=true headers rows=rows.collect() />
                </details>
            }
        })
    }
}
