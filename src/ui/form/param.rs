//! The control of a parameter, made from its declaration.

use engine::params::{Domain, ParamSpec, ParamValue, Params};
use leptos::prelude::*;

use super::slider::Range;
use super::{Select, Slider, TextArea, TextField, Toggle};

/// The controls of all parameters that matter, given the others.
#[component]
pub(crate) fn ParamForm(
    /// The declarations.
    specs: &'static [ParamSpec],
    /// The values that differ from the default.
    #[prop(into)]
    values: Signal<Params>,
    /// Takes a changed value.
    #[prop(into)]
    change: Callback<(&'static str, ParamValue)>,
) -> impl IntoView {
    specs
        .iter()
        .map(|spec| {
            let matters = Memo::new(move |_| {
                spec.visible_when.is_none_or(|(name, wanted)| {
                    let other = specs.iter().find(|other| other.name == name);
                    let value = values.with(|values| values.get(name).cloned());
                    let value = value.or_else(|| other.map(ParamSpec::default_value));
                    matches!(value, Some(ParamValue::Text(text)) if wanted.contains(&text.as_str()))
                })
            });
            let value = Memo::new(move |_| {
                values.with(|values| values.get(spec.name).cloned()).unwrap_or_else(|| spec.default_value())
            });
            let change = Callback::new(move |value| change.run((spec.name, value)));
            view! { <Show when=move || matters.get()><ParamField spec value change /></Show> }
        })
        .collect_view()
}

/// The control of one parameter.
#[component]
pub(crate) fn ParamField(
    /// The declaration.
    spec: &'static ParamSpec,
    /// The value.
    #[prop(into)]
    value: Signal<ParamValue>,
    /// Takes the new value.
    #[prop(into)]
    change: Callback<ParamValue>,
) -> impl IntoView {
    let (label, help) = (spec.label, spec.help);
    let number = Signal::derive(move || value.with(ParamValue::as_float).unwrap_or_default());
    let send_number = Callback::new(move |number| change.run(ParamValue::number(number)));
    match &spec.domain {
        Domain::Int { min, max } => {
            let range = whole(*min, *max);
            view! { <Slider label help range value=number change=send_number /> }.into_any()
        }
        Domain::Float { min, max, log } => {
            let range = Range { min: *min, max: *max, whole: false, log: *log };
            view! { <Slider label help range value=number change=send_number /> }.into_any()
        }
        Domain::OptionalInt { min, max, none } => {
            view! { <OptionalField label help range=whole(*min, *max) none=*none value change /> }.into_any()
        }
        Domain::Bool => {
            let state = Signal::derive(move || value.with(|value| *value == ParamValue::Bool(true)));
            let change = Callback::new(move |state| change.run(ParamValue::Bool(state)));
            view! { <Toggle label help value=state change /> }.into_any()
        }
        Domain::Choice(choices) => {
            let options: Vec<(String, String)> =
                choices.iter().map(|choice| (choice.value.to_owned(), choice.label.to_owned())).collect();
            let choose = Callback::new(move |text| change.run(ParamValue::Text(text)));
            let options = Signal::stored(options);
            view! { <Select label help options value=text_of(value) choose /> }.into_any()
        }
        Domain::Text | Domain::Lines => {
            let change = Callback::new(move |text| change.run(ParamValue::Text(text)));
            if spec.domain == Domain::Text {
                view! { <TextField label help value=text_of(value) change /> }.into_any()
            } else {
                view! { <TextArea label help value=text_of(value) change /> }.into_any()
            }
        }
    }
}

/// A whole number that can be switched off.
#[component]
fn OptionalField(
    label: &'static str,
    help: &'static str,
    range: Range,
    none: &'static str,
    value: Signal<ParamValue>,
    change: Callback<ParamValue>,
) -> impl IntoView {
    // What the slider comes back to when it is switched on again.
    let last = StoredValue::new((range.max.min(10.0)).max(range.min));
    let off = Memo::new(move |_| value.with(|value| *value == ParamValue::None));
    let number = Signal::derive(move || match value.with(ParamValue::as_float) {
        Some(number) => {
            last.set_value(number);
            number
        }
        None => last.get_value(),
    });
    let switch = Callback::new(move |off| {
        change.run(if off { ParamValue::None } else { ParamValue::number(last.get_value()) });
    });
    let send = Callback::new(move |number| change.run(ParamValue::number(number)));
    view! {
        <div class="optional">
            <Show when=move || !off.get() fallback=move || view! {
                <div class="field"><span class="label">{label}</span><small>{help}</small></div>
            }>
                <Slider label help range value=number change=send />
            </Show>
            <Toggle label=format!("{label}: {none}") value=off change=switch />
        </div>
    }
}

fn whole(min: i64, max: i64) -> Range {
    Range { min: min as f64, max: max as f64, whole: true, log: min > 0 && max / min >= 200 }
}

fn text_of(value: Signal<ParamValue>) -> Signal<String> {
    Signal::derive(move || match value.get() {
        ParamValue::Text(text) => text,
        other => other.to_string(),
    })
}
