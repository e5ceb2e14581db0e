use engine::error::EngineError;
use engine::models::Task;
use engine::pipeline::{Flow, PipelineSpec, Preparing, task_of};
use engine::run::{Sizes, StepReport};
use engine::split::{Split, why_not_stratified};
use engine::steps::StepSpec;
use engine::table::{Column, DType, Table, groups};
use serde::{Deserialize, Serialize};

use crate::change::differs;
use crate::elsewhere::{Elsewhere, elsewhere};

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
    /// Their names and types.
    pub columns: Vec<(String, DType)>,
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
    /// Training rows before it.
    pub rows: usize,
    /// Which columns go through it.
    pub through: Through,
    /// The columns after it; when it cannot be done, those before it.
    pub columns: Vec<(String, DType)>,
    /// The training data after it, and what it learned; or why it cannot be done.
    pub outcome: Result<(Flow, StepReport), String>,
    /// When it cannot be done here: where it could be.
    pub elsewhere: Option<Elsewhere>,
}

/// What a step does to columns.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Through {
    /// The columns that it works on.
    pub takes: Vec<String>,
    /// Columns some of whose training cells, or whose type, it changes.
    pub changes: Vec<String>,
    /// Columns that it makes.
    pub makes: Vec<String>,
    /// Columns that it removes.
    pub removes: Vec<String>,
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
        let features = spec.features(&table.take(&[]));
        Ok(Self {
            spec: spec.clone(),
            task,
            features: features.n_columns(),
            columns: columns(&features),
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
    let mut rows = Preparing::of(spec, &split, table, task)?;
    for step in spec.steps.iter().filter(|step| step.enabled).take(steps) {
        rows.apply(step)?;
    }
    Ok(rows.features)
}

fn plan_steps(table: &Table, spec: &PipelineSpec, split: &Split, task: Task) -> Vec<StepPlan> {
    let Ok(start) = Preparing::of(spec, split, table, task) else { return Vec::new() };
    let mut rows = start.clone();
    let mut plans = Vec::new();
    let active: Vec<(usize, &StepSpec)> =
        spec.steps.iter().enumerate().filter(|(_, step)| step.enabled).collect();
    for (place, (index, step)) in active.iter().enumerate() {
        let before = rows.features.clone();
        let takes = step.columns_in(&before).unwrap_or_default();
        let applied = rows.apply(step);
        let failed = applied.is_err();
        let after = if failed { &before } else { &rows.features };
        let outcome = applied.map(|applied| {
            let label = applied.step.kind().label.to_owned();
            (
                Flow { stage: label.clone(), rows: after.n_rows(), columns: after.n_columns() },
                StepReport { label, learned: applied.step.learned() },
            )
        });
        plans.push(StepPlan {
            index: *index,
            rows: before.n_rows(),
            through: through(takes, &before, after),
            columns: columns(after),
            outcome: outcome.map_err(|error| error.to_string()),
            elsewhere: if failed { elsewhere(&start, &active, place) } else { None },
        });
        if failed {
            break;
        }
    }
    plans
}

/// Names and types of a table's columns.
fn columns(table: &Table) -> Vec<(String, DType)> {
    table.columns().iter().map(|column| (column.name().to_owned(), column.dtype())).collect()
}

/// What becomes of the columns. Where rows were dropped or made, a column of the same type counts as the
/// same.
fn through(takes: Vec<String>, before: &Table, after: &Table) -> Through {
    let same_rows = before.n_rows() == after.n_rows();
    let is_changed = |a: &Column, b: &Column| {
        a.dtype() != b.dtype() || (same_rows && a != b && (0..a.len()).any(|row| differs(a, row, b, row)))
    };
    let mut found = Through { takes, ..Through::default() };
    for column in before.columns() {
        match after.get(column.name()) {
            None => found.removes.push(column.name().to_owned()),
            Some(now) if is_changed(column, now) => found.changes.push(column.name().to_owned()),
            Some(_) => {}
        }
    }
    let new = after.columns().iter().filter(|column| before.get(column.name()).is_none());
    found.makes = new.map(|column| column.name().to_owned()).collect();
    found
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
