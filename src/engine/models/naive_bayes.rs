//! What the naive Bayes families share.

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use super::kernels::logistic::softmax;
use super::seen::SeenClasses;
use super::{Output, TrainSet};
use crate::error::EngineError;
use crate::params::{Default, Domain, ParamSpec, Resolved};

/// Smoothing of counts.
pub(super) const ALPHA: ParamSpec = ParamSpec {
    name: "alpha",
    label: "Smoothing",
    help: "How many imagined rows every class has of everything. More makes rare sights count less; \
           with very little, something never seen in a class all but rules the class out.",
    domain: Domain::Float { min: 1e-10, max: 100.0, log: true },
    default: Default::Float(1.0),
    visible_when: None,
};

/// Whether classes start with their shares.
pub(super) const FIT_PRIOR: ParamSpec = ParamSpec {
    name: "fit_prior",
    label: "Expect the training shares",
    help: "Whether a class that was frequent in training is more likely from the start; otherwise all \
           classes start alike.",
    domain: Domain::Bool,
    default: Default::Bool(true),
    visible_when: None,
};

/// The classes and how likely each is before the features are looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Priors {
    #[serde(flatten)]
    classes: SeenClasses,
    /// One a seen class.
    log_priors: Vec<f64>,
}

/// Training rows by class.
pub(super) struct ByClass {
    pub priors: Priors,
    /// The seen class of every row, counted from 0.
    pub codes: Vec<u32>,
    /// Rows of each seen class.
    pub counts: Vec<f64>,
}

impl ByClass {
    /// Sorts the rows; `fit_prior` false makes every class as likely as the others.
    pub fn new(train: &TrainSet, fit_prior: bool) -> Result<Self, EngineError> {
        let (codes, n_classes) = train.classes()?;
        let classes = SeenClasses::new(codes, n_classes);
        let compact = classes.compact(codes);
        let mut counts = vec![0.0; classes.len()];
        for code in &compact {
            counts[*code as usize] += 1.0;
        }
        let rows = codes.len() as f64;
        let even = 1.0 / classes.len() as f64;
        let prior = |count: &f64| libm::log(if fit_prior { count / rows } else { even });
        let log_priors = counts.iter().map(prior).collect();
        Ok(Self { priors: Priors { classes, log_priors }, codes: compact, counts })
    }

    /// The sums of the rows of each class: classes × columns.
    pub fn sums(&self, x: ArrayView2<f64>, of: impl Fn(f64) -> f64) -> Vec<f64> {
        let p = x.ncols();
        let mut sums = vec![0.0; self.counts.len() * p];
        for (row, code) in x.rows().into_iter().zip(&self.codes) {
            let class = &mut sums[*code as usize * p..][..p];
            for (sum, cell) in class.iter_mut().zip(row) {
                *sum += of(*cell);
            }
        }
        sums
    }
}

impl Priors {
    /// Classes that were seen.
    pub(super) fn len(&self) -> usize {
        self.classes.len()
    }

    /// The probabilities of rows, of which `add` adds every class's log likelihood to its log prior.
    pub(super) fn predict(&self, x: ArrayView2<f64>, add: impl Fn(&[f64], &mut [f64])) -> Output {
        let mut probabilities = Array2::zeros((x.nrows(), self.classes.all()));
        let mut cells = vec![0.0; x.ncols()];
        let mut scores = vec![0.0; self.len()];
        for (row, out) in x.rows().into_iter().zip(probabilities.rows_mut()) {
            cells.iter_mut().zip(row).for_each(|(copy, cell)| *copy = *cell);
            scores.copy_from_slice(&self.log_priors);
            add(&cells, &mut scores);
            softmax(&mut scores);
            self.classes.spread(&scores, out);
        }
        Output::from_probabilities(probabilities)
    }

    /// The classes are those of the target and the priors are logarithms.
    ///
    /// # Errors
    /// The fault in words.
    pub(super) fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        self.classes.check(n_classes)?;
        if self.log_priors.len() != self.len() || !self.log_priors.iter().all(|prior| prior.is_finite()) {
            return Err("its class shares are damaged".to_owned());
        }
        Ok(())
    }
}

/// A table of classes × columns has its cells, and all are finite.
///
/// # Errors
/// The fault in words.
pub(super) fn check_table(table: &[f64], n_classes: usize, n_columns: usize) -> Result<(), String> {
    if Some(table.len()) != n_classes.checked_mul(n_columns) {
        Err("it has a wrong number of figures".to_owned())
    } else if !table.iter().all(|value| value.is_finite()) {
        Err("one of its figures is not a finite number".to_owned())
    } else {
        Ok(())
    }
}

/// Whether counts start with the training shares, by [`FIT_PRIOR`].
pub(super) fn fit_prior(params: &Resolved) -> bool {
    params.bool(FIT_PRIOR.name)
}
