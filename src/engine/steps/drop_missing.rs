//! Drops training rows with missing cells.

pub use super::dropped_rows::Fitted;
use super::{Fit, FittedStep, Purpose, StepInput, StepKind, TrainRows};
use crate::error::EngineError;
use crate::table::{Column, DType};

pub(super) const KIND: StepKind = StepKind {
    id: "drop_missing",
    label: "Drop rows with missing cells",
    purpose: Purpose::Clean,
    help: "Drops training rows in which a chosen column is missing. A row that is only scored is kept, and gets no prediction when the cell is still missing at the model.",
    sklearn: "DataFrame.dropna()",
    params: &[],
    accepts: |_| &DType::ALL,
    named: false,
};

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let columns: Vec<&Column> =
        input.columns.iter().map(|name| input.table.column(name)).collect::<Result<_, _>>()?;
    let complete = |row: &usize| columns.iter().all(|column| column.mask().is_valid(*row));
    let keep: Vec<u32> =
        (0..input.table.n_rows()).filter(complete).filter_map(|row| u32::try_from(row).ok()).collect();
    if keep.is_empty() && input.table.n_rows() > 0 {
        return Err(EngineError::Data(
            "Drop rows with missing cells: every training row has a missing cell, so none would be left; impute instead, or drop the emptiest columns first".to_owned(),
        ));
    }
    let dropped = input.table.n_rows() - keep.len();
    Ok(Fit { step: FittedStep::DropMissing(Fitted { dropped }), rows: TrainRows::Kept(keep) })
}
