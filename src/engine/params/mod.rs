//! One declaration per parameter: from a [`ParamSpec`] come the widget, the validation and its
//! message, the help and the serialised form.

mod domain;
mod value;

pub use domain::{Choice, Domain};
pub use value::{Member, ParamValue, Params, Resolved};

/// The declaration of one parameter of a step or a model.
#[derive(Clone, Debug, PartialEq)]
pub struct ParamSpec {
    /// The name in specs; scikit-learn's where it has one.
    pub name: &'static str,
    /// The name on the page.
    pub label: &'static str,
    /// One or two sentences on what it does to the result.
    pub help: &'static str,
    /// The values it can take.
    pub domain: Domain,
    /// The value when the spec does not say.
    pub default: Default,
    /// Shown only while another parameter has one of these values.
    pub visible_when: Option<(&'static str, &'static [&'static str])>,
}

/// A default that a constant can hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Default {
    /// No value, where the domain allows none.
    None,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// A choice or a text.
    Text(&'static str),
}

impl ParamSpec {
    /// The default as a value.
    #[must_use]
    pub fn default_value(&self) -> ParamValue {
        match self.default {
            Default::None => ParamValue::None,
            Default::Bool(value) => ParamValue::Bool(value),
            Default::Int(value) => ParamValue::Int(value),
            Default::Float(value) => ParamValue::Float(value),
            Default::Text(value) => ParamValue::Text(value.to_owned()),
        }
    }

    /// Whether the parameter matters, given the others.
    #[must_use]
    pub fn is_visible(&self, params: &Resolved) -> bool {
        self.visible_when.is_none_or(|(name, values)| values.iter().any(|value| params.text(name) == *value))
    }
}

/// What is wrong with a parameter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParamError {
    /// The owner has no parameter of that name.
    #[error("{owner} has no parameter {name:?}; it has {}", crate::names::list(known))]
    Unknown {
        /// The step or model.
        owner: String,
        /// The name given.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// The value is not in the domain.
    #[error("{owner}: {name} must be {expected}, but is {found}")]
    Invalid {
        /// The step or model.
        owner: String,
        /// The parameter.
        name: String,
        /// The domain in words.
        expected: String,
        /// The value given.
        found: String,
    },
}

/// Checks `given` against the declarations and fills in the defaults.
///
/// # Errors
/// On a name that is not declared and on a value outside its domain.
pub fn resolve(owner: &str, specs: &[ParamSpec], given: &Params) -> Result<Resolved, ParamError> {
    for name in given.keys() {
        if !specs.iter().any(|spec| spec.name == name) {
            return Err(ParamError::Unknown {
                owner: owner.to_owned(),
                name: name.clone(),
                known: specs.iter().map(|spec| spec.name.to_owned()).collect(),
            });
        }
    }
    let mut values = Params::new();
    for spec in specs {
        let value = match given.get(spec.name) {
            Some(value) => spec.domain.check(value).ok_or_else(|| ParamError::Invalid {
                owner: owner.to_owned(),
                name: spec.name.to_owned(),
                expected: spec.domain.to_string(),
                found: value.to_string(),
            })?,
            None => spec.default_value(),
        };
        values.insert(spec.name.to_owned(), value);
    }
    Ok(Resolved::new(values))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const SPECS: &[ParamSpec] = &[
        ParamSpec {
            name: "alpha",
            label: "Penalty",
            help: "",
            domain: Domain::Float { min: 0.0, max: 10.0, log: false },
            default: Default::Float(1.0),
            visible_when: None,
        },
        ParamSpec {
            name: "max_depth",
            label: "Depth",
            help: "",
            domain: Domain::OptionalInt { min: 1, max: 64, none: "no limit" },
            default: Default::None,
            visible_when: None,
        },
    ];

    #[test]
    fn defaults_fill_in_and_whole_numbers_serve_as_numbers() {
        let given = Params::from([("alpha".to_owned(), ParamValue::Int(2))]);
        let resolved = resolve("ridge", SPECS, &given).unwrap();
        assert_eq!(resolved.float("alpha"), 2.0);
        assert_eq!(resolved.optional_int("max_depth"), None);
    }

    #[test]
    fn the_domain_writes_the_message() {
        let given = Params::from([("alpha".to_owned(), ParamValue::Int(-2))]);
        let error = resolve("ridge", SPECS, &given).unwrap_err();
        assert_eq!(error.to_string(), "ridge: alpha must be a number from 0 to 10, but is -2");
    }

    #[test]
    fn an_unknown_name_lists_the_known() {
        let given = Params::from([("alhpa".to_owned(), ParamValue::Int(2))]);
        let error = resolve("ridge", SPECS, &given).unwrap_err();
        assert_eq!(error.to_string(), "ridge has no parameter \"alhpa\"; it has \"alpha\", \"max_depth\"");
    }

    #[test]
    fn every_invalid_value_is_refused() {
        for spec in SPECS {
            for value in spec.domain.invalid_values() {
                assert!(spec.domain.check(&value).is_none(), "{} accepts {value}", spec.name);
            }
        }
    }
}
