//! What steps share that put every chosen column through a function of its cells.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Learned, StepInput, StepKind, TrainRows, fitted_column};
use crate::error::EngineError;
use crate::table::{Column, DType, Table, Values};

/// A column that a step changes, and what became of its training cells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Touched {
    /// Its name.
    pub column: String,
    /// Its type in training.
    pub dtype: DType,
    /// Training cells that are another value now, or a value of another type.
    pub changed: usize,
    /// Training cells that are missing now and were not.
    pub emptied: usize,
}

impl Touched {
    /// Compares a training column with what became of it.
    fn new(before: &Column, after: &Column) -> Self {
        let mut touched =
            Self { column: before.name().to_owned(), dtype: before.dtype(), changed: 0, emptied: 0 };
        if let (Values::Numeric(a), Values::Numeric(b)) = (before.values(), after.values()) {
            let cells = a.chunks(64).zip(b.chunks(64));
            for ((a, b), (was, is)) in cells.zip(before.mask().words().zip(after.mask().words())) {
                touched.emptied += (was & !is).count_ones() as usize;
                let differ = a.iter().zip(b).map(|(a, b)| u64::from(a != b));
                // A cell that is missing in both holds 0 in both.
                touched.changed += if was == is {
                    differ.sum::<u64>()
                } else {
                    differ.enumerate().map(|(at, differs)| differs & ((was & is) >> at)).sum()
                } as usize;
            }
            return touched;
        }
        let retyped = before.dtype() != after.dtype();
        for (row, (was, is)) in before.mask().iter().zip(after.mask().iter()).enumerate() {
            if was && !is {
                touched.emptied += 1;
            } else if was && (retyped || differs(before, after, row)) {
                touched.changed += 1;
            }
        }
        touched
    }
}

/// Whether a cell that both columns hold is another value in one of them.
fn differs(before: &Column, after: &Column, row: usize) -> bool {
    match (before.values(), after.values()) {
        (Values::Datetime(a), Values::Datetime(b)) => a.get(row) != b.get(row),
        _ => before.cell(row) != after.cell(row),
    }
}

/// Puts every chosen training column through `change`, which is given the column's place among them: what
/// became of each, and the training rows then.
pub(super) fn learn(
    input: &StepInput,
    mut change: impl FnMut(usize, &Column) -> Result<Column, EngineError>,
) -> Result<(Vec<Touched>, TrainRows), EngineError> {
    let mut touched = Vec::with_capacity(input.columns.len());
    let mut changed = HashMap::with_capacity(input.columns.len());
    for (at, name) in input.columns.iter().enumerate() {
        let before = input.table.column(name)?;
        let after = change(at, before)?;
        touched.push(Touched::new(before, &after));
        changed.insert(name.as_str(), after);
    }
    let after = |column: &Column| changed.remove(column.name()).unwrap_or_else(|| column.clone());
    let rows = Table::new(input.table.columns().iter().map(after).collect())?;
    Ok((touched, TrainRows::Changed(rows)))
}

/// The table with every touched column put through `change`, which is given the column's place among
/// them. Each must have the type it had when the step was fitted.
pub(super) fn apply(
    kind: &StepKind,
    table: &Table,
    touched: &[Touched],
    mut change: impl FnMut(usize, &Column) -> Result<Column, EngineError>,
) -> Result<Table, EngineError> {
    for known in touched {
        fitted_column(kind, table, &known.column, known.dtype)?;
    }
    let places: HashMap<&str, usize> = touched.iter().map(|known| known.column.as_str()).zip(0..).collect();
    let each = |column: &Column| match places.get(column.name()) {
        Some(at) => change(*at, column),
        None => Ok(column.clone()),
    };
    Table::new(table.columns().iter().map(each).collect::<Result<_, _>>()?)
}

/// How many training cells of every column were changed or converted, as `verb` says, and how many
/// became missing.
pub(super) fn learned(touched: &[Touched], verb: &str) -> Vec<Learned> {
    let each = |known: &Touched| {
        [
            Learned::new(&known.column, &format!("training cells {verb}"), known.changed),
            Learned::new(&known.column, "training cells made missing", known.emptied),
        ]
    };
    touched.iter().flat_map(each).collect()
}
