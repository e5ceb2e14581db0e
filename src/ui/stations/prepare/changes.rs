//! A step's rows before and after in one table, with what differs marked.

use job::{CellChange, Change, ColumnChange, RowChange, RowFate};
use leptos::prelude::*;
use plot::number::count;

use crate::form::Toggle;
use crate::state::Context;
use crate::view::change::{in_a_sentence, of_made_rows};

/// Rows of a page.
const ROWS: usize = 25;

/// What the step at a place changes.
#[component]
pub(super) fn Changes(at: usize) -> impl IntoView {
    let bench = Context::get().bench;
    let start = RwSignal::new(0_usize);
    let only_changed = RwSignal::new(false);
    let found = RwSignal::new(None::<Result<Change, String>>);
    let asked = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let (Some(plan), from, only) = (bench.plan.get(), start.get(), only_changed.get()) else { return };
        asked.update_value(|asked| *asked += 1);
        let number = asked.get_value();
        bench.change(plan.spec.clone(), at, only, (from, ROWS), move |answer| {
            if asked.try_get_value() != Some(number) {
                return;
            }
            // A change elsewhere may leave fewer rows than there were.
            if answer.as_ref().is_ok_and(|change| change.page.is_empty() && change.total > 0) {
                start.set(0);
            }
            found.set(Some(answer));
        });
    });
    // What is above the table stays when another page of rows comes.
    let filter = Memo::new(move |_| {
        found.with(|found| match found {
            Some(Ok(change)) => {
                change.rows_changed > 0 && change.rows_changed < change.rows_before.max(change.rows_after)
            }
            _ => false,
        })
    });
    let told = Memo::new(move |_| {
        found.with(|found| match found {
            Some(Ok(change)) => Some((in_a_sentence(change), of_made_rows(change))),
            _ => None,
        })
    });
    let choose = move |on| {
        start.set(0);
        only_changed.set(on);
    };
    view! {
        <div class="changes">
            {move || told.get().map(|(sentence, made)| view! {
                <p class="summary">{sentence}</p>
                {made.map(|text| view! { <p class="hint">{text}</p> })}
            })}
            <Legend />
            <Show when=move || filter.get()>
                <Toggle label="Only rows that differ" value=only_changed change=choose />
            </Show>
            {move || match found.get()? {
                Err(text) => Some(view! { <p class="field-error">{text}</p> }.into_any()),
                Ok(change) => Some(view! { {table(&change)}{pager(&change, start)} }.into_any()),
            }}
        </div>
    }
}

#[component]
fn Legend() -> impl IntoView {
    view! {
        <ul class="marks" aria-label="How differences are marked">
            <li><span class="cell-changed"><del>"old"</del>" → "<ins>"new"</ins></span>" a cell that differs"</li>
            <li><span class="cell-new">"+ new"</span>" a column or row that is new"</li>
            <li><span class="cell-gone">"− gone"</span>" a column or row that is gone"</li>
        </ul>
    }
}

fn table(change: &Change) -> impl IntoView + use<> {
    let caption = "Training rows before and after the step";
    let heads = change.columns.iter().map(head).collect_view();
    let rows = change.page.iter().map(row).collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="group" aria-label=caption>
            <table class="table cells diff">
                <caption class="quiet">{caption}</caption>
                <thead><tr><th scope="col">"Row"</th>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn head(column: &ColumnChange) -> impl IntoView + use<> {
    let (class, mark) = match (column.before, column.after) {
        (None, _) => ("cell-new", "+ new, ".to_owned()),
        (_, None) => ("cell-gone", "− gone, ".to_owned()),
        _ if column.cells > 0 => ("", format!("{} differ, ", count(column.cells as u64))),
        _ => ("", String::new()),
    };
    let dtype = match (column.before, column.after) {
        (Some(before), Some(after)) if before != after => format!("{} → {}", before.name(), after.name()),
        (before, after) => after.or(before).map_or("", |dtype| dtype.name()).to_owned(),
    };
    view! { <th scope="col" class=class>{column.name.clone()}<small>{mark}{dtype}</small></th> }
}

fn row(row: &RowChange) -> impl IntoView + use<> {
    let (class, mark) = match row.fate {
        RowFate::Kept => ("", None),
        RowFate::Dropped => ("cell-gone", Some("− dropped")),
        RowFate::Made => ("cell-new", Some("+ made")),
    };
    let cells = row.cells.iter().map(cell).collect_view();
    view! {
        <tr>
            <th scope="row" class=class>{row.number}{mark.map(|mark| view! { <small>{mark}</small> })}</th>
            {cells}
        </tr>
    }
}

fn cell(cell: &CellChange) -> AnyView {
    let shown = |text: &Option<String>| match text {
        Some(text) => text.clone().into_any(),
        None => view! { <i>"missing"</i> }.into_any(),
    };
    match cell {
        CellChange::Same(None) => view! { <td class="missing"><span>"missing"</span></td> }.into_any(),
        CellChange::Same(Some(text)) => view! { <td>{text.clone()}</td> }.into_any(),
        CellChange::Changed { before, after } => view! {
            <td class="cell-changed">
                <span class="quiet">"was "</span><del>{shown(before)}</del>
                <span aria-hidden="true">" → "</span><span class="quiet">", is "</span><ins>{shown(after)}</ins>
            </td>
        }
        .into_any(),
        CellChange::New(text) => {
            view! { <td class="cell-new"><span aria-hidden="true">"+ "</span>{shown(text)}</td> }.into_any()
        }
        CellChange::Gone(text) => {
            view! { <td class="cell-gone"><span aria-hidden="true">"− "</span><del>{shown(text)}</del></td> }.into_any()
        }
        CellChange::Absent => view! { <td class="missing"><span>"–"</span></td> }.into_any(),
    }
}

fn pager(change: &Change, start: RwSignal<usize>) -> impl IntoView + use<> {
    let (first, last, total) = (change.start, change.start + change.page.len(), change.total);
    let range = format!("Rows {} to {last} of {}", first + usize::from(total > 0), count(total as u64));
    let left_out = change.columns_left_out;
    let more = (left_out > 0).then(|| format!(" · {} more columns are not shown", count(left_out as u64)));
    view! {
        <div class="pager">
            <span>{range}{more}</span>
            <button class="ghost" type="button" disabled={first == 0}
                on:click=move |_| start.set(first.saturating_sub(ROWS))>"Earlier rows"</button>
            <button class="ghost" type="button" disabled={last >= total}
                on:click=move |_| start.set(last)>"Later rows"</button>
        </div>
    }
}
