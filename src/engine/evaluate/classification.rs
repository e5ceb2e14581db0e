use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::curve::{BINS, Calibration, Curve, MOST_STEPS, Ranked, points_of_each};
use super::metric::{self, MetricValue};
use crate::metrics::{self, Averages, Confusion, Undefined};

/// How well classes were predicted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassificationReport {
    /// Accuracy, balanced accuracy, precision, recall and F1 (macro, weighted), F2, F0.5, Matthews
    /// correlation, Cohen's kappa; of the probabilities log loss, Brier score, ROC AUC, average precision
    /// and calibration error.
    pub metrics: Vec<MetricValue>,
    /// One row a class, in the order of the labels.
    pub per_class: Vec<ClassRow>,
    /// Which class was taken for which.
    pub confusion: Confusion,
    /// With two classes the curve of the second, with more one for each class; none without
    /// probabilities.
    pub roc: Vec<Curve>,
    /// The rows ranked by the probability of the same classes.
    #[serde(default)]
    pub ranked: Vec<Ranked>,
    /// Whether the probabilities of the same classes come true.
    #[serde(default)]
    pub calibration: Vec<Calibration>,
}

/// The figures of one class, with `zero_division=0`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassRow {
    /// The class.
    pub label: String,
    /// Hits / predicted as this class; 0 when it was never predicted.
    pub precision: f64,
    /// Hits / rows of this class; 0 when it has none.
    pub recall: f64,
    /// The harmonic mean of the two; 0 without a hit.
    pub f1: f64,
    /// Rows of this class.
    pub support: u64,
}

/// Measures predicted classes.
///
/// `labels` names the classes: first those known in training, then those only the truth has. `truth` and
/// `predicted` hold positions in it, one a row. `probabilities` has the same rows and a column for each
/// class known in training; a true class without a column leaves log loss and ROC AUC undefined.
///
/// Input that does not fit (lengths, codes) gives a report in which every figure is undefined and says
/// why.
#[must_use]
pub fn classification(
    labels: &[String],
    truth: &[u32],
    predicted: &[u32],
    probabilities: Option<ArrayView2<f64>>,
) -> ClassificationReport {
    let counted = Confusion::new(labels, truth, predicted);
    let of = |figure: fn(&Confusion) -> Result<f64, Undefined>| {
        counted.as_ref().map_err(Clone::clone).and_then(figure)
    };
    let average = |averages: fn(&Confusion) -> Result<Averages, Undefined>, pick: fn(Averages) -> f64| {
        counted.as_ref().map_err(Clone::clone).and_then(averages).map(pick)
    };
    let scored = probabilities.ok_or(Undefined::NoProbabilities);
    let figures = [
        (metric::ACCURACY, of(Confusion::accuracy)),
        (metric::BALANCED_ACCURACY, of(Confusion::balanced_accuracy)),
        (metric::PRECISION_MACRO, average(Confusion::macro_average, |mean| mean.precision)),
        (metric::RECALL_MACRO, average(Confusion::macro_average, |mean| mean.recall)),
        (metric::F1_MACRO, average(Confusion::macro_average, |mean| mean.f1)),
        (metric::PRECISION_WEIGHTED, average(Confusion::weighted_average, |mean| mean.precision)),
        (metric::RECALL_WEIGHTED, average(Confusion::weighted_average, |mean| mean.recall)),
        (metric::F1_WEIGHTED, average(Confusion::weighted_average, |mean| mean.f1)),
        (metric::F2_MACRO, of(|counts| counts.f_beta(2.0))),
        (metric::F05_MACRO, of(|counts| counts.f_beta(0.5))),
        (metric::MATTHEWS, of(Confusion::matthews)),
        (metric::KAPPA, of(Confusion::kappa)),
        (metric::LOG_LOSS, scored.clone().and_then(|shares| metrics::log_loss(truth, shares))),
        (metric::BRIER, scored.clone().and_then(|shares| metrics::brier_score(truth, shares))),
        (metric::ROC_AUC, scored.clone().and_then(|shares| metrics::roc_auc_score(truth, shares))),
        (
            metric::AVERAGE_PRECISION,
            scored.clone().and_then(|shares| metrics::average_precision_score(truth, shares)),
        ),
        (
            metric::CALIBRATION_ERROR,
            scored.and_then(|shares| metrics::calibration_error_score(truth, shares, BINS)),
        ),
    ];
    let confusion = counted.unwrap_or_else(|_| Confusion { labels: labels.to_vec(), counts: Vec::new() });
    let classes: Vec<Scores> = probabilities.map_or_else(Vec::new, |shares| scores(labels, shares));
    let most = points_of_each(classes.len());
    let steps = if classes.len() == 1 { MOST_STEPS } else { most };
    ClassificationReport {
        metrics: figures.into_iter().map(|(metric, value)| metric.with(value, labels)).collect(),
        per_class: per_class(&confusion),
        roc: classes
            .iter()
            .map(|of| {
                let curve = metrics::roc_curve(truth, of.class, &of.scores);
                Curve::new(of.label.to_owned(), curve, labels, most)
            })
            .collect(),
        ranked: classes.iter().map(|of| Ranked::new(of.label, of.class, truth, &of.scores, steps)).collect(),
        calibration: classes
            .iter()
            .filter_map(|of| Calibration::new(of.label, of.class, truth, &of.scores))
            .collect(),
        confusion,
    }
}

/// The probabilities of one class.
struct Scores<'a> {
    label: &'a str,
    class: u32,
    scores: Vec<f64>,
}

/// Of two classes the second, which says all of the first too; of more every one.
fn scores<'a>(labels: &'a [String], probabilities: ArrayView2<f64>) -> Vec<Scores<'a>> {
    let first = if probabilities.ncols() == 2 { 1 } else { 0 };
    let columns = labels.iter().zip(probabilities.columns()).zip(0_u32..).skip(first);
    columns.map(|((label, scores), class)| Scores { label, class, scores: scores.to_vec() }).collect()
}

fn per_class(confusion: &Confusion) -> Vec<ClassRow> {
    let rows = confusion.labels.iter().zip(confusion.class_scores());
    rows.map(|(label, score)| ClassRow {
        label: label.clone(),
        precision: score.precision,
        recall: score.recall,
        f1: score.f1,
        support: score.support,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::evaluate::MOST_POINTS;
    use crate::rng::Rng;
    use ndarray::{Array2, array};

    fn labels(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn reason(report: &ClassificationReport, name: &str) -> String {
        let metric = report.metrics.iter().find(|metric| metric.name == name).unwrap();
        assert_eq!(metric.value, None);
        metric.reason.clone().unwrap()
    }

    #[test]
    fn a_class_unseen_in_training_is_named() {
        let shares = array![[0.9, 0.1], [0.2, 0.8], [0.5, 0.5]];
        let report = classification(&labels(&["a", "b", "new"]), &[0, 1, 2], &[0, 1, 0], Some(shares.view()));
        let text = "class \"new\" was not seen in training and has no probability";
        assert_eq!(reason(&report, "log_loss"), text);
        assert_eq!(reason(&report, "roc_auc"), text);
        assert_eq!(report.per_class[2].support, 1);
        assert_eq!(report.confusion.counts[2], [1, 0, 0]);
    }

    #[test]
    fn an_absent_class_leaves_the_area_undefined_but_not_the_loss() {
        let shares = array![[0.9, 0.1, 0.0], [0.2, 0.7, 0.1]];
        let report = classification(&labels(&["a", "b", "c"]), &[0, 1], &[0, 1], Some(shares.view()));
        assert_eq!(reason(&report, "roc_auc"), "class \"c\" does not occur in these rows");
        assert!(report.metrics.iter().any(|metric| metric.name == "log_loss" && metric.value.is_some()));
        assert_eq!(report.roc[2].note.as_deref(), Some("class \"c\" does not occur in these rows"));
        assert_eq!((report.roc[0].auc, report.roc[2].auc), (Some(1.0), None));
    }

    #[test]
    fn input_that_does_not_fit_says_so_in_every_figure() {
        let report = classification(&labels(&["a"]), &[0, 0], &[0], None);
        assert!(report.per_class.is_empty() && report.roc.is_empty());
        for metric in &report.metrics[..12] {
            assert_eq!(metric.reason.as_deref(), Some("there are 2 true values but 1 predictions"));
        }
        assert_eq!(reason(&report, "log_loss"), "the model gives no probabilities");
    }

    #[test]
    fn no_rows_give_no_figures() {
        let none = Array2::zeros((0, 2));
        let report = classification(&labels(&["a", "b"]), &[], &[], Some(none.view()));
        for metric in &report.metrics {
            assert_eq!(
                (metric.value, metric.reason.as_deref()),
                (None, Some("there are no rows to measure"))
            );
        }
    }

    #[test]
    fn a_long_curve_is_thinned_and_says_so() {
        let mut rng = Rng::new(1, "scores");
        let rows = 3000;
        let truth: Vec<u32> = (0..rows).map(|_| rng.below(2)).collect();
        let shares = Array2::from_shape_fn((rows, 1), |_| rng.unit());
        let shares = ndarray::concatenate![ndarray::Axis(1), shares.mapv(|share| 1.0 - share), shares];
        let report = classification(&labels(&["a", "b"]), &truth, &truth, Some(shares.view()));
        let [curve] = report.roc.as_slice() else { panic!("one curve for two classes") };
        assert_eq!((curve.label.as_str(), curve.points.len()), ("b", MOST_POINTS));
        assert!(curve.note.as_ref().unwrap().starts_with("200 of the curve's "));
        let whole = metrics::roc_curve(&truth, 1, &shares.column(1).to_vec()).unwrap();
        assert_eq!(curve.auc, Some(whole.auc));
        assert_eq!((curve.points.first(), curve.points.last()), (whole.points.first(), whole.points.last()));
        assert!(curve.points.iter().all(|point| whole.points.contains(point)));
        let [ranked] = report.ranked.as_slice() else { panic!("one ranking for two classes") };
        assert_eq!((ranked.steps.len(), ranked.distinct), (MOST_STEPS, rows));
        assert!(ranked.note.as_ref().unwrap().starts_with("1000 of 3000 distinct"));
        let all = metrics::ranking(&truth, 1, &shares.column(1).to_vec()).unwrap();
        assert_eq!(ranked.average_precision, metrics::average_precision(&all, 1).ok());
        assert!(ranked.steps.iter().all(|step| all.contains(step)));
    }
}
