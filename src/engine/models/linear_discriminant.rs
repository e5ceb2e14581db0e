//! Linear discriminant analysis.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::class_lines::ClassLines;
use super::kernels::covariance::{Pooled, Shrinkage};
use super::kernels::vector::{add_scaled, dot};
use super::kernels::whitening::Whitening;
use super::seen::SeenClasses;
use super::{Capabilities, Group, Model, ModelKind, Output, Task, TrainSet};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec, Resolved};
use crate::progress::Progress;

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "linear_discriminant",
    label: "Linear discriminant",
    group: Group::Probability,
    help: "Takes every class for a cloud of one common shape around its own mean and answers with the \
           nearest. Quick, without settings that matter much, and good with few rows.",
    tasks: &[Task::Classification],
    capabilities: Capabilities { probabilities: true, ..Capabilities::NONE },
    params: |_| PARAMS,
    sklearn: |_| "LinearDiscriminantAnalysis",
};

const PARAMS: &[ParamSpec] = &[
    ParamSpec {
        name: "shrinkage",
        label: "Shrinkage",
        help: "Pulls the shape of the clouds towards a ball, which is steadier where rows are few beside \
               columns. Automatic takes the amount from the rows (Ledoit and Wolf).",
        domain: Domain::Choice(&[
            Choice { value: "none", label: "none" },
            Choice { value: "auto", label: "automatic" },
            Choice { value: "fixed", label: "a given amount" },
        ]),
        default: Default::Text("none"),
        visible_when: None,
    },
    ParamSpec {
        name: "amount",
        label: "Amount",
        help: "How far the shape is pulled: at 0 not at all, at 1 to a ball, so that the nearest mean \
               decides alone.",
        domain: Domain::Float { min: 0.0, max: 1.0, log: false },
        default: Default::Float(0.1),
        visible_when: Some(("shrinkage", &["fixed"])),
    },
    ParamSpec {
        name: "priors",
        label: "Expected shares",
        help: "How frequent each class is expected to be: as in the training rows, or all alike.",
        domain: Domain::Choice(&[
            Choice { value: "training", label: "as in the training rows" },
            Choice { value: "even", label: "all alike" },
        ]),
        default: Default::Text("training"),
        visible_when: None,
    },
];

/// Directions between the class means along which they differ by less than this share of what they
/// differ most by are left out, as scikit-learn does.
const TOLERANCE: f64 = 1e-4;

/// A score for every class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinearDiscriminant(pub ClassLines);

impl Model for LinearDiscriminant {
    fn fit(params: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError> {
        let (codes, n_classes) = train.classes()?;
        let classes = SeenClasses::new(codes, n_classes);
        let (n, n_seen, p) = (codes.len(), classes.len(), train.x.ncols());
        if n <= n_seen {
            return Err(EngineError::Data(format!(
                "there are {n} training rows for {n_seen} classes, and {} needs more rows than classes",
                KIND.label
            )));
        }
        let shrinkage = match params.text("shrinkage") {
            "auto" => Shrinkage::Automatic,
            "fixed" => Shrinkage::Fixed(params.float("amount")),
            _ => Shrinkage::None,
        };
        progress.advance("solving", 0, 2)?;
        let even = params.text("priors") == "even";
        let pooled = Pooled::new(train.x, &classes.compact(codes), n_seen, even, shrinkage);
        progress.advance("solving", 1, 2)?;
        let whitening = Whitening::new(&pooled.covariance, p);
        let mut centre = vec![0.0; p];
        for (prior, mean) in pooled.priors.iter().zip(pooled.means.chunks_exact(p)) {
            add_scaled(&mut centre, *prior, mean);
        }
        let mut places: Vec<Vec<f64>> = pooled
            .means
            .chunks_exact(p)
            .map(|mean| {
                let away: Vec<f64> = mean.iter().zip(&centre).map(|(mean, centre)| mean - centre).collect();
                whitening.apply(&away)
            })
            .collect();
        if matches!(shrinkage, Shrinkage::None) {
            whitening.keep_wide(&mut places, &pooled.priors, TOLERANCE);
        }
        let scores: Vec<(Vec<f64>, f64)> = places
            .iter()
            .zip(&pooled.priors)
            .map(|(place, prior)| {
                let weights = whitening.transposed(place);
                let intercept = libm::log(*prior) - 0.5 * dot(place, place) - dot(&centre, &weights);
                (weights, intercept)
            })
            .collect();
        let mut lines = ClassLines::new(p, classes);
        if let [(low, a), (high, b)] = &scores[..] {
            let weights: Vec<f64> = high.iter().zip(low).map(|(high, low)| high - low).collect();
            lines.push(&weights, b - a);
        } else {
            scores.iter().for_each(|(weights, intercept)| lines.push(weights, *intercept));
            lines.centre();
        }
        progress.advance("solving", 2, 2)?;
        Ok(Self(lines))
    }

    fn predict(&self, x: ArrayView2<f64>) -> Output {
        self.0.predict(x)
    }

    fn n_features(&self) -> usize {
        self.0.n_features()
    }

    fn check(&self, n_classes: Option<usize>) -> Result<(), String> {
        self.0.check(n_classes)
    }
}
