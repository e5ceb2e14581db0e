//! A run's report for a person to read.

use std::fmt::Write as _;

use engine::evaluate::{MetricValue, Part, PartName, PartReport};
use engine::models::Task;
use engine::run::RunReport;

use crate::print::{Grid, counted, figure, one_line};

/// More features than this are not listed.
const MOST_FEATURES: usize = 15;

/// The report as text.
pub(crate) fn text(report: &RunReport) -> String {
    let mut out = String::new();
    head(report, &mut out);
    training(report, &mut out);
    figures(report, &mut out);
    for (name, part) in report.evaluation.parts() {
        if name != PartName::Train || report.evaluation.validation.is_none() {
            classes(name, part, &mut out);
        }
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
        if let Some(reason) = &part.unscored_reason {
            let _ = writeln!(out, "  On {} rows: {}", label(*name), one_line(reason));
        }
    }
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
