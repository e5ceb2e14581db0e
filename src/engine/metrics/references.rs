//! Every figure against scikit-learn's, in `tests/references/metrics.json`, which
//! `tests/references/make_metrics.py` makes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use ndarray::Array2;
use serde::Deserialize;
use serde_json::Value;

use crate::evaluate::{MetricValue, classification, regression};
use crate::metrics;

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(tag = "task", rename_all = "snake_case")]
enum Case {
    Classification {
        name: String,
        classes: usize,
        truth: Vec<u32>,
        predicted: Vec<u32>,
        proba: Option<Vec<Vec<f64>>>,
        expect: Value,
    },
    Regression {
        name: String,
        truth: Vec<f64>,
        predicted: Vec<f64>,
        expect: Value,
    },
}

#[derive(Deserialize)]
struct Roc {
    fpr: Vec<f64>,
    tpr: Vec<f64>,
    threshold: Vec<Option<f64>>,
    auc: f64,
}

fn cases() -> Vec<Case> {
    let text = include_str!("../../../tests/references/metrics.json");
    serde_json::from_str::<File>(text).unwrap().cases
}

fn read<T: serde::de::DeserializeOwned>(expect: &Value, key: &str) -> T {
    serde_json::from_value(expect[key].clone()).unwrap_or_else(|error| panic!("{key}: {error}"))
}

/// 1e-12 of the expected figure; of 1 where `floor` says that the figure may come from a difference of
/// larger ones, whose rounding no order of summing avoids.
fn assert_near(found: f64, expected: f64, floor: f64, what: &str) {
    let bound = 1e-12 * expected.abs().max(floor);
    assert!((found - expected).abs() <= bound, "{what}: found {found:e}, expected {expected:e}");
}

fn assert_metrics(metrics: &[MetricValue], expect: &Value, floor: fn(&str) -> f64, case: &str) {
    for metric in metrics {
        let what = format!("{case}, {}", metric.name);
        match read::<Option<f64>>(expect, &metric.name) {
            Some(expected) => {
                let found = metric.value.unwrap_or_else(|| panic!("{what}: {:?}", metric.reason));
                assert_near(found, expected, floor(&metric.name), &what);
                assert_eq!(metric.reason, None, "{what}");
            }
            None => {
                assert_eq!(metric.value, None, "{what}");
                assert!(metric.reason.is_some(), "{what}");
            }
        }
    }
}

#[test]
fn there_are_at_least_thirty_cases_of_both_tasks() {
    let cases = cases();
    let numbers = cases.iter().filter(|case| matches!(case, Case::Regression { .. })).count();
    assert!(cases.len() >= 30 && numbers >= 10 && cases.len() - numbers >= 20);
}

#[test]
fn classification_figures_equal_scikit_learns() {
    for case in cases() {
        let Case::Classification { name, classes, truth, predicted, proba, expect } = case else { continue };
        let labels: Vec<String> = (0..classes).map(|class| class.to_string()).collect();
        let proba = proba.map(|rows| {
            let width = rows[0].len();
            Array2::from_shape_vec((rows.len(), width), rows.concat()).unwrap()
        });
        let report = classification(&labels, &truth, &predicted, proba.as_ref().map(|rows| rows.view()));
        assert_eq!(report.metrics.len(), 17);
        assert_metrics(&report.metrics, &expect, |_| 1.0, &name);
        assert_eq!(report.confusion.counts, read::<Vec<Vec<u64>>>(&expect, "confusion"), "{name}");
        let (precision, recall) =
            (read::<Vec<f64>>(&expect, "precision"), read::<Vec<f64>>(&expect, "recall"));
        let (f1, support) = (read::<Vec<f64>>(&expect, "f1"), read::<Vec<u64>>(&expect, "support"));
        assert_eq!(report.per_class.len(), classes);
        for (class, row) in report.per_class.iter().enumerate() {
            let what = format!("{name}, class {class}");
            assert_near(row.precision, precision[class], 1.0, &what);
            assert_near(row.recall, recall[class], 1.0, &what);
            assert_near(row.f1, f1[class], 1.0, &what);
            assert_eq!(row.support, support[class], "{what}");
        }
    }
}

#[test]
fn roc_curves_equal_scikit_learns_point_by_point() {
    let mut compared = 0;
    for case in cases() {
        let Case::Classification { name, truth, proba: Some(rows), expect, .. } = case else { continue };
        for (class, expected) in read::<Vec<Option<Roc>>>(&expect, "roc").into_iter().enumerate() {
            let what = format!("{name}, class {class}");
            let scores: Vec<f64> = rows.iter().map(|row| row[class]).collect();
            let found = metrics::roc_curve(&truth, class as u32, &scores);
            let Some(expected) = expected else {
                assert!(found.is_err(), "{what}");
                continue;
            };
            let found = found.unwrap();
            assert_near(found.auc, expected.auc, 1.0, &what);
            assert_eq!(found.points.len(), expected.fpr.len(), "{what}");
            for (at, point) in found.points.iter().enumerate() {
                assert_near(point.fpr, expected.fpr[at], 1.0, &what);
                assert_near(point.tpr, expected.tpr[at], 1.0, &what);
                assert_eq!(point.threshold, expected.threshold[at], "{what}");
            }
            compared += 1;
        }
    }
    assert!(compared >= 60, "only {compared} curves");
}

#[test]
fn regression_figures_equal_scikit_learns() {
    for case in cases() {
        let Case::Regression { name, truth, predicted, expect } = case else { continue };
        let report = regression(&truth, &predicted);
        assert_eq!(report.metrics.len(), 10);
        assert_metrics(
            &report.metrics,
            &expect,
            |metric| f64::from(u8::from(["r2", "explained_variance"].contains(&metric))),
            &name,
        );
        let expected: Vec<f64> = read(&expect, "quantiles");
        let shares: Vec<f64> = read(&expect, "probabilities");
        let quantiles = report.residuals.quantiles;
        assert_eq!(quantiles.len(), expected.len(), "{name}");
        let largest = expected.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
        for (at, quantile) in quantiles.iter().enumerate() {
            assert_eq!(quantile.share, shares[at]);
            assert_near(
                quantile.value,
                expected[at],
                largest,
                &format!("{name}, quantile {}", quantile.share),
            );
        }
        assert_eq!(report.residuals.histogram.counts.iter().sum::<u64>(), truth.len() as u64, "{name}");
    }
}
