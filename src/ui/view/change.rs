//! What a step does to the rows, in words.

use job::{Change, RowsChange};
use plot::number::{count, counted};

/// What differs, in a sentence.
#[must_use]
pub fn in_a_sentence(change: &Change) -> String {
    let cells: usize = change.columns.iter().map(|column| column.cells).sum();
    let changed = change.columns.iter().filter(|column| column.cells > 0).count();
    let new = change.columns.iter().filter(|column| column.before.is_none()).count();
    let gone = change.columns.iter().filter(|column| column.after.is_none()).count();
    let mut parts = Vec::new();
    if cells > 0 {
        let cells = counted(cells as u64, "cell changes", "cells change");
        parts.push(format!("{cells} in {}", counted(changed as u64, "column", "columns")));
    }
    if new > 0 {
        parts.push(counted(new as u64, "column is new", "columns are new"));
    }
    if gone > 0 {
        parts.push(counted(gone as u64, "column is gone", "columns are gone"));
    }
    if change.rows == RowsChange::Dropped {
        let dropped = change.rows_before.saturating_sub(change.rows_after);
        if dropped > 0 {
            parts.push(counted(dropped as u64, "row is dropped", "rows are dropped"));
        }
    }
    if parts.is_empty() { "No training cell differs.".to_owned() } else { format!("{}.", parts.join("; ")) }
}

/// What to know of rows that are of the step's own making.
#[must_use]
pub fn of_made_rows(change: &Change) -> Option<String> {
    let made = change.rows_after.saturating_sub(change.rows_before);
    match change.rows {
        RowsChange::Same | RowsChange::Dropped => None,
        RowsChange::MadeBeside if made > 0 => Some(format!(
            "{} of {} training rows are made by the step: they are in no file, and no row that is judged or scored is made or changed.",
            count(made as u64),
            count(change.rows_after as u64)
        )),
        RowsChange::MadeBeside => Some(
            "What stands in a training row was learned from other rows, so that it does not tell that row's own target; rows that are judged or scored get what was learned from all training rows."
                .to_owned(),
        ),
        RowsChange::MadeAnew => Some(format!(
            "The step puts {} rows of its own in the place of {}; which came from which cannot be told. Rows that are judged or scored stay as they are.",
            count(change.rows_after as u64),
            count(change.rows_before as u64)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::table::DType;
    use job::ColumnChange;

    fn change(rows: RowsChange, before: usize, after: usize, columns: Vec<ColumnChange>) -> Change {
        Change {
            rows,
            columns,
            columns_left_out: 0,
            rows_before: before,
            rows_after: after,
            rows_changed: 0,
            start: 0,
            total: before,
            page: Vec::new(),
        }
    }

    fn column(before: bool, after: bool, cells: usize) -> ColumnChange {
        let dtype = |is_there: bool| is_there.then_some(DType::Numeric);
        ColumnChange { name: "a".to_owned(), before: dtype(before), after: dtype(after), cells }
    }

    #[test]
    fn the_sentence_counts_cells_columns_and_rows() {
        let columns = vec![
            column(true, true, 3),
            column(true, true, 0),
            column(false, true, 0),
            column(true, false, 0),
        ];
        let told = in_a_sentence(&change(RowsChange::Dropped, 9, 8, columns));
        assert_eq!(told, "3 cells change in 1 column; 1 column is new; 1 column is gone; 1 row is dropped.");
        assert_eq!(in_a_sentence(&change(RowsChange::Same, 9, 9, vec![])), "No training cell differs.");
    }

    #[test]
    fn made_rows_are_called_so() {
        let told = |rows, before, after| of_made_rows(&change(rows, before, after, vec![]));
        assert_eq!(told(RowsChange::Same, 5, 5), None);
        assert!(
            told(RowsChange::MadeBeside, 5, 8)
                .is_some_and(|text| text.starts_with("3 of 8 training rows are made"))
        );
        assert!(
            told(RowsChange::MadeBeside, 5, 5).is_some_and(|text| text.contains("learned from other rows"))
        );
        assert!(told(RowsChange::MadeAnew, 5, 3).is_some_and(|text| text.contains("3 rows of its own")));
    }
}
