//! Why a fitted pipeline says what it says.
//!
//! Nothing here changes a model or is kept in one: whatever an explanation needs besides the fitted
//! pipeline is computed from the table when it is asked for.

mod ask;
mod cell;
pub mod counterfactual;
mod ground;
pub mod partial_dependence;
pub mod path;
pub mod permutation;
pub mod shap;
mod shap_linear;
mod shap_tree;
mod sources;
mod steps;
pub mod surrogate;
pub mod what_if;

pub use ask::{Answer, Question, ask};
pub use cell::Cell;
pub use counterfactual::{Change, Counterfactual, Goal};
pub use ground::Ground;
pub use partial_dependence::PartialDependence;
pub use path::TreePath;
pub use permutation::PermutationImportance;
pub use shap::{Attribution, Scale, Shap};
pub use surrogate::Surrogate;
pub use what_if::{Given, WhatIf};
