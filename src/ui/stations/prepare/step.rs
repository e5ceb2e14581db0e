//! The form of one step.

use engine::params::Params;
use engine::steps::{Keyword, Selector, StepSpec, kind};
use leptos::prelude::*;

use crate::form::{ParamForm, Select, TextField, Toggle};
use crate::state::Context;

/// The settings of the step at a place of the recipe.
#[component]
pub(super) fn StepForm(at: usize) -> impl IntoView {
    let project = Context::get().project;
    let step = Memo::new(move |_| project.spec().with(|spec| spec.steps.get(at).cloned()));
    let change = move |change: Box<dyn FnOnce(&mut StepSpec)>| {
        project.change(|spec| {
            if let Some(step) = spec.steps.get_mut(at) {
                change(step);
            }
        });
    };
    let kind = step.get_untracked().and_then(|step| kind(&step.step).ok())?;
    let values = Signal::derive(move || step.get().map_or_else(Params::new, |step| step.params));
    let set = move |(name, value): (&'static str, _)| {
        change(Box::new(move |step| {
            step.params.insert(name.to_owned(), value);
        }));
    };
    let enabled = Signal::derive(move || step.with(|step| step.as_ref().is_some_and(|step| step.enabled)));
    Some(view! {
        <div class="step-form">
            <p class="hint">{kind.help}</p>
            <ColumnsField at />
            <ParamForm specs=kind.params values change=set />
            <Toggle label="In use" value=enabled change=move |on| change(Box::new(move |step| step.enabled = on)) />
        </div>
    })
}

/// Which columns go through the step.
#[component]
fn ColumnsField(at: usize) -> impl IntoView {
    let project = Context::get().project;
    let selector = Memo::new(move |_| {
        project.spec().with(|spec| spec.steps.get(at).map(|step| step.columns.clone())).unwrap_or_default()
    });
    let set = move |selector: Selector| {
        project.change(|spec| {
            if let Some(step) = spec.steps.get_mut(at) {
                step.columns = selector;
            }
        });
    };
    let text_of = |keyword: Keyword| match keyword.dtype() {
        None => "all it can work on".to_owned(),
        Some(dtype) => format!("{} columns", dtype.name()),
    };
    let options = Signal::stored(
        Keyword::ALL
            .into_iter()
            .map(|keyword| (text_of(keyword), text_of(keyword)))
            .chain(std::iter::once(("by name".to_owned(), "by name".to_owned())))
            .collect::<Vec<_>>(),
    );
    let value = Signal::derive(move || match selector.get() {
        Selector::Kind(keyword) => text_of(keyword),
        Selector::Names(_) => "by name".to_owned(),
    });
    let choose = move |text: String| {
        let keyword = Keyword::ALL.into_iter().find(|keyword| text_of(*keyword) == text);
        set(keyword.map_or_else(|| Selector::Names(Vec::new()), Selector::Kind));
    };
    let names = Memo::new(move |_| match selector.get() {
        Selector::Names(names) => Some(names.join(", ")),
        Selector::Kind(_) => None,
    });
    view! {
        <Select label="Columns" options value choose />
        <Show when=move || names.get().is_some()>
            <TextField label="Names, separated by commas" value=Signal::derive(move || names.get().unwrap_or_default())
                change=move |text: String| {
                    let names = text.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
                    set(Selector::Names(names.collect()));
                } />
        </Show>
    }
}
