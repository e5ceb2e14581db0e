#![allow(clippy::unwrap_used)]

use super::*;
use crate::profile::{alerts, profile};
use crate::table::{Column, Table};

/// A target, and columns each of which has something wrong with it.
fn table() -> Table {
    let n = 60;
    let number = |name: &str, of: &dyn Fn(usize) -> Option<f64>| Column::numeric(name, (0..n).map(of));
    let levels: Vec<String> = (0..n).map(|row| format!("level {row}")).collect();
    Table::new(vec![
        number("age", &|row| (row % 7 != 0).then_some((row * 13 % 31) as f64)),
        number("cabin", &|row| (row % 2 == 0).then_some((row * 7 % 23) as f64)),
        number("fixed", &|_| Some(1.0)),
        number("copy", &|row| Some((row * 11 % 17) as f64)),
        number("of copy", &|row| Some((row * 11 % 17) as f64)),
        number("tail", &|row| Some(if row == 5 { 1e6 } else { (row * 5 % 13) as f64 })),
        Column::categorical("port", (0..n).map(|row| (row % 9 != 1).then_some(["a", "b"][row % 2]))),
        Column::categorical("ticket", levels.iter().map(|level| Some(level.as_str()))),
        Column::categorical("y", (0..n).map(|row| Some(if row % 10 == 0 { "rare" } else { "common" }))),
    ])
    .unwrap()
}

fn suggested(spec: &PipelineSpec) -> Vec<Suggestion> {
    let table = table();
    let profile = profile(&table);
    suggestions(&profile, &alerts(&table, &profile, Some("y")), spec)
}

fn labels(spec: &PipelineSpec) -> Vec<String> {
    suggested(spec).iter().map(Suggestion::label).collect()
}

#[test]
fn what_looks_wrong_has_a_remedy_with_columns_and_parameters() {
    let found = suggested(&PipelineSpec::new("y", "logistic_regression"));
    let of = |label: &str| {
        let found = found.iter().find(|suggestion| suggestion.label() == label);
        found.unwrap_or_else(|| panic!("{label}: {found:?}")).step.clone()
    };
    assert_eq!(of("Drop columns: fixed").columns, Selector::Names(vec!["fixed".to_owned()]));
    assert_eq!(of("Drop columns: of copy").step, "drop_columns");
    let age = of("Fill in missing cells: age");
    assert_eq!(age.params.get("strategy"), Some(&ParamValue::Text("median".to_owned())));
    assert_eq!(age.params.get("add_indicator"), None);
    let cabin = of("Fill in missing cells: cabin");
    assert_eq!(cabin.params.get("add_indicator"), Some(&ParamValue::Bool(true)));
    let port = of("Fill in missing cells: port");
    assert_eq!(port.params.get("strategy"), Some(&ParamValue::Text("most_frequent".to_owned())));
    assert!(found.iter().any(|suggestion| suggestion.alert == Some(AlertKind::ManyMissing)));
}

#[test]
fn what_was_applied_is_not_suggested_again() {
    let mut spec = PipelineSpec::new("y", "logistic_regression");
    let most = suggested(&spec).len();
    for _ in 0..most {
        let Some(next) = suggested(&spec).into_iter().next() else { break };
        spec.steps.insert(next.at, next.step);
    }
    assert_eq!(labels(&spec), Vec::<String>::new());
    let purposes: Vec<Purpose> =
        spec.steps.iter().map(|step| steps::kind(&step.step).unwrap().purpose).collect();
    let cleaned = purposes.iter().rposition(|purpose| *purpose == Purpose::Clean).unwrap();
    let encoded = purposes.iter().position(|purpose| *purpose == Purpose::Encode).unwrap();
    assert!(cleaned < encoded, "{purposes:?}");
}

#[test]
fn a_step_that_is_switched_off_remedies_nothing() {
    let mut spec = PipelineSpec::new("y", "logistic_regression");
    spec.steps = vec![StepSpec { enabled: false, ..StepSpec::new("impute") }];
    assert!(labels(&spec).contains(&"Fill in missing cells: age".to_owned()));
    spec.steps = vec![StepSpec::new("impute")];
    assert!(!labels(&spec).contains(&"Fill in missing cells: age".to_owned()));
    assert!(
        labels(&spec).contains(&"Fill in missing cells: port".to_owned()),
        "the median takes numbers alone"
    );
}

#[test]
fn columns_that_are_no_features_are_left_alone() {
    let mut spec = PipelineSpec::new("y", "logistic_regression");
    for name in ["age", "cabin", "fixed", "of copy", "tail", "port", "ticket"] {
        spec.roles.insert(name.to_owned(), Role::Ignored);
    }
    assert!(suggested(&spec).iter().all(|suggestion| suggestion.columns.is_empty()));
}

#[test]
fn a_model_that_takes_gaps_and_categories_needs_neither() {
    let found = labels(&PipelineSpec::new("y", "hist_gradient_boosting"));
    assert!(!found.iter().any(|label| label.starts_with("One-hot") || label.ends_with(": age")), "{found:?}");
}

#[test]
fn a_long_list_of_columns_is_cut() {
    let columns = ["a", "b", "c", "d", "e", "f"].map(str::to_owned).to_vec();
    let step = StepSpec::new("impute");
    let long = Suggestion { alert: None, columns, reason: String::new(), step, at: 0 };
    assert_eq!(long.label(), "Fill in missing cells: a, b, c, d and 2 more");
}

#[test]
fn scaling_is_suggested_where_the_model_asks_for_it_and_numbers_differ_in_size() {
    let scales =
        |model: &str| labels(&PipelineSpec::new("y", model)).iter().any(|l| l.starts_with("Scale: age"));
    assert!(scales("knn") && !scales("decision_tree"));
    let mut spec = PipelineSpec::new("y", "knn");
    spec.steps = vec![StepSpec::new("scale")];
    assert!(!labels(&spec).iter().any(|label| label.starts_with("Scale")), "{:?}", labels(&spec));

    let n = 60;
    let number = |name: &str, unit: f64| {
        Column::numeric(name, (0..n).map(move |row| Some(unit * (row * 7 % 23) as f64)))
    };
    let table = Table::new(vec![
        number("small", 1.0),
        number("larger", 10.0),
        Column::categorical("y", (0..n).map(|row| Some(["a", "b"][row % 2]))),
    ])
    .unwrap();
    let profile = profile(&table);
    assert_eq!(suggestions(&profile, &[], &PipelineSpec::new("y", "knn")), [], "ten times is no other scale");
}

#[test]
fn levels_written_in_several_ways_are_tidied_first() {
    let towns = ["Oslo", "oslo", "Bergen", "Bergen "];
    let shops = ["north", " north", "south", "south"];
    let column = |name: &str, of: [&'static str; 4]| {
        Column::categorical(name, (0..60).map(move |row| Some(of[row % 4])))
    };
    let table = Table::new(vec![
        column("town", towns),
        column("shop", shops),
        column("tidy", ["a", "b", "a", "b"]),
        column("y", ["yes", "no", "no", "yes"]),
    ])
    .unwrap();
    let profile = profile(&table);
    let alerts = alerts(&table, &profile, Some("y"));
    let of = |kind: AlertKind| {
        let found = alerts.iter().filter(move |alert| alert.kind == kind);
        found.map(|alert| (alert.columns[0].as_str(), alert.figure)).collect::<Vec<_>>()
    };
    assert_eq!(of(AlertKind::MixedCase), [("town", 1.0)]);
    assert_eq!(of(AlertKind::StrayBlanks), [("town", 1.0), ("shop", 1.0)]);
    let mut spec = PipelineSpec::new("y", "decision_tree");
    let tidies = |spec: &PipelineSpec| {
        let found = suggestions(&profile, &alerts, spec).into_iter();
        found.filter(|found| found.step.step == "clean_text").collect::<Vec<_>>()
    };
    let found = tidies(&spec);
    let told: Vec<(String, usize)> = found.iter().map(|found| (found.label(), found.at)).collect();
    assert_eq!(told, [("Tidy texts: town".to_owned(), 0), ("Tidy texts: shop".to_owned(), 0)]);
    spec.steps.extend(found.into_iter().map(|found| found.step));
    assert_eq!(tidies(&spec), []);
}
