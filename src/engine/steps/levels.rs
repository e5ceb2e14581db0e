//! What steps need to know of the levels of a column.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::table::{Column, DType, Values};

/// The types whose cells are levels.
pub(super) const LEVELLED: &[DType] = &[DType::Categorical, DType::Boolean, DType::Text];

/// Counts of the levels that occur, sorted by the level's bytes, which for UTF-8 is the order of its
/// code points and so scikit-learn's order of strings.
pub(crate) fn counts(column: &Column) -> Vec<(String, usize)> {
    let mut counts: Vec<(String, usize)> = match column.values() {
        Values::Categorical { codes, levels } => {
            let mut by_code = vec![0; levels.len()];
            for (row, code) in codes.iter().enumerate() {
                if let Some(count) = by_code.get_mut(*code as usize) {
                    *count += usize::from(column.mask().is_valid(row));
                }
            }
            levels.iter().cloned().zip(by_code).filter(|(_, count)| *count > 0).collect()
        }
        _ => {
            let mut by_text: HashMap<Cow<str>, usize> = HashMap::new();
            for row in 0..column.len() {
                if let Some(text) = column.cell(row) {
                    *by_text.entry(text).or_default() += 1;
                }
            }
            by_text.into_iter().map(|(text, count)| (text.into_owned(), count)).collect()
        }
    };
    counts.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    counts
}

/// The position of every row's level in `levels`; `None` where the cell is missing, and
/// `Some(None)` where its level is not among them.
pub(crate) fn positions(column: &Column, levels: &[String]) -> Vec<Option<Option<usize>>> {
    let known: HashMap<&str, usize> =
        levels.iter().enumerate().map(|(at, level)| (level.as_str(), at)).collect();
    if let Values::Categorical { codes, levels: names } = column.values() {
        let by_code: Vec<Option<usize>> =
            names.iter().map(|name| known.get(name.as_str()).copied()).collect();
        return codes
            .iter()
            .enumerate()
            .map(|(row, code)| {
                column.mask().is_valid(row).then(|| by_code.get(*code as usize).copied().flatten())
            })
            .collect();
    }
    (0..column.len()).map(|row| column.cell(row).map(|text| known.get(text.as_ref()).copied())).collect()
}
