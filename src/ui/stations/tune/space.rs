//! What the search may change.

use engine::models;
use engine::params::{Domain, ParamValue};
use engine::tune::{Dimension, Over};
use leptos::prelude::*;

use super::controls::Tunable;
use crate::form::{TextField, Toggle};
use crate::state::Context;
use crate::view::tune::{Offer, compare, families, offers, written};

/// The parameters of model and steps, each with what is tried, and the families to compare.
#[component]
pub(super) fn Space(tunable: Tunable) -> impl IntoView {
    let project = Context::get().project;
    let task = super::controls::task_signal();
    // What is on offer follows the kinds of model and steps, not their settings.
    let on_offer = Memo::new(move |_| project.spec().with(|spec| offers(spec, task.get())));
    let compared = Memo::new(move |_| tunable.spec.with(|tune| families(&tune.space)));
    let list = move || {
        let own = compared.with(Vec::is_empty);
        let shown = on_offer.get().into_iter().filter(move |offer| own || !offer.at.starts_with("model."));
        shown.map(|offer| view! { <OfferField offer tunable /> }).collect_view()
    };
    let own = move || project.spec().with(|spec| spec.model.kind.clone());
    let all_kinds = move || {
        let task = task.get();
        let able = models::CATALOGUE.iter().filter(|kind| !kind.capabilities.ignores_features);
        able.filter(|kind| kind.tasks.contains(&task)).copied().collect::<Vec<_>>()
    };
    let toggles = move || {
        let kinds = all_kinds();
        kinds
            .iter()
            .map(|kind| {
                let id = kind.id;
                let value = Signal::derive(move || {
                    compared.with(|all| all.iter().any(|kind| kind == id) || (all.is_empty() && own() == id))
                });
                let change = move |on: bool| {
                    let kept = compared.get_untracked();
                    let kept = if kept.is_empty() {
                        vec![project.spec().with_untracked(|spec| spec.model.kind.clone())]
                    } else {
                        kept
                    };
                    let chosen: Vec<_> = all_kinds()
                        .into_iter()
                        .filter(
                            |kind| if kind.id == id { on } else { kept.iter().any(|kept| kept == kind.id) },
                        )
                        .collect();
                    tunable.change(|tune| compare(&mut tune.space, &chosen, task.get_untracked()));
                };
                view! { <Toggle label=kind.label value change /> }
            })
            .collect_view()
    };
    view! {
        <fieldset class="space">
            <legend>"What may change"</legend>
            {list}
            <details>
                <summary>"Compare models"</summary>
                <div class="step-form">
                    <p class="hint">"With two or more, each is tried with the usual ranges of its own settings."</p>
                    {toggles}
                </div>
            </details>
        </fieldset>
    }
}

#[component]
fn OfferField(offer: Offer, tunable: Tunable) -> impl IntoView {
    let Offer { at, label, domain, usual } = offer;
    let at = StoredValue::new(at);
    let over = Memo::new(move |_| {
        tunable.spec.with(|tune| {
            let at = at.get_value();
            tune.space.iter().find(|dimension| dimension.at == at).map(|dimension| dimension.over.clone())
        })
    });
    let usual = StoredValue::new(usual);
    let set = move |over: Option<Over>| {
        let at = at.get_value();
        tunable.change(|tune| {
            let place = tune.space.iter().position(|dimension| dimension.at == at);
            match (place, over) {
                (Some(place), Some(over)) => tune.space[place].over = over,
                (Some(place), None) => {
                    tune.space.remove(place);
                }
                (None, Some(over)) => tune.space.push(Dimension { at, over }),
                (None, None) => {}
            }
        });
    };
    let on = Memo::new(move |_| over.with(Option::is_some));
    let name = StoredValue::new(label.clone());
    let fields = move || {
        over.get().map(|over| match over {
            Over::Range(range) => {
                let bound = move |which: &'static str, value: f64, is_min: bool| {
                    let change = move |text: String| {
                        if let Ok(number) = text.trim().parse::<f64>() {
                            let mut changed = range;
                            if is_min { changed.min = number } else { changed.max = number }
                            set(Some(Over::Range(changed)));
                        }
                    };
                    view! { <TextField label=format!("{}, {which}", name.get_value())
                        value=Signal::stored(value.to_string()) change /> }
                };
                view! { <div class="bounds">{bound("from", range.min, true)}{bound("to", range.max, false)}</div> }.into_any()
            }
            Over::Values(values) => {
                let change = move |text: String| set(Some(Over::Values(read(&text, domain))));
                let label = format!("{}: values, separated by commas", name.get_value());
                view! { <TextField label value=Signal::stored(written(&values)) change /> }.into_any()
            }
            Over::Families(_) => ().into_any(),
        })
    };
    view! {
        <div class="offer">
            <Toggle label value=Signal::derive(move || on.get())
                change=move |on: bool| set(on.then(|| usual.get_value())) />
            {fields}
        </div>
    }
}

/// Values as a person writes them; what the parameter cannot have is refused by the search, with a word.
fn read(text: &str, domain: &Domain) -> Vec<ParamValue> {
    let one = |text: &str| match (text, domain) {
        ("none", Domain::OptionalInt { .. }) => ParamValue::None,
        ("true", Domain::Bool) => ParamValue::Bool(true),
        ("false", Domain::Bool) => ParamValue::Bool(false),
        (_, Domain::Choice(_)) => ParamValue::Text(text.to_owned()),
        _ => text.parse::<f64>().map_or_else(|_| ParamValue::Text(text.to_owned()), ParamValue::number),
    };
    text.split(',').map(str::trim).filter(|text| !text.is_empty()).map(one).collect()
}
