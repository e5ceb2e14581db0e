//! Which input each prepared feature is made of, found out by trying.

use super::ground::{Ground, with_column};
use crate::error::EngineError;
use crate::table::{Column, DType, Table};

/// Training rows tried at most.
const MOST_ROWS: usize = 200;

/// For every feature the input that it is made of alone; none for one made of several, or of none. As far as
/// some training rows show: every input's cells are dealt to other rows, and the features that change are
/// made of it.
pub(super) fn sources(ground: &Ground) -> Result<Vec<Option<usize>>, EngineError> {
    let pipeline = ground.pipeline();
    let rows = ground.rows(crate::evaluate::PartName::Train, MOST_ROWS)?;
    let before = pipeline.transform(&rows)?;
    let n = u32::try_from(rows.n_rows()).unwrap_or(u32::MAX);
    let mut found: Vec<Vec<usize>> = vec![Vec::new(); pipeline.features.len()];
    for (at, input) in pipeline.inputs.iter().enumerate() {
        // Two shifts: one alone could meet equal cells in rows that repeat.
        for shift in [1, n / 2] {
            let order: Vec<u32> = (0..n).map(|row| (row + shift) % n.max(1)).collect();
            let dealt = with_column(&rows, rows.column(&input.name)?.take(&order))?;
            let after = pipeline.transform(&dealt)?;
            for (feature, inputs) in pipeline.features.iter().zip(&mut found) {
                if !inputs.contains(&at) && !same(before.column(feature)?, after.column(feature)?) {
                    inputs.push(at);
                }
            }
        }
    }
    Ok(found.into_iter().map(|inputs| if let [one] = inputs[..] { Some(one) } else { None }).collect())
}

fn same(a: &Column, b: &Column) -> bool {
    match (a.dtype(), b.dtype()) {
        (DType::Numeric | DType::Boolean, DType::Numeric | DType::Boolean) => {
            a.len() == b.len() && (0..a.len()).all(|row| a.number(row) == b.number(row))
        }
        _ => a.len() == b.len() && (0..a.len()).all(|row| a.cell(row) == b.cell(row)),
    }
}

/// The values of one feature of rows.
pub(super) fn feature(ground: &Ground, rows: &Table, at: usize) -> Result<Vec<Option<f64>>, EngineError> {
    let pipeline = ground.pipeline();
    let table = pipeline.transform(rows)?;
    let name = pipeline.features.get(at).map(String::as_str).unwrap_or_default();
    let column = table.column(name)?;
    Ok((0..column.len()).map(|row| column.number(row)).collect())
}
