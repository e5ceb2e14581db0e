//! The trials, best first.

use engine::tune::{Trial, TrialState, TuneReport};
use leptos::prelude::*;
use plot::number::{counted, percent};

use crate::state::{self, Context};
use crate::view::figure::exact;
use crate::view::tune::settings;

/// Trials that are shown at once.
const SHOWN: usize = 50;

/// The table of trials.
#[component]
pub(super) fn Ranking(
    /// What was found.
    report: TuneReport,
) -> impl IntoView {
    let shares = report.trials.iter().any(|trial| trial.share > 0.0 && trial.share < 1.0);
    // Trials that wait have nothing to show.
    let known: Vec<&Trial> =
        report.trials.iter().filter(|trial| trial.state != TrialState::Pending).collect();
    let waiting = report.trials.len() - known.len();
    let left_out = known.len().saturating_sub(SHOWN);
    let rows = known.into_iter().take(SHOWN).map(|trial| row(trial, shares)).collect_view();
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label="Ranking">
            <table class="table ranking">
                <caption>{format!("Trials by {}", report.scoring.label.to_lowercase())}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Rank"</th>
                        <th scope="col">"Settings"</th>
                        <th scope="col">"In folds"</th>
                        <th scope="col">"Spread"</th>
                        <th scope="col">"In training"</th>
                        {shares.then(|| view! { <th scope="col">"Rows"</th> })}
                        <th scope="col"><span class="quiet">"Use"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {(waiting > 0).then(|| view! { <p class="hint">{format!("{} not finished.", counted(waiting as u64, "trial is", "trials are"))}</p> })}
        {(left_out > 0).then(|| view! { <p class="hint">{format!("{left_out} more trials are not shown.")}</p> })}
    }
}

fn row(trial: &Trial, shares: bool) -> impl IntoView + use<> {
    let context = Context::get();
    let id = trial.id;
    let shown = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), exact);
    let place = match (trial.rank, trial.state) {
        (Some(rank), _) => rank.to_string(),
        (None, TrialState::Failed) => "failed".to_owned(),
        (None, TrialState::Eliminated) => "out".to_owned(),
        (None, _) => "…".to_owned(),
    };
    let words = settings(&trial.settings);
    let label = format!("Use the settings {words}");
    let usable = trial.mean.is_some();
    view! {
        <tr>
            <td>{place}</td>
            <th scope="row">
                {words}
                {trial.reason.clone().map(|reason| view! { <small class="field-error">{reason}</small> })}
                {trial.warning.clone().map(|warning| view! { <small class="hint">{warning}</small> })}
            </th>
            <td class="number">{shown(trial.mean)}</td>
            <td class="number">{shown(trial.sd)}</td>
            <td class="number">{shown(trial.train_mean)}</td>
            {shares.then(|| view! { <td class="number">{percent((trial.share * 1000.0).round() as u64, 1000)}</td> })}
            <td>
                {usable.then(|| view! {
                    <button class="ghost" type="button" aria-label=label
                        on:click=move |_| state::use_trial(context, id)>"Use"</button>
                })}
            </td>
        </tr>
    }
}
