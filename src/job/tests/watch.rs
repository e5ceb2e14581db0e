//! Watching, as the page asks for it.
#![allow(clippy::unwrap_used, clippy::panic)]

use engine::error::EngineError;
use engine::params::ParamValue;
use engine::pipeline::PipelineSpec;
use engine::progress::Silent;
use engine::steps::StepSpec;
use engine::table::read::{ReadOptions, read_all};
use engine::timeline::{GRID, Subject, Surfaces, Timeline, View};
use job::{Reply, Request, Runner};

const CSV: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/references/data/penguins.csv");

fn opened() -> Runner {
    let mut runner = Runner::new();
    runner.open(read_all(&std::fs::read(CSV).unwrap(), &ReadOptions::default()).unwrap(), 1.0);
    runner
}

fn spec(model: &str, max_iter: i64) -> PipelineSpec {
    let mut spec = PipelineSpec::new("species", model);
    spec.roles.insert("island".to_owned(), engine::table::Role::Ignored);
    spec.roles.insert("sex".to_owned(), engine::table::Role::Ignored);
    spec.steps = vec![StepSpec::new("drop_missing"), StepSpec::new("scale")];
    if max_iter > 0 {
        spec.model.params.insert("max_iter".to_owned(), ParamValue::Int(max_iter));
    }
    spec
}

fn ask(runner: &mut Runner, request: Request) -> Result<Reply, EngineError> {
    runner.handle(request, &mut Silent)
}

fn watch(runner: &mut Runner, spec: &PipelineSpec) -> Timeline {
    let request = Request::Watch { spec: Box::new(spec.clone()), subject: Subject::Model };
    let Ok(Reply::Watched(timeline)) = ask(runner, request) else { panic!("no timeline") };
    *timeline
}

fn surfaces(runner: &mut Runner, moments: &[usize]) -> Surfaces {
    let view = View::Features("bill_length_mm".to_owned(), "bill_depth_mm".to_owned());
    let Ok(Reply::Surfaces(found)) = ask(runner, Request::Surfaces { view, moments: moments.to_vec() })
    else {
        panic!("no surfaces")
    };
    *found
}

#[test]
fn the_surface_of_a_moment_is_the_last_one_of_a_shorter_fit() {
    for (model, long, short) in [("hist_gradient_boosting", 12, 5), ("mlp", 30, 11)] {
        let mut runner = opened();
        let timeline = watch(&mut runner, &spec(model, long));
        assert_eq!(timeline.moments.len() as i64, long + 1);
        let moment = short as usize;
        let found = surfaces(&mut runner, &[moment, long as usize]);
        assert_eq!(found.surfaces.len(), 2);
        let mut other = opened();
        let cut = watch(&mut other, &spec(model, short));
        assert_eq!(cut.moments.len(), moment + 1);
        let last = surfaces(&mut other, &[moment]);
        assert_eq!(last.surfaces[0].answers, found.surfaces[0].answers, "{model}");
        assert_eq!((last.plane, last.points), (found.plane, found.points));
    }
}

#[test]
fn the_last_run_is_watched_and_a_new_run_forgets_it() {
    let mut runner = opened();
    let view = || View::Components;
    let asked = |moments: &[usize]| Request::Surfaces { view: view(), moments: moments.to_vec() };
    let refused = ask(&mut runner, asked(&[0])).unwrap_err().to_string();
    assert!(refused.contains("no longer in memory"), "{refused}");
    ask(&mut runner, Request::Run { spec: spec("decision_tree", 0), open_test: false }).unwrap();
    let timeline = watch(&mut runner, &spec("decision_tree", 0));
    assert!(timeline.tree.is_some() && timeline.moments.len() > 2);
    let Ok(Reply::Surfaces(found)) = ask(&mut runner, asked(&[0, 1])) else { panic!("no surfaces") };
    let cells = |at: usize| match &found.surfaces[at].answers {
        engine::timeline::Answers::Classes { codes, .. } => codes.clone(),
        engine::timeline::Answers::Numbers(_) => panic!("numbers"),
    };
    assert_eq!(cells(0).len(), GRID * GRID);
    assert!(cells(0).windows(2).all(|pair| pair[0] == pair[1]), "one leaf says one class");
    assert!(ask(&mut runner, asked(&[999])).is_err());
    ask(&mut runner, Request::Run { spec: spec("decision_tree", 0), open_test: false }).unwrap();
    assert!(ask(&mut runner, asked(&[0])).is_err());
}
