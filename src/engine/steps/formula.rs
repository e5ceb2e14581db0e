//! New columns by formulas.

use serde::{Deserialize, Serialize};

use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind};
use crate::error::EngineError;
use crate::expression::{Assignment, Checked, assignments};
use crate::params::{Default, Domain, ParamSpec};
use crate::table::{Column, DType, Table};

pub(super) const KIND: StepKind = StepKind {
    id: "formula",
    label: "Formula columns",
    purpose: Purpose::Derive,
    help: "Calculates new columns from the columns of the same row, such as a ratio or a difference. The name of one of the step's columns replaces that column.",
    sklearn: "FunctionTransformer(lambda frame: frame.eval(…))",
    params: &[ParamSpec {
        name: "formulas",
        label: "Formulas",
        help: "One on each line: name = expression, for example bmi = weight / height ^ 2. A name with other characters than letters, digits and _ stands between backticks. Later lines may use earlier names. What is calculated from a missing cell, or divided by zero, is missing.",
        domain: Domain::Lines,
        default: Default::Text(""),
        visible_when: None,
    }],
    accepts: |_| &DType::ALL,
    named: false,
};

/// A column that formulas may name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    column: String,
    /// The column's type in training.
    dtype: DType,
}

/// The formulas, and the columns that give their names a meaning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    columns: Vec<Known>,
    formulas: String,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let mut columns = Vec::with_capacity(input.columns.len());
    for name in input.columns {
        columns.push(Known { column: name.clone(), dtype: input.table.column(name)?.dtype() });
    }
    let fitted = Fitted { columns, formulas: input.params.text("formulas").to_owned() };
    for (assignment, _) in fitted.read()? {
        fitted.may_make(&assignment, input.table)?;
    }
    Ok(FittedStep::Formula(fitted).into())
}

impl Fitted {
    /// The formulas with what each one's names mean: the columns, as earlier formulas left them.
    fn read(&self) -> Result<Vec<(Assignment, Checked)>, EngineError> {
        let wrong = |line, error| EngineError::Spec(format!("{}: line {line}, {error}", KIND.label));
        let lines = assignments(&self.formulas).map_err(|(line, error)| wrong(line, error))?;
        let mut known: Vec<(String, DType)> =
            self.columns.iter().map(|known| (known.column.clone(), known.dtype)).collect();
        let mut read = Vec::with_capacity(lines.len());
        for line in lines {
            let checked = line.expression.check(&known).map_err(|error| wrong(line.line, error))?;
            match known.iter_mut().find(|(name, _)| *name == line.name) {
                Some((_, dtype)) => *dtype = checked.dtype(),
                None => known.push((line.name.clone(), checked.dtype())),
            }
            read.push((line, checked));
        }
        Ok(read)
    }

    /// A column that is not among the step's stays as it is.
    fn may_make(&self, assignment: &Assignment, table: &Table) -> Result<(), EngineError> {
        let name = &assignment.name;
        if table.get(name).is_none() || self.columns.iter().any(|known| known.column == *name) {
            return Ok(());
        }
        Err(EngineError::Spec(format!(
            "{}: line {}, there is a column {name:?} that is not among the columns of this step; choose another name, or add the column to the step",
            KIND.label, assignment.line
        )))
    }

    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        for known in &self.columns {
            super::fitted_column(&KIND, table, &known.column, known.dtype)?;
        }
        let lines = self.read()?;
        // The step's columns first, in the order in which the names were given a meaning.
        let mut cells: Vec<Column> = Vec::with_capacity(self.columns.len() + lines.len());
        for known in &self.columns {
            cells.push(table.column(&known.column)?.clone());
        }
        for (assignment, checked) in &lines {
            self.may_make(assignment, table)?;
            let made = checked.evaluate(&assignment.name, &cells.iter().collect::<Vec<_>>(), table.n_rows());
            match cells.iter_mut().find(|column| column.name() == assignment.name) {
                Some(column) => *column = made,
                None => cells.push(made),
            }
        }
        let taken = |name: &str| self.columns.iter().position(|known| known.column == name);
        let kept = table.columns().iter().map(|column| match taken(column.name()) {
            Some(at) => cells.get(at).unwrap_or(column).clone(),
            None => column.clone(),
        });
        let made = cells.iter().skip(self.columns.len()).cloned();
        Table::new(kept.chain(made).collect())
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        let Ok(lines) = self.read() else { return Vec::new() };
        lines.iter().map(|(line, checked)| Learned::new(&line.name, "type", checked.dtype().name())).collect()
    }
}
