//! Learning in the open: the model of every moment is what a fit that ends there gives, the last one is
//! the fitted model, and watching changes nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod surfaces;

use engine::models::{CATALOGUE, FittedModel, Task};
use engine::params::ParamValue;
use engine::pipeline::{FittedPipeline, PipelineSpec, task_of};
use engine::progress::{Observer, Progress, Seen, Silent};
use engine::run::run;
use engine::split::Split;
use engine::steps::{Keyword, Selector, StepSpec};
use engine::table::Table;
use engine::table::read::{ReadOptions, read_all};
use engine::timeline::{MOST_MOMENTS, Subject, Timeline, View, Watched};
use ndarray::Array2;

fn penguins() -> Table {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/references/data/penguins.csv");
    read_all(&std::fs::read(path).unwrap(), &ReadOptions::default()).unwrap().table
}

/// A spec for classes (`species`) or numbers (`body_mass_g`).
fn spec(target: &str, model: &str, params: &[(&str, ParamValue)]) -> PipelineSpec {
    let mut spec = PipelineSpec::new(target, model);
    let keyword = Selector::Kind(Keyword::Categorical);
    spec.steps = vec![
        StepSpec::new("drop_missing"),
        StepSpec { columns: keyword, ..StepSpec::new("one_hot") },
        StepSpec::new("scale"),
    ];
    spec.model.params = params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    spec
}

fn with(spec: &PipelineSpec, name: &str, value: ParamValue) -> PipelineSpec {
    let mut spec = spec.clone();
    spec.model.params.insert(name.to_owned(), value);
    spec
}

fn int(value: usize) -> ParamValue {
    ParamValue::Int(value as i64)
}

fn text(value: &str) -> ParamValue {
    ParamValue::Text(value.to_owned())
}

fn fitted(spec: &PipelineSpec) -> FittedPipeline {
    run(&penguins(), spec, false, &mut Silent).unwrap().pipeline
}

fn watch(spec: &PipelineSpec) -> (Watched, FittedPipeline) {
    let pipeline = fitted(spec);
    let watched = Watched::new(&penguins(), spec, Subject::Model, Some(&pipeline), &mut Silent).unwrap();
    let last = watched.timeline().moments.len() - 1;
    assert_eq!(*watched.model(last).unwrap(), pipeline.model, "the last moment is the fitted model");
    (watched, pipeline)
}

/// The model of each moment is that of a fit with `name` = its step.
fn each_moment_is_a_fit(watched: &Watched, spec: &PipelineSpec, name: &str, every: usize) {
    for (at, moment) in watched.timeline().moments.iter().enumerate().step_by(every) {
        if moment.step > 0 {
            let limited = fitted(&with(spec, name, int(moment.step)));
            assert_eq!(*watched.model(at).unwrap(), limited.model, "{}", moment.label);
        }
    }
}

fn labels(timeline: &Timeline) -> Vec<&str> {
    timeline.moments.iter().map(|moment| moment.label.as_str()).collect()
}

#[test]
fn a_tree_asks_its_best_open_question_first() {
    for target in ["species", "body_mass_g"] {
        let (watched, pipeline) = watch(&spec(target, "decision_tree", &[("max_depth", int(5))]));
        let FittedModel::DecisionTree(model) = &pipeline.model else { panic!("no tree") };
        let tree = model.tree();
        let mass = |node: u32| f64::from(tree.samples[node as usize]) * tree.impurity[node as usize];
        let gain = |node: u32| {
            let at = node as usize;
            (mass(node) - (mass(tree.left[at]) + mass(tree.right[at]))) / f64::from(tree.samples[0])
        };
        // Independently: at each step all nodes are looked through for the open one of the greatest gain.
        let mut open = vec![0_u32];
        let mut asked: Vec<u32> = Vec::new();
        let timeline = watched.timeline();
        let whole = timeline.tree.as_ref().unwrap();
        for (at, moment) in timeline.moments.iter().enumerate() {
            if at > 0 {
                let candidates = open.iter().copied().filter(|node| tree.left[*node as usize] != 0);
                let best = candidates.reduce(|a, b| if (gain(b), a) > (gain(a), b) { b } else { a }).unwrap();
                assert!((moment.gain.unwrap() - gain(best)).abs() < 1e-12);
                open.retain(|node| *node != best);
                open.extend([tree.left[best as usize], tree.right[best as usize]]);
                asked.push(best);
            }
            assert_eq!(whole.nodes.iter().filter(|node| node.step.is_some_and(|s| s <= at)).count(), at);
            let FittedModel::DecisionTree(cut) = watched.model(at).unwrap().into_owned() else { panic!() };
            for row in 0..200_u32 {
                let cells: Vec<f64> =
                    (0..12).map(|feature| f64::from(row * 7 % 40 + feature) / 10.0 - 2.0).collect();
                let mut node = 0_u32;
                while asked.contains(&node) {
                    let at = node as usize;
                    let left = cells[tree.feature[at] as usize] <= tree.threshold[at];
                    node = if left { tree.left[at] } else { tree.right[at] };
                }
                let n_values = pipeline.classes.len().max(1);
                let leaf = &tree.value[node as usize * n_values..(node as usize + 1) * n_values];
                assert_eq!(cut.tree().leaf(&cells, n_values), leaf);
            }
        }
        let left = timeline.moments.iter().map(|moment| moment.train.unwrap()).collect::<Vec<_>>();
        assert!(left.windows(2).all(|pair| pair[1] <= pair[0] + 1e-12), "{left:?}");
        assert!(labels(timeline)[1].starts_with("split "), "{:?}", labels(timeline));
    }
}

#[test]
fn a_forest_grows_tree_by_tree() {
    for (target, model) in [("species", "random_forest"), ("body_mass_g", "extra_trees")] {
        let base = spec(target, model, &[("n_estimators", int(12)), ("bootstrap", ParamValue::Bool(true))]);
        let (watched, _) = watch(&base);
        each_moment_is_a_fit(&watched, &base, "n_estimators", 1);
        // The score of every beginning is the one that a forest of so many trees reports.
        for moment in watched.timeline().moments.iter().skip(5) {
            let limited = with(&base, "n_estimators", int(moment.step));
            let judged = fitted(&with(&limited, "oob_score", ParamValue::Bool(true)));
            assert_eq!(moment.score, judged.model.out_of_bag(), "{}", moment.label);
        }
        let view = watched.timeline().view.clone().unwrap();
        let surfaces = watched.surfaces(&view, &[3]).unwrap();
        assert!(surfaces.surfaces[0].tree.as_ref().unwrap().nodes.len() > 3);
    }
    let (watched, _) = watch(&spec("species", "random_forest", &[("n_estimators", int(250))]));
    let timeline = watched.timeline();
    assert_eq!((timeline.moments.len(), timeline.total), (MOST_MOMENTS, 250));
    assert!(timeline.note.as_ref().unwrap().contains("100 moments of 250 trees"), "{:?}", timeline.note);
    assert_eq!(timeline.moments[MOST_MOMENTS - 1].step, 250);
}

#[test]
fn boosting_learns_round_by_round() {
    for target in ["species", "body_mass_g", "sex"] {
        let base = spec(target, "hist_gradient_boosting", &[("max_iter", int(9))]);
        let (watched, _) = watch(&base);
        assert_eq!(watched.timeline().moments.len(), 10);
        each_moment_is_a_fit(&watched, &base, "max_iter", 1);
    }
    let stopping =
        [("max_iter", int(60)), ("early_stopping", text("on")), ("learning_rate", ParamValue::Float(0.5))];
    let (watched, pipeline) = watch(&spec("species", "hist_gradient_boosting", &stopping));
    let history = pipeline.model.loss_history().unwrap();
    for moment in &watched.timeline().moments {
        assert_eq!(moment.train, history.train.get(moment.step).copied());
        assert_eq!(moment.validation, history.validation.get(moment.step).copied());
    }
}

#[test]
fn a_network_learns_epoch_by_epoch() {
    for target in ["species", "body_mass_g"] {
        let small = [("max_iter", int(25)), ("hidden_units", int(8))];
        let base = spec(target, "mlp", &small);
        let (watched, _) = watch(&base);
        assert_eq!(watched.timeline().moments.len(), 26);
        each_moment_is_a_fit(&watched, &base, "max_iter", 6);
        let view = watched.timeline().view.clone().unwrap();
        let network = watched.surfaces(&view, &[25]).unwrap().surfaces[0].network.clone().unwrap();
        let units: Vec<usize> =
            network.layers.iter().map(|layer| layer.units.len() + layer.left_out).collect();
        assert_eq!(units[1..3], [8, 8]);
        assert_eq!(network.weights[1].len(), 64);
    }
    let long = [("max_iter", int(700)), ("tol", ParamValue::Float(1e-8)), ("n_iter_no_change", int(700))];
    let base = spec("species", "mlp", &[&long[..], &[("hidden_units", int(4))]].concat());
    let (watched, _) = watch(&base);
    let timeline = watched.timeline();
    assert!(timeline.moments.len() <= MOST_MOMENTS && timeline.note.is_some());
    each_moment_is_a_fit(&watched, &base, "max_iter", 30);

    let stopping =
        [("early_stopping", ParamValue::Bool(true)), ("learning_rate_init", ParamValue::Float(0.3))];
    let (watched, _) = watch(&spec("species", "mlp", &stopping));
    let last = watched.timeline().moments.last().unwrap();
    assert!(last.label.starts_with("back to the weights of the best epoch"), "{}", last.label);
    let best = watched.timeline().moments.iter().find(|moment| moment.step == last.step).unwrap();
    assert_eq!((best.train, best.validation), (last.train, last.validation));
}

#[test]
fn support_vectors_are_found_step_by_step() {
    for (target, probability) in [("species", "none"), ("sex", "sigmoid"), ("body_mass_g", "")] {
        let chosen = [("probability", text(probability))];
        let base = spec(target, "svm", if probability.is_empty() { &[] } else { &chosen });
        let (watched, _) = watch(&base);
        let timeline = watched.timeline();
        assert!(timeline.moments.len() > 3, "{:?}", labels(timeline));
        for (at, moment) in timeline.moments.iter().enumerate().take(timeline.moments.len() - 1) {
            let limited = fitted(&with(&base, "max_iter", int(moment.step)));
            assert_eq!(*watched.model(at).unwrap(), limited.model, "{}", moment.label);
        }
    }
}

#[test]
fn logistic_regression_comes_nearer_step_by_step() {
    for penalty in ["l2", "l1"] {
        let (watched, _) = watch(&spec("species", "logistic_regression", &[("penalty", text(penalty))]));
        let moments = &watched.timeline().moments;
        let losses: Vec<f64> = moments.iter().filter_map(|moment| moment.train).collect();
        assert!(losses.len() > 3 && losses.windows(2).all(|pair| pair[1] <= pair[0] + 1e-9), "{losses:?}");
        assert!((losses[0] - 3_f64.ln()).abs() < 1e-12, "all classes are as likely at first");
        let first = watched.model(0).unwrap();
        let shares = first.predict(Array2::ones((1, first.n_features())).view()).unwrap();
        assert_eq!(shares.len(), 1);
    }
}

#[test]
fn lasso_and_elastic_net_drop_features_sweep_by_sweep() {
    for model in ["lasso", "elastic_net"] {
        // Features not scaled, so that the search takes many sweeps.
        let mut spec = spec("body_mass_g", model, &[("alpha", ParamValue::Float(0.5))]);
        spec.steps.retain(|step| step.step != "scale");
        let (watched, pipeline) = watch(&spec);
        let timeline = watched.timeline();
        assert_eq!((timeline.unit.as_str(), timeline.score.as_str()), ("sweep", "Features in use"));
        let losses: Vec<f64> = timeline.moments.iter().filter_map(|moment| moment.train).collect();
        assert!(
            losses.len() > 3 && losses.windows(2).all(|pair| pair[1] <= pair[0] * (1.0 + 1e-12)),
            "{losses:?}"
        );
        assert_eq!(timeline.moments[0].score, Some(0.0), "no feature counts at first");
        let asks =
            Array2::from_shape_fn((3, pipeline.model.n_features()), |(row, at)| (row * 40 + at * 7) as f64);
        for (at, moment) in timeline.moments.iter().enumerate().filter(|(_, moment)| moment.step > 0) {
            let limited = fitted(&with(&spec, "max_iter", int(moment.step)));
            let says = |model: &FittedModel| model.predict(asks.view()).unwrap();
            assert_eq!(says(&watched.model(at).unwrap()), says(&limited.model), "{}", moment.label);
        }
    }
}

#[test]
fn centres_move_round_by_round() {
    let mut spec = spec("species", "decision_tree", &[]);
    let params = [("n_clusters".to_owned(), int(4)), ("n_init".to_owned(), int(3))].into_iter().collect();
    spec.steps.push(StepSpec { params, ..StepSpec::new("k_means") });
    spec.steps.push(spec.steps[1].clone());
    let table = penguins();
    let watched = Watched::new(&table, &spec, Subject::Step(3), None, &mut Silent).unwrap();
    let timeline = watched.timeline();
    let losses: Vec<f64> = timeline.moments.iter().filter_map(|moment| moment.train).collect();
    assert!(losses.len() > 1 && losses.windows(2).all(|pair| pair[1] <= pair[0] + 1e-12), "{losses:?}");
    assert_eq!(timeline.classes.len(), 4);
    let last = timeline.moments.len() - 1;
    let surfaces = watched.surfaces(&View::Components, &[0, last]).unwrap();
    assert_ne!(surfaces.surfaces[0].answers, surfaces.surfaces[1].answers);
    // The groups shown at the end are those that the fitted step gives.
    let target = table.column("species").unwrap();
    let split = Split::new(&spec.split, &table, target, true).unwrap();
    let pipeline = spec.fit(&split.train_view(&table), Task::Classification, &mut Silent).unwrap().pipeline;
    let learned = pipeline.steps[3].learned();
    for (group, learned) in learned.iter().enumerate() {
        let shown = surfaces.points.iter().filter(|point| point.value == group as f64).count();
        assert_eq!(learned.value, shown.to_string(), "{}", learned.what);
    }
    for (step, words) in [(2, "step 3 does not learn round by round"), (9, "step 10")] {
        let refused = Watched::new(&table, &spec, Subject::Step(step), None, &mut Silent).unwrap_err();
        assert!(refused.to_string().starts_with(words), "{refused}");
    }
}

#[test]
fn other_models_have_one_moment() {
    let (watched, _) = watch(&spec("species", "gaussian_nb", &[]));
    assert_eq!(labels(watched.timeline()), ["fitted in one step"]);
    assert!(watched.timeline().note.as_ref().unwrap().contains("reports no steps"));
}

struct Counting(usize);

impl Observer for Counting {
    fn see(&mut self, seen: Seen) {
        assert!(seen.parameters.iter().all(|cell| cell.is_finite()));
        self.0 += 1;
    }
}

impl Progress for Counting {
    fn advance(&mut self, _: &str, _: usize, _: usize) -> Result<(), engine::error::EngineError> {
        Ok(())
    }

    fn observer(&mut self) -> Option<&mut dyn Observer> {
        Some(self)
    }
}

#[test]
fn watching_changes_no_bit() {
    let table = penguins();
    for kind in CATALOGUE {
        for task in kind.tasks {
            let target = if *task == Task::Classification { "species" } else { "body_mass_g" };
            let mut spec = spec(target, kind.id, &[]);
            if kind.params(*task).iter().any(|param| param.name == "max_iter") {
                spec.model.params.insert("max_iter".to_owned(), int(20));
            }
            if kind.id.ends_with("_nb") {
                spec.steps.retain(|step| step.step != "scale");
            }
            if kind.id == "categorical_nb" {
                spec.steps.push(StepSpec::new("drop_columns"));
                spec.steps[2].columns = Selector::Kind(Keyword::Numeric);
                spec.steps.remove(1);
                spec.steps.push(StepSpec::new("ordinal"));
            }
            let column = table.column(target).unwrap();
            let split = Split::new(&spec.split, &table, column, *task == Task::Classification).unwrap();
            assert_eq!(task_of(&spec, column), *task);
            let train = split.train_view(&table);
            let mut counting = Counting(0);
            let seen = spec.fit(&train, *task, &mut counting).unwrap();
            let unseen = spec.fit(&train, *task, &mut Silent).unwrap();
            assert_eq!(seen.pipeline.save().unwrap(), unseen.pipeline.save().unwrap(), "{}", kind.id);
            if ["mlp", "logistic_regression", "lasso", "elastic_net"].contains(&kind.id) {
                assert!(counting.0 > 3, "{}: {}", kind.id, counting.0);
            }
        }
    }
}

#[test]
fn another_spec_is_fitted_anew() {
    let base = spec("species", "decision_tree", &[("max_depth", int(2))]);
    let other = fitted(&with(&base, "max_depth", int(1)));
    let watched = Watched::new(&penguins(), &base, Subject::Model, Some(&other), &mut Silent).unwrap();
    let last = watched.timeline().moments.len() - 1;
    assert_eq!(*watched.model(last).unwrap(), fitted(&base).model);
}
