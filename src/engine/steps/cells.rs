//! What steps share that put every chosen column through a function of its cells.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Learned, StepInput, StepKind, TrainRows, fitted_column, numbers};
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
    fn new(before: &Column, after: &Column, changed: usize) -> Self {
        let emptied = before.mask().n_valid() - before.mask().and(after.mask()).n_valid();
        Self { column: before.name().to_owned(), dtype: before.dtype(), changed, emptied }
    }
}

/// How many cells that both columns hold are another value, or a value of another type, in one of them.
fn others(before: &Column, after: &Column) -> usize {
    let both = before.mask().and(after.mask());
    if before.dtype() != after.dtype() {
        return both.n_valid();
    }
    both.iter().enumerate().filter(|(row, held)| *held && differs(before, after, *row)).count()
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
    learn_counted(input, |at, before| {
        let after = change(at, before)?;
        let changed = others(before, &after);
        Ok((after, changed))
    })
}

/// The same for a change of numbers, whose cells are compared as they are made.
pub(super) fn learn_numbers(
    input: &StepInput,
    change: impl Fn(f64) -> f64,
) -> Result<(Vec<Touched>, TrainRows), EngineError> {
    learn_counted(input, |_, before| Ok(numbers::counted(before, &change)))
}

fn learn_counted(
    input: &StepInput,
    mut change: impl FnMut(usize, &Column) -> Result<(Column, usize), EngineError>,
) -> Result<(Vec<Touched>, TrainRows), EngineError> {
    let mut touched = Vec::with_capacity(input.columns.len());
    let mut made = HashMap::with_capacity(input.columns.len());
    for (at, name) in input.columns.iter().enumerate() {
        let before = input.table.column(name)?;
        let (after, changed) = change(at, before)?;
        touched.push(Touched::new(before, &after, changed));
        made.insert(name.as_str(), after);
    }
    let after = |column: &Column| made.remove(column.name()).unwrap_or_else(|| column.clone());
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
