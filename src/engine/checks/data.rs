//! What of the training rows makes learning or reading a model hard.

use ndarray::{Array2, ArrayView1, ArrayView2};

use super::{Check, Facts, Question, Verdict, graded};
use crate::error::EngineError;
use crate::models::{Cholesky, Task};
use crate::pipeline::Design;
use crate::profile::WIDTHS_LOOK;
use crate::stats::select_quantile;
use crate::table::groups;

/// From this ratio of the most common to the rarest class accuracy misleads; the alert on the data uses
/// the same.
pub const IMBALANCE_LOOK: f64 = 4.0;
/// Ratios of the order of a hundred are called severe (He and Garcia, 2009).
pub const IMBALANCE_PROBLEM: f64 = 100.0;

/// A variance inflation above ten is the usual border (Marquardt, 1970): the other features explain nine
/// tenths of the feature.
pub const INFLATION_LOOK: f64 = 10.0;

/// Of more features than these only the first are compared with each other.
pub const MOST_FEATURES: usize = 60;

/// At most so many rows, evenly spaced, are compared.
const MOST_ROWS: usize = 5_000;

const IMBALANCE: Question = Question {
    name: "imbalance",
    label: "Classes of like size",
    meaning: "Where one class is rare, always saying the common one is right most of the time, and a model may do little else.",
    advice: "Stratify the split, weigh the classes, and look at recall, average precision and the confusion matrix instead of accuracy.",
};

const COLLINEAR: Question = Question {
    name: "collinearity",
    label: "Features that say different things",
    meaning: "Of features that follow from one another a linear model cannot tell which one counts: its coefficients and importances become arbitrary. Predictions hardly suffer, and trees and penalised models bear it.",
    advice: "Before reading coefficients, leave one of the two out or use a penalty.",
};

pub(super) fn imbalance(facts: &Facts) -> Option<Check> {
    if facts.pipeline.task != Task::Classification {
        return None;
    }
    let target = facts.table.get(&facts.pipeline.spec.target)?.take(facts.split.train());
    let mut classes: Vec<(String, usize)> =
        groups(&target).into_iter().map(|(label, rows)| (label, rows.len())).collect();
    classes.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    let ((common, most), (rare, least)) = (classes.first()?, classes.last()?);
    if classes.len() < 2 {
        return None;
    }
    let ratio = *most as f64 / *least as f64;
    let found = format!(
        "Of the training rows {most} are {common:?} and {least} are {rare:?}, the rarest class: {ratio:.1} to 1."
    );
    Some(IMBALANCE.answer(Some(ratio), graded(ratio, IMBALANCE_LOOK, IMBALANCE_PROBLEM), found))
}

const SCALES: Question = Question {
    name: "scales",
    label: "Features of one scale",
    meaning: "This model compares sizes: by distances, a penalty, or steps of one length. A feature with numbers a hundred times as large counts a hundred times as much, whatever it says.",
    advice: "Add the step Scale to the recipe, for all numbers.",
};

/// Features of training rows as the model sees them, without codes of levels, which are names and no
/// amounts.
pub(super) struct Features {
    names: Vec<String>,
    /// Rows × features.
    x: Array2<f64>,
}

impl Features {
    pub(super) fn of(facts: &Facts) -> Result<Self, EngineError> {
        let pipeline = facts.pipeline;
        let train = facts.split.train();
        let every = train.len().div_ceil(MOST_ROWS).max(1);
        let rows: Vec<u32> = train.iter().copied().step_by(every).collect();
        let of_amounts = pipeline.features.iter().filter(|name| !pipeline.levels.contains_key(*name));
        let names: Vec<String> = of_amounts.cloned().collect();
        let cells = pipeline.transform(&facts.table.take(&rows))?;
        let x = Design::new(&cells, &names, &pipeline.levels, false)?.x;
        Ok(Self { names, x })
    }
}

/// For models that compare the sizes of features alone.
pub(super) fn scales(facts: &Facts, features: &Features) -> Option<Check> {
    if !facts.pipeline.spec.model.wants_scaling() {
        return None;
    }
    let width = |(name, column): (&'_ String, ArrayView1<f64>)| {
        let mut cells = column.to_vec();
        let (low, high) = (select_quantile(&mut cells, 0.01)?, select_quantile(&mut cells, 0.99)?);
        Some((name.clone(), high - low)).filter(|(_, width)| *width > 0.0)
    };
    let widths: Vec<(String, f64)> =
        features.names.iter().zip(features.x.columns()).filter_map(width).collect();
    let (narrow, least) = widths.iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
    let (wide, most) = widths.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let ratio = most / least;
    let verdict = if ratio >= WIDTHS_LOOK { Verdict::Look } else { Verdict::Ok };
    let found = format!(
        "The middle 98 % of {wide:?} span {ratio:.1} times as much as those of {narrow:?}, the widest and the narrowest feature."
    );
    Some(SCALES.answer(Some(ratio), verdict, found))
}

/// Columns of fewer than three values, such as one-hot ones, whose sum is fixed by construction, are left
/// out.
pub(super) fn collinearity(features: &Features) -> Option<Check> {
    let (names, columns, left_out) = standardised(features.x.view(), &features.names);
    if columns.len() < 2 {
        return None;
    }
    let pairs = correlations(&columns);
    let size = columns.len();
    let at = |row: usize, column: usize| pairs.get(row * size + column).copied().unwrap_or(0.0);
    let places = (0..size).flat_map(|row| (0..row).map(move |column| (row, column)));
    let (row, column) = places.max_by(|a, b| at(a.0, a.1).abs().total_cmp(&at(b.0, b.1).abs()))?;
    let name = |at: usize| names.get(at).copied().unwrap_or_default();
    let pair = format!(
        "The largest correlation is {:.3}, of {:?} and {:?}",
        at(row, column),
        name(column),
        name(row)
    );
    let (verdict, rest) = match inflations(pairs.clone(), size).and_then(|factors| largest(&factors)) {
        Some((at, factor)) if factor < 1e8 => (
            if factor >= INFLATION_LOOK { Verdict::Look } else { Verdict::Ok },
            format!("the variance inflation is largest for {:?}: {factor:.1}", name(at)),
        ),
        _ => (Verdict::Look, "and a feature follows exactly from others".to_owned()),
    };
    let scope = if left_out > 0 {
        format!(" Only the first {MOST_FEATURES} features were compared.")
    } else {
        String::new()
    };
    let found = format!("{pair}; {rest}.{scope}");
    Some(COLLINEAR.answer(Some(at(row, column).abs()), verdict, found))
}

/// The variance inflation factor of every column: the diagonal of the inverse of the correlation matrix.
/// None when a column follows exactly from others.
fn inflations(pairs: Vec<f64>, size: usize) -> Option<Vec<f64>> {
    let factor = Cholesky::new(pairs, size)?;
    let of = |at: usize| {
        let mut unit = vec![0.0; size];
        *unit.get_mut(at)? = 1.0;
        factor.solve(&mut unit);
        unit.get(at).copied()
    };
    (0..size).map(of).collect()
}

fn largest(factors: &[f64]) -> Option<(usize, f64)> {
    factors.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))
}

/// Names and centred columns of length 1 of features with at least three values, at most
/// [`MOST_FEATURES`], and how many were left out for that.
fn standardised<'a>(x: ArrayView2<f64>, names: &'a [String]) -> (Vec<&'a str>, Vec<Vec<f64>>, usize) {
    let mut kept = Vec::new();
    let mut columns = Vec::new();
    let mut left_out = 0;
    for (name, column) in names.iter().zip(x.columns()) {
        let mut values = column.to_vec();
        let Some(&first) = values.first() else { continue };
        let second = values.iter().find(|value| **value != first).copied();
        if second.is_none_or(|second| values.iter().all(|value| *value == first || *value == second)) {
            continue;
        }
        if columns.len() == MOST_FEATURES {
            left_out += 1;
            continue;
        }
        let mean = crate::stats::mean(&values);
        values.iter_mut().for_each(|value| *value -= mean);
        let length = f64::sqrt(values.iter().map(|value| value * value).sum());
        if length > 0.0 && length.is_finite() {
            values.iter_mut().for_each(|value| *value /= length);
            kept.push(name.as_str());
            columns.push(values);
        }
    }
    (kept, columns, left_out)
}

/// The correlation matrix of centred columns of length 1, row-major.
fn correlations(columns: &[Vec<f64>]) -> Vec<f64> {
    let size = columns.len();
    let mut pairs = vec![0.0; size * size];
    for (row, a) in columns.iter().enumerate() {
        for (column, b) in columns.iter().enumerate().take(row + 1) {
            let product: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
            let value = if row == column { 1.0 } else { product.clamp(-1.0, 1.0) };
            for place in [row * size + column, column * size + row] {
                if let Some(cell) = pairs.get_mut(place) {
                    *cell = value;
                }
            }
        }
    }
    pairs
}
