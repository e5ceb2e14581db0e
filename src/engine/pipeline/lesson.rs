//! The rows that a fitted pipeline's model learned from.

use super::fit::target_numbers;
use super::{Design, FittedPipeline, Labels, Preparing};
use crate::error::EngineError;
use crate::models::{Feature, Target, Task, TrainSet};
use crate::split::Split;
use crate::table::Table;

/// The training rows as they reach the model, with what they should be answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// The matrix.
    pub design: Design,
    /// Its columns.
    pub columns: Vec<Feature>,
    /// The class of each row; empty for numbers.
    pub codes: Vec<u32>,
    /// The number of each row; empty for classes.
    pub numbers: Vec<f64>,
    n_classes: usize,
    seed: u64,
}

impl FittedPipeline {
    /// The training rows of `split` as they reached this pipeline's model: steps that drop or make rows
    /// included.
    ///
    /// # Errors
    /// When these are not the rows that the pipeline learned from, so that its steps cannot be fitted.
    pub fn lesson(&self, split: &Split, table: &Table) -> Result<Lesson, EngineError> {
        let mut rows = Preparing::of(&self.spec, split, table, self.task)?;
        for step in self.spec.steps.iter().filter(|step| step.enabled) {
            rows.apply(step)?;
        }
        let design = Design::new(&rows.features, &self.features, &self.levels, self.missing)?;
        let levels = |name: &String| self.levels.get(name).map(Vec::len);
        let columns =
            self.features.iter().map(|name| Feature { name: name.clone(), levels: levels(name) }).collect();
        let (codes, numbers) = match self.task {
            Task::Classification => (Labels::new(&rows.target, &self.classes).codes, Vec::new()),
            Task::Regression => (Vec::new(), target_numbers(&rows.target)),
        };
        Ok(Lesson {
            design,
            columns,
            codes,
            numbers,
            n_classes: self.classes.len(),
            seed: u64::from(self.spec.model.seed),
        })
    }
}

impl Lesson {
    /// The rows as a model learns from them.
    #[must_use]
    pub fn train_set(&self) -> TrainSet<'_> {
        let y = if self.n_classes == 0 {
            Target::Numbers(&self.numbers)
        } else {
            Target::Classes { codes: &self.codes, n_classes: self.n_classes }
        };
        TrainSet::new(self.design.x.view(), y, self.seed).with_features(&self.columns)
    }
}
