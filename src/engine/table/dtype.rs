use serde::{Deserialize, Serialize};

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DType {
    /// Finite 64-bit floating point numbers.
    Numeric,
    /// One of a set of levels.
    Categorical,
    /// True or false.
    Boolean,
    /// A moment: milliseconds since 1970-01-01T00:00:00 without a time zone.
    Datetime,
    /// Free text.
    Text,
}

impl DType {
    /// Every type, in the order menus show them.
    pub const ALL: [Self; 5] = [Self::Numeric, Self::Categorical, Self::Boolean, Self::Datetime, Self::Text];

    /// The name used in specs and on the page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Numeric => "numeric",
            Self::Categorical => "categorical",
            Self::Boolean => "boolean",
            Self::Datetime => "datetime",
            Self::Text => "text",
        }
    }
}

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// An input of the model.
    Feature,
    /// What the model predicts.
    Target,
    /// Names a row; never an input.
    Id,
    /// Left out.
    Ignored,
}

impl Role {
    /// Every role, in the order menus show them.
    pub const ALL: [Self; 4] = [Self::Feature, Self::Target, Self::Id, Self::Ignored];

    /// The name used in specs and on the page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Feature => "feature",
            Self::Target => "target",
            Self::Id => "id",
            Self::Ignored => "ignored",
        }
    }
}
