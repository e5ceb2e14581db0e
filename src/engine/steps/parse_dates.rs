//! Moments from texts in a stated form.

use serde::{Deserialize, Serialize};

use super::cells::{self, Touched};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, texts};
use crate::error::EngineError;
use crate::params::{Default, Domain, ParamSpec};
use crate::table::read::DateFormat;
use crate::table::{Column, Mask, Table, Values};

pub(super) const KIND: StepKind = StepKind {
    id: "parse_dates",
    label: "Texts to dates",
    purpose: Purpose::Clean,
    help: "Reads texts as dates and times of the form that you state: makes the column a datetime. What has another form, or is no day of the calendar, becomes missing.",
    sklearn: "pandas.to_datetime(format=..., errors=\"coerce\")",
    params: &[ParamSpec {
        name: "format",
        label: "Form",
        help: "%d.%m.%Y %H:%M reads 31.12.2024 23:59. %Y year, %y its last two digits (69 to 99 are 19..), %m month, %b or %B its English name, %d day, %H hour, %I hour of 12 with %p AM or PM, %M minute, %S second, %f fraction of a second, %z offset from UTC, %% a percent sign.",
        domain: Domain::Text,
        default: Default::Text("%Y-%m-%d"),
        visible_when: None,
    }],
    accepts: |_| texts::TEXTS,
    named: true,
};

/// The form, and how many texts were read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    format: String,
    columns: Vec<Touched>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let text = input.params.text("format");
    let format = DateFormat::new(text)
        .map_err(|error| EngineError::Spec(format!("{}: the form {text:?} {error}", KIND.label)))?;
    let (columns, rows) = cells::learn(input, |_, column| convert(column, &format))?;
    Ok(Fit { step: FittedStep::ParseDates(Fitted { format: text.to_owned(), columns }), rows })
}

fn convert(column: &Column, format: &DateFormat) -> Result<Column, EngineError> {
    let moments = texts::read(column, |text| format.parse(text))?;
    let mask: Mask = moments.iter().map(Option::is_some).collect();
    let values = moments.into_iter().map(Option::unwrap_or_default).collect();
    Ok(Column::new(column.name(), Values::Datetime(values), mask))
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        let format = DateFormat::new(&self.format)
            .map_err(|error| EngineError::Model(format!("its form of dates {:?} {error}", self.format)))?;
        cells::apply(&KIND, table, &self.columns, |_, column| convert(column, &format))
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        cells::learned(&self.columns, "read as dates")
    }
}
