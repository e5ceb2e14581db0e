//! Parts of dates as columns.

use std::f64::consts::TAU;

use serde::{Deserialize, Serialize};

use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, numbers};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::table::datetime::{self, Civil, DAY_MS};
use crate::table::{Column, DType, Mask, Table, Values, read};

/// A part that is added when its switch is on.
macro_rules! switch {
    ($name:literal, $label:literal, $help:literal, $on:literal) => {
        ParamSpec {
            name: $name,
            label: $label,
            help: $help,
            domain: Domain::Bool,
            default: Default::Bool($on),
            visible_when: None,
        }
    };
}

pub(super) const KIND: StepKind = StepKind {
    id: "dates",
    label: "Parts of dates",
    purpose: Purpose::Derive,
    help: "Turns dates into numbers that a model can use: year, month, day of the week, and the days since a moment. Dates have no time zone.",
    sklearn: "FunctionTransformer(lambda dates: dates.dt.month)",
    params: &[
        switch!("year", "Year", "The year, for slow change over the years.", true),
        switch!("quarter", "Quarter", "The quarter of the year, from 1 to 4.", false),
        switch!("month", "Month", "The month, from 1 to 12, for what comes with the seasons.", true),
        switch!("day", "Day of the month", "The day of the month, from 1 to 31.", true),
        switch!("day_of_week", "Day of the week", "The day of the week: Monday is 0, Sunday is 6.", true),
        switch!("day_of_year", "Day of the year", "The day of the year, from 1 to 366.", false),
        switch!(
            "hour",
            "Hour",
            "The hour of the day, from 0 to 23. It is 0 for dates without a time.",
            false
        ),
        switch!("weekend", "Weekend", "Whether the day is a Saturday or a Sunday.", false),
        ParamSpec {
            name: "cyclical",
            label: "As a circle",
            help: "Month, day of the week and hour, as far as they are chosen, also or only as sine and cosine, so that December lies beside January for models that measure distances.",
            domain: Domain::Choice(&[
                Choice { value: "none", label: "No" },
                Choice { value: "add", label: "Also" },
                Choice { value: "replace", label: "Only" },
            ]),
            default: Default::Text("none"),
            visible_when: None,
        },
        ParamSpec {
            name: "elapsed",
            label: "Days since",
            help: "The days, with fractions, since the earliest date among the training rows or since a date of your choice.",
            domain: Domain::Choice(&[
                Choice { value: "none", label: "No" },
                Choice { value: "earliest", label: "The earliest training date" },
                Choice { value: "date", label: "A date" },
            ]),
            default: Default::Text("none"),
            visible_when: None,
        },
        ParamSpec {
            name: "since",
            label: "Date",
            help: "Year, month and day, such as 2024-01-31, and a time if you like.",
            domain: Domain::Text,
            default: Default::Text("2000-01-01"),
            visible_when: Some(("elapsed", &["date"])),
        },
        switch!(
            "drop_original",
            "Drop the date itself",
            "Leaves the column of dates out, which most models cannot take.",
            true
        ),
    ],
    accepts: |_| &[DType::Datetime],
    named: false,
};

/// A part of a date, by the name of its parameter and of what is added to a column's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    Year,
    Quarter,
    Month,
    Day,
    DayOfWeek,
    DayOfYear,
    Hour,
}

impl Part {
    const ALL: [Self; 7] =
        [Self::Year, Self::Quarter, Self::Month, Self::Day, Self::DayOfWeek, Self::DayOfYear, Self::Hour];

    fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Quarter => "quarter",
            Self::Month => "month",
            Self::Day => "day",
            Self::DayOfWeek => "day_of_week",
            Self::DayOfYear => "day_of_year",
            Self::Hour => "hour",
        }
    }

    fn of(self, moment: i64, civil: &Civil) -> f64 {
        match self {
            Self::Year => civil.year as f64,
            Self::Quarter => f64::from(civil.month.div_ceil(3)),
            Self::Month => f64::from(civil.month),
            Self::Day => f64::from(civil.day),
            Self::DayOfWeek => f64::from(datetime::weekday(moment)),
            Self::DayOfYear => f64::from(civil.day_of_year),
            Self::Hour => f64::from(civil.hour),
        }
    }

    /// The first value and how many there are, for a part that begins anew at its end.
    fn circle(self) -> Option<(f64, f64)> {
        match self {
            Self::Month => Some((1.0, 12.0)),
            Self::DayOfWeek => Some((0.0, 7.0)),
            Self::Hour => Some((0.0, 24.0)),
            _ => None,
        }
    }
}

/// Whether a part is shown as itself, as a circle, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Cyclical {
    None,
    Add,
    Replace,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Moments {
    column: String,
    /// From when days are counted: milliseconds since 1970.
    since: Option<i64>,
}

/// The parts, and the moments from which days are counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    parts: Vec<Part>,
    weekend: bool,
    cyclical: Cyclical,
    drop_original: bool,
    columns: Vec<Moments>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let mut columns = Vec::with_capacity(input.columns.len());
    for name in input.columns {
        let since = match input.params.text("elapsed") {
            "earliest" => Some(
                earliest(input.table.column(name)?)
                    .ok_or_else(|| numbers::nothing_to_learn(KIND.label, name))?,
            ),
            "date" => Some(given(input.params.text("since"))?),
            _ => None,
        };
        columns.push(Moments { column: name.clone(), since });
    }
    Ok(FittedStep::Dates(Fitted {
        parts: Part::ALL.into_iter().filter(|part| input.params.bool(part.name())).collect(),
        weekend: input.params.bool("weekend"),
        cyclical: match input.params.text("cyclical") {
            "add" => Cyclical::Add,
            "replace" => Cyclical::Replace,
            _ => Cyclical::None,
        },
        drop_original: input.params.bool("drop_original"),
        columns,
    })
    .into())
}

fn earliest(column: &Column) -> Option<i64> {
    let Values::Datetime(cells) = column.values() else { return None };
    cells.iter().zip(column.mask().iter()).filter(|(_, known)| *known).map(|(cell, _)| *cell).min()
}

fn given(text: &str) -> Result<i64, EngineError> {
    read::iso_date(text.trim()).ok_or_else(|| {
        EngineError::Spec(format!(
            "{}: {text:?} is no date from which days could be counted; write year, month and day, such as 2024-01-31",
            KIND.label
        ))
    })
}

/// Missing cells hold zero.
fn mask_zero(mut values: Vec<f64>, mask: &Mask) -> Vec<f64> {
    mask.keep_finite(&mut values);
    values
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        let mut made = Vec::new();
        for moments in &self.columns {
            let column = super::fitted_column(&KIND, table, &moments.column, DType::Datetime)?;
            if let Values::Datetime(cells) = column.values() {
                self.add(&mut made, moments, cells, column);
            }
        }
        let dropped = |column: &Column| {
            self.drop_original && self.columns.iter().any(|moments| moments.column == column.name())
        };
        let kept = table.columns().iter().filter(|column| !dropped(column)).cloned();
        Table::new(kept.chain(made).collect())
    }

    /// Adds what is asked for of one column.
    fn add(&self, made: &mut Vec<Column>, moments: &Moments, cells: &[i64], column: &Column) {
        let mask = column.mask();
        let mut push = |what: &str, values: Values| {
            made.push(column.with_values(values).renamed(format!("{}_{what}", moments.column)));
        };
        let calendar: Vec<Civil> = cells.iter().map(|moment| Civil::of(*moment)).collect();
        for part in &self.parts {
            let values: Vec<f64> =
                cells.iter().zip(&calendar).map(|(moment, civil)| part.of(*moment, civil)).collect();
            let circle = part.circle().filter(|_| self.cyclical != Cyclical::None);
            if let Some((first, count)) = circle {
                let turned = |of: fn(f64) -> f64| {
                    let turned = values.iter().map(|value| of(TAU * (value - first) / count));
                    Values::Numeric(mask_zero(turned.collect(), mask))
                };
                push(&format!("{}_sin", part.name()), turned(libm::sin));
                push(&format!("{}_cos", part.name()), turned(libm::cos));
            }
            if circle.is_none() || self.cyclical == Cyclical::Add {
                push(part.name(), Values::Numeric(mask_zero(values, mask)));
            }
        }
        if self.weekend {
            let weekend =
                cells.iter().zip(mask.iter()).map(|(moment, known)| known && datetime::weekday(*moment) > 4);
            push("weekend", Values::Boolean(weekend.collect()));
        }
        if let Some(since) = moments.since {
            let days = cells.iter().map(|moment| (*moment as f64 - since as f64) / DAY_MS as f64);
            push("elapsed_days", Values::Numeric(mask_zero(days.collect(), mask)));
        }
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        let counted = self.columns.iter().filter_map(|moments| {
            let since = datetime::format(moments.since?);
            Some(Learned::new(&moments.column, "days are counted from", since))
        });
        counted.collect()
    }
}
