#![allow(clippy::unwrap_used)]

use super::*;
use crate::pipeline::PipelineSpec;
use crate::progress::Silent;
use crate::rng::Rng;
use crate::run::run;
use crate::steps::StepSpec;
use crate::table::{Column, Values};

/// Rows with two features of which `signal` says something of the class.
fn table(rows: usize, extra: impl Fn(&[bool], &mut Rng) -> Vec<Column>) -> Table {
    let mut rng = Rng::new(5, "checks");
    let classes: Vec<bool> = (0..rows).map(|_| rng.unit() < 0.5).collect();
    let signal: Vec<Option<f64>> =
        classes.iter().map(|class| Some(rng.normal() + if *class { 2.0 } else { 0.0 })).collect();
    let noise: Vec<Option<f64>> = (0..rows).map(|_| Some(rng.normal())).collect();
    let mut columns = vec![Column::numeric("signal", signal), Column::numeric("noise", noise)];
    columns.extend(extra(&classes, &mut rng));
    let names = classes.iter().map(|class| Some(if *class { "yes" } else { "no" }));
    columns.push(Column::categorical("class", names));
    Table::new(columns).unwrap()
}

fn checks(table: &Table, model: &str) -> Vec<Check> {
    run(table, &PipelineSpec::new("class", model), false, &mut Silent).unwrap().report.checks
}

fn verdict(checks: &[Check], name: &str) -> Option<Verdict> {
    checks.iter().find(|check| check.name == name).map(|check| check.verdict)
}

#[test]
fn a_sound_run_has_nothing_to_look_at() {
    let found = checks(&table(1500, |_, _| Vec::new()), "logistic_regression");
    let names: Vec<&str> = found.iter().map(|check| check.name.as_str()).collect();
    let expected = [
        "overfit",
        "underfit",
        "target_copy",
        "single_feature",
        "repeated_rows",
        "imbalance",
        "collinearity",
        "scales",
        "constant_predictions",
        "few_rows",
        "calibration",
    ];
    assert_eq!(names, expected);
    for check in &found {
        assert_eq!(check.verdict, Verdict::Ok, "{check:?}");
        assert!(check.figure.is_some() && check.advice.is_empty() && !check.found.is_empty(), "{check:?}");
    }
}

#[test]
fn a_model_that_learns_noise_by_heart_overfits() {
    let mut rng = Rng::new(6, "noise");
    let mut columns: Vec<Column> = ["a", "b", "c"]
        .map(|name| Column::numeric(name, (0..300).map(|_| Some(rng.normal())).collect::<Vec<_>>()))
        .to_vec();
    let classes: Vec<Option<&str>> =
        (0..300).map(|_| Some(if rng.unit() < 0.5 { "yes" } else { "no" })).collect();
    columns.push(Column::categorical("class", classes));
    let found = checks(&Table::new(columns).unwrap(), "decision_tree");
    assert_eq!(verdict(&found, "overfit"), Some(Verdict::Problem));
    assert!(verdict(&found, "few_rows") > Some(Verdict::Ok), "sixty rows judge badly");
}

#[test]
fn a_copy_of_the_target_and_copied_rows_are_seen() {
    let copied = table(300, |classes, _| {
        vec![Column::numeric("copy", classes.iter().map(|class| Some(f64::from(u8::from(*class)))))]
    });
    assert_eq!(verdict(&checks(&copied, "decision_tree"), "target_copy"), Some(Verdict::Problem));
    let twice: Vec<u32> = (0..100).chain(0..100).collect();
    let rows = table(100, |_, _| Vec::new()).take(&twice);
    assert_eq!(verdict(&checks(&rows, "decision_tree"), "repeated_rows"), Some(Verdict::Problem));
}

#[test]
fn dates_imbalance_and_features_that_repeat_one_another_are_seen() {
    let dated = table(400, |_, _| {
        vec![Column::new(
            "day",
            Values::Datetime((0..400).map(|day| day * 86_400_000).collect()),
            (0..400).map(|_| true).collect(),
        )]
    });
    let mut spec = PipelineSpec::new("class", "logistic_regression");
    spec.roles.insert("day".to_owned(), crate::table::Role::Ignored);
    let found = run(&dated, &spec, false, &mut Silent).unwrap().report.checks;
    assert_eq!(verdict(&found, "time_overlap"), Some(Verdict::Look));

    let all = table(600, |_, _| Vec::new());
    let mut yes = 0;
    let rare: Vec<u32> = (0..600)
        .filter(|row| {
            let is_yes = all.column("class").unwrap().cell(*row).as_deref() == Some("yes");
            yes += usize::from(is_yes);
            !is_yes || yes <= 20
        })
        .map(|row| row as u32)
        .collect();
    assert_eq!(verdict(&checks(&all.take(&rare), "dummy"), "imbalance"), Some(Verdict::Look));

    let signal =
        |table: &Table| (0..400).map(|row| table.column("signal").unwrap().number(row)).collect::<Vec<_>>();
    let base = table(400, |_, _| Vec::new());
    let doubled: Vec<Option<f64>> =
        signal(&base).iter().map(|value| value.map(|value| 2.0 * value + 1.0)).collect();
    let mut columns = base.columns().to_vec();
    columns.push(Column::numeric("doubled", doubled));
    let found = checks(&Table::new(columns).unwrap(), "decision_tree");
    let check = found.iter().find(|check| check.name == "collinearity").unwrap();
    assert_eq!(check.verdict, Verdict::Look);
    assert!(check.found.contains("\"doubled\"") && check.figure.unwrap() > 0.999, "{check:?}");
}

#[test]
fn features_of_other_sizes_are_seen_where_the_model_compares_them() {
    let wide = table(300, |_, rng| {
        vec![Column::numeric("grams", (0..300).map(|_| Some(1000.0 * rng.normal())).collect::<Vec<_>>())]
    });
    let found = checks(&wide, "knn");
    let check = found.iter().find(|check| check.name == "scales").unwrap();
    assert_eq!(check.verdict, Verdict::Look);
    assert!(check.found.contains("\"grams\"") && check.figure.unwrap() > 100.0, "{check:?}");
    assert_eq!(verdict(&checks(&wide, "decision_tree"), "scales"), None);
    let mut spec = PipelineSpec::new("class", "knn");
    spec.steps = vec![StepSpec::new("scale")];
    let scaled = run(&wide, &spec, false, &mut Silent).unwrap().report.checks;
    assert_eq!(verdict(&scaled, "scales"), Some(Verdict::Ok));
}

#[test]
fn a_model_without_features_is_constant_and_no_better_than_the_baseline() {
    let mut spec = PipelineSpec::new("class", "dummy");
    spec.steps = vec![StepSpec::new("scale")];
    let found = run(&table(300, |_, _| Vec::new()), &spec, false, &mut Silent).unwrap().report.checks;
    assert_eq!(verdict(&found, "constant_predictions"), Some(Verdict::Problem));
    assert_eq!(verdict(&found, "underfit"), Some(Verdict::Problem));
}

#[test]
fn sealed_rows_change_no_check() {
    let all = table(300, |_, _| Vec::new());
    let spec = PipelineSpec::new("class", "decision_tree");
    let split = Split::new(&spec.split, &all, all.column("class").unwrap(), true).unwrap();
    let mut order: Vec<u32> = (0..300).collect();
    // Every test row becomes a copy of a training row of the same class.
    for row in split.test() {
        let class = all.column("class").unwrap().cell(*row as usize);
        let twin =
            split.train().iter().find(|other| all.column("class").unwrap().cell(**other as usize) == class);
        order[*row as usize] = *twin.unwrap();
    }
    assert_eq!(checks(&all, "decision_tree"), checks(&all.take(&order), "decision_tree"));
}

#[test]
fn folds_and_edges_are_judged_by_what_they_are() {
    let steady = unstable_folds("F1", &[0.8, 0.82, 0.79]).unwrap();
    assert_eq!((steady.verdict, steady.name.as_str()), (Verdict::Ok, "unstable_folds"));
    assert_eq!(unstable_folds("F1", &[0.9, 0.3, 0.6]).unwrap().verdict, Verdict::Problem);
    assert_eq!(unstable_folds("F1", &[0.9]), None);
    assert_eq!(unstable_folds("F1", &[0.0, 0.0]).unwrap().figure, Some(0.0));
    assert_eq!(best_at_edge(&[]).verdict, Verdict::Ok);
    let edge = Edge { setting: "Depth".to_owned(), value: "20".to_owned(), is_greatest: true };
    let check = best_at_edge(&[edge]);
    assert_eq!(
        (check.verdict, check.found.as_str()),
        (Verdict::Look, "Depth = 20 is the greatest value tried.")
    );
}
