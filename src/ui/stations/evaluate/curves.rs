//! The curves of probabilities.

use engine::evaluate::ClassificationReport;
use leptos::prelude::*;

use crate::view::curves::{Bins, calibration, calibration_rows, gain, lift, precision_recall};
use crate::view::figure::exact;
use crate::widgets::{Figure, Segmented, Table};

use super::classes::roc;

/// ROC, precision and recall, gain, lift and calibration.
#[component]
pub(super) fn Curves(report: ClassificationReport) -> impl IntoView {
    if report.ranked.is_empty() {
        return view! { <p>"The model gives no probabilities, and these curves need them."</p> }.into_any();
    }
    let bins = RwSignal::new("uniform".to_owned());
    let note = "one against the rest, highest probabilities first";
    let charts = (precision_recall(&report), gain(&report), lift(&report));
    let thinned = report.ranked.iter().find_map(|ranked| ranked.note.clone());
    view! {
        <div class="pair">
            {roc(&report).map(|chart| view! { <Figure id="roc-curve" note="one against the rest" chart /> })}
            <Figure id="precision-recall" note="one against the rest, with average precision" chart=charts.0 />
            <Figure id="gain" note=note chart=charts.1 />
            <Figure id="lift" note=note chart=charts.2 />
        </div>
        {thinned.map(|note| view! { <p class="hint">{note}</p> })}
        <Segmented
            label="Bins of the calibration"
            options=vec![("uniform", "Equal width".to_owned()), ("quantile", "Equally many rows".to_owned())]
            value=bins
            choose=move |value: &'static str| bins.set(value.to_owned())
        />
        {move || {
            let bins = if bins.get() == "quantile" { Bins::Quantile } else { Bins::Uniform };
            view! { <CalibrationFigure report=report.clone() bins /> }
        }}
    }
    .into_any()
}

#[component]
fn CalibrationFigure(report: ClassificationReport, bins: Bins) -> impl IntoView {
    let rows = calibration_rows(&report, bins)
        .into_iter()
        .map(|(class, bin)| vec![class, bin.rows.to_string(), exact(bin.predicted), exact(bin.observed)])
        .collect();
    let headers = ["Class", "Rows", "Mean probability", "Came true"].map(str::to_owned).to_vec();
    view! {
        <Figure id="calibration" note="on the diagonal probabilities come true" chart=calibration(&report, bins) />
        <Table caption="Calibration, bin by bin" headers rows />
    }
}
