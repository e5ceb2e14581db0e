//! How often a level occurred in training.

use serde::{Deserialize, Serialize};

use super::instead::replace;
use super::levels::LEVELLED;
use super::seen_levels::SeenLevels;
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind};
use crate::error::EngineError;
use crate::params::{Default, Domain, ParamSpec};
use crate::table::{Column, Table};

pub(super) const KIND: StepKind = StepKind {
    id: "count_encode",
    label: "Count encode",
    purpose: Purpose::Encode,
    help: "Replaces every level by how often it occurred in training; a level not seen there gets 0. Missing cells count as a level. Good for columns of many levels where being common or rare says something.",
    sklearn: "category_encoders.CountEncoder",
    params: &[ParamSpec {
        name: "normalize",
        label: "As a share of the rows",
        help: "The share of the training rows that have the level, from 0 to 1, instead of their number.",
        domain: Domain::Bool,
        default: Default::Bool(false),
        visible_when: None,
    }],
    accepts: |_| LEVELLED,
    named: false,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Encoding {
    levels: SeenLevels,
    /// One a level.
    counts: Vec<f64>,
}

/// The count or share of every level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    normalize: bool,
    columns: Vec<Encoding>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let normalize = input.params.bool("normalize");
    let mut columns = Vec::with_capacity(input.columns.len());
    for name in input.columns {
        let column = input.table.column(name)?;
        let levels = SeenLevels::new(column);
        let mut counts = vec![0.0; levels.len()];
        for place in levels.places(column).into_iter().flatten() {
            if let Some(count) = counts.get_mut(place) {
                *count += 1.0;
            }
        }
        if normalize {
            counts.iter_mut().for_each(|count| *count /= column.len() as f64);
        }
        columns.push(Encoding { levels, counts });
    }
    Ok(FittedStep::CountEncode(Fitted { normalize, columns }).into())
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        for encoding in &self.columns {
            encoding.levels.check(&KIND, table)?;
        }
        replace(table, |column| {
            let encoding = self.columns.iter().find(|known| known.levels.column() == column.name())?;
            let count = |place: Option<usize>| place.and_then(|at| encoding.counts.get(at).copied());
            let places = encoding.levels.places(column).into_iter();
            let cells = places.map(|place| Some(count(place).unwrap_or(0.0)));
            Some(vec![Column::numeric(column.name(), cells)])
        })
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        let what = if self.normalize { "shares" } else { "counts" };
        let text = |encoding: &Encoding| encoding.levels.with_numbers(&encoding.counts);
        self.columns
            .iter()
            .map(|encoding| Learned::new(encoding.levels.column(), what, text(encoding)))
            .collect()
    }
}
