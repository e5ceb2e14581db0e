//! Rows that are easily told from all others.
//!
//! Liu, Ting and Zhou's isolation forest (Isolation Forest, ICDM 2008): trees cut a sample of the training
//! rows at random numbers of random columns until every row is alone or the depth is the logarithm of the
//! sample's size. The score of a row is `2^(-d / c(n))` with `d` its mean depth over the trees, counting
//! `c(m)` more where it ends among `m` rows, and `c(n)` the mean depth of a search in a binary tree of `n`
//! rows: near 1 for a row that few cuts set apart, at most about 0.5 for one among its like.

use serde::{Deserialize, Serialize};

use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, TrainRows, fitted_column, numbers};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::rng::Rng;
use crate::stats;
use crate::table::{Column, DType, Mask, Table, Values};

/// Rows scored at a time, so that their cells stay in the cache from tree to tree.
const BLOCK: usize = 512;
/// Euler's constant.
const EULER: f64 = 0.577_215_664_901_532_9;

pub(super) const KIND: StepKind = StepKind {
    id: "isolation_forest",
    label: "Outlying rows",
    purpose: Purpose::Clean,
    help: "Finds rows that random cuts of the columns set apart quickly: those with a strange combination of numbers, though each number may be usual. A missing cell counts as the column's median.",
    sklearn: "IsolationForest",
    params: &[
        ParamSpec {
            name: "n_estimators",
            label: "Trees",
            help: "More trees make the scores steadier and take longer.",
            domain: Domain::Int { min: 1, max: 1000 },
            default: Default::Int(100),
            visible_when: None,
        },
        ParamSpec {
            name: "max_samples",
            label: "Rows a tree",
            help: "Training rows that each tree is grown on. A few hundred are enough, and in more the outliers hide each other.",
            domain: Domain::Int { min: 2, max: 10_000 },
            default: Default::Int(256),
            visible_when: None,
        },
        ParamSpec {
            name: "by",
            label: "Outlying means",
            help: "A score above a limit, or a share of the training rows, whether they are strange or not.",
            domain: Domain::Choice(&[
                Choice { value: "score", label: "A score above a limit" },
                Choice { value: "share", label: "A share of the training rows" },
            ]),
            default: Default::Text("score"),
            visible_when: None,
        },
        ParamSpec {
            name: "threshold",
            label: "Limit",
            help: "The score above which a row is outlying, from 0.5, which is scikit-learn's limit, to 1. Scores of usual rows are at most about 0.5.",
            domain: Domain::Float { min: 0.5, max: 1.0, log: false },
            default: Default::Float(0.6),
            visible_when: Some(("by", &["score"])),
        },
        ParamSpec {
            name: "contamination",
            label: "Share",
            help: "The share of the training rows that are taken for outlying.",
            domain: Domain::Float { min: 0.0, max: 0.5, log: false },
            default: Default::Float(0.01),
            visible_when: Some(("by", &["share"])),
        },
        ParamSpec {
            name: "action",
            label: "An outlying row",
            help: "Removing leaves it out of training. Marking and scoring add a column, outlier or outlier_score, also to rows that are scored.",
            domain: Domain::Choice(&[
                Choice { value: "remove", label: "Is removed from training" },
                Choice { value: "flag", label: "Is marked in a new column" },
                Choice { value: "score", label: "Has its score in a new column" },
            ]),
            default: Default::Text("remove"),
            visible_when: None,
        },
        ParamSpec {
            name: "random_state",
            label: "Seed",
            help: "The cuts are random; the same seed makes the same ones.",
            domain: Domain::Int { min: 0, max: 1_000_000 },
            default: Default::Int(0),
            visible_when: None,
        },
    ],
    accepts: |_| &[DType::Numeric],
    named: false,
};

/// A tree, its nodes in the order of a walk that goes left first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Tree {
    /// The place of each node's column.
    columns: Vec<u32>,
    /// The greatest number that goes left; at a leaf its depth, with what its rows add.
    cuts: Vec<f64>,
    /// Where the rows go that do not go to the node after this one; 0 at a leaf.
    right: Vec<u32>,
}

/// The trees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    columns: Vec<String>,
    medians: Vec<f64>,
    trees: Vec<Tree>,
    /// The mean depth of a search among as many rows as a tree is grown on.
    usual_depth: f64,
    threshold: f64,
    action: String,
    /// Training rows above the threshold.
    outlying: usize,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let mut fitted = Fitted {
        columns: input.columns.to_vec(),
        medians: Vec::with_capacity(input.columns.len()),
        trees: Vec::new(),
        usual_depth: 1.0,
        threshold: input.params.float("threshold"),
        action: input.params.text("action").to_owned(),
        outlying: 0,
    };
    for name in input.columns {
        let median = stats::quantile(&numbers::sorted(input.table.column(name)?), 0.5);
        fitted.medians.push(median.ok_or_else(|| numbers::nothing_to_learn(KIND.label, name))?);
    }
    let cells = fitted.rows(input.table)?;
    let n = input.table.n_rows();
    let per_tree = input.params.count("max_samples").min(n);
    let growing = Growing {
        cells: &cells,
        p: input.columns.len(),
        deepest: usize::BITS - per_tree.saturating_sub(1).leading_zeros(),
    };
    let mut rng = Rng::new(input.params.count("random_state") as u64, "isolation_forest");
    let mut places: Vec<usize> = (0..n).collect();
    for _ in 0..input.params.count("n_estimators") {
        draw(&mut places, per_tree, &mut rng);
        let mut tree = Tree::default();
        growing.grow(&mut tree, places.get_mut(..per_tree).unwrap_or_default(), 0, &mut rng);
        fitted.trees.push(tree);
    }
    fitted.usual_depth = search_depth(per_tree);
    let scores = fitted.scores(&cells, n)?;
    if input.params.text("by") == "share" {
        let mut sorted = scores.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let share = 1.0 - input.params.float("contamination");
        fitted.threshold = stats::quantile(&sorted, share).unwrap_or(1.0);
    }
    let keep: Vec<u32> =
        (0..).zip(&scores).filter(|(_, score)| **score <= fitted.threshold).map(|(row, _)| row).collect();
    fitted.outlying = n - keep.len();
    if fitted.action != "remove" {
        return Ok(FittedStep::IsolationForest(fitted).into());
    }
    if keep.is_empty() && n > 0 {
        return Err(EngineError::Data(format!(
            "{}: every training row has a score above {}, so none would be left; raise the limit",
            KIND.label, fitted.threshold
        )));
    }
    Ok(Fit { step: FittedStep::IsolationForest(fitted), rows: TrainRows::Kept(keep) })
}

/// Brings as many places, each equally likely, to the front.
fn draw(places: &mut [usize], n: usize, rng: &mut Rng) {
    for at in 0..n {
        let rest = u32::try_from(places.len() - at).unwrap_or(u32::MAX);
        places.swap(at, at + rng.below(rest) as usize);
    }
}

/// The mean depth at which a search in a binary tree of `n` rows ends without finding its number.
fn search_depth(n: usize) -> f64 {
    match n {
        0 | 1 => 0.0,
        2 => 1.0,
        _ => {
            let n = n as f64;
            2.0 * (libm::log(n - 1.0) + EULER) - 2.0 * (n - 1.0) / n
        }
    }
}

/// What trees are grown on.
struct Growing<'a> {
    /// Rows × columns, row-major.
    cells: &'a [f64],
    p: usize,
    deepest: u32,
}

impl Growing<'_> {
    fn cell(&self, row: usize, column: usize) -> f64 {
        self.cells.get(row * self.p + column).copied().unwrap_or(0.0)
    }

    /// Adds the node of these rows and all below it.
    fn grow(&self, tree: &mut Tree, rows: &mut [usize], depth: u32, rng: &mut Rng) {
        let at = tree.right.len();
        let cut = if depth < self.deepest && rows.len() > 1 { self.cut(rows, rng) } else { None };
        let Some((column, cut)) = cut else {
            tree.push(0, f64::from(depth) + search_depth(rows.len()));
            return;
        };
        tree.push(column, cut);
        let mut n_left = 0;
        for place in 0..rows.len() {
            if rows.get(place).is_some_and(|row| self.cell(*row, column) <= cut) {
                rows.swap(place, n_left);
                n_left += 1;
            }
        }
        let (left, right) = rows.split_at_mut(n_left);
        self.grow(tree, left, depth + 1, rng);
        let place = u32::try_from(tree.right.len()).unwrap_or(u32::MAX);
        if let Some(slot) = tree.right.get_mut(at) {
            *slot = place;
        }
        self.grow(tree, right, depth + 1, rng);
    }

    /// A random number within the range of a random column that is not constant in these rows.
    fn cut(&self, rows: &[usize], rng: &mut Rng) -> Option<(usize, f64)> {
        let mut columns: Vec<usize> = (0..self.p).collect();
        while !columns.is_empty() {
            let column = columns.swap_remove(rng.below(u32::try_from(columns.len()).ok()?) as usize);
            let ends = rows.iter().map(|row| self.cell(*row, column));
            let (least, greatest) = ends
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, greatest), cell| {
                    (least.min(cell), greatest.max(cell))
                });
            if least < greatest {
                let share = rng.unit();
                let cut = least * (1.0 - share) + greatest * share;
                // Rounding must not put every row on one side.
                return Some((column, if cut < greatest { cut } else { least }));
            }
        }
        None
    }
}

impl Tree {
    fn push(&mut self, column: usize, cut: f64) {
        self.columns.push(u32::try_from(column).unwrap_or(u32::MAX));
        self.cuts.push(cut);
        self.right.push(0);
    }

    /// The depth at which a row ends; none in a damaged tree. Every node comes after the one that leads to
    /// it, so that the walk ends.
    fn depth(&self, row: &[f64]) -> Option<f64> {
        let mut at = 0;
        loop {
            let (cut, right) = (*self.cuts.get(at)?, *self.right.get(at)? as usize);
            if right == 0 {
                return Some(cut);
            }
            let cell = *row.get(*self.columns.get(at)? as usize)?;
            let next = if cell <= cut { at + 1 } else { right };
            if next <= at {
                return None;
            }
            at = next;
        }
    }
}

impl Fitted {
    /// The cells of the columns, row-major, gaps filled with the medians.
    fn rows(&self, table: &Table) -> Result<Vec<f64>, EngineError> {
        let mut chosen = Vec::with_capacity(self.columns.len());
        for name in &self.columns {
            chosen.push(fitted_column(&KIND, table, name, DType::Numeric)?);
        }
        let mut cells = Vec::with_capacity(table.n_rows() * chosen.len());
        for row in 0..table.n_rows() {
            let filled = chosen.iter().zip(&self.medians);
            cells.extend(filled.map(|(column, median)| column.number(row).unwrap_or(*median)));
        }
        Ok(cells)
    }

    /// The score of each of `n` rows.
    fn scores(&self, cells: &[f64], n: usize) -> Result<Vec<f64>, EngineError> {
        let p = self.columns.len();
        let mut depths = vec![0.0; n];
        for (block, depths) in depths.chunks_mut(BLOCK).enumerate() {
            for tree in &self.trees {
                for (at, depth) in depths.iter_mut().enumerate() {
                    let row = block * BLOCK + at;
                    let cells = cells.get(row * p..(row + 1) * p).unwrap_or_default();
                    *depth += tree.depth(cells).ok_or_else(|| {
                        EngineError::Model("a tree of its isolation forest is damaged".to_owned())
                    })?;
                }
            }
        }
        let whole = self.trees.len() as f64 * self.usual_depth;
        // One row has no depth among others.
        let score = |depth: f64| if whole > 0.0 { libm::exp2(-depth / whole) } else { 0.5 };
        Ok(depths.into_iter().map(score).collect())
    }

    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        if self.action == "remove" || self.columns.is_empty() {
            return Ok(table.clone());
        }
        let scores = self.scores(&self.rows(table)?, table.n_rows())?;
        let made = if self.action == "score" {
            Column::numeric("outlier_score", scores.into_iter().map(Some))
        } else {
            let above = scores.into_iter().map(|score| score > self.threshold).collect();
            Column::new("outlier", Values::Boolean(above), Mask::all_valid(table.n_rows()))
        };
        Table::new(table.columns().iter().cloned().chain([made]).collect())
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        let rows =
            if self.action == "remove" { "training rows dropped" } else { "training rows above the limit" };
        vec![Learned::new("", "limit of the score", self.threshold), Learned::new("", rows, self.outlying)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depths_are_those_of_the_paper() {
        assert_eq!(search_depth(1), 0.0);
        assert_eq!(search_depth(2), 1.0);
        // The harmonic number 255, minus its last part: 2 (ln 255 + 0.5772) - 2 · 255 / 256.
        assert!((search_depth(256) - 10.244_770_92).abs() < 1e-7);
    }

    #[test]
    fn a_walk_in_a_damaged_tree_ends() {
        let tree = Tree { columns: vec![0, 0], cuts: vec![0.0, 1.0], right: vec![1, 1] };
        assert_eq!(tree.depth(&[5.0]), None);
        assert_eq!(tree.depth(&[]), None);
        assert_eq!(Tree::default().depth(&[5.0]), None);
    }
}
