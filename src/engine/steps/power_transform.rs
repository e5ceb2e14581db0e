//! Bends numbers so that they look more normal.

use serde::{Deserialize, Serialize};

use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, numbers};
use crate::error::EngineError;
use crate::models::kernels::power;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::stats;
use crate::table::{DType, Table};

pub(super) const KIND: StepKind = StepKind {
    id: "power_transform",
    label: "Power transform",
    purpose: Purpose::Scale,
    help: "Bends skewed numbers, such as incomes, so that they look more like a normal distribution, which linear models, k-nearest neighbours and networks like. A number that the method does not take is missing afterwards.",
    sklearn: "PowerTransformer",
    params: &[
        ParamSpec {
            name: "method",
            label: "Method",
            help: "Yeo-Johnson and Box-Cox learn the power that suits each column; Yeo-Johnson takes any number, Box-Cox and the logarithm only positive ones, and log(1 + x) those above −1.",
            domain: Domain::Choice(&[
                Choice { value: "yeo-johnson", label: "Yeo-Johnson" },
                Choice { value: "box-cox", label: "Box-Cox" },
                Choice { value: "log", label: "Logarithm" },
                Choice { value: "log1p", label: "log(1 + x)" },
            ]),
            default: Default::Text("yeo-johnson"),
            visible_when: None,
        },
        ParamSpec {
            name: "standardize",
            label: "Standardise",
            help: "Brings the result to mean 0 and standard deviation 1.",
            domain: Domain::Bool,
            default: Default::Bool(true),
            visible_when: None,
        },
    ],
    accepts: |_| &[DType::Numeric],
    named: false,
};

/// How numbers are bent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Method {
    YeoJohnson,
    BoxCox,
    Log,
    Log1p,
}

/// One column's bend, and what is taken away and divided by afterwards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Bend {
    column: String,
    lambda: f64,
    center: f64,
    scale: f64,
}

/// The bend of every column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    method: Method,
    columns: Vec<Bend>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let method = match input.params.text("method") {
        "box-cox" => Method::BoxCox,
        "log" => Method::Log,
        "log1p" => Method::Log1p,
        _ => Method::YeoJohnson,
    };
    let mut columns = Vec::with_capacity(input.columns.len());
    for name in input.columns {
        let values = numbers::present(input.table.column(name)?);
        if values.is_empty() {
            return Err(numbers::nothing_to_learn(KIND.label, name));
        }
        if let Some(value) = values.iter().find(|value| **value <= method.above()) {
            return Err(EngineError::Data(format!(
                "{}: column {name:?} has {value} in a training row, and the method takes only numbers above {}; use Yeo-Johnson, which takes any number",
                KIND.label,
                method.above()
            )));
        }
        let lambda = method.learn(&values);
        let mut bend = Bend { column: name.clone(), lambda, center: 0.0, scale: 1.0 };
        if input.params.bool("standardize") {
            let bent: Vec<f64> =
                values.iter().map(|value| method.bend(*value, lambda)).filter(|v| v.is_finite()).collect();
            let scale = f64::sqrt(stats::variance(&bent));
            bend.center = stats::mean(&bent);
            // A constant column is only moved.
            let constant = is_constant(&bent);
            bend.scale = if constant || !scale.is_finite() { 1.0 } else { scale };
        }
        columns.push(bend);
    }
    Ok(FittedStep::PowerTransform(Fitted { method, columns }).into())
}

/// Whether the numbers differ by no more than the rounding of their variance, as scikit-learn decides it.
fn is_constant(values: &[f64]) -> bool {
    let (n, mean, variance) = (values.len() as f64, stats::mean(values), stats::variance(values));
    let rounding = n * mean * f64::EPSILON;
    variance <= n * f64::EPSILON * variance + rounding * rounding
}

impl Method {
    /// The number above which it takes numbers.
    fn above(self) -> f64 {
        match self {
            Self::YeoJohnson => f64::NEG_INFINITY,
            Self::BoxCox | Self::Log => 0.0,
            Self::Log1p => -1.0,
        }
    }

    /// The power that suits the numbers; 1 for equal ones, and where none is learned.
    fn learn(self, values: &[f64]) -> f64 {
        match self {
            Self::YeoJohnson if !is_constant(values) => power::most_likely_yeo_johnson(values),
            Self::BoxCox if !is_constant(values) => power::most_likely_box_cox(values),
            _ => 1.0,
        }
    }

    fn bend(self, value: f64, lambda: f64) -> f64 {
        if value <= self.above() {
            return f64::NAN;
        }
        match self {
            Self::YeoJohnson => power::yeo_johnson(value, lambda),
            Self::BoxCox => power::box_cox(value, lambda),
            Self::Log => libm::log(value),
            Self::Log1p => libm::log1p(value),
        }
    }
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        for bend in &self.columns {
            super::fitted_column(&KIND, table, &bend.column, DType::Numeric)?;
        }
        let at = |name: &str| self.columns.iter().position(|bend| bend.column == name);
        numbers::map(table, at, |at, value| {
            let bent = |bend: &Bend| (self.method.bend(value, bend.lambda) - bend.center) / bend.scale;
            self.columns.get(at).map_or(value, bent)
        })
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        let mut learned = Vec::new();
        for bend in &self.columns {
            if matches!(self.method, Method::YeoJohnson | Method::BoxCox) {
                learned.push(Learned::new(&bend.column, "lambda", bend.lambda));
            }
            learned.push(Learned::new(&bend.column, "mean", bend.center));
            learned.push(Learned::new(&bend.column, "standard deviation", bend.scale));
        }
        learned
    }
}
