//! The cleaning steps against pandas, NumPy, SciPy and scikit-learn. tests/references/make_cleaning.py
//! makes the file that is compared with.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::BTreeMap;

use engine::models::Task;
use engine::params::{ParamValue, Params};
use engine::steps::{Selector, StepSpec, TrainRows};
use engine::table::{Column, DType, Mask, Table, TextValues, Values, datetime};
use serde_json::{Map, Value};

/// Sums are made in another order than NumPy's. Relative to the value, or absolute for values below 1.
const TOLERANCE: f64 = 1e-9;

/// A column of JSON's cells: numbers, truth values, and texts as the type says.
fn column(name: &str, cells: &[Value], texts: DType) -> Column {
    let first = cells.iter().find(|cell| !cell.is_null());
    match first {
        Some(Value::Number(_)) => Column::numeric(name, cells.iter().map(Value::as_f64)),
        Some(Value::Bool(_)) => {
            let values = cells.iter().map(|cell| cell.as_bool().unwrap_or(false)).collect();
            let mask: Mask = cells.iter().map(|cell| !cell.is_null()).collect();
            Column::new(name, Values::Boolean(values), mask)
        }
        _ if texts == DType::Categorical => Column::categorical(name, cells.iter().map(Value::as_str)),
        _ => {
            let values: TextValues = cells.iter().map(|cell| cell.as_str().unwrap_or_default()).collect();
            let mask: Mask = cells.iter().map(Value::is_string).collect();
            Column::new(name, Values::Text(values), mask)
        }
    }
}

fn table(columns: &Map<String, Value>, texts: DType) -> Table {
    let each = columns.iter().map(|(name, cells)| column(name, cells.as_array().unwrap(), texts));
    Table::new(each.collect()).unwrap()
}

fn check_cell(found: &Column, row: usize, expected: &Value, about: &str) {
    let about = || format!("{about}: row {row} is {:?}, not {expected}", found.cell(row));
    match expected {
        Value::Number(expected) if found.dtype() != DType::Datetime => {
            let expected = expected.as_f64().unwrap();
            let number = found.number(row).unwrap_or_else(|| panic!("{}", about()));
            assert!((number - expected).abs() <= TOLERANCE * expected.abs().max(1.0), "{}", about());
        }
        Value::Number(expected) => {
            assert_eq!(found.cell(row).unwrap(), datetime::format(expected.as_i64().unwrap()), "{}", about());
        }
        Value::Bool(expected) => {
            assert_eq!(found.number(row), Some(f64::from(u8::from(*expected))), "{}", about());
        }
        Value::String(text) => assert_eq!(found.cell(row).as_deref(), Some(text.as_str()), "{}", about()),
        _ => assert_eq!(found.cell(row), None, "{}", about()),
    }
}

fn check(case: &Value, texts: DType) {
    let about = format!("{} {} on {}", case["step"], case["params"], texts.name());
    let train = table(case["train"].as_object().unwrap(), texts);
    let params: BTreeMap<String, ParamValue> = serde_json::from_value(case["params"].clone()).unwrap();
    let names = train.columns().iter().map(|column| column.name().to_owned()).collect();
    let spec = StepSpec {
        columns: Selector::Names(names),
        params: Params::from(params),
        ..StepSpec::new(case["step"].as_str().unwrap())
    };
    let target = Column::numeric("target", (0..train.n_rows()).map(|_| Some(1.0)));
    let fit = spec.fit(&train, &target, Task::Regression).unwrap_or_else(|error| panic!("{about}: {error}"));
    if let Some(kept) = case["kept"].as_array() {
        let kept = kept.iter().map(|row| row.as_u64().unwrap() as u32).collect();
        assert_eq!(fit.rows, TrainRows::Kept(kept), "{about}");
    }
    let Some(expected) = case["output"].as_object() else { return };
    let apply = case["apply"].as_object().map_or_else(|| train.clone(), |apply| table(apply, texts));
    let out = fit.step.transform(&apply).unwrap();
    assert_eq!(out.n_columns(), expected.len(), "{about}");
    for (name, cells) in expected {
        let found = out.column(name).unwrap();
        let cells = cells.as_array().unwrap();
        assert_eq!(found.len(), cells.len(), "{about}");
        cells.iter().enumerate().for_each(|(row, cell)| check_cell(found, row, cell, &about));
    }
}

#[test]
fn every_step_does_what_the_libraries_do() {
    let file: Value = serde_json::from_str(include_str!("../../../tests/references/cleaning.json")).unwrap();
    let cases = file["cases"].as_array().unwrap();
    for case in cases.iter().filter(|case| case["scores"].is_null()) {
        check(case, DType::Text);
        check(case, DType::Categorical);
    }
    assert!(cases.len() > 90);
}

/// Random cuts cannot be the same ones: the scores are compared with the means of scikit-learn's over seeds.
#[test]
fn an_isolation_forest_ranks_rows_as_scikit_learn_does() {
    let file: Value = serde_json::from_str(include_str!("../../../tests/references/cleaning.json")).unwrap();
    let case = file["cases"].as_array().unwrap().iter().find(|case| !case["scores"].is_null()).unwrap();
    let train = table(case["train"].as_object().unwrap(), DType::Text);
    let expected: Vec<f64> = case["scores"].as_array().unwrap().iter().map(|s| s.as_f64().unwrap()).collect();
    let n = train.n_rows();
    let planted = case["planted"].as_u64().unwrap() as usize;
    let target = Column::numeric("target", (0..n).map(|_| Some(1.0)));
    for seed in 0..5 {
        let params = [
            ("action".to_owned(), ParamValue::Text("score".to_owned())),
            ("random_state".to_owned(), ParamValue::Int(seed)),
        ];
        let spec = StepSpec { params: params.into(), ..StepSpec::new("isolation_forest") };
        let out = spec.fit(&train, &target, Task::Regression).unwrap().step.transform(&train).unwrap();
        let column = out.column("outlier_score").unwrap();
        let scores: Vec<f64> = (0..n).map(|row| column.number(row).unwrap()).collect();
        let (outlying, usual) = (&scores[n - planted..], &scores[..n - planted]);
        let won =
            outlying.iter().map(|score| usual.iter().filter(|other| *other < score).count()).sum::<usize>();
        let auc = won as f64 / (outlying.len() * usual.len()) as f64;
        let [least, greatest] = [0, 1].map(|at| case["aucs"][at].as_f64().unwrap());
        assert!((least - 0.01..=greatest + 0.01).contains(&auc), "{auc}, not from {least} to {greatest}");
        let off = scores.iter().zip(&expected).map(|(a, b)| (a - b).abs()).sum::<f64>() / n as f64;
        assert!(off < 0.02, "a score is off by {off} in the mean");
        let similar = correlation(&ranks(&scores), &ranks(&expected));
        assert!(similar > 0.95, "the ranks correlate by {similar}");
    }
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    order.iter().enumerate().for_each(|(rank, at)| ranks[*at] = rank as f64);
    ranks
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let sum = |of: &dyn Fn(f64, f64) -> f64| -> f64 {
        a.iter().zip(b).map(|(a, b)| of(a - mean_a, b - mean_b)).sum()
    };
    sum(&|a, b| a * b) / (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt()
}
