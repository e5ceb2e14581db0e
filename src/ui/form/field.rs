use leptos::prelude::*;

/// A choice from a list.
#[component]
pub(crate) fn Select(
    /// The control's label.
    #[prop(into)]
    label: String,
    /// What the choice does.
    #[prop(optional, into)]
    help: Option<String>,
    /// The choices: value and text.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// The chosen value.
    #[prop(into)]
    value: Signal<String>,
    /// Takes the choice.
    #[prop(into)]
    choose: Callback<String>,
    /// Whether the label is for screen readers alone.
    #[prop(optional)]
    quiet: bool,
) -> impl IntoView {
    view! {
        <label class="field">
            <span class="label" class:quiet=quiet>{label}</span>
            <select on:change=move |event| choose.run(event_target_value(&event)) prop:value=move || value.get()>
                {move || {
                    options
                        .get()
                        .into_iter()
                        .map(|(option, text)| {
                            let chosen = value.with_untracked(|value| *value == option);
                            view! { <option value=option selected=chosen>{text}</option> }
                        })
                        .collect_view()
                }}
            </select>
            {help.map(|help| view! { <small>{help}</small> })}
        </label>
    }
}

/// Yes or no.
#[component]
pub(crate) fn Toggle(
    /// The control's label.
    #[prop(into)]
    label: String,
    /// What yes does.
    #[prop(optional, into)]
    help: Option<String>,
    /// The state.
    #[prop(into)]
    value: Signal<bool>,
    /// Takes the new state.
    #[prop(into)]
    change: Callback<bool>,
) -> impl IntoView {
    view! {
        <label class="field toggle">
            <input
                type="checkbox"
                prop:checked=move || value.get()
                on:change=move |event| change.run(event_target_checked(&event))
            />
            <span class="label">{label}</span>
            {help.map(|help| view! { <small>{help}</small> })}
        </label>
    }
}

/// A line of text, taken when it is finished.
#[component]
pub(crate) fn TextField(
    /// The control's label.
    #[prop(into)]
    label: String,
    /// What the text does.
    #[prop(optional, into)]
    help: Option<String>,
    /// The text.
    #[prop(into)]
    value: Signal<String>,
    /// Takes the new text.
    #[prop(into)]
    change: Callback<String>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span class="label">{label}</span>
            <input
                type="text"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || value.get()
                on:change=move |event| change.run(event_target_value(&event))
            />
            {help.map(|help| view! { <small>{help}</small> })}
        </label>
    }
}

/// Several lines of text, taken when they are finished.
#[component]
pub(crate) fn TextArea(
    /// The control's label.
    #[prop(into)]
    label: String,
    /// What the text does.
    #[prop(into)]
    help: String,
    /// The text.
    #[prop(into)]
    value: Signal<String>,
    /// Takes the new text.
    #[prop(into)]
    change: Callback<String>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span class="label">{label}</span>
            <textarea
                rows="4"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || value.get()
                on:change=move |event| change.run(event_target_value(&event))
            ></textarea>
            <small>{help}</small>
        </label>
    }
}
