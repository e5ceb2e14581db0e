//! Drops the column that matters least to a model, again and again.

use serde::{Deserialize, Serialize};

use super::importances::{ESTIMATOR, Judging, N_ESTIMATORS, RANDOM_STATE, Weights};
use super::selection::{JUDGED, Selection};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind};
use crate::error::EngineError;
use crate::params::{Default, Domain, ParamSpec};
use crate::table::Table;

pub(super) const KIND: StepKind = StepKind {
    id: "rfe",
    label: "Eliminate columns one by one",
    purpose: Purpose::Reduce,
    help: "Fits a model to the training rows, drops the columns that matter least to it, and begins anew with the rest until as many are left as are asked for. Slow, since it fits a model each time; it tells apart columns that say the same.",
    sklearn: "RFE",
    params: &[
        ESTIMATOR,
        N_ESTIMATORS,
        RANDOM_STATE,
        ParamSpec {
            name: "n_features_to_select",
            label: "Columns to keep",
            help: "How many of the step's columns stay; all, where there are no more.",
            domain: Domain::OptionalInt { min: 1, max: 1000, none: "half of them" },
            default: Default::None,
            visible_when: None,
        },
        ParamSpec {
            name: "step",
            label: "Dropped at a time",
            help: "How many columns each model drops. More are quicker and less careful.",
            domain: Domain::Int { min: 1, max: 100 },
            default: Default::Int(1),
            visible_when: None,
        },
    ],
    accepts: |_| JUDGED,
    named: false,
};

/// The rank of every column, 1 for those that stay and more for those that went earlier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    selection: Selection,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let n_columns = input.columns.len();
    let wanted = match input.params.optional_int("n_features_to_select") {
        Some(wanted) => usize::try_from(wanted).unwrap_or(1),
        None => (n_columns / 2).max(1),
    };
    let judging = Judging::new(&KIND, input, Weights::Squares)?;
    let mut left: Vec<usize> = (0..n_columns).collect();
    // The rounds in which columns went.
    let mut rounds: Vec<Vec<usize>> = Vec::new();
    while left.len() > wanted {
        let importances = judging.of(&left)?;
        let mut order: Vec<(f64, usize)> = importances.into_iter().zip(left.iter().copied()).collect();
        // The least important first, of equals the later.
        order.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        order.truncate(input.params.count("step").min(left.len() - wanted));
        let gone: Vec<usize> = order.into_iter().map(|(_, at)| at).collect();
        left.retain(|at| !gone.contains(at));
        if gone.is_empty() {
            break;
        }
        rounds.push(gone);
    }
    let rank =
        |at: usize| rounds.iter().rev().position(|gone| gone.contains(&at)).map_or(1, |round| round + 2);
    let ranks: Vec<Option<f64>> = (0..n_columns).map(|at| Some(rank(at) as f64)).collect();
    let kept: Vec<bool> = (0..n_columns).map(|at| left.contains(&at)).collect();
    let selection = Selection::new(&KIND, input, &ranks, &kept, "ask for one at least")?;
    Ok(FittedStep::Rfe(Fitted { selection }).into())
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        self.selection.apply(&KIND, table)
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        self.selection.learned("rank")
    }
}
