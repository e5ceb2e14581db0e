//! Columns and rows that repeat, found by 64-bit hashes.

use std::hash::{BuildHasher, Hash};

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::table::{Column, Table, Values};

/// Calls `each` with the row and a hash of the cell, for every row.
fn hash_cells(column: &Column, mut each: impl FnMut(usize, u64)) {
    fn hash(value: impl Hash) -> u64 {
        FxBuildHasher.hash_one(value)
    }
    let mask = column.mask();
    let mut put = |row: usize, value: u64| each(row, if mask.is_valid(row) { value } else { u64::MAX });
    match column.values() {
        // Adding zero makes the two zeros one.
        Values::Numeric(values) => {
            values.iter().enumerate().for_each(|(row, value)| put(row, hash((value + 0.0).to_bits())));
        }
        Values::Categorical { codes, .. } => {
            codes.iter().enumerate().for_each(|(row, code)| put(row, hash(*code)));
        }
        Values::Boolean(values) => values.iter().enumerate().for_each(|(row, value)| put(row, hash(*value))),
        Values::Datetime(values) => values.iter().enumerate().for_each(|(row, value)| put(row, hash(*value))),
        Values::Text(values) => values.iter().enumerate().for_each(|(row, text)| put(row, hash(text))),
    }
}

fn combine(hash: u64, cell: u64) -> u64 {
    (hash.rotate_left(5) ^ cell).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Groups of two or more columns with equal cells; columns without any value are left out.
pub(super) fn columns(table: &Table) -> Vec<Vec<&Column>> {
    let mut by_hash: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    let mut groups: Vec<Vec<&Column>> = Vec::new();
    for column in table.columns().iter().filter(|column| column.mask().n_valid() > 0) {
        let mut hash = 0;
        hash_cells(column, |_, cell| hash = combine(hash, cell));
        let alike = by_hash.entry(hash).or_default();
        let equals = |other: &&Column| other.values() == column.values() && other.mask() == column.mask();
        let group = alike
            .iter()
            .find(|place| groups.get(**place).and_then(|group| group.first()).is_some_and(equals));
        match group.and_then(|place| groups.get_mut(*place)) {
            Some(group) => group.push(column),
            None => {
                alike.push(groups.len());
                groups.push(vec![column]);
            }
        }
    }
    groups.retain(|group| group.len() > 1);
    groups
}

/// How many rows equal an earlier row.
pub(super) fn rows(table: &Table) -> usize {
    let mut hashes = row_hashes(table);
    hashes.sort_unstable();
    hashes.len() - hashes.chunk_by(|a, b| a == b).count()
}

/// A hash of every row: equal rows have equal hashes, and others have so by an accident of about one in
/// 2⁶⁴ pairs.
pub(crate) fn row_hashes(table: &Table) -> Vec<u64> {
    let mut hashes = vec![0_u64; table.n_rows()];
    for column in table.columns() {
        hash_cells(column, |row, cell| {
            if let Some(hash) = hashes.get_mut(row) {
                *hash = combine(*hash, cell);
            }
        });
    }
    hashes
}
