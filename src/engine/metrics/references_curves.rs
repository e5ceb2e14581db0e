//! Curves against scikit-learn's, in `tests/references/metrics2.json`, which
//! `tests/references/make_metrics2.py` makes.

#![allow(clippy::unwrap_used, clippy::panic)]

use serde::Deserialize;
use serde_json::Value;

use crate::metrics::{Binning, calibration_curve, gain_curve, precision_recall_curve, ranking};

#[derive(Deserialize)]
struct Case {
    name: String,
    truth: Vec<u32>,
    scores: Vec<f64>,
    precision_recall: Recalls,
    gain: Gains,
    calibration: Vec<Bins>,
}

#[derive(Deserialize)]
struct Recalls {
    precision: Vec<f64>,
    recall: Vec<f64>,
}

#[derive(Deserialize)]
struct Gains {
    taken: Vec<f64>,
    gain: Vec<f64>,
}

#[derive(Deserialize)]
struct Bins {
    strategy: Binning,
    bins: usize,
    observed: Vec<f64>,
    predicted: Vec<f64>,
}

fn cases() -> Vec<Case> {
    let file: Value = serde_json::from_str(include_str!("../../../tests/references/metrics2.json")).unwrap();
    let cases = file["cases"].as_array().unwrap().iter().filter(|case| case["kind"] == "curves");
    cases.map(|case| serde_json::from_value(case.clone()).unwrap()).collect()
}

/// Every figure is a quotient of sums of at most a hundred terms.
fn assert_near(found: impl IntoIterator<Item = f64>, expected: &[f64], what: &str) {
    let found: Vec<f64> = found.into_iter().collect();
    assert_eq!(found.len(), expected.len(), "{what}");
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() <= 1e-12, "{what}, {at}: found {found}, expected {expected}");
    }
}

#[test]
fn precision_recall_and_gain_curves_equal_scikit_learns() {
    for case in cases() {
        let steps = ranking(&case.truth, 1, &case.scores).unwrap();
        let curve = precision_recall_curve(&steps);
        // Once every hit is found, scikit-learn's curve ends: what follows only loses precision.
        let expected = &case.precision_recall;
        let kept = &curve[..expected.recall.len()];
        assert_near(kept.iter().map(|point| point.recall), &expected.recall, &case.name);
        assert_near(kept.iter().map(|point| point.precision), &expected.precision, &case.name);
        assert!(curve[kept.len()..].iter().all(|point| point.recall == 1.0), "{}", case.name);
        let gains = gain_curve(&steps);
        assert_near(gains.iter().map(|point| point.taken), &case.gain.taken, &case.name);
        assert_near(gains.iter().map(|point| point.gain), &case.gain.gain, &case.name);
        assert_near(gains.last().map(|point| point.lift), &[1.0], &case.name);
    }
}

#[test]
fn calibration_curves_equal_scikit_learns() {
    let mut compared = 0;
    for case in cases() {
        for Bins { strategy, bins, observed, predicted } in case.calibration {
            let what = format!("{}, {bins} bins, {strategy:?}", case.name);
            let curve = calibration_curve(&case.truth, 1, &case.scores, bins, strategy).unwrap();
            assert_near(curve.iter().map(|bin| bin.observed), &observed, &what);
            assert_near(curve.iter().map(|bin| bin.predicted), &predicted, &what);
            assert_eq!(curve.iter().map(|bin| bin.rows).sum::<u64>(), case.truth.len() as u64, "{what}");
            compared += 1;
        }
    }
    assert_eq!(compared, 16);
}
