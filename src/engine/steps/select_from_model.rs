//! Keeps the columns that matter most to a model.

use serde::{Deserialize, Serialize};

use super::importances::{ESTIMATOR, Judging, N_ESTIMATORS, RANDOM_STATE, Weights};
use super::selection::{JUDGED, Selection, greatest};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::stats;
use crate::table::Table;

pub(super) const KIND: StepKind = StepKind {
    id: "select_from_model",
    label: "Select by a model",
    purpose: Purpose::Reduce,
    help: "Fits a model to the training rows and keeps the columns that matter most to it. Unlike judging columns one by one it sees what they say together; of two that say the same, each gets a part.",
    sklearn: "SelectFromModel",
    params: &[
        ESTIMATOR,
        N_ESTIMATORS,
        RANDOM_STATE,
        ParamSpec {
            name: "threshold",
            label: "Keeps",
            help: "Columns at or above the mean or the median importance or a number of your own, or a fixed number of columns.",
            domain: Domain::Choice(&[
                Choice { value: "mean", label: "From the mean on" },
                Choice { value: "median", label: "From the median on" },
                Choice { value: "number", label: "From a number on" },
                Choice { value: "top", label: "The most important" },
            ]),
            default: Default::Text("mean"),
            visible_when: None,
        },
        ParamSpec {
            name: "least",
            label: "Least importance",
            help: "Columns stay whose importance is at least this. Importances of trees sum to 1; weights have the target's unit by the column's.",
            domain: Domain::Float { min: 0.0, max: 1e6, log: false },
            default: Default::Float(0.01),
            visible_when: Some(("threshold", &["number"])),
        },
        ParamSpec {
            name: "max_features",
            label: "Columns to keep",
            help: "How many of the step's columns stay, the most important ones; of equals the earlier.",
            domain: Domain::Int { min: 1, max: 1000 },
            default: Default::Int(10),
            visible_when: Some(("threshold", &["top"])),
        },
    ],
    accepts: |_| JUDGED,
    named: false,
};

/// The importance of every column, and which stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    selection: Selection,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let all: Vec<usize> = (0..input.columns.len()).collect();
    let judging = Judging::new(&KIND, input, Weights::Sizes)?;
    let found = if all.is_empty() { Vec::new() } else { judging.of(&all)? };
    let scores: Vec<Option<f64>> = found.iter().copied().map(Some).collect();
    let least = match input.params.text("threshold") {
        "median" => {
            let mut sorted = found.clone();
            sorted.sort_unstable_by(f64::total_cmp);
            stats::quantile(&sorted, 0.5).unwrap_or(0.0)
        }
        "number" => input.params.float("least"),
        _ => stats::mean(&found),
    };
    let kept = match input.params.text("threshold") {
        "top" => greatest(&scores, input.params.count("max_features")),
        _ => found.iter().map(|importance| *importance >= least).collect(),
    };
    let none = format!("none has an importance of {least}; lower the threshold");
    let selection = Selection::new(&KIND, input, &scores, &kept, &none)?;
    Ok(FittedStep::SelectFromModel(Fitted { selection }).into())
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        self.selection.apply(&KIND, table)
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        self.selection.learned("importance")
    }
}
