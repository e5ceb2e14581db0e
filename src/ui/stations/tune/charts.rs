//! How the score depends on the settings.

use engine::params::ParamValue;
use engine::tune::{Trial, TuneReport};
use leptos::prelude::*;
use plot::{Lines, Reference, Scatter, Series};

use crate::form::Select;
use crate::widgets::Figure;

/// The scores in order of trial, and along one setting.
#[component]
pub(super) fn Charts(
    /// What was found.
    report: TuneReport,
) -> impl IntoView {
    let mut trials: Vec<Trial> = report.trials.iter().filter(|trial| trial.rank.is_some()).cloned().collect();
    trials.sort_by_key(|trial| trial.id);
    (trials.len() > 1).then(|| {
        let score = report.scoring.label;
        let along = numeric(&trials);
        let chosen = RwSignal::new(along.first().cloned().unwrap_or_default());
        let options = Signal::stored(along.iter().map(|at| (at.clone(), at.clone())).collect::<Vec<_>>());
        let points = trials.iter().filter_map(|trial| Some((f64::from(trial.id) + 1.0, trial.mean?))).collect();
        let order = Scatter {
            title: "Trial by trial".to_owned(),
            x_label: "Trial".to_owned(),
            y_label: score.clone(),
            points,
            reference: Reference::None,
        };
        let several = along.len() > 1;
        let curve = move || {
            let at = chosen.get();
            (!at.is_empty()).then(|| view! {
                <Figure id="tune-along" note="gap between the lines: overfitting" chart=curve(&trials, &at, &score) />
            })
        };
        view! {
            <div class="pair">
                <Figure id="tune-order" note="each dot: one trial's mean" chart=order />
                <div class="block">
                    {several.then(|| view! {
                        <Select label="Along" options value=chosen choose=move |at| chosen.set(at) />
                    })}
                    {curve}
                </div>
            </div>
        }
    })
}

/// Settings that are numbers and differ between trials.
fn numeric(trials: &[Trial]) -> Vec<String> {
    let mut found: Vec<(String, f64, bool)> = Vec::new();
    for setting in trials.iter().flat_map(|trial| &trial.settings) {
        let Some(value) = setting.value.as_float() else { continue };
        match found.iter_mut().find(|known| known.0 == setting.at) {
            Some(known) => known.2 |= known.1 != value,
            None => found.push((setting.at.clone(), value, false)),
        }
    }
    found.into_iter().filter(|known| known.2).map(|known| known.0).collect()
}

/// The mean score of the trials with each value of a setting, in folds and in training.
fn curve(trials: &[Trial], at: &str, score: &str) -> Lines {
    let value = |trial: &Trial| {
        trial.settings.iter().find(|setting| setting.at == at).and_then(|s| ParamValue::as_float(&s.value))
    };
    let mut values: Vec<f64> = trials.iter().filter_map(value).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let wide =
        values.first().is_some_and(|low| *low > 0.0 && values.last().is_some_and(|high| high / low > 50.0));
    let place = |value: f64| if wide { value.log10() } else { value };
    let series = |name: &str, of: fn(&Trial) -> Option<f64>| Series {
        name: name.to_owned(),
        points: values
            .iter()
            .filter_map(|at| {
                let means: Vec<f64> =
                    trials.iter().filter(|trial| value(trial) == Some(*at)).filter_map(of).collect();
                (!means.is_empty()).then(|| (place(*at), means.iter().sum::<f64>() / means.len() as f64))
            })
            .collect(),
        band: Vec::new(),
    };
    let mut lines = vec![series("in folds", |trial| trial.mean)];
    let training = series("in training", |trial| trial.train_mean);
    if !training.points.is_empty() {
        lines.push(training);
    }
    let name = at.strip_prefix("model.").unwrap_or(at);
    Lines {
        title: format!("Along {name}"),
        x_label: if wide { format!("log10 of {name}") } else { name.to_owned() },
        y_label: score.to_owned(),
        series: lines,
    }
}
