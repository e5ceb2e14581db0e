//! Groups of rows that resemble each other.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::rows::{Rows, side_by_side, to_learn_from};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, StepSpec, numbers};
use crate::error::EngineError;
use crate::models::kernels::k_means::{k_means, k_means_path, nearest};
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::table::{Column, DType, Mask, Table, Values};

pub(super) const KIND: StepKind = StepKind {
    id: "k_means",
    label: "Clusters (k-means)",
    purpose: Purpose::Derive,
    help: "Sorts the rows into groups that resemble each other and adds the group, or the distance to each group's centre. Scale the columns first, so that none counts more because of its unit.",
    sklearn: "KMeans",
    params: &[
        ParamSpec {
            name: "n_clusters",
            label: "Groups",
            help: "How many groups to make. More describe the rows more closely, and each holds fewer.",
            domain: Domain::Int { min: 1, max: 50 },
            default: Default::Int(8),
            visible_when: None,
        },
        ParamSpec {
            name: "output",
            label: "Adds",
            help: "The group as a column of categories, or one column of distances for every group.",
            domain: Domain::Choice(&[
                Choice { value: "cluster", label: "The group" },
                Choice { value: "distances", label: "Distances to the centres" },
            ]),
            default: Default::Text("cluster"),
            visible_when: None,
        },
        ParamSpec {
            name: "n_init",
            label: "Beginnings",
            help: "How often to begin anew from other centres; the best end is kept. More find better groups and take longer.",
            domain: Domain::Int { min: 1, max: 20 },
            default: Default::Int(1),
            visible_when: None,
        },
        ParamSpec {
            name: "random_state",
            label: "Seed",
            help: "The groups depend on where the search begins; the same seed begins in the same place.",
            domain: Domain::Int { min: 0, max: 1_000_000 },
            default: Default::Int(0),
            visible_when: None,
        },
    ],
    accepts: |_| &[DType::Numeric],
    named: false,
};

/// Rounds of the search; it seldom takes as many.
const MAX_ROUNDS: usize = 300;

/// The centres of the groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    columns: Vec<String>,
    distances: bool,
    /// One list, one number a column, for each group.
    centres: Vec<Vec<f64>>,
    /// Training rows of each group.
    counts: Vec<usize>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let rows = Rows::new(to_learn_from(&KIND, input.table, input.columns)?);
    let (n, p, k) = (rows.places.len(), input.columns.len(), input.params.count("n_clusters"));
    let distances = input.params.text("output") == "distances";
    let mut fitted =
        Fitted { columns: input.columns.to_vec(), distances, centres: Vec::new(), counts: Vec::new() };
    if p == 0 {
        return Ok(FittedStep::KMeans(fitted).into());
    }
    if n < k {
        return Err(EngineError::Data(format!(
            "{}: {k} groups are asked for and only {n} training rows have a value in all of the step's columns; \
             ask for fewer groups",
            KIND.label
        )));
    }
    if rows.cells.iter().any(|cell| cell.abs() > 1e150) {
        return Err(EngineError::Data(format!(
            "{}: the columns hold numbers too large to measure distances with; scale them first",
            KIND.label
        )));
    }
    let seed = input.params.count("random_state") as u64;
    let found = k_means(&rows.cells, p, k, input.params.count("n_init"), MAX_ROUNDS, seed);
    fitted.counts = vec![0; found.centres.len() / p];
    for row in rows.cells.chunks_exact(p) {
        if let Some(count) = fitted.counts.get_mut(nearest(row, &found.centres).0) {
            *count += 1;
        }
    }
    fitted.centres = found.centres.chunks_exact(p).map(<[f64]>::to_vec).collect();
    Ok(FittedStep::KMeans(fitted).into())
}

/// How the centres moved from round to round.
pub(crate) struct CentresPath {
    /// The step's columns.
    pub columns: Vec<String>,
    /// Rows × columns: those without a missing cell.
    pub cells: Vec<f64>,
    /// Centres × columns: at the beginning and after every round; the last are those the step learns.
    pub centres: Vec<Vec<f64>>,
}

/// The way of the centres of this step, which must be of this kind, on the rows it learns from.
pub(crate) fn centres_path(step: &StepSpec, table: &Table) -> Result<CentresPath, EngineError> {
    let params = crate::params::resolve(KIND.label, KIND.params, &step.params)?;
    let columns = step.columns.resolve(KIND.label, table, (KIND.accepts)(&params))?;
    let cells = Rows::new(to_learn_from(&KIND, table, &columns)?).cells;
    let (p, k, seed) = (columns.len(), params.count("n_clusters"), params.count("random_state") as u64);
    let centres = if p == 0 || cells.len() < k * p {
        Vec::new()
    } else {
        k_means_path(&cells, p, k, params.count("n_init"), MAX_ROUNDS, seed)
    };
    Ok(CentresPath { columns, cells, centres })
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        let rows = Rows::new(side_by_side(&KIND, table, &self.columns)?);
        if self.columns.is_empty() {
            return Ok(table.clone());
        }
        let mut columns = table.columns().to_vec();
        let cells = rows.cells.chunks_exact(self.columns.len());
        if self.distances {
            let mut made = vec![vec![f64::NAN; table.n_rows()]; self.centres.len()];
            for (row, place) in cells.zip(&rows.places) {
                for (cells, centre) in made.iter_mut().zip(&self.centres) {
                    if let Some(cell) = cells.get_mut(*place) {
                        *cell = f64::sqrt(nearest(row, centre).1);
                    }
                }
            }
            let named = (1..).zip(made);
            columns.extend(named.map(|(at, cells)| numbers::column(format!("cluster_distance_{at}"), cells)));
        } else {
            let mut codes = vec![0; table.n_rows()];
            let mut known = vec![false; table.n_rows()];
            for (row, place) in cells.zip(&rows.places) {
                let of = self.nearest(row);
                if let (Some(of), Some(code), Some(known)) =
                    (of, codes.get_mut(*place), known.get_mut(*place))
                {
                    *code = of;
                    *known = true;
                }
            }
            let levels = Arc::new((1..=self.centres.len()).map(|at| at.to_string()).collect());
            let mask: Mask = known.into_iter().collect();
            columns.push(Column::new("cluster", Values::Categorical { codes, levels }, mask));
        }
        Table::new(columns)
    }

    /// The group of a row, the first of groups as near; none where there are no groups.
    fn nearest(&self, row: &[f64]) -> Option<u32> {
        let distances = self.centres.iter().map(|centre| nearest(row, centre).1);
        (0..).zip(distances).reduce(|a, b| if b.1 < a.1 { b } else { a }).map(|(at, _)| at)
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        (1..)
            .zip(&self.counts)
            .map(|(at, count)| Learned::new("cluster", &format!("training rows of group {at}"), count))
            .collect()
    }
}
