//! Training rows on their way through the steps.

use super::PipelineSpec;
use crate::error::EngineError;
use crate::models::Task;
use crate::split::{Split, TrainView};
use crate::steps::{FittedStep, StepSpec, TrainRows};
use crate::table::{Column, Table};

/// Training rows on their way through the steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Preparing {
    /// The features, as the steps so far left them.
    pub features: Table,
    /// The target of the same rows.
    pub target: Column,
    /// Whether the target is a class or a number.
    pub task: Task,
    /// Every labelled row, on the same way, when the steps learn from those.
    leak: Option<Box<Preparing>>,
}

/// A step that has learned, and what became of the training rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// What was learned.
    pub step: FittedStep,
    /// The training rows after the step.
    pub rows: RowsAfter,
}

/// Which training rows there are after a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowsAfter {
    /// The same ones, in the same order.
    Same,
    /// Those of these places before the step, ascending.
    Kept(Vec<u32>),
    /// Rows of the step's own making.
    Made,
}

impl Preparing {
    /// The training rows before the first step.
    ///
    /// # Errors
    /// When the target is absent.
    pub fn new(spec: &PipelineSpec, train: &TrainView, task: Task) -> Result<Self, EngineError> {
        let target = train.table().column(&spec.target)?.clone();
        Ok(Self { features: spec.features(train.table()), target, task, leak: None })
    }

    /// The training rows of `split` before the first step. When the spec asks for a leak, the steps learn
    /// from every labelled row instead.
    ///
    /// # Errors
    /// When the target is absent.
    pub fn of(spec: &PipelineSpec, split: &Split, table: &Table, task: Task) -> Result<Self, EngineError> {
        let mut rows = Self::new(spec, &split.train_view(table), task)?;
        if spec.leak {
            rows.leak = Some(Box::new(Self::new(spec, &split.leaking_view(table), task)?));
        }
        Ok(rows)
    }

    /// At most `most` of the rows, evenly spaced, to try a step on.
    #[must_use]
    pub fn sample(&self, most: usize) -> Self {
        let every = self.features.n_rows().div_ceil(most.max(1)).max(1);
        let rows: Vec<u32> =
            (0..self.features.n_rows()).step_by(every).filter_map(|row| u32::try_from(row).ok()).collect();
        Self {
            features: self.features.take(&rows),
            target: self.target.take(&rows),
            task: self.task,
            leak: self.leak.as_ref().map(|all| Box::new(all.sample(most))),
        }
    }

    /// Fits one step on the rows and applies it to them. With a leak the step learns from every labelled
    /// row; rows are dropped and made among the training rows as without one.
    ///
    /// # Errors
    /// When the step cannot be fitted; the rows are then not to be used any more.
    pub fn apply(&mut self, step: &StepSpec) -> Result<Applied, EngineError> {
        let leaked = self.leak.as_mut().map(|all| all.apply(step)).transpose()?;
        let fit = step.fit(&self.features, &self.target, self.task)?;
        let leaks = leaked.is_some();
        let step = leaked.map_or(fit.step, |leaked| leaked.step);
        let rows = match fit.rows {
            TrainRows::Changed(table) if !leaks => {
                self.features = table;
                RowsAfter::Same
            }
            TrainRows::Transformed | TrainRows::Changed(_) => {
                self.features = step.transform(&self.features)?;
                RowsAfter::Same
            }
            TrainRows::Kept(keep) => {
                self.features = self.features.take(&keep);
                self.target = self.target.take(&keep);
                RowsAfter::Kept(keep)
            }
            TrainRows::Made { table, target } => {
                if leaks {
                    same_columns(&step, &step.transform(&self.features.take(&[]))?, &table)?;
                }
                self.features = table;
                self.target = target;
                RowsAfter::Made
            }
        };
        Ok(Applied { step, rows })
    }
}

/// Refuses rows that were made of the training rows alone, with a leak, when a step that learned from all rows
/// makes other columns.
fn same_columns(step: &FittedStep, of_all: &Table, of_training: &Table) -> Result<(), EngineError> {
    let names = |table: &Table| table.columns().iter().map(|column| column.name().to_owned()).collect();
    let (all, training): (Vec<String>, Vec<String>) = (names(of_all), names(of_training));
    if all == training {
        return Ok(());
    }
    let lacking: Vec<String> = all.into_iter().filter(|name| !training.contains(name)).collect();
    Err(EngineError::Data(format!(
        "{}: learned from all rows it makes columns that the training rows do not give ({}), as a class is in none \
         of them; switch the leak off, or split so that every class is in the training rows",
        step.kind().label,
        crate::names::list(&lacking)
    )))
}
