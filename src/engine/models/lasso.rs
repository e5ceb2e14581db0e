//! Least squares with a penalty on the absolute size of the coefficients.

use serde::{Deserialize, Serialize};

use super::elastic_net::{ALPHA, MAX_ITER, learn};
use super::line::{Line, LineModel};
use super::{Capabilities, Group, ModelKind, Task, TrainSet};
use crate::error::EngineError;
use crate::params::{ParamSpec, Resolved};
use crate::progress::Progress;

/// The declaration.
pub static KIND: ModelKind = ModelKind {
    id: "lasso",
    label: "Lasso",
    group: Group::Linear,
    help: "Linear regression that leaves out features of little use by setting their weights to zero. \
           Good for finding the few that matter among many.",
    tasks: &[Task::Regression],
    capabilities: Capabilities { wants_scaling: true, ..Capabilities::NONE },
    params: |_| PARAMS,
    sklearn: |_| "Lasso",
};

const PARAMS: &[ParamSpec] = &[ALPHA, MAX_ITER];

/// A line with some coefficients at zero; the intercept was left free.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lasso(pub Line);

impl LineModel for Lasso {
    fn learn(params: &Resolved, train: &TrainSet, progress: &mut dyn Progress) -> Result<Self, EngineError> {
        learn(params, 1.0, train, progress).map(Self)
    }

    fn line(&self) -> &Line {
        &self.0
    }
}
