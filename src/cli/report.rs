//! A run's report for a person to read.

use std::fmt::Write as _;

use engine::checks::Verdict;
use engine::evaluate::{MetricValue, Part, PartName, PartReport, Slices};
use engine::models::Task;
use engine::run::RunReport;

use crate::print::{Grid, counted, figure, one_line};

/// More features than this are not listed.
const MOST_FEATURES: usize = 15;

/// More of the worst rows than this are in the report alone.
const MOST_WORST: usize = 5;

/// The report as text.
pub(crate) fn text(report: &RunReport) -> String {
    let mut out = String::new();
    head(report, &mut out);
    training(report, &mut out);
    figures(report, &mut out);
    checks(report, &mut out);
    for (name, part) in report.evaluation.parts() {
        if name != PartName::Train || report.evaluation.validation.is_none() {
            classes(name, part, &mut out);
        }
    }
    if let Some((name, part)) = report.evaluation.parts().next_back() {
        worst(name, part, &mut out);
    }
    if let Some(importances) = &report.importances {
        out.push_str("\nImportance of the features\n");
        let mut grid = Grid::default();
        for importance in importances.iter().take(MOST_FEATURES) {
            grid.row([importance.feature.clone(), figure(importance.share)]);
        }
        grid.print(&mut out);
        if importances.len() > MOST_FEATURES {
            let _ = writeln!(out, "  and {} more", importances.len() - MOST_FEATURES);
        }
    }
    out
}

fn head(report: &RunReport, out: &mut String) {
    let what = match report.task {
        Task::Classification => match report.classes.len() {
            1 => "one class".to_owned(),
            n => format!("one of {n} classes"),
        },
        Task::Regression => "a number".to_owned(),
    };
    let _ = writeln!(
        out,
        "{} predicts {:?} ({what}) from {} × {}",
        one_line(&report.spec.model.kind),
        report.spec.target,
        counted(report.rows, "row"),
        counted(report.columns, "column"),
    );
    let sizes = &report.sizes;
    let _ =
        write!(out, "{} training, {} validation, {} test rows", sizes.train, sizes.validation, sizes.test);
    if sizes.test > 0 && report.evaluation.test.is_none() {
        out.push_str(" (sealed; --open-test opens them)");
    }
    if sizes.unlabelled > 0 {
        let _ = write!(out, "; {} without a target left out", counted(sizes.unlabelled, "row"));
    }
    out.push('\n');
    if let Some(leak) = &report.leak {
        let _ = writeln!(out, "LEAK: {}", one_line(leak));
    }
    if let Some(warning) = &report.warning {
        let _ = writeln!(out, "Note: {}", one_line(warning));
    }
}

fn training(report: &RunReport, out: &mut String) {
    out.push_str("\nTraining data\n");
    let mut grid = Grid::new(["", "rows", "columns"]);
    for flow in &report.flow {
        grid.row([flow.stage.clone(), flow.rows.to_string(), flow.columns.to_string()]);
    }
    grid.print(out);
    if let Some(score) = report.out_of_bag {
        let what = if report.task == Task::Classification { "accuracy" } else { "R²" };
        let _ = writeln!(out, "Out-of-bag {what}: {}", figure(score));
    }
}

/// The metrics of every part, each beside the baseline's.
fn figures(report: &RunReport, out: &mut String) {
    out.push_str("\nFigures, each beside the baseline that looks at no feature\n");
    let parts: Vec<(PartName, &Part)> = report.evaluation.parts().collect();
    let heading = parts.iter().flat_map(|(name, _)| [label(*name), "baseline"]);
    let mut grid = Grid::new(std::iter::once("").chain(heading));
    let metrics = report.evaluation.train.model.metrics();
    for metric in metrics {
        let find = |metrics: &[MetricValue]| {
            let found = metrics.iter().find(|other| other.name == metric.name);
            found.and_then(|metric| metric.value).map_or_else(|| "–".to_owned(), figure)
        };
        let values = parts.iter().flat_map(|(_, part)| [find(part.model.metrics()), find(&part.baseline)]);
        grid.row(std::iter::once(metric.label.clone()).chain(values));
    }
    grid.print(out);
    for (name, part) in &parts {
        for metric in part.model.metrics() {
            if let Some(reason) = &metric.reason {
                let _ = writeln!(out, "  {} on {} rows: {}", metric.label, label(*name), one_line(reason));
            }
        }
        intervals(*name, part, out);
        if let Some(reason) = &part.unscored_reason {
            let _ = writeln!(out, "  On {} rows: {}", label(*name), one_line(reason));
        }
    }
}

/// Where the figures of a part probably lie.
fn intervals(name: PartName, part: &Part, out: &mut String) {
    let mut draws = None;
    let mut grid = Grid::default();
    for metric in part.model.metrics() {
        if let Some(interval) = metric.interval {
            draws = Some(interval.draws);
            let ends = [figure(interval.low), "to".to_owned(), figure(interval.high)];
            grid.row(std::iter::once(metric.label.clone()).chain(ends));
        }
    }
    if let Some(draws) = draws {
        let _ = writeln!(
            out,
            "\nIntervals at 95 % on {} rows: approximate, from {draws} bootstrap draws",
            label(name)
        );
        grid.print(out);
    }
}

/// What could be wrong, each check in a line; what it means and what to do where it is not fine.
fn checks(report: &RunReport, out: &mut String) {
    if report.checks.is_empty() {
        return;
    }
    out.push_str("\nChecks\n");
    for check in &report.checks {
        let verdict = match check.verdict {
            Verdict::Ok => "fine",
            Verdict::Look => "look",
            Verdict::Problem => "PROBLEM",
        };
        let _ = writeln!(out, "  {verdict:<7}  {}: {}", one_line(&check.label), one_line(&check.found));
        if check.verdict != Verdict::Ok {
            let _ = writeln!(out, "           {} {}", one_line(&check.meaning), one_line(&check.advice));
        }
    }
}

/// The rows on which the model is farthest off.
fn worst(name: PartName, part: &Part, out: &mut String) {
    if part.worst.is_empty() {
        return;
    }
    let _ = writeln!(out, "\nThe worst {} rows", label(name));
    let mut grid = Grid::new(["row", "true", "predicted", "probability of the truth", "loss"]);
    for row in part.worst.iter().take(MOST_WORST) {
        let probability = row.probability.map_or_else(|| "–".to_owned(), figure);
        grid.row([
            row.row.to_string(),
            row.truth.clone(),
            row.predicted.clone(),
            probability,
            figure(row.loss),
        ]);
    }
    grid.print(out);
}

/// The figures that stand for the others where there is no room for all.
const OF_SLICES: [&str; 6] = ["accuracy", "f1_macro", "log_loss", "r2", "rmse", "mae"];

/// Figures by the values of a column.
pub(crate) fn slices(part: PartName, slices: &Slices) -> String {
    let mut out = format!("\nBy {:?}, on {} rows\n", slices.column, label(part));
    let is_shown = |metric: &&MetricValue| OF_SLICES.contains(&metric.name.as_str());
    let metrics = slices.slices.first().map(|slice| slice.metrics.as_slice()).unwrap_or_default();
    let labels = metrics.iter().filter(is_shown).map(|metric| metric.label.clone());
    let mut grid = Grid::new(["".to_owned(), "rows".to_owned()].into_iter().chain(labels));
    for slice in &slices.slices {
        let rows = if slice.few { format!("few: {}", slice.rows) } else { slice.rows.to_string() };
        let values = slice
            .metrics
            .iter()
            .filter(is_shown)
            .map(|metric| metric.value.map_or_else(|| "–".to_owned(), figure));
        grid.row([slice.name.clone(), rows].into_iter().chain(values));
    }
    grid.print(&mut out);
    out
}

/// The figures of every class and the confusion matrix, where classes were predicted.
fn classes(name: PartName, part: &Part, out: &mut String) {
    let PartReport::Classification(report) = &part.model else { return };
    let _ = writeln!(out, "\nClasses, on {} rows", label(name));
    let mut grid = Grid::new(["class", "precision", "recall", "F1", "rows"]);
    for row in &report.per_class {
        grid.row([
            row.label.clone(),
            figure(row.precision),
            figure(row.recall),
            figure(row.f1),
            row.support.to_string(),
        ]);
    }
    grid.print(out);
    let _ =
        writeln!(out, "\nConfusion matrix, on {} rows: true class down, predicted class across", label(name));
    let labels = &report.confusion.labels;
    let mut grid = Grid::new(std::iter::once("").chain(labels.iter().map(String::as_str)));
    for (label, counts) in labels.iter().zip(&report.confusion.counts) {
        grid.row(std::iter::once(label.clone()).chain(counts.iter().map(u64::to_string)));
    }
    grid.print(out);
}

fn label(part: PartName) -> &'static str {
    match part {
        PartName::Train => "training",
        PartName::Validation => "validation",
        PartName::Test => "test",
    }
}
