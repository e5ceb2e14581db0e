//! The report of a search for a person to read.

use std::fmt::Write as _;

use engine::params::ParamValue;
use engine::tune::{Nested, Setting, Trial, TrialState, TuneReport};

use crate::print::{Grid, counted, figure, one_line};

/// More trials than this are not listed.
const MOST_TRIALS: usize = 15;

/// The report as text.
pub(crate) fn text(report: &TuneReport) -> String {
    let mut out = String::new();
    let failed = report.trials.iter().filter(|trial| trial.state == TrialState::Failed).count();
    let _ = writeln!(
        out,
        "{} on {} of the training rows, judged by {}",
        counted(report.trials.len(), "trial"),
        counted(report.n_folds, "fold"),
        report.scoring.label
    );
    ranking(report, &mut out);
    if failed > 0 {
        let _ = writeln!(out, "  {} could not be fitted", counted(failed, "trial"));
        if let Some(trial) = report.trials.iter().find(|trial| trial.state == TrialState::Failed) {
            let reason = trial.reason.as_deref().unwrap_or_default();
            let _ = writeln!(out, "  Trial {}, {}", trial.id, one_line(reason));
        }
    }
    if let Some(best) = report.best.and_then(|id| report.trial(id)) {
        let _ = writeln!(out, "\nBest: trial {}", best.id);
        settings(&best.settings, &mut out);
    }
    simplest(report, &mut out);
    for edge in &report.edges {
        let _ = writeln!(out, "\nNote: {}", one_line(&edge.advice));
    }
    if let Some(nested) = &report.nested {
        outer(nested, &mut out);
    }
    for text in &report.notes {
        let _ = writeln!(out, "\nNote: {}", one_line(text));
    }
    out
}

fn ranking(report: &TuneReport, out: &mut String) {
    let ranked: Vec<&Trial> = report.trials.iter().filter(|trial| trial.rank.is_some()).collect();
    let shares = ranked.iter().any(|trial| trial.share < 1.0);
    out.push_str("\nRanking\n");
    let mut heading = vec!["", "trial", "mean", "sd", "own rows"];
    if shares {
        heading.push("rows");
    }
    heading.push("settings");
    let mut grid = Grid::new(heading);
    let cell = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), figure);
    for trial in ranked.iter().take(MOST_TRIALS) {
        let mut row = vec![
            trial.rank.map_or_else(String::new, |rank| rank.to_string()),
            trial.id.to_string(),
            cell(trial.mean),
            cell(trial.sd),
            cell(trial.train_mean),
        ];
        if shares {
            row.push(format!("{:.1} %", trial.share * 100.0));
        }
        row.push(brief(&trial.settings));
        grid.row(row);
    }
    grid.print(out);
    if ranked.len() > MOST_TRIALS {
        let _ = writeln!(out, "  and {} more", ranked.len() - MOST_TRIALS);
    }
}

fn simplest(report: &TuneReport, out: &mut String) {
    let Some(simplest) = &report.simplest else { return };
    if report.best == Some(simplest.trial) {
        let _ = writeln!(
            out,
            "\nOne-standard-error rule: of {} as good as the best within {}, the best overfits least.",
            counted(simplest.candidates, "trial"),
            figure(simplest.standard_error)
        );
        return;
    }
    let _ = writeln!(
        out,
        "\nOne-standard-error rule: of {} as good as the best within {}, trial {} overfits least (by {}, the best by {}).",
        counted(simplest.candidates, "trial"),
        figure(simplest.standard_error),
        simplest.trial,
        figure(simplest.gap),
        figure(simplest.best_gap)
    );
    if let Some(trial) = report.trial(simplest.trial) {
        settings(&trial.settings, out);
    }
}

fn outer(nested: &Nested, out: &mut String) {
    out.push_str("\nNested resampling: the search done again in every outer fold\n");
    let mut grid = Grid::new(["outer fold", "within", "on new rows", "settings"]);
    let cell = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), figure);
    for fold in &nested.folds {
        let settings = fold.reason.clone().unwrap_or_else(|| brief(&fold.settings));
        grid.row([(fold.fold + 1).to_string(), cell(fold.inner_mean), cell(fold.score), settings]);
    }
    grid.row(["mean".to_owned(), String::new(), cell(nested.mean), String::new()]);
    grid.print(out);
}

fn settings(settings: &[Setting], out: &mut String) {
    let mut grid = Grid::default();
    for setting in settings {
        grid.row([setting.at.clone(), value(&setting.value)]);
    }
    grid.print(out);
}

fn brief(settings: &[Setting]) -> String {
    let name = |at: &str| at.strip_prefix("model.").unwrap_or(at).to_owned();
    let parts: Vec<String> =
        settings.iter().map(|setting| format!("{} {}", name(&setting.at), value(&setting.value))).collect();
    parts.join(", ")
}

fn value(value: &ParamValue) -> String {
    match value {
        ParamValue::Text(text) => text.clone(),
        ParamValue::None => "none".to_owned(),
        other => other.to_string(),
    }
}
