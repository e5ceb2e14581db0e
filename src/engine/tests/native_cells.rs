//! Missing cells and categories reach the models that take them, through a pipeline without steps.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use engine::error::EngineError;
use engine::models::{CATALOGUE, Output, Task};
use engine::params::ParamValue;
use engine::pipeline::{FittedPipeline, PipelineSpec};
use engine::progress::Silent;
use engine::rng::Rng;
use engine::run::run;
use engine::split::{Split, SplitSpec};
use engine::table::{Column, Table};
use serde_json::Value;

const COLOURS: [&str; 3] = ["red", "green", "blue"];

/// A number with gaps, a category with gaps, and a number that the category decides.
fn table(rows: usize, seed: u64) -> Table {
    let mut rng = Rng::new(seed, "cells");
    let colours: Vec<usize> = (0..rows).map(|_| rng.below(3) as usize).collect();
    let sizes: Vec<Option<f64>> = (0..rows).map(|_| (rng.below(4) > 0).then(|| rng.normal())).collect();
    let known: Vec<Option<&str>> =
        colours.iter().map(|colour| (rng.below(6) > 0).then(|| COLOURS[*colour])).collect();
    let y = colours.iter().map(|colour| Some(if *colour == 1 { 9.0 } else { 1.0 } + rng.unit()));
    let y = y.collect::<Vec<_>>();
    Table::new(vec![
        Column::numeric("size", sizes),
        Column::categorical("colour", known),
        Column::numeric("y", y),
    ])
    .unwrap()
}

fn spec(kind: &str, task: Task) -> PipelineSpec {
    PipelineSpec { task: Some(task), ..PipelineSpec::new("y", kind) }
}

fn fit(spec: &PipelineSpec, table: &Table, task: Task) -> Result<FittedPipeline, EngineError> {
    let all = SplitSpec { train: 1.0, validation: 0.0, test: 0.0, ..SplitSpec::default() };
    let split = Split::new(&all, table, table.column("y").unwrap(), false).unwrap();
    spec.fit(&split.train_view(table), task, &mut Silent).map(|fitting| fitting.pipeline)
}

fn answers(pipeline: &FittedPipeline, rows: &[(Option<f64>, Option<&str>)]) -> Vec<f64> {
    let columns = vec![
        Column::numeric("size", rows.iter().map(|row| row.0)),
        Column::categorical("colour", rows.iter().map(|row| row.1)),
    ];
    let prediction = pipeline.predict(&Table::new(columns).unwrap()).unwrap();
    assert_eq!(prediction.scored.len(), rows.len());
    let Output::Numbers(numbers) = prediction.output else { panic!("no numbers") };
    numbers
}

#[test]
fn boosting_sees_categories_and_gaps_and_takes_new_levels_as_missing() {
    let pipeline =
        fit(&spec("hist_gradient_boosting", Task::Regression), &table(400, 1), Task::Regression).unwrap();
    assert_eq!(pipeline.levels["colour"], ["blue", "green", "red"]);
    let size = Some(0.1);
    let rows = [
        (size, Some("green")),
        (size, Some("red")),
        (None, Some("green")),
        (size, None),
        (size, Some("mauve")),
    ];
    let numbers = answers(&pipeline, &rows);
    assert!(numbers[0] > 8.0 && numbers[2] > 8.0 && numbers[1] < 3.0, "{numbers:?}");
    assert_eq!(numbers[3], numbers[4]);
    let loaded = FittedPipeline::load(&pipeline.save().unwrap()).unwrap();
    assert_eq!(answers(&loaded, &rows), numbers);
}

#[test]
fn a_run_scores_rows_with_gaps_beside_a_baseline_on_the_same_rows() {
    let spec = spec("hist_gradient_boosting", Task::Regression);
    let report = run(&table(400, 2), &spec, false, &mut Silent).unwrap().report;
    let part = report.evaluation.validation.unwrap();
    assert_eq!((part.rows, part.unscored_reason), (part.scored, None));
    assert!(!part.baseline.is_empty());
}

/// The order in which levels come in the file does not matter, nor do levels that occur in no training row.
#[test]
fn levels_are_numbered_by_name() {
    let spec = spec("hist_gradient_boosting", Task::Regression);
    let whole = table(300, 3);
    let green_first: Vec<u32> = {
        let mut rows: Vec<u32> = (0..300).collect();
        rows.sort_by_key(|row| {
            whole.column("colour").unwrap().cell(*row as usize).as_deref() != Some("green")
        });
        rows
    };
    let moved = fit(&spec, &whole.take(&green_first), Task::Regression).unwrap();
    assert_eq!(moved.levels, fit(&spec, &whole, Task::Regression).unwrap().levels);
}

#[test]
fn directions_name_prepared_columns() {
    let mut spec = spec("hist_gradient_boosting", Task::Regression);
    let mut directed = |text: &str| {
        spec.model.params.insert("monotonic_cst".to_owned(), ParamValue::Text(text.to_owned()));
        fit(&spec, &table(100, 4), Task::Regression).map(drop)
    };
    directed("size:+1").unwrap();
    assert!(directed("weight:+1").unwrap_err().to_string().contains("it sees \"size\", \"colour\""));
    assert!(directed("colour:+1").unwrap_err().to_string().contains("categories"));
}

#[test]
fn families_that_cannot_say_what_to_do() {
    let whole = table(100, 5);
    let numbers = whole.select(|column| column.name() != "colour");
    for kind in CATALOGUE.iter().filter(|kind| kind.tasks.contains(&Task::Regression)) {
        let spec = spec(kind.id, Task::Regression);
        let gaps = fit(&spec, &numbers, Task::Regression);
        let categories = fit(&spec, &whole, Task::Regression);
        if kind.capabilities.missing {
            gaps.unwrap();
        } else {
            assert!(
                gaps.unwrap_err().to_string().contains("add the step Fill in missing cells"),
                "{}",
                kind.id
            );
        }
        if kind.capabilities.categories {
            categories.unwrap();
        } else {
            assert!(
                categories.unwrap_err().to_string().contains("add the step One-hot encode"),
                "{}",
                kind.id
            );
        }
    }
}

/// A file whose model cannot take what the file says reaches it.
#[test]
fn a_saved_model_that_cannot_take_its_columns_is_refused() {
    let numbers = table(100, 6).select(|column| column.name() != "colour");
    let pipeline =
        fit(&spec("hist_gradient_boosting", Task::Regression), &numbers, Task::Regression).unwrap();
    let mut other = pipeline.clone();
    let full = Table::new(vec![
        Column::numeric("size", (0..100).map(|row| Some(f64::from(row)))),
        numbers.column("y").unwrap().clone(),
    ])
    .unwrap();
    other.model = fit(&spec("decision_tree", Task::Regression), &full, Task::Regression).unwrap().model;
    let saved: Value = serde_json::from_str(&other.save().unwrap()).unwrap();
    assert_eq!(saved["pipeline"]["missing"], true);
    let error = FittedPipeline::load(&other.save().unwrap()).unwrap_err().to_string();
    assert!(error.contains("cannot take"), "{error}");
}
