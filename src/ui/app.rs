//! The page as a whole: bar, line, the chosen station, and what can happen anywhere on it.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Blob, Element};

use crate::line::Line;
use crate::state::{self, Context, NewData, Tone};
use crate::stations::{Collect, Evaluate, Prepare, Split, Train, Tune};
use crate::view::figure::bytes;
use crate::view::station::Station;
use crate::widgets::Current;

/// What a tab says that came second.
const OTHER_TAB: &str = "This page is open in another tab, which keeps its work. What you do here is not kept while that tab is open.";

/// Puts the page into the document.
pub fn mount() {
    // What is left of the page after a panic answers to nothing: say so, where no widget is needed.
    std::panic::set_hook(Box::new(|panic| browser::alarm::raise(&panic.to_string())));
    browser::theme::restore();
    leptos::mount::mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    let context = Context::new();
    provide_context(context);
    let current = RwSignal::new(Station::from_id(&browser::address::fragment()).unwrap_or(Station::Collect));
    provide_context(Current(current));
    follow_address(current);

    let owner = RwSignal::new(true);
    let known = RwSignal::new(false);
    browser::tab::own(move |is_owner| {
        owner.set(is_owner);
        if !is_owner {
            context.notices.say(Tone::Info, OTHER_TAB);
        } else if known.get_untracked() {
            context.notices.unsay(OTHER_TAB);
            context.notices.say(Tone::Info, "The other tab is closed: what you do here is kept from now on.");
        }
        if !known.get_untracked() {
            known.set(true);
            state::restore(context, move || state::autosave(context, owner));
        }
    });
    context.bench.desk.start();
    state::plan_on_change(context);
    state::train_on_change(context);
    let dragging = listen_for_files(context);

    // A memo: naming the station that is shown already, as the address does, builds nothing anew.
    let shown = Memo::new(move |_| current.get());
    let station = move || match shown.get() {
        Station::Collect => view! { <Collect /> }.into_any(),
        Station::Prepare => view! { <Prepare /> }.into_any(),
        Station::Split => view! { <Split /> }.into_any(),
        Station::Train => view! { <Train /> }.into_any(),
        Station::Tune => view! { <Tune /> }.into_any(),
        Station::Evaluate => view! { <Evaluate /> }.into_any(),
    };
    view! {
        <Bar />
        <Line current />
        <Notices />
        <main id="bench">{station}</main>
        <Foot />
        <Show when=move || dragging.get()>
            <div class="drop-here" aria-hidden="true"><p>"Drop the file to read it"</p></div>
        </Show>
    }
}

/// The address names the station, so that it can be bookmarked and the browser's way back works.
fn follow_address(current: RwSignal<Station>) {
    Effect::new(move |before: Option<()>| {
        let station = current.get();
        if before.is_some() || !browser::address::fragment().is_empty() {
            browser::address::set_fragment(station.id());
        }
        if before.is_some() {
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
    });
    let changed = window_event_listener(ev::hashchange, move |_| {
        if let Some(station) = Station::from_id(&browser::address::fragment()) {
            current.set(station);
        }
    });
    on_cleanup(move || changed.remove());
}

/// Files can be dropped and tables pasted anywhere. Returns whether a file hovers over the page.
fn listen_for_files(context: Context) -> RwSignal<bool> {
    let dragging = RwSignal::new(false);
    let over = window_event_listener(ev::dragover, move |event| {
        event.prevent_default();
        dragging.set(true);
    });
    let leave = window_event_listener(ev::dragleave, move |event| {
        if event.related_target().is_none() {
            dragging.set(false);
        }
    });
    let drop = window_event_listener(ev::drop, move |event| {
        event.prevent_default();
        dragging.set(false);
        if let Some(file) = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0))
        {
            open_file(context, file);
        }
    });
    let paste = window_event_listener(ev::paste, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if target.is_some_and(|target| target.closest("input, textarea").is_ok_and(|field| field.is_some())) {
            return;
        }
        let data =
            event.dyn_ref::<web_sys::ClipboardEvent>().and_then(web_sys::ClipboardEvent::clipboard_data);
        let Some(data) = data else { return };
        if let Some(file) = data.files().and_then(|files| files.get(0)) {
            open_file(context, file);
        } else if let Ok(text) = data.get_data("text/plain") {
            open_text(context, &text);
        }
    });
    on_cleanup(move || {
        over.remove();
        leave.remove();
        drop.remove();
        paste.remove();
    });
    dragging
}

/// Opens a file of the person's: data, or a pipeline that was saved.
pub(crate) fn open_file(context: Context, file: web_sys::File) {
    let name = file.name();
    if name.to_lowercase().ends_with(".json") {
        leptos::task::spawn_local(async move {
            match browser::files::read_text(&file).await {
                Ok(json) => state::open_spec(context, &json),
                Err(text) => context.notices.say(Tone::Bad, format!("{name} could not be read: {text}.")),
            }
        });
        return;
    }
    let source = store::Source::File { name, sample: None };
    state::open(context, NewData { source, blob: Some(file.unchecked_into::<Blob>()), target: None });
}

/// Opens a pasted table.
pub(crate) fn open_text(context: Context, text: &str) {
    if text.trim().is_empty() {
        context.notices.say(Tone::Bad, "Nothing to read was pasted: copy some rows with their header first.");
        return;
    }
    match browser::files::text_blob(text, "text/csv") {
        Ok(blob) => {
            let source = store::Source::File { name: "pasted table".to_owned(), sample: None };
            state::open(context, NewData { source, blob: Some(blob), target: None });
        }
        Err(text) => context.notices.say(Tone::Bad, text),
    }
}

#[component]
fn Bar() -> impl IntoView {
    let Context { project, notices, .. } = Context::get();
    let dark = RwSignal::new(browser::theme::is_dark());
    let save_spec = move |_| {
        let name = project.name().unwrap_or_default();
        let json = project.spec().get_untracked().to_json();
        let file = format!("{name}.pipeline.json");
        if let Err(text) = browser::files::download_text(&file, "application/json", &json) {
            notices.say(Tone::Bad, text);
        }
    };
    view! {
        <header class="bar">
            <h1>"Pipeline Playground"</h1>
            <span class="file">{move || project.name()}</span>
            <span class="grow"></span>
            <button class="ghost" type="button" disabled=move || !project.can_undo()
                on:click=move |_| project.undo()>"Undo"</button>
            <button class="ghost" type="button" disabled=move || !project.can_redo()
                on:click=move |_| project.redo()>"Redo"</button>
            <button class="ghost" type="button" disabled=move || project.source.read().is_none()
                title="The pipeline as a file: open it here again, or run it on the command line"
                on:click=save_spec>"Save pipeline"</button>
            <button
                class="ghost"
                type="button"
                on:click=move |_| {
                    dark.update(|dark| *dark = !*dark);
                    browser::theme::set_dark(dark.get_untracked());
                }
            >
                {move || if dark.get() { "Light" } else { "Dark" }}
            </button>
        </header>
    }
}

#[component]
fn Notices() -> impl IntoView {
    let notices = Context::get().notices;
    view! {
        <div class="notices" aria-live="polite">
            <For each=move || notices.open().get() key=|notice| notice.id let:notice>
                <div class="notice" class:bad=notice.tone == Tone::Bad>
                    <p>{notice.text}</p>
                    <button class="ghost" type="button" on:click=move |_| notices.close(notice.id)>"Close"</button>
                </div>
            </For>
        </div>
    }
}

#[component]
fn Foot() -> impl IntoView {
    let bench = Context::get().bench;
    let held = move || {
        bench.dataset.with(|data| {
            data.as_ref().map(|data| {
                let rows = plot::number::counted(data.rows as u64, "row", "rows");
                format!("{rows} · {} in memory", bytes(data.bytes as f64))
            })
        })
    };
    view! {
        <footer>
            <span>{held}</span>
            <span class="grow"></span>
            <span>"Your data stay in this tab: the page may not send anything anywhere."</span>
        </footer>
    }
}
