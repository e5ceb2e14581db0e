use leptos::prelude::*;

/// A table with a caption. The first cell of a row is its header.
#[component]
pub(crate) fn Table(
    /// What the table holds.
    #[prop(into)]
    caption: String,
    /// Whether the caption is for screen readers alone, where a heading says the same.
    #[prop(optional)]
    quiet: bool,
    /// Headers of the columns.
    headers: Vec<String>,
    /// Rows of cells.
    rows: Vec<Vec<String>>,
) -> impl IntoView {
    let body = rows
        .into_iter()
        .map(|row| {
            let mut cells = row.into_iter();
            let first = cells.next();
            view! {
                <tr>
                    <th scope="row">{first}</th>
                    {cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="group" aria-label=caption.clone()>
            <table class="table">
                <caption class:quiet=quiet>{caption.clone()}</caption>
                <thead>
                    <tr>{headers.into_iter().map(|header| view! { <th scope="col">{header}</th> }).collect_view()}</tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}
