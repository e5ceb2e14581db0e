//! The training rows in the order of time, for steps that look back from a row.
//!
//! A step's result must depend on the row alone, so that one row is answered as it would be among others. What
//! came before a row is therefore looked up among the training rows, which the fitted step keeps, and never
//! among the rows that are transformed together.

use serde::{Deserialize, Serialize};

use super::{StepInput, StepKind, fitted_column, levels};
use crate::error::EngineError;
use crate::params::{Default, Domain, ParamSpec};
use crate::table::{Column, DType, Table, groups};

/// The column by which rows are ordered.
pub(super) const TIME: ParamSpec = ParamSpec {
    name: "time",
    label: "Time",
    help: "The name of the column by which rows are ordered, of dates or numbers. Empty: the first column of dates. Only rows with a strictly earlier time are looked at.",
    domain: Domain::Text,
    default: Default::Text(""),
    visible_when: None,
};

/// The column that tells series apart.
pub(super) const GROUP: ParamSpec = ParamSpec {
    name: "group",
    label: "Series",
    help: "The name of a column that tells apart several series in one table, such as the shop or the sensor. Empty: all rows are one series.",
    domain: Domain::Text,
    default: Default::Text(""),
    visible_when: None,
};

/// A column by name, and its type in training.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    column: String,
    dtype: DType,
}

/// One series: its times, ascending, and the cells of each column at these times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Series {
    times: Vec<f64>,
    cells: Vec<Vec<Option<f64>>>,
}

/// The training rows that have a time and a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct History {
    time: Known,
    group: Option<Known>,
    columns: Vec<String>,
    /// The value of the group column in each series; one empty name where there is none.
    names: Vec<String>,
    series: Vec<Series>,
}

impl History {
    /// Puts the training rows in order; rows of one time stay as they stand.
    pub(super) fn new(kind: &StepKind, input: &StepInput) -> Result<Self, EngineError> {
        let time = time_column(kind, input)?;
        let group = match input.params.text("group").trim() {
            "" => None,
            name => Some(input.table.column(name).map_err(|error| {
                EngineError::Spec(format!(
                    "{}: the series are told apart by {name:?}, but {error}",
                    kind.label
                ))
            })?),
        };
        let rows = match group {
            Some(column) => groups(column),
            None => [(String::new(), (0..input.table.n_rows() as u32).collect())].into(),
        };
        let columns: Vec<&Column> =
            input.columns.iter().map(|name| input.table.column(name)).collect::<Result<_, _>>()?;
        let known = |column: &Column| Known { column: column.name().to_owned(), dtype: column.dtype() };
        let mut history = Self {
            time: known(time),
            group: group.map(known),
            columns: input.columns.to_vec(),
            names: Vec::with_capacity(rows.len()),
            series: Vec::with_capacity(rows.len()),
        };
        for (name, rows) in rows {
            let timed = rows.iter().filter_map(|row| Some((time.number(*row as usize)?, *row as usize)));
            let mut timed: Vec<(f64, usize)> = timed.collect();
            timed.sort_by(|a, b| a.0.total_cmp(&b.0));
            let cells = columns
                .iter()
                .map(|column| timed.iter().map(|(_, row)| column.number(*row)).collect())
                .collect();
            history.names.push(name);
            history.series.push(Series { times: timed.into_iter().map(|(time, _)| time).collect(), cells });
        }
        Ok(history)
    }

    /// The table with the columns that `made` gives for each column of the step: of a row, it is told the
    /// cells of its series before it, the last one being the nearest.
    pub(super) fn add(
        &self,
        kind: &StepKind,
        table: &Table,
        names: &[String],
        mut made: impl FnMut(usize, &[Option<f64>]) -> Option<f64>,
    ) -> Result<Table, EngineError> {
        for name in &self.columns {
            fitted_column(kind, table, name, DType::Numeric)?;
        }
        let places = self.places(kind, table)?;
        let mut columns = table.columns().to_vec();
        for (at, name) in self.columns.iter().enumerate() {
            for (which, suffix) in names.iter().enumerate() {
                let cells = places.iter().map(|place| {
                    let (series, end) = (*place)?;
                    made(which, series.cells.get(at)?.get(..end)?)
                });
                columns.push(Column::numeric(format!("{name}_{suffix}"), cells));
            }
        }
        Table::new(columns)
    }

    /// The series of every row, and how many of its times are earlier; none where that is not known.
    fn places(&self, kind: &StepKind, table: &Table) -> Result<Vec<Option<(&Series, usize)>>, EngineError> {
        let time = fitted_column(kind, table, &self.time.column, self.time.dtype)?;
        let series: Vec<Option<&Series>> = match &self.group {
            None => vec![self.series.first(); table.n_rows()],
            Some(group) => {
                let column = fitted_column(kind, table, &group.column, group.dtype)?;
                let places = levels::positions(column, &self.names);
                places.into_iter().map(|place| self.series.get(place.flatten()?)).collect()
            }
        };
        let places = series.into_iter().enumerate().map(|(row, series)| {
            let (series, now) = (series?, time.number(row)?);
            Some((series, series.times.partition_point(|time| *time < now)))
        });
        Ok(places.collect())
    }

    /// How many rows there are, and how many series.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.series.iter().map(|series| series.times.len()).sum(), self.series.len())
    }
}

fn time_column<'a>(kind: &StepKind, input: &StepInput<'a>) -> Result<&'a Column, EngineError> {
    let name = input.params.text("time").trim();
    if !name.is_empty() {
        let column = input.table.column(name).map_err(|error| {
            EngineError::Spec(format!("{}: the rows are ordered by {name:?}, but {error}", kind.label))
        })?;
        if matches!(column.dtype(), DType::Numeric | DType::Datetime) {
            return Ok(column);
        }
        return Err(EngineError::Spec(format!(
            "{}: the rows are ordered by column {name:?}, which is {}; choose a numeric or datetime column",
            kind.label,
            column.dtype().name()
        )));
    }
    let first = input.table.columns().iter().find(|column| column.dtype() == DType::Datetime);
    first.ok_or_else(|| {
        EngineError::Spec(format!(
            "{}: the table has no column of dates by which rows could be ordered; name a numeric column",
            kind.label
        ))
    })
}
