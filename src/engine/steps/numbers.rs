//! What steps need to know of the numbers of a column.

use super::StepKind;
use crate::error::EngineError;
use crate::params::Resolved;
use crate::table::{Column, Mask, Table, Values, keep_finite};

/// The numbers that are there, in row order.
pub(super) fn present(column: &Column) -> Vec<f64> {
    match column.values() {
        Values::Numeric(cells) if column.mask().n_missing() == 0 => cells.clone(),
        Values::Numeric(cells) => {
            let known = cells.iter().zip(column.mask().iter()).filter(|(_, valid)| *valid);
            known.map(|(value, _)| *value).collect()
        }
        _ => (0..column.len()).filter_map(|row| column.number(row)).collect(),
    }
}

/// The same, ascending.
pub(super) fn sorted(column: &Column) -> Vec<f64> {
    let mut values = present(column);
    values.sort_unstable_by(f64::total_cmp);
    values
}

/// The error for a column that has nothing to learn from.
pub(super) fn nothing_to_learn(step: &str, column: &str) -> EngineError {
    EngineError::Data(format!(
        "{step}: column {column:?} has no value in any training row; leave it out with Drop columns"
    ))
}

/// The table with each named numeric column put through `change`; a missing cell stays missing, and
/// a result that is not finite becomes missing.
pub(super) fn map(
    table: &Table,
    names: impl Fn(&str) -> Option<usize>,
    change: impl Fn(usize, f64) -> f64,
) -> Result<Table, EngineError> {
    let columns = table
        .columns()
        .iter()
        .map(|column| match names(column.name()) {
            None => column.clone(),
            Some(at) => changed(column, |value| change(at, value)),
        })
        .collect();
    Table::new(columns)
}

/// One column put through `change`, as [`map`] does. Where nothing becomes missing, it shares the mask.
pub(super) fn changed(column: &Column, change: impl Fn(f64) -> f64) -> Column {
    counted(column, change).0
}

/// The same, and how many cells hold another number than before.
pub(super) fn counted(column: &Column, change: impl Fn(f64) -> f64) -> (Column, usize) {
    let Values::Numeric(cells) = column.values() else {
        let cells = (0..column.len()).map(|row| column.number(row).map(&change));
        let made = Column::numeric(column.name(), cells);
        let is_other =
            |row: &usize| made.number(*row).is_some_and(|value| Some(value) != column.number(*row));
        let others = (0..column.len()).filter(is_other).count();
        return (made, others);
    };
    // A missing cell holds 0, and is not to count.
    let zero = change(0.0);
    let zero_moves = zero != 0.0 && zero.is_finite();
    let mut values = Vec::with_capacity(cells.len());
    let mut others = 0;
    let word = |(cells, word): (&[f64], u64)| {
        let start = values.len();
        values.extend(cells.iter().map(|cell| {
            let value = change(*cell);
            // Without a branch, so that the compiler can do several cells at once.
            others += u64::from(value != *cell) & u64::from(value.is_finite());
            value
        }));
        if zero_moves {
            others -= cells.len() as u64 - u64::from(word.count_ones());
        }
        keep_finite(word, values.get_mut(start..).unwrap_or_default())
    };
    let words = cells.chunks(64).zip(column.mask().words()).map(word).collect();
    let mask = Mask::from_words(words, cells.len());
    let made = if mask.n_missing() == column.mask().n_missing() {
        column.with_values(Values::Numeric(values))
    } else {
        Column::new(column.name(), Values::Numeric(values), mask)
    };
    (made, others as usize)
}

/// A column of these numbers; what is not finite is missing.
pub(super) fn column(name: impl Into<String>, mut values: Vec<f64>) -> Column {
    let mask = Mask::all_valid(values.len()).keep_finite(&mut values);
    Column::new(name, Values::Numeric(values), mask)
}

/// A number that a text parameter holds; none when it is empty.
pub(super) fn optional(kind: &StepKind, params: &Resolved, name: &str) -> Result<Option<f64>, EngineError> {
    let text = params.text(name).trim();
    if text.is_empty() {
        return Ok(None);
    }
    let value = text.parse().ok().filter(|value: &f64| value.is_finite());
    value.map(Some).ok_or_else(|| {
        EngineError::Spec(format!(
            "{}: {name} must be a number with a decimal point, or empty, but is {text:?}",
            kind.label
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_finite_becomes_missing_and_what_is_missing_stays_so() {
        let column = Column::numeric("x", [Some(4.0), None, Some(0.0), Some(-1.0)]);
        let made = changed(&column, |value| 1.0 / value);
        assert_eq!(made, Column::numeric("x", [Some(0.25), None, None, Some(-1.0)]));
        let made = changed(&column, |value| value + 1.0);
        assert_eq!(made, Column::numeric("x", [Some(5.0), None, Some(1.0), Some(0.0)]));
    }

    #[test]
    fn cells_that_hold_another_number_are_counted() {
        for len in [0, 1, 63, 64, 65, 200] {
            let cell = |row: usize| (!row.is_multiple_of(5)).then_some(row as f64);
            let column = Column::numeric("x", (0..len).map(cell));
            let change = |value: f64| if value % 7.0 == 3.0 { f64::NAN } else { value.max(50.0) };
            let other = |row: &usize| !row.is_multiple_of(5) && row % 7 != 3 && *row < 50;
            let (made, others) = counted(&column, change);
            assert_eq!(others, (0..len).filter(other).count(), "{len}");
            assert_eq!(made, Column::numeric("x", (0..len).map(|row| cell(row).map(change))), "{len}");
        }
        let flags = Column::new("x", Values::Boolean(vec![true, false, true]), Mask::all_valid(3));
        let (made, others) = counted(&flags, |value| 1.0 / value);
        assert_eq!((made, others), (Column::numeric("x", [Some(1.0), None, Some(1.0)]), 0));
    }
}
