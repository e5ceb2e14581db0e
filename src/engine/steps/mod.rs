//! The preparation steps: one file each, one line each in the catalogue.
//!
//! # Contract
//!
//! - A step learns from the training rows it is given and from nothing else; what it learned is
//!   [`FittedStep`], which holds names, levels and numbers. Steps that look rows up among those of training
//!   keep the cells they look up, and say so in their help.
//! - [`FittedStep::transform`] is row-wise: a row's result depends on that row alone, zero rows are
//!   fine, the input is not changed, and rows keep their number and order.
//! - A step that drops or makes rows does so among the training rows only ([`TrainRows`]); its `transform`
//!   changes nothing.

#[macro_use]
mod catalogue;
mod answers;
mod cells;
mod class_sizes;
mod donors;
mod dropped_rows;
mod history;
mod importances;
mod instead;
pub(crate) mod levels;
mod murmur;
mod mutual_information;
mod numbers;
mod relevance;
mod rows;
mod seen_levels;
mod selection;
mod selector;
mod stop_words;
mod texts;
mod words;

pub use catalogue::kind;
pub(crate) use k_means::centres_path;
pub use selector::{Keyword, Selector};

use serde::{Deserialize, Serialize};

use crate::error::EngineError;
use crate::models::Task;
use crate::params::{ParamSpec, Params, Resolved};
use crate::table::{Column, DType, Table};

catalogue! {
    DropDuplicates => drop_duplicates,
    DropMissing => drop_missing,
    FilterRows => filter_rows,
    CleanText => clean_text,
    Replace => replace,
    MapLevels => map_levels,
    ValidRange => valid_range,
    ParseNumbers => parse_numbers,
    ParseDates => parse_dates,
    Units => units,
    Cast => cast,
    RareLevels => rare_levels,
    Outliers => outliers,
    IsolationForest => isolation_forest,
    Impute => impute,
    KnnImpute => knn_impute,
    IterativeImpute => iterative_impute,
    DropColumns => drop_columns,
    Formula => formula,
    Dates => dates,
    Polynomial => polynomial,
    Lag => lag,
    Rolling => rolling,
    Bin => bin,
    Scale => scale,
    PowerTransform => power_transform,
    QuantileTransform => quantile_transform,
    Normalize => normalize,
    OneHot => one_hot,
    Ordinal => ordinal,
    CountEncode => count_encode,
    TargetEncode => target_encode,
    HashEncode => hash_encode,
    BagOfWords => bag_of_words,
    Tfidf => tfidf,
    Pca => pca,
    SelectVariance => select_variance,
    SelectCorrelation => select_correlation,
    SelectKBest => select_k_best,
    SelectFromModel => select_from_model,
    Rfe => rfe,
    KMeans => k_means,
    UnderSample => under_sample,
    OverSample => over_sample,
    Smote => smote,
}

/// What a step is for; the picker groups by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Repairs what is wrong with the data.
    Clean,
    /// Makes columns from columns.
    Derive,
    /// Turns categories and texts into numbers.
    Encode,
    /// Changes the scale or the shape of numbers.
    Scale,
    /// Leaves fewer columns.
    Reduce,
    /// Changes how many training rows each class has.
    Balance,
}

impl Purpose {
    /// Every purpose, in the order the picker shows them.
    pub const ALL: [Self; 6] =
        [Self::Clean, Self::Derive, Self::Encode, Self::Scale, Self::Reduce, Self::Balance];

    /// The name on the page.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Clean => "Clean",
            Self::Derive => "New columns",
            Self::Encode => "Categories and texts to numbers",
            Self::Scale => "Scale and shape",
            Self::Reduce => "Fewer columns",
            Self::Balance => "Balance classes",
        }
    }
}

/// The declaration of a step. It holds no code that learns: the page shows declarations and never
/// fits, so none of that code is in its program.
#[derive(Debug)]
pub struct StepKind {
    /// The name in specs.
    pub id: &'static str,
    /// The name on the page.
    pub label: &'static str,
    /// What it is for.
    pub purpose: Purpose,
    /// What it does and when to use it.
    pub help: &'static str,
    /// The scikit-learn class or call that does the same.
    pub sklearn: &'static str,
    /// Its parameters.
    pub params: &'static [ParamSpec],
    /// The types of column it works on, given its parameters.
    pub accepts: fn(&Resolved) -> &'static [DType],
    /// Whether its columns are to be named one by one: it ruins those that it is not meant for.
    pub named: bool,
}

/// What a step is fitted on.
#[derive(Debug)]
pub struct StepInput<'a> {
    /// The training rows of the features, as the steps before left them.
    pub table: &'a Table,
    /// The target of the same rows.
    pub target: &'a Column,
    /// Whether the target is a class or a number.
    pub task: Task,
    /// The columns to work on; every one is in `table` and of an accepted type.
    pub columns: &'a [String],
    /// The checked parameters.
    pub params: &'a Resolved,
}

/// What fitting gives.
#[derive(Debug)]
pub struct Fit {
    /// What was learned.
    pub step: FittedStep,
    /// What becomes of the training rows.
    pub rows: TrainRows,
}

/// What a step makes of the training rows it learned from.
#[derive(Clone, Debug, PartialEq)]
pub enum TrainRows {
    /// What [`FittedStep::transform`] makes of any rows.
    Transformed,
    /// The same, found while the step learned.
    Changed(Table),
    /// The rows of these places, ascending: the others are dropped.
    Kept(Vec<u32>),
    /// Rows of their own: made ones among them, or cells that were learned without the row itself. They have
    /// the columns that [`FittedStep::transform`] gives.
    Made {
        /// The features.
        table: Table,
        /// The target of the same rows.
        target: Column,
    },
}

impl From<FittedStep> for Fit {
    fn from(step: FittedStep) -> Self {
        Self { step, rows: TrainRows::Transformed }
    }
}

/// A step as a spec writes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StepSpec {
    /// The step's name in the catalogue.
    pub step: String,
    /// The columns it works on: a kind of column, or names. All that it accepts, when absent.
    #[serde(default, skip_serializing_if = "Selector::is_default")]
    pub columns: Selector,
    /// Parameters that differ from the default.
    #[serde(default, skip_serializing_if = "Params::is_empty")]
    pub params: Params,
    /// A step that is switched off does nothing.
    #[serde(default = "enabled", skip_serializing_if = "Clone::clone")]
    pub enabled: bool,
}

fn enabled() -> bool {
    true
}

impl StepSpec {
    /// A step with its defaults.
    #[must_use]
    pub fn new(step: &str) -> Self {
        Self { step: step.to_owned(), columns: Selector::default(), params: Params::new(), enabled: true }
    }

    /// The columns of `table` that the step works on, in the table's order.
    ///
    /// # Errors
    /// When the step is unknown, a parameter is not valid, or a named column is absent or of another type.
    pub fn columns_in(&self, table: &Table) -> Result<Vec<String>, EngineError> {
        let kind = kind(&self.step)?;
        let params = crate::params::resolve(kind.label, kind.params, &self.params)?;
        self.columns.resolve(kind.label, table, (kind.accepts)(&params))
    }

    /// The types of column that the step works on with these parameters.
    ///
    /// # Errors
    /// When the step is unknown or a parameter is not valid.
    pub fn accepts(&self) -> Result<&'static [DType], EngineError> {
        let kind = kind(&self.step)?;
        Ok((kind.accepts)(&crate::params::resolve(kind.label, kind.params, &self.params)?))
    }

    /// Fits the step on training rows.
    ///
    /// # Errors
    /// When the step is unknown, a parameter or column is not valid, or the rows cannot be learned
    /// from.
    pub fn fit(&self, table: &Table, target: &Column, task: Task) -> Result<Fit, EngineError> {
        let kind = kind(&self.step)?;
        let params = crate::params::resolve(kind.label, kind.params, &self.params)?;
        let columns = self.columns.resolve(kind.label, table, (kind.accepts)(&params))?;
        FittedStep::fit(kind, &StepInput { table, target, task, columns: &columns, params: &params })
    }
}

/// The column of that name, which must have the type it had when the step was fitted.
fn fitted_column<'a>(
    kind: &StepKind,
    table: &'a Table,
    name: &str,
    dtype: DType,
) -> Result<&'a Column, EngineError> {
    let column = table.column(name)?;
    if column.dtype() == dtype {
        return Ok(column);
    }
    Err(EngineError::Data(format!(
        "{}: column {name:?} is {} here and was {} when the step was fitted; give it the type it had",
        kind.label,
        column.dtype().name(),
        dtype.name()
    )))
}

/// One figure that a step learned, for a person to read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    /// The column it concerns.
    pub column: String,
    /// What it is, such as "mean".
    pub what: String,
    /// Its value.
    pub value: String,
}

impl Learned {
    pub(crate) fn new(column: &str, what: &str, value: impl ToString) -> Self {
        Self { column: column.to_owned(), what: what.to_owned(), value: value.to_string() }
    }
}
