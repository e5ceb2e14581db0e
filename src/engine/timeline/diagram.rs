//! What a diagram of a model shows: a tree's nodes, a network's units and weights.

use std::collections::{HashMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::moment::short;
use crate::models::{BoostedTree, FittedModel, Tree};
use crate::pipeline::FittedPipeline;

/// Nodes of a tree that are handed out at most.
const MOST_NODES: usize = 1023;
/// Units of a layer that are handed out at most.
const MOST_UNITS: usize = 12;

/// A tree, from the root on level by level, so that every node stands behind its parent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TreeFacts {
    /// The nodes.
    pub nodes: Vec<TreeNode>,
    /// Nodes of the lowest levels that are not among them.
    pub left_out: usize,
}

/// One node of a tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TreeNode {
    /// What it asks, such as `petal_length <= 2.45`; none for a leaf.
    pub question: Option<String>,
    /// How many questions the tree had asked when this one came, itself included; none for a leaf, and
    /// where questions have no order.
    pub step: Option<usize>,
    /// What it answers, or would as a leaf.
    pub answer: String,
    /// How much its question gains.
    pub gain: Option<f64>,
    /// Training rows in it.
    pub rows: u32,
    /// The share of every class; empty where the tree predicts numbers or scores.
    pub shares: Vec<f64>,
    /// Positions of the nodes for yes and for no.
    pub children: Option<[usize; 2]>,
}

/// A neural network at a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Network {
    /// The layers, inputs first.
    pub layers: Vec<Layer>,
    /// Between each two layers the weights of the units handed out: inputs × outputs, input by input.
    pub weights: Vec<Vec<f64>>,
}

/// A layer of a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    /// The first units' names: features, numbers of hidden units, classes.
    pub units: Vec<String>,
    /// Their intercepts; empty for inputs.
    pub intercepts: Vec<f64>,
    /// Units that are not among them.
    pub left_out: usize,
}

/// The nodes from the root down, level by level: their positions in the tree and those of their
/// children in the list.
fn by_level(left: &[u32], right: &[u32]) -> Vec<(usize, Option<[usize; 2]>)> {
    let mut nodes = Vec::new();
    let mut waiting = VecDeque::from([0_usize]);
    while let Some(node) = waiting.pop_front() {
        let (below, place) = (waiting.len(), nodes.len());
        let children = match (left.get(node), right.get(node)) {
            (Some(left), Some(right)) if *left != 0 && place + below + 3 <= MOST_NODES => {
                waiting.extend([*left as usize, *right as usize]);
                Some([place + below + 1, place + below + 2])
            }
            _ => None,
        };
        nodes.push((node, children));
    }
    nodes
}

impl TreeFacts {
    /// Of a tree of classes or numbers; `ordered` when its questions have an order.
    pub(super) fn of_tree(tree: &Tree, pipeline: &FittedPipeline, ordered: bool) -> Self {
        let n_values = pipeline.classes.len().max(1);
        let order = tree.best_first();
        let steps: HashMap<usize, (usize, f64)> =
            (1..).zip(&order).map(|(step, (node, gain))| (*node, (step, *gain))).collect();
        let nodes = by_level(&tree.left, &tree.right);
        let left_out = tree.n_nodes().saturating_sub(nodes.len());
        let nodes = nodes.into_iter().map(|(node, children)| {
            let values = tree.value.get(node * n_values..(node + 1) * n_values).unwrap_or_default();
            let asked = steps.get(&node);
            TreeNode {
                question: asked.and_then(|_| question(tree, node, &pipeline.features)),
                step: asked.filter(|_| ordered).map(|(step, _)| *step),
                answer: answer(values, &pipeline.classes),
                gain: asked.map(|(_, gain)| *gain),
                rows: tree.samples.get(node).copied().unwrap_or(0),
                shares: if pipeline.classes.is_empty() { Vec::new() } else { values.to_vec() },
                children,
            }
        });
        Self { nodes: nodes.collect(), left_out }
    }

    /// Of a tree of boosting, whose leaves add to a score.
    pub(super) fn of_boosted(tree: &BoostedTree, pipeline: &FittedPipeline) -> Self {
        let nodes = by_level(&tree.left, &tree.right);
        let left_out = tree.n_nodes().saturating_sub(nodes.len());
        let nodes = nodes.into_iter().map(|(node, children)| {
            let asks = tree.left.get(node).is_some_and(|left| *left != 0);
            TreeNode {
                question: asks.then(|| boosted_question(tree, node, pipeline)),
                step: None,
                answer: format!("{:+}", Short(tree.value.get(node).copied().unwrap_or(0.0))),
                gain: tree.gain.get(node).copied().filter(|_| asks),
                rows: tree.samples.get(node).copied().unwrap_or(0),
                shares: Vec::new(),
                children,
            }
        });
        Self { nodes: nodes.collect(), left_out }
    }
}

/// A short number with its sign.
struct Short(f64);

impl std::fmt::Display for Short {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if f.sign_plus() && self.0 >= 0.0 { "+" } else { "" };
        write!(f, "{sign}{}", short(self.0))
    }
}

fn name(features: &[String], feature: Option<&u32>) -> String {
    feature.and_then(|at| features.get(*at as usize)).cloned().unwrap_or_default()
}

/// What a node of a tree asks.
pub(super) fn question(tree: &Tree, node: usize, features: &[String]) -> Option<String> {
    let threshold = tree.threshold.get(node)?;
    Some(format!("{} <= {}", name(features, tree.feature.get(node)), short(*threshold)))
}

fn boosted_question(tree: &BoostedTree, node: usize, pipeline: &FittedPipeline) -> String {
    let feature = name(&pipeline.features, tree.feature.get(node));
    let set = tree.set.get(node).and_then(|set| tree.levels.get((*set as usize).checked_sub(1)?));
    let Some(set) = set else {
        return format!("{feature} <= {}", short(tree.threshold.get(node).copied().unwrap_or(0.0)));
    };
    let has = |at: usize| set.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1);
    let levels = pipeline.levels.get(&feature).map_or(&[][..], Vec::as_slice);
    let chosen: Vec<&str> =
        levels.iter().enumerate().filter(|(at, _)| has(*at)).map(|(_, level)| level.as_str()).collect();
    format!("{feature} is {}", chosen.join(" or "))
}

/// What a leaf answers: its class and that class's share, or its number.
fn answer(values: &[f64], classes: &[String]) -> String {
    let best = values.iter().zip(classes).reduce(|a, b| if b.0 > a.0 { b } else { a });
    match best {
        Some((share, class)) => format!("{class} {:.0}%", share * 100.0),
        None => values.first().map_or_else(String::new, |value| short(*value)),
    }
}

impl Network {
    /// Of a fitted network.
    pub(super) fn of(model: &FittedModel, pipeline: &FittedPipeline) -> Option<Self> {
        let FittedModel::Mlp(mlp) = model else { return None };
        let sizes = mlp.sizes();
        let last = sizes.len().saturating_sub(1);
        let mut layers = Vec::with_capacity(sizes.len());
        let mut weights = Vec::with_capacity(last);
        for (at, size) in sizes.iter().enumerate() {
            let shown = (*size).min(MOST_UNITS);
            let unit = |unit: usize| match (at, pipeline.classes.as_slice()) {
                (0, _) => pipeline.features.get(unit).cloned().unwrap_or_default(),
                (_, []) if at == last => pipeline.spec.target.clone(),
                (_, [_, second]) if at == last => second.clone(),
                (_, classes) if at == last => classes.get(unit).cloned().unwrap_or_default(),
                _ => (unit + 1).to_string(),
            };
            let mut intercepts = Vec::new();
            if let Some(before) = at.checked_sub(1) {
                let inputs = sizes.get(before).copied().unwrap_or(0).min(MOST_UNITS);
                let cell = |input, output| mlp.weight(before, input, output).unwrap_or((0.0, 0.0));
                intercepts.extend((0..shown).map(|output| cell(0, output).1));
                let pairs = (0..inputs).flat_map(|input| (0..shown).map(move |output| (input, output)));
                weights.push(pairs.map(|(input, output)| cell(input, output).0).collect());
            }
            layers.push(Layer { units: (0..shown).map(unit).collect(), intercepts, left_out: size - shown });
        }
        Some(Self { layers, weights })
    }
}
