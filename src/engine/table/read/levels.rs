use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use super::missing::Markers;
use super::segments::Segments;
use crate::table::{TextValues, Values};

/// More levels than this make a column text.
const MAX_LEVELS: usize = 1000;

/// Whether texts are levels: few, repeated, and short.
pub(super) fn is_categorical(levels: usize, cells: usize, bytes: usize) -> bool {
    levels <= MAX_LEVELS && (levels * 2 <= cells || levels <= 2) && bytes <= cells * 64
}

/// Codes for texts, in order of first appearance.
#[derive(Debug)]
pub(super) struct Levels {
    table: HashTable<u32>,
    /// Every text seen, markers included, in order of first appearance.
    seen: Vec<String>,
    /// The code of each text seen; [`Levels::MISSING`] for a marker.
    codes_seen: Vec<u32>,
    n_levels: usize,
    codes: Segments<u32>,
    present: usize,
    bytes: usize,
}

impl Levels {
    const MISSING: u32 = u32::MAX;

    /// A builder that starts with so many missing cells.
    pub(super) fn new(missing: usize) -> Self {
        Self {
            table: HashTable::new(),
            seen: Vec::new(),
            codes_seen: Vec::new(),
            n_levels: 0,
            codes: Segments::filled(Self::MISSING, missing),
            present: 0,
            bytes: 0,
        }
    }

    /// Adds a cell. Returns whether it holds a value.
    #[inline]
    pub(super) fn push(&mut self, cell: &str, markers: &Markers) -> bool {
        let hash = FxBuildHasher.hash_one(cell.as_bytes());
        let seen = &self.seen;
        let found = self.table.find(hash, |slot| seen.get(*slot as usize).is_some_and(|text| text == cell));
        let code = match found.and_then(|slot| self.codes_seen.get(*slot as usize)) {
            Some(code) => *code,
            None => self.add(cell, hash, markers),
        };
        self.codes.push(code);
        let present = code != Self::MISSING;
        self.present += usize::from(present);
        self.bytes += if present { cell.len() } else { 0 };
        present
    }

    #[cold]
    fn add(&mut self, cell: &str, hash: u64, markers: &Markers) -> u32 {
        let code = if markers.contains(cell) {
            Self::MISSING
        } else {
            self.n_levels += 1;
            (self.n_levels - 1) as u32
        };
        let slot = self.seen.len() as u32;
        self.seen.push(cell.to_owned());
        self.codes_seen.push(code);
        let seen = &self.seen;
        self.table.insert_unique(hash, slot, |slot| {
            FxBuildHasher.hash_one(seen.get(*slot as usize).map_or(&[][..], |text| text.as_bytes()))
        });
        code
    }

    /// Whether there are too many levels for a category.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.n_levels > MAX_LEVELS
    }

    /// Whether the cells so far are levels and not text.
    pub(super) fn is_categorical(&self) -> bool {
        is_categorical(self.n_levels, self.present, self.bytes)
    }

    /// The cells as text; nothing when they exceed 4 GiB.
    pub(super) fn to_text(&self) -> Option<TextValues> {
        let levels = self.level_names();
        let mut values = TextValues::new();
        let fits =
            self.codes.iter().all(|code| values.push(levels.get(code as usize).map_or("", |text| text)));
        fits.then_some(values)
    }

    /// The cells as codes.
    pub(super) fn into_values(self) -> Values {
        let levels = self.level_names().into_iter().cloned().collect();
        let mut codes = self.codes.into_vec();
        for code in codes.iter_mut().filter(|code| **code == Self::MISSING) {
            *code = 0;
        }
        Values::Categorical { codes, levels: Arc::new(levels) }
    }

    fn level_names(&self) -> Vec<&String> {
        let pairs = self.seen.iter().zip(&self.codes_seen);
        pairs.filter(|(_, code)| **code != Self::MISSING).map(|(text, _)| text).collect()
    }
}
