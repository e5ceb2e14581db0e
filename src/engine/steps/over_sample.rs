//! Repeats training rows of the small classes.

pub use super::class_sizes::Fitted;
use super::class_sizes::{ClassRows, RANDOM_STATE, ratio};
use super::{Fit, FittedStep, Purpose, StepInput, StepKind, TrainRows};
use crate::error::EngineError;
use crate::params::ParamSpec;
use crate::rng::Rng;
use crate::table::DType;

pub(super) const KIND: StepKind = StepKind {
    id: "over_sample",
    label: "Repeat rows of small classes",
    purpose: Purpose::Balance,
    help: "Adds training rows of each small class once more, drawn at random, so that the model does not overlook them. Takes any column and any gap; a model that learns rows by heart learns the repeated ones. Rows that are only scored are never repeated, and probabilities become those of the balanced rows.",
    sklearn: "imblearn.RandomOverSampler",
    params: PARAMS,
    accepts: |_| &DType::ALL,
    named: false,
};

const PARAMS: &[ParamSpec] = &[
    ratio(
        "How large every class is to be by the largest. 1 makes all as large as the largest; 0.5 brings small ones to half of it.",
    ),
    RANDOM_STATE,
];

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let classes = ClassRows::new(&KIND, input)?;
    let lacking = classes.lacking(&KIND, input.params.float("sampling_strategy"))?;
    let mut rng = Rng::new(input.params.count("random_state") as u64, "over_sample");
    let mut fitted = Fitted { classes: classes.names, before: Vec::new(), after: Vec::new() };
    // The rows there are come first, the repeated ones after them, class by class.
    let mut order: Vec<u32> = (0_u32..).take(input.table.n_rows()).collect();
    for (rows, lacking) in classes.rows.iter().zip(lacking) {
        fitted.before.push(rows.len());
        fitted.after.push(rows.len() + lacking);
        let bound = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        order.extend((0..lacking).filter_map(|_| rows.get(rng.below(bound) as usize)));
    }
    let rows = TrainRows::Made { table: input.table.take(&order), target: input.target.take(&order) };
    Ok(Fit { step: FittedStep::OverSample(fitted), rows })
}
