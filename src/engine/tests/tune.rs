//! A search finds the same in whatever order results arrive, and never looks outside the training rows.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use engine::models::Task;
use engine::params::ParamValue;
use engine::pipeline::PipelineSpec;
use engine::progress::Silent;
use engine::resample::{FoldId, Folds, ResamplingMethod, ResamplingSpec};
use engine::rng::Rng;
use engine::split::SplitMethod;
use engine::steps::StepSpec;
use engine::table::{Column, Table};
use engine::tune::{
    Dimension, Family, FoldScore, LearningCurve, Outcome, Search, SearchMethod, TrialState, TuneReport,
    TuneSpec, Unit, fit_fold,
};

/// Two overlapping clouds with noise columns and gaps.
fn table(rows: usize) -> Table {
    let mut rng = Rng::new(5, "tune test");
    let labels: Vec<u32> = (0..rows).map(|_| rng.below(2)).collect();
    let mut columns: Vec<Column> = (0..4)
        .map(|at| {
            let shift = if at < 2 { 1.2 } else { 0.0 };
            let cells: Vec<Option<f64>> = labels
                .iter()
                .map(|label| {
                    let value = rng.normal() + shift * f64::from(*label);
                    (rng.unit() > 0.05).then_some(value)
                })
                .collect();
            Column::numeric(format!("x{at}"), cells)
        })
        .collect();
    columns.push(Column::categorical("y", labels.iter().map(|label| Some(["no", "yes"][*label as usize]))));
    columns.push(Column::numeric("shop", (0..rows).map(|row| Some((row % 11) as f64))));
    Table::new(columns).unwrap()
}

fn texts(values: &[&str]) -> Vec<ParamValue> {
    values.iter().map(|value| ParamValue::Text((*value).to_owned())).collect()
}

fn spec(method: SearchMethod) -> PipelineSpec {
    let mut spec = PipelineSpec::new("y", "knn");
    spec.split.method = SplitMethod::Stratified;
    spec.steps = vec![StepSpec::new("impute"), StepSpec::new("scale")];
    let knn = Family {
        kind: "knn".to_owned(),
        params: Default::default(),
        space: vec![
            Dimension::range("model.n_neighbors", 1.0, 40.0),
            Dimension::values("model.weights", texts(&["uniform", "distance"])),
        ],
    };
    let tree = Family {
        kind: "decision_tree".to_owned(),
        params: Default::default(),
        space: vec![Dimension::range("model.max_depth", 1.0, 8.0)],
    };
    spec.tune = Some(TuneSpec {
        method,
        n_trials: 12,
        resampling: ResamplingSpec { n_splits: 3, ..ResamplingSpec::new(ResamplingMethod::StratifiedKFold) },
        n_startup_trials: 4,
        batch: 3,
        min_share: 0.1,
        space: vec![
            Dimension::families([knn, tree]),
            Dimension::values("steps.0.strategy", texts(&["mean", "median"])),
            Dimension::values("steps.1", [ParamValue::Bool(true), ParamValue::Bool(false)]),
        ],
        ..TuneSpec::default()
    });
    spec
}

/// A score that depends on the unit alone, without fitting anything.
fn invented(unit: &Unit) -> FoldScore {
    let mut rng = Rng::new(1, &format!("{:?} {:?} {:?}", unit.spec.model, unit.at, unit.spec.steps));
    if unit.trial % 5 == 3 && rng.unit() < 0.4 {
        return FoldScore::failed(unit, format!("invented {:?}", unit.at));
    }
    let scored = engine::tune::Scored {
        score: rng.unit(),
        train: Some(1.0),
        figures: Vec::new(),
        train_rows: 10,
        test_rows: 5,
        scored_rows: 5,
        warning: None,
    };
    FoldScore {
        trial: unit.trial,
        at: unit.at,
        share: unit.share,
        outcome: Outcome::Scored(Box::new(scored)),
    }
}

/// Runs a search with `workers` units under way at once, whose results come back in random order.
fn driven(spec: &PipelineSpec, workers: usize, seed: u64) -> TuneReport {
    let mut search = Search::new(spec, Task::Classification, 100).unwrap();
    let mut rng = Rng::new(seed, "arrival");
    let mut under_way: Vec<Unit> = Vec::new();
    loop {
        while under_way.len() < workers {
            let Some(unit) = search.next() else { break };
            under_way.push(unit);
        }
        if under_way.is_empty() {
            break;
        }
        let unit = under_way.swap_remove(rng.below(under_way.len() as u32) as usize);
        if rng.below(10) == 0 {
            search.give_back(&unit);
            continue;
        }
        let score = invented(&unit);
        search.tell(score.clone()).unwrap();
        search.tell(score).unwrap();
    }
    assert!(search.is_done());
    let (done, total) = search.work();
    assert!((done - total).abs() < 1e-9 && total > 0.0, "{done} of {total}");
    search.report()
}

#[test]
fn the_order_of_arrival_and_the_number_of_workers_change_nothing() {
    for method in SearchMethod::ALL {
        for outer in [None, Some(ResamplingSpec::default())] {
            let mut spec = spec(method);
            spec.tune.as_mut().unwrap().outer = outer;
            let alone = driven(&spec, 1, 0);
            assert!(alone.complete && alone.best.is_some());
            assert!(alone.trials.iter().any(|trial| trial.state == TrialState::Failed), "{method:?}");
            for (workers, seed) in [(1, 1), (2, 2), (4, 3), (100, 4)] {
                assert!(driven(&spec, workers, seed) == alone, "{method:?} with {workers} workers");
            }
        }
    }
}

#[test]
fn trials_are_different_and_only_what_matters_is_set() {
    for method in SearchMethod::ALL {
        let report = driven(&spec(method), 3, 0);
        let settings: Vec<String> =
            report.trials.iter().map(|trial| format!("{:?}", trial.settings)).collect();
        for (at, one) in settings.iter().enumerate() {
            assert!(!settings[at + 1..].contains(one), "{method:?}: {one} twice");
            let is_knn = one.contains("\"knn\"");
            assert_eq!(is_knn, one.contains("n_neighbors") && !one.contains("max_depth"), "{one}");
        }
        let expected = if method == SearchMethod::Grid { (5 * 2 + 5) * 4 } else { 12 };
        assert_eq!(report.trials.len(), expected, "{method:?}");
    }
}

#[test]
fn halving_gives_fewer_trials_more_rows() {
    let report = driven(&spec(SearchMethod::SuccessiveHalving), 2, 0);
    let with = |share: f64| report.trials.iter().filter(|t| (t.share - share).abs() < 1e-12).count();
    let failed = report.trials.iter().filter(|trial| trial.state == TrialState::Failed).count();
    assert_eq!((with(1.0) + with(1.0 / 3.0) + with(1.0 / 9.0) + failed, report.trials.len()), (12, 12));
    assert!(with(1.0) <= 2 && with(1.0) > 0);
    let ranked: Vec<f64> =
        report.trials.iter().filter(|trial| trial.rank.is_some()).map(|trial| trial.share).collect();
    assert!(ranked.is_sorted_by(|a, b| a >= b), "more rows come first");
}

/// Fits everything.
fn fitted(table: &Table, spec: &PipelineSpec) -> TuneReport {
    let folds = Folds::new(table, spec).unwrap();
    let mut search = Search::new(spec, folds.task(), 0).unwrap();
    while let Some(unit) = search.next() {
        search.tell(fit_fold(table, &folds, &unit, &mut Silent).unwrap()).unwrap();
    }
    assert!(search.is_done());
    search.report()
}

#[test]
fn a_search_finds_better_settings_and_its_spec_runs() {
    let table = table(240);
    for method in [SearchMethod::Random, SearchMethod::SuccessiveHalving, SearchMethod::Bayesian] {
        let spec = spec(method);
        let report = fitted(&table, &spec);
        let best = report.trial(report.best.unwrap()).unwrap();
        assert_eq!((best.rank, best.folds.len()), (Some(1), 3));
        let means = report.trials.iter().filter(|t| t.state == TrialState::Complete).filter_map(|t| t.mean);
        assert!(best.mean.unwrap() > 0.6 && means.clone().all(|mean| mean <= best.mean.unwrap()));
        let tuned = report.tuned(best.id).unwrap();
        assert_eq!(tuned.tune, spec.tune);
        let run = engine::run::run(&table, &tuned, false, &mut Silent).unwrap();
        assert!(run.report.evaluation.validation.is_some());
        let simplest = report.simplest.as_ref().unwrap();
        assert!(simplest.gap <= simplest.best_gap && simplest.candidates >= 1);
        let chosen = report.trials.iter().find(|trial| trial.id == simplest.trial).unwrap();
        assert!(chosen.mean.unwrap() >= best.mean.unwrap() - simplest.standard_error);
    }
}

#[test]
fn rows_outside_training_change_nothing() {
    let table = table(200);
    let mut spec = spec(SearchMethod::Random);
    spec.tune.as_mut().unwrap().n_trials = 4;
    spec.tune.as_mut().unwrap().outer = Some(ResamplingSpec { n_splits: 2, ..ResamplingSpec::default() });
    let target = table.column("y").unwrap();
    let split = engine::split::Split::new(&spec.split, &table, target, true).unwrap();
    let held_out = [split.validation(), split.test()].concat();
    let columns = table.columns().iter().map(|column| {
        if column.name() == "y" {
            return column.clone();
        }
        let cells = (0..column.len())
            .map(|row| if held_out.contains(&(row as u32)) { Some(1e6) } else { column.number(row) });
        Column::numeric(column.name(), cells)
    });
    let other = Table::new(columns.collect()).unwrap();
    assert!(other != table);
    let report = fitted(&table, &spec);
    assert!(report.nested.as_ref().unwrap().mean.is_some());
    assert!(fitted(&other, &spec) == report);
}

#[test]
fn a_trial_that_cannot_be_fitted_is_not_the_end() {
    let table = table(120);
    let mut spec = spec(SearchMethod::Grid);
    spec.tune.as_mut().unwrap().space =
        vec![Dimension::values("steps.0", [ParamValue::Bool(true), ParamValue::Bool(false)])];
    let report = fitted(&table, &spec);
    let [good, bad] = report.trials.as_slice() else { panic!("two trials") };
    assert_eq!((good.state, bad.state), (TrialState::Complete, TrialState::Failed));
    assert!(bad.reason.as_ref().unwrap().contains("fold 1: training cells are missing"), "{:?}", bad.reason);
    assert_eq!((report.best, bad.rank), (Some(good.id), None));
}

#[test]
fn a_stopped_search_keeps_what_is_done() {
    let spec = spec(SearchMethod::Random);
    let mut search = Search::new(&spec, Task::Classification, 0).unwrap();
    let units: Vec<Unit> = (0..8).map(|_| search.next().unwrap()).collect();
    for unit in &units[..7] {
        search.tell(invented(unit)).unwrap();
    }
    search.stop();
    assert!(search.next().is_none());
    let report = search.report();
    let complete = report.trials.iter().filter(|t| t.state == TrialState::Complete).count();
    assert!(complete == 2 && report.best.is_some() && !report.complete, "{complete}");
    search.tell(invented(&units[7])).unwrap();
}

/// A search over one parameter, scored by `score` of its value.
fn by_value(method: SearchMethod, range: (f64, f64), seed: u32, score: impl Fn(f64) -> f64) -> TuneReport {
    let mut spec = PipelineSpec::new("y", "knn");
    let space = vec![Dimension::range("model.n_neighbors", range.0, range.1)];
    spec.tune = Some(TuneSpec { method, n_trials: 30, seed, space, ..TuneSpec::default() });
    let mut search = Search::new(&spec, Task::Classification, 0).unwrap();
    while let Some(unit) = search.next() {
        let value = unit.spec.model.params["n_neighbors"].as_float().unwrap();
        let mut told = invented(&Unit { trial: 0, ..unit.clone() });
        told.trial = unit.trial;
        if let Outcome::Scored(scored) = &mut told.outcome {
            scored.score = score(value);
        }
        search.tell(told).unwrap();
    }
    search.report()
}

#[test]
fn the_best_at_an_edge_is_said_unless_there_is_nothing_beyond() {
    let report = by_value(SearchMethod::Grid, (5.0, 50.0), 0, |value| value);
    let [edge] = report.edges.as_slice() else { panic!("{:?}", report.edges) };
    assert_eq!(
        (edge.at.as_str(), edge.value, edge.bound, edge.upper),
        ("model.n_neighbors", 50.0, 50.0, true)
    );
    assert!(edge.advice.contains("upper edge"), "{}", edge.advice);
    for (range, sign) in [((1.0, 50.0), -1.0), ((5.0, 200.0), 1.0)] {
        let report = by_value(SearchMethod::Grid, range, 0, |value| sign * value);
        assert!(report.edges.is_empty(), "beyond the parameter's own bounds: {:?}", report.edges);
    }
    assert!(by_value(SearchMethod::Grid, (5.0, 45.0), 0, |value| -(value - 25.0).abs()).edges.is_empty());
}

#[test]
fn the_bayesian_search_learns_where_random_does_not() {
    let wins = (0..20).filter(|seed| {
        let best = |method| {
            let report = by_value(method, (1.0, 200.0), *seed, |value| -(value - 137.0).abs());
            report.trial(report.best.unwrap()).unwrap().mean.unwrap()
        };
        best(SearchMethod::Bayesian) >= best(SearchMethod::Random)
    });
    // By chance at least 15 of 20 would be one time in fifty.
    let wins = wins.count();
    assert!(wins >= 15, "{wins} of 20");
}

#[test]
fn curves_show_what_more_rows_and_other_values_do() {
    let table = table(240);
    let mut spec = spec(SearchMethod::Grid);
    spec.tune.as_mut().unwrap().space = vec![Dimension::range("model.n_neighbors", 1.0, 41.0)];
    let folds = Folds::new(&table, &spec).unwrap();
    let mut learning = LearningCurve::new(&spec, folds.task(), 0, &[1.0, 0.1, 0.5]).unwrap();
    assert!(learning.curve().points.is_empty());
    while let Some(unit) = learning.next() {
        learning.tell(fit_fold(&table, &folds, &unit, &mut Silent).unwrap());
    }
    let points = learning.curve().points;
    assert_eq!(points.iter().map(|point| point.x.unwrap()).collect::<Vec<_>>(), [0.1, 0.5, 1.0]);
    assert!(points.is_sorted_by_key(|point| point.train_rows as usize) && points[2].train_rows == 96.0);
    assert!(points.iter().all(|point| point.train_mean.is_some() && point.sd.is_some()));
    let report = fitted(&table, &spec);
    let curve = report.validation_curve("model.n_neighbors");
    let values: Vec<f64> = curve.points.iter().map(|point| point.x.unwrap()).collect();
    assert_eq!(values, [1.0, 11.0, 21.0, 31.0, 41.0]);
    assert_eq!(curve.points[0].train_mean, Some(1.0), "one neighbour knows its own row");
    assert!(curve.points[0].mean < curve.points[1].mean);
    for wrong in [&[][..], &[0.0], &[1.1], &[f64::NAN]] {
        assert!(LearningCurve::new(&spec, Task::Classification, 0, wrong).is_err());
    }
}

#[test]
fn groups_of_the_split_are_no_feature_and_stay_together() {
    let table = table(150);
    let mut spec = spec(SearchMethod::Random);
    spec.split.method = SplitMethod::Group;
    spec.split.column = Some("shop".to_owned());
    let tune = spec.tune.as_mut().unwrap();
    tune.resampling = ResamplingSpec { n_splits: 3, ..ResamplingSpec::new(ResamplingMethod::GroupKFold) };
    let folds = Folds::new(&table, &spec).unwrap();
    let shop = |row: &u32| table.column("shop").unwrap().number(*row as usize).unwrap();
    for fold in folds.folds() {
        let teaching: Vec<f64> = fold.train().iter().map(shop).collect();
        assert!(fold.test().iter().all(|row| !teaching.contains(&shop(row))));
    }
    let view = folds.train_view(&table, FoldId::Fold(0), 1.0).unwrap();
    let fitting = spec.fit(&view, Task::Classification, &mut Silent);
    assert!(fitting.unwrap().pipeline.inputs.iter().all(|input| input.name != "shop"));
    spec.roles.insert("shop".to_owned(), engine::table::Role::Feature);
    let fitting = spec.fit(&view, Task::Classification, &mut Silent);
    assert!(fitting.unwrap().pipeline.inputs.iter().any(|input| input.name == "shop"));
}

#[test]
fn mistakes_are_named_before_any_work() {
    let message = |change: &dyn Fn(&mut TuneSpec)| {
        let mut spec = spec(SearchMethod::Random);
        change(spec.tune.as_mut().unwrap());
        Search::new(&spec, Task::Classification, 0).unwrap_err().to_string()
    };
    let only = |dimension: Dimension| message(&|tune| tune.space = vec![dimension.clone()]);
    let int = ParamValue::Int;
    for (text, part) in [
        (message(&|tune| tune.scoring = Some("r2".to_owned())), "no metric \"r2\""),
        (message(&|tune| tune.n_trials = 0), "n_trials must be 1 to 10000"),
        (message(&|tune| tune.resampling.n_splits = 1), "n_splits (1) must be at least 2"),
        (message(&|tune| tune.resampling.n_repeats = 9000), "at most 2000"),
        (message(&|tune| tune.resampling.column = Some("shop".to_owned())), "does not use the column"),
        (only(Dimension::range("model.n_neighbors", 0.0, 5.0)), "the min of its range is 0"),
        (only(Dimension::range("model.n_neighbors", 5.0, 5.0)), "not below its max"),
        (only(Dimension::range("model.weights", 1.0, 5.0)), "is no number"),
        (only(Dimension::values("model.n_neighbours", [int(1)])), "does not have; it has \"n_neighbors\""),
        (only(Dimension::values("model.n_neighbors", [int(-1)])), "one of its values is -1"),
        (only(Dimension::values("model.n_neighbors", [])), "has no values"),
        (only(Dimension::values("neighbors", [int(1)])), "is no place"),
        (only(Dimension::values("steps.7.strategy", [int(1)])), "a step that is not there"),
        (only(Dimension::values("steps.1", [int(1)])), "must be true or false"),
        (only(Dimension::values("model", [int(1)])), "needs \"families\""),
        (
            message(&|tune| tune.space.push(Dimension::range("model.n_neighbors", 1.0, 5.0))),
            "beside the choice of families",
        ),
        (
            message(&|tune| tune.space.push(Dimension::values("steps.1", [ParamValue::Bool(true)]))),
            "is given twice",
        ),
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let mut none = spec(SearchMethod::Random);
    none.tune = None;
    assert!(Search::new(&none, Task::Classification, 0).is_err());
}
