use std::borrow::Cow;
use std::sync::Arc;

use super::{DType, Mask, TextValues};

/// The cells of a column. A missing cell holds the type's zero (0.0, code 0, false, 0, ""), so that
/// equal columns compare equal; only the mask says that it is missing.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Finite numbers.
    Numeric(Vec<f64>),
    /// Codes into the levels. Levels are distinct, in order of first appearance.
    Categorical {
        /// One code a row.
        codes: Vec<u32>,
        /// The text of each code.
        levels: Arc<Vec<String>>,
    },
    /// Truth values.
    Boolean(Vec<bool>),
    /// Milliseconds since 1970-01-01T00:00:00, without a time zone.
    Datetime(Vec<i64>),
    /// Free text.
    Text(TextValues),
}

/// A named column: cells and the mask of which of them hold a value. Copies share both, so that a table
/// costs next to nothing to copy.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    name: String,
    values: Arc<Values>,
    mask: Arc<Mask>,
}

impl Column {
    /// A column from its parts. The mask is cut or padded with "missing" to the values' length.
    #[must_use]
    pub fn new(name: impl Into<String>, values: Values, mask: Mask) -> Self {
        let len = values.len();
        let mask = if mask.len() == len { mask } else { (0..len).map(|i| mask.is_valid(i)).collect() };
        Self { name: name.into(), values: Arc::new(values), mask: Arc::new(mask) }
    }

    /// A column of other cells under the same name and with the same ones missing; where there are fewer or
    /// more of them, as [`Column::new`] has it.
    #[must_use]
    pub fn with_values(&self, values: Values) -> Self {
        if values.len() != self.len() {
            return Self::new(&*self.name, values, Mask::clone(&self.mask));
        }
        Self { name: self.name.clone(), values: Arc::new(values), mask: Arc::clone(&self.mask) }
    }

    /// A numeric column; `None`, NaN and the infinities are missing.
    #[must_use]
    pub fn numeric(name: impl Into<String>, cells: impl IntoIterator<Item = Option<f64>>) -> Self {
        let mut mask = Mask::default();
        let values = cells
            .into_iter()
            .map(|cell| {
                let cell = cell.filter(|value| value.is_finite());
                mask.push(cell.is_some());
                cell.unwrap_or(0.0)
            })
            .collect();
        Self::new(name, Values::Numeric(values), mask)
    }

    /// A categorical column; `None` is missing. Levels are numbered in order of first appearance.
    #[must_use]
    pub fn categorical<'a>(
        name: impl Into<String>,
        cells: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Self {
        let mut mask = Mask::default();
        let mut levels: Vec<String> = Vec::new();
        let mut known = std::collections::HashMap::new();
        let codes = cells
            .into_iter()
            .map(|cell| {
                mask.push(cell.is_some());
                cell.map_or(0, |text| {
                    *known.entry(text).or_insert_with(|| {
                        levels.push(text.to_owned());
                        u32::try_from(levels.len() - 1).unwrap_or(u32::MAX)
                    })
                })
            })
            .collect();
        Self::new(name, Values::Categorical { codes, levels: Arc::new(levels) }, mask)
    }

    /// The column's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same cells under another name.
    #[must_use]
    pub fn renamed(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// The cells; a masked one holds its type's zero.
    #[must_use]
    pub fn values(&self) -> &Values {
        &self.values
    }

    /// Which cells hold a value.
    #[must_use]
    pub fn mask(&self) -> &Mask {
        &self.mask
    }

    /// The type of the cells.
    #[must_use]
    pub fn dtype(&self) -> DType {
        self.values.dtype()
    }

    /// Number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.mask.len()
    }

    /// Whether there are no cells.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cell as text, or `None` when it is missing. Numbers print with the fewest digits that
    /// read back to the same value.
    #[must_use]
    pub fn cell(&self, row: usize) -> Option<Cow<'_, str>> {
        if !self.mask.is_valid(row) {
            return None;
        }
        Some(match self.values.as_ref() {
            Values::Numeric(values) => Cow::Owned(values.get(row)?.to_string()),
            Values::Categorical { codes, levels } => {
                Cow::Borrowed(levels.get(*codes.get(row)? as usize)?.as_str())
            }
            Values::Boolean(values) => Cow::Borrowed(if *values.get(row)? { "true" } else { "false" }),
            Values::Datetime(values) => Cow::Owned(super::datetime::format(*values.get(row)?)),
            Values::Text(values) => Cow::Borrowed(values.get(row)),
        })
    }

    /// The cell as a number: numeric as it is, boolean as 0 or 1, datetime as milliseconds; `None`
    /// when it is missing or of another type.
    #[must_use]
    pub fn number(&self, row: usize) -> Option<f64> {
        if !self.mask.is_valid(row) {
            return None;
        }
        match self.values.as_ref() {
            Values::Numeric(values) => values.get(row).copied(),
            Values::Boolean(values) => values.get(row).map(|value| f64::from(u8::from(*value))),
            Values::Datetime(values) => values.get(row).map(|value| *value as f64),
            Values::Categorical { .. } | Values::Text(_) => None,
        }
    }

    /// The given rows, in the given order.
    #[must_use]
    pub fn take(&self, rows: &[u32]) -> Self {
        fn pick<T: Copy + Default>(values: &[T], rows: &[u32]) -> Vec<T> {
            rows.iter().map(|row| values.get(*row as usize).copied().unwrap_or_default()).collect()
        }
        let values = match self.values.as_ref() {
            Values::Numeric(values) => Values::Numeric(pick(values, rows)),
            Values::Categorical { codes, levels } => {
                Values::Categorical { codes: pick(codes, rows), levels: Arc::clone(levels) }
            }
            Values::Boolean(values) => Values::Boolean(pick(values, rows)),
            Values::Datetime(values) => Values::Datetime(pick(values, rows)),
            Values::Text(values) => Values::Text(rows.iter().map(|row| values.get(*row as usize)).collect()),
        };
        Self::new(&*self.name, values, self.mask.take(rows))
    }

    /// Bytes on the heap, those among them that copies share.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.mask.heap_bytes()
            + match self.values.as_ref() {
                Values::Numeric(values) => values.capacity() * 8,
                Values::Categorical { codes, levels } => {
                    codes.capacity() * 4 + levels.iter().map(|l| l.capacity() + 24).sum::<usize>()
                }
                Values::Boolean(values) => values.capacity(),
                Values::Datetime(values) => values.capacity() * 8,
                Values::Text(values) => values.heap_bytes(),
            }
    }
}

impl Values {
    /// The type of the cells.
    #[must_use]
    pub fn dtype(&self) -> DType {
        match self {
            Self::Numeric(_) => DType::Numeric,
            Self::Categorical { .. } => DType::Categorical,
            Self::Boolean(_) => DType::Boolean,
            Self::Datetime(_) => DType::Datetime,
            Self::Text(_) => DType::Text,
        }
    }

    /// Number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Numeric(values) => values.len(),
            Self::Categorical { codes, .. } => codes.len(),
            Self::Boolean(values) => values.len(),
            Self::Datetime(values) => values.len(),
            Self::Text(values) => values.len(),
        }
    }

    /// Whether there are no cells.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_share_their_cells_and_changed_cells_the_mask() {
        let column = Column::numeric("x", [Some(1.0), None, Some(3.0)]);
        assert!(std::ptr::eq(column.values(), column.clone().renamed("y").values()));
        let changed = column.with_values(Values::Boolean(vec![true, false, false]));
        assert!(std::ptr::eq(column.mask(), changed.mask()));
        assert_eq!((changed.name(), changed.cell(1), changed.cell(2).as_deref()), ("x", None, Some("false")));
    }

    #[test]
    fn more_cells_than_the_mask_has_are_missing() {
        let column = Column::numeric("x", [Some(1.0)]).with_values(Values::Numeric(vec![5.0, 6.0]));
        assert_eq!((column.len(), column.number(0), column.number(1)), (2, Some(5.0), None));
    }
}
