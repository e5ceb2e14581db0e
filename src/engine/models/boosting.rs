//! The rounds of gradient boosting: parameters, constraints, rows held back, and when to stop.

use ndarray::{Array2, Axis};

use super::decision_tree::MAX_DEPTH;
use super::kernels::boost::{Binned, BoostedTree, Direction, Growing, Loss, Rules, grow};
use super::weights::{CLASS_WEIGHT, class_weights};
use super::{LossHistory, TrainSet};
use crate::error::EngineError;
use crate::names::list;
use crate::params::{Choice, Default, Domain, ParamSpec, Resolved};
use crate::progress::Progress;
use crate::rng::Rng;

pub(super) const PARAMS_NUMBERS: &[ParamSpec] = &[
    LEARNING_RATE,
    MAX_ITER,
    MAX_LEAF_NODES,
    MAX_DEPTH,
    MIN_SAMPLES_LEAF,
    L2,
    MAX_FEATURES,
    MONOTONIC_CST,
    EARLY_STOPPING,
    VALIDATION_FRACTION,
    N_ITER_NO_CHANGE,
    TOL,
];

pub(super) const PARAMS_CLASSES: &[ParamSpec] = &[
    LEARNING_RATE,
    MAX_ITER,
    MAX_LEAF_NODES,
    MAX_DEPTH,
    MIN_SAMPLES_LEAF,
    L2,
    MAX_FEATURES,
    MONOTONIC_CST,
    EARLY_STOPPING,
    VALIDATION_FRACTION,
    N_ITER_NO_CHANGE,
    TOL,
    CLASS_WEIGHT,
];

const LEARNING_RATE: ParamSpec = ParamSpec {
    name: "learning_rate",
    label: "Learning rate",
    help: "How much of its answer each tree may add. Less needs more rounds and often gives a better \
           model.",
    domain: Domain::Float { min: 0.001, max: 1.0, log: true },
    default: Default::Float(0.1),
    visible_when: None,
};

const MAX_ITER: ParamSpec = ParamSpec {
    name: "max_iter",
    label: "Rounds",
    help: "Most rounds, each of which adds one tree, or one for every class of three or more. Too many \
           learn the training rows by heart.",
    domain: Domain::Int { min: 1, max: 2000 },
    default: Default::Int(100),
    visible_when: None,
};

const MAX_LEAF_NODES: ParamSpec = ParamSpec {
    name: "max_leaf_nodes",
    label: "Leaves a tree",
    help: "How many leaves each tree may have; those that help most are made first. More let features \
           interact, and overfit sooner.",
    domain: Domain::OptionalInt { min: 2, max: 1024, none: "no limit" },
    default: Default::Int(31),
    visible_when: None,
};

const MIN_SAMPLES_LEAF: ParamSpec = ParamSpec {
    name: "min_samples_leaf",
    label: "Rows in a leaf",
    help: "Every leaf keeps at least so many training rows. More make steadier answers; on a few hundred \
           rows or less, fewer are needed to learn anything.",
    domain: Domain::Int { min: 1, max: 1000 },
    default: Default::Int(20),
    visible_when: None,
};

const L2: ParamSpec = ParamSpec {
    name: "l2_regularization",
    label: "Penalty on leaves",
    help: "Draws the answers of leaves towards zero, those of small leaves most. More make a steadier \
           model.",
    domain: Domain::Float { min: 0.0, max: 1000.0, log: false },
    default: Default::Float(0.0),
    visible_when: None,
};

const MAX_FEATURES: ParamSpec = ParamSpec {
    name: "max_features",
    label: "Share of the features",
    help: "The share of randomly drawn features that each split may choose from. Fewer make the trees \
           differ more.",
    domain: Domain::Float { min: 0.01, max: 1.0, log: false },
    default: Default::Float(1.0),
    visible_when: None,
};

const MONOTONIC_CST: ParamSpec = ParamSpec {
    name: "monotonic_cst",
    label: "Directions",
    help: "Columns, as the model sees them, along which the answer may go one way only, such as \
           age:+1, price:-1 (up, down). With two classes it is the probability of the second; not for \
           more classes, nor for categories.",
    domain: Domain::Text,
    default: Default::Text(""),
    visible_when: None,
};

const EARLY_STOPPING: ParamSpec = ParamSpec {
    name: "early_stopping",
    label: "Stop early",
    help: "Holds some training rows back and stops when the loss on them gets no better. Automatic does \
           so above 10,000 rows.",
    domain: Domain::Choice(&[
        Choice { value: "auto", label: "automatic" },
        Choice { value: "on", label: "yes" },
        Choice { value: "off", label: "no" },
    ]),
    default: Default::Text("auto"),
    visible_when: None,
};

const STOPPING: Option<(&str, &[&str])> = Some(("early_stopping", &["auto", "on"]));

const VALIDATION_FRACTION: ParamSpec = ParamSpec {
    name: "validation_fraction",
    label: "Share held back",
    help: "The share of the training rows that early stopping holds back. More judge better and leave \
           fewer to learn from.",
    domain: Domain::Float { min: 0.01, max: 0.5, log: false },
    default: Default::Float(0.1),
    visible_when: STOPPING,
};

const N_ITER_NO_CHANGE: ParamSpec = ParamSpec {
    name: "n_iter_no_change",
    label: "Patience",
    help: "Early stopping ends the fit when so many rounds in a row brought no better loss. More wait \
           longer before they give up.",
    domain: Domain::Int { min: 1, max: 200 },
    default: Default::Int(10),
    visible_when: STOPPING,
};

const TOL: ParamSpec = ParamSpec {
    name: "tol",
    label: "Least gain",
    help: "A loss counts as better only when it is lower by more than this. More stop sooner.",
    domain: Domain::Float { min: 0.0, max: 1.0, log: false },
    default: Default::Float(1e-7),
    visible_when: STOPPING,
};

/// What boosting gives: the constant scores, rounds × scores trees, and the losses.
pub(super) type Boosted = (Vec<f64>, Vec<BoostedTree>, LossHistory);

/// A fit before its first round.
pub(super) struct Boosting<'a, 't> {
    params: &'a Resolved,
    train: &'a TrainSet<'t>,
    loss: Loss,
    /// How much every row counts; empty when all count the same.
    weights: Vec<f64>,
    /// Rows to learn from and rows held back.
    rows: [Vec<usize>; 2],
    directions: Vec<Direction>,
}

impl<'a, 't> Boosting<'a, 't> {
    /// A fit with this loss of the training rows.
    pub(super) fn new(
        params: &'a Resolved,
        train: &'a TrainSet<'t>,
        loss: Loss,
    ) -> Result<Self, EngineError> {
        let directions = directions(params.text(MONOTONIC_CST.name), train)?;
        let constrained = directions.iter().any(|direction| *direction != Direction::Free);
        if constrained && loss.n_scores() > 1 {
            return Err(EngineError::Spec(
                "directions (monotonic_cst) need a number or two classes to predict; the target has more \
                 classes"
                    .to_owned(),
            ));
        }
        let weights = loss.classes().and_then(|(codes, n_classes)| {
            let weights = class_weights(params, codes, n_classes)?;
            Some(codes.iter().map(|code| weights[*code as usize]).collect())
        });
        let rows = held_back(params, train.x.nrows(), loss.classes().map(|(codes, _)| codes), train.seed);
        Ok(Self { params, train, loss, weights: weights.unwrap_or_default(), rows, directions })
    }

    fn row_weights(&self, rows: &[usize]) -> Vec<f64> {
        rows.iter().filter_map(|row| self.weights.get(*row).copied()).collect()
    }

    /// Runs the rounds.
    pub(super) fn run(self, progress: &mut dyn Progress) -> Result<Boosted, EngineError> {
        let params = self.params;
        let n_rounds = params.count("max_iter");
        progress.advance("rounds", 0, n_rounds)?;
        let [learn, held] = &self.rows;
        let all = held.is_empty();
        let x = if all { self.train.x.to_owned() } else { self.train.x.select(Axis(0), learn) };
        let levels: Vec<Option<usize>> =
            (0..x.ncols()).map(|feature| self.train.features.get(feature).and_then(|f| f.levels)).collect();
        let binned = Binned::new(x.view(), &levels);
        let growing = self.growing(&binned);
        let loss = self.loss.select(learn);
        let weights = self.row_weights(learn);
        let (n, n_scores) = (learn.len(), loss.n_scores());
        let baseline = loss.baseline(&weights);
        let mut scores: Vec<f64> = baseline.iter().flat_map(|s| std::iter::repeat_n(*s, n)).collect();
        let mut derivatives = vec![[0.0_f32; 2]; n * n_scores];
        let mut history = LossHistory::default();
        history.train.push(loss.derive(&scores, &weights, &mut derivatives));
        let held_x = self.train.x.select(Axis(0), held);
        let mut held = Held::new(held_x, self.loss.select(held), self.row_weights(held), &baseline);
        held.judge(&mut history);
        let mut rng = Rng::new(self.train.seed, "splits");
        let mut trees = Vec::with_capacity(n_rounds * n_scores);
        for round in 0..n_rounds {
            for (index, (scores, derivatives)) in
                scores.chunks_exact_mut(n).zip(derivatives.chunks_exact(n)).enumerate()
            {
                let tree = grow(&growing, derivatives, scores, &mut rng);
                held.add(index, &tree);
                trees.push(tree);
            }
            history.train.push(loss.derive(&scores, &weights, &mut derivatives));
            held.judge(&mut history);
            progress.advance("rounds", round + 1, n_rounds)?;
            if no_better(&history.validation, params.count("n_iter_no_change"), params.float("tol")) {
                break;
            }
        }
        Ok((baseline, trees, history))
    }

    fn growing<'g>(&'g self, binned: &'g Binned) -> Growing<'g> {
        let params = self.params;
        let count = |name: &str| params.optional_int(name).and_then(|value| usize::try_from(value).ok());
        let n_features = self.train.x.ncols();
        Growing {
            binned,
            rules: Rules {
                min_samples_leaf: u32::try_from(params.count("min_samples_leaf")).unwrap_or(u32::MAX).max(1),
                l2: params.float("l2_regularization"),
            },
            max_leaf_nodes: count("max_leaf_nodes"),
            max_depth: count("max_depth").unwrap_or(usize::MAX),
            max_features: ((params.float("max_features") * n_features as f64) as usize).max(1),
            directions: &self.directions,
            learning_rate: params.float("learning_rate"),
        }
    }
}

/// The rows held back, and their scores.
struct Held {
    x: Array2<f64>,
    loss: Loss,
    weights: Vec<f64>,
    scores: Vec<f64>,
    derivatives: Vec<[f32; 2]>,
}

impl Held {
    fn new(x: Array2<f64>, loss: Loss, weights: Vec<f64>, baseline: &[f64]) -> Self {
        let n = x.nrows();
        let scores: Vec<f64> = baseline.iter().flat_map(|score| std::iter::repeat_n(*score, n)).collect();
        Self { x, loss, weights, derivatives: vec![[0.0; 2]; scores.len()], scores }
    }

    fn add(&mut self, index: usize, tree: &BoostedTree) {
        let n = self.x.nrows();
        if let (Some(cells), false) = (self.x.as_slice(), n == 0) {
            tree.add_values(cells, self.x.ncols(), &mut self.scores[index * n..(index + 1) * n]);
        }
    }

    fn judge(&mut self, history: &mut LossHistory) {
        if self.x.nrows() > 0 {
            history.validation.push(self.loss.derive(&self.scores, &self.weights, &mut self.derivatives));
        }
    }
}

/// Whether none of the last rounds has a lower loss than the one before them.
fn no_better(losses: &[f64], patience: usize, tol: f64) -> bool {
    let Some(before) = losses.len().checked_sub(patience + 1) else { return false };
    losses[before + 1..].iter().all(|loss| *loss >= losses[before] - tol)
}

/// Rows to learn from and rows held back for early stopping, of every class its share.
fn held_back(params: &Resolved, n: usize, codes: Option<&[u32]>, seed: u64) -> [Vec<usize>; 2] {
    let wanted = match params.text("early_stopping") {
        "auto" => n > 10_000,
        choice => choice == "on",
    };
    let mut held = vec![false; n];
    if wanted {
        let mut rng = Rng::new(seed, "held back");
        let mut order: Vec<usize> = (0..n).collect();
        rng.shuffle(&mut order);
        // A stable sort: the rows of a class stay shuffled.
        order.sort_by_key(|row| codes.map_or(0, |codes| codes[*row]));
        for rows in order.chunk_by(|a, b| codes.is_none_or(|codes| codes[*a] == codes[*b])) {
            let share = (rows.len() as f64 * params.float("validation_fraction")).round() as usize;
            rows.iter().take(share.min(rows.len() - 1)).for_each(|row| held[*row] = true);
        }
    }
    [false, true].map(|side| (0..n).filter(|row| held[*row] == side).collect())
}

/// Reads directions such as `age:+1, price:-1`; a column is meant by its name, or by `#` and its
/// number from 1.
fn directions(text: &str, train: &TrainSet) -> Result<Vec<Direction>, EngineError> {
    let mut directions = vec![Direction::Free; train.x.ncols()];
    let wrong =
        |text: String| Err(EngineError::Spec(format!("hist_gradient_boosting: monotonic_cst: {text}")));
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (name, direction) = match part.rsplit_once(':').map(|(name, way)| (name.trim(), way.trim())) {
            Some((name, "+1" | "1")) => (name, Direction::Up),
            Some((name, "-1")) => (name, Direction::Down),
            Some((name, "0")) => (name, Direction::Free),
            _ => {
                return wrong(format!(
                    "{part:?} is not a column and a direction; write it as age:+1 or age:-1"
                ));
            }
        };
        let numbered = || name.strip_prefix('#')?.parse::<usize>().ok()?.checked_sub(1);
        let named = train.features.iter().position(|feature| feature.name == name);
        let Some(at) = named.or_else(numbered).filter(|at| *at < directions.len()) else {
            let known: Vec<String> = train.features.iter().map(|feature| feature.name.clone()).collect();
            return wrong(format!("the model sees no column {name:?}; it sees {}", list(&known)));
        };
        if train.features.get(at).is_some_and(|feature| feature.levels.is_some()) {
            return wrong(format!(
                "{name:?} holds categories, which have no direction; encode it as numbers first"
            ));
        }
        directions[at] = direction;
    }
    Ok(directions)
}
