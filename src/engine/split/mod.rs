//! Splitting rows into train, validation and test, and the only door to fitting: [`TrainView`].
//!
//! *Invariant*: a [`TrainView`] is made by a [`Split`] or by the folds of
//! [`crate::resample`] alone, and hands out its own rows alone. These are training rows, but for
//! [`Split::leaking_view`], which says so in its name.

mod keys;
#[cfg(test)]
mod tests;

pub(crate) use keys::{Timeline, by_group};

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
    /// Rows with one value in the column stay in one part: the parts share no patient, shop or device.
    Group,
    /// The earliest rows teach and the latest are the test, by the column or, without one, in the
    /// order of the table. Rows of one time stay in one part.
    Time,
}

impl SplitMethod {
    /// Every method, in the order menus show them.
    pub const ALL: [Self; 4] = [Self::Random, Self::Stratified, Self::Group, Self::Time];

    /// The name used in specs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::Stratified => "stratified",
            Self::Group => "group",
            Self::Time => "time",
        }
    }
}

/// The split as a spec writes it. The shares add up to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct SplitSpec {
    /// How rows are dealt.
    pub method: SplitMethod,
    /// The column that holds the group, or the time, of a row. It is no feature unless its role says
    /// so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
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
        Self { method: SplitMethod::Random, column: None, train: 0.6, validation: 0.2, test: 0.2, seed: 0 }
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
    /// Deals the rows of `table` whose target is known; the others are in no part.
    ///
    /// # Errors
    /// When the shares do not add up to 1, when a part would be empty, when stratifying is not
    /// possible ([`why_not_stratified`]), and when the column of groups or times cannot serve.
    pub fn new(
        spec: &SplitSpec,
        table: &Table,
        target: &Column,
        is_classification: bool,
    ) -> Result<Self, EngineError> {
        check_shares(spec)?;
        check_column(spec)?;
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
            SplitMethod::Group => {
                let column = spec.column.as_deref().unwrap_or_default();
                split.deal_groups(by_group(table, column, &labelled)?, spec, &mut rng);
            }
            SplitMethod::Time => {
                split.deal_in_time(Timeline::new(table, spec.column.as_deref(), &labelled)?, spec);
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

    /// Deals whole groups in random order, each to the part that lacks most of its share; when there
    /// are only as many left as parts without a group, each of these gets one.
    fn deal_groups(&mut self, mut members: Vec<Vec<u32>>, spec: &SplitSpec, rng: &mut Rng) {
        rng.shuffle(&mut members);
        let rows = members.iter().map(Vec::len).sum::<usize>() as f64;
        let mut parts = [
            (spec.train, &mut self.train),
            (spec.validation, &mut self.validation),
            (spec.test, &mut self.test),
        ];
        let mut left = members.len();
        for group in members {
            let without = parts.iter().filter(|(share, part)| *share > 0.0 && part.is_empty()).count();
            let in_need = parts
                .iter_mut()
                .filter(|(share, part)| *share > 0.0 && (left > without || part.is_empty()))
                .map(|(share, part)| (*share * rows - part.len() as f64, part))
                .reduce(|most, next| if next.0 > most.0 { next } else { most });
            if let Some((_, part)) = in_need {
                part.extend(group);
            }
            left -= 1;
        }
    }

    /// Deals the earliest rows to training, the next to validation, the latest to the test.
    fn deal_in_time(&mut self, line: Timeline, spec: &SplitSpec) {
        let rows = line.rows.len() as f64;
        let validation = line.cut((spec.train * rows).round() as usize);
        let test = if spec.test > 0.0 {
            line.cut(((spec.train + spec.validation) * rows).round() as usize)
        } else {
            line.rows.len()
        };
        let end = if spec.validation > 0.0 { validation } else { test };
        let mut ordered = line.rows;
        self.test = ordered.split_off(test.min(ordered.len()));
        self.validation = ordered.split_off(end.min(ordered.len()));
        self.train = ordered;
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
        TrainView::of(table, &self.train)
    }

    /// Every row of `table` with a target, the judged and the sealed ones among them: a leak, which a spec
    /// asks for by `leak` to show what it does. What learned from it can be judged and not be saved.
    #[must_use]
    pub fn leaking_view(&self, table: &Table) -> TrainView {
        let mut rows = [self.train(), self.validation(), self.test()].concat();
        rows.sort_unstable();
        TrainView::of(table, &rows)
    }
}

/// The training rows of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainView {
    table: Table,
}

impl TrainView {
    /// These rows of `table`. For [`Split`] and [`crate::resample::Folds`], and nobody else.
    pub(crate) fn of(table: &Table, rows: &[u32]) -> Self {
        Self { table: table.take(rows) }
    }

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

/// Groups need a column, times may have one, and the other methods know of none.
fn check_column(spec: &SplitSpec) -> Result<(), EngineError> {
    match (spec.method, &spec.column) {
        (SplitMethod::Group, None) => Err(EngineError::Spec(
            "splitting by group needs the column that holds the group; name it in \"column\"".to_owned(),
        )),
        (SplitMethod::Random | SplitMethod::Stratified, Some(column)) => Err(EngineError::Spec(format!(
            "the split names the column {column:?}, which the method {} does not use; remove it, or choose group or time",
            spec.method.name()
        ))),
        _ => Ok(()),
    }
}

fn index(rows: usize) -> Result<u32, EngineError> {
    u32::try_from(rows)
        .map_err(|_| EngineError::Data(format!("{rows} rows are more than the {} that fit", u32::MAX)))
}
