//! A chart with everything that belongs to it: caption, drawing, summary, table, and files to keep.

use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;
use plot::{Chart, Frame, Scheme};
use web_sys::HtmlDetailsElement;

use super::Table;
use crate::state::{Context, Tone};

/// Width of a drawing before the page knows its place.
const FIRST_WIDTH: u32 = 480;
/// Width of a drawing that is saved.
const SAVED_WIDTH: u32 = 720;
/// Rows of the table view.
const MOST_ROWS: usize = 300;

/// What outlives a figure, where its chart is replaced again and again: its width, and whether its table is
/// unfolded.
#[derive(Clone, Copy)]
pub(crate) struct Kept {
    width: RwSignal<u32>,
    open: RwSignal<bool>,
}

impl Kept {
    pub(crate) fn new() -> Self {
        Self { width: RwSignal::new(FIRST_WIDTH), open: RwSignal::new(false) }
    }
}

/// A chart that is drawn anew when the page's width changes.
#[component]
pub(crate) fn Figure<C: Chart + Clone + Send + Sync + 'static>(
    /// Distinguishes its drawing from others on the page.
    id: &'static str,
    /// A word on how to read it.
    #[prop(into)]
    note: String,
    /// The chart.
    chart: C,
    /// What is taken over from the figure before.
    #[prop(optional)]
    kept: Option<Kept>,
) -> impl IntoView {
    view! { <LiveFigure id note chart=Signal::stored(chart) kept /> }
}

/// A chart that is also drawn anew when its data change; what is open stays open.
#[component]
pub(crate) fn LiveFigure<C: Chart + Clone + Send + Sync + 'static>(
    /// Distinguishes its drawing from others on the page.
    id: &'static str,
    /// A word on how to read it.
    #[prop(into)]
    note: String,
    /// The chart.
    chart: Signal<C>,
    /// What is taken over from the figure before.
    #[prop(optional_no_strip)]
    kept: Option<Kept>,
) -> impl IntoView {
    let Kept { width, open } = kept.unwrap_or_else(Kept::new);
    let place = NodeRef::<Div>::new();
    // The next frame may come after the figure has gone.
    let measure = move || {
        if let Some(element) = place.try_get_untracked().flatten() {
            let found = u32::try_from(element.offset_width()).unwrap_or(0);
            if found > 0 {
                width.set(found);
            }
        }
    };
    place.on_load(move |_| request_animation_frame(measure));
    let resize = window_event_listener(ev::resize, move |_| measure());
    on_cleanup(move || resize.remove());

    let drawing = move || chart.with(|chart| chart.svg(&Frame::new(id, width.get())));
    let table = move || {
        open.get().then(|| {
            let (title, table) = chart.with(|chart| (chart.title().to_owned(), chart.table()));
            let left_out = table.rows.len().saturating_sub(MOST_ROWS);
            view! {
                <Table caption=title headers=table.headers rows=table.rows.into_iter().take(MOST_ROWS).collect() />
                {(left_out > 0).then(|| view! { <p>{format!("{left_out} more rows are not shown.")}</p> })}
            }
        })
    };
    view! {
        <figure>
            <figcaption>
                <h3>{move || chart.with(|chart| chart.title().to_owned())}</h3>
                <small>{note}</small>
            </figcaption>
            <div class="drawing" node_ref=place inner_html=drawing></div>
            <p class="summary">{move || chart.with(Chart::summary)}</p>
            <div class="figure-tools">
                <details prop:open=open.get_untracked() on:toggle=move |event| {
                    open.set(event_target::<HtmlDetailsElement>(&event).open());
                }>
                    <summary>"As a table"</summary>
                    {table}
                </details>
                <button class="ghost" type="button" on:click=move |_| save(chart.get_untracked(), id, false)>
                    "Save SVG"
                </button>
                <button class="ghost" type="button" on:click=move |_| save(chart.get_untracked(), id, true)>
                    "Save PNG"
                </button>
            </div>
        </figure>
    }
}

fn save(chart: impl Chart, id: &'static str, as_picture: bool) {
    let notices = Context::get().notices;
    let scheme = if browser::theme::is_dark() { Scheme::Dark } else { Scheme::Light };
    let drawn = chart.svg(&Frame::new(id, SAVED_WIDTH).with_heading());
    let svg = plot::standalone(&drawn, scheme);
    leptos::task::spawn_local(async move {
        let saved = if as_picture {
            let height = height_of(&svg).unwrap_or(SAVED_WIDTH);
            browser::files::download_png(&format!("{id}.png"), &svg, SAVED_WIDTH, height).await
        } else {
            browser::files::download_text(&format!("{id}.svg"), "image/svg+xml", &svg)
        };
        if let Err(text) = saved {
            notices.say(Tone::Bad, format!("The chart was not saved: {text}."));
        }
    });
}

/// The height that the drawing says it has.
fn height_of(svg: &str) -> Option<u32> {
    let (_, rest) = svg.split_once("height=\"")?;
    rest.split_once('"')?.0.parse::<f64>().ok().map(|height| height.ceil() as u32)
}
