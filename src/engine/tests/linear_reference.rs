//! Linear models and naive Bayes beside scikit-learn's. The references are made by
//! `tests/references/make_linear.py`, which says what the fields mean.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::path::Path;

use engine::models::{Output, Target, TrainSet, kind};
use engine::params::{ParamValue, Params};
use engine::progress::Silent;
use ndarray::{Array2, Axis};
use serde_json::Value;

/// Rows of a CSV: features and answers.
struct Rows {
    train: Array2<f64>,
    test: Array2<f64>,
    codes: Vec<u32>,
    values: Vec<f64>,
    n_classes: Option<usize>,
}

fn file() -> Value {
    serde_json::from_str(include_str!("../../../tests/references/linear.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

fn rows(set: &Value) -> Rows {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/references");
    let text = std::fs::read_to_string(folder.join(set["data"].as_str().unwrap())).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let cells: Vec<Vec<&str>> = lines.collect();
    let place = |name: &str| header.iter().position(|column| *column == name).unwrap();
    let features: Vec<usize> = texts(&set["features"]).into_iter().map(place).collect();
    let target = place(set["target"].as_str().unwrap());
    let chosen =
        |which: &str| -> Vec<usize> { numbers(&set[which]).into_iter().map(|row| row as usize).collect() };
    let matrix = |rows: &[usize]| {
        Array2::from_shape_fn((rows.len(), features.len()), |(row, column)| {
            cells[rows[row]][features[column]].parse().unwrap()
        })
    };
    let answers: Vec<&str> = chosen("train").iter().map(|row| cells[*row][target]).collect();
    let classes = set["classes"].is_array().then(|| texts(&set["classes"]));
    let code = |answer: &&str| classes.iter().flatten().position(|class| class == answer).unwrap_or(0) as u32;
    Rows {
        train: matrix(&chosen("train")),
        test: matrix(&chosen("test")),
        codes: answers.iter().map(code).collect(),
        values: answers.iter().map(|answer| answer.parse().unwrap_or(0.0)).collect(),
        n_classes: classes.as_ref().map(Vec::len),
    }
}

/// What the references did to the features.
fn prepare(how: &str, rows: &mut Rows) {
    for column in 0..rows.train.ncols() {
        let train = rows.train.index_axis(Axis(1), column).to_vec();
        let test = rows.test.index_axis(Axis(1), column).to_vec();
        let mean = engine::stats::mean(&train);
        let deviation = engine::stats::variance(&train).sqrt();
        let least = train.iter().chain(&test).fold(f64::INFINITY, |least, cell| least.min(*cell));
        for matrix in [&mut rows.train, &mut rows.test] {
            for cell in matrix.index_axis_mut(Axis(1), column) {
                match how {
                    "standardise" => *cell = (*cell - mean) / deviation,
                    "codes" => *cell = (*cell - least).floor(),
                    _ => {}
                }
            }
        }
    }
}

/// Compares every reference of these models; how many there were.
fn compare(models: &[&str], tolerance: f64) -> usize {
    let file = file();
    let cases = file["cases"].as_array().unwrap().iter();
    let mut compared = 0;
    for case in cases.filter(|case| models.contains(&case["model"].as_str().unwrap())) {
        let about = format!("{} {} {}", case["set"], case["model"], case["params"]);
        let mut rows = rows(&file["sets"][case["set"].as_str().unwrap()]);
        prepare(case["prepare"].as_str().unwrap(), &mut rows);
        let y = match rows.n_classes {
            Some(n_classes) => Target::Classes { codes: &rows.codes, n_classes },
            None => Target::Numbers(&rows.values),
        };
        let params: Params = case["params"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), serde_json::from_value::<ParamValue>(value.clone()).unwrap()))
            .collect();
        let kind = kind(case["model"].as_str().unwrap()).unwrap();
        let set = TrainSet::new(rows.train.view(), y, 0);
        let model = kind.fit(&kind.resolve(y.task(), &params).unwrap(), &set, &mut Silent).unwrap();
        assert_eq!(model.warning(), None, "{about}");
        let predicted = numbers(&case["predict"]);
        match model.predict(rows.test.view()).unwrap() {
            Output::Numbers(ours) => {
                for (ours, theirs) in ours.iter().zip(&predicted) {
                    assert!(
                        (ours - theirs).abs() <= tolerance * theirs.abs().max(1.0),
                        "{about}: {ours} {theirs}"
                    );
                }
            }
            Output::Classes { codes, probabilities } => {
                let ours: Vec<f64> = codes.iter().map(|code| f64::from(*code)).collect();
                assert_eq!(ours, predicted, "{about}");
                let expected = case["proba"].as_array().unwrap();
                for (ours, theirs) in probabilities.unwrap().rows().into_iter().zip(expected) {
                    for (ours, theirs) in ours.iter().zip(numbers(theirs)) {
                        assert!((ours - theirs).abs() <= tolerance, "{about}: {ours} is not {theirs}");
                    }
                }
            }
        }
        compared += 1;
    }
    compared
}

#[test]
fn lasso_and_elastic_net_agree() {
    assert_eq!(compare(&["lasso", "elastic_net"], 1e-10), 8);
}

/// Penalties of every kind, none, and class weights. Where a penalty is weak, the references' own last
/// digits of the slope move their probabilities by more.
#[test]
fn logistic_regression_agrees_with_every_penalty() {
    assert_eq!(compare(&["logistic_regression"], 1e-10), 24);
}

/// One set has a column twice.
#[test]
fn linear_discriminants_agree() {
    assert_eq!(compare(&["linear_discriminant"], 1e-9), 16);
}

#[test]
fn naive_bayes_agrees() {
    let models = ["gaussian_nb", "multinomial_nb", "bernoulli_nb", "categorical_nb"];
    assert_eq!(compare(&models, 1e-10), 32);
}
