//! How much each column matters to a model of the engine that learns from the training rows.

use ndarray::Array2;

use super::answers::Answers;
use super::{StepInput, StepKind};
use crate::error::EngineError;
use crate::models::{FittedModel, ModelKind, ModelSpec, TrainSet};
use crate::names;
use crate::params::{Choice, Default, Domain, ParamSpec, ParamValue, Resolved};
use crate::progress::Silent;

pub(super) const ESTIMATOR: ParamSpec = ParamSpec {
    name: "estimator",
    label: "Model",
    help: "The model that says how much each column matters: trees by what their splits gain, linear models by the size of their weights, for which columns must be scaled first. Ridge and lasso are for numbers, logistic regression for classes.",
    domain: Domain::Choice(&[
        Choice { value: "random_forest", label: "Random forest" },
        Choice { value: "extra_trees", label: "Extra trees" },
        Choice { value: "hist_gradient_boosting", label: "Boosting" },
        Choice { value: "logistic_regression", label: "Logistic regression" },
        Choice { value: "ridge", label: "Ridge regression" },
        Choice { value: "lasso", label: "Lasso" },
    ]),
    default: Default::Text("random_forest"),
    visible_when: None,
};

pub(super) const N_ESTIMATORS: ParamSpec = ParamSpec {
    name: "n_estimators",
    label: "Trees",
    help: "How many trees the forest has. More give steadier importances and take longer.",
    domain: Domain::Int { min: 1, max: 300 },
    default: Default::Int(100),
    visible_when: Some(("estimator", &["random_forest", "extra_trees"])),
};

pub(super) const RANDOM_STATE: ParamSpec = ParamSpec {
    name: "random_state",
    label: "Seed",
    help: "What the model draws at random comes from it; the same seed gives the same importances.",
    domain: Domain::Int { min: 0, max: 1_000_000 },
    default: Default::Int(0),
    visible_when: Some(("estimator", &["random_forest", "extra_trees", "hist_gradient_boosting"])),
};

/// How the weights of several classes become one number a column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Weights {
    /// The sum of their sizes.
    Sizes,
    /// The sum of their squares.
    Squares,
}

/// The model that judges, with the step's training rows.
pub(super) struct Judging<'a> {
    kind: &'a StepKind,
    input: &'a StepInput<'a>,
    model: &'static ModelKind,
    params: Resolved,
    seed: u64,
    answers: Answers,
    weights: Weights,
}

impl<'a> Judging<'a> {
    /// Of a step that has the parameters above.
    ///
    /// # Errors
    /// When the model is not for this kind of target.
    pub(super) fn new(
        kind: &'a StepKind,
        input: &'a StepInput<'a>,
        weights: Weights,
    ) -> Result<Self, EngineError> {
        let mut spec = ModelSpec::new(input.params.text("estimator"));
        if ["random_forest", "extra_trees"].contains(&spec.kind.as_str()) {
            spec.params.insert("n_estimators".to_owned(), ParamValue::Int(input.params.int("n_estimators")));
        }
        let (model, params) = spec
            .resolve(input.task)
            .map_err(|error| EngineError::Spec(format!("{}: {error}", kind.label)))?;
        let seed = input.params.count("random_state") as u64;
        Ok(Self { kind, input, model, params, seed, answers: Answers::new(input), weights })
    }

    /// How much each of these of the step's columns matters, one number each.
    ///
    /// # Errors
    /// When the model cannot take missing cells or cannot learn from these rows.
    pub(super) fn of(&self, places: &[usize]) -> Result<Vec<f64>, EngineError> {
        let x = self.matrix(places, self.model.capabilities.missing)?;
        let train = TrainSet::new(x.view(), self.answers.target(), self.seed);
        let model = self
            .model
            .fit(&self.params, &train, &mut Silent)
            .map_err(|error| EngineError::Data(format!("{}: {error}", self.kind.label)))?;
        Ok(match &model {
            FittedModel::LogisticRegression(model) => self.sizes(model.lines().coefficients(), places.len()),
            FittedModel::Ridge(model) => self.sizes(&model.0.coefficients, places.len()),
            FittedModel::Lasso(model) => self.sizes(&model.0.coefficients, places.len()),
            _ => model.importances().unwrap_or_default(),
        })
    }

    /// One number a column, from weights class by class.
    fn sizes(&self, weights: &[f64], n_columns: usize) -> Vec<f64> {
        let size = |weight: &f64| match self.weights {
            Weights::Sizes => weight.abs(),
            Weights::Squares => weight * weight,
        };
        (0..n_columns).map(|at| weights.iter().skip(at).step_by(n_columns.max(1)).map(size).sum()).collect()
    }

    /// Rows × columns; NaN for a missing cell, where the model takes those.
    fn matrix(&self, places: &[usize], missing: bool) -> Result<Array2<f64>, EngineError> {
        let mut x = Array2::zeros((self.input.table.n_rows(), places.len()));
        let mut gaps = Vec::new();
        for (place, mut cells) in places.iter().zip(x.columns_mut()) {
            let Some(name) = self.input.columns.get(*place) else { continue };
            let column = self.input.table.column(name)?;
            if column.mask().n_missing() > 0 {
                gaps.push(name.clone());
            }
            for (row, cell) in cells.iter_mut().enumerate() {
                *cell = column.number(row).unwrap_or(f64::NAN);
            }
        }
        if gaps.is_empty() || missing {
            return Ok(x);
        }
        Err(EngineError::Data(format!(
            "{}: cells are missing in {}, which this model does not take; fill them in first, or let boosting judge",
            self.kind.label,
            names::list(&gaps)
        )))
    }
}
