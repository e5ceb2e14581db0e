//! Every rule against scikit-learn's, in `tests/references/resampling.json`, which
//! `tests/references/make_resampling.py` makes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use serde::Deserialize;

use super::{Fold, Folds, ResamplingMethod, ResamplingSpec};
use crate::pipeline::PipelineSpec;
use crate::table::{Column, Table};
use crate::tune::TuneSpec;

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    method: ResamplingMethod,
    rows: usize,
    shuffled: bool,
    n_splits: Option<u32>,
    n_repeats: Option<u32>,
    gap: Option<u32>,
    max_train_size: Option<u32>,
    test_size: Option<f64>,
    classes: Option<Vec<u32>>,
    groups: Option<Vec<u32>>,
    folds: Option<Vec<Rows>>,
    sizes: Option<Vec<Sizes>>,
}

#[derive(Deserialize)]
struct Rows {
    train: Vec<u32>,
    test: Vec<u32>,
}

#[derive(Deserialize)]
struct Sizes {
    train: usize,
    test: usize,
    by_class: Vec<usize>,
}

/// Folds of a table all of whose rows are training rows. The feature says nothing.
fn folds(classes: &[u32], keys: &[u32], resampling: ResamplingSpec) -> Result<Vec<Fold>, String> {
    let texts: Vec<String> = classes.iter().map(|class| format!("class {class}")).collect();
    let columns = vec![
        Column::numeric("x", classes.iter().map(|_| Some(0.0))),
        Column::numeric("key", keys.iter().map(|key| Some(f64::from(*key)))),
        Column::categorical("y", texts.iter().map(|text| Some(text.as_str()))),
    ];
    let mut spec = PipelineSpec::new("y", "dummy");
    (spec.split.train, spec.split.validation, spec.split.test) = (1.0, 0.0, 0.0);
    spec.tune = Some(TuneSpec { resampling, ..TuneSpec::default() });
    let folds = Folds::new(&Table::new(columns).unwrap(), &spec).map_err(|error| error.to_string())?;
    Ok(folds.folds().to_vec())
}

#[test]
fn the_folds_are_those_of_scikit_learn() {
    let file: File = serde_json::from_str(include_str!("../../../tests/references/resampling.json")).unwrap();
    assert!(file.cases.len() > 20);
    for (at, case) in file.cases.iter().enumerate() {
        let takes_key = case.groups.is_some();
        let resampling = ResamplingSpec {
            n_splits: case.n_splits.unwrap_or(5),
            n_repeats: case.n_repeats.unwrap_or(1),
            shuffle: case.shuffled,
            gap: case.gap.unwrap_or(0),
            max_train_size: case.max_train_size,
            test_size: case.test_size.unwrap_or(0.2),
            column: takes_key.then(|| "key".to_owned()),
            ..ResamplingSpec::new(case.method)
        };
        let classes =
            case.classes.clone().unwrap_or_else(|| (0..case.rows as u32).map(|row| row % 2).collect());
        let keys = case.groups.clone().unwrap_or_else(|| vec![0; case.rows]);
        let found = folds(&classes, &keys, resampling).unwrap();
        if let Some(expected) = &case.folds {
            let expected: Vec<(&[u32], &[u32])> =
                expected.iter().map(|fold| (&fold.train[..], &fold.test[..])).collect();
            let mut found: Vec<_> = found.iter().map(|fold| (fold.train(), fold.test())).collect();
            if takes_key {
                // Which of the folds is the first is no part of the rule.
                found.sort();
                let mut sorted = expected.clone();
                sorted.sort_unstable();
                assert_eq!(found, sorted, "case {at}: {:?}", case.method);
            } else {
                assert_eq!(found, expected, "case {at}: {:?}", case.method);
            }
        }
        for (fold, sizes) in found.iter().zip(case.sizes.iter().flatten()) {
            assert_eq!((fold.train().len(), fold.test().len()), (sizes.train, sizes.test), "case {at}");
            for (class, count) in sizes.by_class.iter().enumerate() {
                let of_class = |row: &&u32| classes[**row as usize] as usize == class;
                assert_eq!(fold.test().iter().filter(of_class).count(), *count, "case {at}");
            }
        }
        assert_eq!(
            found.len(),
            case.folds.as_ref().map_or_else(|| case.sizes.as_ref().unwrap().len(), Vec::len)
        );
    }
}

#[test]
fn what_cannot_be_dealt_says_why() {
    let message = |classes: &[u32], keys: &[u32], spec| folds(classes, keys, spec).unwrap_err();
    let with = |method, n_splits| ResamplingSpec { n_splits, ..ResamplingSpec::new(method) };
    let rows: Vec<u32> = (0..6).collect();
    let text = message(&rows, &rows, with(ResamplingMethod::StratifiedKFold, 2));
    assert!(text.contains("the largest has 1"), "{text}");
    let text = message(&[0; 6], &[1; 6], with(ResamplingMethod::GroupKFold, 2));
    assert!(text.contains("needs the column"), "{text}");
    let grouped = ResamplingSpec { column: Some("key".to_owned()), ..with(ResamplingMethod::GroupKFold, 2) };
    let text = message(&[0; 6], &[1; 6], grouped);
    assert!(text.contains("the training rows have 1 in \"key\""), "{text}");
    for method in [ResamplingMethod::KFold, ResamplingMethod::TimeSeriesSplit] {
        let text = message(&[0; 6], &[1; 6], with(method, 7));
        assert!(text.contains("use fewer splits"), "{text}");
    }
    let timed =
        ResamplingSpec { column: Some("key".to_owned()), ..with(ResamplingMethod::TimeSeriesSplit, 2) };
    let text = message(&[0; 6], &[1; 6], timed);
    assert!(text.contains("too few"), "{text}");
}

proptest! {
    #[test]
    fn folds_part_the_rows_by_their_rules(
        rows in prop::collection::vec((0_u32..3, 0_u32..9), 30..80),
        n_splits in 2_u32..5,
        n_repeats in 1_u32..3,
        seed in 0_u32..50,
        method in prop::sample::select(ResamplingMethod::ALL.to_vec()),
        shuffle in any::<bool>(),
    ) {
        let (classes, keys): (Vec<u32>, Vec<u32>) = rows.into_iter().unzip();
        let takes_key =
            matches!(method, ResamplingMethod::GroupKFold | ResamplingMethod::TimeSeriesSplit);
        let repeats = method.repeats() && shuffle;
        let spec = ResamplingSpec {
            n_splits,
            n_repeats: if repeats { n_repeats } else { 1 },
            seed,
            shuffle,
            column: takes_key.then(|| "key".to_owned()),
            ..ResamplingSpec::new(method)
        };
        let Ok(found) = folds(&classes, &keys, spec.clone()) else { return Ok(()) };
        prop_assert_eq!(&found, &folds(&classes, &keys, spec.clone()).unwrap());
        prop_assert_eq!(found.len(), spec.n_folds(classes.len()));
        let every: Vec<u32> = (0..classes.len() as u32).collect();
        let key = |row: &u32| keys[*row as usize];
        for fold in &found {
            prop_assert!(!fold.train().is_empty() && !fold.test().is_empty());
            prop_assert!(fold.train().iter().all(|row| !fold.test().contains(row)));
            if method == ResamplingMethod::TimeSeriesSplit {
                prop_assert!(fold.train().iter().map(key).max() < fold.test().iter().map(key).min());
                continue;
            }
            let mut all = [fold.train(), fold.test()].concat();
            all.sort_unstable();
            prop_assert_eq!(&all, &every);
            if method == ResamplingMethod::GroupKFold {
                prop_assert!(fold.train().iter().all(|row| !fold.test().iter().any(|t| key(t) == key(row))));
            }
        }
        if method.repeats() || method == ResamplingMethod::LeaveOneOut {
            // In every repeat each row judges once.
            let size = found.len() / spec.n_repeats as usize;
            for repeat in found.chunks(size) {
                let mut judging: Vec<u32> = repeat.iter().flat_map(|fold| fold.test()).copied().collect();
                judging.sort_unstable();
                prop_assert_eq!(&judging, &every);
            }
        }
        if method == ResamplingMethod::StratifiedKFold {
            for class in 0..3 {
                let counts = found.iter().map(|fold| {
                    fold.test().iter().filter(|row| classes[**row as usize] == class).count()
                });
                prop_assert!(counts.clone().max().unwrap() - counts.min().unwrap() <= 1);
            }
        }
    }

    #[test]
    fn a_smaller_share_is_part_of_a_larger_one_and_keeps_the_classes(
        classes in prop::collection::vec(0_u32..3, 40..90), shares in prop::collection::vec(0.05_f64..1.0, 2),
    ) {
        let texts: Vec<String> = classes.iter().map(|class| format!("class {class}")).collect();
        let columns = vec![
            Column::numeric("x", (0..classes.len()).map(|row| Some(row as f64))),
            Column::categorical("y", texts.iter().map(|text| Some(text.as_str()))),
        ];
        let table = Table::new(columns).unwrap();
        let spec = PipelineSpec::new("y", "dummy");
        let Ok(folds) = Folds::new(&table, &spec) else { return Ok(()) };
        let id = super::FoldId::Fold(0);
        let rows = |share: f64| {
            let view = folds.train_view(&table, id, share).unwrap();
            (0..view.table().n_rows())
                .map(|row| view.table().column("x").unwrap().number(row).unwrap() as u32)
                .collect::<Vec<_>>()
        };
        let (small, large) = (rows(shares[0].min(shares[1])), rows(shares[0].max(shares[1])));
        prop_assert!(small.iter().all(|row| large.contains(row)));
        let all = folds.get(id).unwrap().train();
        prop_assert!(large.iter().all(|row| all.contains(row)));
        let count = |rows: &[u32], class: u32| {
            rows.iter().filter(|row| classes[**row as usize] == class).count() as f64
        };
        for class in 0..3 {
            let expected = count(all, class) * small.len() as f64 / all.len() as f64;
            prop_assert!((count(&small, class) - expected).abs() <= 2.0, "{} {}", count(&small, class), expected);
        }
    }
}
