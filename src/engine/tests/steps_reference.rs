//! The steps against scikit-learn's, on the Palmer penguins. tests/references/make_steps.py makes
//! the file that is compared with.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use engine::models::Task;
use engine::params::{ParamValue, Params};
use engine::steps::{Selector, StepSpec};
use engine::table::{Column, Table};
use serde_json::Value;

/// Sums are made in another order than NumPy's, so that the last digits may differ. Relative to the
/// value, or absolute for values below 1.
const TOLERANCE: f64 = 1e-12;

/// Arguments of scikit-learn that the steps do not have.
const NOT_OFFERED: [&str; 6] =
    ["with_std", "with_mean", "feature_range", "clip", "quantile_range", "with_scaling"];

fn penguins() -> Vec<Vec<String>> {
    let text = include_str!("../../../tests/references/data/penguins.csv");
    assert!(!text.contains('"'));
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn table(rows: &[u64], columns: &[&str], numeric: bool) -> Table {
    let file = penguins();
    let columns = columns.iter().map(|name| {
        let at = file[0].iter().position(|head| head == name).unwrap();
        let cells =
            rows.iter().map(|row| Some(file[*row as usize + 1][at].as_str()).filter(|t| !t.is_empty()));
        if numeric {
            Column::numeric(*name, cells.map(|cell| cell.map(|text| text.parse().unwrap())))
        } else {
            Column::categorical(*name, cells)
        }
    });
    Table::new(columns.collect()).unwrap()
}

/// The step that does the same, or `None` when the steps do not offer an argument.
fn step(case: &Value) -> Option<StepSpec> {
    let given = case["params"].as_object().unwrap();
    if given.keys().any(|name| NOT_OFFERED.contains(&name.as_str()) || name == "encoded_missing_value") {
        return None;
    }
    let mut params = Params::new();
    let mut text = |name: &str, value: &str| {
        params.insert(name.to_owned(), ParamValue::Text(value.to_owned()));
    };
    let id = match case["step"].as_str().unwrap() {
        "SimpleImputer" => {
            text("strategy", given["strategy"].as_str().unwrap());
            match &given.get("fill_value") {
                Some(Value::String(value)) => text("fill_value", value),
                Some(value) => text("fill_value", &value.to_string()),
                None => {}
            }
            if given.contains_key("add_indicator") {
                params.insert("add_indicator".to_owned(), ParamValue::Bool(true));
            }
            "impute"
        }
        "OneHotEncoder" => {
            text("drop", given.get("drop").map_or("none", |drop| drop.as_str().unwrap()));
            "one_hot"
        }
        "OrdinalEncoder" => "ordinal",
        scaler => {
            let method = match scaler {
                "StandardScaler" => "standard",
                "MinMaxScaler" => "min_max",
                "RobustScaler" => "robust",
                other => panic!("{other} has no step"),
            };
            text("method", method);
            "scale"
        }
    };
    let names = case["columns"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned());
    Some(StepSpec { columns: Selector::Names(names.collect()), params, ..StepSpec::new(id) })
}

fn check_cell(found: &Column, row: usize, expected: &Value, name: &str) {
    let about =
        || format!("{name}: {:?} in row {row} is {:?}, not {expected}", found.name(), found.cell(row));
    match expected {
        Value::Null => assert_eq!(found.cell(row), None, "{}", about()),
        Value::String(text) => assert_eq!(found.cell(row).as_deref(), Some(text.as_str()), "{}", about()),
        value => {
            let expected = value.as_f64().unwrap_or_else(|| f64::from(u8::from(value.as_bool().unwrap())));
            let number = found.number(row).unwrap_or_else(|| panic!("{}", about()));
            assert!((number - expected).abs() <= TOLERANCE * expected.abs().max(1.0), "{}", about());
        }
    }
}

#[test]
fn every_step_does_what_scikit_learn_does() {
    let file: Value = serde_json::from_str(include_str!("../../../tests/references/steps.json")).unwrap();
    let rows = |set: &Value| -> Vec<u64> {
        file["rows"][set.as_str().unwrap()].as_array().unwrap().iter().map(|r| r.as_u64().unwrap()).collect()
    };
    let mut compared = Vec::new();
    for case in file["cases"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let Some(step) = step(case) else { continue };
        let columns: Vec<&str> =
            case["columns"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        let numeric = !["island", "sex"].contains(&columns[0]);
        let train = table(&rows(&case["fit_on"]), &columns, numeric);
        let target = Column::numeric("target", (0..train.n_rows()).map(|row| Some(row as f64)));
        let fitted = step.fit(&train, &target, Task::Regression).unwrap().step;
        let out = fitted.transform(&table(&rows(&case["apply_to"]), &columns, numeric)).unwrap();
        let expected = case["output"].as_array().unwrap();
        assert_eq!(out.n_rows(), expected.len(), "{name}");
        assert_eq!(out.n_columns(), case["names"].as_array().unwrap().len(), "{name}");
        for (row, cells) in expected.iter().enumerate() {
            for (column, cell) in out.columns().iter().zip(cells.as_array().unwrap()) {
                check_cell(column, row, cell, name);
            }
        }
        compared.push(name);
    }
    assert_eq!(compared.len(), 26, "{compared:?}");
}
