//! Keeps the training rows of which an expression holds.

pub use super::dropped_rows::Fitted;
use super::{Fit, FittedStep, Purpose, StepInput, StepKind, TrainRows};
use crate::error::EngineError;
use crate::expression::{Expression, ExpressionError};
use crate::params::{Default, Domain, ParamSpec};
use crate::table::{Column, DType, Values};

pub(super) const KIND: StepKind = StepKind {
    id: "filter_rows",
    label: "Filter rows",
    purpose: Purpose::Clean,
    help: "Keeps the training rows of which an expression is true, and drops those of which it is false or missing. Rows that are only scored are never dropped.",
    sklearn: "DataFrame.query()",
    params: &[ParamSpec {
        name: "expression",
        label: "Keep rows where",
        help: "Such as age >= 18 and colour != \"red\". A column's name with other characters than letters, digits and _ stands between backticks. The expression must be true or false of every row.",
        domain: Domain::Text,
        default: Default::Text("true"),
        visible_when: None,
    }],
    accepts: |_| &DType::ALL,
    named: false,
};

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let columns: Vec<&Column> =
        input.columns.iter().map(|name| input.table.column(name)).collect::<Result<_, _>>()?;
    let known: Vec<(String, DType)> =
        columns.iter().map(|column| (column.name().to_owned(), column.dtype())).collect();
    let wrong = |error: ExpressionError| EngineError::Spec(format!("{}: {error}", KIND.label));
    let expression = Expression::parse(input.params.text("expression")).map_err(wrong)?;
    let checked = expression.check(&known).map_err(wrong)?;
    let rows = input.table.n_rows();
    let holds = checked.evaluate("", &columns, rows);
    let Values::Boolean(truths) = holds.values() else {
        return Err(EngineError::Spec(format!(
            "{}: the expression gives {} values, and must be true or false; compare something, for example with >",
            KIND.label,
            checked.dtype().name()
        )));
    };
    // What is missing is false here.
    let kept = (0_u32..).zip(truths).filter(|(_, holds)| **holds);
    let keep: Vec<u32> = kept.map(|(row, _)| row).collect();
    if keep.is_empty() && rows > 0 {
        return Err(EngineError::Data(format!(
            "{}: the expression is true of no training row, so none would be left; change it",
            KIND.label
        )));
    }
    let dropped = rows - keep.len();
    Ok(Fit { step: FittedStep::FilterRows(Fitted { dropped }), rows: TrainRows::Kept(keep) })
}
