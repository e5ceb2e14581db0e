//! Classes: where the model is right, and what it takes for what.

use engine::evaluate::ClassificationReport;
use leptos::prelude::*;
use plot::{Confusion, Roc, RocCurve};

use crate::view::figure::exact;
use crate::widgets::{Figure, Table};

/// Confusion matrix, classes one by one, and ROC curves.
#[component]
pub(super) fn Classes(report: ClassificationReport) -> impl IntoView {
    let confusion = Confusion {
        title: "Confusion matrix".to_owned(),
        classes: report.confusion.labels.clone(),
        counts: report.confusion.counts.clone(),
    };
    let roc = roc(&report);
    let rows = report
        .per_class
        .iter()
        .map(|class| {
            let figures = [class.precision, class.recall, class.f1].map(exact);
            std::iter::once(class.label.clone())
                .chain(figures)
                .chain(std::iter::once(class.support.to_string()))
                .collect()
        })
        .collect();
    let headers = ["Class", "Precision", "Recall", "F1", "Rows"].map(str::to_owned).to_vec();
    let matrix = matrix(&report);
    view! {
        <div class="pair">
            <Figure id="confusion" note="rows: true · columns: predicted" chart=confusion />
            {roc.map(|chart| view! { <Figure id="roc" note="one against the rest" chart /> })}
        </div>
        {matrix}
        <Table caption="Classes one by one" headers rows />
    }
}

/// The ROC curves, where there are probabilities.
pub(super) fn roc(report: &ClassificationReport) -> Option<Roc> {
    let curve = |curve: &engine::evaluate::Curve| RocCurve {
        class: curve.label.clone(),
        points: curve.points.iter().map(|point| (point.fpr, point.tpr)).collect(),
        auc: curve.auc,
    };
    (!report.roc.is_empty())
        .then(|| Roc { title: "ROC curve".to_owned(), curves: report.roc.iter().map(curve).collect() })
}

/// The confusion matrix as a table of counts and shares.
fn matrix(report: &ClassificationReport) -> impl IntoView + use<> {
    let labels = &report.confusion.labels;
    let headers = std::iter::once("True class".to_owned())
        .chain(labels.iter().map(|label| format!("Predicted {label}")))
        .collect();
    let rows = labels
        .iter()
        .zip(&report.confusion.counts)
        .map(|(label, counts)| {
            let total: u64 = counts.iter().sum();
            std::iter::once(label.clone())
                .chain(counts.iter().map(|n| format!("{n} ({})", plot::number::percent(*n, total))))
                .collect()
        })
        .collect();
    view! { <Table caption="Confusion matrix, counts and shares of the true class" headers rows /> }
}
