//! Rows of a table, a page at a time.

use job::{Page, Stage};
use leptos::prelude::*;

use crate::state::Context;

/// Rows of a page.
const ROWS: usize = 25;
/// Columns of a page.
const COLUMNS: usize = 40;

/// The rows of `stage`, fetched from the worker page by page.
#[component]
pub(crate) fn RowsTable(
    /// What the table holds.
    #[prop(into)]
    caption: String,
    /// The table; none hides it.
    stage: Signal<Option<Stage>>,
) -> impl IntoView {
    let bench = Context::get().bench;
    let start = RwSignal::new(0_usize);
    let page = RwSignal::new(None::<Result<Page, String>>);
    let asked = StoredValue::new(0_u32);
    Effect::new(move |before: Option<(u32, Option<Stage>)>| {
        let shown = (bench.edition.get(), stage.get());
        if before.is_some_and(|before| before != shown) {
            start.set(0);
        }
        asked.update_value(|asked| *asked += 1);
        let number = asked.get_value();
        if let Some(stage) = shown.1.clone() {
            bench.rows(stage, start.get(), ROWS, move |found| {
                if asked.try_get_value() == Some(number) {
                    page.set(Some(found));
                }
            });
        } else {
            page.set(None);
        }
        shown
    });
    let caption = StoredValue::new(caption);
    move || match page.get()? {
        Err(text) => Some(view! { <p class="field-error">{text}</p> }.into_any()),
        Ok(page) => Some(show(&caption.get_value(), page, start).into_any()),
    }
}

fn show(caption: &str, page: Page, start: RwSignal<usize>) -> impl IntoView + use<> {
    let (first, last, total) = (page.start, page.start + page.rows.len(), page.total);
    let columns = page.columns.len();
    let heads = page.columns.into_iter().take(COLUMNS).map(|(name, dtype)| {
        view! { <th scope="col">{name}<small>{dtype.name()}</small></th> }
    });
    let rows = page.rows.into_iter().enumerate().map(|(at, cells)| {
        let cells = cells.into_iter().take(COLUMNS).map(|cell| match cell {
            Some(text) => view! { <td>{text}</td> }.into_any(),
            None => view! { <td class="missing"><span>"missing"</span></td> }.into_any(),
        });
        view! { <tr><th scope="row">{first + at + 1}</th>{cells.collect_view()}</tr> }
    });
    let range = format!(
        "Rows {} to {} of {}",
        first + usize::from(total > 0),
        last,
        plot::number::count(total as u64)
    );
    let more = (columns > COLUMNS).then(|| format!(" · the first {COLUMNS} of {columns} columns"));
    view! {
        <div class="rows">
            <div class="table-wrap" tabindex="0" role="group" aria-label=caption.to_owned()>
                <table class="table cells">
                    <caption class="quiet">{caption.to_owned()}</caption>
                    <thead><tr><th scope="col">"Row"</th>{heads.collect_view()}</tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
            <div class="pager">
                <span>{range}{more}</span>
                <button class="ghost" type="button" disabled={first == 0}
                    on:click=move |_| start.set(first.saturating_sub(ROWS))>"Earlier rows"</button>
                <button class="ghost" type="button" disabled={last >= total}
                    on:click=move |_| start.set(last)>"Later rows"</button>
            </div>
        </div>
    }
}
