use super::{CATALOGUE, StepKind};
use crate::error::EngineError;
use crate::names;

/// Makes the modules, the list of kinds, the enum of fitted steps and its dispatch from one line a
/// step: the variant, which files name in snake_case, and the file with `KIND`, `fit` and `Fitted`.
macro_rules! catalogue {
    ($($variant:ident => $module:ident,)*) => {
        $(mod $module;)*

        /// Every step there is, in the order the picker shows them.
        pub static CATALOGUE: &[&StepKind] = &[$(&$module::KIND),*];

        /// A step that has learned from training rows.
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(tag = "step", rename_all = "snake_case")]
        pub enum FittedStep {
            $(#[doc = concat!("See `", stringify!($module), ".rs`.")] $variant($module::Fitted),)*
        }

        impl FittedStep {
            /// Learns from training rows with the step of that kind.
            fn fit(kind: &StepKind, input: &StepInput) -> Result<Fit, EngineError> {
                $(if kind.id == $module::KIND.id {
                    return $module::fit(input);
                })*
                Err(EngineError::Spec(format!("{} cannot learn", kind.label)))
            }

            /// Applies what was learned to any rows.
            ///
            /// # Errors
            /// When a column it learned from is absent or of another type.
            pub fn transform(&self, table: &Table) -> Result<Table, EngineError> {
                match self { $(Self::$variant(fitted) => fitted.transform(table),)* }
            }

            /// What was learned, for a person to read.
            #[must_use]
            pub fn learned(&self) -> Vec<Learned> {
                match self { $(Self::$variant(fitted) => fitted.learned(),)* }
            }

            /// The declaration of the step.
            #[must_use]
            pub fn kind(&self) -> &'static StepKind {
                match self { $(Self::$variant(_) => &$module::KIND,)* }
            }
        }
    };
}

/// The declaration of the step of that name.
///
/// # Errors
/// When there is none; the message lists what there is.
pub fn kind(id: &str) -> Result<&'static StepKind, EngineError> {
    CATALOGUE.iter().copied().find(|kind| kind.id == id).ok_or_else(|| {
        let known: Vec<String> = CATALOGUE.iter().map(|kind| kind.id.to_owned()).collect();
        let (meant, known) = (names::meant(id, &known), names::list(&known));
        EngineError::Spec(format!("there is no step {id:?}{meant}; there are {known}"))
    })
}
