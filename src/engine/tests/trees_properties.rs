//! What holds for trees on any rows.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use engine::models::{Feature, FittedModel, Output, Target, TrainSet, kind};
use engine::params::{ParamValue, Params};
use engine::progress::Silent;
use engine::rng::Rng;
use ndarray::{Array2, Axis};
use proptest::prelude::*;

/// Rows with few distinct values and a number that they explain in part.
fn rows(seed: u64, n: usize, p: usize) -> (Array2<f64>, Vec<f64>) {
    let mut rng = Rng::new(seed, "rows");
    let x = Array2::from_shape_simple_fn((n, p), || f64::from(rng.below(40)) / 8.0);
    let y = x.rows().into_iter().map(|row| (row[0] * 3.0).sin() + row[p - 1] * 0.3 + rng.normal()).collect();
    (x, y)
}

fn codes(y: &[f64]) -> Vec<u32> {
    let mut codes: Vec<u32> = y.iter().map(|y| u32::from(*y > 0.3) + u32::from(*y > 1.6)).collect();
    // Two classes at least.
    codes[0] = 0;
    codes[1] = 1;
    codes
}

fn fit(id: &str, x: &Array2<f64>, y: Target, params: &[(&str, ParamValue)]) -> FittedModel {
    let kind = kind(id).unwrap();
    let params: Params = params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let set = TrainSet::new(x.view(), y, 1);
    kind.fit(&kind.resolve(y.task(), &params).unwrap(), &set, &mut Silent).unwrap()
}

fn text(value: &str) -> ParamValue {
    ParamValue::Text(value.to_owned())
}

/// The distinct training rows in every leaf, by the leaves' answers in the model's own file.
fn leaf_sizes(model: &FittedModel) -> Vec<u64> {
    let state = serde_json::to_value(model).unwrap();
    let state = state.as_object().unwrap().values().next().unwrap().clone();
    let trees =
        state.get("trees").map_or_else(|| vec![state["tree"].clone()], |t| t.as_array().unwrap().clone());
    let sizes = trees.iter().flat_map(|tree| {
        let pairs = tree["left"].as_array().unwrap().iter().zip(tree["samples"].as_array().unwrap());
        pairs
            .filter(|(left, _)| left.as_u64() == Some(0))
            .map(|(_, n)| n.as_u64().unwrap())
            .collect::<Vec<_>>()
    });
    sizes.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_leaf_has_fewer_rows_than_asked(seed in 0_u64..1000, n in 8_usize..160, least in 1_i64..25) {
        let (x, y) = rows(seed, n, 3);
        let codes = codes(&y);
        for id in ["decision_tree", "random_forest", "extra_trees", "hist_gradient_boosting"] {
            let classes = Target::Classes { codes: &codes, n_classes: 3 };
            for target in [Target::Numbers(&y), classes] {
                let kind = kind(id).unwrap();
                let mut params = vec![("min_samples_leaf", ParamValue::Int(least))];
                for (name, value) in [
                    ("n_estimators", ParamValue::Int(3)),
                    ("max_iter", ParamValue::Int(3)),
                    ("bootstrap", ParamValue::Bool(false)),
                ] {
                    if kind.params(target.task()).iter().any(|spec| spec.name == name) {
                        params.push((name, value));
                    }
                }
                let sizes = leaf_sizes(&fit(id, &x, target, &params));
                // A single leaf holds all rows, however few.
                prop_assert!(sizes.iter().all(|size| *size >= (least as u64).min(n as u64)), "{id}: {sizes:?}");
            }
        }
    }

    #[test]
    fn the_order_of_rows_leaves_an_exact_tree_as_it_is(seed in 0_u64..1000, n in 5_usize..120) {
        let (x, y) = rows(seed, n, 3);
        // Eighths add up without rounding in any order.
        let y: Vec<f64> = y.iter().map(|y| (y * 8.0).round() / 8.0).collect();
        let codes = codes(&y);
        let mut order: Vec<usize> = (0..n).collect();
        Rng::new(seed, "order").shuffle(&mut order);
        let moved = x.select(Axis(0), &order);
        let moved_codes: Vec<u32> = order.iter().map(|row| codes[*row]).collect();
        for criterion in ["gini", "entropy"] {
            for weights in ["none", "balanced"] {
                let params = [("criterion", text(criterion)), ("class_weight", text(weights))];
                let tree = fit("decision_tree", &x, Target::Classes { codes: &codes, n_classes: 3 }, &params);
                let y = Target::Classes { codes: &moved_codes, n_classes: 3 };
                prop_assert_eq!(tree, fit("decision_tree", &moved, y, &params));
            }
        }
    }

    #[test]
    fn answers_of_classes_are_probabilities(seed in 0_u64..1000, n in 12_usize..120) {
        let (x, y) = rows(seed, n, 4);
        let codes = codes(&y);
        for id in ["decision_tree", "random_forest", "extra_trees", "hist_gradient_boosting"] {
            for weights in ["none", "balanced"] {
                let y = Target::Classes { codes: &codes, n_classes: 4 };
                let model = fit(id, &x, y, &[("class_weight", text(weights))]);
                let Output::Classes { probabilities, .. } = model.predict(x.view()).unwrap() else {
                    panic!("no classes")
                };
                for row in probabilities.unwrap().rows() {
                    prop_assert!((row.sum() - 1.0).abs() < 1e-12 && row.iter().all(|p| (0.0..=1.0).contains(p)));
                    prop_assert_eq!(row[3], 0.0);
                }
            }
        }
    }

    #[test]
    fn directions_are_kept(seed in 0_u64..1000, n in 40_usize..200, classes: bool) {
        let (x, y) = rows(seed, n, 3);
        let codes: Vec<u32> = codes(&y).into_iter().map(|code| code.min(1)).collect();
        let target =
            if classes { Target::Classes { codes: &codes, n_classes: 2 } } else { Target::Numbers(&y) };
        let names = ["up", "free", "down"].map(|name| Feature { name: name.to_owned(), levels: None });
        let kind = kind("hist_gradient_boosting").unwrap();
        let params = Params::from([
            ("monotonic_cst".to_owned(), text("up:+1, down:-1")),
            ("max_iter".to_owned(), ParamValue::Int(20)),
            ("min_samples_leaf".to_owned(), ParamValue::Int(2)),
        ]);
        let set = TrainSet::new(x.view(), target, 1).with_features(&names);
        let model = kind.fit(&kind.resolve(target.task(), &params).unwrap(), &set, &mut Silent).unwrap();
        for (feature, sign) in [(0, 1.0), (2, -1.0)] {
            for row in x.rows().into_iter().take(10) {
                let line = Array2::from_shape_fn((45, 3), |(step, column)| {
                    if column == feature { step as f64 / 8.0 - 0.2 } else { row[column] }
                });
                let answers = match model.predict(line.view()).unwrap() {
                    Output::Numbers(values) => values,
                    Output::Classes { probabilities, .. } => probabilities.unwrap().column(1).to_vec(),
                };
                prop_assert!(answers.windows(2).all(|pair| sign * (pair[1] - pair[0]) >= 0.0), "{answers:?}");
            }
        }
    }
}

/// Labels that are pure chance cannot be foretold from rows a tree has not drawn: the out-of-bag score
/// says so, although the forest knows every training row by heart.
#[test]
fn the_out_of_bag_score_is_of_rows_not_drawn() {
    let mut rng = Rng::new(3, "chance");
    let x = Array2::from_shape_simple_fn((600, 4), || rng.normal());
    let codes: Vec<u32> = (0..600).map(|_| rng.below(2)).collect();
    let y = Target::Classes { codes: &codes, n_classes: 2 };
    let params = [("oob_score", ParamValue::Bool(true)), ("bootstrap", ParamValue::Bool(true))];
    for id in ["random_forest", "extra_trees"] {
        let model = fit(id, &x, y, &params);
        let Output::Classes { codes: answers, .. } = model.predict(x.view()).unwrap() else { panic!() };
        assert!(answers.iter().zip(&codes).filter(|(a, b)| a == b).count() > 590);
        let score = model.out_of_bag().unwrap();
        // Half, within four standard deviations of 600 fair coins.
        assert!((score - 0.5).abs() < 0.082, "{id}: {score}");
        let all_rows = [("oob_score", ParamValue::Bool(true)), ("bootstrap", ParamValue::Bool(false))];
        assert_eq!(fit(id, &x, y, &all_rows).out_of_bag(), None);
        let values: Vec<f64> = x.rows().into_iter().map(|row| 3.0 * row[0] - row[1]).collect();
        let score = fit(id, &x, Target::Numbers(&values), &params).out_of_bag().unwrap();
        assert!((0.85..1.0).contains(&score), "{id}: {score}");
    }
}

/// Many rows are answered in another way than few, with the same bits.
#[test]
fn many_rows_are_answered_as_few() {
    let (x, y) = rows(8, 1003, 5);
    let codes = codes(&y);
    for target in [Target::Numbers(&y), Target::Classes { codes: &codes, n_classes: 3 }] {
        for id in ["random_forest", "decision_tree", "hist_gradient_boosting"] {
            let model = fit(id, &x, target, &[]);
            let together = model.predict(x.view()).unwrap();
            for start in (0..1003).step_by(100) {
                let rows: Vec<usize> = (start..(start + 100).min(1003)).collect();
                let few = model.predict(x.select(Axis(0), &rows).view()).unwrap();
                match (&together, few) {
                    (Output::Numbers(all), Output::Numbers(few)) => {
                        assert_eq!(few[..], all[rows[0]..][..few.len()])
                    }
                    (
                        Output::Classes { probabilities: Some(all), .. },
                        Output::Classes { probabilities: Some(few), .. },
                    ) => assert_eq!(few, all.select(Axis(0), &rows)),
                    _ => panic!("{id}: two kinds of answers"),
                }
            }
        }
    }
}

#[test]
fn early_stopping_holds_rows_back_and_stops() {
    let (x, y) = rows(5, 300, 3);
    let run = |early: &str| {
        let params = [("early_stopping", text(early)), ("max_iter", ParamValue::Int(300))];
        fit("hist_gradient_boosting", &x, Target::Numbers(&y), &params)
    };
    let (stopped, whole) = (run("on"), run("off"));
    let (stopped, whole) = (stopped.loss_history().unwrap(), whole.loss_history().unwrap());
    assert_eq!((whole.train.len(), whole.validation.len()), (301, 0));
    let rounds = stopped.train.len();
    assert!(rounds < 150 && stopped.validation.len() == rounds);
    let best = stopped.validation.iter().copied().fold(f64::INFINITY, f64::min);
    assert!(
        stopped.validation[rounds - 10..].iter().all(|loss| *loss >= stopped.validation[rounds - 11] - 1e-7)
    );
    assert!(best <= stopped.validation[rounds - 11]);
    // The loss of the rows it learns from falls in every round.
    assert!(whole.train.windows(2).all(|pair| pair[1] <= pair[0]));
}

#[test]
fn directions_are_read_by_name_and_number_and_refused_with_a_reason() {
    let (x, y) = rows(2, 60, 2);
    let features = [("a, b:c", None), ("kind", Some(40))]
        .map(|(name, levels)| Feature { name: name.to_owned(), levels });
    let kind = kind("hist_gradient_boosting").unwrap();
    let codes = codes(&y);
    let three = Target::Classes { codes: &codes, n_classes: 3 };
    let x = x.mapv(f64::round);
    let fit = |directions: &str, target: Target| {
        let params = Params::from([("monotonic_cst".to_owned(), text(directions))]);
        let set = TrainSet::new(x.view(), target, 1).with_features(&features);
        kind.fit(&kind.resolve(target.task(), &params).unwrap(), &set, &mut Silent).map_err(|e| e.to_string())
    };
    let numbers = Target::Numbers(&y);
    assert!(fit("#1:+1", numbers).is_ok() && fit("#1:0", three).is_ok() && fit(" , ", three).is_ok());
    for (directions, target, reason) in [
        ("age:+1", numbers, "sees no column \"age\"; it sees \"a, b:c\", \"kind\""),
        ("#3:+1", numbers, "sees no column \"#3\""),
        ("#1:up", numbers, "write it as age:+1 or age:-1"),
        ("kind:+1", numbers, "holds categories"),
        ("#1:-1", three, "the target has more classes"),
    ] {
        let error = fit(directions, target).unwrap_err();
        assert!(error.contains(reason), "{error}");
    }
}
