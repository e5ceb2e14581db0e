//! Agreement with the package shap and with scikit-learn's inspection. The references are made by
//! `tests/references/make_explain.py`, which says what the fields mean.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use engine::evaluate::PartName;
use engine::explain::partial_dependence::partial_dependence;
use engine::explain::permutation::{Over, in_orders};
use engine::explain::shap::{Shap, shap};
use engine::explain::{Cell, Ground};
use engine::models::{FittedModel, Output};
use engine::pipeline::{FittedPipeline, PipelineSpec, task_of};
use engine::progress::Silent;
use engine::split::Split;
use engine::table::{Column, Table};
use ndarray::Array2;
use serde_json::Value;

fn cases(which: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/references/explain.json");
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let cases = file["cases"].as_array().unwrap().iter();
    cases.filter(|case| case["kind"] == which).cloned().collect()
}

/// A null is a missing cell.
fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap_or(f64::NAN)).collect()
}

fn assert_near(ours: f64, theirs: f64, about: &str) {
    assert!((ours - theirs).abs() <= 1e-9 * theirs.abs().max(1.0), "{about}: {ours} is not {theirs}");
}

fn assert_all_near(ours: &[f64], theirs: &[f64], about: &str) {
    assert_eq!(ours.len(), theirs.len(), "{about}");
    ours.iter().zip(theirs).for_each(|(ours, theirs)| assert_near(*ours, *theirs, about));
}

#[test]
fn shap_values_agree() {
    let cases = cases("shap");
    assert_eq!(cases.len(), 14);
    for case in &cases {
        let about = case["name"].as_str().unwrap();
        let model: FittedModel = serde_json::from_value(case["model"].clone()).expect(about);
        let n_classes = case["n_classes"].as_u64().map(|n| n as usize);
        model.check(4, n_classes).expect(about);
        let rows: Vec<Vec<f64>> = case["rows"].as_array().unwrap().iter().map(numbers).collect();
        let x = Array2::from_shape_fn((rows.len(), 4), |(row, column)| rows[row][column]);
        match model.predict(x.view()).unwrap() {
            Output::Numbers(values) => assert_all_near(&values, &numbers(&case["predict"]), about),
            Output::Classes { probabilities, .. } => {
                let theirs: Vec<f64> = case["proba"].as_array().unwrap().iter().flat_map(numbers).collect();
                assert_all_near(&probabilities.unwrap().into_iter().collect::<Vec<_>>(), &theirs, about);
            }
        }
        for (at, row) in rows.iter().enumerate() {
            let ours = shap(&model, n_classes, &numbers(&case["means"]), row).unwrap().expect(about);
            assert_adds_up(&ours, about);
            for (score, (expected, values)) in ours
                .scores
                .iter()
                .zip(numbers(&case["expected"]).iter().zip(case["values"].as_array().unwrap()))
            {
                assert_near(score.base, *expected, about);
                assert_all_near(&score.values, &numbers(&values[at]), about);
            }
            assert_eq!(ours.scores.len(), case["values"].as_array().unwrap().len(), "{about}");
        }
    }
}

fn assert_adds_up(shap: &Shap, about: &str) {
    for score in &shap.scores {
        assert_near(score.base + score.values.iter().sum::<f64>(), score.total, about);
    }
}

/// The table of a case and the pipeline of its spec, fitted on the first rows of it.
fn fitted(case: &Value) -> (Table, FittedPipeline) {
    let columns = case["table"].as_object().unwrap().iter();
    let columns = columns.map(|(name, cells)| Column::numeric(name, numbers(cells).into_iter().map(Some)));
    let table = Table::new(columns.collect()).unwrap();
    let spec = PipelineSpec::from_json(&case["spec"].to_string()).unwrap();
    let target = table.column("y").unwrap();
    let task = task_of(&spec, target);
    let split = Split::new(&spec.split, &table, target, false).unwrap();
    let fitting = spec.fit(&split.train_view(&table), task, &mut Silent).unwrap();
    (table, fitting.pipeline)
}

#[test]
fn partial_dependence_agrees() {
    for case in &cases("dependence") {
        let about = case["name"].as_str().unwrap();
        let (table, pipeline) = fitted(case);
        let ground = Ground::new(&table, &pipeline).unwrap();
        let column = case["column"].as_str().unwrap();
        let resolution = case["resolution"].as_u64().unwrap() as usize;
        let ours =
            partial_dependence(&ground, PartName::Validation, column, resolution, &mut Silent).unwrap();
        let grid: Vec<f64> = ours.grid.iter().filter_map(Cell::number).collect();
        assert_all_near(&grid, &numbers(&case["grid"]), about);
        assert_eq!(ours.responses.len(), case["average"].as_array().unwrap().len(), "{about}");
        for (output, response) in ours.responses.iter().enumerate() {
            assert_all_near_loosely(&response.average, &numbers(&case["average"][output]), about);
            let theirs = case["individual"][output].as_array().unwrap();
            assert_eq!(response.individual.len(), theirs.len(), "{about}");
            for (line, theirs) in response.individual.iter().zip(theirs) {
                assert_all_near_loosely(line, &numbers(theirs), about);
            }
        }
    }
}

/// scikit-learn's logistic regression ends its search some way from the optimum.
fn assert_all_near_loosely(ours: &[f64], theirs: &[f64], about: &str) {
    let tolerance = if about.contains("classes") { 1e-5 } else { 1e-9 };
    assert_eq!(ours.len(), theirs.len(), "{about}");
    for (ours, theirs) in ours.iter().zip(theirs) {
        assert!((ours - theirs).abs() <= tolerance, "{about}: {ours} is not {theirs}");
    }
}

#[test]
fn permutation_importance_agrees_in_the_same_orders() {
    for case in &cases("permutation") {
        let about = case["name"].as_str().unwrap();
        let (table, pipeline) = fitted(case);
        let ground = Ground::new(&table, &pipeline).unwrap();
        let rows = table.take(ground.part(PartName::Validation));
        let orders: Vec<Vec<u32>> = serde_json::from_value(case["orders"].clone()).unwrap();
        // Without a step, and with one that scales column by column, inputs and features are the same.
        for over in [Over::Inputs, Over::Features] {
            let ours = in_orders(&ground, &rows, over, &orders, &mut Silent).unwrap();
            assert_near(ours.score, case["score"].as_f64().unwrap(), about);
            let (means, stds): (Vec<f64>, Vec<f64>) =
                ours.columns.iter().map(|column| (column.mean, column.std)).unzip();
            assert_all_near(&means, &numbers(&case["mean"]), about);
            assert_all_near(&stds, &numbers(&case["std"]), about);
        }
    }
}
