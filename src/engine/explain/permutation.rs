//! Permutation importance: how much the score falls when a column's cells are dealt to other rows.
//!
//! L. Breiman, *Random Forests*, 2001; as scikit-learn's `permutation_importance` does it. Between columns
//! that say the same the model can choose, and each then seems to matter less.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::ground::{Ground, Truth, with_column};
use crate::error::EngineError;
use crate::evaluate::PartName;
use crate::progress::Progress;
use crate::rng::Rng;
use crate::stats::{mean, variance};
use crate::table::Table;

/// Rows judged at most; of more, so many are drawn.
pub const MOST_ROWS: usize = 2000;

/// What is shuffled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// The columns that come in, before any step.
    Inputs,
    /// The prepared columns that the model sees.
    Features,
}

/// How much one column matters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnImportance {
    /// The column.
    pub name: String,
    /// The mean fall of the score; below zero where the score rose.
    pub mean: f64,
    /// The standard deviation over the repeats.
    pub std: f64,
}

/// How much every column matters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PermutationImportance {
    /// What is shuffled.
    pub over: Over,
    /// The score that falls: accuracy, or R² for numbers.
    pub metric: String,
    /// The score of the rows as they are.
    pub score: f64,
    /// Rows judged: those that get a prediction.
    pub rows: usize,
    /// How often every column was shuffled.
    pub n_repeats: usize,
    /// The columns, in their order.
    pub columns: Vec<ColumnImportance>,
}

/// Shuffles every column `n_repeats` times; every column in the same orders.
///
/// # Errors
/// When no row can be judged, or `progress` ends the work.
pub fn permutation(
    ground: &Ground,
    part: PartName,
    over: Over,
    n_repeats: usize,
    seed: u64,
    progress: &mut dyn Progress,
) -> Result<PermutationImportance, EngineError> {
    let rows = ground.scored(&ground.rows(part, MOST_ROWS)?)?;
    let mut rng = Rng::new(seed, "permutation importance");
    let mut order: Vec<u32> = (0..).take(rows.n_rows()).collect();
    let orders: Vec<Vec<u32>> = (0..n_repeats.max(1))
        .map(|_| {
            rng.shuffle(&mut order);
            order.clone()
        })
        .collect();
    in_orders(ground, &rows, over, &orders, progress)
}

/// The same of `rows`, all of which get a prediction, in orders that say for every row which row it gets its
/// cell from.
///
/// # Errors
/// When the score cannot be measured, or `progress` ends the work.
pub fn in_orders(
    ground: &Ground,
    rows: &Table,
    over: Over,
    orders: &[Vec<u32>],
    progress: &mut dyn Progress,
) -> Result<PermutationImportance, EngineError> {
    let pipeline = ground.pipeline();
    let truth = Truth::new(pipeline, rows)?;
    let prediction = pipeline.predict(rows)?;
    let score = truth.score(&prediction.scored, &prediction.output)?;
    let design = ground.design(rows)?;
    let names: Vec<&String> = match over {
        Over::Inputs => pipeline.inputs.iter().map(|input| &input.name).collect(),
        Over::Features => pipeline.features.iter().collect(),
    };
    let mut columns = Vec::with_capacity(names.len());
    for (at, name) in names.iter().enumerate() {
        let mut falls = Vec::with_capacity(orders.len());
        for (repeat, order) in orders.iter().enumerate() {
            progress.advance("shuffles", at * orders.len() + repeat, names.len() * orders.len())?;
            let shuffled = match over {
                Over::Inputs => {
                    let column = rows.column(name)?.take(order);
                    let prediction = pipeline.predict(&with_column(rows, column)?)?;
                    truth.score(&prediction.scored, &prediction.output)?
                }
                Over::Features => {
                    let x = shuffled(&design.x, at, order);
                    truth.score(&design.rows, &pipeline.model.predict(x.view())?)?
                }
            };
            falls.push(score - shuffled);
        }
        let std = f64::sqrt(variance(&falls));
        columns.push(ColumnImportance { name: (*name).clone(), mean: mean(&falls), std });
    }
    Ok(PermutationImportance {
        over,
        metric: truth.metric().to_owned(),
        score,
        rows: prediction.scored.len(),
        n_repeats: orders.len(),
        columns,
    })
}

fn shuffled(x: &Array2<f64>, column: usize, order: &[u32]) -> Array2<f64> {
    let mut shuffled = x.clone();
    for (slot, from) in shuffled.column_mut(column).iter_mut().zip(order) {
        *slot = x.get((*from as usize, column)).copied().unwrap_or(*slot);
    }
    shuffled
}
