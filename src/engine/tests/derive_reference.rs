//! New and bent columns beside those of pandas, NumPy, SciPy and scikit-learn. `tests/references/make_derive.py`
//! makes the file that is compared with.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::BTreeMap;

use engine::models::Task;
use engine::params::{ParamValue, Params};
use engine::steps::{FittedStep, Selector, StepSpec};
use engine::table::read::iso_date;
use engine::table::{Column, Mask, Table, Values};
use serde_json::Value;

/// Sums are made in another order, and functions have another last digit. Relative to the value, or absolute
/// below 1.
const TOLERANCE: f64 = 1e-9;
/// SciPy looks for the greatest value itself, which is flat: half of the digits are known.
const OF_SCIPY_S_POWERS: f64 = 1e-6;

fn file() -> Value {
    serde_json::from_str(include_str!("../../../tests/references/derive.json")).unwrap()
}

fn column(name: &str, head: &Value) -> Column {
    let cells = head["cells"].as_array().unwrap();
    let texts = || cells.iter().map(Value::as_str);
    let known: Mask = cells.iter().map(|cell| !cell.is_null()).collect();
    let values = match head["dtype"].as_str().unwrap() {
        "numeric" => return Column::numeric(name, cells.iter().map(Value::as_f64)),
        "categorical" => return Column::categorical(name, texts()),
        "boolean" => Values::Boolean(cells.iter().map(|cell| cell.as_bool().unwrap_or_default()).collect()),
        "datetime" => Values::Datetime(texts().map(|text| iso_date(text.unwrap()).unwrap()).collect()),
        _ => Values::Text(texts().map(Option::unwrap_or_default).collect()),
    };
    Column::new(name, values, known)
}

fn table(file: &Value) -> Table {
    let columns = ["a", "b", "c", "when", "shop", "note", "open"];
    Table::new(columns.map(|name| column(name, &file["table"][name])).to_vec()).unwrap()
}

fn spec(case: &Value) -> StepSpec {
    let params: Params =
        serde_json::from_value::<BTreeMap<String, ParamValue>>(case["params"].clone()).unwrap();
    let columns = Selector::Names(serde_json::from_value(case["columns"].clone()).unwrap());
    StepSpec { columns, params, ..StepSpec::new(case["step"].as_str().unwrap()) }
}

fn fit(case: &Value, file: &Value, table: &Table) -> FittedStep {
    let rows: Vec<u32> = (0..file["train"].as_u64().unwrap() as u32).collect();
    let target = Column::numeric("target", rows.iter().map(|row| Some(f64::from(*row))));
    spec(case).fit(&table.take(&rows), &target, Task::Regression).unwrap().step
}

fn near(found: f64, expected: f64, tolerance: f64) -> bool {
    (found - expected).abs() <= tolerance * expected.abs().max(1.0)
}

fn check(found: &Column, row: usize, expected: &Value, about: &str) {
    let fits = match expected {
        Value::Null => found.cell(row).is_none(),
        Value::String(text) => found.cell(row).as_deref() == Some(text.as_str()),
        Value::Bool(truth) => found.number(row) == Some(f64::from(u8::from(*truth))),
        number => found.number(row).is_some_and(|found| near(found, number.as_f64().unwrap(), TOLERANCE)),
    };
    assert!(fits, "{about}: {:?} in row {row} is {:?}, not {expected}", found.name(), found.cell(row));
}

#[test]
fn every_column_is_that_of_the_others() {
    let file = file();
    let table = table(&file);
    let mut compared: BTreeMap<String, usize> = BTreeMap::new();
    for case in file["cases"].as_array().unwrap() {
        let step = case["step"].as_str().unwrap();
        let about = format!("{step} {}", case["params"]);
        let out = fit(case, &file, &table).transform(&table).unwrap();
        for (name, cells) in case["made"].as_object().unwrap() {
            let found = out.get(name).unwrap_or_else(|| panic!("{about} makes no {name:?}"));
            for (row, expected) in cells.as_array().unwrap().iter().enumerate() {
                check(found, row, expected, &about);
            }
            *compared.entry(step.to_owned()).or_default() += 1;
        }
    }
    let expected = [
        ("bin", 15),
        ("dates", 16),
        ("formula", 25),
        ("lag", 8),
        ("normalize", 9),
        ("polynomial", 19),
        ("power_transform", 10),
        ("quantile_transform", 9),
        ("rolling", 20),
        ("scale", 3),
    ];
    assert_eq!(compared, expected.map(|(step, count)| (step.to_owned(), count)).into());
}

#[test]
fn powers_have_all_their_digits_and_are_near_scipy_s() {
    let file = file();
    let table = table(&file);
    let mut compared = 0;
    for case in file["cases"].as_array().unwrap() {
        let Some(exact) = case.get("learned") else { continue };
        let learned = fit(case, &file, &table).learned();
        let powers = learned.iter().filter(|learned| learned.what == "lambda");
        let powers: Vec<f64> = powers.map(|learned| learned.value.parse().unwrap()).collect();
        let exact: Vec<f64> = serde_json::from_value(exact.clone()).unwrap();
        let of_scipy: Vec<f64> = serde_json::from_value(case["lambdas"].clone()).unwrap();
        assert_eq!(powers.len(), exact.len());
        for ((found, exact), of_scipy) in powers.iter().zip(exact).zip(of_scipy) {
            assert!(near(*found, exact, 1e-12), "{found} {exact}");
            assert!(near(*found, of_scipy, OF_SCIPY_S_POWERS), "{found} {of_scipy}");
            compared += 1;
        }
    }
    assert_eq!(compared, 8);
}

/// scikit-learn puts new columns in this order and under these names.
#[test]
fn products_stand_in_scikit_learns_order() {
    let file = file();
    let table = table(&file);
    let case = file["cases"].as_array().unwrap().iter().find(|case| case["step"] == "polynomial").unwrap();
    let out = fit(case, &file, &table).transform(&table).unwrap();
    let names: Vec<&str> = out.columns().iter().skip(table.n_columns()).map(Column::name).collect();
    assert_eq!(
        names,
        [
            "a^2", "a b", "a c", "b^2", "b c", "c^2", "a^3", "a^2 b", "a^2 c", "a b^2", "a b c", "a c^2",
            "b^3", "b^2 c", "b c^2", "c^3"
        ]
    );
}

#[test]
fn bins_as_categories_are_intervals() {
    let numbers = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0].map(Some);
    let table = Table::new(vec![Column::numeric("x", numbers)]).unwrap();
    let text = |value: &str| ParamValue::Text(value.to_owned());
    let params = [("n_bins", ParamValue::Int(4)), ("encode", text("label"))];
    let params = params.map(|(name, value)| (name.to_owned(), value)).into();
    let spec = StepSpec { params, ..StepSpec::new("bin") };
    let step = spec.fit(&table, &Column::numeric("y", numbers), Task::Regression).unwrap().step;
    let rest =
        Table::new(vec![Column::numeric("x", [Some(-9.0), Some(2.5), Some(6.4), None, Some(99.0)])]).unwrap();
    let out = step.transform(&rest).unwrap();
    let cells: Vec<_> = (0..5).map(|row| out.columns()[0].cell(row).map(|cell| cell.into_owned())).collect();
    let expected = [Some("(−∞, 2.5)"), Some("[2.5, 4.5)"), Some("[4.5, 6.5)"), None, Some("[6.5, ∞)")];
    assert_eq!(cells, expected.map(|cell| cell.map(str::to_owned)));
}
