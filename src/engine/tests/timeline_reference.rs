//! Agreement with scikit-learn's trees grown best first, after each split. The references are made by
//! `tests/references/make_timeline.py`, which says what the fields mean.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use engine::models::{Output, Target, TrainSet, kind};
use engine::params::{ParamValue, Params};
use engine::progress::Silent;
use ndarray::Array2;
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn matrix(value: &Value) -> Array2<f64> {
    let rows: Vec<Vec<f64>> = value.as_array().unwrap().iter().map(numbers).collect();
    Array2::from_shape_fn((rows.len(), rows[0].len()), |(row, column)| rows[row][column])
}

#[test]
fn a_tree_cut_off_is_one_that_was_grown_best_first() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/references/timeline.json");
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 3);
    for case in cases {
        let (x, test, y) = (matrix(&case["x"]), matrix(&case["test"]), numbers(&case["y"]));
        let codes: Vec<u32> = y.iter().map(|y| *y as u32).collect();
        let name = case["name"].as_str().unwrap();
        let target = if name == "numbers" {
            Target::Numbers(&y)
        } else {
            Target::Classes { codes: &codes, n_classes: *codes.iter().max().unwrap() as usize + 1 }
        };
        let params: Params = case["params"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), serde_json::from_value::<ParamValue>(value.clone()).unwrap()))
            .collect();
        let kind = kind("decision_tree").unwrap();
        let resolved = kind.resolve(target.task(), &params).unwrap();
        let model = kind.fit(&resolved, &TrainSet::new(x.view(), target, 0), &mut Silent).unwrap();
        for (splits, said) in (1..).zip(case["after"].as_array().unwrap()) {
            let cut = model.truncated(splits).unwrap();
            match cut.predict(test.view()).unwrap() {
                Output::Numbers(ours) => {
                    for (ours, theirs) in ours.iter().zip(numbers(said)) {
                        assert!((ours - theirs).abs() < 1e-12, "{name}, {splits} splits: {ours} {theirs}");
                    }
                }
                Output::Classes { probabilities, .. } => {
                    let ours = probabilities.unwrap();
                    for (ours, theirs) in ours.iter().zip(matrix(said).iter()) {
                        assert!((ours - theirs).abs() < 1e-12, "{name}, {splits} splits: {ours} {theirs}");
                    }
                }
            }
        }
    }
}
