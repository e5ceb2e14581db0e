//! Keeps numbers within the range that makes sense.

use serde::{Deserialize, Serialize};

use super::cells::{self, Touched};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, numbers};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::table::{DType, Table};

pub(super) const KIND: StepKind = StepKind {
    id: "valid_range",
    label: "Valid range",
    purpose: Purpose::Clean,
    help: "Says which numbers can be right, such as an age from 0 to 120. What lies outside becomes missing or is moved to the nearer end. The ends themselves are valid.",
    sklearn: "Series.clip() / Series.where()",
    params: &[
        ParamSpec {
            name: "lower",
            label: "Least",
            help: "The least number that can be right. Empty for no such limit.",
            domain: Domain::Text,
            default: Default::Text(""),
            visible_when: None,
        },
        ParamSpec {
            name: "upper",
            label: "Greatest",
            help: "The greatest number that can be right. Empty for no such limit.",
            domain: Domain::Text,
            default: Default::Text(""),
            visible_when: None,
        },
        ParamSpec {
            name: "action",
            label: "A number outside",
            help: "Missing says that the true number is not known; clipping keeps that it was low or high.",
            domain: Domain::Choice(&[
                Choice { value: "missing", label: "Becomes missing" },
                Choice { value: "clip", label: "Is moved to the nearer end" },
            ]),
            default: Default::Text("missing"),
            visible_when: None,
        },
    ],
    accepts: |_| &[DType::Numeric],
    named: false,
};

/// The range, and what it changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    lower: Option<f64>,
    upper: Option<f64>,
    clip: bool,
    columns: Vec<Touched>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let lower = numbers::optional(&KIND, input.params, "lower")?;
    let upper = numbers::optional(&KIND, input.params, "upper")?;
    if let (Some(lower), Some(upper)) = (lower, upper)
        && lower > upper
    {
        return Err(EngineError::Spec(format!(
            "{}: lower is {lower}, which is more than upper, {upper}; exchange them",
            KIND.label
        )));
    }
    let clip = input.params.text("action") == "clip";
    let mut fitted = Fitted { lower, upper, clip, columns: Vec::new() };
    let (columns, rows) = cells::learn_numbers(input, fitted.rule())?;
    fitted.columns = columns;
    Ok(Fit { step: FittedStep::ValidRange(fitted), rows })
}

impl Fitted {
    fn rule(&self) -> impl Fn(f64) -> f64 + use<> {
        let lower = self.lower.unwrap_or(f64::NEG_INFINITY);
        let upper = self.upper.unwrap_or(f64::INFINITY);
        let (below, above) = if self.clip { (lower, upper) } else { (f64::NAN, f64::NAN) };
        move |value| {
            // Two choices and no branch: what lies outside comes in no order.
            let value_or_below = if value < lower { below } else { value };
            if value > upper { above } else { value_or_below }
        }
    }

    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        let rule = self.rule();
        cells::apply(&KIND, table, &self.columns, |_, column| Ok(numbers::changed(column, &rule)))
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        cells::learned(&self.columns, "moved to an end")
    }
}
