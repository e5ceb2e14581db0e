use ndarray::ArrayView2;

use super::{CATALOGUE, FittedModel, LossHistory, ModelKind, Output, validate};
use crate::error::EngineError;
use crate::names;

/// Makes the modules, the list of kinds, the enum of fitted models and its dispatch from one line a
/// family: `file::FittedType`.
macro_rules! catalogue {
    ($($module:ident :: $model:ident),+ $(,)?) => {
        $(
            mod $module;
            pub use $module::$model;
        )+

        /// A fitted model of any family. Serialised as `{ID: STATE}`.
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum FittedModel {
            $(
                #[doc = concat!("See [`", stringify!($model), "`].")]
                $model($model),
            )+
        }

        /// Every family, in the order menus show them.
        pub static CATALOGUE: &[&ModelKind] = &[$(&$module::KIND),+];

        impl FittedModel {
            /// Learns from validated rows with the family of that id.
            fn fit(
                id: &str,
                params: &Resolved,
                train: &TrainSet,
                progress: &mut dyn Progress,
            ) -> Result<Self, EngineError> {
                $(if id == $module::KIND.id {
                    return <$model as Model>::fit(params, train, progress).map(Self::$model);
                })+
                kind(id).and_then(|kind| Err(EngineError::Spec(format!("{} cannot learn", kind.label))))
            }

            /// The family.
            #[must_use]
            pub fn kind(&self) -> &'static ModelKind {
                match self {
                    $(Self::$model(_) => &$module::KIND,)+
                }
            }

            /// The state, of whichever family.
            fn model(&self) -> &dyn Model {
                match self {
                    $(Self::$model(model) => model,)+
                }
            }
        }
    };
}

/// The family of that id.
///
/// # Errors
/// When there is none; the message lists what there is.
pub fn kind(id: &str) -> Result<&'static ModelKind, EngineError> {
    CATALOGUE.iter().copied().find(|kind| kind.id == id).ok_or_else(|| {
        let known: Vec<String> = CATALOGUE.iter().map(|kind| kind.id.to_owned()).collect();
        let (meant, known) = (names::meant(id, &known), names::list(&known));
        EngineError::Spec(format!("there is no model {id:?}{meant}; choose one of {known}"))
    })
}

impl FittedModel {
    /// Predicts rows × features.
    ///
    /// # Errors
    /// When the number of columns is not that of the training rows or a cell is not finite (NaN is
    /// taken as missing by families that declare it).
    pub fn predict(&self, x: ArrayView2<f64>) -> Result<Output, EngineError> {
        let n_features = self.n_features();
        if x.ncols() != n_features {
            return Err(EngineError::Data(format!(
                "the rows to predict have {} prepared columns, but the model was trained on {n_features}; \
                 give the columns it was trained on",
                x.ncols()
            )));
        }
        if self.kind().capabilities.missing {
            validate::finite_or_missing(x, &[])?;
        } else {
            validate::finite(x)?;
        }
        let output = self.model().predict(x);
        match output.first_not_finite() {
            None => Ok(output),
            Some(row) => Err(EngineError::Data(format!(
                "row {} has numbers too large for {} to calculate with; correct or drop it",
                row + 1,
                self.kind().label
            ))),
        }
    }

    /// The number of columns the model was fitted on.
    #[must_use]
    pub fn n_features(&self) -> usize {
        self.model().n_features()
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
        self.model().check(n_classes).map_err(fault)
    }

    /// How much each feature matters, one number a feature, summing to one unless all are zero; none
    /// where the family has no such measure.
    #[must_use]
    pub fn importances(&self) -> Option<Vec<f64>> {
        self.model().importances()
    }

    /// The score of the training rows, each judged by the parts of the model that did not see it:
    /// accuracy, or R² for numbers; none where the fit does not give one.
    #[must_use]
    pub fn out_of_bag(&self) -> Option<f64> {
        self.model().out_of_bag()
    }

    /// How the loss went, round by round; none where there are no rounds.
    #[must_use]
    pub fn loss_history(&self) -> Option<&LossHistory> {
        self.model().loss_history()
    }

    /// What the user should know about this fit, such as that it did not converge.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        self.model().warning()
    }
}
