//! The leak that a spec can ask for: it does leak, it is said, and it goes no further than the run.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;
mod recipe;

use engine::checks::Verdict;
use engine::compare;
use engine::models::Task;
use engine::pipeline::{FittedPipeline, PipelineSpec};
use engine::progress::Silent;
use engine::run::run;
use engine::split::Split;
use engine::steps::StepSpec;
use engine::table::{Column, Table};
use engine::tune::{Dimension, Search, TuneSpec};

const ROWS: usize = 150;

/// 100 rows: a number, and a class.
fn table(change: impl Fn(usize, f64) -> f64) -> Table {
    let numbers: Vec<f64> = (0..100).map(|row| change(row, row as f64)).collect();
    let classes: Vec<&str> = (0..100).map(|row| if row % 3 == 0 { "a" } else { "b" }).collect();
    Table::new(vec![
        Column::numeric("x", numbers.into_iter().map(Some)),
        Column::categorical("y", classes.into_iter().map(Some)),
    ])
    .unwrap()
}

fn spec(leak: bool) -> PipelineSpec {
    PipelineSpec { leak, steps: vec![StepSpec::new("scale")], ..PipelineSpec::new("y", "decision_tree") }
}

fn split(spec: &PipelineSpec, table: &Table) -> Split {
    Split::new(&spec.split, table, table.column("y").unwrap(), true).unwrap()
}

/// What the steps learned, and the model.
fn learned(spec: &PipelineSpec, table: &Table) -> (String, String) {
    let fitting = spec.fit_split(&split(spec, table), table, Task::Classification, &mut Silent).unwrap();
    let FittedPipeline { steps, model, .. } = fitting.pipeline;
    (serde_json::to_string(&steps).unwrap(), serde_json::to_string(&model).unwrap())
}

#[test]
fn with_the_leak_a_validation_row_changes_what_the_steps_learned() {
    let before = table(|_, x| x);
    let judged = split(&spec(false), &before).validation()[0] as usize;
    let after = table(|row, x| if row == judged { 1e6 } else { x });
    assert_eq!(learned(&spec(false), &before), learned(&spec(false), &after));
    let (steps, _) = learned(&spec(true), &before);
    assert_ne!(steps, learned(&spec(true), &after).0);
    assert_ne!(steps, learned(&spec(false), &before).0, "test rows count too");
}

#[test]
fn the_model_still_learns_from_training_rows_alone() {
    let before = table(|_, x| x);
    let judged = split(&spec(true), &before).validation()[0];
    let mut without = spec(true);
    without.steps.clear();
    let changed = table(|row, x| if row == judged as usize { 1e6 } else { x });
    assert_eq!(learned(&without, &before), learned(&without, &changed));
    let report = run(&before, &spec(true), false, &mut Silent).unwrap().report;
    assert_eq!(report.flow.last().unwrap().rows, report.sizes.train);
}

#[test]
fn every_step_can_be_made_to_leak() {
    for (kind, task) in recipe::every_model() {
        let table = recipe::table(ROWS, 1, task);
        let spec = PipelineSpec { leak: true, ..recipe::spec(kind, task) };
        let run = run(&table, &spec, true, &mut Silent).unwrap_or_else(|error| panic!("{kind}: {error}"));
        assert!(run.pipeline.save().is_err(), "{kind}");
    }
}

#[test]
fn a_class_that_no_training_row_has_ends_the_leak_of_an_encoder_that_needs_it() {
    let plain = table(|_, x| x);
    let judged = split(&spec(true), &plain).validation()[0] as usize;
    let level = |row: usize| if row.is_multiple_of(2) { "even" } else { "odd" };
    let class = |row: usize| ["a", "b", "c"][if row == judged { 2 } else { row % 2 }];
    let table = Table::new(vec![
        Column::categorical("x", (0..100).map(|row| Some(level(row)))),
        Column::categorical("y", (0..100).map(|row| Some(class(row)))),
    ]);
    let steps = vec![StepSpec::new("target_encode")];
    let refused = run(&table.unwrap(), &PipelineSpec { steps, ..spec(true) }, false, &mut Silent);
    let error = refused.err().unwrap().to_string();
    assert!(error.contains("a class is in none of them; switch the leak off"), "{error}");
}

#[test]
fn every_report_made_so_says_it() {
    let report = run(&table(|_, x| x), &spec(true), false, &mut Silent).unwrap().report;
    let check = report.checks.first().unwrap();
    assert_eq!((check.name.as_str(), check.verdict), ("steps_fitted_on_all_rows", Verdict::Problem));
    assert_eq!(check.figure, Some(0.4));
    assert!(report.leak.unwrap().contains("cannot be saved"));
    let report = run(&table(|_, x| x), &spec(false), false, &mut Silent).unwrap().report;
    assert!(report.leak.is_none() && report.checks.iter().all(|c| c.name != "steps_fitted_on_all_rows"));
}

#[test]
fn what_leaked_is_neither_saved_nor_loaded_nor_searched_nor_compared() {
    let table = table(|_, x| x);
    let run = run(&table, &spec(true), false, &mut Silent).unwrap();
    let message = run.pipeline.save().unwrap_err().to_string();
    assert!(message.contains("fitted on all rows") && message.contains("never saved"), "{message}");
    let split = split(&spec(true), &table);
    let refused = spec(true).fit(&split.train_view(&table), Task::Classification, &mut Silent);
    assert!(refused.unwrap_err().to_string().contains("leak"));
    let space = vec![Dimension::values("model.max_depth", [1, 3].map(engine::params::ParamValue::Int))];
    let tuned = PipelineSpec { tune: Some(TuneSpec { space, ..TuneSpec::default() }), ..spec(true) };
    assert!(Search::new(&tuned, Task::Classification, 60).unwrap_err().to_string().contains("leak"));
    let compared = compare::models(&table, &spec(false), &spec(true), 0.01, &mut Silent);
    assert!(compared.unwrap_err().to_string().contains("leak"));
}

#[test]
fn a_spec_says_it_only_when_it_does() {
    assert!(!spec(false).to_json().contains("leak"));
    assert!(PipelineSpec::from_json(&spec(true).to_json()).unwrap().leak);
}
