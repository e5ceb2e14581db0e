//! A file from the picker, or a pasted table.

use leptos::html::{Input, Textarea};
use leptos::prelude::*;

use crate::app::{open_file, open_text};
use crate::state::Context;

/// The file picker.
#[component]
pub(super) fn ChooseFile() -> impl IntoView {
    let context = Context::get();
    let input = NodeRef::<Input>::new();
    let chosen = move |_| {
        let Some(input) = input.get() else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            open_file(context, file);
        }
        // So that choosing the same file again is a choice again.
        input.set_value("");
    };
    view! {
        <label class="field file">
            <span class="label">"Choose a file"</span>
            <input node_ref=input type="file" accept=".csv,.tsv,.txt,.json,text/csv,text/tab-separated-values,text/plain"
                on:change=chosen />
            <small>"CSV or tab-separated text, or a pipeline saved here. Dropping it anywhere on the page does the same."</small>
        </label>
    }
}

/// A box for a table copied from a spreadsheet or a page.
#[component]
pub(super) fn Paste() -> impl IntoView {
    let context = Context::get();
    let text = NodeRef::<Textarea>::new();
    view! {
        <section class="block paste">
            <label class="field">
                <span class="label">"Paste a table"</span>
                <textarea node_ref=text rows="4" spellcheck="false"
                    placeholder="name,height,class\nAda,1.70,yes"></textarea>
            </label>
            <button class="secondary" type="button" on:click=move |_| {
                if let Some(text) = text.get() {
                    open_text(context, &text.value());
                }
            }>"Read the pasted table"</button>
        </section>
    }
}
