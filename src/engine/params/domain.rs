use std::fmt;

use super::ParamValue;

/// One option of a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The name in specs.
    pub value: &'static str,
    /// The name on the page.
    pub label: &'static str,
}

/// The values a parameter can take. Bounds are inclusive.
#[derive(Clone, Debug, PartialEq)]
pub enum Domain {
    /// Whole numbers.
    Int {
        /// Least.
        min: i64,
        /// Greatest.
        max: i64,
    },
    /// Whole numbers, or none.
    OptionalInt {
        /// Least.
        min: i64,
        /// Greatest.
        max: i64,
        /// What none means, in words.
        none: &'static str,
    },
    /// Finite numbers.
    Float {
        /// Least.
        min: f64,
        /// Greatest.
        max: f64,
        /// Whether equal ratios matter alike, so that a slider moves by factors.
        log: bool,
    },
    /// Yes or no.
    Bool,
    /// One of a list.
    Choice(&'static [Choice]),
    /// Any text, on one line.
    Text,
    /// Any text, an entry on each line.
    Lines,
}

impl Domain {
    /// The value in its own kind when the domain has it: a whole number serves where a number is
    /// asked for, and a number without a fraction where a whole one is.
    #[must_use]
    pub fn check(&self, value: &ParamValue) -> Option<ParamValue> {
        match (self, value) {
            (Self::Int { min, max } | Self::OptionalInt { min, max, .. }, _) if value.as_int().is_some() => {
                value.as_int().filter(|v| v >= min && v <= max).map(ParamValue::Int)
            }
            (Self::OptionalInt { .. }, ParamValue::None) => Some(ParamValue::None),
            (Self::Float { min, max, .. }, ParamValue::Int(_) | ParamValue::Float(_)) => {
                value.as_float().filter(|v| v >= min && v <= max).map(ParamValue::Float)
            }
            (Self::Bool, ParamValue::Bool(_)) | (Self::Text | Self::Lines, ParamValue::Text(_)) => {
                Some(value.clone())
            }
            (Self::Choice(choices), ParamValue::Text(text)) => {
                choices.iter().any(|choice| choice.value == text).then(|| value.clone())
            }
            _ => None,
        }
    }

    /// Values the domain must refuse, for tests.
    #[must_use]
    pub fn invalid_values(&self) -> Vec<ParamValue> {
        let text = || ParamValue::Text("\"><script>".to_owned());
        match self {
            Self::Int { min, max } => {
                vec![
                    ParamValue::None,
                    text(),
                    ParamValue::Float(0.5),
                    ParamValue::Int(min - 1),
                    ParamValue::Int(max + 1),
                ]
            }
            Self::OptionalInt { min, max, .. } => {
                vec![text(), ParamValue::Float(0.5), ParamValue::Int(min - 1), ParamValue::Int(max + 1)]
            }
            Self::Float { min, max, .. } => vec![
                ParamValue::None,
                text(),
                ParamValue::Float(f64::NAN),
                ParamValue::Float(f64::INFINITY),
                ParamValue::Float(min - 1.0),
                ParamValue::Float(max * 2.0 + 1.0),
            ],
            Self::Bool => vec![ParamValue::None, text(), ParamValue::Int(1)],
            Self::Choice(_) => vec![ParamValue::None, text(), ParamValue::Bool(true)],
            Self::Text | Self::Lines => vec![ParamValue::None, ParamValue::Int(1)],
        }
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int { min, max } => write!(f, "a whole number from {min} to {max}"),
            Self::OptionalInt { min, max, none } => {
                write!(f, "a whole number from {min} to {max}, or null for {none}")
            }
            Self::Float { min, max, .. } => write!(f, "a number from {min} to {max}"),
            Self::Bool => f.write_str("true or false"),
            Self::Choice(choices) => {
                f.write_str("one of ")?;
                for (index, choice) in choices.iter().enumerate() {
                    write!(f, "{}{:?}", if index == 0 { "" } else { ", " }, choice.value)?;
                }
                Ok(())
            }
            Self::Text => f.write_str("a text"),
            Self::Lines => f.write_str("a text, an entry on each line"),
        }
    }
}
