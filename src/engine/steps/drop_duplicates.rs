//! Drops training rows that repeat another one.

use std::hash::{Hash, Hasher};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

pub use super::dropped_rows::Fitted;
use super::{Fit, FittedStep, Purpose, StepInput, StepKind, TrainRows};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::table::{Column, DType, Values};

pub(super) const KIND: StepKind = StepKind {
    id: "drop_duplicates",
    label: "Remove duplicate rows",
    purpose: Purpose::Clean,
    help: "Drops training rows that are equal to another training row in the chosen columns and in the target. Rows that are only scored are never dropped.",
    sklearn: "DataFrame.drop_duplicates()",
    params: &[ParamSpec {
        name: "keep",
        label: "Of equal rows keep",
        help: "One of them, or none: that all are wrong may be likelier than that one is right.",
        domain: Domain::Choice(&[
            Choice { value: "first", label: "The first" },
            Choice { value: "last", label: "The last" },
            Choice { value: "none", label: "None" },
        ]),
        default: Default::Text("first"),
        visible_when: None,
    }],
    accepts: |_| &DType::ALL,
    named: false,
};

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let mut columns: Vec<&Column> = vec![input.target];
    for name in input.columns {
        columns.push(input.table.column(name)?);
    }
    let rows = input.table.n_rows();
    let groups = Groups::new(&columns, rows);
    let keep: Vec<u32> = match input.params.text("keep") {
        "last" => groups.ends.iter().map(|(_, last)| *last).collect(),
        "none" => groups.ends.iter().filter(|(first, last)| first == last).map(|(first, _)| *first).collect(),
        _ => groups.ends.iter().map(|(first, _)| *first).collect(),
    };
    let mut keep = keep;
    keep.sort_unstable();
    let dropped = rows - keep.len();
    Ok(Fit { step: FittedStep::DropDuplicates(Fitted { dropped }), rows: TrainRows::Kept(keep) })
}

/// The first and the last row of every group of equal rows, in the order of the first ones.
struct Groups {
    ends: Vec<(u32, u32)>,
}

impl Groups {
    fn new(columns: &[&Column], rows: usize) -> Self {
        let mut hashes = vec![0; rows];
        columns.iter().for_each(|column| add_hashes(column, &mut hashes));
        let mut ends: Vec<(u32, u32)> = Vec::new();
        // Places in `ends`.
        let mut known: HashTable<usize> = HashTable::with_capacity(rows);
        for (row, hash) in (0..).zip(&hashes) {
            let first_of = |at: &usize| ends.get(*at).map_or(0, |(first, _)| *first);
            let same = |at: &usize| {
                let first = first_of(at) as usize;
                columns.iter().all(|column| equal(column, first, row as usize))
            };
            match known.find(*hash, same).copied() {
                Some(at) => {
                    if let Some((_, last)) = ends.get_mut(at) {
                        *last = row;
                    }
                }
                None => {
                    let of = |at: &usize| hashes.get(first_of(at) as usize).copied().unwrap_or_default();
                    known.insert_unique(*hash, ends.len(), of);
                    ends.push((row, row));
                }
            }
        }
        Self { ends }
    }
}

/// Mixes the cells of a column into the hash of every row.
fn add_hashes(column: &Column, hashes: &mut [u64]) {
    fn mix(hashes: &mut [u64], mask: impl Fn(usize) -> bool, cell: impl Fn(usize, &mut FxHasher)) {
        for (row, hash) in hashes.iter_mut().enumerate() {
            let mut hasher = FxHasher::default();
            hash.hash(&mut hasher);
            if mask(row) {
                cell(row, &mut hasher);
            }
            *hash = hasher.finish();
        }
    }
    let mask = |row| column.mask().is_valid(row);
    match column.values() {
        // Zero is zero with either sign.
        Values::Numeric(values) => mix(hashes, mask, |row, hasher| {
            hasher.write_u64(values.get(row).map_or(0, |value| (value + 0.0).to_bits()));
        }),
        Values::Categorical { codes, .. } => {
            mix(hashes, mask, |row, hasher| hasher.write_u32(codes.get(row).map_or(0, |code| code + 1)));
        }
        Values::Boolean(values) => {
            mix(hashes, mask, |row, hasher| hasher.write_u8(values.get(row).map_or(0, |v| u8::from(*v) + 1)));
        }
        Values::Datetime(values) => mix(hashes, mask, |row, hasher| values.get(row).hash(hasher)),
        Values::Text(values) => mix(hashes, mask, |row, hasher| values.get(row).hash(hasher)),
    }
}

/// Whether two rows have equal cells in a column, a missing one being equal to a missing one.
fn equal(column: &Column, a: usize, b: usize) -> bool {
    column.mask().is_valid(a) == column.mask().is_valid(b)
        && match column.values() {
            Values::Numeric(values) => values.get(a) == values.get(b),
            Values::Categorical { codes, .. } => codes.get(a) == codes.get(b),
            Values::Boolean(values) => values.get(a) == values.get(b),
            Values::Datetime(values) => values.get(a) == values.get(b),
            Values::Text(values) => values.get(a) == values.get(b),
        }
}
