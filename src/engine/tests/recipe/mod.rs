//! A pipeline that uses every step, and the table it is fitted on.

use std::collections::BTreeSet;

use engine::models::{CATALOGUE, Cells, Task};
use engine::params::{ParamValue, Params};
use engine::pipeline::PipelineSpec;
use engine::steps::{self, Selector, StepSpec};
use engine::table::{Column, Table};

use crate::common::mixed;

fn step(id: &str, columns: &[&str], params: &[(&str, ParamValue)]) -> StepSpec {
    StepSpec {
        columns: Selector::Names(columns.iter().map(|name| (*name).to_owned()).collect()),
        params: params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect::<Params>(),
        ..StepSpec::new(id)
    }
}

/// A step on every column it accepts.
fn of_all(id: &str, params: &[(&str, ParamValue)]) -> StepSpec {
    StepSpec { columns: Selector::default(), ..step(id, &[], params) }
}

/// A pipeline of every step with the model `kind`, which is given cells that it learns from.
pub fn spec(kind: &str, task: Task) -> PipelineSpec {
    let text = |value: &str| ParamValue::Text(value.to_owned());
    let cells = CATALOGUE.iter().find(|known| known.id == kind).map(|known| known.capabilities.cells);
    let components = ["pca_1", "pca_2"];
    let shares = ["full_boolean_high", "full_boolean_low", "full_boolean_middle"];
    // The one word of every text weighs 1, others no whole number.
    let words = if cells == Some(Cells::Codes) { 1 } else { 3 };
    let hashed = [("n_features", ParamValue::Int(4)), ("alternate_sign", ParamValue::Bool(false))];
    let mut steps = vec![
        step("filter_rows", &[], &[("expression", text("true or true is missing"))]),
        step(
            "formula",
            &["full_numeric", "full_datetime"],
            &[("formulas", text("full_numeric = full_numeric / 8\nlate = month(full_datetime) > 6"))],
        ),
        step("lag", &["full_numeric"], &[("time", text("full_datetime")), ("group", text("full_boolean"))]),
        step("rolling", &["full_numeric"], &[("time", text("full_datetime"))]),
        step("drop_columns", &["full_numeric_lag_1", "full_numeric_rolling_mean_3"], &[]),
        step(
            "dates",
            &["full_datetime"],
            &[("elapsed", text("earliest")), ("drop_original", ParamValue::Bool(false))],
        ),
        step("power_transform", &["full_datetime_elapsed_days"], &[]),
        step("bin", &["full_datetime_elapsed_days"], &[]),
        step("cast", &["datetime", "full_datetime"], &[("to", text("text"))]),
        step("parse_dates", &["full_datetime"], &[]),
        step("parse_numbers", &["datetime"], &[]),
        step("drop_columns", &["datetime", "full_datetime"], &[]),
        StepSpec::new("drop_duplicates"),
        step("drop_missing", &["text"], &[]),
        step("clean_text", &["text"], &[("case", text("upper"))]),
        step(
            "replace",
            &["full_text"],
            &[("pattern", text("(\\w+) 1")), ("replacement", text("$1 one")), ("kind", text("regex"))],
        ),
        step("map_levels", &["full_categorical"], &[("mapping", text("light green => blue"))]),
        step("units", &["full_numeric"], &[("factor", ParamValue::Float(0.5))]),
        step("rare_levels", &["full_categorical"], &[]),
        step("outliers", &["full_numeric"], &[("action", text("clip"))]),
        step("impute", &["numeric"], &[("add_indicator", ParamValue::Bool(true))]),
        step("valid_range", &["numeric"], &[("lower", text("-50"))]),
        step("knn_impute", &["numeric", "full_numeric"], &[]),
        step("valid_range", &["numeric"], &[("upper", text("60"))]),
        step("iterative_impute", &["numeric", "full_numeric"], &[]),
        step("isolation_forest", &["numeric", "full_numeric"], &[("action", text("flag"))]),
        step("impute", &["categorical", "boolean"], &[("strategy", text("most_frequent"))]),
        step("scale", &["numeric"], &[]),
        step("scale", &["full_numeric"], &[("method", text("robust"))]),
        step("polynomial", &["numeric", "full_numeric"], &[("interaction_only", ParamValue::Bool(true))]),
        step("normalize", &["numeric", "full_numeric"], &[]),
        step("quantile_transform", &["numeric full_numeric"], &[]),
        step("bin", &["numeric full_numeric"], &[]),
        step("one_hot", &["categorical"], &[]),
        step("count_encode", &["boolean"], &[]),
        step("target_encode", &["full_boolean"], &[]),
        step("hash_encode", &["full_categorical"], &hashed),
        step("bag_of_words", &["full_text"], &[("max_features", ParamValue::Int(5))]),
        step("tfidf", &["text"], &[("max_features", ParamValue::Int(words))]),
        step("k_means", &["numeric", "full_numeric"], &[("n_clusters", ParamValue::Int(3))]),
        step("ordinal", &["cluster"], &[]),
        step("pca", &["numeric", "full_numeric"], &[]),
    ];
    match cells {
        Some(Cells::NotNegative) => steps.push(step("scale", &components, &[("method", text("min_max"))])),
        Some(Cells::Codes) => steps.push(step("drop_columns", &[&components[..], &shares].concat(), &[])),
        _ => {}
    }
    let trees = |n: i64| ("n_estimators", ParamValue::Int(n));
    steps.extend([
        StepSpec::new("select_variance"),
        StepSpec::new("select_correlation"),
        of_all("select_k_best", &[("k", ParamValue::Int(12))]),
        of_all("select_from_model", &[trees(5), ("threshold", text("median"))]),
        of_all(
            "rfe",
            &[trees(3), ("n_features_to_select", ParamValue::Int(4)), ("step", ParamValue::Int(2))],
        ),
    ]);
    if task == Task::Classification {
        // Made rows lie between others, so that none may be made where cells are to be codes.
        let repeated = if cells == Some(Cells::Codes) { 1.0 } else { 0.8 };
        let share = |value: f64| ("sampling_strategy", ParamValue::number(value));
        steps.extend([
            of_all("under_sample", &[share(0.25)]),
            of_all("over_sample", &[share(repeated)]),
            of_all("smote", &[("k_neighbors", ParamValue::Int(2))]),
        ]);
    }
    let used: BTreeSet<&str> = steps.iter().map(|step| step.step.as_str()).collect();
    let balances = |kind: &&&steps::StepKind| kind.purpose == steps::Purpose::Balance;
    let wanted = steps::CATALOGUE.iter().filter(|kind| task == Task::Classification || !balances(kind));
    assert_eq!(used, wanted.map(|kind| kind.id).collect(), "every step for the task is used");
    PipelineSpec { steps, task: Some(task), ..PipelineSpec::new("target", kind) }
}

/// Mixed columns and a target that they explain in part; a tenth of its cells are missing.
pub fn table(rows: usize, seed: u64, task: Task) -> Table {
    let mut columns = mixed(rows, seed).into_columns();
    let numbers: Vec<f64> = (0..rows)
        .map(|row| {
            let red = f64::from(u8::from(columns[3].cell(row).as_deref() == Some("red")));
            columns[1].number(row).unwrap() / 10.0 + 5.0 * red + columns[9].cell(row).unwrap().len() as f64
        })
        .collect();
    let known = numbers.iter().enumerate().map(|(row, value)| (row % 10 != 9).then_some(*value));
    columns.push(match task {
        Task::Regression => Column::numeric("target", known),
        Task::Classification => Column::categorical(
            "target",
            known.map(|value| {
                value.map(|v| {
                    if v < 6.0 {
                        "low"
                    } else if v < 11.0 {
                        "middle"
                    } else {
                        "high"
                    }
                })
            }),
        ),
    });
    Table::new(columns).unwrap()
}

/// Every model of the catalogue with every task it has.
pub fn every_model() -> impl Iterator<Item = (&'static str, Task)> {
    CATALOGUE.iter().flat_map(|kind| kind.tasks.iter().map(|task| (kind.id, *task)))
}
