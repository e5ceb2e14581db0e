use serde::{Deserialize, Serialize};

use super::plane::Mapping;
use super::{Network, Plane, TreeFacts};
use crate::models::Output;
use crate::rng::Rng;

/// Cells of a surface, across and upwards.
pub const GRID: usize = 60;
/// Training rows that are shown at most.
pub const MOST_POINTS: usize = 400;

/// What the models of some moments say over one plane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Surfaces {
    /// The plane.
    pub plane: Plane,
    /// Some of the training rows; the same ones for every plane and moment.
    pub points: Vec<Point>,
    /// One for each moment asked for, in that order.
    pub surfaces: Vec<Surface>,
}

/// A training row on a plane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Where it lies, across.
    pub x: f64,
    /// Where it lies, upwards.
    pub y: f64,
    /// Its class, as a code, or its number.
    pub value: f64,
}

/// What a model says over a plane, and what it looks like inside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Surface {
    /// The moment, as a position in the timeline's list.
    pub moment: usize,
    /// One answer for each of [`GRID`] × [`GRID`] cells: from the lowest row of cells up, each from
    /// the left.
    pub answers: Answers,
    /// The units and weights of a neural network.
    pub network: Option<Network>,
    /// The tree that came last, of a forest or of boosting.
    pub tree: Option<TreeFacts>,
}

/// The answers of a surface.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answers {
    /// Classes.
    Classes {
        /// The most probable class of each cell.
        codes: Vec<u32>,
        /// Its probability; empty where the model has none.
        shares: Vec<f64>,
    },
    /// Numbers.
    Numbers(Vec<f64>),
}

impl From<Output> for Answers {
    fn from(output: Output) -> Self {
        match output {
            Output::Numbers(numbers) => Self::Numbers(numbers),
            Output::Classes { codes, probabilities } => {
                let shares = probabilities.map_or_else(Vec::new, |probabilities| {
                    let rows = probabilities.rows().into_iter().zip(&codes);
                    rows.map(|(row, code)| row.get(*code as usize).copied().unwrap_or(0.0)).collect()
                });
                Self::Classes { codes, shares }
            }
        }
    }
}

/// The rows to show of `n`, ascending: all of them, or [`MOST_POINTS`] drawn at random, always the same.
pub(super) fn sample(n: usize) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..n).collect();
    if n > MOST_POINTS {
        Rng::new(0, "points to show").shuffle(&mut rows);
        rows.truncate(MOST_POINTS);
        rows.sort_unstable();
    }
    rows
}

/// The rows shown, on a plane.
pub(super) fn points(mapping: &Mapping, n: usize, value: impl Fn(usize) -> f64) -> Vec<Point> {
    let placed = sample(n).into_iter().filter_map(|row| mapping.place(row).map(|place| (row, place)));
    placed.map(|(row, (x, y))| Point { x, y, value: value(row) }).collect()
}
