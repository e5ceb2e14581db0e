//! The model families.
//!
//! A family is one file with a [`ModelKind`] (what it is called, what it is good for, its parameters)
//! and a fitted type that implements [`Model`], and one line in
//! `catalogue!` below. Nothing else.
//!
//! # Invariants
//!
//! * A [`FittedModel`] is flat arrays and coefficients, nothing else. After loading one,
//!   [`FittedModel::check`] must pass before it predicts; a model that passes it neither panics nor
//!   loops, whatever was done to its file.
//! * Prediction is row-wise: a row gives the same answer alone as among others.
//! * The same training rows, parameters and seed give the same bits natively and in wasm: sums have
//!   a fixed order and `exp` and `log` come from `libm`.
//! * What is fitted was validated first (see [`ModelKind::fit`]), so kernels see at least one row,
//!   finite cells (NaN for a missing one where a family declares that it takes them), and labels in
//!   range.

#[macro_use]
mod catalogue;
mod boosting;
mod class_lines;
mod forest;
pub(crate) mod kernels;
mod kind;
mod line;
mod members;
mod naive_bayes;
mod seen;
mod spec;
mod task;
mod validate;
mod weights;

pub use catalogue::kind;
pub use class_lines::ClassLines;
pub(crate) use forest::Forest;
pub(crate) use kernels::boost::BoostedTree;
pub(crate) use kernels::cholesky::Cholesky;
pub use kernels::tree::Tree;
pub use kind::{Capabilities, Cells, Group, Members, ModelKind};
pub use line::Line;
pub use spec::ModelSpec;
pub use task::{Feature, LossHistory, Output, Target, Task, TrainSet};

use ndarray::ArrayView2;

use crate::error::EngineError;
use crate::params::Resolved;
use crate::progress::Progress;

catalogue! {
    logistic_regression::LogisticRegression,
    linear_regression::LinearRegression,
    ridge::Ridge,
    lasso::Lasso,
    elastic_net::ElasticNet,
    decision_tree::DecisionTree,
    random_forest::RandomForest,
    extra_trees::ExtraTrees,
    hist_gradient_boosting::HistGradientBoosting,
    knn::Knn,
    linear_discriminant::LinearDiscriminant,
    gaussian_nb::GaussianNb,
    bernoulli_nb::BernoulliNb,
    multinomial_nb::MultinomialNb,
    categorical_nb::CategoricalNb,
    svm::Svm,
    mlp::Mlp,
    voting::Voting,
    stacking::Stacking,
    calibrated::Calibrated,
    dummy::Dummy,
}

/// The fitted state of one family.
pub trait Model {
    /// Learns from validated rows.
    ///
    /// # Errors
    /// When these rows and parameters do not go together (the text says why), and what `progress`
    /// returns.
    fn fit(params: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError>
    where
        Self: Sized;

    /// Predicts rows of [`Model::n_features`] cells, finite unless the family takes missing ones.
    fn predict(&self, x: ArrayView2<f64>) -> Output;

    /// The number of columns the model was fitted on.
    fn n_features(&self) -> usize;

    /// What is wrong with this state for `n_classes` classes, or for numbers when none: an array of
    /// the wrong length, a child that is not behind its parent, a number that is not finite, a class
    /// out of range.
    ///
    /// # Errors
    /// The fault in words.
    fn check(&self, n_classes: Option<usize>) -> Result<(), String>;

    /// How much each feature matters, one number a feature, summing to one unless all are zero; none
    /// where the family has no such measure.
    fn importances(&self) -> Option<Vec<f64>> {
        None
    }

    /// The score of the training rows, each judged by the parts of the model that did not see it:
    /// accuracy, or R² for numbers; none where the fit does not give one.
    fn out_of_bag(&self) -> Option<f64> {
        None
    }

    /// How the loss went, round by round; none where there are no rounds.
    fn loss_history(&self) -> Option<&LossHistory> {
        None
    }

    /// What the user should know about this fit, such as that it did not converge.
    fn warning(&self) -> Option<String> {
        None
    }
}
