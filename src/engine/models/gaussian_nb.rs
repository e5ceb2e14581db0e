//! Naive Bayes for features that are normal within every class.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::naive_bayes::{ByClass, Priors, check_table};
use super::{Capabilities, Group, Model, ModelKind, Output, Task, TrainSet};
use crate::error::EngineError;
use crate::params::{Default, Domain, ParamSpec, Resolved};
use crate::progress::Progress;

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "gaussian_nb",
    label: "Naive Bayes (Gaussian)",
    group: Group::Probability,
    help: "Learns each feature's mean and spread in every class and treats features as independent. \
           Very quick and good with few rows; its probabilities are often too sure.",
    tasks: &[Task::Classification],
    capabilities: Capabilities { probabilities: true, ..Capabilities::NONE },
    params: |_| PARAMS,
    sklearn: |_| "GaussianNB",
};

const PARAMS: &[ParamSpec] = &[ParamSpec {
    name: "var_smoothing",
    label: "Added spread",
    help: "This share of the largest feature's variance is added to every variance. More makes the \
           borders between classes smoother.",
    domain: Domain::Float { min: 1e-12, max: 10.0, log: true },
    default: Default::Float(1e-9),
    visible_when: None,
}];

/// A mean and a variance of every feature in every class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GaussianNb {
    n_features: usize,
    #[serde(flatten)]
    priors: Priors,
    /// Classes × features.
    means: Vec<f64>,
    /// Classes × features, positive.
    variances: Vec<f64>,
}

impl Model for GaussianNb {
    fn fit(params: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError> {
        let (x, p) = (train.x, train.x.ncols());
        let by_class = ByClass::new(train, true)?;
        progress.advance("means", 0, 2)?;
        let centre = column_means(x);
        let means = class_means(x, &by_class, &centre);
        progress.advance("variances", 1, 2)?;
        let mut variances = vec![0.0; means.len()];
        let mut spread = vec![0.0; p];
        for (row, code) in x.rows().into_iter().zip(&by_class.codes) {
            let at = *code as usize * p;
            let (mean, variance) = (&means[at..at + p], &mut variances[at..at + p]);
            let columns = variance.iter_mut().zip(&mut spread).zip(mean.iter().zip(&centre));
            for (((variance, spread), (mean, centre)), cell) in columns.zip(row) {
                *variance += (cell - mean) * (cell - mean);
                *spread += (cell - centre) * (cell - centre);
            }
        }
        let widest = spread.iter().fold(0.0_f64, |a, b| a.max(*b)) / x.nrows() as f64;
        let added = params.float("var_smoothing") * widest;
        for (variances, count) in variances.chunks_exact_mut(p).zip(&by_class.counts) {
            for variance in variances {
                *variance = *variance / count + added;
                if *variance == 0.0 {
                    // Every cell of the table is the same: the features say nothing.
                    *variance = 1.0;
                }
            }
        }
        Ok(Self { n_features: p, priors: by_class.priors, means, variances })
    }

    fn predict(&self, x: ArrayView2<f64>) -> Output {
        let p = self.n_features.max(1);
        let logs: Vec<f64> = self
            .variances
            .chunks_exact(p)
            .map(|variances| variances.iter().map(|v| libm::log(2.0 * std::f64::consts::PI * v)).sum())
            .collect();
        self.priors.predict(x, |cells, scores| {
            let classes = self.means.chunks_exact(p).zip(self.variances.chunks_exact(p)).zip(&logs);
            for (score, ((means, variances), logs)) in scores.iter_mut().zip(classes) {
                let far: f64 = cells
                    .iter()
                    .zip(means)
                    .zip(variances)
                    .map(|((cell, mean), variance)| (cell - mean) * (cell - mean) / variance)
                    .sum();
                *score -= 0.5 * (logs + far);
            }
        })
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        self.priors.check(n_classes)?;
        check_table(&self.means, self.priors.len(), self.n_features)?;
        check_table(&self.variances, self.priors.len(), self.n_features)?;
        if !self.variances.iter().all(|variance| *variance > 0.0) {
            return Err("a variance is not positive".to_owned());
        }
        Ok(())
    }
}

/// The mean of every column, with its rounding error taken back.
fn column_means(x: ArrayView2<f64>) -> Vec<f64> {
    let n = x.nrows() as f64;
    let mut means = vec![0.0; x.ncols()];
    for row in x.rows() {
        means.iter_mut().zip(row).for_each(|(sum, cell)| *sum += cell);
    }
    means.iter_mut().for_each(|sum| *sum /= n);
    let mut rest = vec![0.0; x.ncols()];
    for row in x.rows() {
        rest.iter_mut().zip(row).zip(&means).for_each(|((rest, cell), mean)| *rest += cell - mean);
    }
    means.iter_mut().zip(rest).for_each(|(mean, rest)| *mean += rest / n);
    means
}

/// Classes × columns, summed about the columns' means, so that an offset costs no digits.
fn class_means(x: ArrayView2<f64>, by_class: &ByClass, centre: &[f64]) -> Vec<f64> {
    let p = x.ncols();
    let mut means = vec![0.0; by_class.counts.len() * p];
    for (row, code) in x.rows().into_iter().zip(&by_class.codes) {
        let sums = &mut means[*code as usize * p..][..p];
        sums.iter_mut().zip(row).zip(centre).for_each(|((sum, cell), centre)| *sum += cell - centre);
    }
    for (means, count) in means.chunks_exact_mut(p).zip(&by_class.counts) {
        means.iter_mut().zip(centre).for_each(|(mean, centre)| *mean = centre + *mean / count);
    }
    means
}
