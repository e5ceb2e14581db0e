//! One row, as it is or as it could be.

use std::time::Duration;

use engine::evaluate::PartName;
use engine::explain::what_if::Given;
use engine::explain::{Answer, Cell, Goal, Question, WhatIf};
use leptos::prelude::*;

use super::asked::Asked;
use super::fields::Fields;
use super::verdict::Verdict;
use crate::form::{Select, TextField};
use crate::state::{Asking, Context};

/// Milliseconds without a change after which the model is asked anew.
const PAUSE: Duration = Duration::from_millis(150);

/// Choose a row, move its values, and see what the model says.
#[component]
pub(super) fn OneRow(
    /// The rows to choose from.
    name: PartName,
    /// Which of them, counted from 0.
    row: RwSignal<usize>,
) -> impl IntoView {
    let (rows, why) = (Asking::new(), Asking::new());
    let given = RwSignal::new(None::<Given>);
    let cells = RwSignal::new(Vec::<Cell>::new());
    let goal = Wanted::new();
    // What the model says of the row as it is.
    let first = RwSignal::new(None::<Vec<f64>>);
    Effect::new(move |_| rows.ask(Question::Row { part: name, at: row.get() }));
    Effect::new(move |_| {
        if let Some(Answer::Row(found)) = rows.found.get().and_then(Result::ok).as_deref() {
            first.set(None);
            cells.set(found.cells.clone());
            given.set(Some(found.clone()));
        }
    });
    let again = leptos::leptos_dom::helpers::debounce(PAUSE, move |goal| {
        if let Some(cells) = cells.try_get_untracked().filter(|cells| !cells.is_empty()) {
            why.ask(Question::WhatIf { cells, goal });
        }
    });
    let again = StoredValue::new_local(again);
    Effect::new(move |_| {
        cells.track();
        let goal = goal.goal();
        again.update_value(|again| again(goal));
    });
    let found = Memo::new(move |_| why.found.get().and_then(Result::ok));
    Effect::new(move |_| {
        let answer = found.with(|found| as_what_if(found.as_deref()).and_then(|found| found.answer.clone()));
        let as_it_is = given.with_untracked(|given| {
            cells.with_untracked(|cells| given.as_ref().is_some_and(|given| given.cells == *cells))
        });
        if as_it_is && first.with_untracked(Option::is_none) {
            first.set(answer);
        }
    });
    view! {
        <Asked asking=rows label="Looking up the row" />
        {move || given.get().map(|given| {
            let (row_given, as_it_is) = (given.clone(), given.cells.clone());
            view! {
                <div class="what-if">
                    <section class="cells" aria-label="Values of the row">
                        <Chooser name given=given.clone() row />
                        <Fields given cells />
                        <button class="secondary" type="button" on:click=move |_| cells.set(as_it_is.clone())>
                            "Back to the row"
                        </button>
                    </section>
                    <section class="verdict-of-row" aria-label="What the model says of it">
                        <Wish goal />
                        <Asked asking=why label="Explaining" />
                        <Verdict found given=row_given first cells />
                    </section>
                </div>
            }
        })}
    }
}

/// The explanation, if the answer is one.
pub(super) fn as_what_if(answer: Option<&Answer>) -> Option<&WhatIf> {
    if let Some(Answer::WhatIf(found)) = answer { Some(found) } else { None }
}

/// Goes from row to row.
#[component]
fn Chooser(name: PartName, given: Given, row: RwSignal<usize>) -> impl IntoView {
    let part = match name {
        PartName::Train => "training",
        PartName::Validation => "validation",
        PartName::Test => "test",
    };
    let (at, of) = (given.at, given.of);
    let take = move |text: String| {
        if let Ok(number) = text.trim().parse::<usize>() {
            row.set(number.clamp(1, of) - 1);
        }
    };
    view! {
        <div class="row-chooser">
            <TextField label=format!("Row, from 1 to {of}") help=format!("Of the {part} rows; row {} of the file.", given.row)
                value=Signal::derive(move || (at + 1).to_string()) change=take />
            <button class="ghost" type="button" disabled={at == 0}
                on:click=move |_| row.set(at.saturating_sub(1))>"Row before"</button>
            <button class="ghost" type="button" disabled={at + 1 >= of} on:click=move |_| row.set(at + 1)>"Next row"</button>
        </div>
    }
}

/// What the nearest change shall reach.
#[derive(Clone, Copy)]
struct Wanted {
    /// A class; or `at least`, `at most`; empty for any other class, or for nothing.
    kind: RwSignal<String>,
    /// The bound of a number.
    bound: RwSignal<String>,
}

impl Wanted {
    fn new() -> Self {
        Self { kind: RwSignal::new(String::new()), bound: RwSignal::new(String::new()) }
    }

    fn goal(self) -> Option<Goal> {
        let is_classes = classes().is_some_and(|classes| !classes.is_empty());
        let bound = || self.bound.get().trim().parse::<f64>().ok().filter(|bound| bound.is_finite());
        match (is_classes, self.kind.get().as_str()) {
            (true, "") => Some(Goal::OtherClass),
            (true, class) => Some(Goal::Class(class.to_owned())),
            (false, "at most") => bound().map(Goal::AtMost),
            (false, _) => bound().map(Goal::AtLeast),
        }
    }
}

/// The classes of the model; empty for numbers.
fn classes() -> Option<Vec<String>> {
    let report = Context::get().bench.report;
    report.with_untracked(|report| report.as_ref().map(|report| report.classes.clone()))
}

#[component]
fn Wish(goal: Wanted) -> impl IntoView {
    let classes = classes().unwrap_or_default();
    let numbers = classes.is_empty();
    let options: Vec<(String, String)> = if numbers {
        ["at least", "at most"].map(|way| (way.to_owned(), way.to_owned())).to_vec()
    } else {
        let any = (String::new(), "any other class".to_owned());
        std::iter::once(any).chain(classes.into_iter().map(|class| (class.clone(), class))).collect()
    };
    view! {
        <div class="choices">
            <Select label="Wanted instead" options value=goal.kind choose=move |kind| goal.kind.set(kind) />
            {numbers.then(|| view! {
                <TextField label="Number" value=goal.bound change=move |text| goal.bound.set(text) />
            })}
        </div>
    }
}
