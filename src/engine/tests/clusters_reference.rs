//! Principal components and k-means beside scikit-learn's. `tests/references/make_clusters.py` makes the
//! file that is compared with.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::path::Path;

use engine::models::Task;
use engine::params::{ParamValue, Params};
use engine::steps::StepSpec;
use engine::table::{Column, Table};
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn table(case: &Value) -> Table {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/references");
    let text = std::fs::read_to_string(folder.join(case["data"].as_str().unwrap())).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let rows: Vec<Vec<&str>> = lines.collect();
    let columns = case["columns"].as_array().unwrap().iter().map(|name| {
        let name = name.as_str().unwrap();
        let at = header.iter().position(|head| *head == name).unwrap();
        Column::numeric(name, rows.iter().map(|row| Some(row[at].parse().unwrap())))
    });
    Table::new(columns.collect()).unwrap()
}

/// The table with what the step adds, and what it learned.
fn run(case: &Value, table: &Table, more: &[(&str, &str)]) -> (Table, Vec<f64>) {
    let mut params: Params = case["params"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.clone(), serde_json::from_value::<ParamValue>(value.clone()).unwrap()))
        .collect();
    params
        .extend(more.iter().map(|(name, value)| ((*name).to_owned(), ParamValue::Text((*value).to_owned()))));
    let spec = StepSpec { params, ..StepSpec::new(case["step"].as_str().unwrap()) };
    let target = Column::numeric("target", (0..table.n_rows()).map(|row| Some(row as f64)));
    let step = spec.fit(table, &target, Task::Regression).unwrap().step;
    let learned = step.learned().iter().map(|learned| learned.value.parse().unwrap()).collect();
    (step.transform(table).unwrap(), learned)
}

fn cases(step: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("../../../tests/references/clusters.json")).unwrap();
    file["cases"].as_array().unwrap().iter().filter(|case| case["step"] == step).cloned().collect()
}

/// Components of little variance are known to fewer digits: rounding is measured against the first.
#[test]
fn principal_components_agree_with_their_signs() {
    let cases = cases("pca");
    assert_eq!(cases.len(), 6);
    for case in cases {
        let about = format!("{} {}", case["data"], case["params"]);
        let (out, shares) = run(&case, &table(&case), &[]);
        let expected: Vec<Vec<f64>> = case["output"].as_array().unwrap().iter().map(numbers).collect();
        let largest = expected.iter().flatten().fold(0.0_f64, |a, b| a.max(b.abs()));
        assert_eq!(out.n_columns(), shares.len(), "{about}");
        for (at, column) in out.columns().iter().enumerate() {
            assert_eq!(column.name(), format!("pca_{}", at + 1));
            for (row, expected) in expected.iter().enumerate() {
                let found = column.number(row).unwrap();
                assert!((found - expected[at]).abs() < 1e-10 * largest, "{about}: {found} {}", expected[at]);
            }
        }
        for (ours, theirs) in shares.iter().zip(numbers(&case["shares"])) {
            assert!((ours - theirs).abs() < 1e-13, "{about}: {ours} {theirs}");
        }
    }
}

/// The groups are numbered in another order and the search rests a little earlier; which rows are
/// together is the same but for one in a hundred, and the sum of squares is as small.
#[test]
fn k_means_finds_the_same_groups() {
    let cases = cases("k_means");
    assert_eq!(cases.len(), 6);
    for case in cases {
        let about = format!("{} {}", case["data"], case["params"]);
        let table = table(&case);
        let labels = numbers(&case["labels"]);
        let (out, _) = run(&case, &table, &[]);
        let found: Vec<String> = (0..out.n_rows())
            .map(|row| out.column("cluster").unwrap().cell(row).unwrap().into_owned())
            .collect();
        let mut pairs = std::collections::BTreeMap::new();
        for (ours, theirs) in found.iter().zip(&labels) {
            *pairs.entry((ours, *theirs as u32)).or_insert(0_usize) += 1;
        }
        let k = case["params"]["n_clusters"].as_u64().unwrap() as usize;
        let mut counts: Vec<usize> = pairs.into_values().collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let alike: usize = counts.iter().take(k).sum();
        assert!(alike * 100 >= found.len() * 99, "{about}: {alike} of {} rows", found.len());
        let (out, _) = run(&case, &table, &[("output", "distances")]);
        let inertia: f64 = (0..out.n_rows())
            .map(|row| {
                let distances = (1..=k)
                    .map(|at| out.column(&format!("cluster_distance_{at}")).unwrap().number(row).unwrap());
                distances.fold(f64::INFINITY, f64::min).powi(2)
            })
            .sum();
        let expected = case["inertia"].as_f64().unwrap();
        assert!(inertia < 1.001 * expected, "{about}: {inertia} {expected}");
    }
}
