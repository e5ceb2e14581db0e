//! SHAP values: how much each prepared feature moves one row's prediction away from the expected one.

use serde::{Deserialize, Serialize};

use super::{Ground, shap_linear, shap_tree};
use crate::error::EngineError;
use crate::models::{ClassLines, FittedModel, HistGradientBoosting, Line, Task, Tree};
use crate::table::Table;

/// In which unit a score is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// The target's unit.
    Number,
    /// The probability of a class.
    Probability,
    /// The natural logarithm of the odds of a class against the other.
    LogOdds,
    /// A score of a class, up to a constant the logarithm of its probability.
    Score,
}

impl Scale {
    /// What it is called.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Number => "prediction",
            Self::Probability => "probability",
            Self::LogOdds => "log-odds",
            Self::Score => "score",
        }
    }
}

/// One score of a model taken apart: `base` + all of `values` = `total`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribution {
    /// The class that the score speaks for, an index into the model's classes; none for numbers.
    pub class: Option<u32>,
    /// The score of a row of which nothing is known: for trees the mean over the training rows, for
    /// linear models the score at the features' training means.
    pub base: f64,
    /// What each feature adds, in the model's order.
    pub values: Vec<f64>,
    /// The score of the row.
    pub total: f64,
}

/// A row's prediction taken apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shap {
    /// The unit of the scores.
    pub scale: Scale,
    /// The scores: one for a number, one for the odds of two classes, else one a class.
    pub scores: Vec<Attribution>,
}

/// Whether [`shap`] can explain a model.
#[must_use]
pub fn is_explained(model: &FittedModel) -> bool {
    needs_means(model)
        || matches!(
            model,
            FittedModel::DecisionTree(_)
                | FittedModel::RandomForest(_)
                | FittedModel::ExtraTrees(_)
                | FittedModel::HistGradientBoosting(_)
        )
}

/// Whether the features' training means are needed to explain a model.
#[must_use]
pub fn needs_means(model: &FittedModel) -> bool {
    lines(model).is_some() || class_lines(model).is_some()
}

/// The SHAP values of a row of features, exact; none for models that are neither trees nor linear. `means`
/// are the features' over the training rows; only linear models look at them.
///
/// # Errors
/// When the row or the means have another number of features than the model, or the model's numbers or
/// depth leave no finite answer.
pub fn shap(
    model: &FittedModel,
    n_classes: Option<usize>,
    means: &[f64],
    row: &[f64],
) -> Result<Option<Shap>, EngineError> {
    let n_features = model.n_features();
    if row.len() != n_features || (needs_means(model) && means.len() != n_features) {
        return Err(EngineError::Data(format!(
            "the row to explain has {} prepared columns, but the model was trained on {n_features}; give the columns it was trained on",
            row.len()
        )));
    }
    let found = match model {
        FittedModel::DecisionTree(model) => of_trees(std::slice::from_ref(model.tree()), n_classes, row)?,
        FittedModel::RandomForest(model) => of_trees(model.trees(), n_classes, row)?,
        FittedModel::ExtraTrees(model) => of_trees(model.trees(), n_classes, row)?,
        FittedModel::HistGradientBoosting(model) => of_boosting(model, row)?,
        _ => match (lines(model), class_lines(model)) {
            (Some(line), _) => of_line(line, means, row),
            (_, Some(lines)) => of_class_lines(lines, means, row),
            _ => return Ok(None),
        },
    };
    let is_finite = |score: &Attribution| {
        score.values.iter().chain([&score.base, &score.total]).all(|value| value.is_finite())
    };
    if found.scores.iter().all(is_finite) {
        return Ok(Some(found));
    }
    Err(EngineError::Data(format!(
        "{} has numbers too large to take its prediction apart; scale the numeric columns",
        model.kind().label
    )))
}

/// The SHAP values of the first row of a table of inputs; none for models that are neither trees nor linear, and
/// for a row that gets no prediction.
///
/// # Errors
/// As [`shap`], and when the table lacks an input.
pub fn of_row(ground: &Ground, row: &Table) -> Result<Option<Shap>, EngineError> {
    let pipeline = ground.pipeline();
    let design = ground.design(row)?;
    let Some(cells) = design.x.rows().into_iter().next().map(|cells| cells.to_vec()) else { return Ok(None) };
    let means = if needs_means(&pipeline.model) { ground.means()? } else { Vec::new() };
    let n_classes = (pipeline.task == Task::Classification).then_some(pipeline.classes.len());
    shap(&pipeline.model, n_classes, &means, &cells)
}

fn lines(model: &FittedModel) -> Option<&Line> {
    match model {
        FittedModel::LinearRegression(model) => Some(&model.0),
        FittedModel::Ridge(model) => Some(&model.0),
        FittedModel::Lasso(model) => Some(&model.0),
        FittedModel::ElasticNet(model) => Some(&model.0),
        _ => None,
    }
}

fn class_lines(model: &FittedModel) -> Option<&ClassLines> {
    match model {
        FittedModel::LogisticRegression(model) => Some(model.lines()),
        FittedModel::LinearDiscriminant(model) => Some(&model.0),
        _ => None,
    }
}

fn of_line(line: &Line, means: &[f64], row: &[f64]) -> Shap {
    let sum = shap_linear::explain(&line.coefficients, line.intercept, means, row);
    let score = Attribution { class: None, base: sum.base, values: sum.values, total: sum.total };
    Shap { scale: Scale::Number, scores: vec![score] }
}

fn of_class_lines(lines: &ClassLines, means: &[f64], row: &[f64]) -> Shap {
    let classes = scored_classes(lines.seen(), lines.intercepts().len());
    let each = lines.coefficients().chunks_exact(row.len().max(1)).zip(lines.intercepts());
    let scores = each.zip(classes).map(|((coefficients, intercept), class)| {
        let sum = shap_linear::explain(coefficients, *intercept, means, row);
        Attribution { class, base: sum.base, values: sum.values, total: sum.total }
    });
    Shap { scale: class_scale(lines.intercepts().len()), scores: scores.collect() }
}

/// The mean over the trees.
fn of_trees(trees: &[Tree], n_classes: Option<usize>, row: &[f64]) -> Result<Shap, EngineError> {
    let n_values = n_classes.unwrap_or(1);
    let mut sums = shap_tree::Sums::new(n_values, row.len());
    for tree in trees {
        sums.add(tree, row).map_err(EngineError::Data)?;
    }
    let share = |sum: &f64| sum / trees.len() as f64;
    let each = sums.base.iter().zip(&sums.total).zip(sums.values.chunks(row.len().max(1)));
    let scores = (0..).zip(each).map(|(class, ((base, total), values))| Attribution {
        class: n_classes.map(|_| class),
        base: share(base),
        values: values.iter().map(share).collect(),
        total: share(total),
    });
    let scale = if n_classes.is_some() { Scale::Probability } else { Scale::Number };
    Ok(Shap { scale, scores: scores.collect() })
}

/// The sum of the trees, score by score.
fn of_boosting(model: &HistGradientBoosting, row: &[f64]) -> Result<Shap, EngineError> {
    let n_scores = model.baseline().len();
    let classes = scored_classes(model.seen(), n_scores);
    let mut scores = Vec::with_capacity(n_scores);
    for (index, (start, class)) in model.baseline().iter().zip(classes).enumerate() {
        let mut sums = shap_tree::Sums::new(1, row.len());
        for tree in model.trees().iter().skip(index).step_by(n_scores) {
            sums.add(tree, row).map_err(EngineError::Data)?;
        }
        let sum = |values: &[f64]| start + values.iter().sum::<f64>();
        scores.push(Attribution {
            class,
            base: sum(&sums.base),
            total: sum(&sums.total),
            values: sums.values,
        });
    }
    let scale = if model.seen().is_empty() { Scale::Number } else { class_scale(n_scores) };
    Ok(Shap { scale, scores })
}

/// The class of every score: of two classes the second, which has the only one.
fn scored_classes(seen: &[u32], n_scores: usize) -> Vec<Option<u32>> {
    let first = if seen.len() == 2 { 1 } else { 0 };
    (0..n_scores).map(|score| seen.get(first + score).copied()).collect()
}

fn class_scale(n_scores: usize) -> Scale {
    if n_scores == 1 { Scale::LogOdds } else { Scale::Score }
}
