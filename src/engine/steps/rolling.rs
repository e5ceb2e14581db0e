//! Statistics of the rows before a row.

use serde::{Deserialize, Serialize};

use super::history::{GROUP, History, TIME};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::stats;
use crate::table::{DType, Table};

pub(super) const KIND: StepKind = StepKind {
    id: "rolling",
    label: "Rolling window",
    purpose: Purpose::Derive,
    help: "Adds the mean, or another statistic, of a column over the rows just before, in the order of time. Earlier rows are looked up among the training rows, which are kept with the model; a row never sees its own or a later time. Rows long after the last training row all see the last training rows, so train again as time goes on.",
    sklearn: "DataFrame.groupby(…).shift(1).rolling(…)",
    params: &[
        TIME,
        GROUP,
        ParamSpec {
            name: "window",
            label: "Rows",
            help: "How many earlier rows the statistic is taken over. More are smoother and slower to follow.",
            domain: Domain::Int { min: 1, max: 1000 },
            default: Default::Int(3),
            visible_when: None,
        },
        ParamSpec {
            name: "statistic",
            label: "Statistic",
            help: "What is made of the numbers in the window. The standard deviation is that of a sample, divided by one less than there are numbers.",
            domain: Domain::Choice(&[
                Choice { value: "mean", label: "Mean" },
                Choice { value: "sum", label: "Sum" },
                Choice { value: "min", label: "Least" },
                Choice { value: "max", label: "Greatest" },
                Choice { value: "std", label: "Standard deviation" },
            ]),
            default: Default::Text("mean"),
            visible_when: None,
        },
        ParamSpec {
            name: "min_periods",
            label: "Rows needed",
            help: "With fewer numbers in the window than this the result is missing. Never more than the window has.",
            domain: Domain::OptionalInt { min: 1, max: 1000, none: "all of the window" },
            default: Default::None,
            visible_when: None,
        },
    ],
    accepts: |_| &[DType::Numeric],
    named: false,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Statistic {
    Mean,
    Sum,
    Min,
    Max,
    Std,
}

/// The training rows in order, and what is made of those before a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    window: usize,
    min_periods: usize,
    statistic: Statistic,
    history: History,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let window = input.params.count("window");
    let needed = input.params.optional_int("min_periods").map(|_| input.params.count("min_periods"));
    let min_periods = needed.map_or(window, |needed| needed.min(window));
    let statistic = match input.params.text("statistic") {
        "sum" => Statistic::Sum,
        "min" => Statistic::Min,
        "max" => Statistic::Max,
        "std" => Statistic::Std,
        _ => Statistic::Mean,
    };
    let history = History::new(&KIND, input)?;
    Ok(FittedStep::Rolling(Fitted { window, min_periods, statistic, history }).into())
}

impl Statistic {
    fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Sum => "sum",
            Self::Min => "min",
            Self::Max => "max",
            Self::Std => "std",
        }
    }

    /// The statistic of at least one number.
    fn of(self, numbers: &[f64]) -> Option<f64> {
        let n = numbers.len() as f64;
        match self {
            Self::Mean => Some(stats::mean(numbers)),
            Self::Sum => Some(numbers.iter().sum()),
            Self::Min => numbers.iter().copied().reduce(f64::min),
            Self::Max => numbers.iter().copied().reduce(f64::max),
            Self::Std if numbers.len() < 2 => None,
            Self::Std => Some(f64::sqrt(stats::variance(numbers) * n / (n - 1.0))),
        }
    }
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        let name = format!("rolling_{}_{}", self.statistic.name(), self.window);
        let mut numbers: Vec<f64> = Vec::new();
        self.history.add(&KIND, table, &[name], |_, before| {
            let window = before.get(before.len().saturating_sub(self.window)..)?;
            numbers.clear();
            numbers.extend(window.iter().copied().flatten());
            let enough = !numbers.is_empty() && numbers.len() >= self.min_periods;
            if enough { self.statistic.of(&numbers) } else { None }
        })
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        let (rows, series) = self.history.size();
        vec![Learned::new("", "training rows kept", rows), Learned::new("", "series", series)]
    }
}
