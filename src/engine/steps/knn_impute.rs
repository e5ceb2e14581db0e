//! Fills in missing numbers from the nearest training rows.

use serde::{Deserialize, Serialize};

use super::donors::{Asking, Donor, Donors};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, fitted_column, numbers};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::stats;
use crate::table::{Column, DType, Table};

pub(super) const KIND: StepKind = StepKind {
    id: "knn_impute",
    label: "Fill in from similar rows",
    purpose: Purpose::Clean,
    help: "Fills a missing number with the mean of the training rows that are nearest in the other columns. Scale the columns first: the one with the largest unit decides what is near. The fitted step holds the training rows' numbers, and so does every file that the pipeline is saved in.",
    sklearn: "KNNImputer",
    params: &[
        ParamSpec {
            name: "n_neighbors",
            label: "Neighbours",
            help: "How many training rows that have a value there are averaged. More are steadier and less like the row.",
            domain: Domain::Int { min: 1, max: 100 },
            default: Default::Int(5),
            visible_when: None,
        },
        ParamSpec {
            name: "weights",
            label: "Weights",
            help: "Uniform counts all neighbours alike; distance counts each by one over its distance, and a row at no distance alone.",
            domain: Domain::Choice(&[
                Choice { value: "uniform", label: "Uniform" },
                Choice { value: "distance", label: "By distance" },
            ]),
            default: Default::Text("uniform"),
            visible_when: None,
        },
    ],
    accepts: |_| &[DType::Numeric],
    named: false,
};

/// The training rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    columns: Vec<String>,
    n_neighbors: usize,
    by_distance: bool,
    /// The training cells, a list for each column.
    cells: Vec<Vec<Option<f64>>>,
    /// The mean of each column, where no row is near.
    means: Vec<f64>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let mut cells = Vec::with_capacity(input.columns.len());
    let mut means = Vec::with_capacity(input.columns.len());
    for name in input.columns {
        let column = input.table.column(name)?;
        let values = numbers::present(column);
        if values.is_empty() {
            return Err(numbers::nothing_to_learn(KIND.label, name));
        }
        means.push(stats::mean(&values));
        cells.push((0..column.len()).map(|row| column.number(row)).collect());
    }
    let fitted = Fitted {
        columns: input.columns.to_vec(),
        n_neighbors: input.params.count("n_neighbors"),
        by_distance: input.params.text("weights") == "distance",
        cells,
        means,
    };
    Ok(FittedStep::KnnImpute(fitted).into())
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        let mut chosen = Vec::with_capacity(self.columns.len());
        for name in &self.columns {
            chosen.push(fitted_column(&KIND, table, name, DType::Numeric)?);
        }
        let mut places = Vec::new();
        let mut asking = Vec::new();
        for row in 0..table.n_rows() {
            if chosen.iter().any(|column| !column.mask().is_valid(row)) {
                places.push(row);
                asking.push(Asking { cells: chosen.iter().map(|column| column.number(row)).collect() });
            }
        }
        let mut filled: Vec<Vec<(usize, f64)>> = vec![Vec::new(); chosen.len()];
        let k = self.n_neighbors.min(self.cells.first().map_or(0, Vec::len));
        Donors::new(&self.cells).nearest(&asking, k, |at, column, donors| {
            let value = self.average(column, donors);
            if let (Some(row), Some(filled)) = (places.get(at), filled.get_mut(column)) {
                filled.push((*row, value));
            }
        });
        let made = |column: &Column| match chosen.iter().position(|other| other.name() == column.name()) {
            None => column.clone(),
            Some(at) => {
                let mut cells: Vec<Option<f64>> = (0..column.len()).map(|row| column.number(row)).collect();
                for (row, value) in filled.get(at).into_iter().flatten() {
                    if let Some(cell) = cells.get_mut(*row) {
                        *cell = Some(*value);
                    }
                }
                Column::numeric(column.name(), cells)
            }
        };
        Table::new(table.columns().iter().map(made).collect())
    }

    /// The mean of the rows that give a value, or the column's where none does.
    fn average(&self, column: usize, donors: &[Donor]) -> f64 {
        let value = |donor: &Donor| {
            self.cells.get(column).and_then(|cells| cells.get(donor.row)).copied().flatten().unwrap_or(0.0)
        };
        let at_no_distance = donors.first().is_some_and(|donor| donor.distance == 0.0);
        let weight = |donor: &Donor| match self.by_distance {
            false => 1.0,
            true if at_no_distance => f64::from(u8::from(donor.distance == 0.0)),
            true => 1.0 / f64::sqrt(donor.distance),
        };
        if donors.is_empty() {
            return self.means.get(column).copied().unwrap_or(0.0);
        }
        let (sum, total) = donors.iter().fold((0.0, 0.0), |(sum, total), donor| {
            let weight = weight(donor);
            (sum + weight * value(donor), total + weight)
        });
        sum / total
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        let rows = self.cells.first().map_or(0, Vec::len);
        let missing = self.columns.iter().zip(&self.cells).map(|(name, cells)| {
            let n = cells.iter().filter(|cell| cell.is_none()).count();
            Learned::new(name, "training cells filled in", n)
        });
        missing.chain([Learned::new("", "training rows held, and saved with the pipeline", rows)]).collect()
    }
}
