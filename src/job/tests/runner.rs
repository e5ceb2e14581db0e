//! The runner, as the worker's host uses it.
#![allow(clippy::unwrap_used, clippy::panic)]

use engine::error::EngineError;
use engine::evaluate::PartName;
use engine::explain::{Answer, Question};
use engine::models::Task;
use engine::pipeline::{FittedPipeline, PipelineSpec};
use engine::progress::Silent;
use engine::steps::StepSpec;
use engine::table::read::{ReadOptions, read_all};
use engine::tune::{Dimension, Search, SearchMethod, TuneSpec};
use job::{Reply, Request, Runner, Stage};

const CSV: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/references/data/penguins.csv");

fn opened() -> Runner {
    let bytes = std::fs::read(CSV).unwrap();
    let mut runner = Runner::new();
    let dataset = runner.open(read_all(&bytes, &ReadOptions::default()).unwrap(), 1.0);
    assert_eq!((dataset.rows, dataset.columns.len()), (344, 8));
    runner
}

fn spec() -> PipelineSpec {
    let mut spec = PipelineSpec::new("species", "decision_tree");
    spec.roles.insert("island".to_owned(), engine::table::Role::Ignored);
    spec.roles.insert("sex".to_owned(), engine::table::Role::Ignored);
    spec.steps = vec![StepSpec::new("drop_missing"), StepSpec::new("scale")];
    spec
}

fn ask(runner: &mut Runner, request: Request) -> Result<Reply, EngineError> {
    runner.handle(request, &mut Silent)
}

#[test]
fn a_plan_says_what_the_run_then_does() {
    let mut runner = opened();
    let Ok(Reply::Planned(plan)) = ask(&mut runner, Request::Plan { spec: spec() }) else {
        panic!("no plan")
    };
    let Ok(Reply::Ran(report)) = ask(&mut runner, Request::Run { spec: spec(), open_test: false }) else {
        panic!("no run")
    };
    assert_eq!(plan.split.sizes.as_ref(), Ok(&report.sizes));
    assert_eq!(plan.classes.iter().map(|(_, rows)| rows).sum::<usize>(), 344);
    let flow: Vec<_> = plan.steps.iter().map(|step| step.outcome.as_ref().unwrap().0.clone()).collect();
    assert_eq!(flow, report.flow[1..]);
    assert!(report.evaluation.test.is_none(), "the test rows stay sealed");
}

#[test]
fn prepared_rows_are_those_of_the_plan() {
    let mut runner = opened();
    let Ok(Reply::Planned(plan)) = ask(&mut runner, Request::Plan { spec: spec() }) else {
        panic!("no plan")
    };
    for steps in 0..=2 {
        let stage = Stage::Prepared { spec: Box::new(spec()), steps };
        let Ok(Reply::Rows(page)) = ask(&mut runner, Request::Rows { stage, start: 5, count: 3 }) else {
            panic!("no rows")
        };
        assert_eq!((page.start, page.rows.len(), page.columns.len()), (5, 3, 5));
        if let Some(step) = steps.checked_sub(1).and_then(|at| plan.steps.get(at)) {
            assert_eq!(page.total, step.outcome.as_ref().unwrap().0.rows);
        }
    }
}

#[test]
fn a_step_that_cannot_be_done_ends_the_plan_with_its_reason() {
    let mut runner = opened();
    let mut spec = spec();
    spec.steps[0].params.insert("strategy".to_owned(), engine::params::ParamValue::Int(1));
    let Ok(Reply::Planned(plan)) = ask(&mut runner, Request::Plan { spec }) else { panic!("no plan") };
    assert_eq!(plan.steps.len(), 1);
    assert!(plan.steps[0].outcome.as_ref().unwrap_err().contains("no parameter"));
}

#[test]
fn the_model_file_is_that_of_the_last_run() {
    let mut runner = opened();
    assert!(ask(&mut runner, Request::Model).is_err());
    ask(&mut runner, Request::Run { spec: spec(), open_test: false }).unwrap();
    let Ok(Reply::Model(json)) = ask(&mut runner, Request::Model) else { panic!("no model") };
    assert_eq!(FittedPipeline::load(&json).unwrap().spec, spec());
}

#[test]
fn slices_are_of_the_last_run_and_keep_the_test_rows_sealed() {
    let mut runner = opened();
    let slices = |part, column: &str| Request::Slices { part, column: column.to_owned() };
    assert!(ask(&mut runner, slices(PartName::Validation, "sex")).is_err(), "nothing is trained");
    let Ok(Reply::Ran(report)) = ask(&mut runner, Request::Run { spec: spec(), open_test: false }) else {
        panic!("no run")
    };
    let validation = report.evaluation.validation.unwrap();
    for column in ["sex", "island", "body_mass_g", "species"] {
        let Ok(Reply::Sliced(found)) = ask(&mut runner, slices(PartName::Validation, column)) else {
            panic!("no slices")
        };
        assert_eq!(found.slices.iter().map(|slice| slice.rows).sum::<usize>(), validation.scored, "{column}");
        assert_eq!(found.slices[0].metrics.len(), validation.model.metrics().len());
    }
    let sealed = ask(&mut runner, slices(PartName::Test, "sex")).unwrap_err().to_string();
    assert!(sealed.contains("sealed"), "{sealed}");
    ask(&mut runner, Request::Run { spec: spec(), open_test: true }).unwrap();
    assert!(matches!(ask(&mut runner, slices(PartName::Test, "sex")), Ok(Reply::Sliced(_))));
    assert!(ask(&mut runner, slices(PartName::Train, "no such column")).is_err());
}

#[test]
fn explanations_are_of_the_last_run_and_keep_the_test_rows_sealed() {
    let mut runner = opened();
    let row = |part| Request::Explain { question: Box::new(Question::Row { part, at: 3 }) };
    assert!(ask(&mut runner, row(PartName::Validation)).is_err(), "nothing is trained");
    ask(&mut runner, Request::Run { spec: spec(), open_test: false }).unwrap();
    let Ok(Reply::Explained(answer)) = ask(&mut runner, row(PartName::Validation)) else { panic!("no row") };
    let Answer::Row(given) = *answer else { panic!("not a row") };
    let question = Question::WhatIf { cells: given.cells, goal: Some(engine::explain::Goal::OtherClass) };
    let Ok(Reply::Explained(answer)) = ask(&mut runner, Request::Explain { question: Box::new(question) })
    else {
        panic!("not explained")
    };
    let Answer::WhatIf(found) = *answer else { panic!("not a row's explanation") };
    assert!(found.path.is_some() && found.shap.is_some() && found.nearest.is_some());
    let sealed = ask(&mut runner, row(PartName::Test)).unwrap_err().to_string();
    assert!(sealed.contains("sealed"), "{sealed}");
    ask(&mut runner, Request::Run { spec: spec(), open_test: true }).unwrap();
    assert!(matches!(ask(&mut runner, row(PartName::Test)), Ok(Reply::Explained(_))));
}

#[test]
fn a_generated_sample_goes_the_same_way_in() {
    let mut runner = Runner::new();
    let make = |id: &str| Request::Generate {
        id: id.to_owned(),
        seed: 1,
        rows: 60,
        noise: 0.1,
        options: ReadOptions::default(),
    };
    let Ok(Reply::Opened(dataset)) = ask(&mut runner, make("moons")) else { panic!("no data") };
    assert_eq!(dataset.rows, 60);
    assert!(ask(&mut runner, make("no such sample")).is_err());
}

#[test]
fn units_of_a_search_are_done_one_by_one() {
    let mut spec = spec();
    spec.tune = Some(TuneSpec {
        method: SearchMethod::Grid,
        space: vec![Dimension::values("model.max_depth", [1, 3].map(engine::params::ParamValue::Int))],
        ..TuneSpec::default()
    });
    let mut search = Search::new(&spec, Task::Classification, 0).unwrap();
    let mut runner = opened();
    while let Some(unit) = search.next() {
        let Ok(Reply::Fold(score)) = ask(&mut runner, Request::Fold { unit: Box::new(unit) }) else {
            panic!("no score")
        };
        search.tell(*score).unwrap();
    }
    let report = search.report();
    assert!(report.complete && report.best == Some(1), "{:?}", report.trials);
    let (first, second) = (report.tuned(1).unwrap(), report.tuned(0).unwrap());
    let request = Request::Compare { first: Box::new(first), second: Box::new(second), rope: 0.01 };
    let Ok(Reply::Compared(compared)) = ask(&mut runner, request) else { panic!("not compared") };
    assert_eq!(Some(compared.first), report.trial(1).unwrap().mean);
    assert!(compared.folds.bayesian.first_better > 0.9 && compared.folds.t_test.p < 0.05);
    let counts = compared.held_out.unwrap();
    assert!(counts.only_first > counts.only_second, "{counts:?}");
}
