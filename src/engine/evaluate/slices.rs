//! The same figures for groups of rows: a model that is good on the whole may be bad for some.

use serde::{Deserialize, Serialize};

use super::{Answers, MetricValue};
use crate::stats;
use crate::table::{Column, DType, groups};

/// So many levels get a slice of their own; the rarer ones share one.
pub const MOST_LEVELS: usize = 12;

/// Numbers are cut into so many slices of equally many rows, as far as ties allow.
pub const QUANTILES: usize = 4;

/// A slice of fewer rows is marked: a share of so few rows is off by up to 0.18 in 95 of 100 cases
/// (1.96 · √(0.25 / 30)).
pub const FEW_ROWS: usize = 30;

/// The rows of a part by the values of one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slices {
    /// The column.
    pub column: String,
    /// The slices: levels by their rows, the most first, or numbers rising; rows without a value last.
    pub slices: Vec<Slice>,
}

/// The figures of one slice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slice {
    /// The level, the range, or that the value is missing.
    pub name: String,
    /// Rows that were judged.
    pub rows: usize,
    /// Whether these are fewer than [`FEW_ROWS`].
    pub few: bool,
    /// The same metrics as of the whole part.
    pub metrics: Vec<MetricValue>,
}

/// The figures of `answers` by the values of `column`, which has the same rows.
#[must_use]
pub fn slices(answers: &Answers, column: &Column) -> Slices {
    let missing: Vec<usize> = (0..column.len()).filter(|row| !column.mask().is_valid(*row)).collect();
    let mut parts = match column.dtype() {
        DType::Numeric | DType::Datetime => ranges(column),
        _ => levels(column),
    };
    if !missing.is_empty() {
        parts.push(("missing".to_owned(), missing));
    }
    let slice = |(name, rows): (String, Vec<usize>)| Slice {
        name,
        rows: rows.len(),
        few: rows.len() < FEW_ROWS,
        metrics: answers.take(&rows).report().metrics().to_vec(),
    };
    Slices { column: column.name().to_owned(), slices: parts.into_iter().map(slice).collect() }
}

fn levels(column: &Column) -> Vec<(String, Vec<usize>)> {
    let rows = |rows: Vec<u32>| rows.into_iter().map(|row| row as usize).collect::<Vec<_>>();
    let mut parts: Vec<(String, Vec<usize>)> =
        groups(column).into_iter().map(|(level, members)| (level, rows(members))).collect();
    parts.sort_by_key(|(_, rows)| std::cmp::Reverse(rows.len()));
    if parts.len() > MOST_LEVELS + 1 {
        let rare = parts.split_off(MOST_LEVELS);
        let name = format!("{} rarer levels", rare.len());
        let mut rows: Vec<usize> = rare.into_iter().flat_map(|(_, rows)| rows).collect();
        rows.sort_unstable();
        parts.push((name, rows));
    }
    parts
}

/// Slices between quantiles; a border belongs to the slice below it.
fn ranges(column: &Column) -> Vec<(String, Vec<usize>)> {
    let mut values: Vec<(f64, usize)> =
        (0..column.len()).filter_map(|row| Some((column.number(row)?, row))).collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let sorted: Vec<f64> = values.iter().map(|(value, _)| *value).collect();
    let borders = (1..QUANTILES).filter_map(|at| stats::quantile(&sorted, at as f64 / QUANTILES as f64));
    let mut ends: Vec<usize> = borders
        .map(|border| sorted.partition_point(|value| *value <= border))
        .chain([sorted.len()])
        .collect();
    ends.dedup();
    let mut start = 0;
    let mut parts = Vec::new();
    for end in ends {
        let members = values.get(start..end).unwrap_or_default();
        if let (Some((_, first)), Some((_, last))) = (members.first(), members.last()) {
            let text = |row: usize| column.cell(row).map(|text| text.into_owned()).unwrap_or_default();
            let mut rows: Vec<usize> = members.iter().map(|(_, row)| *row).collect();
            let (low, high) = (text(*first), text(*last));
            rows.sort_unstable();
            parts.push((if low == high { low } else { format!("{low} to {high}") }, rows));
        }
        start = end;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(rows: usize) -> Answers {
        let truth: Vec<f64> = (0..rows).map(|row| row as f64).collect();
        let predicted = truth.iter().map(|value| if *value < 50.0 { *value } else { value + 2.0 }).collect();
        Answers::Numbers { truth, predicted }
    }

    fn mae(slice: &Slice) -> Option<f64> {
        slice.metrics.iter().find(|metric| metric.name == "mae").and_then(|metric| metric.value)
    }

    #[test]
    fn numbers_are_cut_at_quantiles_and_every_row_is_in_one_slice() {
        let column = Column::numeric("x", (0..103).map(|row| (row < 100).then_some(f64::from(row))));
        let found = slices(&answers(103), &column);
        let names: Vec<&str> = found.slices.iter().map(|slice| slice.name.as_str()).collect();
        assert_eq!(names, ["0 to 24", "25 to 49", "50 to 74", "75 to 99", "missing"]);
        assert_eq!(found.slices.iter().map(|slice| slice.rows).collect::<Vec<_>>(), [25, 25, 25, 25, 3]);
        assert_eq!((mae(&found.slices[0]), mae(&found.slices[3])), (Some(0.0), Some(2.0)));
        assert!(found.slices.iter().all(|slice| slice.few));
    }

    #[test]
    fn ties_stay_together_and_rare_levels_share_a_slice() {
        let ties = Column::numeric("x", (0..60).map(|row| Some(f64::from(row / 50))));
        let found = slices(&answers(60), &ties);
        assert_eq!(found.slices.iter().map(|slice| slice.rows).collect::<Vec<_>>(), [50, 10]);
        let names: Vec<String> =
            (0..100).map(|row| format!("level {}", if row < 40 { 0 } else { row })).collect();
        let found =
            slices(&answers(100), &Column::categorical("x", names.iter().map(|name| Some(name.as_str()))));
        assert_eq!(found.slices.len(), MOST_LEVELS + 1);
        let last = found.slices.last().map(|slice| (slice.name.as_str(), slice.rows));
        assert_eq!(last, Some(("49 rarer levels", 49)));
        assert_eq!(found.slices.iter().map(|slice| slice.rows).sum::<usize>(), 100);
        assert!(!found.slices[0].few);
    }
}
