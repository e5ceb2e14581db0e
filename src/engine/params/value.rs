use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The value of a parameter, as a spec writes it. A number without a fraction is a whole number,
/// however it was written, so that equal specs compare equal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged, from = "Written")]
pub enum ParamValue {
    /// `null`.
    None,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// A choice or a text.
    Text(String),
}

/// A value before its number is put in its own kind.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
enum Written {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
}

impl From<Written> for ParamValue {
    fn from(written: Written) -> Self {
        match written {
            Written::None => Self::None,
            Written::Bool(value) => Self::Bool(value),
            Written::Int(value) => Self::Int(value),
            Written::Float(value) => Self::number(value),
            Written::Text(value) => Self::Text(value),
        }
    }
}

/// Parameters by name, as a spec writes them: only those that differ from the default need stand.
pub type Params = BTreeMap<String, ParamValue>;

impl ParamValue {
    /// A number: a whole one when it has no fraction.
    #[must_use]
    pub fn number(value: f64) -> Self {
        if value.fract() == 0.0 && value.abs() < 9.0e15 {
            Self::Int(value as i64)
        } else {
            Self::Float(value)
        }
    }

    /// The value as a whole number, when it is one.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(*value),
            Self::Float(value) => match Self::number(*value) {
                Self::Int(value) => Some(value),
                _ => None,
            },
            _ => None,
        }
    }

    /// The value as a number, when it is one.
    #[must_use]
    pub fn as_float(&self) -> Option<f64> {
        match self {
            Self::Int(value) => Some(*value as f64),
            Self::Float(value) => Some(*value),
            _ => None,
        }
    }
}

impl fmt::Display for ParamValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Int(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{value}"),
            Self::Text(value) => write!(f, "{value:?}"),
        }
    }
}

/// Parameters that were checked: every declared one is there and in its domain.
///
/// The accessors give the kind's zero for a name that was not declared with that kind; the contract
/// tests read every declared parameter of every step and model.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    values: Params,
    members: Vec<Member>,
}

/// A model that another is made of, its parameters checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The family's id.
    pub kind: String,
    /// Its parameters.
    pub params: Resolved,
    /// The seed of its random choices.
    pub seed: u32,
}

impl Resolved {
    pub(super) fn new(values: Params) -> Self {
        Self { values, members: Vec::new() }
    }

    /// The same with these members.
    #[must_use]
    pub fn with_members(self, members: Vec<Member>) -> Self {
        Self { members, ..self }
    }

    /// The models it is made of; none for most.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The checked values by name.
    #[must_use]
    pub fn values(&self) -> &Params {
        &self.values
    }

    /// A number.
    #[must_use]
    pub fn float(&self, name: &str) -> f64 {
        self.values.get(name).and_then(ParamValue::as_float).unwrap_or(0.0)
    }

    /// A whole number.
    #[must_use]
    pub fn int(&self, name: &str) -> i64 {
        self.optional_int(name).unwrap_or(0)
    }

    /// A count: a whole number that is not negative.
    #[must_use]
    pub fn count(&self, name: &str) -> usize {
        usize::try_from(self.int(name)).unwrap_or(0)
    }

    /// A whole number, or none.
    #[must_use]
    pub fn optional_int(&self, name: &str) -> Option<i64> {
        self.values.get(name).and_then(ParamValue::as_int)
    }

    /// Yes or no.
    #[must_use]
    pub fn bool(&self, name: &str) -> bool {
        matches!(self.values.get(name), Some(ParamValue::Bool(true)))
    }

    /// A choice or a text.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        match self.values.get(name) {
            Some(ParamValue::Text(text)) => text,
            _ => "",
        }
    }
}
