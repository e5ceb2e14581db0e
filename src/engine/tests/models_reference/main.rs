//! Agreement with scikit-learn on five data sets. The references are made by
//! `tests/references/make_models.py`, which says what the fields mean.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod mlp;
mod svm;

use std::path::Path;

use engine::models::{FittedModel, Output, Target, TrainSet, Tree, kind};
use engine::params::{ParamValue, Params};
use engine::progress::Silent;
use ndarray::Array2;
use serde_json::Value;

struct Case {
    name: String,
    reference: Value,
    raw: [Array2<f64>; 2],
    standardised: [Array2<f64>; 2],
    codes: Vec<u32>,
    values: Vec<f64>,
    n_classes: Option<usize>,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/references");
    let text = std::fs::read_to_string(folder.join("models.json")).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    file["cases"].as_array().unwrap().iter().map(|case| Case::new(&folder, case)).collect()
}

impl Case {
    fn new(folder: &Path, case: &Value) -> Self {
        let text = std::fs::read_to_string(folder.join(case["data"].as_str().unwrap())).unwrap();
        let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let header = lines.next().unwrap();
        let cells: Vec<Vec<&str>> = lines.collect();
        let place = |name: &str| header.iter().position(|column| *column == name).unwrap();
        let features: Vec<usize> = texts(&case["features"]).iter().map(|name| place(name)).collect();
        let target = place(case["target"].as_str().unwrap());
        let rows =
            |which: &str| numbers(&case[which]).into_iter().map(|row| row as usize).collect::<Vec<_>>();
        let matrix = |rows: &[usize]| {
            Array2::from_shape_fn((rows.len(), features.len()), |(row, column)| {
                cells[rows[row]][features[column]].parse().unwrap()
            })
        };
        let raw = [matrix(&rows("train")), matrix(&rows("test"))];
        let (mean, scale) = (numbers(&case["scaler"]["mean"]), numbers(&case["scaler"]["scale"]));
        let standardised = raw.clone().map(|mut x| {
            x.indexed_iter_mut().for_each(|((_, j), cell)| *cell = (*cell - mean[j]) / scale[j]);
            x
        });
        let answers: Vec<&str> = rows("train").iter().map(|row| cells[*row][target]).collect();
        let classes = case["classes"].is_array().then(|| texts(&case["classes"]));
        let code = |answer: &&str| {
            classes.iter().flatten().position(|class| class == answer).unwrap_or_default() as u32
        };
        Self {
            name: case["name"].as_str().unwrap().to_owned(),
            codes: answers.iter().map(code).collect(),
            values: answers.iter().map(|answer| answer.parse().unwrap_or_default()).collect(),
            n_classes: classes.as_ref().map(Vec::len),
            reference: case.clone(),
            raw,
            standardised,
        }
    }

    /// The reference models of these names.
    fn models(&self, names: &[&str]) -> Vec<&Value> {
        let models = self.reference["models"].as_array().unwrap();
        models.iter().filter(|model| names.contains(&model["model"].as_str().unwrap())).collect()
    }

    /// Our model with the reference's parameters, and its predictions for the test rows.
    fn fit(&self, id: &str, reference: &Value) -> (FittedModel, Output) {
        self.fit_seeded(id, reference, 0)
    }

    fn fit_seeded(&self, id: &str, reference: &Value, seed: u64) -> (FittedModel, Output) {
        let [train, test] = if reference["features_as"] == "raw" { &self.raw } else { &self.standardised };
        let y = match self.n_classes {
            Some(n_classes) => Target::Classes { codes: &self.codes, n_classes },
            None => Target::Numbers(&self.values),
        };
        let kind = kind(id).unwrap();
        let known = |name: &str| kind.params(y.task()).iter().any(|spec| spec.name == name);
        let given = reference["params"].as_object().unwrap().iter();
        let params: Params = given
            .filter(|(name, _)| known(name))
            .map(|(name, value)| (name.clone(), serde_json::from_value::<ParamValue>(value.clone()).unwrap()))
            .collect();
        let params = kind.resolve(y.task(), &params).unwrap();
        let set = TrainSet::new(train.view(), y, seed);
        let model = kind.fit(&params, &set, &mut Silent).unwrap();
        let output = model.predict(test.view()).unwrap();
        (model, output)
    }

    /// The reference's predictions are ours: classes equal, numbers and probabilities within
    /// `tolerance` relative to the larger of one and the number.
    fn assert_same(&self, reference: &Value, output: &Output, tolerance: f64, skip: &[usize]) {
        let about = format!("{} {} {}", self.name, reference["model"], reference["params"]);
        let expected = numbers(&reference["predict"]);
        assert_eq!(output.len(), expected.len(), "{about}");
        for row in (0..expected.len()).filter(|row| !skip.contains(row)) {
            match output {
                Output::Numbers(values) => assert_near(values[row], expected[row], tolerance, &about),
                Output::Classes { codes, probabilities } => {
                    assert_eq!(f64::from(codes[row]), expected[row], "{about}, test row {row}");
                    let ours = probabilities.as_ref().unwrap().row(row);
                    for (ours, theirs) in ours.iter().zip(numbers(&reference["proba"][row])) {
                        assert_near(*ours, theirs, tolerance, &about);
                    }
                }
            }
        }
    }
}

fn assert_near(ours: f64, theirs: f64, tolerance: f64, about: &str) {
    assert!((ours - theirs).abs() <= tolerance * theirs.abs().max(1.0), "{about}: {ours} is not {theirs}");
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

fn rows(value: &Value) -> Vec<usize> {
    numbers(value).into_iter().map(|row| row as usize).collect()
}

/// Runs our model `id` against every reference of these names; how many there were.
fn compare(id: &str, names: &[&str], tolerance: f64) -> usize {
    let mut compared = 0;
    for case in cases() {
        for reference in case.models(names) {
            let (_, output) = case.fit(id, reference);
            // Which of equally far neighbours counts is free; ours are the earlier ones.
            let skip = reference.get("tied_rows").map(rows).unwrap_or_default();
            case.assert_same(reference, &output, tolerance, &skip);
            compared += 1;
        }
    }
    compared
}

#[test]
fn linear_and_ridge_regression_agree() {
    assert_eq!(compare("linear_regression", &["LinearRegression"], 1e-11), 2);
    assert_eq!(compare("ridge", &["Ridge"], 1e-11), 2);
}

/// The references' own gradients are up to 1e-7 at their solutions, which moves probabilities by about
/// that divided by the penalty of one.
#[test]
fn logistic_regression_agrees() {
    assert_eq!(compare("logistic_regression", &["LogisticRegression"], 1e-8), 4);
}

#[test]
fn neighbours_agree() {
    assert_eq!(compare("knn", &["KNeighborsClassifier", "KNeighborsRegressor"], 1e-12), 12);
}

#[test]
fn dummies_agree() {
    assert_eq!(compare("dummy", &["DummyClassifier", "DummyRegressor"], 1e-14), 10);
}

/// Where no tie decides a split the trees are the same node by node. Thresholds agree to single
/// precision, in which scikit-learn keeps the features.
#[test]
fn trees_agree_node_by_node() {
    let mut compared = 0;
    for case in cases() {
        for reference in case.models(&["DecisionTreeClassifier", "DecisionTreeRegressor"]) {
            if reference["tie_free"] != true {
                continue;
            }
            let (model, output) = case.fit("decision_tree", reference);
            let FittedModel::DecisionTree(model) = &model else { panic!("not a tree") };
            let about = format!("{} {}", case.name, reference["params"]);
            assert_same_tree(model.tree(), &reference["tree"], &about);
            case.assert_same(reference, &output, 1e-12, &rows(&reference["uncertain_rows"]));
            compared += 1;
        }
    }
    assert!(compared >= 12, "only {compared} trees of the references are free of ties");
}

fn assert_same_tree(tree: &Tree, reference: &Value, about: &str) {
    let values = reference["value"].as_array().unwrap().iter().flat_map(numbers);
    for (ours, theirs) in tree.value.iter().zip(values) {
        assert_near(*ours, theirs, 1e-12, about);
    }
    for (ours, theirs) in tree.impurity.iter().zip(numbers(&reference["impurity"])) {
        assert_near(*ours, theirs, 1e-9, about);
    }
    let samples: Vec<f64> = tree.samples.iter().map(|n| f64::from(*n)).collect();
    assert_eq!(samples, numbers(&reference["n_node_samples"]), "{about}");
    // scikit-learn marks a leaf by feature -2 and children -1, we by children 0.
    let child = |child: &u32| if *child == 0 { -1.0 } else { f64::from(*child) };
    assert_eq!(
        tree.left.iter().map(child).collect::<Vec<_>>(),
        numbers(&reference["children_left"]),
        "{about}"
    );
    assert_eq!(
        tree.right.iter().map(child).collect::<Vec<_>>(),
        numbers(&reference["children_right"]),
        "{about}"
    );
    let (features, thresholds) = (numbers(&reference["feature"]), numbers(&reference["threshold"]));
    for node in (0..tree.left.len()).filter(|node| tree.left[*node] != 0) {
        assert_eq!(f64::from(tree.feature[node]), features[node], "{about}, node {node}");
        assert_near(tree.threshold[node], thresholds[node], 1e-7, about);
    }
}

/// A forest is random, so it is held to its purpose: fewer wrong test rows than a fully grown tree on
/// the four data sets with classes together (one alone is a matter of luck), and a smaller squared
/// error on each with numbers.
#[test]
fn a_forest_is_better_than_a_tree() {
    let settings = serde_json::json!({"features_as": "raw", "params": {}});
    let mut wrong = [0, 0];
    for case in cases() {
        let truth = numbers(&case.reference["truth"]);
        let [forest, tree] = ["random_forest", "decision_tree"].map(|id| case.fit(id, &settings).1);
        match (forest, tree) {
            (Output::Numbers(forest), Output::Numbers(tree)) => {
                let error =
                    |ours: &[f64]| ours.iter().zip(&truth).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
                assert!(error(&forest) < error(&tree), "{}", case.name);
            }
            (Output::Classes { codes: forest, .. }, Output::Classes { codes: tree, .. }) => {
                for (wrong, codes) in wrong.iter_mut().zip([forest, tree]) {
                    *wrong += codes.iter().zip(&truth).filter(|(a, b)| f64::from(**a) != **b).count();
                }
            }
            _ => panic!("{}: two kinds of answers", case.name),
        }
    }
    assert!(wrong[0] < wrong[1], "wrong rows of forest and tree: {wrong:?}");
}

/// Impurity importances of the tie-free trees, by scikit-learn's formula on scikit-learn's own nodes.
#[test]
fn tree_importances_agree() {
    for case in cases() {
        for reference in case.models(&["DecisionTreeClassifier", "DecisionTreeRegressor"]) {
            if reference["tie_free"] != true {
                continue;
            }
            let tree = &reference["tree"];
            let (feature, impurity, samples) =
                (numbers(&tree["feature"]), numbers(&tree["impurity"]), numbers(&tree["n_node_samples"]));
            let (left, right) = (numbers(&tree["children_left"]), numbers(&tree["children_right"]));
            let mut expected = vec![0.0; case.raw[0].ncols()];
            for node in (0..left.len()).filter(|node| left[*node] > 0.0) {
                let mass = |node: usize| samples[node] * impurity[node];
                expected[feature[node] as usize] +=
                    mass(node) - mass(left[node] as usize) - mass(right[node] as usize);
            }
            let total: f64 = expected.iter().sum();
            let ours = case.fit("decision_tree", reference).0.importances().unwrap();
            for (ours, theirs) in ours.iter().zip(expected) {
                assert_near(*ours, theirs / total, 1e-9, &case.name);
            }
        }
    }
}
