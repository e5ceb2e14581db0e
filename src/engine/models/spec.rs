use serde::{Deserialize, Serialize};

use super::{ModelKind, Task, kind};
use crate::error::EngineError;
use crate::params::{Member, Params, Resolved};

/// A model as a spec writes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ModelSpec {
    /// The model's name in the catalogue.
    pub kind: String,
    /// Parameters that differ from the default.
    #[serde(default, skip_serializing_if = "Params::is_empty")]
    pub params: Params,
    /// Another seed gives another model of the same kind, where it draws at random.
    #[serde(default)]
    pub seed: u32,
    /// The models it is made of, where its kind is made of others; absent for the usual ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<ModelSpec>,
}

impl ModelSpec {
    /// A model with its defaults.
    #[must_use]
    pub fn new(kind: &str) -> Self {
        Self { kind: kind.to_owned(), params: Params::new(), seed: 0, members: Vec::new() }
    }

    /// Whether its result, or that of a model it is made of, depends on the features' units. False when
    /// there is no such model.
    #[must_use]
    pub fn wants_scaling(&self) -> bool {
        if self.members.is_empty() {
            kind(&self.kind).is_ok_and(|kind| kind.capabilities.wants_scaling)
        } else {
            self.members.iter().any(Self::wants_scaling)
        }
    }

    /// The declaration of the model and its checked parameters and members.
    ///
    /// # Errors
    /// When the model or a member is unknown or does not do `task`, a parameter is not valid, or the
    /// members are too few, too many or not wanted.
    pub fn resolve(&self, task: Task) -> Result<(&'static ModelKind, Resolved), EngineError> {
        let kind = kind(&self.kind)?;
        let resolved = kind.resolve(task, &self.params)?;
        if self.members.is_empty() {
            return Ok((kind, resolved));
        }
        let Some(rule) = kind.capabilities.members else {
            return spec_error(format!(
                "{} is not made of other models; take out \"members\", or choose a model that is",
                kind.label
            ));
        };
        if !(rule.min..=rule.max).contains(&self.members.len()) {
            return spec_error(format!(
                "{} is made of {} to {} models, and {} are given",
                kind.label,
                rule.min,
                rule.max,
                self.members.len()
            ));
        }
        let members = self.members.iter().map(|member| member.as_member(kind, task));
        Ok((kind, resolved.with_members(members.collect::<Result<_, _>>()?)))
    }

    fn as_member(&self, owner: &ModelKind, task: Task) -> Result<Member, EngineError> {
        let (kind, params) = self.resolve(task)?;
        if kind.capabilities.members.is_some() {
            return spec_error(format!(
                "{} cannot be a member of {}; choose a model that is not made of others",
                kind.label, owner.label
            ));
        }
        Ok(Member { kind: kind.id.to_owned(), params, seed: self.seed })
    }
}

fn spec_error<T>(text: String) -> Result<T, EngineError> {
    Err(EngineError::Spec(text))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn with_members(kind: &str, members: &[&str]) -> ModelSpec {
        let members = members.iter().map(|kind| ModelSpec::new(kind)).collect();
        ModelSpec { members, ..ModelSpec::new(kind) }
    }

    #[test]
    fn members_are_resolved_in_order() {
        let spec = with_members("voting", &["knn", "decision_tree"]);
        let (_, resolved) = spec.resolve(Task::Regression).unwrap();
        let kinds: Vec<&str> = resolved.members().iter().map(|member| member.kind.as_str()).collect();
        assert_eq!(kinds, ["knn", "decision_tree"]);
        let usual = ModelSpec::new("voting").resolve(Task::Regression).unwrap().1;
        assert!(usual.members().len() >= 2);
    }

    #[test]
    fn members_that_cannot_be_are_refused() {
        let text = |spec: ModelSpec| spec.resolve(Task::Classification).unwrap_err().to_string();
        assert!(text(with_members("knn", &["dummy"])).starts_with("k nearest neighbours is not made of"));
        assert!(text(with_members("voting", &["voting", "knn"])).contains("cannot be a member"));
        assert!(text(with_members("voting", &["knn"])).contains("and 1 are given"));
        assert!(
            text(with_members("voting", &["knn", "ridge"])).contains("Ridge regression predicts numbers")
        );
    }
}
