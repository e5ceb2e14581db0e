//! Support vector machines for classes and numbers.

use ndarray::{Array2, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

use super::kernels::calibration::{Calibration, Method, in_turn, shares};
use super::kernels::svm::{
    Course, Function, Kernel, Lesson, Machines, Settings, class_scores, scale_gamma, votes,
};
use super::task::argmax;
use super::weights::{CLASS_WEIGHT, class_weights};
use super::{Capabilities, Group, Model, ModelKind, Output, Target, Task, TrainSet};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec, Resolved};
use crate::progress::Progress;

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "svm",
    label: "Support vector machine",
    group: Group::Margin,
    help: "Draws the widest possible street between classes, or a tube around numbers, bent by a kernel. \
           Strong on small and middle-sized tables with scaled features.",
    tasks: &Task::ALL,
    capabilities: Capabilities { wants_scaling: true, ..Capabilities::NONE },
    params: |task| match task {
        Task::Classification => CLASSIFICATION,
        Task::Regression => REGRESSION,
    },
    sklearn: |task| match task {
        Task::Classification => "SVC",
        Task::Regression => "SVR",
    },
};

const CLASSIFICATION: &[ParamSpec] = &[
    C,
    KERNEL,
    GAMMA,
    GAMMA_VALUE,
    DEGREE,
    COEF0,
    CLASS_WEIGHT,
    ParamSpec {
        name: "probability",
        label: "Probabilities",
        help: "Whether answers come with probabilities, learned from the machine's scores on five parts of \
               the training rows, each left out once: by an S-shaped curve, or by any rising one, which \
               needs some hundreds of rows. The fit then takes about five times as long.",
        domain: Domain::Choice(&[
            Choice { value: "none", label: "none" },
            Choice { value: "sigmoid", label: "S-shaped curve (Platt)" },
            Choice { value: "isotonic", label: "any rising curve (isotonic)" },
        ]),
        default: Default::Text("none"),
        visible_when: None,
    },
    TOL,
    MAX_ITER,
    CACHE_SIZE,
];

const REGRESSION: &[ParamSpec] = &[
    C,
    ParamSpec {
        name: "epsilon",
        label: "Free error (epsilon)",
        help: "Errors up to this size, in the target's units, do not count. More makes the curve simpler \
               and the model smaller.",
        domain: Domain::Float { min: 1e-6, max: 1e4, log: true },
        default: Default::Float(0.1),
        visible_when: None,
    },
    KERNEL,
    GAMMA,
    GAMMA_VALUE,
    DEGREE,
    COEF0,
    TOL,
    MAX_ITER,
    CACHE_SIZE,
];

const C: ParamSpec = ParamSpec {
    name: "C",
    label: "Freedom (C)",
    help: "How dearly errors on the training rows are paid for. More follows the rows closely, less gives a \
           smoother border or curve; numbers in large units need more.",
    domain: Domain::Float { min: 1e-4, max: 1e4, log: true },
    default: Default::Float(1.0),
    visible_when: None,
};

const KERNEL: ParamSpec = ParamSpec {
    name: "kernel",
    label: "Kernel",
    help: "The shapes that the border or curve may take: straight, bent anywhere (radial), a polynomial, \
           or S-shaped.",
    domain: Domain::Choice(&[
        Choice { value: "rbf", label: "radial (rbf)" },
        Choice { value: "linear", label: "straight (linear)" },
        Choice { value: "poly", label: "polynomial" },
        Choice { value: "sigmoid", label: "sigmoid" },
    ]),
    default: Default::Text("rbf"),
    visible_when: None,
};

const CURVED: Option<(&str, &[&str])> = Some(("kernel", &["rbf", "poly", "sigmoid"]));

const GAMMA: ParamSpec = ParamSpec {
    name: "gamma",
    label: "Reach",
    help: "How far the influence of a training row reaches: set from the number of features and their \
           variance (scale), from their number alone (auto), or by a number of your own.",
    domain: Domain::Choice(&[
        Choice { value: "scale", label: "by number and variance of features" },
        Choice { value: "auto", label: "by number of features" },
        Choice { value: "number", label: "a number of my own" },
    ]),
    default: Default::Text("scale"),
    visible_when: CURVED,
};

const GAMMA_VALUE: ParamSpec = ParamSpec {
    name: "gamma_value",
    label: "Reach (gamma)",
    help: "The larger, the nearer a training row must be to have influence, and the more the model bends.",
    domain: Domain::Float { min: 1e-6, max: 1e3, log: true },
    default: Default::Float(0.1),
    visible_when: Some(("gamma", &["number"])),
};

const DEGREE: ParamSpec = ParamSpec {
    name: "degree",
    label: "Degree",
    help: "The degree of the polynomial: 2 allows one bend, each further degree one more.",
    domain: Domain::Int { min: 1, max: 10 },
    default: Default::Int(3),
    visible_when: Some(("kernel", &["poly"])),
};

const COEF0: ParamSpec = ParamSpec {
    name: "coef0",
    label: "Offset (coef0)",
    help: "Added to the product of two rows. In a polynomial, more gives its lower degrees more weight.",
    domain: Domain::Float { min: -10.0, max: 10.0, log: false },
    default: Default::Float(0.0),
    visible_when: Some(("kernel", &["poly", "sigmoid"])),
};

const TOL: ParamSpec = ParamSpec {
    name: "tol",
    label: "Precision (tol)",
    help: "How near to the exact solution the search ends. Less takes longer and changes little.",
    domain: Domain::Float { min: 1e-9, max: 0.1, log: true },
    default: Default::Float(1e-3),
    visible_when: None,
};

const MAX_ITER: ParamSpec = ParamSpec {
    name: "max_iter",
    label: "Steps at most",
    help: "Ends the search after so many steps, finished or not, and says so if it was not.",
    domain: Domain::OptionalInt { min: 1, max: 100_000_000, none: "as many as it takes" },
    default: Default::None,
    visible_when: None,
};

const CACHE_SIZE: ParamSpec = ParamSpec {
    name: "cache_size",
    label: "Memory (MB)",
    help: "Memory for similarities between rows, so that they are not computed again. More is faster on \
           many rows; the result is the same.",
    domain: Domain::Int { min: 1, max: 1000 },
    default: Default::Int(200),
    visible_when: None,
};

/// Parts of the training rows that are left out in turn to learn probabilities.
const FOLDS: usize = 5;

/// Support vectors and their weights: one machine for numbers and for two classes, else one for each
/// pair of classes, positive for the second.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Svm {
    /// None when it predicts numbers.
    n_classes: Option<usize>,
    /// The classes that occurred in training, ascending.
    seen: Vec<u32>,
    machines: Machines,
    /// How the scores of the classes become probabilities; one for two classes, none for none.
    calibrations: Vec<Calibration>,
}

impl Svm {
    /// Number of support vectors.
    #[must_use]
    pub fn n_vectors(&self) -> usize {
        self.machines.n_vectors()
    }

    /// Rows × machines: the distance from each border, in units of half the street, or the number.
    #[must_use]
    pub fn decisions(&self, x: ArrayView2<f64>) -> Array2<f64> {
        let mut all = Vec::with_capacity(x.nrows() * self.machines.len());
        self.machines.decide(x.rows().into_iter(), |values| all.extend_from_slice(values));
        Array2::from_shape_vec((x.nrows(), self.machines.len()), all).unwrap_or_default()
    }
}

impl Model for Svm {
    fn fit(params: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError> {
        let Target::Classes { codes, n_classes } = train.y else {
            let mut part = Part { done: 0, total: 1, progress };
            let lesson = Lesson::of_numbers(train.numbers()?, params.float("C"));
            let machines = learn(params, train.x, &[lesson], &mut part)?;
            return Ok(Self { n_classes: None, seen: vec![], machines, calibrations: vec![] });
        };
        let mut seen = codes.to_vec();
        seen.sort_unstable();
        seen.dedup();
        let method = match params.text("probability") {
            "sigmoid" => Some(Method::Sigmoid),
            "isotonic" => Some(Method::Isotonic),
            _ => None,
        };
        let folds = method.map(|_| in_turn(codes, n_classes, FOLDS)).transpose()?.unwrap_or_default();
        let n_folds = folds.iter().max().map_or(0, |last| last + 1);
        let n_pairs = seen.len() * (seen.len() - 1) / 2;
        let mut part = Part { done: 0, total: (n_folds + 1) * n_pairs, progress };
        let machines = fit_classes(params, train.x, codes, &seen, &mut part)?;
        let mut scores = Array2::zeros((codes.len(), n_scores(seen.len())));
        for fold in 0..n_folds {
            part.done += n_pairs;
            let (held, kept): (Vec<usize>, Vec<usize>) =
                (0..codes.len()).partition(|row| folds[*row] == fold);
            let codes: Vec<u32> = kept.iter().map(|row| codes[*row]).collect();
            let machines =
                fit_classes(params, train.x.select(Axis(0), &kept).view(), &codes, &seen, &mut part)?;
            let mut next = held.iter();
            machines.decide(held.iter().map(|row| train.x.row(*row)), |decisions| {
                if let Some(row) = next.next() {
                    class_scores(decisions, seen.len(), &mut scores.row_mut(*row));
                }
            });
        }
        let calibrations = method.map_or_else(Vec::new, |method| {
            let classes = seen.iter().skip(usize::from(seen.len() == 2));
            let curve = |(class, scores): (&u32, ndarray::ArrayView1<f64>)| {
                let positive: Vec<bool> = codes.iter().map(|code| code == class).collect();
                Calibration::fit(method, &scores.to_vec(), &positive)
            };
            classes.zip(scores.columns()).map(curve).collect()
        });
        Ok(Self { n_classes: Some(n_classes), seen, machines, calibrations })
    }

    fn predict(&self, x: ArrayView2<f64>) -> Output {
        let rows = x.rows().into_iter();
        let Some(n_classes) = self.n_classes else {
            let mut numbers = Vec::with_capacity(x.nrows());
            self.machines.decide(rows, |decisions| numbers.extend_from_slice(decisions));
            return Output::Numbers(numbers);
        };
        let n_seen = self.seen.len();
        if self.calibrations.is_empty() {
            let mut codes = Vec::with_capacity(x.nrows());
            self.machines.decide(rows, |decisions| {
                codes.push(self.seen[argmax(votes(decisions, n_seen)) as usize]);
            });
            return Output::Classes { codes, probabilities: None };
        }
        let mut probabilities = Array2::zeros((x.nrows(), n_classes));
        let mut scores = ndarray::Array1::zeros(n_scores(n_seen));
        let mut out = probabilities.rows_mut().into_iter();
        self.machines.decide(rows, |decisions| {
            class_scores(decisions, n_seen, &mut scores.view_mut());
            let Some(mut out) = out.next() else { return };
            for (class, probability) in
                self.seen.iter().zip(shares(&self.calibrations, scores.iter().copied()))
            {
                out[*class as usize] = probability;
            }
        });
        Output::from_probabilities(probabilities)
    }

    fn n_features(&self) -> usize {
        self.machines.n_features()
    }

    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        if self.n_classes != n_classes {
            return Err("its classes are not those of the target".to_owned());
        }
        let n = self.seen.len();
        let ascending = self.seen.windows(2).all(|pair| pair[0] < pair[1]);
        let in_range = self.seen.iter().all(|class| n_classes.is_some_and(|n| (*class as usize) < n));
        if !ascending || !in_range || (n < 2) == n_classes.is_some() {
            return Err("its list of classes is damaged".to_owned());
        }
        let n_machines = if n_classes.is_some() { n * (n - 1) / 2 } else { 1 };
        if self.machines.len() != n_machines {
            return Err("it has a wrong number of machines".to_owned());
        }
        let n_curves = self.calibrations.len();
        if n_curves != 0 && (n_classes.is_none() || n_curves != n_scores(n)) {
            return Err("it has a wrong number of curves from scores to probabilities".to_owned());
        }
        self.calibrations.iter().try_for_each(Calibration::check)?;
        self.machines.check()
    }

    fn warning(&self) -> Option<String> {
        (!self.machines.converged()).then(|| {
            "The support vector machine did not converge: its answers may still be off. Scale the features, \
             lower C, or allow more steps."
                .to_owned()
        })
    }
}

/// One score for two classes, else one a class.
fn n_scores(n_seen: usize) -> usize {
    if n_seen == 2 { 1 } else { n_seen }
}

/// A part of the machines to fit, and whom to tell.
struct Part<'a> {
    done: usize,
    total: usize,
    progress: &'a mut dyn Progress,
}

impl Part<'_> {
    fn advance(&mut self, machine: usize, share: f64) -> Result<(), EngineError> {
        let done = ((self.done + machine) as f64 + share) * 100.0;
        self.progress.advance("percent of each machine", done as usize, self.total * 100)
    }
}

/// One machine for each pair of classes, in the order (0, 1), (0, 2), …, (1, 2), …
fn fit_classes(
    params: &Resolved,
    x: ArrayView2<f64>,
    codes: &[u32],
    seen: &[u32],
    part: &mut Part,
) -> Result<Machines, EngineError> {
    let n_classes = seen.last().map_or(0, |last| *last as usize + 1);
    let weights = class_weights(params, codes, n_classes).unwrap_or_else(|| vec![1.0; n_classes]);
    let bounds: Vec<f64> = weights.iter().map(|weight| weight * params.float("C")).collect();
    let lessons = Lesson::of_classes(codes, seen, &bounds);
    learn(params, x, &lessons, part)
}

fn learn(
    params: &Resolved,
    x: ArrayView2<f64>,
    lessons: &[Lesson],
    part: &mut Part,
) -> Result<Machines, EngineError> {
    let rows: Vec<f64> = x.iter().copied().collect();
    let steps = params.optional_int("max_iter").and_then(|steps| usize::try_from(steps).ok());
    let course = Course {
        kernel: kernel(params, &rows, x.ncols()),
        rows: &rows,
        n_features: x.ncols(),
        // Zero for classes, which have no such parameter.
        width: params.float("epsilon"),
        settings: Settings {
            tol: params.float("tol"),
            max_steps: steps.unwrap_or_else(|| (100 * x.nrows()).max(10_000_000)),
            cache_bytes: params.count("cache_size") << 20,
        },
    };
    Machines::fit(&course, lessons, &mut |machine, share| part.advance(machine, share))
}

fn kernel(params: &Resolved, rows: &[f64], n_features: usize) -> Kernel {
    let coef0 = params.float("coef0");
    let function = match params.text("kernel") {
        "linear" => return Kernel { function: Function::Linear, gamma: 1.0 },
        "poly" => {
            Function::Polynomial { degree: u32::try_from(params.count("degree")).unwrap_or(1).max(1), coef0 }
        }
        "sigmoid" => Function::Sigmoid { coef0 },
        _ => Function::Rbf,
    };
    let gamma = match params.text("gamma") {
        "number" => params.float("gamma_value"),
        "auto" => 1.0 / n_features as f64,
        _ => scale_gamma(rows, n_features),
    };
    Kernel { function, gamma }
}
