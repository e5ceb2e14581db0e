//! Makes training rows of the small classes between rows there are.
//!
//! N. V. Chawla, K. W. Bowyer, L. O. Hall and W. P. Kegelmeyer, *SMOTE: synthetic minority over-sampling
//! technique*, 2002: a made row lies on the segment from a row of the class to one of its `k_neighbors` nearest
//! rows of the same class, at a place drawn at random. As in imbalanced-learn, the row, the neighbour and the
//! place are drawn anew for each. Distances are those of the step's columns.

use ndarray::ArrayView2;

pub use super::class_sizes::Fitted;
use super::class_sizes::{ClassRows, RANDOM_STATE, ratio};
use super::selection::JUDGED;
use super::{Fit, FittedStep, Purpose, StepInput, StepKind, TrainRows};
use crate::error::EngineError;
use crate::models::kernels::neighbours::{Metric, nearest};
use crate::names;
use crate::params::{Default, Domain, ParamSpec};
use crate::rng::Rng;
use crate::table::{Column, DType, Mask, Table, Values};

pub(super) const KIND: StepKind = StepKind {
    id: "smote",
    label: "Make rows of small classes (SMOTE)",
    purpose: Purpose::Balance,
    help: "Adds made training rows to each small class: each between a row of the class and one of its nearest neighbours in the class. Numbers lie between those of the two; truth values and the cells of columns outside the step are those of the nearer. The step's columns must have no gaps and should be on one scale. Rows that are only scored are left as they are, and probabilities become those of the balanced rows.",
    sklearn: "imblearn.SMOTE",
    params: PARAMS,
    accepts: |_| JUDGED,
    named: false,
};

const PARAMS: &[ParamSpec] = &[
    ratio(
        "How large every class is to be by the largest. 1 makes all as large as the largest; 0.5 brings small ones to half of it.",
    ),
    ParamSpec {
        name: "k_neighbors",
        label: "Neighbours",
        help: "How many nearest rows of the class a made row may lie towards. More spread the made rows wider.",
        domain: Domain::Int { min: 1, max: 50 },
        default: Default::Int(5),
        visible_when: None,
    },
    RANDOM_STATE,
];

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let classes = ClassRows::new(&KIND, input)?;
    let columns = columns(input)?;
    let lacking = classes.lacking(&KIND, input.params.float("sampling_strategy"))?;
    let k = input.params.count("k_neighbors");
    let mut rng = Rng::new(input.params.count("random_state") as u64, "smote");
    let mut cells = columns.clone();
    // The rows there are come first, the made ones after them, class by class; for these the nearer of the two
    // rows that each lies between.
    let mut order: Vec<u32> = (0_u32..).take(input.table.n_rows()).collect();
    for ((class, rows), lacking) in classes.names.iter().zip(&classes.rows).zip(&lacking) {
        if *lacking == 0 {
            continue;
        }
        if rows.len() <= k {
            return Err(EngineError::Data(format!(
                "{}: class {class:?} has {} training rows, and {k} neighbours of each are asked for; ask for fewer, join rare classes, or use Repeat rows of small classes",
                KIND.label,
                rows.len()
            )));
        }
        let draws = draws(rows.len(), k, *lacking, &mut rng);
        make(&columns, rows, k, &draws, &mut cells, &mut order);
    }
    let target = input.target.take(&order);
    let mut places = input.columns.iter().zip(cells);
    let others = input.table.take(&order);
    let made = others.into_columns().into_iter().map(|column| {
        if !input.columns.iter().any(|name| name == column.name()) {
            return column;
        }
        match places.next() {
            Some((name, cells)) if column.dtype() == DType::Numeric => {
                let mask = Mask::all_valid(cells.len());
                Column::new(name, Values::Numeric(cells), mask)
            }
            _ => column,
        }
    });
    let rows = TrainRows::Made { table: Table::new(made.collect())?, target };
    let before: Vec<usize> = classes.rows.iter().map(Vec::len).collect();
    let after = before.iter().zip(&lacking).map(|(before, lacking)| before + lacking).collect();
    Ok(Fit { step: FittedStep::Smote(Fitted { classes: classes.names, before, after }), rows })
}

/// The cells of the step's columns, in the table's order, each of which must be there in every row.
fn columns(input: &StepInput) -> Result<Vec<Vec<f64>>, EngineError> {
    let (mut cells, mut gaps) = (Vec::new(), Vec::new());
    for name in input.columns {
        let column = input.table.column(name)?;
        if column.mask().n_missing() > 0 {
            gaps.push(name.clone());
        }
        cells.push((0..column.len()).map(|row| column.number(row).unwrap_or(0.0)).collect());
    }
    let refuse = |text: String| Err(EngineError::Data(format!("{}: {text}", KIND.label)));
    if cells.is_empty() {
        return refuse(
            "there is no numeric column to measure distances by; encode columns before, or use Repeat rows of small classes"
                .to_owned(),
        );
    }
    if !gaps.is_empty() {
        return refuse(format!(
            "cells are missing in {}; add Fill in missing cells or Drop rows with missing cells before, or take the columns out of the step",
            names::list(&gaps)
        ));
    }
    Ok(cells)
}

/// What one made row comes of.
struct Drawn {
    /// A place among the rows of the class.
    from: usize,
    /// Which of its neighbours, 0 for the nearest.
    towards: usize,
    /// How far of the way, from 0 to 1.
    share: f64,
}

fn draws(n_rows: usize, k: usize, lacking: usize, rng: &mut Rng) -> Vec<Drawn> {
    let (n_rows, k) = (u32::try_from(n_rows).unwrap_or(u32::MAX), u32::try_from(k).unwrap_or(1));
    let draw = |_| {
        let (from, towards) = (rng.below(n_rows) as usize, rng.below(k) as usize);
        Drawn { from, towards, share: rng.unit() }
    };
    (0..lacking).map(draw).collect()
}

/// Adds the made rows to `cells`, in the order of the draws, and the nearer row of each to `order`. Neighbours are
/// searched for the drawn rows alone.
fn make(
    columns: &[Vec<f64>],
    rows: &[u32],
    k: usize,
    draws: &[Drawn],
    cells: &mut [Vec<f64>],
    order: &mut Vec<u32>,
) {
    let of = |row: u32| columns.iter().map(move |column| column.get(row as usize).copied().unwrap_or(0.0));
    let known: Vec<f64> = rows.iter().flat_map(|row| of(*row)).collect();
    let mut asked: Vec<usize> = draws.iter().map(|draw| draw.from).collect();
    asked.sort_unstable();
    asked.dedup();
    let width = columns.len();
    let queries: Vec<f64> = asked.iter().filter_map(|at| rows.get(*at)).flat_map(|row| of(*row)).collect();
    let Ok(queries) = ArrayView2::from_shape((asked.len(), width), &queries) else {
        return;
    };
    // One list of k places a drawn row.
    let mut found: Vec<u32> = Vec::with_capacity(asked.len() * k);
    let mut at = asked.iter();
    nearest(&known, queries, k + 1, Metric::Euclidean, |near| {
        // The row itself is not its neighbour; where more than k rows equal it, it may not be among them.
        let own = at.next();
        let others = near.iter().filter(|other| own.is_none_or(|own| other.row as usize != *own));
        found.extend(others.take(k).map(|other| other.row));
    });
    for draw in draws {
        let Ok(place) = asked.binary_search(&draw.from) else {
            continue;
        };
        let Some(towards) = found.get(place * k + draw.towards) else {
            continue;
        };
        let row = |at: usize| known.get(at * width..).unwrap_or(&[]);
        let ends = row(draw.from).iter().zip(row(*towards as usize));
        for (cells, (from, to)) in cells.iter_mut().zip(ends) {
            cells.push(between(*from, *to, draw.share));
        }
        order.extend(rows.get(if draw.share < 0.5 { draw.from } else { *towards as usize }));
    }
}

/// The number at that share of the way, never outside the two.
fn between(from: f64, to: f64, share: f64) -> f64 {
    let step = to - from;
    let value = if step.is_finite() { from + share * step } else { from * (1.0 - share) + to * share };
    value.clamp(from.min(to), from.max(to))
}
