//! What steps need to change the texts of a column.

use std::collections::HashMap;

use crate::error::EngineError;
use crate::table::{Column, DType, Mask, TextValues, Values};

/// The types whose cells are texts.
pub(super) const TEXTS: &[DType] = &[DType::Categorical, DType::Text];

/// The column with each of its texts replaced by what `change` writes into the empty string it is
/// given; a text of which nothing is left becomes missing. The levels of a categorical column are
/// changed once each, and those that become equal become one.
pub(super) fn map(
    column: &Column,
    mut change: impl FnMut(&str, &mut String) -> Result<(), EngineError>,
) -> Result<Column, EngineError> {
    let mut mask = Mask::with_capacity(column.len());
    let mut text = String::new();
    let values = match column.values() {
        Values::Text(texts) => {
            let mut changed = TextValues::new();
            for (row, before) in texts.iter().enumerate() {
                text.clear();
                if column.mask().is_valid(row) {
                    change(before, &mut text)?;
                }
                mask.push(!text.is_empty());
                changed.push(&text);
            }
            Values::Text(changed)
        }
        Values::Categorical { codes, levels } => {
            let mut changed: Vec<String> = Vec::new();
            let mut known: HashMap<String, u32> = HashMap::new();
            let mut by_code = Vec::with_capacity(levels.len());
            for level in levels.iter() {
                text.clear();
                change(level, &mut text)?;
                let code = match known.get(text.as_str()) {
                    _ if text.is_empty() => None,
                    Some(code) => Some(*code),
                    None => {
                        let code = u32::try_from(changed.len()).unwrap_or(u32::MAX);
                        known.insert(text.clone(), code);
                        changed.push(text.clone());
                        Some(code)
                    }
                };
                by_code.push(code);
            }
            let code = |(row, code): (usize, &u32)| {
                let code = by_code.get(*code as usize).copied().flatten();
                let code = code.filter(|_| column.mask().is_valid(row));
                mask.push(code.is_some());
                code.unwrap_or(0)
            };
            let codes = codes.iter().enumerate().map(code).collect();
            Values::Categorical { codes, levels: changed.into() }
        }
        other => return Err(not_texts(column.name(), other.dtype())),
    };
    Ok(Column::new(column.name(), values, mask))
}

/// What `of` makes of each text, `None` for a missing cell or where it makes nothing of it. It is asked
/// once for each level of a categorical column.
pub(super) fn read<T: Copy>(
    column: &Column,
    of: impl Fn(&str) -> Option<T>,
) -> Result<Vec<Option<T>>, EngineError> {
    let valid = |row: usize| column.mask().is_valid(row);
    match column.values() {
        Values::Text(texts) => {
            Ok(texts.iter().enumerate().map(|(row, text)| of(text).filter(|_| valid(row))).collect())
        }
        Values::Categorical { codes, levels } => {
            let by_code: Vec<Option<T>> = levels.iter().map(|level| of(level)).collect();
            let cell = |(row, code): (usize, &u32)| {
                by_code.get(*code as usize).copied().flatten().filter(|_| valid(row))
            };
            Ok(codes.iter().enumerate().map(cell).collect())
        }
        other => Err(not_texts(column.name(), other.dtype())),
    }
}

/// Only a damaged model asks for the texts of another column.
fn not_texts(column: &str, dtype: DType) -> EngineError {
    EngineError::Model(format!("it looks for texts in column {column:?}, which is {}", dtype.name()))
}
