//! Levels hashed to a fixed number of columns.

use serde::{Deserialize, Serialize};

use super::levels::LEVELLED;
use super::murmur::murmur3_32;
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, fitted_column};
use crate::error::EngineError;
use crate::params::{Default, Domain, ParamSpec};
use crate::table::{Column, DType, Mask, Table, Values};

/// The most columns that can be asked for: every one is held in full.
const MAX_FEATURES: usize = 1024;

pub(super) const KIND: StepKind = StepKind {
    id: "hash_encode",
    label: "Hash encode",
    purpose: Purpose::Encode,
    help: "Replaces columns of categories by a fixed number of columns: a hash of the column's name and the level says to which of them 1 is added or taken off. Takes any number of levels and any new one; levels that meet in one column cannot be told apart. A missing cell adds nothing.",
    sklearn: "FeatureHasher(input_type=\"dict\")",
    params: &[
        ParamSpec {
            name: "n_features",
            label: "Columns to make",
            help: "How many columns all levels share: hash_1, hash_2 and so on. More keep more levels apart.",
            domain: Domain::Int { min: 1, max: MAX_FEATURES as i64 },
            default: Default::Int(32),
            visible_when: None,
        },
        ParamSpec {
            name: "alternate_sign",
            label: "Add or take off",
            help: "Lets the hash decide whether 1 is added or taken off, so that levels that meet in a column cancel out on average. Without it 1 is always added.",
            domain: Domain::Bool,
            default: Default::Bool(true),
            visible_when: None,
        },
    ],
    accepts: |_| LEVELLED,
    named: false,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Hashed {
    column: String,
    /// The column's type in training.
    dtype: DType,
}

/// The columns that are hashed, and into how many. Nothing is learned from their cells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    n_features: usize,
    alternate_sign: bool,
    columns: Vec<Hashed>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let mut columns = Vec::with_capacity(input.columns.len());
    for name in input.columns {
        columns.push(Hashed { column: name.clone(), dtype: input.table.column(name)?.dtype() });
    }
    let n_features = input.params.count("n_features");
    let alternate_sign = input.params.bool("alternate_sign");
    Ok(FittedStep::HashEncode(Fitted { n_features, alternate_sign, columns }).into())
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        if self.columns.is_empty() {
            return Ok(table.clone());
        }
        if !(1..=MAX_FEATURES).contains(&self.n_features) {
            return Err(EngineError::Data(format!(
                "{}: {} columns are to be made, which are not 1 to {MAX_FEATURES}; fit the step again",
                KIND.label, self.n_features
            )));
        }
        let mut made = vec![vec![0.0; table.n_rows()]; self.n_features];
        for hashed in &self.columns {
            let column = fitted_column(&KIND, table, &hashed.column, hashed.dtype)?;
            self.add(column, &mut made);
        }
        let kept = table.columns().iter().filter(|c| !self.columns.iter().any(|h| h.column == c.name()));
        let made = (1..).zip(made).map(|(at, cells)| {
            let mask = Mask::all_valid(cells.len());
            Column::new(format!("hash_{at}"), Values::Numeric(cells), mask)
        });
        Table::new(kept.cloned().chain(made).collect())
    }

    /// Adds every row's level to the column of its hash.
    fn add(&self, column: &Column, made: &mut [Vec<f64>]) {
        let mut text = format!("{}=", column.name());
        let name = text.len();
        let mut place = |level: &str| {
            text.truncate(name);
            text.push_str(level);
            self.place(&text)
        };
        let mut add = |row: usize, (at, value): (usize, f64)| {
            if let Some(cell) = made.get_mut(at).and_then(|cells| cells.get_mut(row)) {
                *cell += value;
            }
        };
        if let Values::Categorical { codes, levels } = column.values() {
            let places: Vec<(usize, f64)> = levels.iter().map(|level| place(level)).collect();
            for (row, code) in codes.iter().enumerate().filter(|(row, _)| column.mask().is_valid(*row)) {
                if let Some(at) = places.get(*code as usize) {
                    add(row, *at);
                }
            }
            return;
        }
        for row in 0..column.len() {
            if let Some(level) = column.cell(row) {
                add(row, place(&level));
            }
        }
    }

    /// The column that a text falls into, and what is added there.
    fn place(&self, text: &str) -> (usize, f64) {
        let hash = murmur3_32(text.as_bytes());
        let value = if self.alternate_sign && hash < 0 { -1.0 } else { 1.0 };
        (hash.unsigned_abs() as usize % self.n_features.max(1), value)
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        vec![Learned::new("", "columns made", self.n_features)]
    }
}
