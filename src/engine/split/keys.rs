//! What keeps rows together and what orders them: groups and time.

use crate::error::EngineError;
use crate::pipeline::Labels;
use crate::table::{Column, Table, Values};

/// Rows by group: the groups in order of their value, each group's rows ascending.
///
/// # Errors
/// When the column is absent or one of the rows has no value in it.
pub(crate) fn by_group(table: &Table, column: &str, rows: &[u32]) -> Result<Vec<Vec<u32>>, EngineError> {
    let groups = known(table, column, rows, "group")?;
    let labels = Labels::new(&groups, &[]);
    let mut members = vec![Vec::new(); labels.names.len()];
    for (row, code) in rows.iter().zip(&labels.codes) {
        if let Some(group) = members.get_mut(*code as usize) {
            group.push(*row);
        }
    }
    Ok(members)
}

/// Rows in order of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Timeline {
    /// The rows, earliest first; rows of one time in the order of the table.
    pub(crate) rows: Vec<u32>,
    /// Whether a row is the first of its time.
    begins: Vec<bool>,
}

impl Timeline {
    /// Orders rows by a column of dates or numbers, or, when none is named, as they stand.
    ///
    /// # Errors
    /// When the column is absent, of another type, or one of the rows has no value in it.
    pub(crate) fn new(table: &Table, column: Option<&str>, rows: &[u32]) -> Result<Self, EngineError> {
        let Some(name) = column else {
            let mut rows = rows.to_vec();
            rows.sort_unstable();
            return Ok(Self { begins: vec![true; rows.len()], rows });
        };
        let mut keyed: Vec<(i64, u32)> =
            times(&known(table, name, rows, "time")?)?.into_iter().zip(rows.iter().copied()).collect();
        keyed.sort_unstable();
        let begins = (0..keyed.len())
            .map(|at| {
                let key = |at: usize| keyed.get(at).map(|(key, _)| *key);
                at == 0 || key(at) != key(at - 1)
            })
            .collect();
        Ok(Self { rows: keyed.into_iter().map(|(_, row)| row).collect(), begins })
    }

    /// The first position at or after `wanted` where a new time begins, so that rows of one time are
    /// not parted; the number of rows when there is none.
    pub(crate) fn cut(&self, wanted: usize) -> usize {
        let later = self.begins.get(wanted..).unwrap_or_default();
        later.iter().position(|begins| *begins).map_or(self.rows.len(), |at| wanted + at)
    }
}

/// The cells of the rows, none of which may be missing.
fn known(table: &Table, column: &str, rows: &[u32], what: &str) -> Result<Column, EngineError> {
    let cells = table.column(column)?.take(rows);
    match cells.mask().n_missing() {
        0 => Ok(cells),
        missing => Err(EngineError::Data(format!(
            "{missing} of {} rows have no value in the {what} column {column:?}; fill them in or remove these rows, or choose another column",
            rows.len()
        ))),
    }
}

/// A whole number a cell, in the order of time.
fn times(column: &Column) -> Result<Vec<i64>, EngineError> {
    match column.values() {
        Values::Datetime(values) => Ok(values.clone()),
        Values::Numeric(values) => Ok(values.iter().map(|value| in_order(*value)).collect()),
        other => Err(EngineError::Spec(format!(
            "the time column {:?} is {}; choose a column of dates or numbers",
            column.name(),
            other.dtype().name()
        ))),
    }
}

/// A whole number that is greater for a greater finite number. The sign bit makes all others count
/// backwards; adding zero makes -0 and 0 one.
fn in_order(value: f64) -> i64 {
    let bits = (value + 0.0).to_bits().cast_signed();
    bits ^ (((bits >> 63).cast_unsigned()) >> 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(times: Vec<Option<f64>>) -> Table {
        Table::new(vec![Column::numeric("t", times)]).unwrap()
    }

    #[test]
    fn rows_without_a_time_or_group_are_refused() {
        let table = table(vec![Some(1.0), None, Some(2.0)]);
        let message = Timeline::new(&table, Some("t"), &[0, 1]).unwrap_err().to_string();
        assert!(message.contains("1 of 2 rows have no value in the time column \"t\""), "{message}");
        assert!(Timeline::new(&table, Some("t"), &[0, 2]).is_ok());
        let message = by_group(&table, "t", &[0, 1, 2]).unwrap_err().to_string();
        assert!(message.contains("group column"), "{message}");
        let texts = Table::new(vec![Column::categorical("t", [Some("a")])]).unwrap();
        let message = Timeline::new(&texts, Some("t"), &[0]).unwrap_err().to_string();
        assert!(message.contains("\"t\" is categorical"), "{message}");
    }

    proptest! {
        #[test]
        fn numbers_keep_their_order(values in prop::collection::vec(prop::num::f64::NORMAL | prop::num::f64::ZERO, 2)) {
            let [a, b] = [values[0], values[1]];
            prop_assert_eq!(a.partial_cmp(&b), Some(in_order(a).cmp(&in_order(b))));
        }

        #[test]
        fn a_cut_parts_no_time(times in prop::collection::vec(0_u8..6, 1..40), wanted in 0_usize..40) {
            let table = table(times.iter().map(|time| Some(f64::from(*time))).collect());
            let rows: Vec<u32> = (0..times.len() as u32).collect();
            let line = Timeline::new(&table, Some("t"), &rows).unwrap();
            let at = |row: &u32| times[*row as usize];
            prop_assert!(line.rows.is_sorted_by_key(at));
            let cut = line.cut(wanted);
            prop_assert!(cut >= wanted.min(times.len()));
            if cut > 0 && cut < times.len() {
                prop_assert!(at(&line.rows[cut - 1]) < at(&line.rows[cut]));
            }
        }
    }
}
