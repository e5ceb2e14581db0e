//! The samples, each with its data card.

use engine::samples::{self, DataCard, Origin, SAMPLES};
use leptos::prelude::*;
use store::Source;

use crate::form::{Range, Slider};
use crate::state::{Context, open_sample, reread};

/// All samples.
#[component]
pub(super) fn Gallery() -> impl IntoView {
    view! {
        <section class="block">
            <h3>"Samples"</h3>
            <ul class="gallery">
                {SAMPLES.iter().map(|card| view! { <Sample card /> }).collect_view()}
            </ul>
        </section>
    }
}

#[component]
fn Sample(card: &'static DataCard) -> impl IntoView {
    let context = Context::get();
    view! {
        <li class="card">
            <h4>{card.title}</h4>
            <p class="facts">{facts(card)}</p>
            <p>{card.what_to_try}</p>
            <details>
                <summary>"Source, licence and flaws"</summary>
                <CardText card />
            </details>
            <button class="secondary" type="button" aria-label=format!("Open {}", card.title)
                on:click=move |_| open_sample(context, card.id)>"Open"</button>
        </li>
    }
}

fn facts(card: &DataCard) -> String {
    let made = match card.origin {
        Origin::File { .. } => "",
        Origin::Generator(_) => " · made by a seed",
    };
    format!(
        "{} × {} · {} of {}{made}",
        plot::number::count(card.rows as u64),
        card.columns,
        card.task,
        card.target
    )
}

#[component]
fn CardText(card: &'static DataCard) -> impl IntoView {
    view! {
        <dl class="card-text">
            <dt>"Source"</dt><dd>{card.source}</dd>
            <dt>"Licence"</dt><dd>{card.licence}</dd>
            <dt>"Known flaws"</dt><dd>{card.flaws}</dd>
        </dl>
    }
}

/// The card of the sample in use, and for a generated one its settings.
#[component]
pub(super) fn CardOfSource() -> impl IntoView {
    let project = Context::get().project;
    let card = Memo::new(move |_| {
        let id = project.source.with(|source| match source.as_ref()? {
            Source::File { sample, .. } => sample.clone(),
            Source::Generator { id, .. } => Some(id.clone()),
        })?;
        samples::by_id(&id)
    });
    move || {
        card.get().map(|card| {
            let generated = matches!(card.origin, Origin::Generator(_));
            view! {
                <details class="block more" open>
                    <summary>"About this sample"</summary>
                    <p>{card.what_to_try}</p>
                    <CardText card />
                    {generated.then(|| view! { <GeneratorForm /> })}
                </details>
            }
        })
    }
}

#[component]
fn GeneratorForm() -> impl IntoView {
    let context = Context::get();
    let source = context.project.source;
    let value = move |which: usize| {
        Signal::derive(move || {
            source.with(|source| match source {
                Some(Source::Generator { seed, rows, noise, .. }) => {
                    [f64::from(*seed), *rows as f64, *noise].get(which).copied().unwrap_or_default()
                }
                _ => 0.0,
            })
        })
    };
    let set = move |change: fn(&mut Source, f64)| {
        Callback::new(move |number: f64| {
            source.update(|source| {
                if let Some(source) = source {
                    change(source, number);
                }
            });
            // The figures were of other rows, which the spec does not tell.
            context.bench.report.set(None);
            reread(context);
        })
    };
    let whole = |min, max| Range { min, max, whole: true, log: false };
    view! {
        <div class="form-row">
            <Slider label="Rows" range=whole(20.0, 5000.0) value=value(1) change=set(|source, number| {
                if let Source::Generator { rows, .. } = source { *rows = number as usize; }
            }) />
            <Slider label="Noise" range=Range { min: 0.0, max: 1.0, whole: false, log: false } value=value(2)
                change=set(|source, number| {
                    if let Source::Generator { noise, .. } = source { *noise = number; }
                }) />
            <Slider label="Seed of the sample" range=whole(0.0, 100.0) value=value(0) change=set(|source, number| {
                if let Source::Generator { seed, .. } = source { *seed = number as u32; }
            }) />
        </div>
    }
}
