//! Neural networks. The references are made by `tests/references/make_mlp.py`.

use ndarray::Axis;

use super::*;

fn compare(which: &str, mut test: impl FnMut(&Case, &Value)) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/references/mlp.json");
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let cases = cases();
    for reference in file["cases"].as_array().unwrap().iter().filter(|entry| entry["kind"] == which) {
        test(cases.iter().find(|case| reference["case"] == case.name.as_str()).unwrap(), reference);
    }
}

#[test]
fn the_same_weights_give_the_same_answers() {
    let mut compared = 0;
    compare("answers", |case, reference| {
        let head = match case.n_classes {
            None => "identity",
            Some(2) => "logistic",
            Some(_) => "softmax",
        };
        let answers = case.n_classes.map_or_else(
            || serde_json::json!({"numbers": {"centre": 0.0, "scale": 1.0}}),
            |n| serde_json::json!({"classes": {"seen": (0..n).collect::<Vec<_>>(), "n_classes": n}}),
        );
        let model: FittedModel = serde_json::from_value(serde_json::json!({"mlp": {
            "shape": {"sizes": reference["sizes"], "activation": reference["activation"], "head": head},
            "parameters": reference["parameters"],
            "history": {"train": [], "validation": [], "converged": true, "diverged": false},
            "answers": answers,
        }}))
        .unwrap();
        let rows = case.standardised[1].select(Axis(0), &(0..12).collect::<Vec<_>>());
        model.check(rows.ncols(), case.n_classes).unwrap();
        let about = format!("{} {}", case.name, reference["activation"]);
        match model.predict(rows.view()).unwrap() {
            Output::Numbers(values) => {
                for (ours, theirs) in values.iter().zip(numbers(&reference["predict"])) {
                    assert_near(*ours, theirs, 1e-12, &about);
                }
            }
            Output::Classes { probabilities, .. } => {
                for (ours, theirs) in
                    probabilities.unwrap().rows().into_iter().zip(reference["proba"].as_array().unwrap())
                {
                    for (ours, theirs) in ours.iter().zip(numbers(theirs)) {
                        assert_near(*ours, theirs, 1e-12, &about);
                    }
                }
            }
        }
        compared += 1;
    });
    assert_eq!(compared, 18);
}

/// Over ten seeds the mean score is no lower than scikit-learn's by more than three standard errors of
/// their difference, and a thousandth.
#[test]
fn scores_over_seeds_are_no_worse() {
    let mut compared = 0;
    compare("scores", |case, reference| {
        let theirs = numbers(&reference["scores"]);
        let truth = numbers(&case.reference["truth"]);
        let ours: Vec<f64> =
            (0..10).map(|seed| score(&case.fit_seeded("mlp", reference, seed).1, &truth)).collect();
        let [(mean, variance), (their_mean, their_variance)] = [&ours, &theirs].map(|scores| {
            let mean = scores.iter().sum::<f64>() / 10.0;
            (mean, scores.iter().map(|score| (score - mean).powi(2)).sum::<f64>() / 9.0)
        });
        let margin = 3.0 * ((variance + their_variance) / 10.0).sqrt() + 1e-3;
        assert!(
            mean >= their_mean - margin,
            "{}: {mean} is below {their_mean} by more than {margin}",
            case.name
        );
        compared += 1;
    });
    assert_eq!(compared, 6);
}

/// Accuracy, or R².
fn score(output: &Output, truth: &[f64]) -> f64 {
    let n = truth.len() as f64;
    match output {
        Output::Classes { codes, .. } => {
            codes.iter().zip(truth).filter(|(code, truth)| f64::from(**code) == **truth).count() as f64 / n
        }
        Output::Numbers(values) => {
            let mean = truth.iter().sum::<f64>() / n;
            let sum = |values: &[f64]| values.iter().zip(truth).map(|(a, b)| (a - b).powi(2)).sum::<f64>();
            1.0 - sum(values) / sum(&vec![mean; truth.len()])
        }
    }
}
