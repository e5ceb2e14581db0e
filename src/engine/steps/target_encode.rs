//! The target's mean for every level, learned so that no training row sees its own target.
//!
//! For other rows a level is encoded from all training rows. For the training rows themselves the step
//! deals them into `cv` folds and encodes each fold from the rows of the other folds (cross-fitting), as
//! scikit-learn's `TargetEncoder.fit_transform` does: a cell never holds anything of its own row's target,
//! so that a model cannot read the answer off a rare level. Folds are stratified for classes and plain for
//! numbers, drawn at random from the seed or, without shuffling, dealt in scikit-learn's order.
//!
//! The formulas are those of D. Micci-Barreca, *A preprocessing scheme for high-cardinality categorical
//! attributes in classification and prediction problems*, 2001, as scikit-learn applies them.

use serde::{Deserialize, Serialize};

use super::instead::replace;
use super::levels::LEVELLED;
use super::seen_levels::SeenLevels;
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, TrainRows};
use crate::error::EngineError;
use crate::models::Task;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::pipeline::Labels;
use crate::resample::deal::{k_fold, stratified};
use crate::rng::Rng;
use crate::stats;
use crate::table::{Column, Table};

pub(super) const KIND: StepKind = StepKind {
    id: "target_encode",
    label: "Target encode",
    purpose: Purpose::Encode,
    help: "Replaces every level by the mean of the target in the training rows that have it, drawn towards the mean of all: a share for two classes, one column a class for more, a mean for numbers. Training rows are encoded from the other folds only, so that no row sees its own answer. Good for columns of many levels.",
    sklearn: "TargetEncoder",
    params: &[
        ParamSpec {
            name: "smooth",
            label: "Draw rare levels to the mean",
            help: "Automatic: the more, the fewer rows a level has and the more their targets differ. Fixed: as if so many rows more had the mean of all.",
            domain: Domain::Choice(&[
                Choice { value: "auto", label: "Automatic" },
                Choice { value: "fixed", label: "Fixed" },
            ]),
            default: Default::Text("auto"),
            visible_when: None,
        },
        ParamSpec {
            name: "smooth_rows",
            label: "Rows of the mean",
            help: "How many rows with the mean of all are added to every level. More trust rare levels less; 0 takes every level's own mean.",
            domain: Domain::Float { min: 0.0, max: 10_000.0, log: false },
            default: Default::Float(10.0),
            visible_when: Some(("smooth", &["fixed"])),
        },
        ParamSpec {
            name: "cv",
            label: "Folds",
            help: "Into how many folds the training rows are dealt; each is encoded from the others. More leave each fold more rows to learn from.",
            domain: Domain::Int { min: 2, max: 20 },
            default: Default::Int(5),
            visible_when: None,
        },
        ParamSpec {
            name: "shuffle",
            label: "Deal at random",
            help: "Deals the rows into folds at random. Without it they are dealt in their order, which misleads where the rows are sorted.",
            domain: Domain::Bool,
            default: Default::Bool(true),
            visible_when: None,
        },
        ParamSpec {
            name: "random_state",
            label: "Seed",
            help: "The folds of the training rows are drawn from it; the same seed deals the same folds.",
            domain: Domain::Int { min: 0, max: 1_000_000 },
            default: Default::Int(0),
            visible_when: None,
        },
    ],
    accepts: |_| LEVELLED,
    named: false,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Encoding {
    levels: SeenLevels,
    /// For every new column one number a level.
    values: Vec<Vec<f64>>,
}

/// The encodings of every column, from all training rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// The classes that a column is made for each; none when one column holds it all.
    classes: Vec<String>,
    /// The mean of all training rows for every new column: what an unknown level gets.
    means: Vec<f64>,
    columns: Vec<Encoding>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let n_rows = input.table.n_rows();
    let n_folds = input.params.count("cv");
    if n_rows < n_folds {
        return Err(EngineError::Data(format!(
            "{}: the training rows are dealt into {n_folds} folds, and there are only {n_rows}; use fewer folds or more rows",
            KIND.label
        )));
    }
    let smooth = match input.params.text("smooth") {
        "fixed" => Some(input.params.float("smooth_rows")),
        _ => None,
    };
    let labels = (input.task == Task::Classification).then(|| Labels::new(input.target, &[]));
    let answers = answers(input.target, labels.as_ref());
    let mut columns = Vec::with_capacity(input.columns.len());
    let mut places = Vec::with_capacity(input.columns.len());
    for name in input.columns {
        let column = input.table.column(name)?;
        let levels = SeenLevels::new(column);
        // Training rows have no level that training does not have.
        places.push(levels.places(column).into_iter().flatten().collect::<Vec<usize>>());
        columns.push(Encoding { levels, values: Vec::new() });
    }

    let all: Vec<usize> = (0..n_rows).collect();
    let mut means = Vec::with_capacity(answers.len());
    for answer in &answers {
        let known = Known::new(answer, &all);
        means.push(known.mean);
        for (encoding, places) in columns.iter_mut().zip(&places) {
            encoding.values.push(known.encode(places, encoding.levels.len(), smooth));
        }
    }

    let mut rng = Rng::new(input.params.count("random_state") as u64, "target_encode");
    let rng = input.params.bool("shuffle").then_some(&mut rng);
    let folds = match &labels {
        Some(labels) => stratified(&labels.codes, n_folds, rng),
        None => k_fold(n_rows, n_folds, rng),
    };
    // Columns × answers × rows.
    let mut cells = vec![vec![vec![0.0; n_rows]; answers.len()]; columns.len()];
    for fold in &folds {
        let mut teaches = vec![true; n_rows];
        for row in fold {
            if let Some(teaches) = teaches.get_mut(*row) {
                *teaches = false;
            }
        }
        let others: Vec<usize> = all.iter().copied().filter(|row| teaches.get(*row) == Some(&true)).collect();
        for (at, answer) in answers.iter().enumerate() {
            let known = Known::new(answer, &others);
            for ((cells, encoding), places) in cells.iter_mut().zip(&columns).zip(&places) {
                let values = known.encode(places, encoding.levels.len(), smooth);
                let Some(cells) = cells.get_mut(at) else { continue };
                for row in fold {
                    let value = places.get(*row).and_then(|place| values.get(*place));
                    if let (Some(cell), Some(value)) = (cells.get_mut(*row), value) {
                        *cell = *value;
                    }
                }
            }
        }
    }
    let classes = labels.map(|labels| labels.names).filter(|names| names.len() > 2).unwrap_or_default();
    let fitted = Fitted { classes, means, columns };
    let table = replace(input.table, |column| {
        let at = fitted.columns.iter().position(|encoding| encoding.levels.column() == column.name())?;
        let cells = cells.get(at)?.iter().enumerate();
        let made = |(at, cells): (usize, &Vec<f64>)| {
            Column::numeric(fitted.name(column.name(), at), cells.iter().copied().map(Some))
        };
        Some(cells.map(made).collect())
    })?;
    let rows = TrainRows::Made { table, target: input.target.clone() };
    Ok(Fit { step: FittedStep::TargetEncode(fitted), rows })
}

/// What is averaged: the numbers; for two classes whether a row has the second; else for every class
/// whether a row has it.
fn answers(target: &Column, labels: Option<&Labels>) -> Vec<Vec<f64>> {
    let Some(labels) = labels else {
        return vec![(0..target.len()).map(|row| target.number(row).unwrap_or(0.0)).collect()];
    };
    let is = |class: u32| labels.codes.iter().map(|code| f64::from(u8::from(*code == class))).collect();
    let n_classes = u32::try_from(labels.names.len()).unwrap_or(u32::MAX);
    if n_classes <= 2 { vec![is(1)] } else { (0..n_classes).map(is).collect() }
}

/// The answers of the rows that an encoding is learned from.
struct Known<'a> {
    rows: &'a [usize],
    /// One a row of `rows`.
    answers: Vec<f64>,
    mean: f64,
    variance: f64,
}

impl<'a> Known<'a> {
    fn new(answers: &[f64], rows: &'a [usize]) -> Self {
        let answers: Vec<f64> = rows.iter().filter_map(|row| answers.get(*row).copied()).collect();
        let (mean, variance) = (stats::mean(&answers), stats::variance(&answers));
        Self { rows, answers, mean, variance }
    }

    /// The encoding of every level, given each row's level.
    ///
    /// With n rows of mean m and variance s² in the level, a mean M of all: (n m + smooth · M) / (n + smooth).
    /// By default smooth = s² / S² with the variance S² of all, the empirical Bayes estimate.
    fn encode(&self, places: &[usize], n_levels: usize, smooth: Option<f64>) -> Vec<f64> {
        let mut levels = vec![Level::default(); n_levels];
        for (row, answer) in self.rows.iter().zip(&self.answers) {
            if let Some(level) = places.get(*row).and_then(|place| levels.get_mut(*place)) {
                level.count += 1.0;
                level.sum += answer;
            }
        }
        if let Some(smooth) = smooth {
            let value = |level: &Level| (level.sum + smooth * self.mean) / (level.count + smooth);
            return levels.iter().map(|level| self.known(value(level))).collect();
        }
        for (row, answer) in self.rows.iter().zip(&self.answers) {
            if let Some(level) = places.get(*row).and_then(|place| levels.get_mut(*place)) {
                let gap = answer - level.sum / level.count;
                level.squares += gap * gap;
            }
        }
        let value = |level: &Level| {
            let weight = self.variance * level.count;
            let share = weight / (weight + level.squares / level.count);
            share * (level.sum / level.count) + (1.0 - share) * self.mean
        };
        levels.iter().map(|level| self.known(value(level))).collect()
    }

    /// The mean of all where a level has no value of its own: no row, or nothing that varies.
    fn known(&self, value: f64) -> f64 {
        if value.is_finite() { value } else { self.mean }
    }
}

#[derive(Clone, Default)]
struct Level {
    count: f64,
    sum: f64,
    squares: f64,
}

impl Fitted {
    /// The name of the new column at that place among those of one column.
    fn name(&self, column: &str, at: usize) -> String {
        self.classes.get(at).map_or_else(|| column.to_owned(), |class| format!("{column}_{class}"))
    }

    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        for encoding in &self.columns {
            encoding.levels.check(&KIND, table)?;
        }
        replace(table, |column| {
            let encoding = self.columns.iter().find(|known| known.levels.column() == column.name())?;
            let places = encoding.levels.places(column);
            let made = |(at, values): (usize, &Vec<f64>)| {
                let value = |place: &Option<usize>| place.and_then(|place| values.get(place));
                let mean = self.means.get(at);
                let cells = places.iter().map(|place| value(place).or(mean).copied());
                Column::numeric(self.name(column.name(), at), cells)
            };
            Some(encoding.values.iter().enumerate().map(made).collect())
        })
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        let each = |encoding: &Encoding| {
            let column = encoding.levels.column().to_owned();
            let text = |(at, values): (usize, &Vec<f64>)| {
                let what = "means of the target";
                Learned::new(&self.name(&column, at), what, encoding.levels.with_numbers(values))
            };
            encoding.values.iter().enumerate().map(text).collect::<Vec<_>>()
        };
        self.columns.iter().flat_map(each).collect()
    }
}
