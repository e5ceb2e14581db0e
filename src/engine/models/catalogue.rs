//! The list of families: one line each.

use ndarray::ArrayView2;
use serde::{Deserialize, Serialize};

use super::{Model, ModelKind, Output, validate};
use crate::error::{EngineError, list};

/// Makes the modules' list, the enum of fitted models and its dispatch from one line a family.
macro_rules! catalogue {
    ($($module:ident :: $model:ident),+ $(,)?) => {
        /// A fitted model of any family. Serialised as `{ID: STATE}`.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum FittedModel {
            $(
                #[doc = concat!("See `", stringify!($module), "`.")]
                $model(super::$module::$model),
            )+
        }

        /// Every family, in the order menus show them.
        pub static CATALOGUE: &[&ModelKind] = &[$(&super::$module::KIND),+];

        $(
            impl From<super::$module::$model> for FittedModel {
                fn from(model: super::$module::$model) -> Self {
                    Self::$model(model)
                }
            }
        )+

        impl FittedModel {
            /// The family.
            #[must_use]
            pub fn kind(&self) -> &'static ModelKind {
                match self {
                    $(Self::$model(_) => &super::$module::KIND,)+
                }
            }
        }

        /// Evaluates `$body` with `$name` bound to the state of whichever family it is.
        macro_rules! dispatch {
            ($fitted:expr, $name:ident => $body:expr) => {
                match $fitted {
                    $(FittedModel::$model($name) => $body,)+
                }
            };
        }
    };
}

catalogue! {
    dummy::Dummy,
}

/// The family of that id.
///
/// # Errors
/// When there is none; the message lists what there is.
pub fn kind(id: &str) -> Result<&'static ModelKind, EngineError> {
    CATALOGUE.iter().copied().find(|kind| kind.id == id).ok_or_else(|| {
        let known: Vec<String> = CATALOGUE.iter().map(|kind| kind.id.to_owned()).collect();
        EngineError::Spec(format!("there is no model {id:?}; choose one of {}", list(&known)))
    })
}

impl FittedModel {
    /// Predicts rows × features.
    ///
    /// # Errors
    /// When the number of columns is not that of the training rows or a cell is not finite.
    pub fn predict(&self, x: ArrayView2<f64>) -> Result<Output, EngineError> {
        let n_features = self.n_features();
        if x.ncols() != n_features {
            return Err(EngineError::Data(format!(
                "the rows to predict have {} prepared columns, but the model was trained on {n_features}; \
                 give the columns it was trained on",
                x.ncols()
            )));
        }
        validate::finite(x)?;
        Ok(dispatch!(self, model => model.predict(x)))
    }

    /// The number of columns the model was fitted on.
    #[must_use]
    pub fn n_features(&self) -> usize {
        dispatch!(self, model => model.n_features())
    }

    /// Makes sure that a loaded model can predict rows of `n_features` columns, for `n_classes`
    /// classes or for numbers when none: lengths of arrays, children behind their parents, finite
    /// numbers, classes in range. To be called once after loading.
    ///
    /// # Errors
    /// [`EngineError::Model`], which names the fault.
    pub fn check(&self, n_features: usize, n_classes: Option<usize>) -> Result<(), EngineError> {
        let kind = self.kind();
        let fault = |text: String| EngineError::Model(format!("{}: {text}", kind.id));
        if self.n_features() != n_features {
            let found = self.n_features();
            return Err(fault(format!("it was trained on {found} columns where {n_features} are expected")));
        }
        dispatch!(self, model => model.check(n_classes)).map_err(fault)
    }

    /// How much each feature matters, one number a feature, summing to one unless all are zero; none
    /// where the family has no such measure.
    #[must_use]
    pub fn importances(&self) -> Option<Vec<f64>> {
        dispatch!(self, model => model.importances())
    }

    /// What the user should know about this fit, such as that it did not converge.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        dispatch!(self, model => model.warning())
    }
}
