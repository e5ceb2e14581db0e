//! A neural network of full layers, for classes and numbers.

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use super::kernels::network::{Activation, Answers, Head, History, Settings, Shape, Solver, train};
use super::kernels::vector::norm;
use super::weights::{CLASS_WEIGHT, class_weights};
use super::{Capabilities, Group, Model, ModelKind, Output, Target, Task, TrainSet};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec, Resolved};
use crate::progress::Progress;
use crate::stats::mean;

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "mlp",
    label: "Neural network",
    group: Group::Network,
    help: "Layers of simple units that learn together. Can follow almost any shape, given many rows, scaled \
           features and patience with its settings.",
    tasks: &Task::ALL,
    capabilities: Capabilities { probabilities: true, wants_scaling: true, ..Capabilities::NONE },
    params: |task| match task {
        Task::Classification => CLASSIFICATION,
        Task::Regression => REGRESSION,
    },
    sklearn: |task| match task {
        Task::Classification => "MLPClassifier",
        Task::Regression => "MLPRegressor",
    },
};

const REGRESSION: &[ParamSpec] = CLASSIFICATION.split_at(CLASSIFICATION.len() - 1).0;

const CLASSIFICATION: &[ParamSpec] = &[
    ParamSpec {
        name: "hidden_layers",
        label: "Hidden layers",
        help: "How many layers of units stand between features and answer. One or two are enough for most \
               tables.",
        domain: Domain::Int { min: 1, max: 6 },
        default: Default::Int(2),
        visible_when: None,
    },
    ParamSpec {
        name: "hidden_units",
        label: "Units a layer",
        help: "How many units each hidden layer has. More can follow finer shapes, but need more rows and time.",
        domain: Domain::Int { min: 1, max: 512 },
        default: Default::Int(64),
        visible_when: None,
    },
    ParamSpec {
        name: "activation",
        label: "Activation",
        help: "What a unit does with its weighted sum: cut it off at zero, or bend it smoothly into a range.",
        domain: Domain::Choice(&[
            Choice { value: "relu", label: "cut off at zero (ReLU)" },
            Choice { value: "tanh", label: "between -1 and 1 (tanh)" },
            Choice { value: "logistic", label: "between 0 and 1 (logistic)" },
        ]),
        default: Default::Text("relu"),
        visible_when: None,
    },
    ParamSpec {
        name: "solver",
        label: "Learning rule",
        help: "How the weights follow the errors: with a step size of its own for each weight (Adam), or with \
               one for all and momentum (SGD), which needs more care.",
        domain: Domain::Choice(&[
            Choice { value: "adam", label: "Adam" },
            Choice { value: "sgd", label: "gradient descent (SGD)" },
        ]),
        default: Default::Text("adam"),
        visible_when: None,
    },
    ParamSpec {
        name: "learning_rate_init",
        label: "Step size",
        help: "How far the weights move at each step. Too small takes forever, too large never settles.",
        domain: Domain::Float { min: 1e-5, max: 1.0, log: true },
        default: Default::Float(1e-3),
        visible_when: None,
    },
    ParamSpec {
        name: "momentum",
        label: "Momentum",
        help: "How much of the last step is kept in the next, which smooths the way and speeds it up.",
        domain: Domain::Float { min: 0.0, max: 0.99, log: false },
        default: Default::Float(0.9),
        visible_when: Some(("solver", &["sgd"])),
    },
    ParamSpec {
        name: "alpha",
        label: "Penalty (alpha)",
        help: "How strongly large weights are held back. More makes the network smoother and less prone to \
               learn rows by heart.",
        domain: Domain::Float { min: 1e-7, max: 100.0, log: true },
        default: Default::Float(1e-4),
        visible_when: None,
    },
    ParamSpec {
        name: "dropout",
        label: "Dropout",
        help: "Share of the hidden units left out at random in each step, so that none relies on another. \
               scikit-learn has no such setting.",
        domain: Domain::Float { min: 0.0, max: 0.9, log: false },
        default: Default::Float(0.0),
        visible_when: None,
    },
    ParamSpec {
        name: "batch_size",
        label: "Rows a step",
        help: "How many rows are looked at before the weights move. Fewer give more, noisier steps an epoch.",
        domain: Domain::Int { min: 1, max: 10_000 },
        default: Default::Int(200),
        visible_when: None,
    },
    ParamSpec {
        name: "max_iter",
        label: "Epochs at most",
        help: "How often all training rows are gone through, at most. It stops earlier when the loss stays level.",
        domain: Domain::Int { min: 1, max: 10_000 },
        default: Default::Int(200),
        visible_when: None,
    },
    ParamSpec {
        name: "tol",
        label: "Least gain (tol)",
        help: "An epoch that lowers the loss by less than this counts as no better than those before.",
        domain: Domain::Float { min: 1e-8, max: 0.1, log: true },
        default: Default::Float(1e-4),
        visible_when: None,
    },
    ParamSpec {
        name: "n_iter_no_change",
        label: "Patience",
        help: "After how many epochs in a row that are no better learning stops.",
        domain: Domain::Int { min: 1, max: 1000 },
        default: Default::Int(10),
        visible_when: None,
    },
    ParamSpec {
        name: "early_stopping",
        label: "Watch held-out rows",
        help: "Whether some training rows are held out to watch the loss on, and the weights of their best \
               epoch are kept: learning then stops before the network learns rows by heart.",
        domain: Domain::Bool,
        default: Default::Bool(false),
        visible_when: None,
    },
    ParamSpec {
        name: "validation_fraction",
        label: "Share held out",
        help: "The share of the training rows that is held out when early stopping is on.",
        domain: Domain::Float { min: 0.05, max: 0.5, log: false },
        default: Default::Float(0.1),
        visible_when: None,
    },
    CLASS_WEIGHT,
];

/// The layers and their weights. Numbers are learned after subtracting their mean and dividing by
/// their standard deviation, so that the settings do not depend on the target's unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mlp {
    shape: Shape,
    /// For each layer the weights, inputs × outputs, then one intercept an output.
    parameters: Vec<f32>,
    history: History,
    answers: Meaning,
}

/// What the last layer says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Meaning {
    /// `seen`: the classes that occurred in training, ascending; one output for two, else one a class.
    Classes { seen: Vec<u32>, n_classes: usize },
    /// A number, to be multiplied by `scale` and added to `centre`.
    Numbers { centre: f64, scale: f64 },
}

impl Mlp {
    /// The mean loss of each epoch, of numbers in squared standard deviations.
    #[must_use]
    pub fn history(&self) -> (&[f64], &[f64]) {
        (&self.history.train, &self.history.validation)
    }

    /// Units of each layer, the inputs first.
    pub(crate) fn sizes(&self) -> &[usize] {
        &self.shape.sizes
    }

    /// The weight from an input to an output of a layer, and the intercept of the output; none where
    /// there are no such units.
    pub(crate) fn weight(&self, layer: usize, input: usize, output: usize) -> Option<(f64, f64)> {
        let layers = self.shape.layers();
        let layer = layers.get(layer).filter(|layer| input < layer.inputs && output < layer.outputs)?;
        let weight = self.parameters.get(layer.weights.start + input * layer.outputs + output)?;
        let intercept = self.parameters.get(layer.intercepts.start + output)?;
        Some((f64::from(*weight), f64::from(*intercept)))
    }

    /// The weights and intercepts.
    pub(crate) fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// The network as it was after so many epochs, whose parameters were these.
    pub(crate) fn after(&self, epochs: usize, parameters: &[f64]) -> Self {
        let part = |losses: &[f64]| losses.iter().take(epochs).copied().collect();
        Self {
            parameters: parameters.iter().map(|cell| *cell as f32).collect(),
            history: History {
                train: part(&self.history.train),
                validation: part(&self.history.validation),
                ..History::default()
            },
            ..self.clone()
        }
    }
}

impl Model for Mlp {
    fn fit(
        params: &Resolved,
        train_set: &TrainSet,
        progress: &mut dyn Progress,
    ) -> Result<Self, EngineError> {
        let (mut compact, mut numbers, mut weights) = (Vec::new(), Vec::new(), None);
        let (answers, head, outputs) = match train_set.y {
            Target::Classes { codes, n_classes } => {
                let mut seen = codes.to_vec();
                seen.sort_unstable();
                seen.dedup();
                compact.extend(codes.iter().map(|code| seen.partition_point(|class| class < code) as u32));
                weights = class_weights(params, codes, n_classes).map(|weights| {
                    codes.iter().map(|code| weights[*code as usize] as f32).collect::<Vec<f32>>()
                });
                let (head, outputs) =
                    if seen.len() == 2 { (Head::Logistic, 1) } else { (Head::Softmax, seen.len()) };
                (Meaning::Classes { seen, n_classes }, head, outputs)
            }
            Target::Numbers(values) => {
                let centre = mean(values);
                let from_centre: Vec<f64> = values.iter().map(|value| value - centre).collect();
                let spread = norm(&from_centre) / f64::sqrt(values.len() as f64);
                let scale = if spread > 0.0 { spread } else { 1.0 };
                numbers.extend(from_centre.iter().map(|value| (value / scale) as f32));
                (Meaning::Numbers { centre, scale }, Head::Identity, 1)
            }
        };
        let shape = shape(params, train_set.x.ncols(), head, outputs);
        let targets =
            if compact.is_empty() { Answers::Numbers(&numbers) } else { Answers::Classes(&compact) };
        let x: Vec<f32> = train_set.x.iter().map(|cell| *cell as f32).collect();
        let settings = settings(params, train_set.seed);
        let (parameters, history) = train(&shape, &x, &targets, weights.as_deref(), &settings, progress)?;
        Ok(Self { shape, parameters, history, answers })
    }

    fn predict(&self, x: ArrayView2<f64>) -> Output {
        let rows = x.rows().into_iter().map(|row| self.shape.answer(&self.parameters, row.iter().copied()));
        match &self.answers {
            Meaning::Numbers { centre, scale } => {
                Output::Numbers(rows.map(|out| centre + scale * out[0]).collect())
            }
            Meaning::Classes { seen, n_classes } => {
                let mut probabilities = Array2::zeros((x.nrows(), *n_classes));
                for (answer, mut out) in rows.zip(probabilities.rows_mut()) {
                    if let [second] = answer[..] {
                        out[seen[0] as usize] = 1.0 - second;
                        out[seen[1] as usize] = second;
                    } else {
                        seen.iter().zip(answer).for_each(|(class, share)| out[*class as usize] = share);
                    }
                }
                Output::from_probabilities(probabilities)
            }
        }
    }

    fn n_features(&self) -> usize {
        self.shape.sizes.first().copied().unwrap_or(0)
    }

    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        let outputs = match &self.answers {
            Meaning::Numbers { centre, scale } => {
                if n_classes.is_some() || !centre.is_finite() || !scale.is_finite() {
                    return Err("its answers do not fit the target".to_owned());
                }
                (Head::Identity, 1)
            }
            Meaning::Classes { seen, n_classes: known } => {
                let ascending = seen.windows(2).all(|pair| pair[0] < pair[1]);
                let in_range = seen.iter().all(|class| (*class as usize) < *known);
                if n_classes != Some(*known) || !ascending || !in_range || seen.len() < 2 {
                    return Err("its list of classes does not fit the target".to_owned());
                }
                if seen.len() == 2 { (Head::Logistic, 1) } else { (Head::Softmax, seen.len()) }
            }
        };
        let sizes = &self.shape.sizes;
        if sizes.len() < 2
            || sizes.contains(&0)
            || (self.shape.head, sizes.last()) != (outputs.0, Some(&outputs.1))
        {
            return Err("its layers are damaged".to_owned());
        }
        if self.shape.n_parameters() != Some(self.parameters.len()) {
            return Err("it has a wrong number of weights".to_owned());
        }
        if !self.parameters.iter().all(|cell| cell.is_finite()) {
            return Err("a weight is not a finite number".to_owned());
        }
        Ok(())
    }

    fn warning(&self) -> Option<String> {
        let n_epochs = self.history.train.len();
        if self.history.diverged {
            return Some(format!(
                "The neural network's numbers grew too large after {n_epochs} epochs; it answers as after its \
                 best one. Scale the features, or lower the step size."
            ));
        }
        (!self.history.converged).then(|| {
            format!(
                "The neural network's loss was not yet level after {n_epochs} epochs: allow more, or a larger \
                 step size."
            )
        })
    }
}

fn shape(params: &Resolved, inputs: usize, head: Head, outputs: usize) -> Shape {
    let hidden =
        std::iter::repeat_n(params.count("hidden_units").max(1), params.count("hidden_layers").max(1));
    let activation = match params.text("activation") {
        "tanh" => Activation::Tanh,
        "logistic" => Activation::Logistic,
        _ => Activation::Relu,
    };
    let sizes = std::iter::once(inputs).chain(hidden).chain(std::iter::once(outputs)).collect();
    Shape { sizes, activation, head }
}

fn settings(params: &Resolved, seed: u64) -> Settings {
    Settings {
        solver: match params.text("solver") {
            "sgd" => Solver::Sgd { momentum: params.float("momentum") },
            _ => Solver::Adam,
        },
        rate: params.float("learning_rate_init"),
        alpha: params.float("alpha"),
        dropout: params.float("dropout"),
        batch_size: params.count("batch_size").max(1),
        max_epochs: params.count("max_iter").max(1),
        tol: params.float("tol"),
        patience: params.count("n_iter_no_change"),
        validation: params.bool("early_stopping").then(|| params.float("validation_fraction")),
        seed,
    }
}
