//! The way of a row through a decision tree, with the borders of its questions in the input's own unit.

use serde::{Deserialize, Serialize};

use super::cell::{self, Cell};
use super::ground::{Ground, with_column};
use super::sources::feature;
use super::steps::Steps;
use crate::error::EngineError;
use crate::evaluate::PartName;
use crate::models::{FittedModel, Tree};
use crate::table::{DType, Table};

/// Points of an input tried at once to find a border.
const POINTS: usize = 33;

/// Rounds of trying, each of which makes the gap about a border 32 times narrower: 60 bits in all.
const ROUNDS: usize = 12;

/// Where a question parts the values of an input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Border {
    /// A number, or a moment: the row is on one side of it.
    At {
        /// The last value on the lower side.
        value: Cell,
        /// Whether the row's value is not above it.
        at_most: bool,
    },
    /// Levels that go the row's way, and those that go the other.
    Levels {
        /// With the row.
        with: Vec<String>,
        /// The other way.
        other: Vec<String>,
    },
}

/// A question in terms of the input that its feature is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Original {
    /// The input.
    pub column: String,
    /// What the row has in it.
    pub cell: Cell,
    /// Where the question parts it.
    pub border: Border,
}

/// A question on the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// The feature asked about, as the model sees it.
    pub feature: String,
    /// Values up to this go left.
    pub threshold: f64,
    /// The row's value.
    pub cell: f64,
    /// Whether the row goes left.
    pub goes_left: bool,
    /// Training rows that came as far as this question.
    pub rows: u32,
    /// The same in terms of an input; none where the feature is made of several, or crosses the threshold
    /// more than once.
    pub original: Option<Original>,
}

/// The way of a row through a tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TreePath {
    /// The questions from the root down.
    pub questions: Vec<Question>,
    /// Training rows in the leaf.
    pub rows: u32,
    /// What the leaf says: the share of every class, or a number.
    pub leaf: Vec<f64>,
}

/// The way of the first row of `row`; none for models that are not a single tree, and for a row that gets no
/// prediction. `sources` says of which input each feature is made.
pub(super) fn path(
    ground: &Ground,
    row: &Table,
    sources: &[Option<usize>],
) -> Result<Option<TreePath>, EngineError> {
    let pipeline = ground.pipeline();
    let FittedModel::DecisionTree(model) = &pipeline.model else { return Ok(None) };
    let design = ground.design(row)?;
    let Some(cells) = design.x.rows().into_iter().next().map(|cells| cells.to_vec()) else { return Ok(None) };
    let tree = model.tree();
    let (asked, leaf) = walk(tree, &cells);
    let mut questions = Vec::with_capacity(asked.len());
    for node in asked {
        let at = tree.feature.get(node).map_or(0, |feature| *feature as usize);
        let threshold = tree.threshold.get(node).copied().unwrap_or(0.0);
        let source = sources.get(at).copied().flatten().and_then(|input| pipeline.inputs.get(input));
        let original = match source {
            Some(input) => original(ground, row, &input.name, at, threshold)?,
            None => None,
        };
        let cell = cells.get(at).copied().unwrap_or(0.0);
        questions.push(Question {
            feature: pipeline.features.get(at).cloned().unwrap_or_default(),
            threshold,
            cell,
            goes_left: cell <= threshold,
            rows: tree.samples.get(node).copied().unwrap_or(0),
            original,
        });
    }
    let n_values = pipeline.classes.len().max(1);
    Ok(Some(TreePath {
        questions,
        rows: tree.samples.get(leaf).copied().unwrap_or(0),
        leaf: tree.value.get(leaf * n_values..(leaf + 1) * n_values).unwrap_or_default().to_vec(),
    }))
}

/// The nodes that ask the row, and its leaf.
fn walk(tree: &Tree, cells: &[f64]) -> (Vec<usize>, usize) {
    let (mut asked, mut node) = (Vec::new(), 0);
    while let (Some(left), Some(right)) = (tree.left.get(node), tree.right.get(node)) {
        if *left == 0 {
            break;
        }
        asked.push(node);
        let cell = tree.feature.get(node).and_then(|feature| cells.get(*feature as usize));
        let goes_left = cell.zip(tree.threshold.get(node)).is_some_and(|(cell, threshold)| cell <= threshold);
        node = if goes_left { *left } else { *right } as usize;
    }
    (asked, node)
}

/// The border of a threshold on a feature that is made of one input.
fn original(
    ground: &Ground,
    row: &Table,
    input: &str,
    at: usize,
    threshold: f64,
) -> Result<Option<Original>, EngineError> {
    let column = row.column(input)?;
    let cell = Cell::of(column, 0);
    let train = ground.rows(PartName::Train, usize::MAX)?;
    let steps = Steps::of(train.column(input)?);
    let border = match column.dtype() {
        DType::Text => None,
        DType::Categorical | DType::Boolean => {
            let mut tried = vec![cell.clone()];
            tried.extend(steps.cells.iter().filter(|step| **step != cell).cloned());
            let goes_left = sides(ground, row, input, &tried, (at, threshold))?;
            let own = goes_left.first().copied();
            let texts = |with: bool| {
                let sides = tried.iter().zip(&goes_left).filter(|(_, side)| (Some(**side) == own) == with);
                sides.map(|(cell, _)| cell.text()).collect::<Vec<_>>()
            };
            let (with, other) = (texts(true), texts(false));
            (cell != Cell::Missing && !other.is_empty()).then_some(Border::Levels { with, other })
        }
        DType::Numeric | DType::Datetime => match cell.number() {
            Some(value) => {
                let ends = (steps.low.min(value), steps.high.max(value));
                narrow(ground, row, input, (at, threshold), ends)?.map(|(low, _)| Border::At {
                    value: Cell::at(column.dtype(), low),
                    at_most: value <= low,
                })
            }
            None => None,
        },
    };
    Ok(border.map(|border| Original { column: input.to_owned(), cell, border }))
}

/// The two values next to each other between which the feature crosses the threshold; none when it does so
/// never, or more than once among the points tried first.
fn narrow(
    ground: &Ground,
    row: &Table,
    input: &str,
    question: (usize, f64),
    (mut low, mut high): (f64, f64),
) -> Result<Option<(f64, f64)>, EngineError> {
    let dtype = row.column(input)?.dtype();
    for _ in 0..ROUNDS {
        let step = (high - low) / (POINTS - 1) as f64;
        let mut points: Vec<f64> = (0..POINTS).map(|at| low + step * at as f64).collect();
        if let Some(last) = points.last_mut() {
            *last = high;
        }
        if dtype == DType::Datetime {
            points.iter_mut().for_each(|point| *point = point.round());
        }
        points.dedup();
        let cells: Vec<Cell> = points.iter().map(|point| Cell::at(dtype, *point)).collect();
        let goes_left = sides(ground, row, input, &cells, question)?;
        let mut crossings =
            points.windows(2).zip(goes_left.windows(2)).filter(|(_, sides)| sides[0] != sides[1]);
        let (Some((pair, _)), None) = (crossings.next(), crossings.next()) else { return Ok(None) };
        (low, high) = (pair[0], pair[1]);
        if points.len() == 2 {
            break;
        }
    }
    Ok(Some((low, high)))
}

/// Whether the row would go left with each of the cells.
fn sides(
    ground: &Ground,
    row: &Table,
    input: &str,
    cells: &[Cell],
    (at, threshold): (usize, f64),
) -> Result<Vec<bool>, EngineError> {
    let rows = row.take(&vec![0; cells.len()]);
    let dtype = row.column(input)?.dtype();
    let values = feature(ground, &with_column(&rows, cell::column(input, dtype, cells)?)?, at)?;
    Ok(values.into_iter().map(|value| value.is_some_and(|value| value <= threshold)).collect())
}
