use engine::error::EngineError;
use engine::models::Task;
use engine::pipeline::{Flow, PipelineSpec, Preparing, task_of};
use engine::run::{Sizes, StepReport};
use engine::split::{Split, why_not_stratified};
use engine::table::{Table, groups};
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
        let split = Split::new(&spec.split, table, target, is_classification);
        let mut classes: Vec<(String, Vec<u32>)> =
            if is_classification { groups(target).into_iter().collect() } else { Vec::new() };
        classes.sort_by_key(|(_, rows)| std::cmp::Reverse(rows.len()));
        let steps = split.as_ref().map_or_else(|_| Vec::new(), |split| plan_steps(table, spec, split, task));
        let by_class =
            split.as_ref().map_or_else(|_| Vec::new(), |split| by_class(&classes, split, target.len()));
        Ok(Self {
            spec: spec.clone(),
            task,
            features: spec.features(table).n_columns(),
            split: SplitPlan {
                sizes: split.map(|split| Sizes::from(&split)).map_err(|error| error.to_string()),
                why_not_stratified: why_not_stratified(&spec.split, target, is_classification),
                by_class,
            },
            classes: classes.into_iter().map(|(label, rows)| (label, rows.len())).collect(),
            steps,
        })
    }
}

/// The training rows as the first `steps` active steps leave them.
pub(crate) fn prepared(table: &Table, spec: &PipelineSpec, steps: usize) -> Result<Table, EngineError> {
    spec.check(table)?;
    let target = table.column(&spec.target)?;
    let task = task_of(spec, target);
    let split = Split::new(&spec.split, table, target, task == Task::Classification)?;
    let train = split.train_view(table);
    let mut rows = Preparing::new(spec, &train, task)?;
    for step in spec.steps.iter().filter(|step| step.enabled).take(steps) {
        rows.apply(step)?;
    }
    Ok(rows.features)
}

fn plan_steps(table: &Table, spec: &PipelineSpec, split: &Split, task: Task) -> Vec<StepPlan> {
    let train = split.train_view(table);
    let Ok(mut rows) = Preparing::new(spec, &train, task) else { return Vec::new() };
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

/// Rows of every class in training, validation and test.
fn by_class(groups: &[(String, Vec<u32>)], split: &Split, rows: usize) -> Vec<[usize; 3]> {
    let mut part_of = vec![None; rows];
    for (part, rows) in [split.train(), split.validation(), split.test()].into_iter().enumerate() {
        for row in rows {
            if let Some(slot) = part_of.get_mut(*row as usize) {
                *slot = Some(part);
            }
        }
    }
    let count = |rows: &Vec<u32>, part| {
        rows.iter().filter(|row| part_of.get(**row as usize) == Some(&Some(part))).count()
    };
    groups.iter().map(|(_, rows)| [count(rows, 0), count(rows, 1), count(rows, 2)]).collect()
}
