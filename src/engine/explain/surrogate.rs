//! A small decision tree that imitates the model: fitted on what the model says of its training rows, on the
//! inputs as they come in.
//!
//! M. Craven, J. Shavlik, *Extracting Tree-Structured Representations of Trained Networks*, 1996. It explains
//! the model as far as it says the same, which is what the fidelity measures.

use serde::{Deserialize, Serialize};

use super::cell::{self, Cell};
use super::ground::{Ground, Truth, with_column};
use crate::error::EngineError;
use crate::evaluate::PartName;
use crate::models::{FittedModel, ModelSpec, Output, Task};
use crate::params::ParamValue;
use crate::pipeline::{FittedPipeline, PipelineSpec};
use crate::progress::Progress;
use crate::split::{Split, SplitSpec};
use crate::steps::{Keyword, Selector, StepSpec};
use crate::table::{DType, Role, Table};

/// The deepest tree that is asked for: a deeper one explains nothing.
pub const MOST_DEPTH: usize = 6;

/// Rows of a part that are looked at, at most; of more, so many are drawn.
const MOST_ROWS: usize = 20_000;

/// Every leaf holds at least so many rows.
const LEAF_ROWS: i64 = 5;

/// A node of the tree that imitates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SurrogateNode {
    /// What it asks, and its children for yes and for no; none for a leaf.
    pub question: Option<(Asked, usize, usize)>,
    /// Training rows in it.
    pub rows: u32,
    /// What it answers: the share of every class, or a number.
    pub answer: Vec<f64>,
}

/// A question of the tree that imitates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Whether a number is at most this.
    AtMost {
        /// The input.
        column: String,
        /// The border.
        value: f64,
    },
    /// Whether an input is not of a level.
    IsNot {
        /// The input.
        column: String,
        /// The level.
        level: String,
    },
}

/// A tree that imitates the model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Surrogate {
    /// The nodes, the root first, children behind their parents.
    pub nodes: Vec<SurrogateNode>,
    /// The classes that it tells apart; empty for numbers.
    pub classes: Vec<String>,
    /// What the fidelity is: accuracy, or R² for numbers, with what the model says as the truth.
    pub metric: String,
    /// On the rows it learned from.
    pub fidelity_train: f64,
    /// On the validation rows, where there are some and it can be measured.
    pub fidelity: Option<f64>,
    /// Inputs that it does not look at, because they are dates or free text.
    pub left_out: Vec<String>,
}

/// Fits a tree of at most `max_depth` questions one below the other.
///
/// # Errors
/// When the model says the same of every training row, or `progress` ends the work.
pub fn surrogate(
    ground: &Ground,
    max_depth: usize,
    progress: &mut dyn Progress,
) -> Result<Surrogate, EngineError> {
    let pipeline = ground.pipeline();
    let train = imitated(ground, PartName::Train)?;
    let (spec, left_out) = spec(pipeline, &train, max_depth);
    let is_classification = pipeline.task == Task::Classification;
    let split = Split::new(&spec.split, &train, train.column(&spec.target)?, is_classification)?;
    let fitted = spec
        .fit(&split.train_view(&train), pipeline.task, progress)
        .map_err(|error| match error {
            EngineError::Stopped => error,
            other => EngineError::Data(format!("no tree can imitate the model here: {other}")),
        })?
        .pipeline;
    let (fidelity_train, metric) = fidelity(&fitted, &train)?;
    let has_validation = !ground.part(PartName::Validation).is_empty();
    let fidelity = match has_validation.then(|| imitated(ground, PartName::Validation)).transpose()? {
        Some(rows) => fidelity(&fitted, &rows).ok().map(|(fidelity, _)| fidelity),
        None => None,
    };
    Ok(Surrogate {
        nodes: nodes(&fitted),
        classes: fitted.classes.clone(),
        metric: metric.to_owned(),
        fidelity_train,
        fidelity,
        left_out,
    })
}

/// The inputs of the rows that get a prediction, with what the model says in the target's place.
fn imitated(ground: &Ground, part: PartName) -> Result<Table, EngineError> {
    let pipeline = ground.pipeline();
    let rows = ground.scored(&ground.rows(part, MOST_ROWS)?)?;
    let target = &pipeline.spec.target;
    let says = match pipeline.predict(&rows)?.output {
        Output::Numbers(values) => {
            let cells: Vec<Cell> = values.into_iter().map(Cell::Number).collect();
            cell::column(target, DType::Numeric, &cells)?
        }
        Output::Classes { codes, .. } => {
            let class =
                |code: u32| pipeline.classes.get(code as usize).cloned().map_or(Cell::Missing, Cell::Text);
            let cells: Vec<Cell> = codes.into_iter().map(class).collect();
            cell::column(target, DType::Categorical, &cells)?
        }
    };
    let is_input = |name: &str| pipeline.inputs.iter().any(|input| input.name == name);
    let rows = rows.select(|column| is_input(column.name()) || column.name() == target);
    with_column(&rows, says)
}

/// A tree on the inputs that can be asked about, and the names of the others.
fn spec(pipeline: &FittedPipeline, train: &Table, max_depth: usize) -> (PipelineSpec, Vec<String>) {
    let mut spec = PipelineSpec::new(&pipeline.spec.target, "decision_tree");
    let mut left_out = Vec::new();
    for input in &pipeline.inputs {
        let known = train.get(&input.name).is_some_and(|column| column.mask().n_valid() > 0);
        if matches!(input.dtype, DType::Datetime | DType::Text) || !known {
            left_out.push(input.name.clone());
            spec.roles.insert(input.name.clone(), Role::Ignored);
        }
    }
    let filled = |kind: Keyword, strategy: &str| {
        let mut step = StepSpec { columns: Selector::Kind(kind), ..StepSpec::new("impute") };
        step.params.insert("strategy".to_owned(), ParamValue::Text(strategy.to_owned()));
        step
    };
    let has = |dtype: DType| {
        pipeline.inputs.iter().any(|input| input.dtype == dtype && !left_out.contains(&input.name))
    };
    for (kind, dtype, strategy) in [
        (Keyword::Numeric, DType::Numeric, "median"),
        (Keyword::Categorical, DType::Categorical, "most_frequent"),
        (Keyword::Boolean, DType::Boolean, "most_frequent"),
    ] {
        if has(dtype) {
            spec.steps.push(filled(kind, strategy));
        }
    }
    if has(DType::Categorical) {
        spec.steps
            .push(StepSpec { columns: Selector::Kind(Keyword::Categorical), ..StepSpec::new("one_hot") });
    }
    spec.task = Some(pipeline.task);
    spec.split = SplitSpec { train: 1.0, validation: 0.0, test: 0.0, ..SplitSpec::default() };
    spec.model = ModelSpec::new("decision_tree");
    let depth = i64::try_from(max_depth.clamp(1, MOST_DEPTH)).unwrap_or(1);
    spec.model.params.insert("max_depth".to_owned(), ParamValue::Int(depth));
    spec.model.params.insert("min_samples_leaf".to_owned(), ParamValue::Int(LEAF_ROWS));
    (spec, left_out)
}

fn fidelity(fitted: &FittedPipeline, rows: &Table) -> Result<(f64, &'static str), EngineError> {
    let truth = Truth::new(fitted, rows)?;
    let prediction = fitted.predict(rows)?;
    Ok((truth.score(&prediction.scored, &prediction.output)?, truth.metric()))
}

fn nodes(fitted: &FittedPipeline) -> Vec<SurrogateNode> {
    let FittedModel::DecisionTree(model) = &fitted.model else { return Vec::new() };
    let tree = model.tree();
    let n_values = fitted.classes.len().max(1);
    let each = tree.left.iter().zip(&tree.right).zip(tree.feature.iter().zip(&tree.threshold));
    let each = each.zip(tree.samples.iter().zip(tree.value.chunks(n_values)));
    each.map(|(((left, right), (feature, threshold)), (rows, answer))| SurrogateNode {
        question: (*left != 0)
            .then(|| (asked(fitted, *feature as usize, *threshold), *left as usize, *right as usize)),
        rows: *rows,
        answer: answer.to_vec(),
    })
    .collect()
}

/// The question in terms of an input: what is no numeric input is the column of one level.
fn asked(fitted: &FittedPipeline, feature: usize, value: f64) -> Asked {
    let feature = fitted.features.get(feature).map(String::as_str).unwrap_or_default();
    let level = fitted.inputs.iter().filter(|input| input.dtype == DType::Categorical).find_map(|input| {
        let level = feature.strip_prefix(input.name.as_str())?.strip_prefix('=')?;
        Some(Asked::IsNot { column: input.name.clone(), level: level.to_owned() })
    });
    level.unwrap_or_else(|| {
        let is_boolean =
            fitted.inputs.iter().any(|input| input.name == feature && input.dtype == DType::Boolean);
        if is_boolean {
            Asked::IsNot { column: feature.to_owned(), level: true.to_string() }
        } else {
            Asked::AtMost { column: feature.to_owned(), value }
        }
    })
}
