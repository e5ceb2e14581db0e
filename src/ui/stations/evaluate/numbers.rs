//! Numbers: how far off the predictions are.

use engine::evaluate::RegressionReport;
use leptos::prelude::*;
use plot::{Histogram, Reference, Scatter};

use crate::view::figure::{exact, percent};
use crate::widgets::{Figure, Table};

/// Predicted against actual, and the residuals.
#[component]
pub(super) fn Numbers(report: RegressionReport) -> impl IntoView {
    let pairs = &report.points.pairs;
    let fit = Scatter {
        title: "Predicted against actual".to_owned(),
        x_label: "Actual".to_owned(),
        y_label: "Predicted".to_owned(),
        points: pairs.iter().map(|pair| (pair.actual, pair.predicted)).collect(),
        reference: Reference::Identity,
    };
    let residuals = Scatter {
        title: "Residuals".to_owned(),
        x_label: "Predicted".to_owned(),
        y_label: "Actual minus predicted".to_owned(),
        points: pairs.iter().map(|pair| (pair.predicted, pair.actual - pair.predicted)).collect(),
        reference: Reference::Zero,
    };
    let spread = Histogram {
        title: "How far off".to_owned(),
        x_label: "Actual minus predicted".to_owned(),
        edges: report.residuals.histogram.edges.clone(),
        counts: report.residuals.histogram.counts.clone(),
    };
    let note = if report.points.sampled {
        format!("{} of {} rows, evenly taken", pairs.len(), report.points.total)
    } else {
        "every row".to_owned()
    };
    let rows = report
        .residuals
        .quantiles
        .iter()
        .map(|quantile| vec![percent(quantile.share), exact(quantile.value)])
        .collect();
    let headers = ["Share of rows below", "Residual"].map(str::to_owned).to_vec();
    view! {
        <div class="pair">
            <Figure id="fit" note=note.clone() chart=fit />
            <Figure id="residuals" note chart=residuals />
        </div>
        <Figure id="spread" note="all rows" chart=spread />
        <Table caption="Quantiles of the residuals" headers rows />
    }
}
