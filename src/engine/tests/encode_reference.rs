//! Encoders of categories and texts against scikit-learn and category_encoders.
//! tests/references/make_encode.py makes the file that is compared with.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use engine::models::Task;
use engine::steps::{Selector, StepSpec, TrainRows};
use engine::table::{Column, Mask, Table, TextValues, Values};
use serde_json::Value;

/// Sums are made in another order than NumPy's. Relative to the value, or absolute below 1.
const TOLERANCE: f64 = 1e-11;

fn column(name: &str, cells: &[Value]) -> Column {
    if cells[0].is_number() {
        return Column::numeric(name, cells.iter().map(Value::as_f64));
    }
    if name == "note" {
        let texts: TextValues = cells.iter().map(|cell| cell.as_str().unwrap_or("")).collect();
        let mask: Mask = cells.iter().map(Value::is_string).collect();
        return Column::new(name, Values::Text(texts), mask);
    }
    Column::categorical(name, cells.iter().map(Value::as_str))
}

fn check(table: &Table, names: &[Value], expected: &Value, about: &str) {
    let found: Vec<&str> = table.columns().iter().map(Column::name).collect();
    let names: Vec<&str> = names.iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(found, names, "{about}");
    let expected = expected.as_array().unwrap();
    assert_eq!(table.n_rows(), expected.len(), "{about}");
    for (row, cells) in expected.iter().enumerate() {
        for (column, cell) in table.columns().iter().zip(cells.as_array().unwrap()) {
            let (found, cell) = (column.number(row).unwrap(), cell.as_f64().unwrap());
            let near = (found - cell).abs() <= TOLERANCE * cell.abs().max(1.0);
            assert!(near, "{about}: {:?} in row {row} is {found}, not {cell}", column.name());
        }
    }
}

#[test]
fn encoders_do_what_others_do() {
    let file: Value = serde_json::from_str(include_str!("../../../tests/references/encode.json")).unwrap();
    let columns = file["table"].as_object().unwrap();
    let columns = columns.iter().map(|(name, cells)| column(name, cells.as_array().unwrap()));
    let whole = Table::new(columns.collect()).unwrap();
    let n_train = file["n_train"].as_u64().unwrap() as u32;
    let (train, more): (Vec<u32>, Vec<u32>) = (0..whole.n_rows() as u32).partition(|row| *row < n_train);
    let (train, more) = (whole.take(&train), whole.take(&more));

    let cases = file["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 24);
    for case in cases {
        let about = case["name"].as_str().unwrap();
        let names: Vec<String> = case["columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap().to_owned())
            .collect();
        let only = |table: &Table| {
            let columns = names.iter().map(|name| table.column(name).unwrap().clone());
            Table::new(columns.collect()).unwrap()
        };
        let step = StepSpec {
            columns: Selector::Names(names.clone()),
            params: serde_json::from_value(case["params"].clone()).unwrap(),
            ..StepSpec::new(case["step"].as_str().unwrap())
        };
        let target = train.column(case["target"].as_str().unwrap_or("price")).unwrap();
        let classes = case["classes"].as_bool().unwrap_or(false);
        let task = if classes { Task::Classification } else { Task::Regression };
        let fit = step.fit(&only(&train), target, task).unwrap_or_else(|error| panic!("{about}: {error}"));
        let made = case["names"].as_array().unwrap();
        check(&fit.step.transform(&only(&more)).unwrap(), made, &case["output"], about);
        match (&fit.rows, case.get("made")) {
            (TrainRows::Made { table, target: kept }, Some(expected)) => {
                check(table, made, expected, about);
                assert_eq!(kept, target, "{about}");
            }
            (TrainRows::Transformed, None) => {}
            (rows, expected) => panic!("{about}: {rows:?} where {expected:?} is expected"),
        }
    }
}
