//! The models that the chosen model is made of.

use engine::models::{self, Members as Rule, ModelSpec};
use engine::params::ParamValue;
use leptos::prelude::*;

use super::controls::task_signal;
use crate::form::{ParamForm, Select};
use crate::state::Context;

/// A change to the members.
type Change = Box<dyn FnOnce(&mut Vec<ModelSpec>)>;

/// The list of members, each with its settings.
#[component]
pub(super) fn Members(
    /// How many there may be, and the usual ones.
    rule: Rule,
) -> impl IntoView {
    let project = Context::get().project;
    let task = task_signal();
    // An empty list in the spec stands for the usual ones.
    let members = Memo::new(move |_| {
        let given = project.spec().with(|spec| spec.model.members.clone());
        if given.is_empty() {
            rule.usual(task.get()).iter().map(|id| ModelSpec::new(id)).collect()
        } else {
            given
        }
    });
    let kinds =
        Memo::new(move |_| members.with(|all| all.iter().map(|m| m.kind.clone()).collect::<Vec<_>>()));
    let change = Callback::new(move |change: Change| {
        let mut changed = members.get_untracked();
        change(&mut changed);
        project.change(|spec| spec.model.members = changed);
    });
    let add = move |_| {
        let id = rule.usual(task.get_untracked()).first().copied().unwrap_or_default();
        change.run(Box::new(move |members| members.push(ModelSpec::new(id))));
    };
    let several = rule.max > 1;
    view! {
        <section class="recipe" aria-label="Members">
            <h2>{if several { "Made of these models" } else { "Made of this model" }}</h2>
            <ol class="steps">
                {move || {
                    let count = kinds.with(Vec::len);
                    kinds.get().into_iter().enumerate().map(|(at, kind)| {
                        view! { <MemberForm at kind members change removable={count > rule.min} /> }
                    }).collect_view()
                }}
            </ol>
            <Show when=move || several && kinds.with(|kinds| kinds.len() < rule.max)>
                <button class="secondary" type="button" on:click=add>"Add a member"</button>
            </Show>
        </section>
    }
}

#[component]
fn MemberForm(
    at: usize,
    kind: String,
    members: Memo<Vec<ModelSpec>>,
    change: Callback<Change>,
    removable: bool,
) -> impl IntoView {
    let task = task_signal();
    let number = at + 1;
    let options = Signal::derive(move || {
        let able = models::CATALOGUE.iter().filter(|kind| kind.capabilities.members.is_none());
        let able = able.filter(|kind| kind.tasks.contains(&task.get()));
        able.map(|kind| (kind.id.to_owned(), kind.label.to_owned())).collect()
    });
    let choose = move |id: String| {
        change.run(Box::new(move |members| {
            if let Some(member) = members.get_mut(at) {
                *member = ModelSpec::new(&id);
            }
        }));
    };
    let values = Signal::derive(move || {
        members.with(|all| all.get(at).map(|member| member.params.clone())).unwrap_or_default()
    });
    let set = move |(name, value): (&'static str, ParamValue)| {
        change.run(Box::new(move |members| {
            if let Some(member) = members.get_mut(at) {
                member.params.insert(name.to_owned(), value);
            }
        }));
    };
    let found = models::kind(&kind).ok();
    let form =
        move || found.map(|kind| view! { <ParamForm specs=kind.params(task.get()) values change=set /> });
    view! {
        <li class="step">
            <div class="step-head">
                <Select label=format!("Member {number}") quiet=true options value=Signal::stored(kind) choose />
                <button class="icon" type="button" disabled=!removable aria-label=format!("Remove member {number}")
                    on:click=move |_| change.run(Box::new(move |members| {
                        if at < members.len() {
                            members.remove(at);
                        }
                    }))>"×"</button>
            </div>
            <details>
                <summary>{format!("Settings of member {number}")}</summary>
                <div class="step-form">{form}</div>
            </details>
        </li>
    }
}
