//! The linear families and k-NN beside smartcore's, on small rows where smartcore is at home.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use engine::models::{Output, Target, Task, TrainSet, kind};
use engine::params::{ParamValue, Params};
use engine::progress::Silent;
use engine::rng::Rng;
use ndarray::Array2;
use smartcore::linalg::basic::arrays::Array as _;
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::linear::linear_regression::{LinearRegression, LinearRegressionParameters};
use smartcore::linear::logistic_regression::{LogisticRegression, LogisticRegressionParameters};
use smartcore::neighbors::knn_regressor::{KNNRegressor, KNNRegressorParameters};

const ROWS: usize = 80;
const COLUMNS: usize = 4;

/// Seeded rows, numbers that nearly follow from them, and classes that mostly do.
fn rows() -> (Array2<f64>, Vec<f64>, Vec<u32>) {
    let mut rng = Rng::new(5, "oracle");
    let x = Array2::from_shape_fn((ROWS, COLUMNS), |_| rng.normal());
    let numbers: Vec<f64> =
        x.rows().into_iter().map(|r| 2.0 * r[0] - r[1] + 0.5 * r[2] + 3.0 + 0.3 * rng.normal()).collect();
    let classes = numbers.iter().map(|n| u32::from(*n + rng.normal() > 3.0)).collect();
    (x, numbers, classes)
}

fn theirs(x: &Array2<f64>) -> DenseMatrix<f64> {
    DenseMatrix::new(ROWS, COLUMNS, x.iter().copied().collect(), false).unwrap()
}

fn ours(id: &str, params: &Params, x: &Array2<f64>, y: Target) -> Output {
    let kind = kind(id).unwrap();
    let set = TrainSet::new(x.view(), y, 0);
    kind.fit(&kind.resolve(y.task(), params).unwrap(), &set, &mut Silent).unwrap().predict(x.view()).unwrap()
}

fn numbers(output: Output) -> Vec<f64> {
    match output {
        Output::Numbers(values) => values,
        Output::Classes { .. } => panic!("numbers were asked for"),
    }
}

fn assert_near(ours: &[f64], theirs: &[f64], tolerance: f64) {
    assert_eq!(ours.len(), theirs.len());
    for (a, b) in ours.iter().zip(theirs) {
        assert!((a - b).abs() <= tolerance * b.abs().max(1.0), "{a} is not {b}");
    }
}

#[test]
fn linear_regression_predicts_the_same() {
    let (x, y, _) = rows();
    let fitted = LinearRegression::fit(&theirs(&x), &y, LinearRegressionParameters::default()).unwrap();
    let found = numbers(ours("linear_regression", &Params::new(), &x, Target::Numbers(&y)));
    assert_near(&found, &fitted.predict(&theirs(&x)).unwrap(), 1e-10);
}

#[test]
fn nearest_neighbours_predict_the_same() {
    let (x, y, _) = rows();
    let parameters = KNNRegressorParameters::default().with_k(5);
    let fitted = KNNRegressor::fit(&theirs(&x), &y, parameters).unwrap();
    let found = numbers(ours("knn", &Params::new(), &x, Target::Numbers(&y)));
    assert_near(&found, &fitted.predict(&theirs(&x)).unwrap(), 1e-12);
}

/// smartcore stops its search earlier than ours, so the coefficients agree to what it reaches.
#[test]
fn logistic_regression_finds_the_same_line() {
    let (x, _, classes) = rows();
    let parameters = LogisticRegressionParameters::default().with_alpha(1.0);
    let fitted = LogisticRegression::fit(&theirs(&x), &classes, parameters).unwrap();
    let params = Params::from([("C".to_owned(), ParamValue::Int(1))]);
    let set = TrainSet::new(x.view(), Target::Classes { codes: &classes, n_classes: 2 }, 0);
    let kind = kind("logistic_regression").unwrap();
    let model = kind.fit(&kind.resolve(Task::Classification, &params).unwrap(), &set, &mut Silent).unwrap();
    let Output::Classes { codes, probabilities } = model.predict(x.view()).unwrap() else {
        panic!("classes")
    };
    assert_eq!(codes, fitted.predict(&theirs(&x)).unwrap());
    let (weights, intercept) = (fitted.coefficients(), *fitted.intercept().get((0, 0)));
    let theirs: Vec<f64> = x
        .rows()
        .into_iter()
        .map(|row| {
            let score: f64 = row.iter().enumerate().map(|(at, cell)| cell * weights.get((0, at))).sum();
            1.0 / (1.0 + (-score - intercept).exp())
        })
        .collect();
    assert_near(&probabilities.unwrap().column(1).to_vec(), &theirs, 1e-5);
}
