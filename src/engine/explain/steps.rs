//! The values of an input that training has seen, thinned out to a few to try.

use super::cell::Cell;
use crate::stats::quantile;
use crate::steps::levels::counts;
use crate::table::{Column, DType};

/// Quantiles of a numeric input that are tried.
const QUANTILES: usize = 20;

/// Levels of an input that are tried at most, the most frequent.
const LEVELS: usize = 30;

/// What training has seen of an input.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Steps {
    /// Values to try, ascending or by frequency.
    pub(super) cells: Vec<Cell>,
    /// The least number; 0 for inputs without numbers.
    pub(super) low: f64,
    /// The greatest number.
    pub(super) high: f64,
    /// Whether all numbers were whole.
    pub(super) whole: bool,
    pub(super) dtype: DType,
}

impl Steps {
    pub(super) fn of(column: &Column) -> Self {
        let dtype = column.dtype();
        let mut steps =
            Self { cells: Vec::new(), low: 0.0, high: 0.0, whole: dtype == DType::Datetime, dtype };
        match dtype {
            DType::Text => {}
            DType::Boolean => steps.cells = [false, true].map(Cell::Truth).to_vec(),
            DType::Categorical => {
                let mut levels = counts(column);
                levels.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
                steps.cells = levels.into_iter().take(LEVELS).map(|(level, _)| Cell::Text(level)).collect();
            }
            DType::Numeric | DType::Datetime => {
                let mut values: Vec<f64> = (0..column.len()).filter_map(|row| column.number(row)).collect();
                values.sort_by(f64::total_cmp);
                if let (Some(low), Some(high)) = (values.first(), values.last()) {
                    (steps.low, steps.high) = (*low, *high);
                    steps.whole = values.iter().all(|value| value.fract() == 0.0);
                }
                let shares = (0..=QUANTILES).map(|at| at as f64 / QUANTILES as f64);
                let mut points: Vec<f64> = shares.filter_map(|share| quantile(&values, share)).collect();
                if steps.whole {
                    points.iter_mut().for_each(|point| *point = point.round());
                }
                points.dedup();
                steps.cells = points.into_iter().map(|point| Cell::at(dtype, point)).collect();
            }
        }
        steps
    }

    /// How far apart two cells are: numbers as a share of the range that training has seen, all else 1.
    pub(super) fn distance(&self, from: &Cell, to: &Cell) -> f64 {
        if from == to {
            return 0.0;
        }
        match (from.number(), to.number()) {
            (Some(from), Some(to)) if self.high > self.low => (from - to).abs() / (self.high - self.low),
            _ => 1.0,
        }
    }
}
