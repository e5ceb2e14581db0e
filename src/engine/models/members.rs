//! Models that are made of other models: fitting the members and asking them.

use ndarray::{Array2, ArrayView2};

use super::{FittedModel, Output, TrainSet, kind};
use crate::error::EngineError;
use crate::params::Member;
use crate::progress::Progress;

/// Passes progress on with the name of the part that is under way.
pub(super) struct Part<'a> {
    progress: &'a mut dyn Progress,
    name: String,
}

impl<'a> Part<'a> {
    pub fn new(progress: &'a mut dyn Progress, name: String) -> Self {
        Self { progress, name }
    }
}

impl Progress for Part<'_> {
    fn advance(&mut self, what: &str, done: usize, total: usize) -> Result<(), EngineError> {
        self.progress.advance(&format!("{}: {what}", self.name), done, total)
    }
}

/// Fits one member; its random choices come from its own seed and the ensemble's.
pub(super) fn fit_member(
    member: &Member,
    train: &TrainSet,
    progress: &mut dyn Progress,
) -> Result<FittedModel, EngineError> {
    let kind = kind(&member.kind)?;
    let seed = train.seed.wrapping_add(u64::from(member.seed));
    let mut part = Part::new(progress, kind.label.to_owned());
    kind.fit(&member.params, &TrainSet { seed, ..*train }, &mut part)
}

/// Fits every member on the same rows.
pub(super) fn fit_members(
    members: &[Member],
    train: &TrainSet,
    progress: &mut dyn Progress,
) -> Result<Vec<FittedModel>, EngineError> {
    members.iter().map(|member| fit_member(member, train, progress)).collect()
}

/// The classes of rows as shares: the member's probabilities, or 1 for the class it names.
pub(super) fn shares(output: Output, n_classes: usize) -> Array2<f64> {
    match output {
        Output::Classes { probabilities: Some(shares), .. } => shares,
        Output::Classes { codes, probabilities: None } => {
            let mut shares = Array2::zeros((codes.len(), n_classes));
            for (mut row, code) in shares.rows_mut().into_iter().zip(codes) {
                row[code as usize] = 1.0;
            }
            shares
        }
        Output::Numbers(_) => Array2::zeros((0, n_classes)),
    }
}

/// What is wrong with the members of a loaded model.
pub(super) fn check_members(
    members: &[FittedModel],
    n_features: usize,
    n_classes: Option<usize>,
) -> Result<(), String> {
    if members.is_empty() {
        return Err("it has no members".to_owned());
    }
    members.iter().try_for_each(|member| {
        if member.kind().capabilities.members.is_some() {
            return Err("a member is made of others in its turn".to_owned());
        }
        member.check(n_features, n_classes).map_err(|error| error.to_string())
    })
}

/// The numbers that a member predicts.
pub(super) fn numbers(member: &FittedModel, x: ArrayView2<f64>) -> Vec<f64> {
    match member.model().predict(x) {
        Output::Numbers(values) => values,
        Output::Classes { .. } => vec![f64::NAN; x.nrows()],
    }
}
