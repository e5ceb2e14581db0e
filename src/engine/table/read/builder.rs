use super::boolean;
use super::date;
use super::guess::{Guess, Kind, tolerated};
use super::levels::Levels;
use super::missing::Markers;
use super::number;
use super::segments::Segments;
use super::split::{Span, unescape};
use super::{Dialect, ReadError};
use crate::table::{Column, Mask, TextValues, Values};

/// The cells of one column in a batch of records of one width.
#[derive(Clone, Copy)]
pub(super) struct Cells<'a> {
    pub(super) text: &'a str,
    pub(super) spans: &'a [Span],
    pub(super) column: usize,
    pub(super) width: usize,
}

impl<'a> Cells<'a> {
    fn spans(self) -> impl Iterator<Item = Span> + 'a {
        self.spans.iter().skip(self.column).step_by(self.width).copied()
    }

    fn raw(self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or("")
    }
}

/// A cell that is not of its column's type, and its record in the batch.
pub(super) struct Failure {
    pub(super) record: usize,
    pub(super) column: usize,
    pub(super) text: String,
}

#[derive(Debug)]
enum Building {
    /// So many missing cells, and no other.
    Unknown(usize),
    Numeric(Segments<f64>),
    Boolean(Segments<bool>),
    Datetime(Segments<i64>),
    Levels(Levels),
    Text(TextValues),
}

/// What the builders of a table share.
pub(super) struct Context<'a> {
    pub(super) dialect: &'a Dialect,
    pub(super) markers: &'a Markers,
    pub(super) scratch: &'a mut String,
    pub(super) failures: &'a mut Vec<Failure>,
    /// Failures to keep of each column.
    pub(super) keep: usize,
}

/// A column under construction.
#[derive(Debug)]
pub(super) struct Builder {
    name: String,
    kind: Kind,
    /// The type is set by the options: it stays whatever the cells are.
    forced: bool,
    building: Building,
    mask: Mask,
    leading_zeros: usize,
    failed: usize,
}

impl Builder {
    pub(super) fn new(name: String, kind: Kind, forced: bool) -> Self {
        let building = Building::new(kind, 0);
        Self { name, kind, forced, building, mask: Mask::default(), leading_zeros: 0, failed: 0 }
    }

    /// Adds the cells of a batch.
    pub(super) fn extend(&mut self, cells: Cells<'_>, context: &mut Context<'_>) -> Result<(), ReadError> {
        let mut kept = 0;
        for (record, span) in cells.spans().enumerate() {
            let raw = cells.raw(span);
            if !span.is_escaped() && self.push_number(raw, context) {
                continue;
            }
            let cell = if span.is_escaped() {
                unescape(raw, context.dialect.quote, context.scratch);
                context.scratch.as_str()
            } else {
                raw
            };
            if !self.push(cell, context.dialect, context.markers)? && kept < context.keep {
                kept += 1;
                let text = cell.chars().take(100).collect();
                context.failures.push(Failure { record, column: cells.column, text });
            }
        }
        Ok(())
    }

    /// Adds the usual cell of a numeric column; false when it is another cell or column.
    #[inline]
    fn push_number(&mut self, raw: &str, context: &Context<'_>) -> bool {
        let Building::Numeric(values) = &mut self.building else { return false };
        if context.markers.has_numeric() {
            return false;
        }
        let value = match number::parse(raw.as_bytes(), context.dialect.decimal_comma) {
            Some(value) => value,
            None if raw.is_empty() && context.markers.has_empty() => {
                values.push(0.0);
                self.mask.push(false);
                return true;
            }
            None => return false,
        };
        self.leading_zeros += usize::from(number::has_leading_zero(raw.as_bytes()));
        values.push(value);
        self.mask.push(true);
        true
    }

    /// Adds a cell. Returns false when it is neither missing nor of the column's type.
    fn push(&mut self, cell: &str, dialect: &Dialect, markers: &Markers) -> Result<bool, ReadError> {
        match &mut self.building {
            Building::Levels(levels) => {
                self.mask.push(levels.push(cell, markers));
                if levels.is_full() && self.kind == Kind::Strings {
                    self.building = Building::Text(levels.to_text().ok_or_else(|| self.too_large())?);
                }
                return Ok(true);
            }
            Building::Text(values) => {
                let there = !markers.contains(cell);
                self.mask.push(there);
                return if values.push(if there { cell } else { "" }) {
                    Ok(true)
                } else {
                    Err(self.too_large())
                };
            }
            Building::Unknown(missing) => {
                if markers.contains(cell) {
                    *missing += 1;
                    self.mask.push(false);
                    return Ok(true);
                }
                let mut guess = Guess::default();
                guess.add(cell, markers, dialect.decimal_comma);
                self.kind = guess.kind();
                self.building = Building::new(self.kind, *missing);
                return self.push(cell, dialect, markers);
            }
            Building::Numeric(_) | Building::Boolean(_) | Building::Datetime(_) => {}
        }
        if markers.contains(cell) {
            self.push_absent();
            return Ok(true);
        }
        let there = self.push_typed(cell.trim(), dialect);
        if there {
            self.mask.push(true);
        } else {
            self.failed += 1;
            self.push_absent();
        }
        Ok(there)
    }

    fn push_typed(&mut self, cell: &str, dialect: &Dialect) -> bool {
        match (&mut self.building, self.kind) {
            (Building::Numeric(values), _) => {
                self.leading_zeros += usize::from(number::has_leading_zero(cell.as_bytes()));
                number::parse(cell.as_bytes(), dialect.decimal_comma)
                    .map(|value| values.push(value))
                    .is_some()
            }
            (Building::Boolean(values), Kind::Boolean(pair)) => {
                boolean::parse_as(cell, pair).map(|value| values.push(value)).is_some()
            }
            (Building::Datetime(values), Kind::Datetime(order)) => {
                date::parse(cell.as_bytes(), order).map(|value| values.push(value)).is_some()
            }
            _ => false,
        }
    }

    fn push_absent(&mut self) {
        self.mask.push(false);
        match &mut self.building {
            Building::Numeric(values) => values.push(0.0),
            Building::Boolean(values) => values.push(false),
            Building::Datetime(values) => values.push(0),
            Building::Unknown(_) | Building::Levels(_) | Building::Text(_) => {}
        }
    }

    /// The column's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Cells that are not of the column's type.
    pub(super) fn failed(&self) -> usize {
        self.failed
    }

    /// Whether more cells than tolerated are not of the guessed type.
    pub(super) fn is_contradicted(&self) -> bool {
        let allowed = tolerated(self.mask.n_valid() + self.failed);
        !self.forced && (self.failed > allowed || self.leading_zeros > allowed)
    }

    /// The column, of the type that its cells are.
    pub(super) fn finish(self) -> Result<Column, ReadError> {
        let values = match self.building {
            Building::Unknown(missing) => Values::Numeric(vec![0.0; missing]),
            Building::Numeric(values) => Values::Numeric(values.into_vec()),
            Building::Boolean(values) => Values::Boolean(values.into_vec()),
            Building::Datetime(values) => Values::Datetime(values.into_vec()),
            Building::Text(values) => Values::Text(values),
            Building::Levels(levels) if self.kind == Kind::Categorical || levels.is_categorical() => {
                levels.into_values()
            }
            Building::Levels(levels) => {
                Values::Text(levels.to_text().ok_or(ReadError::TextTooLarge { column: self.name.clone() })?)
            }
        };
        Ok(Column::new(self.name, values, self.mask))
    }

    fn too_large(&self) -> ReadError {
        ReadError::TextTooLarge { column: self.name.clone() }
    }
}

impl Building {
    fn new(kind: Kind, missing: usize) -> Self {
        match kind {
            Kind::Unknown => Self::Unknown(missing),
            Kind::Numeric => Self::Numeric(Segments::filled(0.0, missing)),
            Kind::Boolean(_) => Self::Boolean(Segments::filled(false, missing)),
            Kind::Datetime(_) => Self::Datetime(Segments::filled(0, missing)),
            Kind::Strings | Kind::Categorical => Self::Levels(Levels::new(missing)),
            Kind::Text => Self::Text(std::iter::repeat_n("", missing).collect()),
        }
    }
}
