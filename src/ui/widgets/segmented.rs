use leptos::prelude::*;

/// One choice of a few, all in sight.
#[component]
pub(crate) fn Segmented(
    /// What is chosen.
    #[prop(into)]
    label: String,
    /// The choices: value and text.
    options: Vec<(&'static str, String)>,
    /// The chosen value.
    #[prop(into)]
    value: Signal<String>,
    /// Takes the choice.
    #[prop(into)]
    choose: Callback<&'static str>,
) -> impl IntoView {
    let buttons = options
        .into_iter()
        .map(|(option, text)| {
            view! {
                <button
                    type="button"
                    aria-pressed=move || (value.get() == option).to_string()
                    on:click=move |_| choose.run(option)
                >
                    {text}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            <span class="label">{label.clone()}</span>
            <div class="seg" role="group" aria-label=label>
                {buttons}
            </div>
        </div>
    }
}
