//! Partial dependence and individual conditional expectation: what the model would say if one column had
//! another value, on average and row by row.
//!
//! J. Friedman, *Greedy Function Approximation*, 2001, and A. Goldstein and others, *Peeking Inside the Black
//! Box*, 2015; the grid and the figures are those of scikit-learn's `partial_dependence` with the method
//! "brute". Where columns go together, some of the rows asked about cannot occur.

use serde::{Deserialize, Serialize};

use super::cell::Cell;
use super::ground::{Ground, answers, with_cell};
use crate::error::EngineError;
use crate::evaluate::PartName;
use crate::progress::Progress;
use crate::stats::mean;
use crate::steps::levels::counts;
use crate::table::{Column, DType, Table};

/// Rows averaged over at most; of more, so many are drawn.
pub const MOST_ROWS: usize = 500;

/// Levels asked about at most, the most frequent.
pub const MOST_LEVELS: usize = 30;

/// The shares of the rows that lie below the first and below the last point of a grid of numbers.
const PERCENTILES: (f64, f64) = (0.05, 0.95);

/// What a column does to one output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// The class whose probability this is; none for numbers.
    pub class: Option<String>,
    /// The mean over the rows, one a point of the grid.
    pub average: Vec<f64>,
    /// Rows × grid.
    pub individual: Vec<Vec<f64>>,
}

/// How a column acts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartialDependence {
    /// The column, as it comes in.
    pub column: String,
    /// The values asked about.
    pub grid: Vec<Cell>,
    /// One for every class, or one for a number.
    pub responses: Vec<Response>,
    /// What the rows have in the column themselves.
    pub own: Vec<Cell>,
}

impl PartialDependence {
    /// The same with the lines of at most `most` rows, evenly taken from all; the averages are of all.
    #[must_use]
    pub fn thinned(mut self, most: usize) -> Self {
        for response in &mut self.responses {
            let n = response.individual.len();
            if n > most {
                let picked = (0..most).filter_map(|at| response.individual.get(at * n / most).cloned());
                response.individual = picked.collect();
            }
        }
        self
    }
}

/// Asks about every value of a grid of at most `resolution` points, or of the column's levels, on the rows
/// of a part.
///
/// # Errors
/// When the column is no input, is free text, or has no two values; when no row gets a prediction; what
/// `progress` returns.
pub fn partial_dependence(
    ground: &Ground,
    part: PartName,
    column: &str,
    resolution: usize,
    progress: &mut dyn Progress,
) -> Result<PartialDependence, EngineError> {
    let rows = ground.scored(&ground.rows(part, MOST_ROWS)?)?;
    let grid = grid(ground.input(&rows, column)?, resolution.max(2))?;
    over_grid(ground, &rows, column, grid, progress)
}

fn over_grid(
    ground: &Ground,
    rows: &Table,
    column: &str,
    grid: Vec<Cell>,
    progress: &mut dyn Progress,
) -> Result<PartialDependence, EngineError> {
    let pipeline = ground.pipeline();
    // Rows × grid × outputs, without the rows that miss an answer somewhere.
    let mut answered: Vec<Option<Vec<Vec<f64>>>> = vec![Some(Vec::with_capacity(grid.len())); rows.n_rows()];
    for (at, cell) in grid.iter().enumerate() {
        progress.advance("points", at, grid.len())?;
        let prediction = pipeline.predict(&with_cell(rows, column, cell)?)?;
        let mut found: Vec<Option<Vec<f64>>> = vec![None; rows.n_rows()];
        for (row, answer) in prediction.scored.iter().zip(answers(&prediction.output, pipeline.classes.len()))
        {
            if let Some(slot) = found.get_mut(*row as usize) {
                *slot = Some(answer);
            }
        }
        for (row, answer) in answered.iter_mut().zip(found) {
            match (row.as_mut(), answer) {
                (Some(answers), Some(answer)) => answers.push(answer),
                _ => *row = None,
            }
        }
    }
    let kept: Vec<&Vec<Vec<f64>>> = answered.iter().flatten().collect();
    if kept.is_empty() {
        return Err(EngineError::Data(format!(
            "no row gets a prediction for every value of {column:?}; look at another column"
        )));
    }
    let n_outputs = pipeline.classes.len().max(1);
    let responses = (0..n_outputs).map(|output| {
        let line =
            |row: &&Vec<Vec<f64>>| row.iter().filter_map(|answer| answer.get(output).copied()).collect();
        let individual: Vec<Vec<f64>> = kept.iter().map(line).collect();
        let at =
            |point: usize| individual.iter().filter_map(|line| line.get(point).copied()).collect::<Vec<_>>();
        let average = (0..grid.len()).map(|point| mean(&at(point))).collect();
        Response { class: pipeline.classes.get(output).cloned(), average, individual }
    });
    let own = rows.column(column)?;
    let own =
        (0..).zip(&answered).filter(|(_, answers)| answers.is_some()).map(|(row, _)| Cell::of(own, row));
    Ok(PartialDependence {
        column: column.to_owned(),
        responses: responses.collect(),
        own: own.collect(),
        grid,
    })
}

/// The values to ask about: every one where there are fewer than `resolution`, else so many equally far from
/// each other, from the 5th to the 95th percentile; levels in order of their code points.
pub(super) fn grid(column: &Column, resolution: usize) -> Result<Vec<Cell>, EngineError> {
    let few = |what: &str| EngineError::Data(format!("column {:?} {what}; choose another", column.name()));
    let grid = match column.dtype() {
        DType::Text => return Err(few("is free text, which has no values to go through")),
        DType::Boolean => [false, true].map(Cell::Truth).to_vec(),
        DType::Categorical => {
            let mut levels = counts(column);
            levels.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            levels.truncate(MOST_LEVELS);
            levels.sort();
            levels.into_iter().map(|(level, _)| Cell::Text(level)).collect()
        }
        DType::Numeric | DType::Datetime => {
            let mut values: Vec<f64> = (0..column.len()).filter_map(|row| column.number(row)).collect();
            values.sort_by(f64::total_cmp);
            let mut distinct = values.clone();
            distinct.dedup();
            if distinct.len() >= resolution {
                distinct = between(&values, resolution);
            }
            distinct.into_iter().map(|value| Cell::at(column.dtype(), value)).collect()
        }
    };
    if grid.len() < 2 { Err(few("has fewer than two values in these rows")) } else { Ok(grid) }
}

/// Points equally far from each other; the distinct values where the percentiles are one and the same.
fn between(sorted: &[f64], resolution: usize) -> Vec<f64> {
    let (low, high) = (percentile(sorted, PERCENTILES.0), percentile(sorted, PERCENTILES.1));
    let last = (resolution - 1) as f64;
    let step = (high - low) / last;
    if step > 0.0 && step.is_finite() {
        return (0..resolution)
            .map(|at| if at + 1 == resolution { high } else { low + step * at as f64 })
            .collect();
    }
    [sorted.first(), sorted.last()].into_iter().flatten().copied().collect()
}

/// The quantile with plotting positions (k − 0.4) / (n + 0.2) (C. Cunnane, 1978; SciPy's `mquantiles`).
fn percentile(sorted: &[f64], p: f64) -> f64 {
    const POSITION: f64 = 0.4;
    let n = sorted.len() as f64;
    let at = n * p + POSITION + p * (1.0 - 2.0 * POSITION);
    let k = at.clamp(1.0, (n - 1.0).max(1.0)).floor();
    let part = (at - k).clamp(0.0, 1.0);
    let value = |place: f64| sorted.get(place as usize).or(sorted.last()).copied().unwrap_or(0.0);
    (1.0 - part) * value(k - 1.0) + part * value(k)
}
