//! What a column is, from the cells of a sample.

use rustc_hash::FxHashSet;

use super::boolean::{self, Pair};
use super::date::{self, DateOrder};
use super::levels::is_categorical;
use super::missing::Markers;
use super::number;
use crate::table::DType;

/// How the cells of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// No value seen yet: the first one decides.
    Unknown,
    Numeric,
    /// With one pair of words; nothing allows any.
    Boolean(Option<Pair>),
    Datetime(DateOrder),
    /// Categorical or text: all cells decide.
    Strings,
    Categorical,
    Text,
}

/// How many of `n` cells may fail to be of a type before the column is not of it: 1 %, and in small
/// data one in twenty, but not more than two.
pub(super) fn tolerated(n: usize) -> usize {
    (n / 100).max((n / 20).min(2))
}

/// Counts over the cells of a column that hold a value.
#[derive(Debug, Default)]
pub(super) struct Guess<'a> {
    n: usize,
    numeric: usize,
    leading_zeros: usize,
    pairs: [usize; 4],
    dates: [usize; 3],
    text_bytes: usize,
    levels: FxHashSet<&'a str>,
}

impl<'a> Guess<'a> {
    /// Counts a cell; a missing one does not count.
    pub(super) fn add(&mut self, cell: &'a str, markers: &Markers, decimal_comma: bool) {
        if markers.contains(cell) {
            return;
        }
        self.n += 1;
        self.text_bytes += cell.len();
        self.levels.insert(cell);
        let cell = cell.trim();
        if number::parse(cell.as_bytes(), decimal_comma).is_some() {
            self.numeric += 1;
            self.leading_zeros += usize::from(number::has_leading_zero(cell.as_bytes()));
        } else if let Some((pair, _)) = boolean::parse(cell) {
            for (count, _) in self.pairs.iter_mut().zip(Pair::ALL).filter(|(_, other)| *other == pair) {
                *count += 1;
            }
        }
        for (count, order) in self.dates.iter_mut().zip(DateOrder::ALL) {
            *count += usize::from(date::parse(cell.as_bytes(), order).is_some());
        }
    }

    /// Whether a cell is exactly this text.
    pub(super) fn has(&self, cell: &str) -> bool {
        self.levels.contains(cell)
    }

    /// The kind that all but the tolerated cells are of.
    pub(super) fn kind(&self) -> Kind {
        if self.n == 0 {
            return Kind::Unknown;
        }
        let tolerated = tolerated(self.n);
        let enough = |count: usize| count + tolerated >= self.n && count > 0;
        if enough(self.numeric) && self.leading_zeros <= tolerated {
            return Kind::Numeric;
        }
        if let Some((_, pair)) = self.pairs.iter().zip(Pair::ALL).find(|(count, _)| enough(**count)) {
            return Kind::Boolean(Some(pair));
        }
        match self.date_order() {
            Some((order, count)) if enough(count) => Kind::Datetime(order),
            _ => Kind::Strings,
        }
    }

    /// The kind for a type that the options set.
    pub(super) fn forced(&self, dtype: DType) -> Kind {
        match dtype {
            DType::Numeric => Kind::Numeric,
            DType::Categorical => Kind::Categorical,
            DType::Boolean => Kind::Boolean(None),
            DType::Datetime => {
                let [_, day_first, _] = self.dates;
                Kind::Datetime(match self.date_order() {
                    Some((order, _)) => order,
                    None if day_first > 0 => DateOrder::DayMonth,
                    None => DateOrder::Iso,
                })
            }
            DType::Text => Kind::Text,
        }
    }

    /// The type that a kind leads to, as far as the sample tells.
    pub(super) fn dtype(&self, kind: Kind) -> DType {
        match kind {
            Kind::Unknown | Kind::Numeric => DType::Numeric,
            Kind::Boolean(_) => DType::Boolean,
            Kind::Datetime(_) => DType::Datetime,
            Kind::Categorical => DType::Categorical,
            Kind::Text => DType::Text,
            Kind::Strings if is_categorical(self.levels.len(), self.n, self.text_bytes) => DType::Categorical,
            Kind::Strings => DType::Text,
        }
    }

    /// The order that most cells have; nothing when day and month cannot be told apart.
    fn date_order(&self) -> Option<(DateOrder, usize)> {
        let [year_first, day_first, month_first] = self.dates;
        if year_first > 0 && year_first >= day_first.max(month_first) {
            Some((DateOrder::Iso, year_first))
        } else if day_first > month_first {
            Some((DateOrder::DayMonth, day_first))
        } else if month_first > day_first {
            Some((DateOrder::MonthDay, month_first))
        } else {
            None
        }
    }
}
