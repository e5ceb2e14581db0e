//! Fills in missing numbers by regressions of each column on the others, in rounds.
//!
//! The method is van Buuren and Groothuis-Oudshoorn's chained equations (2011) with a ridge regression and
//! without random draws, in the order and with the rule to stop of scikit-learn's `IterativeImputer`: the
//! columns with the fewest gaps first, until no filled cell changes by more than `tol` times the greatest
//! number of the training rows. The regressions of all rounds are kept, in order. A row is filled by itself
//! by going through them.

use serde::{Deserialize, Serialize};

use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, fitted_column, numbers};
use crate::error::EngineError;
use crate::models::kernels::cholesky::Cholesky;
use crate::params::{Default, Domain, ParamSpec};
use crate::stats;
use crate::table::{Column, DType, Table};

/// What is added to a matrix that cannot be solved in this precision, as a share of its diagonal.
const JITTER: f64 = 1e-9;

pub(super) const KIND: StepKind = StepKind {
    id: "iterative_impute",
    label: "Fill in by regression",
    purpose: Purpose::Clean,
    help: "Fills a missing number with what a ridge regression on the other columns predicts, in rounds, as the others have gaps too. Good where columns depend on each other; the filled numbers look more regular than true ones.",
    sklearn: "IterativeImputer(estimator=Ridge())",
    params: &[
        ParamSpec {
            name: "max_iter",
            label: "Rounds",
            help: "How many times all columns are filled in at most. It ends earlier when nothing changes any more.",
            domain: Domain::Int { min: 1, max: 100 },
            default: Default::Int(10),
            visible_when: None,
        },
        ParamSpec {
            name: "tol",
            label: "Tolerance",
            help: "It ends when no filled number changed by more than this share of the greatest number in the columns.",
            domain: Domain::Float { min: 0.0, max: 1.0, log: false },
            default: Default::Float(1e-3),
            visible_when: None,
        },
        ParamSpec {
            name: "alpha",
            label: "Penalty",
            help: "Holds the coefficients of the regressions small, in the columns' units; more helps where columns nearly repeat each other.",
            domain: Domain::Float { min: 1e-6, max: 1e6, log: true },
            default: Default::Float(1.0),
            visible_when: None,
        },
    ],
    accepts: |_| &[DType::Numeric],
    named: false,
};

/// How one column follows from the others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Regression {
    /// Its place among the columns.
    column: usize,
    /// One for each column, its own being 0.
    coefficients: Vec<f64>,
    intercept: f64,
}

/// What is filled in first, and the regressions in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    columns: Vec<String>,
    means: Vec<f64>,
    sequence: Vec<Regression>,
    /// Missing training cells of each column.
    missing: Vec<usize>,
    rounds: usize,
    converged: bool,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let p = input.columns.len();
    let mut fitted = Fitted {
        columns: input.columns.to_vec(),
        means: Vec::with_capacity(p),
        sequence: Vec::new(),
        missing: Vec::with_capacity(p),
        rounds: 0,
        converged: true,
    };
    let mut greatest = 0.0_f64;
    let mut chosen = Vec::with_capacity(p);
    for name in input.columns {
        let column = input.table.column(name)?;
        let values = numbers::present(column);
        if values.is_empty() {
            return Err(numbers::nothing_to_learn(KIND.label, name));
        }
        greatest = values.iter().fold(greatest, |greatest, value| greatest.max(value.abs()));
        fitted.means.push(stats::mean(&values));
        fitted.missing.push(column.mask().n_missing());
        chosen.push(column);
    }
    if p < 2 {
        return Ok(FittedStep::IterativeImpute(fitted).into());
    }
    let mut order: Vec<usize> = (0..p).collect();
    order.sort_by_key(|column| fitted.missing.get(*column).copied());
    let mut filling = Filling::new(&chosen, &fitted.means, input.params.float("alpha"));
    let limit = input.params.float("tol") * greatest;
    for round in 1..=input.params.count("max_iter") {
        filling.sum_up();
        let mut change = 0.0_f64;
        for column in &order {
            let (regression, moved) = filling.fill(*column);
            change = change.max(moved);
            fitted.sequence.push(regression);
        }
        (fitted.rounds, fitted.converged) = (round, change < limit);
        if fitted.converged {
            break;
        }
    }
    Ok(FittedStep::IterativeImpute(fitted).into())
}

/// The training rows while they are filled in.
///
/// The sums of products over all rows are kept up to date, so that a regression on the rows that have a
/// value costs no more than the rows that have none.
struct Filling {
    p: usize,
    alpha: f64,
    /// Rows × columns, row-major, less the means.
    cells: Vec<f64>,
    means: Vec<f64>,
    /// The rows in which each column is missing, and those in which it is there.
    without: Vec<Vec<usize>>,
    with: Vec<Vec<usize>>,
    sums: Sums,
}

/// Of some rows: how many, the sums of the columns, and of their products (p × p, symmetric).
#[derive(Clone)]
struct Sums {
    n: f64,
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Sums {
    fn new(p: usize) -> Self {
        Self { n: 0.0, first: vec![0.0; p], second: vec![0.0; p * p] }
    }

    fn add(&mut self, row: &[f64], times: f64) {
        self.n += times;
        for ((a, first), line) in row.iter().zip(&mut self.first).zip(self.second.chunks_exact_mut(row.len()))
        {
            *first += times * a;
            for (b, second) in row.iter().zip(line) {
                *second += times * a * b;
            }
        }
    }
}

impl Filling {
    fn new(columns: &[&Column], means: &[f64], alpha: f64) -> Self {
        let (p, n) = (columns.len(), columns.first().map_or(0, |column| column.len()));
        let mut cells = Vec::with_capacity(n * p);
        for row in 0..n {
            let centred =
                |(column, mean): (&&Column, &f64)| column.number(row).map_or(0.0, |cell| cell - mean);
            cells.extend(columns.iter().zip(means).map(centred));
        }
        let rows = |valid: bool| -> Vec<Vec<usize>> {
            let of = |column: &&Column| (0..n).filter(|row| column.mask().is_valid(*row) == valid).collect();
            columns.iter().map(of).collect()
        };
        let (without, with, sums) = (rows(false), rows(true), Sums::new(p));
        Self { p, alpha, cells, means: means.to_vec(), without, with, sums }
    }

    fn sum_up(&mut self) {
        self.sums = Sums::new(self.p);
        for row in self.cells.chunks_exact(self.p) {
            self.sums.add(row, 1.0);
        }
    }

    /// Learns how a column follows from the others and fills its gaps by it. Also gives by how much the
    /// cell changed that changed most.
    fn fill(&mut self, column: usize) -> (Regression, f64) {
        let (weights, own) = self.solve(&self.of_present(column), column);
        let mut moved = 0.0_f64;
        for row in self.without.get(column).into_iter().flatten() {
            let Some(cells) = self.cells.get_mut(row * self.p..(row + 1) * self.p) else { continue };
            let predicted = own + cells.iter().zip(&weights).map(|(cell, weight)| cell * weight).sum::<f64>();
            self.sums.add(cells, -1.0);
            if let Some(cell) = cells.get_mut(column) {
                moved = moved.max((predicted - *cell).abs());
                *cell = predicted;
            }
            self.sums.add(cells, 1.0);
        }
        let mean = self.means.get(column).copied().unwrap_or(0.0);
        let offset: f64 = self.means.iter().zip(&weights).map(|(mean, weight)| mean * weight).sum();
        (Regression { column, coefficients: weights, intercept: mean + own - offset }, moved)
    }

    /// The sums over the rows that have a value in a column, from the fewer rows.
    fn of_present(&self, column: usize) -> Sums {
        let (without, with) = (self.without.get(column), self.with.get(column));
        let fewer_without = without.map(Vec::len) <= with.map(Vec::len);
        let (mut sums, rows, times) =
            if fewer_without { (self.sums.clone(), without, -1.0) } else { (Sums::new(self.p), with, 1.0) };
        for row in rows.into_iter().flatten() {
            sums.add(self.cells.get(row * self.p..(row + 1) * self.p).unwrap_or_default(), times);
        }
        sums
    }

    /// The ridge regression of a column on the others: their weights, its own being 0, and what is added,
    /// all for centred cells. Where it cannot be solved, the weights are 0.
    fn solve(&self, sums: &Sums, column: usize) -> (Vec<f64>, f64) {
        let others: Vec<usize> = (0..self.p).filter(|other| *other != column).collect();
        let mean = |at: usize| sums.first.get(at).map_or(0.0, |sum| sum / sums.n);
        let product = |a: usize, b: usize| {
            let sum = sums.second.get(a * self.p + b).copied().unwrap_or(0.0);
            sum - mean(a) * mean(b) * sums.n
        };
        let matrix = |jitter: f64| -> Vec<f64> {
            let cell = |a: usize, b: usize| {
                let penalty = if a == b { self.alpha + jitter * product(a, a).abs() } else { 0.0 };
                product(a, b) + penalty
            };
            others.iter().flat_map(|a| others.iter().map(move |b| cell(*a, *b))).collect()
        };
        let mut solution: Vec<f64> = others.iter().map(|other| product(*other, column)).collect();
        let factor = Cholesky::new(matrix(0.0), others.len());
        match factor.or_else(|| Cholesky::new(matrix(JITTER), others.len())) {
            Some(factor) => factor.solve(&mut solution),
            None => solution.fill(0.0),
        }
        if !solution.iter().all(|weight| weight.is_finite()) {
            solution.fill(0.0);
        }
        let mut weights = vec![0.0; self.p];
        let mut own = mean(column);
        for (other, weight) in others.iter().zip(&solution) {
            own -= weight * mean(*other);
            if let Some(place) = weights.get_mut(*other) {
                *place = *weight;
            }
        }
        (weights, if own.is_finite() { own } else { 0.0 })
    }
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        let mut chosen = Vec::with_capacity(self.columns.len());
        for name in &self.columns {
            chosen.push(fitted_column(&KIND, table, name, DType::Numeric)?);
        }
        let mut filled: Vec<Vec<Option<f64>>> =
            chosen.iter().map(|column| (0..column.len()).map(|row| column.number(row)).collect()).collect();
        let mut cells = vec![0.0; chosen.len()];
        for row in (0..table.n_rows()).filter(|row| chosen.iter().any(|c| !c.mask().is_valid(*row))) {
            for ((cell, column), mean) in cells.iter_mut().zip(&chosen).zip(&self.means) {
                *cell = column.number(row).unwrap_or(*mean);
            }
            for regression in &self.sequence {
                let lacks = chosen.get(regression.column).is_some_and(|column| !column.mask().is_valid(row));
                if lacks {
                    let terms =
                        cells.iter().zip(&regression.coefficients).map(|(cell, weight)| cell * weight);
                    let predicted = regression.intercept + terms.sum::<f64>();
                    if let Some(cell) = cells.get_mut(regression.column) {
                        *cell = predicted;
                    }
                }
            }
            for (column, cell) in filled.iter_mut().zip(&cells) {
                if let Some(place) = column.get_mut(row) {
                    *place = Some(*cell);
                }
            }
        }
        let mut columns = table.columns().to_vec();
        for (name, cells) in self.columns.iter().zip(filled) {
            if let Some(place) = columns.iter_mut().find(|column| column.name() == name) {
                *place = Column::numeric(name, cells);
            }
        }
        Table::new(columns)
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        let missing = self.columns.iter().zip(&self.missing);
        let missing = missing.map(|(name, n)| Learned::new(name, "training cells filled in", n));
        let rounds = [
            Learned::new("", "rounds", self.rounds),
            Learned::new("", "ended because nothing changed", self.converged),
        ];
        missing.chain(rounds).collect()
    }
}
