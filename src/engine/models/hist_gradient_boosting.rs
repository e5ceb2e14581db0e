//! Gradient boosting of histogram trees, with missing cells and categories as they are.

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use super::boosting::{Boosting, PARAMS_CLASSES, PARAMS_NUMBERS};
use super::kernels::boost::{BoostedTree, Loss};
use super::kernels::logistic::{sigmoid, softmax};
use super::{Capabilities, Group, LossHistory, Model, ModelKind, Output, Target, Task, TrainSet};
use crate::error::EngineError;
use crate::params::Resolved;
use crate::progress::Progress;

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "hist_gradient_boosting",
    label: "Gradient boosting",
    group: Group::Trees,
    help: "Small trees one after another, each learning what those before got wrong. Often the most \
           exact model of a table; takes missing cells and categories as they are.",
    tasks: &Task::ALL,
    capabilities: Capabilities {
        probabilities: true,
        importances: true,
        missing: true,
        categories: true,
        ..Capabilities::NONE
    },
    params: |task| match task {
        Task::Classification => PARAMS_CLASSES,
        Task::Regression => PARAMS_NUMBERS,
    },
    sklearn: |task| match task {
        Task::Classification => "HistGradientBoostingClassifier",
        Task::Regression => "HistGradientBoostingRegressor",
    },
};

/// Trees whose values are added up to scores: a number, the log odds of the second of two classes, or
/// one score for each of more classes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistGradientBoosting {
    n_features: usize,
    /// None when it predicts numbers.
    n_classes: Option<usize>,
    /// The classes that occurred in training, ascending; the others have probability zero.
    seen: Vec<u32>,
    /// What every score starts from.
    baseline: Vec<f64>,
    /// Rounds × scores.
    trees: Vec<BoostedTree>,
    history: LossHistory,
}

impl HistGradientBoosting {
    /// How many rounds there were before it stopped.
    #[must_use]
    pub fn n_rounds(&self) -> usize {
        self.trees.len() / self.baseline.len().max(1)
    }

    /// The trees, round by round and in every round score by score.
    pub(crate) fn trees(&self) -> &[BoostedTree] {
        &self.trees
    }

    /// What every score starts from.
    pub(crate) fn baseline(&self) -> &[f64] {
        &self.baseline
    }

    /// The classes that have a score, or of two the odds of the second; empty for numbers.
    pub(crate) fn seen(&self) -> &[u32] {
        &self.seen
    }

    /// How the loss went.
    pub(crate) fn history(&self) -> &LossHistory {
        &self.history
    }

    /// The first score's tree of the last round.
    pub(crate) fn last_tree(&self) -> Option<&BoostedTree> {
        self.trees.len().checked_sub(self.baseline.len()).and_then(|at| self.trees.get(at))
    }

    /// The model after its first `n` rounds.
    pub(crate) fn truncated(&self, n: usize) -> Self {
        let part = |losses: &[f64]| losses.iter().take(n.saturating_add(1)).copied().collect();
        Self {
            trees: self.trees.iter().take(n.saturating_mul(self.baseline.len())).cloned().collect(),
            history: LossHistory {
                train: part(&self.history.train),
                validation: part(&self.history.validation),
            },
            ..self.clone()
        }
    }

    /// Rows × scores, score by score.
    fn scores(&self, x: ArrayView2<f64>) -> Vec<f64> {
        const BLOCK_ROWS: usize = 64;
        let n_scores = self.baseline.len();
        let mut scores: Vec<f64> =
            self.baseline.iter().flat_map(|score| std::iter::repeat_n(*score, x.nrows())).collect();
        let x = x.as_standard_layout();
        let cells = x.as_slice().unwrap_or(&[]);
        for (index, scores) in scores.chunks_exact_mut(x.nrows().max(1)).enumerate() {
            let blocks = cells.chunks(BLOCK_ROWS * self.n_features).zip(scores.chunks_mut(BLOCK_ROWS));
            for (cells, scores) in blocks {
                for tree in self.trees.iter().skip(index).step_by(n_scores) {
                    tree.add_values(cells, self.n_features, scores);
                }
            }
        }
        scores
    }
}

impl Model for HistGradientBoosting {
    fn fit(params: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError> {
        let n_classes = train.y.n_classes();
        let mut seen = Vec::new();
        let loss = match train.y {
            Target::Numbers(values) => Loss::Squared(values.to_vec()),
            Target::Classes { codes, n_classes } => {
                seen = codes.to_vec();
                seen.sort_unstable();
                seen.dedup();
                let mut place = vec![0; n_classes];
                for (index, code) in (0..).zip(&seen) {
                    place[*code as usize] = index;
                }
                let compact = codes.iter().map(|code| place[*code as usize]).collect();
                if seen.len() == 2 { Loss::Binary(compact) } else { Loss::Multinomial(compact, seen.len()) }
            }
        };
        let (baseline, trees, history) = Boosting::new(params, train, loss)?.run(progress)?;
        Ok(Self { n_features: train.x.ncols(), n_classes, seen, baseline, trees, history })
    }

    fn predict(&self, x: ArrayView2<f64>) -> Output {
        let (n, mut scores) = (x.nrows(), self.scores(x));
        let Some(n_classes) = self.n_classes else { return Output::Numbers(scores) };
        let mut probabilities = Array2::zeros((n, n_classes));
        let mut row_scores = vec![0.0; self.seen.len()];
        for (row, mut out) in probabilities.rows_mut().into_iter().enumerate() {
            if self.baseline.len() == 1 {
                row_scores[0] = sigmoid(-scores[row]);
                row_scores[1] = sigmoid(scores[row]);
            } else {
                for (class, score) in row_scores.iter_mut().enumerate() {
                    *score = std::mem::take(&mut scores[class * n + row]);
                }
                softmax(&mut row_scores);
            }
            for (class, share) in self.seen.iter().zip(&row_scores) {
                out[*class as usize] = *share;
            }
        }
        Output::from_probabilities(probabilities)
    }

    fn n_features(&self) -> usize {
        self.n_features
    }

    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        let n_scores = match self.seen.len() {
            0 | 2 => 1,
            more => more,
        };
        let ascending = self.seen.windows(2).all(|pair| pair[0] < pair[1]);
        let in_range = self.seen.iter().all(|class| n_classes.is_some_and(|n| (*class as usize) < n));
        let mut numbers = self.baseline.iter().chain(&self.history.train).chain(&self.history.validation);
        if n_classes != self.n_classes {
            Err("it does not predict what the target holds".to_owned())
        } else if !ascending
            || !in_range
            || self.seen.len() == 1
            || self.seen.is_empty() != n_classes.is_none()
        {
            Err("its list of classes is damaged".to_owned())
        } else if self.n_features == 0 || self.baseline.len() != n_scores {
            Err("it has no features or a wrong number of scores".to_owned())
        } else if !self.trees.len().is_multiple_of(n_scores) {
            Err("a round lacks a tree".to_owned())
        } else if !numbers.all(|value| value.is_finite()) {
            Err("a score or a loss is not a finite number".to_owned())
        } else {
            self.trees.iter().try_for_each(|tree| tree.check(self.n_features))
        }
    }

    /// The gains of every feature's questions in sum.
    fn importances(&self) -> Option<Vec<f64>> {
        let mut sums = vec![0.0; self.n_features];
        for tree in &self.trees {
            for (feature, gain) in tree.feature.iter().zip(&tree.gain) {
                sums[*feature as usize] += gain.max(0.0);
            }
        }
        let total: f64 = sums.iter().sum();
        if total > 0.0 {
            sums.iter_mut().for_each(|sum| *sum /= total);
        }
        Some(sums)
    }

    fn loss_history(&self) -> Option<&LossHistory> {
        Some(&self.history)
    }
}
