//! The columns that a step leaves, and those it drops.

use serde::{Deserialize, Serialize};

use super::{Learned, StepInput, StepKind, fitted_column};
use crate::error::EngineError;
use crate::table::{DType, Table};

/// The types of column that can be judged by their numbers; a boolean counts as 0 and 1.
pub(super) const JUDGED: &[DType] = &[DType::Numeric, DType::Boolean];

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Judged {
    column: String,
    /// The column's type in training.
    dtype: DType,
    /// What it was judged by; none where there was nothing to tell.
    score: Option<f64>,
    kept: bool,
}

/// Every column of a step with its score, and whether it stays. Columns outside the step stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Selection {
    columns: Vec<Judged>,
}

impl Selection {
    /// The step's columns with one score and one verdict each; one must stay, else `none` says why not and
    /// what to do. A score beyond the range of doubles becomes the greatest of them.
    pub(super) fn new(
        kind: &StepKind,
        input: &StepInput,
        scores: &[Option<f64>],
        kept: &[bool],
        none: &str,
    ) -> Result<Self, EngineError> {
        let mut columns = Vec::with_capacity(input.columns.len());
        for ((name, score), kept) in input.columns.iter().zip(scores).zip(kept) {
            columns.push(Judged {
                column: name.clone(),
                dtype: input.table.column(name)?.dtype(),
                score: score.filter(|score| !score.is_nan()).map(|score| score.clamp(f64::MIN, f64::MAX)),
                kept: *kept,
            });
        }
        if !columns.is_empty() && !columns.iter().any(|judged| judged.kept) {
            return Err(EngineError::Data(format!("{}: no column would be left: {none}", kind.label)));
        }
        Ok(Self { columns })
    }

    /// The table without the dropped columns. Those too must be there, of the type they had.
    pub(super) fn apply(&self, kind: &StepKind, table: &Table) -> Result<Table, EngineError> {
        for judged in &self.columns {
            fitted_column(kind, table, &judged.column, judged.dtype)?;
        }
        let dropped = |name: &str| self.columns.iter().any(|judged| judged.column == name && !judged.kept);
        Ok(table.select(|column| !dropped(column.name())))
    }

    /// Every column's verdict and its score, which is called `what`.
    pub(super) fn learned(&self, what: &str) -> Vec<Learned> {
        self.columns
            .iter()
            .map(|judged| {
                let verdict = if judged.kept { "kept" } else { "dropped" };
                let score = judged.score.map_or_else(|| "not known".to_owned(), |score| score.to_string());
                Learned::new(&judged.column, &format!("{verdict}, {what}"), score)
            })
            .collect()
    }
}

/// Which are the `k` greatest, of equal ones the earlier; what is not known comes last.
pub(super) fn greatest(scores: &[Option<f64>], k: usize) -> Vec<bool> {
    let known = |at: &usize| scores.get(*at).copied().flatten().unwrap_or(f64::NEG_INFINITY);
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|a, b| known(b).total_cmp(&known(a)));
    order.truncate(k);
    (0..scores.len()).map(|at| order.contains(&at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_are_kept_and_the_earlier_of_equals() {
        let scores = [Some(1.0), None, Some(2.0), Some(1.0), Some(f64::INFINITY)];
        assert_eq!(greatest(&scores, 3), [true, false, true, false, true]);
        assert_eq!(greatest(&scores, 9), [true; 5]);
    }
}
