//! Drops columns that say what another one says.

use serde::{Deserialize, Serialize};

use super::answers::Answers;
use super::relevance::{correlation, correlation_ratio};
use super::selection::{JUDGED, Selection};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::table::{Column, Table};

pub(super) const KIND: StepKind = StepKind {
    id: "select_correlation",
    label: "Drop correlated columns",
    purpose: Purpose::Reduce,
    help: "Of two columns that rise and fall together in training, one is dropped. Columns are gone through in order, and one stays when it is not correlated too closely with any that stayed before it. A pair is compared in the rows where both have a value.",
    sklearn: "feature_engine.DropCorrelatedFeatures",
    params: &[
        ParamSpec {
            name: "threshold",
            label: "Greatest correlation",
            help: "Pairs whose correlation, without its sign, is greater are too much alike. 1 drops none.",
            domain: Domain::Float { min: 0.0, max: 1.0, log: false },
            default: Default::Float(0.95),
            visible_when: None,
        },
        ParamSpec {
            name: "keep",
            label: "Which stays",
            help: "The column that comes first in the table, or the one with more to do with the target: by its correlation with numbers, by its correlation ratio with classes.",
            domain: Domain::Choice(&[
                Choice { value: "first", label: "The first" },
                Choice { value: "target", label: "The one nearer to the target" },
            ]),
            default: Default::Text("first"),
            visible_when: None,
        },
    ],
    accepts: |_| JUDGED,
    named: false,
};

/// The closest correlation of every column with one that stayed, and which stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    selection: Selection,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let threshold = input.params.float("threshold");
    let mut columns = Vec::with_capacity(input.columns.len());
    for name in input.columns {
        columns.push(Numbers::new(input.table.column(name)?));
    }
    let mut order: Vec<usize> = (0..columns.len()).collect();
    if input.params.text("keep") == "target" {
        let answers = Answers::new(input);
        let closeness: Vec<f64> = columns.iter().map(|column| column.closeness(&answers)).collect();
        let of = |at: usize| closeness.get(at).copied().unwrap_or(0.0);
        order.sort_by(|a, b| of(*b).total_cmp(&of(*a)));
    }
    let (mut kept, mut closest) = (vec![false; columns.len()], vec![None; columns.len()]);
    let mut stayed: Vec<&Numbers> = Vec::new();
    for at in order {
        let (Some(column), Some(kept), Some(closest)) =
            (columns.get(at), kept.get_mut(at), closest.get_mut(at))
        else {
            continue;
        };
        let most = stayed.iter().map(|other| column.correlation(other).abs()).fold(0.0, f64::max);
        *closest = Some(most);
        if most <= threshold {
            *kept = true;
            stayed.push(column);
        }
    }
    let selection = Selection::new(&KIND, input, &closest, &kept, "raise the threshold")?;
    Ok(FittedStep::SelectCorrelation(Fitted { selection }).into())
}

/// A column's cells, and the rows that have one.
struct Numbers {
    values: Vec<f64>,
    rows: Vec<usize>,
    n_rows: usize,
}

impl Numbers {
    fn new(column: &Column) -> Self {
        let known = (0..column.len()).filter_map(|row| column.number(row).map(|value| (value, row)));
        let (values, rows) = known.unzip();
        Self { values, rows, n_rows: column.len() }
    }

    /// With another column, in the rows that both have.
    fn correlation(&self, other: &Self) -> f64 {
        if self.rows.len() == self.n_rows && other.rows.len() == other.n_rows {
            return correlation(&self.values, &other.values);
        }
        let mut others = other.rows.iter().zip(&other.values).peekable();
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for (row, value) in self.rows.iter().zip(&self.values) {
            while others.next_if(|(other, _)| *other < row).is_some() {}
            if let Some((_, other)) = others.next_if(|(other, _)| *other == row) {
                a.push(*value);
                b.push(*other);
            }
        }
        correlation(&a, &b)
    }

    /// How much it has to do with the target.
    fn closeness(&self, answers: &Answers) -> f64 {
        match answers.take(&self.rows) {
            Answers::Classes { codes, n_classes } => correlation_ratio(&self.values, &codes, n_classes),
            Answers::Numbers(numbers) => correlation(&self.values, &numbers).abs(),
        }
    }
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        self.selection.apply(&KIND, table)
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        self.selection.learned("closest correlation")
    }
}
