//! What explanations must be, whatever the data: sums, lines, ways through trees and changes that do what they say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use engine::evaluate::PartName;
use engine::explain::partial_dependence::partial_dependence;
use engine::explain::path::Border;
use engine::explain::permutation::{Over, permutation};
use engine::explain::shap::is_explained;
use engine::explain::surrogate::surrogate;
use engine::explain::what_if::{given, what_if};
use engine::explain::{Answer, Cell, Goal, Ground, Question, WhatIf, ask};
use engine::models::FittedModel;
use engine::params::ParamValue;
use engine::pipeline::{FittedPipeline, PipelineSpec};
use engine::progress::Silent;
use engine::run::run;
use engine::steps::{Keyword, Selector, StepSpec};
use engine::table::Table;
use engine::table::read::{ReadOptions, read_all};

const TREES: [&str; 4] = ["decision_tree", "random_forest", "extra_trees", "hist_gradient_boosting"];

fn penguins() -> Table {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/references/data/penguins.csv");
    read_all(&std::fs::read(path).unwrap(), &ReadOptions::default()).unwrap().table
}

/// A pipeline that fills, scales and encodes.
fn fitted(table: &Table, target: &str, model: &str, params: &[(&str, ParamValue)]) -> FittedPipeline {
    let mut spec = PipelineSpec::new(target, model);
    spec.steps = vec![StepSpec::new("drop_missing"), StepSpec::new("impute"), StepSpec::new("scale")];
    spec.steps.push(StepSpec { columns: Selector::Kind(Keyword::Categorical), ..StepSpec::new("one_hot") });
    spec.model.params.extend(params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    run(table, &spec, false, &mut Silent).expect(model).pipeline
}

fn explained(
    table: &Table,
    pipeline: &FittedPipeline,
    at: usize,
    goal: Option<&Goal>,
) -> (Vec<Cell>, WhatIf) {
    let ground = Ground::new(table, pipeline).unwrap();
    let row = given(&ground, table, PartName::Validation, at).unwrap();
    let found = what_if(&ground, &row.cells, goal, &mut Silent).unwrap();
    (row.cells, found)
}

#[test]
fn shap_values_add_up_and_inputs_get_all_of_them() {
    let table = penguins();
    for (target, models) in [
        ("species", [&TREES[..], &["logistic_regression", "linear_discriminant"]].concat()),
        ("sex", [&TREES[..], &["logistic_regression"]].concat()),
        ("body_mass_g", [&TREES[..], &["linear_regression", "ridge", "lasso", "elastic_net"]].concat()),
    ] {
        for model in models {
            let pipeline = fitted(&table, target, model, &[]);
            assert!(is_explained(&pipeline.model));
            for at in [0, 7, 30] {
                let (_, found) = explained(&table, &pipeline, at, None);
                let shap = found.shap.expect(model);
                let by_input = found.by_input.expect("every feature is made of one input");
                for (score, inputs) in shap.scores.iter().zip(by_input) {
                    let sum = score.base + score.values.iter().sum::<f64>();
                    assert!(
                        (sum - score.total).abs() < 1e-9 * sum.abs().max(1.0),
                        "{model}: {sum} {}",
                        score.total
                    );
                    let sum = score.base + inputs.iter().sum::<f64>();
                    assert!(
                        (sum - score.total).abs() < 1e-9 * sum.abs().max(1.0),
                        "{model}: {sum} {}",
                        score.total
                    );
                }
                // Trees of classes and numbers are explained in the prediction's own unit.
                if matches!(
                    pipeline.model,
                    FittedModel::DecisionTree(_) | FittedModel::RandomForest(_) | FittedModel::ExtraTrees(_)
                ) {
                    let totals: Vec<f64> = shap.scores.iter().map(|score| score.total).collect();
                    let answer = found.answer.unwrap();
                    assert!(
                        totals.iter().zip(&answer).all(|(a, b)| (a - b).abs() < 1e-12),
                        "{totals:?} {answer:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_feature_that_the_model_does_not_ask_about_adds_nothing() {
    let table = penguins();
    let pipeline = fitted(&table, "body_mass_g", "decision_tree", &[("max_depth", ParamValue::Int(2))]);
    let FittedModel::DecisionTree(model) = &pipeline.model else { panic!("not a tree") };
    let tree = model.tree();
    let asked: Vec<u32> =
        (0..tree.n_nodes()).filter(|node| tree.left[*node] != 0).map(|node| tree.feature[node]).collect();
    let (_, found) = explained(&table, &pipeline, 3, None);
    let values = &found.shap.unwrap().scores[0].values;
    for (feature, value) in (0..).zip(values) {
        assert!(asked.contains(&feature) || *value == 0.0, "{feature} is not asked about and adds {value}");
    }
    let ground = Ground::new(&table, &pipeline).unwrap();
    let found = permutation(&ground, PartName::Validation, Over::Features, 3, 0, &mut Silent).unwrap();
    for (feature, column) in (0..).zip(&found.columns) {
        assert!(asked.contains(&feature) || column.mean == 0.0, "{}", column.name);
    }
}

#[test]
fn models_without_exact_values_have_none() {
    let table = penguins();
    for model in ["knn", "gaussian_nb", "dummy"] {
        let (_, found) = explained(&table, &fitted(&table, "species", model, &[]), 0, None);
        assert!(found.shap.is_none() && found.answer.is_some() && found.path.is_none(), "{model}");
    }
}

#[test]
fn the_dependence_on_a_column_of_a_line_is_a_line() {
    let table = penguins();
    let pipeline = fitted(&table, "body_mass_g", "linear_regression", &[]);
    let ground = Ground::new(&table, &pipeline).unwrap();
    let found =
        partial_dependence(&ground, PartName::Validation, "flipper_length_mm", 12, &mut Silent).unwrap();
    let x: Vec<f64> = found.grid.iter().filter_map(Cell::number).collect();
    let response = &found.responses[0];
    let slope = (response.average[11] - response.average[0]) / (x[11] - x[0]);
    for line in response.individual.iter().chain([&response.average]) {
        for (x1, y1) in x.iter().zip(line) {
            assert!((y1 - line[0] - slope * (x1 - x[0])).abs() < 1e-7, "{y1} is not on the line");
        }
    }
    let levels = partial_dependence(&ground, PartName::Validation, "island", 12, &mut Silent).unwrap();
    assert_eq!(levels.grid.iter().map(Cell::text).collect::<Vec<_>>(), ["Biscoe", "Dream", "Torgersen"]);
    assert!(partial_dependence(&ground, PartName::Validation, "no such", 12, &mut Silent).is_err());
    assert!(partial_dependence(&ground, PartName::Validation, "body_mass_g", 12, &mut Silent).is_err());
}

#[test]
fn the_way_through_a_tree_ends_where_the_prediction_comes_from() {
    let table = penguins();
    for target in ["species", "sex", "body_mass_g"] {
        let pipeline = fitted(&table, target, "decision_tree", &[("max_depth", ParamValue::Int(5))]);
        for at in 0..40 {
            let (cells, found) = explained(&table, &pipeline, at, None);
            let path = found.path.unwrap();
            assert_eq!(Some(&path.leaf), found.answer.as_ref());
            for question in &path.questions {
                assert_eq!(question.goes_left, question.cell <= question.threshold);
                let original = question.original.as_ref().expect("every feature is made of one input");
                let at = pipeline.inputs.iter().position(|input| input.name == original.column).unwrap();
                assert_eq!(original.cell, cells[at]);
                // The scale rises, so the sides are those of the feature.
                match &original.border {
                    Border::At { value, at_most } => {
                        assert_eq!(*at_most, question.goes_left);
                        assert_eq!(*at_most, original.cell <= *value);
                    }
                    Border::Levels { with, other } => {
                        assert!(with.contains(&original.cell.text()) && !other.is_empty());
                    }
                }
            }
        }
    }
}

#[test]
fn a_change_that_is_told_does_what_it_says() {
    let table = penguins();
    for model in ["decision_tree", "logistic_regression", "knn", "hist_gradient_boosting"] {
        let pipeline = fitted(&table, "species", model, &[]);
        for at in 0..12 {
            let (mut cells, found) = explained(&table, &pipeline, at, Some(&Goal::OtherClass));
            let nearest = found.nearest.expect(model);
            assert!((1..=3).contains(&nearest.changes.len()), "{model}");
            for change in &nearest.changes {
                let at = pipeline.inputs.iter().position(|input| input.name == change.column).unwrap();
                assert_eq!(cells[at], change.from);
                assert_ne!(change.to, change.from);
                cells[at] = change.to.clone();
            }
            let ground = Ground::new(&table, &pipeline).unwrap();
            let after = what_if(&ground, &cells, None, &mut Silent).unwrap();
            assert_ne!(after.class, found.class, "{model}");
            assert_eq!(after.answer, Some(nearest.answer), "{model}");
        }
    }
    let pipeline = fitted(&table, "body_mass_g", "ridge", &[]);
    let (_, before) = explained(&table, &pipeline, 2, None);
    let bound = before.answer.unwrap()[0] + 300.0;
    let (_, found) = explained(&table, &pipeline, 2, Some(&Goal::AtLeast(bound)));
    assert!(found.nearest.unwrap().answer[0] >= bound);
    let (_, reached) = explained(&table, &pipeline, 2, Some(&Goal::AtMost(bound)));
    assert!(reached.nearest.is_none(), "the row does so already");
    let ground = Ground::new(&table, &pipeline).unwrap();
    let row = given(&ground, &table, PartName::Validation, 2).unwrap();
    assert!(what_if(&ground, &row.cells, Some(&Goal::OtherClass), &mut Silent).is_err());
}

#[test]
fn a_tree_imitates_a_tree_of_its_size_without_fault() {
    let table = penguins();
    let pipeline = fitted(&table, "species", "decision_tree", &[("max_depth", ParamValue::Int(2))]);
    let ground = Ground::new(&table, &pipeline).unwrap();
    let found = surrogate(&ground, 4, &mut Silent).unwrap();
    assert!(found.fidelity_train > 0.97 && found.fidelity.unwrap() > 0.9, "{found:?}");
    let (_, left, right) = found.nodes[0].question.clone().unwrap();
    assert_eq!(found.nodes[0].rows, found.nodes[left].rows + found.nodes[right].rows);
    let pipeline = fitted(&table, "body_mass_g", "random_forest", &[]);
    let ground = Ground::new(&table, &pipeline).unwrap();
    let by_depth = [1, 3, 5].map(|depth| surrogate(&ground, depth, &mut Silent).unwrap().fidelity_train);
    assert!(by_depth[0] < by_depth[1] && by_depth[1] < by_depth[2] && by_depth[2] > 0.9, "{by_depth:?}");
}

#[test]
fn every_question_is_answered_in_kind_and_survives_the_way_there_and_back() {
    let table = penguins();
    let pipeline = fitted(&table, "sex", "random_forest", &[("n_estimators", ParamValue::Int(5))]);
    let part = PartName::Validation;
    let ground = Ground::new(&table, &pipeline).unwrap();
    let cells = given(&ground, &table, part, 0).unwrap().cells;
    for question in [
        Question::Importance { part, over: Over::Inputs, n_repeats: 2 },
        Question::Dependence { part, column: "year".to_owned(), resolution: 5 },
        Question::Row { part, at: 9999 },
        Question::WhatIf { cells, goal: Some(Goal::Class("male".to_owned())) },
        Question::Surrogate { max_depth: 2 },
    ] {
        let answer = ask(&table, &pipeline, &question, &mut Silent).unwrap();
        let text = serde_json::to_string(&(question, &answer)).unwrap();
        assert_eq!(serde_json::from_str::<(Question, Answer)>(&text).unwrap().1, answer);
        if let Answer::Row(given) = answer {
            assert_eq!(given.at + 1, given.of, "a number beyond the part is its last row");
        }
    }
}
