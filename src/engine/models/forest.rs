//! What forests have in common: their parameters, how their trees are grown one by one, and how they
//! answer together.

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use super::decision_tree::{impurity, limits};
use super::kernels::tree::{
    Bins, Classes, Columns, Criterion, Draw, Halves, HistogramSplitter, Impurity, Limits, Numbers,
    RandomSplitter, Tree, Walk, grow,
};
use super::weights::class_weights;
use super::{Output, Target, TrainSet};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec, Resolved};
use crate::progress::Progress;
use crate::rng::Rng;

pub(super) const N_ESTIMATORS: ParamSpec = ParamSpec {
    name: "n_estimators",
    label: "Trees",
    help: "How many trees vote. More never hurt the result, only the time; gains fade after a few hundred.",
    domain: Domain::Int { min: 1, max: 1000 },
    default: Default::Int(100),
    visible_when: None,
};

pub(super) const fn bootstrap(default: bool) -> ParamSpec {
    ParamSpec {
        name: "bootstrap",
        label: "Draw rows",
        help: "Whether each tree sees its own random draw of the training rows, which makes the trees \
           differ more, or all of them.",
        domain: Domain::Bool,
        default: Default::Bool(default),
        visible_when: None,
    }
}

pub(super) const OOB_SCORE: ParamSpec = ParamSpec {
    name: "oob_score",
    label: "Out-of-bag score",
    help: "Also judges every training row by the trees that did not draw it: an honest figure without \
           rows set apart. Only where rows are drawn.",
    domain: Domain::Bool,
    default: Default::Bool(false),
    visible_when: None,
};

pub(super) const fn max_features(default: &'static str) -> ParamSpec {
    ParamSpec {
        name: "max_features",
        label: "Features a question",
        help: "How many randomly drawn features each question may choose from. Fewer make the trees \
               differ more, which steadies their average.",
        domain: Domain::Choice(&[
            Choice { value: "sqrt", label: "the square root of all" },
            Choice { value: "log2", label: "the binary logarithm of all" },
            Choice { value: "third", label: "one third" },
            Choice { value: "all", label: "all" },
        ]),
        default: Default::Text(default),
        visible_when: None,
    }
}

/// Trees whose answers are averaged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forest {
    n_features: usize,
    /// None when it predicts numbers.
    n_classes: Option<usize>,
    trees: Vec<Tree>,
    /// Accuracy, or R² for numbers, of the rows by the trees that did not draw them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    out_of_bag: Option<f64>,
}

/// How the trees of a forest find their splits.
pub(super) enum Splits {
    /// The best border between bins.
    Best(Bins),
    /// The best of random thresholds.
    Random(Columns),
}

impl Forest {
    pub(super) fn fit(
        params: &Resolved,
        train: &TrainSet,
        splits: impl FnOnce(ArrayView2<f64>) -> Splits,
        progress: &mut dyn Progress,
    ) -> Result<Self, EngineError> {
        let n_features = train.x.ncols();
        let growing = Growing {
            n_trees: params.count("n_estimators").max(1),
            seed: train.seed,
            limits: limits(params),
            bootstrap: params.bool("bootstrap"),
            out_of_bag: params.bool("oob_score") && params.bool("bootstrap"),
            max_features: features_tried(params.text("max_features"), n_features),
        };
        progress.advance("trees", 0, growing.n_trees)?;
        let splits = splits(train.x);
        let (trees, out_of_bag) = match train.y {
            Target::Classes { codes, n_classes } => {
                let (impurity, weights) = (impurity(params), class_weights(params, codes, n_classes));
                if n_classes == 2 && impurity == Impurity::Gini && weights.is_none() {
                    growing.grow_all(&Halves::new(codes), &splits, train, progress)?
                } else {
                    let criterion = Classes::new(codes, n_classes, impurity, weights);
                    growing.grow_all(&criterion, &splits, train, progress)?
                }
            }
            Target::Numbers(values) => growing.grow_all(&Numbers::new(values), &splits, train, progress)?,
        };
        Ok(Self { n_features, n_classes: train.y.n_classes(), trees, out_of_bag })
    }

    pub(crate) fn trees(&self) -> &[Tree] {
        &self.trees
    }

    /// The forest of the first `n` trees, at least one.
    pub(crate) fn truncated(&self, n: usize) -> Self {
        let trees: Vec<Tree> = self.trees.iter().take(n.max(1)).cloned().collect();
        let out_of_bag = self.out_of_bag.filter(|_| trees.len() == self.trees.len());
        Self { trees, out_of_bag, ..*self }
    }

    /// The out-of-bag score of every beginning of the forest, the first tree's first; `train` are the
    /// rows it learned from, of which each tree drew its own.
    pub(crate) fn out_of_bag_path(&self, train: &TrainSet) -> Vec<Option<f64>> {
        let mut votes = Votes::new(train);
        let path = self.trees.iter().enumerate().map(|(index, tree)| {
            let draws = bootstrap_draws(train.x.nrows(), &mut tree_rng(train.seed, index));
            votes.add(tree, &draws);
            votes.score(&train.y)
        });
        path.collect()
    }

    pub(super) fn predict(&self, x: ArrayView2<f64>) -> Output {
        mean_of_trees(&self.trees, self.n_classes, x)
    }

    pub(super) fn n_features(&self) -> usize {
        self.n_features
    }

    pub(super) fn out_of_bag(&self) -> Option<f64> {
        self.out_of_bag
    }

    pub(super) fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        if self.out_of_bag.is_some_and(|score| !score.is_finite()) {
            return Err("its out-of-bag score is not a finite number".to_owned());
        }
        check_trees(&self.trees, self.n_features, self.n_classes, n_classes)
    }

    /// The mean of the trees' importances.
    pub(super) fn importances(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.n_features];
        for tree in &self.trees {
            tree.add_importances(&mut sums);
        }
        let total: f64 = sums.iter().sum();
        if total > 0.0 {
            sums.iter_mut().for_each(|sum| *sum /= total);
        }
        sums
    }
}

struct Growing {
    n_trees: usize,
    seed: u64,
    limits: Limits,
    bootstrap: bool,
    out_of_bag: bool,
    max_features: usize,
}

impl Growing {
    fn grow_all<C: Criterion>(
        &self,
        criterion: &C,
        splits: &Splits,
        train: &TrainSet,
        progress: &mut dyn Progress,
    ) -> Result<(Vec<Tree>, Option<f64>), EngineError> {
        let mut trees = Vec::with_capacity(self.n_trees);
        let mut votes = self.out_of_bag.then(|| Votes::new(train));
        for index in 0..self.n_trees {
            let (tree, draws) = self.grow_one(criterion, splits, train.x.dim(), index);
            if let Some(votes) = &mut votes {
                votes.add(&tree, &draws);
            }
            trees.push(tree);
            progress.advance("trees", index + 1, self.n_trees)?;
        }
        Ok((trees, votes.and_then(|votes| votes.score(&train.y))))
    }

    /// Tree `index`, and how often it drew each row. It depends on nothing but the rows, the settings
    /// and its number, so that trees can be grown in any order and place.
    fn grow_one<C: Criterion>(
        &self,
        criterion: &C,
        splits: &Splits,
        (n_rows, n_features): (usize, usize),
        index: usize,
    ) -> (Tree, Vec<u32>) {
        let mut rng = tree_rng(self.seed, index);
        let draws = if self.bootstrap { bootstrap_draws(n_rows, &mut rng) } else { vec![1; n_rows] };
        let draw = &mut Draw::random(n_features, self.max_features, rng);
        let tree = match splits {
            Splits::Best(bins) => {
                grow(criterion, &mut HistogramSplitter::new(criterion, bins, &draws), draw, self.limits)
            }
            Splits::Random(columns) => {
                grow(criterion, &mut RandomSplitter::new(criterion, columns, &draws), draw, self.limits)
            }
        };
        (tree, draws)
    }
}

/// Where the random choices of a tree come from.
fn tree_rng(seed: u64, index: usize) -> Rng {
    Rng::new(seed, &format!("tree {index}"))
}

/// How often a tree draws each row.
fn bootstrap_draws(n_rows: usize, rng: &mut Rng) -> Vec<u32> {
    let mut draws = vec![0; n_rows];
    for _ in 0..n_rows {
        draws[rng.below(n_rows as u32) as usize] += 1;
    }
    draws
}

/// What trees say of the rows that they did not draw.
struct Votes {
    x: Array2<f64>,
    n_values: usize,
    /// Rows × values.
    sums: Vec<f64>,
    /// Trees that spoke of each row.
    counts: Vec<u32>,
}

impl Votes {
    fn new(train: &TrainSet) -> Self {
        let n_values = train.y.n_classes().unwrap_or(1);
        Self {
            x: train.x.as_standard_layout().into_owned(),
            n_values,
            sums: vec![0.0; train.x.nrows() * n_values],
            counts: vec![0; train.x.nrows()],
        }
    }

    fn add(&mut self, tree: &Tree, draws: &[u32]) {
        let Some(cells) = self.x.as_slice() else { return };
        let rows = cells.chunks_exact(self.x.ncols());
        let sums = self.sums.chunks_exact_mut(self.n_values);
        for (((row, sums), count), _) in
            rows.zip(sums).zip(&mut self.counts).zip(draws).filter(|(_, draws)| **draws == 0)
        {
            *count += 1;
            sums.iter_mut().zip(tree.leaf(row, self.n_values)).for_each(|(sum, value)| *sum += value);
        }
    }

    /// Accuracy or R² of the rows that some tree did not draw; none when there are none, or when their
    /// numbers are all alike.
    fn score(&self, y: &Target) -> Option<f64> {
        let spoken = || (0..self.counts.len()).filter(|row| self.counts[*row] > 0);
        let n = spoken().count() as f64;
        if n == 0.0 {
            return None;
        }
        match y {
            Target::Classes { codes, .. } => {
                let right = spoken().filter(|row| {
                    let sums = &self.sums[row * self.n_values..(row + 1) * self.n_values];
                    super::task::argmax(sums.iter().copied()) == codes[*row]
                });
                Some(right.count() as f64 / n)
            }
            Target::Numbers(values) => {
                let mean = spoken().map(|row| values[row] / n).sum::<f64>();
                let spread: f64 = spoken().map(|row| (values[row] - mean) * (values[row] - mean)).sum();
                let errors = spoken().map(|row| values[row] - self.sums[row] / f64::from(self.counts[row]));
                let score = 1.0 - errors.map(|error| error * error).sum::<f64>() / spread;
                score.is_finite().then_some(score)
            }
        }
    }
}

fn features_tried(rule: &str, n_features: usize) -> usize {
    let tried = match rule {
        "sqrt" => n_features.isqrt(),
        "log2" => n_features.checked_ilog2().unwrap_or(0) as usize,
        "third" => n_features / 3,
        _ => n_features,
    };
    tried.max(1)
}

/// The mean of the trees' leaf values: class shares (soft voting) or numbers.
pub(super) fn mean_of_trees(trees: &[Tree], n_classes: Option<usize>, x: ArrayView2<f64>) -> Output {
    /// Fewer rows are not worth laying trees out anew.
    const MANY_ROWS: usize = 256;
    let n_values = n_classes.unwrap_or(1);
    let mut sums = vec![0.0; x.nrows() * n_values];
    let x = x.as_standard_layout();
    let cells = x.as_slice().unwrap_or(&[]);
    let mut walk = Walk::default();
    for tree in trees {
        if x.nrows() < MANY_ROWS {
            tree.add_leaves(cells, x.ncols(), n_values, &mut sums);
        } else {
            walk.lay(tree);
            walk.add_leaves(tree, cells, x.ncols(), n_values, &mut sums);
        }
    }
    sums.iter_mut().for_each(|sum| *sum /= trees.len() as f64);
    match n_classes {
        None => Output::Numbers(sums),
        Some(n_classes) => Output::from_probabilities(
            Array2::from_shape_vec((x.nrows(), n_classes), sums).unwrap_or_default(),
        ),
    }
}

pub(super) fn check_trees(
    trees: &[Tree],
    n_features: usize,
    n_classes: Option<usize>,
    expected: Option<usize>,
) -> Result<(), String> {
    if n_classes != expected {
        return Err("it does not predict what the target holds".to_owned());
    }
    if trees.is_empty() || n_features == 0 || n_classes == Some(0) {
        return Err("it has no trees, no features or no classes".to_owned());
    }
    trees.iter().try_for_each(|tree| tree.check(n_features, n_classes.unwrap_or(1), n_classes.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_for_features_round_down_but_never_to_none() {
        let tried = |rule, n| features_tried(rule, n);
        assert_eq!(
            [tried("sqrt", 20), tried("log2", 20), tried("third", 20), tried("all", 20)],
            [4, 4, 6, 20]
        );
        assert_eq!([tried("sqrt", 1), tried("log2", 1), tried("third", 1), tried("all", 1)], [1, 1, 1, 1]);
    }
}
