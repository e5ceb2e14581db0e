//! A threshold and costs, which move the confusion matrix at once.

use engine::evaluate::{ClassificationReport, Confusion, PartName, Ranked, expected_cost};
use leptos::prelude::*;

use crate::form::{Range, Slider};
use crate::state::Context;
use crate::view::figure::exact;
use crate::view::threshold::{Cost, chosen_on, figures, first_costs, matrix, ranked};
use crate::widgets::Table;

/// More classes than this have no costs to set one by one.
const MOST_CLASSES: usize = 12;

/// The costs that were set, and the classes they are of.
type Costs = RwSignal<(Vec<String>, Vec<Cost>)>;

/// What the person chose; it outlives a look at another part.
#[derive(Clone, Copy)]
pub(super) struct Choice {
    threshold: RwSignal<f64>,
    costs: Costs,
}

impl Choice {
    pub(super) fn new() -> Self {
        Self { threshold: RwSignal::new(0.5), costs: RwSignal::new((Vec::new(), Vec::new())) }
    }
}

/// Threshold, costs and what comes of them.
#[component]
pub(super) fn Threshold(
    /// The rows judged.
    name: PartName,
    /// Their report.
    report: ClassificationReport,
    /// What was chosen.
    choice: Choice,
) -> impl IntoView {
    let labels = report.confusion.labels.clone();
    if choice.costs.with_untracked(|costs| costs.0 != labels) {
        choice.costs.set((labels.clone(), first_costs(&labels)));
        choice.threshold.set(0.5);
    }
    let classes = labels.len();
    let costs = Memo::new(move |_| {
        let values: Vec<f64> = choice.costs.with(|costs| costs.1.iter().map(|cost| cost.value).collect());
        matrix(&values, classes)
    });
    let body = match ranked(&report) {
        Some(ranked) => view! { <Moved name ranked=ranked.clone() choice costs /> }.into_any(),
        None => view! { <Fixed report=report.clone() costs /> }.into_any(),
    };
    view! {
        {(classes <= MOST_CLASSES).then(|| view! { <CostFields costs=choice.costs /> })}
        {body}
    }
}

/// One number for every cost.
#[component]
fn CostFields(costs: Costs) -> impl IntoView {
    let fields = costs
        .get_untracked()
        .1
        .into_iter()
        .enumerate()
        .map(|(at, cost)| {
            let take = move |text: String| {
                if let Ok(value) = text.trim().parse::<f64>()
                    && value.is_finite()
                {
                    costs.update(|costs| {
                        if let Some(cost) = costs.1.get_mut(at) {
                            cost.value = value;
                        }
                    });
                }
            };
            view! {
                <label class="field">
                    <span class="label">{cost.label}</span>
                    <input
                        type="number"
                        step="any"
                        prop:value=cost.value.to_string()
                        on:input=move |event| take(event_target_value(&event))
                    />
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="costs">
            <legend>"What a row costs"</legend>
            <p class="hint">"In any unit, such as euros or minutes. Negative numbers are gains."</p>
            <div class="cost-fields">{fields}</div>
        </fieldset>
    }
}

/// Two classes: the threshold moves everything.
#[component]
fn Moved(name: PartName, ranked: Ranked, choice: Choice, costs: Memo<Vec<Vec<f64>>>) -> impl IntoView {
    let threshold = choice.threshold;
    let class = ranked.label.clone();
    let note = ranked.note.clone();
    let ranked = StoredValue::new(ranked);
    let confusion = Memo::new(move |_| ranked.with_value(|ranked| ranked.at(threshold.get())));
    let help = format!("Rows whose probability of {class} is at least this are taken for {class}.");
    let range = Range { min: 0.0, max: 1.0, whole: false, log: false };
    let change = Callback::new(move |value| threshold.set(value));
    view! {
        <div class="threshold">
            <Slider label="Threshold" help range value=threshold change />
            <Choosers threshold costs />
            {(name == PartName::Test).then(|| view! {
                <p class="hint">"Buttons choose on the validation rows: a threshold chosen on test rows would be judged by the rows that chose it."</p>
            })}
            {note.map(|note| view! { <p class="hint">{note}</p> })}
        </div>
        <div class="pair">
            {move || view! { <Matrix confusion=confusion.get() /> }}
            {move || {
                let rows = figures(&confusion.get(), &class, &costs.get());
                let rows = rows.into_iter().map(|(name, value)| vec![name, value]).collect();
                let headers = ["Figure", "At this threshold"].map(str::to_owned).to_vec();
                view! { <Table caption="Figures at this threshold" headers rows /> }
            }}
        </div>
    }
}

/// Buttons that choose the threshold on the validation rows.
#[component]
fn Choosers(threshold: RwSignal<f64>, costs: Memo<Vec<Vec<f64>>>) -> impl IntoView {
    let report = Context::get().bench.report;
    let choose = move |by: fn(&Ranked, &[Vec<f64>]) -> Option<engine::evaluate::Chosen>| {
        let found = report
            .with_untracked(|report| by(chosen_on(&report.as_ref()?.evaluation)?, &costs.get_untracked()));
        if let Some(found) = found {
            threshold.set(found.threshold);
        }
    };
    let possible = Memo::new(move |_| {
        report.with(|report| report.as_ref().is_some_and(|report| chosen_on(&report.evaluation).is_some()))
    });
    view! {
        <div class="actions">
            <button class="secondary" type="button" disabled=move || !possible.get()
                on:click=move |_| choose(|ranked, _| ranked.best_by_f1())>"Greatest F1 on validation rows"</button>
            <button class="secondary" type="button" disabled=move || !possible.get()
                on:click=move |_| choose(Ranked::best_by_cost)>"Least cost on validation rows"</button>
            <button class="ghost" type="button" on:click=move |_| threshold.set(0.5)>"Back to 0.5"</button>
        </div>
        <Show when=move || !possible.get()>
            <p class="hint">"A threshold is chosen on validation rows, and the split makes none."</p>
        </Show>
    }
}

/// More classes, or no probabilities: the costs of the model's own choices.
#[component]
fn Fixed(report: ClassificationReport, costs: Memo<Vec<Vec<f64>>>) -> impl IntoView {
    let why = if report.ranked.is_empty() {
        "The model gives no probabilities, so there is no threshold to move; costs are those of its own choices."
    } else {
        "With more than two classes every row goes to its most probable one; costs are those of these choices."
    };
    let confusion = StoredValue::new(report.confusion);
    let rows = move || {
        let cost = confusion.with_value(|confusion| expected_cost(confusion, &costs.get()));
        vec![vec!["Expected cost of a row".to_owned(), cost.map_or_else(|| "–".to_owned(), exact)]]
    };
    view! {
        <p>{why}</p>
        {move || {
            let headers = ["Figure", "Model"].map(str::to_owned).to_vec();
            view! { <Table caption="Cost of the model's choices" headers rows=rows() /> }
        }}
    }
}

#[component]
fn Matrix(confusion: Confusion) -> impl IntoView {
    let headers = std::iter::once("True class".to_owned())
        .chain(confusion.labels.iter().map(|label| format!("Taken for {label}")))
        .collect();
    let rows = confusion
        .labels
        .iter()
        .zip(&confusion.counts)
        .map(|(label, counts)| {
            let total: u64 = counts.iter().sum();
            let cell = |count: &u64| format!("{count} ({})", plot::number::percent(*count, total));
            std::iter::once(label.clone()).chain(counts.iter().map(cell)).collect()
        })
        .collect();
    view! { <Table caption="Confusion matrix at this threshold" headers rows /> }
}
