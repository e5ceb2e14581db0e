//! Draws fewer training rows of the large classes.

pub use super::class_sizes::Fitted;
use super::class_sizes::{ClassRows, RANDOM_STATE, ratio};
use super::{Fit, FittedStep, Purpose, StepInput, StepKind, TrainRows};
use crate::error::EngineError;
use crate::params::ParamSpec;
use crate::rng::Rng;
use crate::table::DType;

pub(super) const KIND: StepKind = StepKind {
    id: "under_sample",
    label: "Draw fewer of large classes",
    purpose: Purpose::Balance,
    help: "Keeps a random part of the training rows of each large class, so that the model does not overlook the small ones. Quick, and throws rows away. Rows that are only scored are never dropped, and probabilities become those of the balanced rows.",
    sklearn: "imblearn.RandomUnderSampler",
    params: PARAMS,
    accepts: |_| &DType::ALL,
    named: false,
};

const PARAMS: &[ParamSpec] = &[
    ratio(
        "How large the smallest class is to be by any other. 1 makes all as small as the smallest; 0.5 leaves the others up to twice as many rows.",
    ),
    RANDOM_STATE,
];

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let classes = ClassRows::new(&KIND, input)?;
    let allowed = classes.allowed(input.params.float("sampling_strategy"));
    let mut rng = Rng::new(input.params.count("random_state") as u64, "under_sample");
    let mut fitted = Fitted { classes: classes.names, before: Vec::new(), after: Vec::new() };
    let mut kept = Vec::new();
    for mut rows in classes.rows {
        fitted.before.push(rows.len());
        if rows.len() > allowed {
            rng.shuffle(&mut rows);
            rows.truncate(allowed);
        }
        fitted.after.push(rows.len());
        kept.extend(rows);
    }
    kept.sort_unstable();
    Ok(Fit { step: FittedStep::UnderSample(fitted), rows: TrainRows::Kept(kept) })
}
