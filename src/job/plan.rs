use engine::error::EngineError;
use engine::models::Task;
use engine::pipeline::{Flow, PipelineSpec, Preparing, task_of};
use engine::run::{Sizes, StepReport};
use engine::split::{Split, why_not_stratified};
use engine::table::{Column, Table};
use serde::{Deserialize, Serialize};

/// What split and preparation would do, found out without a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The spec it was made from.
    pub spec: PipelineSpec,
    /// Classes or numbers.
    pub task: Task,
    /// The target's classes with their rows, most frequent first; empty for numbers.
    pub classes: Vec<(String, usize)>,
    /// Feature columns that come in.
    pub features: usize,
    /// The split.
    pub split: SplitPlan,
    /// One entry an active step, up to the first that fails.
    pub steps: Vec<StepPlan>,
}

/// What the split would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SplitPlan {
    /// The sizes, or why there are none.
    pub sizes: Result<Sizes, String>,
    /// Why the target cannot be split by class, when it cannot.
    pub why_not_stratified: Option<String>,
    /// Rows of every class in training, validation and test, in the order of [`Plan::classes`].
    pub by_class: Vec<[usize; 3]>,
}

/// What a step would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepPlan {
    /// Which step of the spec.
    pub index: usize,
    /// The training data after it, and what it learned; or why it cannot be done.
    pub outcome: Result<(Flow, StepReport), String>,
}

impl Plan {
    /// Splits `table` and fits the steps of `spec` on the training rows.
    ///
    /// # Errors
    /// When the spec does not fit the table's columns.
    pub fn new(table: &Table, spec: &PipelineSpec) -> Result<Self, EngineError> {
        spec.check(table)?;
        let target = table.column(&spec.target)?;
        let task = task_of(spec, target);
        let is_classification = task == Task::Classification;
        let split = Split::new(&spec.split, target, is_classification);
        let classes = if is_classification { classes(target) } else { Vec::new() };
        let steps = split.as_ref().map_or_else(|_| Vec::new(), |split| plan_steps(table, spec, split));
        let by_class = split.as_ref().map_or_else(|_| Vec::new(), |split| by_class(target, &classes, split));
        Ok(Self {
            spec: spec.clone(),
            task,
            features: spec.features(table).n_columns(),
            split: SplitPlan {
                sizes: split.map(|split| Sizes::from(&split)).map_err(|error| error.to_string()),
                why_not_stratified: why_not_stratified(&spec.split, target, is_classification),
                by_class,
            },
            classes,
            steps,
        })
    }
}

/// The training rows as the first `steps` active steps leave them.
pub(crate) fn prepared(table: &Table, spec: &PipelineSpec, steps: usize) -> Result<Table, EngineError> {
    spec.check(table)?;
    let target = table.column(&spec.target)?;
    let split = Split::new(&spec.split, target, task_of(spec, target) == Task::Classification)?;
    let train = split.train_view(table);
    let mut rows = Preparing::new(spec, &train)?;
    for step in spec.steps.iter().filter(|step| step.enabled).take(steps) {
        rows.apply(step)?;
    }
    Ok(rows.features)
}

fn plan_steps(table: &Table, spec: &PipelineSpec, split: &Split) -> Vec<StepPlan> {
    let train = split.train_view(table);
    let Ok(mut rows) = Preparing::new(spec, &train) else { return Vec::new() };
    let mut plans = Vec::new();
    for (index, step) in spec.steps.iter().enumerate().filter(|(_, step)| step.enabled) {
        let outcome = rows.apply(step).map(|fitted| {
            let label = fitted.kind().label.to_owned();
            let (n_rows, n_columns) = (rows.features.n_rows(), rows.features.n_columns());
            (
                Flow { stage: label.clone(), rows: n_rows, columns: n_columns },
                StepReport { label, learned: fitted.learned() },
            )
        });
        let failed = outcome.is_err();
        plans.push(StepPlan { index, outcome: outcome.map_err(|error| error.to_string()) });
        if failed {
            break;
        }
    }
    plans
}

fn classes(target: &Column) -> Vec<(String, usize)> {
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    for label in (0..target.len()).filter_map(|row| target.cell(row)) {
        *counts.entry(label.into_owned()).or_default() += 1;
    }
    let mut classes: Vec<_> = counts.into_iter().collect();
    classes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    classes
}

fn by_class(target: &Column, classes: &[(String, usize)], split: &Split) -> Vec<[usize; 3]> {
    let at: std::collections::HashMap<&str, usize> =
        classes.iter().enumerate().map(|(at, (label, _))| (label.as_str(), at)).collect();
    let mut counts = vec![[0; 3]; classes.len()];
    for (part, rows) in [split.train(), split.validation(), split.test()].into_iter().enumerate() {
        for row in rows {
            let class = target.cell(*row as usize).and_then(|label| at.get(label.as_ref()));
            if let Some(count) = class.and_then(|class| counts.get_mut(*class)) {
                count[part] += 1;
            }
        }
    }
    counts
}
