//! Models that are made of other models: fitting the members and asking them.

use ndarray::{Array2, ArrayView2, Axis, Slice};

use super::{FittedModel, Output, Target, TrainSet, kind};
use crate::error::EngineError;
use crate::params::{Default, Domain, Member, ParamSpec};
use crate::progress::Progress;
use crate::resample::deal::{k_fold, stratified};

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

/// What a member says of each training row when it has learned from the other parts: the shares of
/// the classes, or one number. The rows are dealt into `n_splits` parts as scikit-learn's
/// `StratifiedKFold` and `KFold` do without shuffling.
pub(super) fn left_out(
    member: &Member,
    train: &TrainSet,
    n_splits: usize,
    progress: &mut dyn Progress,
) -> Result<Array2<f64>, EngineError> {
    let n_rows = train.x.nrows();
    let parts = match train.y {
        Target::Classes { codes, .. } => stratified(codes, n_splits, None),
        Target::Numbers(_) => k_fold(n_rows, n_splits, None),
    };
    let n_values = train.y.n_classes().unwrap_or(1);
    let mut said = Array2::zeros((n_rows, n_values));
    for (at, judged) in parts.iter().enumerate().filter(|(_, judged)| !judged.is_empty()) {
        let mut teaches = vec![true; n_rows];
        judged.iter().for_each(|row| teaches[*row] = false);
        let rows: Vec<usize> = (0..n_rows).filter(|row| teaches[*row]).collect();
        let x = train.x.select(Axis(0), &rows);
        let (codes, values);
        let y = match train.y {
            Target::Classes { codes: all, n_classes } => {
                codes = rows.iter().map(|row| all[*row]).collect::<Vec<_>>();
                Target::Classes { codes: &codes, n_classes }
            }
            Target::Numbers(all) => {
                values = rows.iter().map(|row| all[*row]).collect::<Vec<_>>();
                Target::Numbers(&values)
            }
        };
        let mut part = Part::new(progress, format!("part {} of {}", at + 1, parts.len()));
        let model = fit_member(member, &TrainSet { x: x.view(), y, ..*train }, &mut part)?;
        let asked = train.x.select(Axis(0), judged);
        let answers = match train.y.n_classes() {
            Some(n_classes) => shares(model.predict(asked.view())?, n_classes),
            None => {
                Array2::from_shape_vec((judged.len(), 1), numbers(&model, asked.view())).unwrap_or_default()
            }
        };
        for (row, answer) in judged.iter().zip(answers.rows()) {
            said.row_mut(*row).assign(&answer);
        }
    }
    Ok(said)
}

/// Refuses a member that names classes without probabilities.
pub(super) fn with_probabilities(member: &FittedModel, x: ArrayView2<f64>) -> Result<(), EngineError> {
    let first = x.slice_axis(Axis(0), Slice::from(..1));
    match member.model().predict(first) {
        Output::Classes { probabilities: None, .. } => Err(EngineError::Spec(format!(
            "{} gives no probabilities, which are needed of every member; switch them on in its settings where it has them, let the members vote one by one, or choose another",
            member.kind().label
        ))),
        _ => Ok(()),
    }
}

/// Refuses fewer training rows than parts.
pub(super) fn enough_rows(label: &str, n_rows: usize, n_splits: usize) -> Result<(), EngineError> {
    if n_rows >= n_splits {
        return Ok(());
    }
    Err(EngineError::Data(format!(
        "{label} deals the training rows into {n_splits} parts, and there are only {n_rows}; use fewer parts or more rows"
    )))
}

/// The parameter that says into how many parts the training rows are dealt.
pub(super) const CV: ParamSpec = ParamSpec {
    name: "cv",
    label: "Parts",
    help: "Into how many parts the training rows are dealt, so that what a member says of a row comes \
           from the other parts. More take longer and leave each member more rows.",
    domain: Domain::Int { min: 2, max: 20 },
    default: Default::Int(5),
    visible_when: None,
};
