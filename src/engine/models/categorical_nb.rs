//! Naive Bayes for numbered categories.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::naive_bayes::{ALPHA, ByClass, FIT_PRIOR, Priors, check_table, fit_prior};
use super::{Capabilities, Cells, Group, Model, ModelKind, Output, Task, TrainSet};
use crate::error::EngineError;
use crate::params::{Default, Domain, ParamSpec, Resolved};
use crate::progress::Progress;

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "categorical_nb",
    label: "Naive Bayes (categories)",
    group: Group::Probability,
    help: "Learns how often each category occurs in every class and treats features as independent. Made \
           for columns numbered 0, 1, 2 and so on, as Ordinal encode makes them; a category it has not \
           seen says nothing about the class.",
    tasks: &[Task::Classification],
    capabilities: Capabilities { probabilities: true, cells: Cells::Codes, ..Capabilities::NONE },
    params: |_| PARAMS,
    sklearn: |_| "CategoricalNB",
};

const MIN_CATEGORIES: ParamSpec = ParamSpec {
    name: "min_categories",
    label: "Categories, at least",
    help: "How many categories every column is known to have. One that training rows do not show, but that is among \
           these, then counts as rare in every class instead of saying nothing.",
    domain: Domain::OptionalInt { min: 1, max: MAX_CATEGORIES as i64, none: "those of the training rows" },
    default: Default::None,
    visible_when: None,
};

const PARAMS: &[ParamSpec] = &[ALPHA, FIT_PRIOR, MIN_CATEGORIES];

/// A column with more categories than this is taken for a measure.
const MAX_CATEGORIES: usize = 10_000;

/// The log probability of every category of every feature in every class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CategoricalNb {
    #[serde(flatten)]
    priors: Priors,
    /// Categories of each feature: one more than the greatest number that training has, or those asked for.
    n_categories: Vec<u32>,
    /// Classes × all features' categories, one feature after the other.
    log_probabilities: Vec<f64>,
}

impl Model for CategoricalNb {
    fn fit(params: &Resolved, train: &TrainSet, _: &mut dyn Progress) -> Result<Self, EngineError> {
        let alpha = params.float(ALPHA.name);
        let by_class = ByClass::new(train, fit_prior(params))?;
        let least = params.optional_int(MIN_CATEGORIES.name).and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
        let mut n_categories = Vec::with_capacity(train.x.ncols());
        for (column, cells) in train.x.columns().into_iter().enumerate() {
            let greatest = cells.iter().fold(0.0_f64, |greatest, cell| greatest.max(*cell));
            if greatest >= MAX_CATEGORIES as f64 {
                return Err(EngineError::Data(format!(
                    "prepared column {} goes up to {greatest}, too far for a number of categories (at most \
                     {MAX_CATEGORIES}); use Ordinal encode, or choose another model",
                    column + 1
                )));
            }
            n_categories.push((greatest as u32 + 1).max(least));
        }
        let starts = starts(&n_categories);
        let width = starts.last().copied().unwrap_or(0);
        let mut counts = vec![alpha; by_class.counts.len() * width];
        for (row, code) in train.x.rows().into_iter().zip(&by_class.codes) {
            let class = &mut counts[*code as usize * width..][..width];
            for (start, cell) in starts.iter().zip(row) {
                class[start + *cell as usize] += 1.0;
            }
        }
        for (class, rows) in counts.chunks_exact_mut(width).zip(&by_class.counts) {
            for range in starts.windows(2) {
                let cells = &mut class[range[0]..range[1]];
                let total = libm::log(rows + alpha * cells.len() as f64);
                cells.iter_mut().for_each(|count| *count = libm::log(*count) - total);
            }
        }
        Ok(Self { priors: by_class.priors, n_categories, log_probabilities: counts })
    }

    fn predict(&self, x: ArrayView2<f64>) -> Output {
        let starts = starts(&self.n_categories);
        let width = starts.last().copied().unwrap_or(0);
        self.priors.predict(x, |cells, scores| {
            for ((cell, start), known) in cells.iter().zip(&starts).zip(&self.n_categories) {
                let category = *cell as u32;
                // Negative numbers, fractions and numbers beyond those of training are no category.
                if f64::from(category) != *cell || category >= *known {
                    continue;
                }
                for (score, class) in scores.iter_mut().zip(self.log_probabilities.chunks_exact(width)) {
                    *score += class[start + category as usize];
                }
            }
        })
    }

    fn n_features(&self) -> usize {
        self.n_categories.len()
    }

    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        self.priors.check(n_classes)?;
        if self.n_categories.iter().any(|n| *n == 0 || *n as usize > MAX_CATEGORIES) {
            return Err("a number of categories is out of range".to_owned());
        }
        let width = starts(&self.n_categories).last().copied().unwrap_or(0);
        check_table(&self.log_probabilities, self.priors.len(), width)
    }
}

/// Where each feature's categories start, and where the last one's end.
fn starts(n_categories: &[u32]) -> Vec<usize> {
    let mut starts = vec![0];
    let mut end = 0;
    for n in n_categories {
        end += *n as usize;
        starts.push(end);
    }
    starts
}
