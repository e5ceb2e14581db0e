//! What every model of the catalogue promises, whatever it is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use engine::error::EngineError;
use engine::models::{CATALOGUE, FittedModel, ModelKind, Output, Target, Task, TrainSet, kind};
use engine::params::{Domain, ParamValue, Params};
use engine::progress::{Progress, Silent};
use engine::rng::Rng;
use ndarray::{Array2, ArrayView2, Axis, array};

/// Answers to rows: classes 0, 1 and 3 of four, and numbers.
struct Answers {
    codes: Vec<u32>,
    values: Vec<f64>,
}

const N_CLASSES: usize = 4;

impl Answers {
    fn target(&self, task: Task) -> Target<'_> {
        match task {
            Task::Classification => Target::Classes { codes: &self.codes, n_classes: N_CLASSES },
            Task::Regression => Target::Numbers(&self.values),
        }
    }
}

fn n_classes(task: Task) -> Option<usize> {
    (task == Task::Classification).then_some(N_CLASSES)
}

/// Noisy rows with a constant column and ties.
fn rows(n: usize, p: usize) -> (Array2<f64>, Answers) {
    let mut rng = Rng::new(11, "rows");
    let x = Array2::from_shape_fn((n, p), |(_, column)| match column % 4 {
        3 => 7.5,
        2 => f64::from(rng.below(5)),
        _ => rng.normal() * 10.0_f64.powi(column as i32 % 3),
    });
    let values: Vec<f64> =
        x.rows().into_iter().map(|row| row[0] * 2.0 - row[1] * 0.1 + rng.normal()).collect();
    let codes = values
        .iter()
        .map(|v| {
            if *v < -1.0 {
                0
            } else if *v < 1.0 {
                1
            } else {
                3
            }
        })
        .collect();
    (x, Answers { codes, values })
}

fn each(mut test: impl FnMut(&'static ModelKind, Task)) {
    for kind in CATALOGUE {
        for task in kind.tasks {
            test(kind, *task);
        }
    }
}

fn fit_with(
    kind: &ModelKind,
    params: &Params,
    x: ArrayView2<f64>,
    y: Target,
) -> Result<FittedModel, EngineError> {
    let resolved = kind.resolve(y.task(), params)?;
    kind.fit(&resolved, &TrainSet { x, y, seed: 3 }, &mut Silent)
}

fn fit(kind: &ModelKind, x: &Array2<f64>, y: Target) -> Result<FittedModel, EngineError> {
    fit_with(kind, &Params::new(), x.view(), y)
}

/// Default parameters, and every other choice and bound of each, one at a time. Numbers of trees and
/// neighbours stay small.
fn variants(kind: &ModelKind, task: Task) -> Vec<Params> {
    let mut all = vec![Params::new()];
    for spec in kind.params(task) {
        let values = match &spec.domain {
            Domain::Choice(choices) => choices.iter().map(|c| ParamValue::Text(c.value.to_owned())).collect(),
            Domain::Bool => vec![ParamValue::Bool(false), ParamValue::Bool(true)],
            Domain::Float { min, max, .. } => vec![ParamValue::Float(*min), ParamValue::Float(*max)],
            Domain::Int { min, max } => vec![ParamValue::Int(*min), ParamValue::Int((*max).min(20))],
            Domain::OptionalInt { min, max, .. } => {
                vec![ParamValue::None, ParamValue::Int(*min), ParamValue::Int(*max)]
            }
            Domain::Text => Vec::new(),
        };
        all.extend(values.into_iter().map(|value| Params::from([(spec.name.to_owned(), value)])));
    }
    all
}

#[test]
fn fitting_twice_gives_the_same_bytes_and_leaves_the_rows_alone() {
    let (x, y) = rows(60, 6);
    let before = x.clone();
    each(|kind, task| {
        for params in variants(kind, task) {
            let once = fit_with(kind, &params, x.view(), y.target(task)).unwrap();
            let twice = fit_with(kind, &params, x.view(), y.target(task)).unwrap();
            let bytes = |model| serde_json::to_string(model).unwrap();
            assert_eq!(bytes(&once), bytes(&twice), "{} {params:?}", kind.id);
        }
    });
    assert_eq!(x, before);
}

#[test]
fn the_memory_layout_of_the_rows_does_not_matter() {
    let (x, y) = rows(40, 5);
    let by_columns = x.t().as_standard_layout().into_owned();
    each(|kind, task| {
        let model = fit(kind, &x, y.target(task)).unwrap();
        assert_eq!(fit_with(kind, &Params::new(), by_columns.t(), y.target(task)).unwrap(), model);
        assert_eq!(model.predict(by_columns.t()).unwrap(), model.predict(x.view()).unwrap());
    });
}

#[test]
fn a_row_gives_the_same_answer_alone_as_among_others() {
    let (x, y) = rows(70, 6);
    each(|kind, task| {
        for params in variants(kind, task) {
            let model = fit_with(kind, &params, x.view(), y.target(task)).unwrap();
            let together = model.predict(x.view()).unwrap();
            for row in 0..x.nrows() {
                let alone = model.predict(x.select(Axis(0), &[row]).view()).unwrap();
                assert_eq!(alone, pick(&together, row), "{} {params:?} row {row}", kind.id);
            }
        }
    });
}

fn pick(output: &Output, row: usize) -> Output {
    match output {
        Output::Numbers(values) => Output::Numbers(vec![values[row]]),
        Output::Classes { codes, probabilities } => Output::Classes {
            codes: vec![codes[row]],
            probabilities: probabilities.as_ref().map(|p| p.select(Axis(0), &[row])),
        },
    }
}

#[test]
fn predictions_have_the_right_shape_and_probabilities_sum_to_one() {
    let (x, y) = rows(60, 6);
    each(|kind, task| {
        let model = fit(kind, &x, y.target(task)).unwrap();
        let output = model.predict(x.view()).unwrap();
        assert_eq!(output.len(), 60);
        let Output::Classes { codes, probabilities } = output else {
            assert_eq!(task, Task::Regression);
            return;
        };
        assert_eq!(probabilities.is_some(), kind.capabilities.probabilities);
        let Some(probabilities) = probabilities else { return };
        assert_eq!(probabilities.dim(), (60, N_CLASSES));
        for (row, code) in probabilities.rows().into_iter().zip(codes) {
            assert!((row.sum() - 1.0).abs() < 1e-12 && row.iter().all(|p| (0.0..=1.0).contains(p)));
            assert!(row.iter().all(|p| *p <= row[code as usize]), "{}", kind.id);
            assert_eq!(row[2], 0.0, "{}: class 2 was never seen", kind.id);
        }
    });
}

#[test]
fn no_rows_to_predict_is_fine_and_wrong_columns_are_an_error() {
    let (x, y) = rows(30, 5);
    each(|kind, task| {
        let model = fit(kind, &x, y.target(task)).unwrap();
        assert!(model.predict(Array2::zeros((0, 5)).view()).unwrap().is_empty());
        for wrong in [0, 4, 6] {
            let error = model.predict(Array2::zeros((2, wrong)).view()).unwrap_err();
            assert!(error.to_string().contains(&format!("{wrong} prepared columns")), "{error}");
        }
        let error = model.predict(array![[0.0, 0.0, f64::NAN, 0.0, 0.0]].view()).unwrap_err();
        assert!(error.to_string().contains("row 1, prepared column 3 is NaN"), "{error}");
    });
}

#[test]
fn saved_and_loaded_models_predict_the_same() {
    let (x, y) = rows(60, 6);
    each(|kind, task| {
        for params in variants(kind, task) {
            let model = fit_with(kind, &params, x.view(), y.target(task)).unwrap();
            let text = serde_json::to_string(&model).unwrap();
            assert!(text.starts_with(&format!("{{\"{}\":", kind.id)), "{text:.40}");
            let loaded: FittedModel = serde_json::from_str(&text).unwrap();
            loaded.check(6, n_classes(task)).unwrap();
            assert_eq!(loaded, model);
            assert_eq!(loaded.predict(x.view()).unwrap(), model.predict(x.view()).unwrap());
            assert!(loaded.check(5, n_classes(task)).is_err());
            assert!(loaded.check(6, Some(9)).is_err());
            let other_task = if task == Task::Regression { Some(N_CLASSES) } else { None };
            assert!(loaded.check(6, other_task).is_err(), "{}", kind.id);
        }
    });
}

/// Every number of the file replaced, one at a time, by every awkward one, and every array cut.
#[test]
fn a_tampered_model_is_an_error_or_predicts() {
    let (x, y) = rows(16, 3);
    let few = Params::from([("n_estimators".to_owned(), ParamValue::Int(2))]);
    each(|kind, task| {
        let params = if kind.id == "random_forest" { few.clone() } else { Params::new() };
        let model = fit_with(kind, &params, x.view(), y.target(task)).unwrap();
        let whole = serde_json::to_value(&model).unwrap();
        let mut places = Vec::new();
        collect(&whole, String::new(), &mut places);
        let mut refused = 0;
        for place in &places {
            let found = whole.pointer(place).unwrap();
            let mut replacements: Vec<serde_json::Value> = if found.is_array() {
                vec![serde_json::json!([]), serde_json::json!(found.as_array().unwrap()[1..])]
            } else {
                [-1.0, 0.0, 1.0, 2.0, 5.0, 1e6, 4_294_967_295.0, 1.8e19, 1e308, 0.5, f64::NAN]
                    .iter()
                    .flat_map(|number| [serde_json::json!(number), serde_json::json!(*number as u64)])
                    .collect()
            };
            replacements.push(serde_json::Value::Null);
            for replacement in replacements {
                let mut tampered = whole.clone();
                *tampered.pointer_mut(place).unwrap() = replacement;
                let Ok(loaded) = serde_json::from_value::<FittedModel>(tampered) else {
                    refused += 1;
                    continue;
                };
                match loaded.check(3, n_classes(task)) {
                    Err(error) => {
                        assert!(matches!(error, EngineError::Model(_)));
                        refused += 1;
                    }
                    Ok(()) => {
                        // Finite or refused: either way no panic and an end.
                        if let Ok(output) = loaded.predict(x.view()) {
                            assert_eq!(output.len(), 16);
                        }
                        let _ = loaded.importances();
                    }
                }
            }
        }
        assert!(refused > 0, "{} accepts everything", kind.id);
    });
}

fn collect(value: &serde_json::Value, place: String, places: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            fields.iter().for_each(|(name, field)| collect(field, format!("{place}/{name}"), places));
        }
        serde_json::Value::Array(items) => {
            if !items.is_empty() {
                places.push(place.clone());
            }
            items.iter().enumerate().for_each(|(i, item)| collect(item, format!("{place}/{i}"), places));
        }
        serde_json::Value::Number(_) | serde_json::Value::Bool(_) => places.push(place),
        _ => {}
    }
}

#[test]
fn every_parameter_says_what_it_does_and_refuses_what_is_out_of_its_domain() {
    each(|kind, task| {
        assert!(kind.help.len() > 40 && !kind.label.is_empty() && !kind.sklearn(task).is_empty());
        for spec in kind.params(task) {
            assert!(spec.help.len() > 40 && !spec.label.is_empty(), "{}.{}", kind.id, spec.name);
            assert!(spec.domain.check(&spec.default_value()).is_some(), "{}.{}", kind.id, spec.name);
            for value in spec.domain.invalid_values() {
                let params = Params::from([(spec.name.to_owned(), value)]);
                let error = kind.resolve(task, &params).unwrap_err().to_string();
                assert!(error.starts_with(&format!("{}: {} must be ", kind.id, spec.name)), "{error}");
            }
        }
    });
}

#[test]
fn ids_are_unique_and_an_unknown_one_lists_the_known() {
    for found in CATALOGUE {
        assert!(std::ptr::eq(kind(found.id).unwrap(), *found), "{}", found.id);
    }
    let error = kind("random_florest").unwrap_err().to_string();
    assert!(error.contains("\"random_florest\"") && error.contains("\"random_forest\""), "{error}");
}

#[test]
fn a_task_the_family_lacks_is_an_error() {
    let (x, y) = rows(20, 3);
    for kind in CATALOGUE {
        for task in Task::ALL.into_iter().filter(|task| !kind.tasks.contains(task)) {
            let error = fit(kind, &x, y.target(task)).unwrap_err();
            assert!(matches!(error, EngineError::Spec(_)), "{error}");
            let params = kind.resolve(kind.tasks[0], &Params::new()).unwrap();
            let set = TrainSet { x: x.view(), y: y.target(task), seed: 0 };
            assert!(matches!(kind.fit(&params, &set, &mut Silent), Err(EngineError::Spec(_))));
        }
    }
}

#[test]
fn unusable_rows_are_named() {
    let (x, y) = rows(10, 3);
    let mut hole = x.clone();
    hole[[4, 1]] = f64::NAN;
    let mut huge = x.clone();
    huge[[9, 2]] = f64::INFINITY;
    each(|kind, task| {
        let text = |x: &Array2<f64>, y: Target| match fit(kind, x, y) {
            Err(EngineError::Data(text)) => text,
            other => panic!("{}: {other:?}", kind.id),
        };
        let none = Answers { codes: vec![], values: vec![] };
        assert!(text(&Array2::zeros((0, 3)), none.target(task)).starts_with("there are no training rows"));
        assert!(text(&hole, y.target(task)).starts_with("row 5, prepared column 2 is NaN"));
        assert!(text(&huge, y.target(task)).starts_with("row 10, prepared column 3 is inf"));
        assert!(
            text(&x.select(Axis(0), &[0, 1, 2, 3, 4, 5, 6, 7, 8]), y.target(task))
                .contains("9 training rows have 10")
        );
        match task {
            Task::Classification => {
                let wrong = Target::Classes { codes: &[0, 1, 2, 0, 1, 2, 0, 1, 2, 3], n_classes: 3 };
                assert!(text(&x, wrong).starts_with("training row 10 has class code 3"));
            }
            Task::Regression => {
                let wrong = [1.0, f64::NAN, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0];
                assert!(text(&x, Target::Numbers(&wrong)).starts_with("the target of training row 2 is NaN"));
            }
        }
        if !kind.capabilities.ignores_features {
            assert!(
                text(&Array2::zeros((10, 0)), y.target(task)).starts_with("there are no feature columns")
            );
            if task == Task::Classification {
                let one = Target::Classes { codes: &[2; 10], n_classes: 3 };
                assert!(text(&x, one).starts_with("the training rows hold one class only"));
            }
        }
    });
}

/// Odd but usable, or refused as data: never a panic.
#[test]
fn odd_rows_give_a_model_or_a_clear_error() {
    let mut rng = Rng::new(1, "odd");
    let odd: Vec<Array2<f64>> = vec![
        array![[1.0]],
        array![[1.0, 2.0, 3.0]],
        array![[0.0], [0.0]],
        Array2::from_elem((8, 3), 4.2),
        Array2::from_shape_fn((8, 2), |(row, _)| row as f64),
        Array2::from_shape_fn((6, 40), |_| rng.normal()),
        Array2::from_shape_fn(
            (8, 2),
            |(row, column)| if column == 0 { 1e308 } else { -1e308 } * row as f64 / 8.0,
        ),
        Array2::from_shape_fn((8, 2), |(row, _)| row as f64 * 1e-310),
        Array2::from_shape_fn((8, 2), |(row, column)| if column == 0 { 1e15 } else { 1e-15 } * row as f64),
        Array2::from_shape_fn((8, 2), |(row, _)| 1e16 + 2.0 * row as f64),
        Array2::from_shape_fn((8, 2), |(row, _)| if row % 2 == 0 { 0.0 } else { -0.0 }),
    ];
    each(|kind, task| {
        for x in &odd {
            let n = x.nrows();
            let y = Answers {
                codes: (0..n as u32).map(|row| row % 2).collect(),
                values: (0..n).map(|row| (row as f64 - 3.0) * 1e3).collect(),
            };
            for params in variants(kind, task) {
                match fit_with(kind, &params, x.view(), y.target(task)) {
                    Ok(model) => {
                        model.check(x.ncols(), n_classes(task)).unwrap();
                        match model.predict(x.view()) {
                            Ok(output) => assert_eq!(output.len(), n),
                            Err(error) => assert!(error.to_string().contains("too large"), "{error}"),
                        }
                    }
                    Err(EngineError::Data(text)) => assert!(text.len() > 40, "{text}"),
                    Err(other) => panic!("{} {params:?}: {other}", kind.id),
                }
            }
        }
        let extreme = [f64::MAX, -f64::MAX, f64::MAX, 1.0];
        let x = array![[1.0], [2.0], [3.0], [4.0]];
        if task == Task::Regression
            && let Err(error) = fit(kind, &x, Target::Numbers(&extreme))
        {
            assert!(matches!(error, EngineError::Data(_)), "{error}");
        }
    });
}

#[test]
fn a_single_row_serves_where_one_is_enough() {
    let x = array![[1.0, 2.0]];
    for id in ["linear_regression", "ridge", "decision_tree", "random_forest", "dummy"] {
        let model = fit(kind(id).unwrap(), &x, Target::Numbers(&[5.0])).unwrap();
        assert_eq!(
            model.predict(array![[1.0, 2.0], [9.0, 9.0]].view()).unwrap(),
            Output::Numbers(vec![5.0; 2])
        );
    }
    let error = fit(kind("knn").unwrap(), &x, Target::Numbers(&[5.0])).unwrap_err().to_string();
    assert!(error.starts_with("there are 1 training rows but 5 neighbours are asked for"), "{error}");
}

#[test]
fn importances_sum_to_one_where_there_are_any() {
    let (x, y) = rows(60, 6);
    each(|kind, task| {
        let importances = fit(kind, &x, y.target(task)).unwrap().importances();
        assert_eq!(importances.is_some(), kind.capabilities.importances, "{}", kind.id);
        if let Some(importances) = importances {
            assert_eq!(importances.len(), 6);
            assert!((importances.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            assert_eq!(importances[3], 0.0, "a constant column cannot matter");
        }
    });
}

#[test]
fn the_forest_reports_every_tree_and_stops_when_asked() {
    struct Once(usize);
    impl Progress for Once {
        fn advance(&mut self, what: &str, done: usize, total: usize) -> Result<(), EngineError> {
            assert_eq!((what, total), ("trees", 100));
            self.0 = done;
            if done == 7 { Err(EngineError::Stopped) } else { Ok(()) }
        }
    }
    let (x, y) = rows(30, 4);
    let kind = kind("random_forest").unwrap();
    let params = kind.resolve(Task::Regression, &Params::new()).unwrap();
    let set = TrainSet { x: x.view(), y: y.target(Task::Regression), seed: 0 };
    let mut progress = Once(0);
    assert_eq!(kind.fit(&params, &set, &mut progress), Err(EngineError::Stopped));
    assert_eq!(progress.0, 7);
}

#[test]
fn another_seed_gives_another_forest() {
    let (x, y) = rows(60, 6);
    let kind = kind("random_forest").unwrap();
    let params = kind.resolve(Task::Regression, &Params::new()).unwrap();
    let grown = |seed| {
        let set = TrainSet { x: x.view(), y: y.target(Task::Regression), seed };
        kind.fit(&params, &set, &mut Silent).unwrap()
    };
    assert_ne!(grown(1), grown(2));
}
