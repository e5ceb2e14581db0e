use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::Histogram;
use super::numeric::{NumericSummary, summarise};
use crate::table::{Column, DType, Table, Values};

/// Distinct texts are counted up to this many.
pub const DISTINCT_CAP: usize = 100_000;

/// Levels that a summary lists.
const TOP: usize = 10;

/// What is in a table.
#[derive(Default, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Rows.
    pub rows: usize,
    /// The columns, in order.
    pub columns: Vec<ColumnProfile>,
}

/// What is in a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnProfile {
    /// The column's name.
    pub name: String,
    /// The type of its cells.
    pub dtype: DType,
    /// Cells that hold a value.
    pub count: usize,
    /// Cells that hold none.
    pub missing: usize,
    /// Distinct values, the missing not counted.
    pub distinct: Distinct,
    /// More, by type.
    pub summary: Summary,
}

/// A number of distinct values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distinct {
    /// How many there are.
    pub count: usize,
    /// There are more than `count`: counting stopped at [`DISTINCT_CAP`].
    pub more: bool,
}

/// What is in a column, by its type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Summary {
    /// No cell holds a value.
    Empty,
    /// Numbers.
    Numeric(NumericSummary),
    /// Levels, truth values or texts.
    Levels(LevelSummary),
    /// Moments.
    Datetime(DatetimeSummary),
}

/// A summary of levels, truth values or texts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LevelSummary {
    /// The ten most common, the most common first, and of equal ones the first in the table. Past
    /// [`DISTINCT_CAP`] distinct texts only the earlier ones are considered.
    pub top: Vec<LevelCount>,
    /// Cells that hold another one.
    pub other: usize,
    /// Mean number of characters.
    pub mean_length: f64,
}

/// A level and how often it occurs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelCount {
    /// The level.
    pub level: String,
    /// Cells that hold it.
    pub count: usize,
}

/// A summary of moments, in milliseconds since 1970-01-01T00:00:00.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DatetimeSummary {
    /// Earliest.
    pub min: i64,
    /// Latest.
    pub max: i64,
    /// Counts in bins.
    pub histogram: Histogram,
}

/// Summarises every column.
#[must_use]
pub fn profile(table: &Table) -> Profile {
    Profile { rows: table.n_rows(), columns: table.columns().iter().map(column).collect() }
}

fn column(column: &Column) -> ColumnProfile {
    let (distinct, summary) = match column.values() {
        _ if column.mask().n_valid() == 0 => (0, Summary::Empty),
        Values::Numeric(values) => {
            let sorted = sorted(present(column, values));
            summarise(&sorted)
                .map_or((0, Summary::Empty), |(summary, distinct)| (distinct, Summary::Numeric(summary)))
        }
        Values::Datetime(values) => datetime(&sorted(present(column, values).map(|ms| ms as f64))),
        Values::Boolean(values) => {
            let mut counts = [(false, 0_usize), (true, 0)];
            // A column starts with either word; the first comes first among equals.
            if present(column, values).next() == Some(true) {
                counts.reverse();
            }
            for value in present(column, values) {
                counts.iter_mut().filter(|(other, _)| *other == value).for_each(|(_, count)| *count += 1);
            }
            levels(
                column.mask().n_valid(),
                counts.map(|(value, n)| (if value { "true" } else { "false" }, n)),
            )
        }
        Values::Categorical { codes, levels: names } => {
            let mut counts = vec![0_usize; names.len()];
            for code in present(column, codes) {
                if let Some(count) = counts.get_mut(code as usize) {
                    *count += 1;
                }
            }
            levels(column.mask().n_valid(), names.iter().map(String::as_str).zip(counts))
        }
        Values::Text(values) => {
            let texts = values.iter().zip(column.mask().iter()).filter(|(_, valid)| *valid);
            return text(column, texts.map(|(text, _)| text));
        }
    };
    shape(column, Distinct { count: distinct, more: false }, summary)
}

fn shape(column: &Column, distinct: Distinct, summary: Summary) -> ColumnProfile {
    ColumnProfile {
        name: column.name().to_owned(),
        dtype: column.dtype(),
        count: column.mask().n_valid(),
        missing: column.mask().n_missing(),
        distinct,
        summary,
    }
}

/// The cells that hold a value.
pub(super) fn present<'a, T: Copy>(column: &'a Column, values: &'a [T]) -> impl Iterator<Item = T> + 'a {
    values.iter().zip(column.mask().iter()).filter(|(_, valid)| *valid).map(|(value, _)| *value)
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    values
}

/// Moments in ascending order.
fn datetime(sorted: &[f64]) -> (usize, Summary) {
    let (Some(min), Some(max)) = (sorted.first(), sorted.last()) else { return (0, Summary::Empty) };
    let summary =
        DatetimeSummary { min: *min as i64, max: *max as i64, histogram: Histogram::of_sorted(sorted) };
    (sorted.chunk_by(|a, b| a == b).count(), Summary::Datetime(summary))
}

/// Levels with their counts, in order of first appearance.
fn levels<'a>(cells: usize, counts: impl IntoIterator<Item = (&'a str, usize)>) -> (usize, Summary) {
    let mut counts: Vec<(&str, usize)> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    let distinct = counts.len();
    let characters: usize = counts.iter().map(|(level, count)| level.chars().count() * count).sum();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.truncate(TOP);
    let other = cells - counts.iter().map(|(_, count)| count).sum::<usize>();
    let top =
        counts.into_iter().map(|(level, count)| LevelCount { level: level.to_owned(), count }).collect();
    let mean_length = characters as f64 / cells as f64;
    (distinct, Summary::Levels(LevelSummary { top, other, mean_length }))
}

fn text<'a>(column: &Column, texts: impl Iterator<Item = &'a str>) -> ColumnProfile {
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let (mut more, mut characters) = (false, 0);
    for text in texts {
        characters += text.chars().count();
        let full = counts.len() == DISTINCT_CAP;
        match places.entry(text) {
            Entry::Occupied(place) => {
                if let Some((_, count)) = counts.get_mut(*place.get()) {
                    *count += 1;
                }
            }
            Entry::Vacant(_) if full => more = true,
            Entry::Vacant(place) => {
                place.insert(counts.len());
                counts.push((text, 1));
            }
        }
    }
    let cells = column.mask().n_valid();
    let (count, mut summary) = levels(cells, counts);
    if let Summary::Levels(levels) = &mut summary {
        levels.mean_length = characters as f64 / cells as f64;
    }
    shape(column, Distinct { count, more }, summary)
}
