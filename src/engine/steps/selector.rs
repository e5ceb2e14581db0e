use serde::{Deserialize, Serialize};

use crate::error::EngineError;
use crate::table::{DType, Table};

/// A kind of column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Keyword {
    /// Every column the step accepts.
    All,
    /// Numeric columns.
    Numeric,
    /// Categorical columns.
    Categorical,
    /// Boolean columns.
    Boolean,
    /// Columns of dates and times.
    Datetime,
    /// Columns of free text.
    Text,
}

/// The columns a step works on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Selector {
    /// All columns of a kind that the step accepts.
    Kind(Keyword),
    /// Columns by name.
    Names(Vec<String>),
}

impl Default for Selector {
    fn default() -> Self {
        Self::Kind(Keyword::All)
    }
}

impl Keyword {
    /// Every keyword, in the order menus show them.
    pub const ALL: [Self; 6] =
        [Self::All, Self::Numeric, Self::Categorical, Self::Boolean, Self::Datetime, Self::Text];

    /// The type it stands for; `None` for all.
    #[must_use]
    pub fn dtype(self) -> Option<DType> {
        match self {
            Self::All => None,
            Self::Numeric => Some(DType::Numeric),
            Self::Categorical => Some(DType::Categorical),
            Self::Boolean => Some(DType::Boolean),
            Self::Datetime => Some(DType::Datetime),
            Self::Text => Some(DType::Text),
        }
    }
}

impl Selector {
    /// Whether it is what a spec means when it does not say.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The names it selects in `table`, in the table's order. A kind selects what it finds, perhaps
    /// nothing; a name must be there and of an accepted type.
    pub(super) fn resolve(
        &self,
        step: &str,
        table: &Table,
        accepted: &[DType],
    ) -> Result<Vec<String>, EngineError> {
        let kind = match self {
            Self::Kind(keyword) => *keyword,
            Self::Names(names) => {
                for name in names {
                    let found = table.column(name)?.dtype();
                    if !accepted.contains(&found) {
                        let accepted = accepted.iter().map(|d| d.name()).collect::<Vec<_>>().join(" or ");
                        return Err(EngineError::Spec(format!(
                            "{step}: column {name:?} is {}, and this step works on {accepted} columns; take the column out of the step or change its type or the step's settings",
                            found.name()
                        )));
                    }
                }
                let chosen = |column: &&crate::table::Column| names.iter().any(|n| n == column.name());
                return Ok(table.columns().iter().filter(chosen).map(|c| c.name().to_owned()).collect());
            }
        };
        Ok(table
            .columns()
            .iter()
            .filter(|column| {
                accepted.contains(&column.dtype()) && kind.dtype().is_none_or(|d| d == column.dtype())
            })
            .map(|column| column.name().to_owned())
            .collect())
    }
}
