//! Agreement with scikit-learn's pruned and weighted trees and its histogram gradient boosting. The
//! references are made by `tests/references/make_trees.py`, which says what the fields mean.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use engine::models::{Feature, FittedModel, Output, Target, Task, TrainSet, kind};
use engine::params::{ParamValue, Params};
use engine::progress::Silent;
use ndarray::Array2;
use serde_json::Value;

fn cases(which: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/references/trees.json");
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let cases = file["cases"].as_array().unwrap().iter();
    cases.filter(|case| case["kind"] == which).cloned().collect()
}

/// A null is a missing cell.
fn matrix(value: &Value) -> Array2<f64> {
    let rows = value.as_array().unwrap();
    let columns = rows[0].as_array().unwrap().len();
    Array2::from_shape_fn((rows.len(), columns), |(row, column)| {
        rows[row][column].as_f64().unwrap_or(f64::NAN)
    })
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

/// scikit-learn's parameters in our form.
fn params(case: &Value) -> Params {
    let mut params = Params::new();
    for (name, value) in case["params"].as_object().unwrap() {
        let value = match value {
            Value::Null => ParamValue::Text("none".to_owned()),
            Value::Array(signs) => {
                let signs = signs.iter().map(|sign| sign.as_str().unwrap()).enumerate();
                let parts: Vec<String> = signs.map(|(at, sign)| format!("#{}:{sign}", at + 1)).collect();
                ParamValue::Text(parts.join(", "))
            }
            value => serde_json::from_value(value.clone()).unwrap(),
        };
        params.insert(name.clone(), value);
    }
    params
}

fn fit(id: &str, case: &Value, params: &Params) -> (FittedModel, Output) {
    let (x, test, y) = (matrix(&case["x"]), matrix(&case["test"]), numbers(&case["y"]));
    let codes: Vec<u32> = y.iter().map(|y| *y as u32).collect();
    let n_classes = codes.iter().max().unwrap() + 1;
    let target = match case.get("proba") {
        Some(_) => Target::Classes { codes: &codes, n_classes: n_classes as usize },
        None => Target::Numbers(&y),
    };
    let features: Vec<Feature> = case.get("levels").map_or_else(Vec::new, |levels| {
        let levels = levels.as_array().unwrap().iter().map(|levels| levels.as_u64().map(|n| n as usize));
        levels.map(|levels| Feature { name: "column".to_owned(), levels }).collect()
    });
    let kind = kind(id).unwrap();
    let set = TrainSet::new(x.view(), target, 0).with_features(&features);
    let model = kind.fit(&kind.resolve(target.task(), params).unwrap(), &set, &mut Silent).unwrap();
    let output = model.predict(test.view()).unwrap();
    (model, output)
}

fn assert_near(ours: f64, theirs: f64, tolerance: f64, about: &str) {
    assert!((ours - theirs).abs() <= tolerance * theirs.abs().max(1.0), "{about}: {ours} is not {theirs}");
}

fn assert_all_near(ours: &[f64], theirs: &[f64], tolerance: f64, about: &str) {
    assert_eq!(ours.len(), theirs.len(), "{about}");
    ours.iter().zip(theirs).for_each(|(ours, theirs)| assert_near(*ours, *theirs, tolerance, about));
}

fn assert_same_answers(case: &Value, output: &Output, tolerance: f64, about: &str) {
    match output {
        Output::Numbers(values) => assert_all_near(values, &numbers(&case["predict"]), tolerance, about),
        Output::Classes { probabilities, .. } => {
            let theirs: Vec<f64> = case["proba"].as_array().unwrap().iter().flat_map(numbers).collect();
            let ours: Vec<f64> = probabilities.as_ref().unwrap().iter().copied().collect();
            assert_all_near(&ours, &theirs, tolerance, about);
        }
    }
}

/// Trees are the same node by node, weighted and pruned or not.
#[test]
fn weighted_and_pruned_trees_agree() {
    let mut compared = 0;
    for case in &cases("tree") {
        let about = format!("{} {}", case["name"], case["params"]);
        let (model, output) = fit("decision_tree", case, &params(case));
        let FittedModel::DecisionTree(model) = &model else { panic!("not a tree") };
        let (tree, theirs) = (model.tree(), &case["tree"]);
        let child = |child: &u32| if *child == 0 { -1.0 } else { f64::from(*child) };
        assert_eq!(tree.left.iter().map(child).collect::<Vec<_>>(), numbers(&theirs["children_left"]));
        assert_eq!(tree.right.iter().map(child).collect::<Vec<_>>(), numbers(&theirs["children_right"]));
        let samples: Vec<f64> = tree.samples.iter().map(|n| f64::from(*n)).collect();
        assert_eq!(samples, numbers(&theirs["n_node_samples"]), "{about}");
        for node in (0..tree.left.len()).filter(|node| tree.left[*node] != 0) {
            assert_eq!(f64::from(tree.feature[node]), numbers(&theirs["feature"])[node], "{about}");
            assert_eq!(tree.threshold[node], numbers(&theirs["threshold"])[node], "{about}");
        }
        assert_all_near(&tree.impurity, &numbers(&theirs["impurity"]), 1e-12, &about);
        let values: Vec<f64> = theirs["value"].as_array().unwrap().iter().flat_map(numbers).collect();
        assert_all_near(&tree.value, &values, 1e-12, &about);
        let model = FittedModel::DecisionTree(model.clone());
        assert_all_near(&model.importances().unwrap(), &numbers(&case["importances"]), 1e-12, &about);
        assert_same_answers(case, &output, 1e-12, &about);
        compared += 1;
    }
    assert_eq!(compared, 11);
}

/// The path of the tree before pruning: every alpha and the impurity that is then left.
#[test]
fn pruning_paths_agree() {
    let mut compared = 0;
    for case in &cases("tree") {
        let mut params = params(case);
        params.remove("ccp_alpha");
        let (FittedModel::DecisionTree(model), _) = fit("decision_tree", case, &params) else {
            panic!("not a tree")
        };
        let (alphas, impurities): (Vec<f64>, Vec<f64>) = model.tree().pruning_path().into_iter().unzip();
        assert_all_near(&alphas, &numbers(&case["alphas"]), 1e-12, "alphas");
        assert_all_near(&impurities, &numbers(&case["impurities"]), 1e-12, "impurities");
        compared += 1;
    }
    assert_eq!(compared, 11);
}

/// The bins are the same, so the trees are. Both round derivatives to single precision; scikit-learn
/// calculates with another exponential function, whose last bit may fall on the other side of such a
/// rounding (6e-8 of a derivative), and a leaf averages many. Numbers have no exponential function, but
/// sums in another order.
#[test]
fn boosting_agrees() {
    let cases = cases("boosting");
    assert_eq!(cases.len(), 11);
    for case in &cases {
        let about = case["name"].as_str().unwrap();
        let (model, output) = fit("hist_gradient_boosting", case, &params(case));
        let tolerance = if case.get("proba").is_some() { 1e-6 } else { 1e-7 };
        assert_same_answers(case, &output, tolerance, about);
        let history = model.loss_history().unwrap();
        assert_all_near(&history.train, &numbers(&case["losses"]), tolerance, about);
        assert!(history.validation.is_empty());
        assert_eq!(model.kind().tasks, Task::ALL);
    }
}
