//! One control for every column of a row.

use engine::explain::Cell;
use engine::explain::what_if::{Given, InputFacts};
use engine::table::DType;
use engine::table::read::iso_date;
use leptos::prelude::*;

use crate::form::{Range, Select, Slider, TextField, Toggle};
use crate::view::explain::exactly;

/// The controls of all columns.
#[component]
pub(super) fn Fields(
    /// The row that it starts from.
    given: Given,
    /// The cells, in the order of the inputs.
    cells: RwSignal<Vec<Cell>>,
) -> impl IntoView {
    let each = given.inputs.into_iter().zip(given.cells).enumerate();
    each.map(|(at, (input, own))| view! { <Field at input own cells /> }).collect_view()
}

/// The control of one column.
#[component]
fn Field(at: usize, input: InputFacts, own: Cell, cells: RwSignal<Vec<Cell>>) -> impl IntoView {
    let now = Memo::new(move |_| cells.with(|cells| cells.get(at).cloned().unwrap_or(Cell::Missing)));
    let set = move |cell: Cell| {
        if cell != now.get_untracked() {
            cells.update(|cells| {
                if let Some(slot) = cells.get_mut(at) {
                    *slot = cell;
                }
            });
        }
    };
    let was = exactly(&own);
    let changed = move || {
        (now.get() != own).then(|| view! { <small class="hint">{format!("The row has {was}.")}</small> })
    };
    view! { <div class="cell-field">{control(input, now, set)} {changed}</div> }
}

fn control(input: InputFacts, now: Memo<Cell>, set: impl Fn(Cell) + Copy + Send + Sync + 'static) -> AnyView {
    let text = Signal::derive(move || now.with(Cell::text));
    let label = input.name.clone();
    match input.dtype {
        DType::Numeric => {
            let range = range(&input, now.get_untracked().number());
            let middle = f64::midpoint(range.min, range.max);
            let value = Signal::derive(move || now.with(Cell::number).unwrap_or(middle));
            let change = Callback::new(move |value| set(Cell::Number(value)));
            view! {
                <Slider label range value change />
                {move || (now.get() == Cell::Missing).then(|| view! { <small class="hint">"Missing here; move it to give a value."</small> })}
            }
            .into_any()
        }
        DType::Boolean => {
            let value = Signal::derive(move || now.get() == Cell::Truth(true));
            view! { <Toggle label value change=move |on| set(Cell::Truth(on)) /> }.into_any()
        }
        DType::Categorical => {
            let own = now.get_untracked().text();
            let mut levels = input.levels;
            if !own.is_empty() && !levels.contains(&own) {
                levels.push(own);
            }
            let levels = levels.into_iter().map(|level| (level.clone(), level));
            let options: Vec<_> = levels.chain([(String::new(), "missing".to_owned())]).collect();
            let choose =
                move |level: String| set(if level.is_empty() { Cell::Missing } else { Cell::Text(level) });
            view! { <Select label options value=text choose /> }.into_any()
        }
        DType::Datetime => {
            let change = move |text: String| match iso_date(text.trim()) {
                Some(moment) => set(Cell::Moment(moment)),
                None if text.trim().is_empty() => set(Cell::Missing),
                None => {}
            };
            view! { <TextField label help="Such as 2024-03-31 or 2024-03-31T08:30:00." value=text change /> }
                .into_any()
        }
        DType::Text => {
            let change =
                move |text: String| set(if text.is_empty() { Cell::Missing } else { Cell::Text(text) });
            view! { <TextField label value=text change /> }.into_any()
        }
    }
}

/// The range of the training rows, and of the row itself.
fn range(input: &InputFacts, own: Option<f64>) -> Range {
    let (mut min, mut max) =
        own.map_or((input.low, input.high), |own| (input.low.min(own), input.high.max(own)));
    let whole = input.whole && own.is_none_or(|own| own.fract() == 0.0);
    if max <= min {
        (min, max) = (min, min + 1.0);
    }
    Range { min, max, whole, log: false }
}
