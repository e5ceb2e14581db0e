//! Numbers far from the others of their column.

use serde::{Deserialize, Serialize};

use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, TrainRows, fitted_column, numbers};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::stats;
use crate::table::{Column, DType, Mask, Table, Values};

/// The median absolute deviation of a normal distribution with standard deviation 1: its upper quartile.
const NORMAL_MAD: f64 = 0.674_489_750_196_081_7;

pub(super) const KIND: StepKind = StepKind {
    id: "outliers",
    label: "Outliers of a column",
    purpose: Purpose::Clean,
    help: "Learns a range from the training rows and deals with the numbers outside it. Look at them first: an outlier may be the row that matters most. Rows are removed from training only.",
    sklearn: "scipy.stats.iqr / zscore / median_abs_deviation",
    params: &[
        ParamSpec {
            name: "method",
            label: "Found by",
            help: "The quartiles hold for any shape of column. Mean and standard deviation suit a bell shape and are moved by the outliers themselves; the median and its absolute deviation are not.",
            domain: Domain::Choice(&[
                Choice { value: "iqr", label: "Quartiles" },
                Choice { value: "zscore", label: "Mean and standard deviation" },
                Choice { value: "mad", label: "Median and absolute deviation" },
            ]),
            default: Default::Text("iqr"),
            visible_when: None,
        },
        ParamSpec {
            name: "factor",
            label: "Interquartile ranges",
            help: "How many interquartile ranges below the lower or above the upper quartile a number may lie; 1.5 is Tukey's, 3 finds only those far out.",
            domain: Domain::Float { min: 0.0, max: 100.0, log: false },
            default: Default::Float(1.5),
            visible_when: Some(("method", &["iqr"])),
        },
        ParamSpec {
            name: "threshold",
            label: "Standard deviations",
            help: "How many standard deviations from the middle a number may lie. 3 is usual with the mean, 3.5 with the median, whose deviation is scaled to be the standard one of a bell shape.",
            domain: Domain::Float { min: 0.0, max: 100.0, log: false },
            default: Default::Float(3.0),
            visible_when: Some(("method", &["zscore", "mad"])),
        },
        ParamSpec {
            name: "action",
            label: "An outlier",
            help: "Removing leaves the training row out. The others also change rows that are scored.",
            domain: Domain::Choice(&[
                Choice { value: "remove", label: "Removes its training row" },
                Choice { value: "clip", label: "Is moved to the nearer end of the range" },
                Choice { value: "missing", label: "Becomes missing" },
                Choice { value: "flag", label: "Is marked in a new column" },
            ]),
            default: Default::Text("remove"),
            visible_when: None,
        },
    ],
    accepts: |_| &[DType::Numeric],
    named: false,
};

/// The range of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Fence {
    column: String,
    lower: f64,
    upper: f64,
    /// Training cells outside.
    outside: usize,
}

/// The range of every column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    action: String,
    columns: Vec<Fence>,
    /// Training rows removed.
    removed: usize,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let action = input.params.text("action").to_owned();
    let mut columns = Vec::with_capacity(input.columns.len());
    for name in input.columns {
        columns.push(fence(input, name)?);
    }
    let mut fitted = Fitted { action, columns, removed: 0 };
    if fitted.action != "remove" {
        return Ok(FittedStep::Outliers(fitted).into());
    }
    let mut keep = vec![true; input.table.n_rows()];
    for fence in &fitted.columns {
        let column = input.table.column(&fence.column)?;
        for (row, keep) in keep.iter_mut().enumerate() {
            *keep &= column.number(row).is_none_or(|value| fence.holds(value));
        }
    }
    let keep: Vec<u32> = (0..).zip(keep).filter(|(_, keep)| *keep).map(|(row, _)| row).collect();
    if keep.is_empty() && input.table.n_rows() > 0 {
        return Err(EngineError::Data(format!(
            "{}: every training row has an outlier in some column, so none would be left; widen the range or \
             choose fewer columns",
            KIND.label
        )));
    }
    fitted.removed = input.table.n_rows() - keep.len();
    Ok(Fit { step: FittedStep::Outliers(fitted), rows: TrainRows::Kept(keep) })
}

/// The range that the training cells of a column give. A column without a spread has no outliers.
fn fence(input: &StepInput, name: &str) -> Result<Fence, EngineError> {
    let column = input.table.column(name)?;
    let values = numbers::sorted(column);
    let quantile = |q| stats::quantile(&values, q).ok_or_else(|| numbers::nothing_to_learn(KIND.label, name));
    let threshold = input.params.float("threshold");
    let (low, high, reach) = match input.params.text("method") {
        "zscore" => {
            quantile(0.5)?;
            let mean = stats::mean(&values);
            (mean, mean, threshold * f64::sqrt(stats::variance(&values)))
        }
        "mad" => {
            let median = quantile(0.5)?;
            let mut deviations: Vec<f64> = values.iter().map(|value| (value - median).abs()).collect();
            deviations.sort_unstable_by(f64::total_cmp);
            let deviation = stats::quantile(&deviations, 0.5).unwrap_or(0.0);
            (median, median, threshold * deviation / NORMAL_MAD)
        }
        _ => {
            let (low, high) = (quantile(0.25)?, quantile(0.75)?);
            (low, high, input.params.float("factor") * (high - low))
        }
    };
    let spread = high > low || reach > 0.0;
    // Ends beyond the range of doubles are its own.
    let end = |value: f64, none: f64| if spread && value.is_finite() { value } else { none };
    let (lower, upper) = (end(low - reach, f64::MIN), end(high + reach, f64::MAX));
    let mut fence = Fence { column: name.to_owned(), lower, upper, outside: 0 };
    fence.outside = values.iter().filter(|value| !fence.holds(**value)).count();
    Ok(fence)
}

impl Fence {
    fn holds(&self, value: f64) -> bool {
        self.lower <= value && value <= self.upper
    }
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        if self.action == "remove" {
            return Ok(table.clone());
        }
        let mut columns = table.columns().to_vec();
        for fence in &self.columns {
            let column = fitted_column(&KIND, table, &fence.column, DType::Numeric)?;
            let changed = match self.action.as_str() {
                "flag" => {
                    let outside = |row| column.number(row).is_some_and(|value| !fence.holds(value));
                    let values = Values::Boolean((0..column.len()).map(outside).collect());
                    let name = format!("{}_outlier", fence.column);
                    columns.push(Column::new(name, values, Mask::all_valid(column.len())));
                    continue;
                }
                "clip" => numbers::changed(column, |value| value.max(fence.lower).min(fence.upper)),
                _ => numbers::changed(column, |value| if fence.holds(value) { value } else { f64::NAN }),
            };
            if let Some(place) = columns.iter_mut().find(|column| column.name() == fence.column) {
                *place = changed;
            }
        }
        Table::new(columns)
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        let each = |fence: &Fence| {
            [
                Learned::new(&fence.column, "lower end", fence.lower),
                Learned::new(&fence.column, "upper end", fence.upper),
                Learned::new(&fence.column, "training cells outside", fence.outside),
            ]
        };
        let rows = (self.action == "remove").then(|| Learned::new("", "training rows dropped", self.removed));
        self.columns.iter().flat_map(each).chain(rows).collect()
    }
}
