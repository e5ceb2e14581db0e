//! A number that can be dragged or typed.

use leptos::prelude::*;

/// Steps of a slider that runs over numbers or ratios.
const STEPS: f64 = 100.0;

/// A range of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Range {
    /// Least.
    pub(crate) min: f64,
    /// Greatest.
    pub(crate) max: f64,
    /// Whether only whole numbers count.
    pub(crate) whole: bool,
    /// Whether equal ways of the slider are equal factors.
    pub(crate) log: bool,
}

impl Range {
    /// Where on the slider a value stands.
    fn place(self, value: f64) -> f64 {
        if self.log { value.max(self.floor()).log10() } else { value }
    }

    /// The value at a place of the slider, rounded to two digits where it runs over factors.
    fn value(self, place: f64) -> f64 {
        if !self.log {
            return place.clamp(self.min, self.max);
        }
        let value = 10_f64.powf(place);
        let unit = 10_f64.powf(value.log10().floor() - 1.0);
        let rounded = (value / unit).round() * unit;
        let tidy = format!("{rounded:.12}").parse().unwrap_or(rounded);
        if self.whole { value.round() } else { tidy }.clamp(self.min, self.max)
    }

    fn floor(self) -> f64 {
        if self.min > 0.0 { self.min } else { self.max * 1e-9 }
    }

    fn step(self) -> f64 {
        if self.whole && !self.log { 1.0 } else { (self.place(self.max) - self.place(self.min)) / STEPS }
    }
}

/// A slider with a box for the exact value.
#[component]
pub(crate) fn Slider(
    /// The control's label.
    #[prop(into)]
    label: String,
    /// What the number does.
    #[prop(optional, into)]
    help: Option<String>,
    /// What it can be.
    range: Range,
    /// The number.
    #[prop(into)]
    value: Signal<f64>,
    /// Takes the new number.
    #[prop(into)]
    change: Callback<f64>,
) -> impl IntoView {
    let wrong = RwSignal::new(None::<String>);
    let take = move |text: String| match text.trim().parse::<f64>() {
        Ok(number)
            if number >= range.min && number <= range.max && (!range.whole || number.fract() == 0.0) =>
        {
            wrong.set(None);
            change.run(number);
        }
        _ => {
            let kind = if range.whole { "a whole number" } else { "a number" };
            wrong.set(Some(format!("Give {kind} from {} to {}.", range.min, range.max)));
        }
    };
    view! {
        <div class="field">
            <label class="slider">
                <span class="label">{label.clone()}</span>
                <input
                    type="range"
                    min=range.place(range.min)
                    max=range.place(range.max)
                    step=range.step()
                    aria-valuetext=move || value.get().to_string()
                    prop:value=move || range.place(value.get()).to_string()
                    on:input=move |event| {
                        if let Ok(place) = event_target_value(&event).parse() {
                            wrong.set(None);
                            change.run(range.value(place));
                        }
                    }
                />
            </label>
            <input
                class="exact"
                type="text"
                inputmode="decimal"
                aria-label=format!("{label}, exact value")
                prop:value=move || value.get().to_string()
                on:change=move |event| take(event_target_value(&event))
            />
            {move || wrong.get().map(|text| view! { <small class="field-error" role="alert">{text}</small> })}
            {help.map(|help| view! { <small>{help}</small> })}
        </div>
    }
}
