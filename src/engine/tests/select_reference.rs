//! Selectors of columns against scikit-learn's, and resampling against imbalanced-learn's.
//! tests/references/make_select.py makes the file that is compared with.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use engine::models::Task;
use engine::params::{ParamValue, Params};
use engine::steps::{StepSpec, TrainRows};
use engine::table::{Column, Mask, Table, Values};
use serde_json::Value;

/// Relative to the score, or absolute below 1.
const TOLERANCE: f64 = 1e-9;
/// Logistic regression has no closed form: scikit-learn's search ends at a gradient of 1e-12, ours where steps no
/// longer help.
const ITERATED: f64 = 1e-7;

fn file() -> Value {
    serde_json::from_str(include_str!("../../../tests/references/select.json")).unwrap()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap()).collect()
}

/// The columns of a committed file or of the reference itself, numbers where all cells are.
fn data(name: &str, file: &Value) -> Table {
    let text = match name {
        "breast_cancer" => include_str!("../../../tests/references/data/breast_cancer.csv"),
        "wine" => include_str!("../../../tests/references/data/wine.csv"),
        "diabetes" => include_str!("../../../tests/references/data/diabetes.csv"),
        _ => return drawn(&file["drawn"]),
    };
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let columns = rows[0].iter().enumerate().map(|(at, name)| {
        let cells = || rows[1..].iter().map(|row| row[at]);
        if cells().all(|cell| cell.parse::<f64>().is_ok()) {
            return Column::numeric(*name, cells().map(|cell| cell.parse().ok()));
        }
        Column::categorical(*name, cells().map(Some))
    });
    Table::new(columns.collect()).unwrap()
}

fn drawn(columns: &Value) -> Table {
    let columns = columns.as_object().unwrap().iter().map(|(name, cells)| {
        let cells = cells.as_array().unwrap();
        if cells[0].is_boolean() {
            let values = cells.iter().map(|cell| cell.as_bool().unwrap()).collect();
            return Column::new(name, Values::Boolean(values), Mask::all_valid(cells.len()));
        }
        if cells[0].is_string() {
            return Column::categorical(name, cells.iter().map(Value::as_str));
        }
        Column::numeric(name, cells.iter().map(Value::as_f64))
    });
    Table::new(columns.collect()).unwrap()
}

fn only(table: &Table, names: &[&str]) -> Table {
    let columns = names.iter().map(|name| table.column(name).unwrap().clone());
    Table::new(columns.collect()).unwrap()
}

fn task(case: &Value) -> Task {
    if case["classes"].as_bool().unwrap() { Task::Classification } else { Task::Regression }
}

fn step(id: &str, params: Params) -> StepSpec {
    StepSpec { params, ..StepSpec::new(id) }
}

#[test]
fn selectors_judge_and_keep_as_others_do() {
    let file = file();
    let mut compared = 0;
    for case in file["cases"].as_array().unwrap().iter().filter(|case| case.get("kept").is_some()) {
        let about = case["name"].as_str().unwrap();
        let table = data(case["data"].as_str().unwrap(), &file);
        let target = table.column(case["target"].as_str().unwrap()).unwrap();
        let names = texts(&case["columns"]);
        let mut features = only(&table, &names);
        if case["scaled"] == true {
            let scaler = StepSpec::new("scale").fit(&features, target, task(case)).unwrap().step;
            features = scaler.transform(&features).unwrap();
        }
        let params = serde_json::from_value(case["params"].clone()).unwrap();
        let fit = step(case["step"].as_str().unwrap(), params).fit(&features, target, task(case)).unwrap();
        let learned = fit.step.learned();
        let tolerance = if about.contains("logistic") { ITERATED } else { TOLERANCE };
        let scores = case["scores"].as_array().unwrap();
        let kept = case["kept"].as_array().unwrap();
        let mut stay = Vec::new();
        for ((line, name), (score, kept)) in learned.iter().zip(&names).zip(scores.iter().zip(kept)) {
            assert_eq!(line.column, *name, "{about}");
            let (found, score): (f64, f64) = (line.value.parse().unwrap(), score.as_f64().unwrap());
            let near = (found - score).abs() <= tolerance * score.abs().max(1.0);
            assert!(near, "{about}: {name} is judged {found}, not {score}");
            assert_eq!(line.what.starts_with("kept"), *kept == true, "{about}: {name}");
            if *kept == true {
                stay.push(*name);
            }
        }
        assert_eq!(learned.len(), names.len(), "{about}");
        assert_eq!(fit.step.transform(&features).unwrap(), only(&features, &stay), "{about}");
        compared += 1;
    }
    assert_eq!(compared, 34);
}

/// A table of one feature whose rows have classes of these sizes, and the target.
fn of_sizes(sizes: &[u64]) -> (Table, Column) {
    let labels: Vec<String> = (0..)
        .zip(sizes)
        .flat_map(|(at, size): (usize, &u64)| std::iter::repeat_n(format!("c{at}"), *size as usize))
        .collect();
    let target = Column::categorical("y", labels.iter().map(|label| Some(label.as_str())));
    let feature = Column::numeric("x", (0..labels.len()).map(|row| Some(row as f64)));
    (Table::new(vec![feature]).unwrap(), target)
}

#[test]
fn classes_are_as_large_as_imbalanced_learn_makes_them() {
    let file = file();
    let mut compared = 0;
    for case in file["cases"].as_array().unwrap().iter().filter(|case| case.get("after").is_some()) {
        let about = case["name"].as_str().unwrap();
        let numbers = |name: &str| -> Vec<u64> {
            case[name].as_array().unwrap().iter().map(|size| size.as_u64().unwrap()).collect()
        };
        let (table, target) = of_sizes(&numbers("sizes"));
        let ratio = ParamValue::number(case["ratio"].as_f64().unwrap());
        let params = Params::from([("sampling_strategy".to_owned(), ratio)]);
        let spec = step(case["step"].as_str().unwrap(), params);
        let target = match spec.fit(&table, &target, Task::Classification).unwrap().rows {
            TrainRows::Kept(rows) => target.take(&rows),
            TrainRows::Made { target, .. } => target,
            TrainRows::Transformed | TrainRows::Changed(_) => panic!("{about}"),
        };
        for (class, size) in numbers("after").iter().enumerate() {
            let is = |row: &usize| target.cell(*row).unwrap() == format!("c{class}");
            assert_eq!((0..target.len()).filter(is).count() as u64, *size, "{about}");
        }
        compared += 1;
    }
    assert_eq!(compared, 15);
}

/// The made rows of many seeds have the means and deviations of imbalanced-learn's.
#[test]
fn smote_makes_rows_like_those_of_imbalanced_learn() {
    /// Their rows are of 200 seeds and ours of 60: the mean of either moves by less than this many deviations.
    const APART: f64 = 0.03;
    let file = file();
    let case = file["cases"].as_array().unwrap().iter().find(|case| case.get("means").is_some()).unwrap();
    let table = data("breast_cancer", &file);
    let target = table.column("class").unwrap();
    let features = only(&table, &texts(&case["columns"]));
    let scaler = StepSpec::new("scale").fit(&features, target, Task::Classification).unwrap().step;
    let features = scaler.transform(&features).unwrap();
    let mut columns = vec![Vec::new(); features.n_columns()];
    for seed in 0..60 {
        let params = Params::from([("random_state".to_owned(), ParamValue::Int(seed))]);
        let fit = step("smote", params).fit(&features, target, Task::Classification).unwrap();
        let TrainRows::Made { table: made, target: labels } = fit.rows else { panic!("rows are made") };
        assert_eq!(made.n_rows() as u64 - 569, case["rows"].as_u64().unwrap());
        for row in 569..made.n_rows() {
            assert_eq!(labels.cell(row).unwrap(), case["label"].as_str().unwrap());
            for (cells, column) in columns.iter_mut().zip(made.columns()) {
                cells.push(column.number(row).unwrap());
            }
        }
    }
    for (at, cells) in columns.iter().enumerate() {
        let (mean, deviation) = (engine::stats::mean(cells), engine::stats::variance(cells).sqrt());
        let expected = |name: &str| case[name][at].as_f64().unwrap();
        assert!((mean - expected("means")).abs() < APART * deviation, "{at}: {mean}");
        assert!((deviation / expected("deviations") - 1.0).abs() < APART, "{at}: {deviation}");
    }
}
