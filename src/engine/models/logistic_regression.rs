//! Logistic regression with an L2, L1, elastic or no penalty, two classes or many.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::class_lines::ClassLines;
use super::kernels::design::{Design, intercept};
use super::kernels::logistic::LogLoss;
use super::kernels::newton::minimise;
use super::seen::SeenClasses;
use super::weights::{CLASS_WEIGHT, class_weights};
use super::{Capabilities, Group, Model, ModelKind, Output, Task, TrainSet};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec, Resolved};
use crate::progress::{Progress, Seen};

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "logistic_regression",
    label: "Logistic regression",
    group: Group::Linear,
    help: "A weighted sum of the features turned into probabilities. Quick, easy to explain, and hard \
           to beat when classes can be told apart by a straight border.",
    tasks: &[Task::Classification],
    capabilities: Capabilities { probabilities: true, wants_scaling: true, ..Capabilities::NONE },
    params: |_| PARAMS,
    sklearn: |_| "LogisticRegression",
};

const PARAMS: &[ParamSpec] = &[
    ParamSpec {
        name: "penalty",
        label: "Penalty",
        help: "What holds the weights small. L2 keeps all features, L1 leaves out those of little use, \
               the elastic net is between; without any, rare patterns get extreme weights.",
        domain: Domain::Choice(&[
            Choice { value: "l2", label: "L2 (ridge)" },
            Choice { value: "l1", label: "L1 (lasso)" },
            Choice { value: "elasticnet", label: "elastic net" },
            Choice { value: "none", label: "none" },
        ]),
        default: Default::Text("l2"),
        visible_when: None,
    },
    ParamSpec {
        name: "C",
        label: "Freedom (C)",
        help: "How freely the model may follow the training rows. Less holds the weights small, for a \
               simpler and steadier model.",
        domain: Domain::Float { min: 1e-4, max: 1e4, log: true },
        default: Default::Float(1.0),
        visible_when: Some(("penalty", &["l2", "l1", "elasticnet"])),
    },
    ParamSpec {
        name: "l1_ratio",
        label: "Share of L1",
        help: "How much of the elastic net's penalty is L1, which leaves features out; the rest is L2, \
               which keeps them small.",
        domain: Domain::Float { min: 0.0, max: 1.0, log: false },
        default: Default::Float(0.5),
        visible_when: Some(("penalty", &["elasticnet"])),
    },
    CLASS_WEIGHT,
];

/// Newton's method seldom needs as many steps where a finite optimum exists.
const MANY_STEPS: usize = 30;
/// A mean loss that says that the training classes are told apart without a doubt.
const NO_LOSS: f64 = 1e-9;

/// The weights, and whether the search for them reached its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogisticRegression {
    #[serde(flatten)]
    lines: ClassLines,
    converged: bool,
}

impl LogisticRegression {
    /// The weights.
    #[must_use]
    pub fn lines(&self) -> &ClassLines {
        &self.lines
    }

    /// The coefficients and then the intercepts.
    pub(crate) fn parameters(&self) -> Vec<f64> {
        self.lines.parameters()
    }

    /// The model with the weights it had on the way to its own.
    pub(crate) fn with_parameters(&self, parameters: &[f64]) -> Self {
        Self { lines: self.lines.with_parameters(parameters), converged: false }
    }
}

impl Model for LogisticRegression {
    /// Minimises `C · Σ weight · log loss + (1 - ratio) / 2 · |w|² + ratio · |w|₁`, the intercepts free,
    /// as scikit-learn does.
    fn fit(params: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError> {
        let (codes, n_classes) = train.classes()?;
        let classes = SeenClasses::new(codes, n_classes);
        let compact = classes.compact(codes);
        let weights = class_weights(params, &compact, classes.len()).unwrap_or(vec![1.0; classes.len()]);
        let design = Design::new(train.x).with_ones();
        let free = params.text("penalty") == "none";
        let ratio = match params.text("penalty") {
            "l1" => 1.0,
            "elasticnet" => params.float("l1_ratio"),
            _ => 0.0,
        };
        let strength = if free { 0.0 } else { 1.0 / (params.float("C") * codes.len() as f64) };
        let scales = design.scales().iter();
        let mut ridge: Vec<f64> =
            scales.clone().map(|scale| strength * (1.0 - ratio) / (scale * scale)).collect();
        let mut lasso: Vec<f64> = scales.map(|scale| strength * ratio / scale).collect();
        ridge[train.x.ncols()] = 0.0;
        lasso[train.x.ncols()] = 0.0;
        let loss = LogLoss::new(&design, &compact, &weights, ridge, lasso);
        let minimum = minimise(&loss, progress)?;
        let separable = free && (minimum.value < NO_LOSS || minimum.steps >= MANY_STEPS);

        let lines_of = |v: &[f64]| {
            let mut lines = ClassLines::new(train.x.ncols(), classes.clone());
            for v in v.chunks_exact(design.n_columns()) {
                let (&free, v) = v.split_last().unwrap_or((&0.0, &[]));
                let weights = design.unscaled(v);
                lines.push(&weights, intercept(free, &weights, design.means()));
            }
            lines.centre();
            lines
        };
        if let Some(observer) = progress.observer() {
            for (step, (v, loss)) in minimum.path.iter().enumerate() {
                let parameters = lines_of(v).parameters();
                observer.see(Seen { step, parameters: &parameters, train: Some(*loss), validation: None });
            }
        }
        let lines = lines_of(&minimum.v);
        Ok(Self { lines, converged: minimum.converged && !separable })
    }

    fn predict(&self, x: ArrayView2<f64>) -> Output {
        self.lines.predict(x)
    }

    fn n_features(&self) -> usize {
        self.lines.n_features()
    }

    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        self.lines.check(n_classes)
    }

    fn warning(&self) -> Option<String> {
        (!self.converged).then(|| {
            "Logistic regression did not converge: its weights may still be off, or without a penalty have \
             no best value because the classes can be told apart without a doubt. Scale the features, \
             lower C, or choose a penalty."
                .to_owned()
        })
    }
}
