//! Why a fitted pipeline says what it says.
//!
//! Nothing here changes a model or is kept in one: whatever an explanation needs besides the fitted
//! pipeline is computed from the table when it is asked for.

mod cell;
mod ground;
pub mod partial_dependence;
pub mod permutation;
pub mod shap;
mod shap_linear;
mod shap_tree;

pub use cell::Cell;
pub use ground::Ground;
pub use partial_dependence::PartialDependence;
pub use permutation::PermutationImportance;
pub use shap::{Attribution, Scale, Shap};
