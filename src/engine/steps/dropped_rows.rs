//! What steps learn that leave training rows out, and change nothing in a table that is only scored.

use serde::{Deserialize, Serialize};

use super::Learned;
use crate::error::EngineError;
use crate::table::Table;

/// How many training rows were dropped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    pub(super) dropped: usize,
}

impl Fitted {
    #[allow(clippy::unnecessary_wraps, reason = "every step's transform has this form")]
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        Ok(table.clone())
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        vec![Learned::new("", "training rows dropped", self.dropped)]
    }
}
