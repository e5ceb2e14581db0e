use ndarray::ArrayView2;

use super::{Cells, Feature, Target, TrainSet};
use crate::error::EngineError;

/// There are rows, and the answers are as many and in range.
pub(super) fn rows(train: &TrainSet) -> Result<(), EngineError> {
    let n_rows = train.x.nrows();
    if n_rows == 0 {
        return data("there are no training rows; loosen the steps or filters that drop them");
    }
    if train.y.len() != n_rows {
        return data(format!("{n_rows} training rows have {} answers; give one a row", train.y.len()));
    }
    match train.y {
        Target::Classes { codes, n_classes } => {
            if let Some(row) = codes.iter().position(|code| *code as usize >= n_classes) {
                return data(format!(
                    "training row {} has class code {}, but there are {n_classes} classes",
                    row + 1,
                    codes[row]
                ));
            }
        }
        Target::Numbers(values) => {
            if let Some(row) = values.iter().position(|value| !value.is_finite()) {
                return data(format!(
                    "the target of training row {} is {}; drop such rows or correct them",
                    row + 1,
                    values[row]
                ));
            }
        }
    }
    Ok(())
}

/// Every cell is finite or missing, and codes of levels are among them.
pub(super) fn finite_or_missing(x: ArrayView2<f64>, features: &[Feature]) -> Result<(), EngineError> {
    for (row, cells) in x.rows().into_iter().enumerate() {
        if let Some(column) = cells.iter().position(|cell| cell.is_infinite()) {
            return data(format!(
                "row {}, prepared column {} is {}; models need finite numbers: correct or drop it",
                row + 1,
                column + 1,
                cells[column]
            ));
        }
    }
    for (column, feature) in x.columns().into_iter().zip(features) {
        let Some(levels) = feature.levels else { continue };
        let is_code = |cell: &f64| cell.fract() == 0.0 && *cell >= 0.0 && *cell < levels as f64;
        if let Some(row) = column.iter().position(|cell| !cell.is_nan() && !is_code(cell)) {
            return data(format!(
                "row {} of {:?} is {}, which is no code of its {levels} levels",
                row + 1,
                feature.name,
                column[row]
            ));
        }
    }
    Ok(())
}

/// There are columns to learn from.
pub(super) fn features(train: &TrainSet) -> Result<(), EngineError> {
    if train.x.ncols() == 0 {
        return data("there are no feature columns to learn from; give at least one column the role feature");
    }
    Ok(())
}

/// Every cell is one that the family can learn from.
pub(super) fn cells(label: &str, kind: Cells, x: ArrayView2<f64>) -> Result<(), EngineError> {
    let (fits, asked): (fn(f64) -> bool, _) = match kind {
        Cells::Any => return Ok(()),
        Cells::NotNegative => (|cell| cell >= 0.0, "numbers that are not negative, such as counts"),
        Cells::Codes => {
            (|cell| cell >= 0.0 && cell.fract() == 0.0, "whole numbers from 0, as Ordinal encode makes them")
        }
    };
    for (row, cells) in x.rows().into_iter().enumerate() {
        if let Some(column) = cells.iter().position(|cell| !fits(*cell)) {
            return data(format!(
                "row {}, prepared column {} is {}, and {label} learns from {asked}; prepare the column so, \
                 leave it out, or choose another model",
                row + 1,
                column + 1,
                cells[column]
            ));
        }
    }
    Ok(())
}

/// Two or more classes occur.
pub(super) fn several_classes(label: &str, codes: &[u32]) -> Result<(), EngineError> {
    if codes.windows(2).all(|pair| pair[0] == pair[1]) {
        return data(format!(
            "the training rows hold one class only, and {label} needs at least two to tell apart; \
             choose another target, or split so that other classes come into the training rows"
        ));
    }
    Ok(())
}

/// Every cell is finite.
pub(super) fn finite(x: ArrayView2<f64>) -> Result<(), EngineError> {
    for (row, cells) in x.rows().into_iter().enumerate() {
        if let Some(column) = cells.iter().position(|cell| !cell.is_finite()) {
            return data(format!(
                "row {}, prepared column {} is {}; models need finite numbers: fill in or drop what is missing",
                row + 1,
                column + 1,
                cells[column]
            ));
        }
    }
    Ok(())
}

fn data<T>(text: impl Into<String>) -> Result<T, EngineError> {
    Err(EngineError::Data(text.into()))
}
