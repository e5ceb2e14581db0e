#![allow(clippy::unwrap_used)]
use super::*;
use proptest::prelude::*;

/// Splits a table of the target alone.
fn deal(spec: &SplitSpec, target: &Column, is_classification: bool) -> Result<Split, EngineError> {
    Split::new(spec, &Table::new(vec![target.clone()]).unwrap(), target, is_classification)
}

fn target(rows: usize) -> Column {
    let labels = ["a", "b", "c"];
    Column::categorical("y", (0..rows).map(|i| (i % 7 != 6).then(|| labels[i % 5 % 3])))
}

#[test]
fn parts_are_disjoint_and_cover_every_labelled_row() {
    for method in [SplitMethod::Random, SplitMethod::Stratified] {
        for rows in [30, 31, 100, 1001] {
            let target = target(rows);
            let split = deal(&SplitSpec { method, ..Default::default() }, &target, true).unwrap();
            let mut all = [split.train(), split.validation(), split.test(), split.unlabelled()].concat();
            all.sort_unstable();
            assert_eq!(all, (0..rows as u32).collect::<Vec<_>>());
            assert_eq!(split.unlabelled().len(), target.mask().n_missing());
        }
    }
}

#[test]
fn stratified_parts_keep_the_shares_of_classes() {
    let target = target(1000);
    let spec = SplitSpec { method: SplitMethod::Stratified, ..Default::default() };
    let split = deal(&spec, &target, true).unwrap();
    for (label, rows) in groups(&target) {
        for (part, share) in [(split.train(), 0.6), (split.validation(), 0.2), (split.test(), 0.2)] {
            let found = part.iter().filter(|r| target.cell(**r as usize).as_deref() == Some(&*label)).count();
            assert!((found as f64 - share * rows.len() as f64).abs() <= 1.0, "{label} {share} {found}");
        }
    }
}

#[test]
fn another_seed_deals_another_way_and_the_same_seed_the_same() {
    let target = target(200);
    let with = |seed| deal(&SplitSpec { seed, ..Default::default() }, &target, true).unwrap();
    assert_eq!(with(1), with(1));
    assert_ne!(with(1), with(2));
}

#[test]
fn says_why_stratifying_is_impossible() {
    let spec = SplitSpec { method: SplitMethod::Stratified, ..Default::default() };
    let rare = Column::categorical("y", (0..20).map(|i| Some(if i == 0 { "rare" } else { "common" })));
    let message = deal(&spec, &rare, true).unwrap_err().to_string();
    assert!(message.contains("\"rare\" has 1"), "{message}");
    let numbers = Column::numeric("y", (0..20).map(|i| Some(f64::from(i))));
    let message = deal(&spec, &numbers, false).unwrap_err().to_string();
    assert!(message.contains("is a number"), "{message}");
}

#[test]
fn bad_shares_and_too_few_rows_are_refused() {
    let shares = |train, validation, test| SplitSpec { train, validation, test, ..Default::default() };
    for spec in
        [shares(0.5, 0.5, 0.5), shares(f64::NAN, 0.5, 0.5), shares(-0.2, 0.6, 0.6), shares(0.0, 0.5, 0.5)]
    {
        assert!(deal(&spec, &target(50), true).is_err(), "{spec:?}");
    }
    let message = deal(&SplitSpec::default(), &target(1), true).unwrap_err().to_string();
    assert!(message.contains("validation"), "{message}");
    let message = deal(&SplitSpec::default(), &target(0), true).unwrap_err().to_string();
    assert!(message.contains("no row has a value in the target \"y\""), "{message}");
    let alone = shares(1.0, 0.0, 0.0);
    assert_eq!(deal(&alone, &target(1), true).unwrap().train(), [0]);
}

fn by(method: SplitMethod) -> SplitSpec {
    SplitSpec { method, column: Some("key".to_owned()), ..SplitSpec::default() }
}

#[test]
fn a_column_is_asked_for_where_it_is_used() {
    let table = Table::new(vec![target(50)]).unwrap();
    let message = |spec: &SplitSpec| Split::new(spec, &table, &target(50), true).unwrap_err().to_string();
    let none = SplitSpec { column: None, ..by(SplitMethod::Group) };
    assert!(message(&none).contains("needs the column"), "{}", message(&none));
    assert!(message(&by(SplitMethod::Random)).contains("does not use"));
    assert!(message(&by(SplitMethod::Time)).contains("no column \"key\""));
}

#[test]
fn the_order_of_the_table_serves_as_time() {
    let target = Column::numeric("y", (0..10).map(|row| Some(f64::from(row))));
    let spec = SplitSpec { column: None, ..by(SplitMethod::Time) };
    let split = deal(&spec, &target, false).unwrap();
    assert_eq!(split.train(), [0, 1, 2, 3, 4, 5]);
    assert_eq!((split.validation(), split.test()), (&[6, 7][..], &[8, 9][..]));
}

proptest! {
    #[test]
    fn groups_stay_together_and_time_goes_forward(
        keys in prop::collection::vec(0_u8..12, 20..80), seed in 0_u32..20, validation in 0_u8..3,
    ) {
        let validation = f64::from(validation) / 10.0;
        let columns = vec![
            Column::numeric("key", keys.iter().map(|key| Some(f64::from(*key)))),
            Column::numeric("y", keys.iter().enumerate().map(|(at, _)| (at % 9 != 8).then_some(at as f64))),
        ];
        let table = Table::new(columns).unwrap();
        for method in [SplitMethod::Group, SplitMethod::Time] {
            let spec = SplitSpec { train: 0.8 - validation, validation, seed, ..by(method) };
            let Ok(split) = Split::new(&spec, &table, table.column("y").unwrap(), false) else {
                continue;
            };
            let parts = [split.train(), split.validation(), split.test()];
            let mut all = [&parts.concat(), split.unlabelled()].concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..keys.len() as u32).collect::<Vec<_>>());
            let keys_of = |part: &[u32]| part.iter().map(|row| keys[*row as usize]).collect::<Vec<_>>();
            for (at, part) in parts.iter().enumerate() {
                for later in &parts[at + 1..] {
                    let (these, those) = (keys_of(part), keys_of(later));
                    if method == SplitMethod::Time {
                        prop_assert!(these.iter().max() < those.iter().min() || those.is_empty() || these.is_empty());
                    }
                    prop_assert!(these.iter().all(|key| !those.contains(key)));
                }
            }
        }
    }
}
