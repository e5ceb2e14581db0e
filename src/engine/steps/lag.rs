//! Values of earlier rows.

use serde::{Deserialize, Serialize};

use super::history::{GROUP, History, TIME};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind};
use crate::error::EngineError;
use crate::params::{Default, Domain, ParamSpec};
use crate::table::{DType, Table};

/// The farthest step back.
const FARTHEST: usize = 10_000;
/// Lags of one step.
const MOST: usize = 50;

pub(super) const KIND: StepKind = StepKind {
    id: "lag",
    label: "Lag",
    purpose: Purpose::Derive,
    help: "Adds the value that a column had some rows earlier in time. Earlier rows are looked up among the training rows, which are kept with the model; a row never sees its own or a later time. Rows long after the last training row all see the last training rows, so train again as time goes on.",
    sklearn: "DataFrame.groupby(…).shift(…)",
    params: &[
        TIME,
        GROUP,
        ParamSpec {
            name: "periods",
            label: "Rows back",
            help: "How many rows back to look, several apart by commas: 1, 7 gives the value before and the one seven rows before.",
            domain: Domain::Text,
            default: Default::Text("1"),
            visible_when: None,
        },
    ],
    accepts: |_| &[DType::Numeric],
    named: false,
};

/// The training rows in order, and how far to look back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    periods: Vec<usize>,
    history: History,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let periods = periods(input.params.text("periods"))?;
    Ok(FittedStep::Lag(Fitted { periods, history: History::new(&KIND, input)? }).into())
}

fn periods(text: &str) -> Result<Vec<usize>, EngineError> {
    let wrong = |what: String| {
        EngineError::Spec(format!(
            "{}: {what}; write whole numbers from 1 to {FARTHEST} apart by commas, such as 1, 7",
            KIND.label
        ))
    };
    let mut periods = Vec::new();
    for part in text.split(',') {
        let period = part.trim().parse().ok().filter(|period| (1..=FARTHEST).contains(period));
        let period =
            period.ok_or_else(|| wrong(format!("{:?} is no number of rows to look back", part.trim())))?;
        if !periods.contains(&period) {
            periods.push(period);
        }
        if periods.len() > MOST {
            return Err(wrong(format!("there are more than {MOST} numbers of rows to look back")));
        }
    }
    Ok(periods)
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        let names: Vec<String> = self.periods.iter().map(|period| format!("lag_{period}")).collect();
        self.history.add(&KIND, table, &names, |which, before| {
            let place = before.len().checked_sub(*self.periods.get(which)?)?;
            before.get(place).copied().flatten()
        })
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        let (rows, series) = self.history.size();
        vec![Learned::new("", "training rows kept", rows), Learned::new("", "series", series)]
    }
}
