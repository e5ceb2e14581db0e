//! One yes/no column for every level.

use serde::{Deserialize, Serialize};

use super::levels::{self, LEVELLED};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::table::{Column, DType, Mask, Table, Values};

/// More new columns than this from one column are refused: it is then no category.
const MAX_LEVELS: usize = 1000;

pub(super) const KIND: StepKind = StepKind {
    id: "one_hot",
    label: "One-hot encode",
    purpose: Purpose::Encode,
    help: "Replaces a column of categories by one column of 0 and 1 for every level seen in training. Missing cells count as a level when training has some.",
    sklearn: "OneHotEncoder",
    params: &[
        ParamSpec {
            name: "handle_unknown",
            label: "Levels not seen in training",
            help: "All zeros lets the model decide without the column; no prediction refuses the row.",
            domain: Domain::Choice(&[
                Choice { value: "ignore", label: "All zeros" },
                Choice { value: "refuse", label: "No prediction" },
            ]),
            default: Default::Text("ignore"),
            visible_when: None,
        },
        ParamSpec {
            name: "drop",
            label: "Leave one level out",
            help: "Leaving the first level out keeps linear models without a penalty from having two answers for the same rows.",
            domain: Domain::Choice(&[
                Choice { value: "none", label: "None" },
                Choice { value: "first", label: "The first" },
            ]),
            default: Default::Text("none"),
            visible_when: None,
        },
    ],
    accepts: |_| LEVELLED,
    named: false,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Encoding {
    column: String,
    /// The column's type in training.
    dtype: DType,
    /// Levels seen in training, sorted.
    levels: Vec<String>,
    /// Whether missing was seen in training, and so is a level: the last.
    missing: bool,
}

/// The levels of every column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    refuse_unknown: bool,
    drop_first: bool,
    columns: Vec<Encoding>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let mut columns = Vec::with_capacity(input.columns.len());
    for name in input.columns {
        let column = input.table.column(name)?;
        let levels: Vec<String> = levels::counts(column).into_iter().map(|(level, _)| level).collect();
        if levels.len() > MAX_LEVELS {
            return Err(EngineError::Data(format!(
                "{}: column {name:?} has {} levels, more than {MAX_LEVELS}; give it the role id or ignored, or use Ordinal encode",
                KIND.label,
                levels.len()
            )));
        }
        columns.push(Encoding {
            column: name.clone(),
            dtype: column.dtype(),
            levels,
            missing: column.mask().n_missing() > 0,
        });
    }
    Ok(FittedStep::OneHot(Fitted {
        refuse_unknown: input.params.text("handle_unknown") == "refuse",
        drop_first: input.params.text("drop") == "first",
        columns,
    })
    .into())
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        let mut columns = Vec::with_capacity(table.n_columns());
        for encoding in &self.columns {
            super::fitted_column(&KIND, table, &encoding.column, encoding.dtype)?;
        }
        for column in table.columns() {
            match self.columns.iter().find(|encoding| encoding.column == column.name()) {
                Some(encoding) => self.encode(column, encoding, &mut columns),
                None => columns.push(column.clone()),
            }
        }
        Table::new(columns)
    }

    fn encode(&self, column: &Column, encoding: &Encoding, out: &mut Vec<Column>) {
        let positions = levels::positions(column, &encoding.levels);
        let missing = encoding.missing.then_some(encoding.levels.len());
        // `None` is a level that training did not have.
        let at: Vec<Option<usize>> =
            positions.into_iter().map(|position| position.unwrap_or(missing)).collect();
        let names = encoding.levels.iter().map(String::as_str).chain(encoding.missing.then_some("(missing)"));
        let first = usize::from(self.drop_first);
        let mut made: Vec<(&str, Vec<f64>)> =
            names.skip(first).map(|name| (name, vec![0.0; at.len()])).collect();
        for (row, at) in at.iter().enumerate() {
            let column = at.and_then(|at| made.get_mut(at.checked_sub(first)?));
            if let Some(cell) = column.and_then(|(_, cells)| cells.get_mut(row)) {
                *cell = 1.0;
            }
        }
        let mask = if self.refuse_unknown {
            at.iter().map(Option::is_some).collect()
        } else {
            Mask::all_valid(at.len())
        };
        let like = Column::new(column.name(), Values::Boolean(vec![false; at.len()]), mask);
        for (name, cells) in made {
            let name = format!("{}={name}", encoding.column);
            out.push(like.with_values(Values::Numeric(cells)).renamed(name));
        }
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        self.columns
            .iter()
            .map(|encoding| {
                let mut levels = encoding.levels.join(", ");
                if encoding.missing {
                    levels.push_str(", (missing)");
                }
                Learned::new(&encoding.column, "levels", levels)
            })
            .collect()
    }
}
