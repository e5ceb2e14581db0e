//! Splitting rows into train, validation and test, and the only door to fitting: [`TrainView`].
//!
//! *Invariant*: a [`TrainView`] is made by a [`Split`] alone, and hands out its own rows alone.

use serde::{Deserialize, Serialize};

use crate::error::EngineError;
use crate::rng::Rng;
use crate::table::{Column, Table, groups};

/// How rows are dealt to the three parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SplitMethod {
    /// Every row is as likely as every other.
    #[default]
    Random,
    /// Each class is dealt on its own, so that every part has the same shares of classes.
    Stratified,
}

/// The split as a spec writes it. The shares add up to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct SplitSpec {
    /// How rows are dealt.
    pub method: SplitMethod,
    /// Share of the rows the model learns from.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.0, max = 1.0)))]
    pub train: f64,
    /// Share of the rows that settings are chosen on.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.0, max = 1.0)))]
    pub validation: f64,
    /// Share of the rows that are sealed until the end.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.0, max = 1.0)))]
    pub test: f64,
    /// Another seed deals the rows another way.
    pub seed: u32,
}

impl Default for SplitSpec {
    fn default() -> Self {
        Self { method: SplitMethod::Random, train: 0.6, validation: 0.2, test: 0.2, seed: 0 }
    }
}

/// The rows of each part, by index into the table, ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    train: Vec<u32>,
    validation: Vec<u32>,
    test: Vec<u32>,
    unlabelled: Vec<u32>,
}

impl Split {
    /// Deals the rows whose target is known; the others are in no part.
    ///
    /// # Errors
    /// When the shares do not add up to 1, when a part would be empty, and when stratifying is not
    /// possible ([`why_not_stratified`]).
    pub fn new(spec: &SplitSpec, target: &Column, is_classification: bool) -> Result<Self, EngineError> {
        check_shares(spec)?;
        let (labelled, unlabelled): (Vec<u32>, Vec<u32>) =
            (0..index(target.len())?).partition(|row| target.mask().is_valid(*row as usize));
        if labelled.is_empty() {
            return Err(EngineError::Data(format!(
                "no row has a value in the target {:?}; choose another target, or a file in which it is known",
                target.name()
            )));
        }
        let mut rng = Rng::new(u64::from(spec.seed), "split");
        let mut split = Self { train: vec![], validation: vec![], test: vec![], unlabelled };
        match spec.method {
            SplitMethod::Random => split.deal(labelled, spec, &mut rng),
            SplitMethod::Stratified => {
                if let Some(reason) = why_not_stratified(spec, target, is_classification) {
                    return Err(EngineError::Data(reason));
                }
                for rows in groups(target).into_values() {
                    split.deal(rows, spec, &mut rng);
                }
            }
        }
        for (name, share, rows) in [
            ("training", spec.train, &split.train),
            ("validation", spec.validation, &split.validation),
            ("test", spec.test, &split.test),
        ] {
            if share > 0.0 && rows.is_empty() {
                return Err(EngineError::Data(format!(
                    "no row is left for the {name} part: {} rows with a known target cannot be split this way; use more rows or set the {name} share to 0",
                    target.mask().n_valid()
                )));
            }
        }
        for part in [&mut split.train, &mut split.validation, &mut split.test] {
            part.sort_unstable();
        }
        Ok(split)
    }

    /// Deals one group of rows: test and validation get their rounded shares, training the rest.
    fn deal(&mut self, mut rows: Vec<u32>, spec: &SplitSpec, rng: &mut Rng) {
        rng.shuffle(&mut rows);
        let share = |fraction: f64| {
            let wanted = (fraction * rows.len() as f64).round() as usize;
            // A group of two or three rows still gives one to every part that wants some.
            if fraction > 0.0 { wanted.max(1) } else { 0 }
        };
        let test = share(spec.test).min(rows.len().saturating_sub(1));
        let validation = share(spec.validation).min((rows.len() - test).saturating_sub(1));
        self.test.extend(rows.drain(..test));
        self.validation.extend(rows.drain(..validation));
        self.train.extend(rows);
    }

    /// Rows of the training part.
    #[must_use]
    pub fn train(&self) -> &[u32] {
        &self.train
    }

    /// Rows of the validation part.
    #[must_use]
    pub fn validation(&self) -> &[u32] {
        &self.validation
    }

    /// Rows of the test part.
    #[must_use]
    pub fn test(&self) -> &[u32] {
        &self.test
    }

    /// Rows with no target, which are in no part.
    #[must_use]
    pub fn unlabelled(&self) -> &[u32] {
        &self.unlabelled
    }

    /// The training rows of `table`, the only thing that can be fitted.
    #[must_use]
    pub fn train_view(&self, table: &Table) -> TrainView {
        TrainView { table: table.take(&self.train) }
    }
}

/// The training rows of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainView {
    table: Table,
}

impl TrainView {
    /// The rows, as a table of their own.
    #[must_use]
    pub fn table(&self) -> &Table {
        &self.table
    }
}

/// Why the target cannot be split by class, or `None` when it can.
#[must_use]
pub fn why_not_stratified(spec: &SplitSpec, target: &Column, is_classification: bool) -> Option<String> {
    if !is_classification {
        return Some(format!(
            "stratifying needs classes, and the target {:?} is a number; choose the random split",
            target.name()
        ));
    }
    let parts = [spec.train, spec.validation, spec.test].iter().filter(|share| **share > 0.0).count();
    let (label, rows) = groups(target).into_iter().min_by_key(|(_, rows)| rows.len())?;
    (rows.len() < parts).then(|| {
        format!(
            "stratifying into {parts} parts needs at least {parts} rows of every class, and {label:?} has {}; choose the random split, or merge or remove rare classes",
            rows.len()
        )
    })
}

fn check_shares(spec: &SplitSpec) -> Result<(), EngineError> {
    let shares = [spec.train, spec.validation, spec.test];
    let sum: f64 = shares.iter().sum();
    if shares.iter().any(|share| !(0.0..=1.0).contains(share)) || (sum - 1.0).abs() > 1e-9 {
        return Err(EngineError::Spec(format!(
            "the shares of training ({}), validation ({}) and test ({}) must lie between 0 and 1 and add up to 1",
            spec.train, spec.validation, spec.test
        )));
    }
    if spec.train <= 0.0 {
        return Err(EngineError::Spec("the training share must be more than 0".to_owned()));
    }
    Ok(())
}

fn index(rows: usize) -> Result<u32, EngineError> {
    u32::try_from(rows)
        .map_err(|_| EngineError::Data(format!("{rows} rows are more than the {} that fit", u32::MAX)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn target(rows: usize) -> Column {
        let labels = ["a", "b", "c"];
        Column::categorical("y", (0..rows).map(|i| (i % 7 != 6).then(|| labels[i % 5 % 3])))
    }

    #[test]
    fn parts_are_disjoint_and_cover_every_labelled_row() {
        for method in [SplitMethod::Random, SplitMethod::Stratified] {
            for rows in [30, 31, 100, 1001] {
                let target = target(rows);
                let split = Split::new(&SplitSpec { method, ..Default::default() }, &target, true).unwrap();
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
        let split = Split::new(&spec, &target, true).unwrap();
        for (label, rows) in groups(&target) {
            for (part, share) in [(split.train(), 0.6), (split.validation(), 0.2), (split.test(), 0.2)] {
                let found =
                    part.iter().filter(|r| target.cell(**r as usize).as_deref() == Some(&*label)).count();
                assert!((found as f64 - share * rows.len() as f64).abs() <= 1.0, "{label} {share} {found}");
            }
        }
    }

    #[test]
    fn another_seed_deals_another_way_and_the_same_seed_the_same() {
        let target = target(200);
        let deal = |seed| Split::new(&SplitSpec { seed, ..Default::default() }, &target, true).unwrap();
        assert_eq!(deal(1), deal(1));
        assert_ne!(deal(1), deal(2));
    }

    #[test]
    fn says_why_stratifying_is_impossible() {
        let spec = SplitSpec { method: SplitMethod::Stratified, ..Default::default() };
        let rare = Column::categorical("y", (0..20).map(|i| Some(if i == 0 { "rare" } else { "common" })));
        let message = Split::new(&spec, &rare, true).unwrap_err().to_string();
        assert!(message.contains("\"rare\" has 1"), "{message}");
        let numbers = Column::numeric("y", (0..20).map(|i| Some(f64::from(i))));
        let message = Split::new(&spec, &numbers, false).unwrap_err().to_string();
        assert!(message.contains("is a number"), "{message}");
    }

    #[test]
    fn bad_shares_and_too_few_rows_are_refused() {
        let shares = |train, validation, test| SplitSpec { train, validation, test, ..Default::default() };
        for spec in
            [shares(0.5, 0.5, 0.5), shares(f64::NAN, 0.5, 0.5), shares(-0.2, 0.6, 0.6), shares(0.0, 0.5, 0.5)]
        {
            assert!(Split::new(&spec, &target(50), true).is_err(), "{spec:?}");
        }
        let message = Split::new(&SplitSpec::default(), &target(1), true).unwrap_err().to_string();
        assert!(message.contains("validation"), "{message}");
        let message = Split::new(&SplitSpec::default(), &target(0), true).unwrap_err().to_string();
        assert!(message.contains("no row has a value in the target \"y\""), "{message}");
        let alone = shares(1.0, 0.0, 0.0);
        assert_eq!(Split::new(&alone, &target(1), true).unwrap().train(), [0]);
    }
}
