//! One row, as it is or as it could be: what the pipeline says of it, and why.

use serde::{Deserialize, Serialize};

use super::cell::{self, Cell};
use super::counterfactual::{self, Counterfactual, Goal};
use super::ground::{Ground, answers};
use super::path::{self, TreePath};
use super::shap::{self, Shap};
use super::sources::sources;
use super::steps::Steps;
use crate::error::EngineError;
use crate::evaluate::PartName;
use crate::progress::Progress;
use crate::table::{DType, Table};

/// What is known of an input before a value is given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputFacts {
    /// Its name.
    pub name: String,
    /// Its type.
    pub dtype: DType,
    /// The least number of the training rows; 0 for inputs without numbers.
    pub low: f64,
    /// The greatest number of the training rows.
    pub high: f64,
    /// Whether all numbers of the training rows are whole.
    pub whole: bool,
    /// The levels of the training rows, the most frequent first.
    pub levels: Vec<String>,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Given {
    /// Which of the part's rows, counted from 0.
    pub at: usize,
    /// How many rows the part has.
    pub of: usize,
    /// The row of the table, counted from 1.
    pub row: u64,
    /// What is true of it.
    pub truth: String,
    /// Its cells, in the order of the inputs.
    pub cells: Vec<Cell>,
    /// The inputs.
    pub inputs: Vec<InputFacts>,
}

/// A row of a part; of a number beyond the part the last.
///
/// # Errors
/// When the part has no rows.
pub fn given(ground: &Ground, table: &Table, part: PartName, at: usize) -> Result<Given, EngineError> {
    let pipeline = ground.pipeline();
    let rows = ground.part(part);
    let at = at.min(rows.len().saturating_sub(1));
    let Some(row) = rows.get(at) else {
        return Err(EngineError::Data(
            "the split leaves no rows in this part; choose a row of another part".to_owned(),
        ));
    };
    let train = ground.rows(PartName::Train, usize::MAX)?;
    let mut inputs = Vec::with_capacity(pipeline.inputs.len());
    let mut cells = Vec::with_capacity(pipeline.inputs.len());
    for input in &pipeline.inputs {
        let steps = Steps::of(train.column(&input.name)?);
        cells.push(Cell::of(table.column(&input.name)?, *row as usize));
        inputs.push(InputFacts {
            name: input.name.clone(),
            dtype: input.dtype,
            low: steps.low,
            high: steps.high,
            whole: steps.whole,
            levels: match input.dtype {
                DType::Categorical => steps.cells.iter().map(Cell::text).collect(),
                _ => Vec::new(),
            },
        });
    }
    let truth = table.column(&pipeline.spec.target)?;
    Ok(Given {
        at,
        of: rows.len(),
        row: u64::from(*row) + 1,
        truth: Cell::of(truth, *row as usize).text(),
        cells,
        inputs,
    })
}

/// What the pipeline says of one row, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhatIf {
    /// The share of every class, or a number; none when a cell is still missing at the model.
    pub answer: Option<Vec<f64>>,
    /// The predicted class, an index; none for numbers.
    pub class: Option<usize>,
    /// The prepared cells that the model sees.
    pub features: Vec<(String, Cell)>,
    /// What each feature adds; none where the model is neither of trees nor linear.
    pub shap: Option<Shap>,
    /// The same by input, scores × inputs, where every feature that adds something is made of one input.
    pub by_input: Option<Vec<Vec<f64>>>,
    /// The way through the tree, where the model is one.
    pub path: Option<TreePath>,
    /// What was looked for; none where nothing was.
    pub goal: Option<Goal>,
    /// A near change that reaches it; none when none was found, or the row does already.
    pub nearest: Option<Counterfactual>,
}

/// Explains one row, given by its cells in the order of the inputs.
///
/// # Errors
/// When there are not as many cells as inputs, or one is of another type; when the goal does not suit the
/// target; what `progress` returns.
pub fn what_if(
    ground: &Ground,
    cells: &[Cell],
    goal: Option<&Goal>,
    progress: &mut dyn Progress,
) -> Result<WhatIf, EngineError> {
    let pipeline = ground.pipeline();
    if cells.len() != pipeline.inputs.len() {
        return Err(EngineError::Data(format!(
            "{} cells were given for {} columns; give one for each",
            cells.len(),
            pipeline.inputs.len()
        )));
    }
    let each = pipeline.inputs.iter().zip(cells);
    let columns =
        each.map(|(input, cell)| cell::column(&input.name, input.dtype, std::slice::from_ref(cell)));
    let row = Table::new(columns.collect::<Result<_, _>>()?)?;
    let answer = answers(&pipeline.predict(&row)?.output, pipeline.classes.len()).into_iter().next();
    let shap = shap::of_row(ground, &row)?;
    let sources = sources(ground)?;
    let nearest = match goal {
        Some(goal) => counterfactual::counterfactual(ground, &row, goal, progress)?,
        None => None,
    };
    Ok(WhatIf {
        class: answer.as_ref().filter(|_| !pipeline.classes.is_empty()).map(|a| counterfactual::argmax(a)),
        answer,
        features: seen(ground, &row)?,
        by_input: shap.as_ref().and_then(|shap| by_input(shap, &sources, pipeline.inputs.len())),
        shap,
        path: path::path(ground, &row, &sources)?,
        goal: goal.cloned(),
        nearest,
    })
}

/// What the model sees of a row, whether or not a cell is missing.
fn seen(ground: &Ground, row: &Table) -> Result<Vec<(String, Cell)>, EngineError> {
    let table = ground.pipeline().transform(row)?;
    let features = ground.pipeline().features.iter();
    features.map(|name| Ok((name.clone(), Cell::of(table.column(name)?, 0)))).collect()
}

/// The values in sum by input; none when a feature that adds something has no single source.
fn by_input(shap: &Shap, sources: &[Option<usize>], n_inputs: usize) -> Option<Vec<Vec<f64>>> {
    let sums = |values: &[f64]| {
        let mut sums = vec![0.0; n_inputs];
        for (value, source) in values.iter().zip(sources) {
            match source.and_then(|input| sums.get_mut(input)) {
                Some(sum) => *sum += value,
                None if *value == 0.0 => {}
                None => return None,
            }
        }
        Some(sums)
    };
    shap.scores.iter().map(|score| sums(&score.values)).collect()
}
