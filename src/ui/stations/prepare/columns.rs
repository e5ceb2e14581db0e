//! Which columns go through a step: all of a kind, or ticked ones.

use engine::steps::{Keyword, Selector, StepSpec};
use engine::table::DType;
use leptos::prelude::*;

use crate::form::{Select, TextField};
use crate::state::Context;
use crate::view::job::Job;
use crate::view::through::columns_at;

/// More columns than this can be searched.
const SEARCHED: usize = 10;
/// Columns that are listed at once.
const LISTED: usize = 200;
/// The choice that lists the columns.
const BY_NAME: &str = "by name";

/// Changes the names that were chosen.
type ChangeNames = Box<dyn FnOnce(&mut Vec<String>)>;

/// The choice of columns of the step at a place.
#[component]
pub(super) fn ColumnsField(at: usize) -> impl IntoView {
    let Context { project, bench, .. } = Context::get();
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
            .chain(std::iter::once((BY_NAME.to_owned(), BY_NAME.to_owned())))
            .collect::<Vec<_>>(),
    );
    let value = Signal::derive(move || match selector.get() {
        Selector::Kind(keyword) => text_of(keyword),
        Selector::Names(_) => BY_NAME.to_owned(),
    });
    // Who begins to choose by name begins with what goes through now.
    let taken = move || {
        let step = project.spec().with_untracked(|spec| spec.steps.get(at).cloned());
        let accepts = step.as_ref().and_then(|step| step.accepts().ok()).unwrap_or(&[]);
        let Some(Selector::Kind(keyword)) = step.as_ref().map(|step| &step.columns) else {
            return Vec::new();
        };
        let fits =
            |dtype: &DType| accepts.contains(dtype) && keyword.dtype().is_none_or(|wanted| wanted == *dtype);
        bench.plan.with_untracked(|plan| {
            let columns = plan.iter().flat_map(|plan| columns_at(plan, at));
            columns.filter(|(_, dtype)| fits(dtype)).map(|(name, _)| name.clone()).collect()
        })
    };
    let wants_names = RwSignal::new(false);
    let choose = move |text: String| {
        let keyword = Keyword::ALL.into_iter().find(|keyword| text_of(*keyword) == text);
        wants_names.set(keyword.is_none());
        if let Some(keyword) = keyword {
            set(Selector::Kind(keyword));
        }
    };
    // What goes through is known as soon as the plan is that of these steps.
    Effect::new(move |_| {
        let up_to_date = || match &*bench.plan.read() {
            Some(plan) => project.spec().with(|spec| spec.steps == plan.spec.steps),
            None => !bench.planning.with(Job::is_running),
        };
        if wants_names.get() && up_to_date() {
            wants_names.set(false);
            set(Selector::Names(taken()));
        }
    });
    let by_name = Memo::new(move |_| matches!(selector.get(), Selector::Names(_)));
    view! {
        <Select label="Columns" options value choose />
        <Show when=move || by_name.get()><Names at /></Show>
    }
}

/// The columns at that place, to be ticked, and names of columns that are not there yet.
#[component]
fn Names(at: usize) -> impl IntoView {
    let Context { project, bench, .. } = Context::get();
    let search = RwSignal::new(String::new());
    let chosen = Memo::new(move |_| {
        project.spec().with(|spec| match spec.steps.get(at).map(|step| &step.columns) {
            Some(Selector::Names(names)) => names.clone(),
            _ => Vec::new(),
        })
    });
    let there = Memo::new(move |_| {
        bench.plan.with(|plan| plan.as_ref().map(|plan| columns_at(plan, at).to_vec())).unwrap_or_default()
    });
    let accepts = Memo::new(move |_| {
        project
            .spec()
            .with(|spec| spec.steps.get(at).and_then(|step| StepSpec::accepts(step).ok()))
            .unwrap_or(&DType::ALL)
    });
    let set = move |change: ChangeNames| {
        let mut names = chosen.get_untracked();
        change(&mut names);
        project.change(|spec| {
            if let Some(step) = spec.steps.get_mut(at) {
                step.columns = Selector::Names(names);
            }
        });
    };
    let shown = Memo::new(move |_| {
        let wanted = search.get().to_lowercase();
        let there = there.get().into_iter().filter(|(name, _)| name.to_lowercase().contains(&wanted));
        there.take(LISTED).collect::<Vec<_>>()
    });
    let item = move |(name, dtype): (String, DType)| {
        let name = StoredValue::new(name);
        let checked = Memo::new(move |_| name.with_value(|name| chosen.with(|chosen| chosen.contains(name))));
        let fits = move || accepts.get().contains(&dtype);
        let types = move || accepts.get().iter().map(|dtype| dtype.name()).collect::<Vec<_>>().join(" or ");
        let note = move || {
            if fits() {
                dtype.name().to_owned()
            } else {
                format!("{}; this step takes {}", dtype.name(), types())
            }
        };
        let tick = move |on: bool| {
            let name = name.get_value();
            set(Box::new(move |names| {
                names.retain(|other| *other != name);
                if on {
                    names.push(name);
                }
            }));
        };
        view! {
            <li>
                <label class="toggle" class:unfit=move || !fits()>
                    <input type="checkbox" prop:checked=move || checked.get()
                        disabled=move || !fits() && !checked.get()
                        on:change=move |event| tick(event_target_checked(&event)) />
                    <span>{name.get_value()}" "<small>{note}</small></span>
                </label>
            </li>
        }
    };
    let absent = Signal::derive(move || {
        let is_there = |name: &&String| there.with(|there| there.iter().any(|(other, _)| other == *name));
        chosen.with(|chosen| {
            chosen.iter().filter(|name| !is_there(name)).cloned().collect::<Vec<_>>().join(", ")
        })
    });
    let set_absent = move |text: String| {
        let is_there =
            |name: &String| there.with_untracked(|there| there.iter().any(|(other, _)| other == name));
        let typed: Vec<String> =
            text.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
        let kept: Vec<String> = chosen.get_untracked().into_iter().filter(is_there).collect();
        let new = typed.into_iter().filter(|name| !kept.contains(name)).collect::<Vec<_>>();
        set(Box::new(move |names| *names = [kept, new].concat()));
    };
    let many = Memo::new(move |_| there.with(Vec::len) > SEARCHED);
    let tick_all = move |on: bool| {
        let fitting =
            |(name, dtype): &(String, DType)| accepts.get_untracked().contains(dtype).then(|| name.clone());
        let shown: Vec<String> = shown.with_untracked(|shown| shown.iter().filter_map(fitting).collect());
        set(Box::new(move |names| {
            names.retain(|name| !shown.contains(name));
            if on {
                names.extend(shown);
            }
        }));
    };
    view! {
        <fieldset class="column-choice">
            <legend>{move || format!("Columns to work on: {} of {}", chosen.with(Vec::len), there.with(Vec::len))}</legend>
            <Show when=move || many.get()>
                <input type="search" placeholder="Find a column" aria-label="Find a column of this step"
                    on:input=move |event| search.set(event_target_value(&event)) />
            </Show>
            <div class="step-tools">
                <button class="ghost" type="button" on:click=move |_| tick_all(true)>"All"</button>
                <button class="ghost" type="button" on:click=move |_| tick_all(false)>"None"</button>
            </div>
            <ul class="column-list">
                <For each=move || shown.get() key=|column| column.clone() children=item />
            </ul>
            <TextField label="Columns that are not there yet" value=absent change=set_absent
                help="Names, separated by commas, of columns that a step above will make." />
        </fieldset>
    }
}
