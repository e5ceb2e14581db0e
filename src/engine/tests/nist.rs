//! Linear regression on NIST's reference sets: the correct digits of ours, of NumPy's `lstsq` and of
//! smartcore's QR. The sets are made by `tests/references/make_nist.py`.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use engine::models::{FittedModel, Target, TrainSet, kind};
use engine::params::Params;
use engine::progress::Silent;
use ndarray::Array2;
use serde_json::Value;
use smartcore::linalg::basic::arrays::Array as _;
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::linear::linear_regression::{
    LinearRegression, LinearRegressionParameters, LinearRegressionSolverName,
};

/// Certified values have fifteen digits.
const MOST_DIGITS: f64 = 15.0;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

/// The fewest correct digits of any coefficient: minus the decimal logarithm of its relative error.
fn digits(found: &[f64], certified: &[f64]) -> f64 {
    assert_eq!(found.len(), certified.len());
    let of_one = |(a, b): (&f64, &f64)| (-((a - b) / b).abs().log10()).clamp(0.0, MOST_DIGITS);
    found.iter().zip(certified).map(of_one).fold(MOST_DIGITS, f64::min)
}

fn ours(x: &Array2<f64>, y: &[f64]) -> Vec<f64> {
    let target = Target::Numbers(y);
    let kind = kind("linear_regression").unwrap();
    let params = kind.resolve(target.task(), &Params::new()).unwrap();
    match kind.fit(&params, &TrainSet::new(x.view(), target, 0), &mut Silent).unwrap() {
        FittedModel::LinearRegression(model) => {
            [&[model.0.intercept], model.0.coefficients.as_slice()].concat()
        }
        other => panic!("{other:?}"),
    }
}

fn smartcores(x: &Array2<f64>, y: &[f64]) -> Vec<f64> {
    let (rows, columns) = x.dim();
    let matrix = DenseMatrix::new(rows, columns, x.iter().copied().collect(), false).unwrap();
    let parameters = LinearRegressionParameters::default().with_solver(LinearRegressionSolverName::QR);
    let Ok(fitted) = LinearRegression::fit(&matrix, &y.to_vec(), parameters) else {
        return vec![0.0; columns + 1];
    };
    let mut found = vec![*fitted.intercept()];
    found.extend((0..columns).map(|at| *fitted.coefficients().get((at, 0))));
    found
}

#[test]
fn coefficients_have_as_many_correct_digits_as_the_best_of_the_others() {
    let file: Value = serde_json::from_str(include_str!("../../../tests/references/nist.json")).unwrap();
    let mut table = Vec::new();
    for case in file["cases"].as_array().unwrap() {
        let rows: Vec<Vec<f64>> = case["x"].as_array().unwrap().iter().map(numbers).collect();
        let x = Array2::from_shape_fn((rows.len(), rows[0].len()), |(row, column)| rows[row][column]);
        let (y, certified) = (numbers(&case["y"]), numbers(&case["certified"]));
        let found = [ours(&x, &y), numbers(&case["numpy"]), smartcores(&x, &y)];
        table
            .push((case["name"].as_str().unwrap().to_owned(), found.map(|found| digits(&found, &certified))));
    }
    assert_eq!(table.len(), 9);
    println!("{:10} {:>6} {:>6} {:>9}", "set", "ours", "NumPy", "smartcore");
    for (name, [ours, numpy, smartcore]) in &table {
        println!("{name:10} {ours:6.1} {numpy:6.1} {smartcore:9.1}");
    }
    for (name, [ours, numpy, smartcore]) in &table {
        assert!(*ours >= numpy.max(*smartcore), "{name}: {ours} digits, others {numpy} and {smartcore}");
    }
}
