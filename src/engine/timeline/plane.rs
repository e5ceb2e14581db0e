//! The plane that a surface lies over: two features, or the two directions in which the rows differ
//! most.

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use super::surface::GRID;
use crate::error::EngineError;
use crate::models::Feature;
use crate::models::kernels::eigen::Eigen;
use crate::models::kernels::gram::Columns;
use crate::stats::{mean, quantile, variance};

/// What a plane is spanned over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum View {
    /// Two prepared features that are numbers; the others are held at their middle.
    Features(String, String),
    /// The first two principal components of the standardised prepared features that are numbers.
    Components,
}

/// How far a plane reaches beyond the rows, as a share of their range.
const MARGIN: f64 = 0.05;
/// Features that components are made of, the first ones.
const MOST_IN_COMPONENTS: usize = 200;

/// The sides of a plane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plane {
    /// What is measured across.
    pub x_label: String,
    /// What is measured upwards.
    pub y_label: String,
    /// From where to where, across.
    pub x: (f64, f64),
    /// From where to where, upwards.
    pub y: (f64, f64),
}

/// How places on a plane and rows become each other: `row = held + x · across + y · up`.
#[derive(Clone, Debug)]
pub(super) struct Mapping {
    pub plane: Plane,
    held: Vec<f64>,
    across: Vec<f64>,
    up: Vec<f64>,
    /// Of every row of the training set.
    places: Vec<Option<(f64, f64)>>,
}

/// The features that can span a plane: numbers of more than one value.
pub(super) fn axes(x: ArrayView2<f64>, columns: &[Feature]) -> Vec<usize> {
    let numbers = columns.iter().enumerate().filter(|(_, column)| column.levels.is_none());
    let varies = |at: usize| {
        let mut known = x.column(at).into_iter().filter(|cell| !cell.is_nan());
        known.next().is_some_and(|first| known.any(|cell| cell != first))
    };
    numbers.map(|(at, _)| at).filter(|at| *at < x.ncols() && varies(*at)).collect()
}

impl Mapping {
    pub(super) fn new(x: ArrayView2<f64>, columns: &[Feature], view: &View) -> Result<Self, EngineError> {
        let axes = axes(x, columns);
        let held: Vec<f64> = (0..x.ncols()).map(|at| middle(x, at, columns.get(at))).collect();
        match view {
            View::Features(across, up) => {
                let place = |name: &str| {
                    let found = axes.iter().find(|at| columns.get(**at).is_some_and(|c| c.name == name));
                    found.copied().ok_or_else(|| {
                        EngineError::Data(format!(
                            "no plane can be spanned over {name:?}: it is no feature of numbers that differ; \
                             choose another"
                        ))
                    })
                };
                let (a, b) = (place(across)?, place(up)?);
                if a == b {
                    return Err(EngineError::Data(format!(
                        "a plane needs two features, and both are {across:?}; choose another for one"
                    )));
                }
                Ok(Self::over_features(x, held, (across, a), (up, b)))
            }
            View::Components if axes.len() < 2 => Err(EngineError::Data(
                "principal components need two features of numbers that differ; add one at Prepare"
                    .to_owned(),
            )),
            View::Components => Ok(Self::over_components(x, held, &axes)),
        }
    }

    fn over_features(
        x: ArrayView2<f64>,
        mut held: Vec<f64>,
        (x_label, a): (&str, usize),
        (y_label, b): (&str, usize),
    ) -> Self {
        let unit = |of: usize| (0..held.len()).map(|at| f64::from(at == of)).collect::<Vec<f64>>();
        let (across, up) = (unit(a), unit(b));
        held[a] = 0.0;
        held[b] = 0.0;
        let places = x.rows().into_iter().map(|row| (row[a], row[b]));
        let places: Vec<Option<(f64, f64)>> =
            places.map(|(x, y)| (!x.is_nan() && !y.is_nan()).then_some((x, y))).collect();
        let plane = Plane {
            x_label: x_label.to_owned(),
            y_label: y_label.to_owned(),
            x: range(places.iter().flatten().map(|place| place.0)),
            y: range(places.iter().flatten().map(|place| place.1)),
        };
        Self { plane, held, across, up, places }
    }

    fn over_components(x: ArrayView2<f64>, mut held: Vec<f64>, axes: &[usize]) -> Self {
        let axes = axes.get(..MOST_IN_COMPONENTS).unwrap_or(axes);
        let (n, p) = (x.nrows(), axes.len());
        let mut cells = Vec::with_capacity(n * p);
        let mut scales = Vec::with_capacity(p);
        for at in axes {
            let column: Vec<f64> =
                x.column(*at).iter().map(|cell| if cell.is_nan() { held[*at] } else { *cell }).collect();
            let (centre, spread) = (mean(&column), f64::sqrt(variance(&column)));
            let spread = if spread > 0.0 && spread.is_finite() { spread } else { 1.0 };
            cells.extend(column.iter().map(|cell| (cell - centre) / spread));
            scales.push(spread);
            held[*at] = centre;
        }
        let mut products = vec![0.0; p * p];
        Columns::new(&cells, n).add_gram(None, &mut products, p, (0, 0));
        let eigen = Eigen::new(&products, p);
        let total: f64 = eigen.values.iter().map(|value| value.max(0.0)).sum();
        let label = |at: usize| {
            let share = eigen.values.get(at).map_or(0.0, |value| 100.0 * value.max(0.0) / total);
            format!("Principal component {} ({share:.0}% of the variance)", at + 1)
        };
        let direction = |at: usize| {
            let mut direction = vec![0.0; held.len()];
            for ((axis, weight), scale) in axes.iter().zip(eigen.vector(at)).zip(&scales) {
                direction[*axis] = weight * scale;
            }
            direction
        };
        let score = |row: usize, at: usize| {
            let cells = cells.iter().skip(row).step_by(n);
            cells.zip(eigen.vector(at)).map(|(cell, weight)| cell * weight).sum::<f64>()
        };
        let places: Vec<Option<(f64, f64)>> =
            (0..n).map(|row| Some((score(row, 0), score(row, 1)))).collect();
        let plane = Plane {
            x_label: label(0),
            y_label: label(1),
            x: range(places.iter().flatten().map(|place| place.0)),
            y: range(places.iter().flatten().map(|place| place.1)),
        };
        let (across, up) = (direction(0), direction(1));
        Self { plane, held, across, up, places }
    }

    /// Where a training row lies; none when a cell it needs is missing.
    pub(super) fn place(&self, row: usize) -> Option<(f64, f64)> {
        self.places.get(row).copied().flatten()
    }

    /// The middles of the grid's cells as rows: from the lowest row of cells up, each from the left.
    pub(super) fn grid(&self) -> Array2<f64> {
        let middle =
            |(low, high): (f64, f64), at: usize| low + (at as f64 + 0.5) / GRID as f64 * (high - low);
        Array2::from_shape_fn((GRID * GRID, self.held.len()), |(cell, feature)| {
            let x = middle(self.plane.x, cell % GRID) * self.across[feature];
            let y = middle(self.plane.y, cell / GRID) * self.up[feature];
            self.held[feature] + x + y
        })
    }
}

/// The cell that a feature is held at: the median of numbers, the most frequent of categories and of
/// two values. NaN when all are missing.
fn middle(x: ArrayView2<f64>, at: usize, column: Option<&Feature>) -> f64 {
    let mut cells: Vec<f64> = x.column(at).iter().copied().filter(|cell| !cell.is_nan()).collect();
    cells.sort_by(f64::total_cmp);
    let runs: Vec<&[f64]> = cells.chunk_by(|a, b| a == b).collect();
    if runs.len() <= 2 || column.is_some_and(|column| column.levels.is_some()) {
        let most = runs.into_iter().reduce(|a, b| if b.len() > a.len() { b } else { a });
        return most.and_then(|run| run.first()).copied().unwrap_or(f64::NAN);
    }
    quantile(&cells, 0.5).unwrap_or(f64::NAN)
}

/// From the least to the greatest with a margin; around a single value, or where there is none, 1 wide.
fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    let wide = high - low;
    if wide > 0.0 && wide.is_finite() {
        (low - MARGIN * wide, high + MARGIN * wide)
    } else {
        let centre = if low.is_finite() { low } else { 0.0 };
        (centre - 0.5, centre + 0.5)
    }
}
