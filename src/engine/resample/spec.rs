use serde::{Deserialize, Serialize};

use crate::error::EngineError;

/// More folds than this are refused.
pub const MOST_FOLDS: usize = 2000;

/// How training rows are dealt into folds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ResamplingMethod {
    /// Equal parts; each is the judge once, while the others teach.
    #[default]
    KFold,
    /// Equal parts with the same shares of classes.
    StratifiedKFold,
    /// Rows with one value in the column stay in one part.
    GroupKFold,
    /// Every row is a part of its own.
    LeaveOneOut,
    /// The rows before a point in time teach, the ones after it judge; the point moves on.
    TimeSeriesSplit,
    /// Independent random draws of the rows that judge.
    ShuffleSplit,
}

impl ResamplingMethod {
    /// Every method, in the order menus show them.
    pub const ALL: [Self; 6] = [
        Self::KFold,
        Self::StratifiedKFold,
        Self::GroupKFold,
        Self::LeaveOneOut,
        Self::TimeSeriesSplit,
        Self::ShuffleSplit,
    ];

    /// The name used in specs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::KFold => "k_fold",
            Self::StratifiedKFold => "stratified_k_fold",
            Self::GroupKFold => "group_k_fold",
            Self::LeaveOneOut => "leave_one_out",
            Self::TimeSeriesSplit => "time_series_split",
            Self::ShuffleSplit => "shuffle_split",
        }
    }

    /// The name on the page.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::KFold => "K-fold",
            Self::StratifiedKFold => "Stratified k-fold",
            Self::GroupKFold => "Group k-fold",
            Self::LeaveOneOut => "Leave one out",
            Self::TimeSeriesSplit => "Time series",
            Self::ShuffleSplit => "Random draws",
        }
    }

    /// Whether rows are shuffled before they are dealt, so that repeating makes sense.
    #[must_use]
    pub fn repeats(self) -> bool {
        matches!(self, Self::KFold | Self::StratifiedKFold | Self::GroupKFold)
    }
}

/// The resampling as a spec writes it. Names and rules are scikit-learn's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ResamplingSpec {
    /// How rows are dealt.
    pub method: ResamplingMethod,
    /// How many parts or draws; leave one out has as many as there are rows.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 2000)))]
    pub n_splits: u32,
    /// How often the dealing is done again in another order, for the three k-folds.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 2000)))]
    pub n_repeats: u32,
    /// Whether the three k-folds deal in random order. Without it k-fold takes rows as they stand, and
    /// group k-fold deals the largest group first.
    pub shuffle: bool,
    /// Another seed deals the rows another way.
    pub seed: u32,
    /// The column that holds the group, or the time, of a row; that of the split when absent. It is no
    /// feature unless its role says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The share of rows that judge, for random draws.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.0, max = 1.0)))]
    pub test_size: f64,
    /// Rows left out between those that teach and those that judge, for time series.
    pub gap: u32,
    /// At most so many of the latest rows teach, for time series; all when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_train_size: Option<u32>,
}

impl Default for ResamplingSpec {
    fn default() -> Self {
        Self {
            method: ResamplingMethod::KFold,
            n_splits: 5,
            n_repeats: 1,
            shuffle: true,
            seed: 0,
            column: None,
            test_size: 0.2,
            gap: 0,
            max_train_size: None,
        }
    }
}

impl ResamplingSpec {
    /// The default of a method.
    #[must_use]
    pub fn new(method: ResamplingMethod) -> Self {
        Self { method, ..Self::default() }
    }

    /// How many folds `rows` rows are dealt into.
    #[must_use]
    pub fn n_folds(&self, rows: usize) -> usize {
        match self.method {
            ResamplingMethod::LeaveOneOut => rows,
            method if method.repeats() => (self.n_splits as usize).saturating_mul(self.n_repeats as usize),
            _ => self.n_splits as usize,
        }
    }

    /// What can be checked without the rows.
    ///
    /// # Errors
    /// When a number is out of its bounds or a setting is given that the method does not use.
    pub fn check(&self) -> Result<(), EngineError> {
        let refuse = |text: String| Err(EngineError::Spec(format!("resampling: {text}")));
        let method = self.method.name();
        let least = match self.method {
            ResamplingMethod::LeaveOneOut | ResamplingMethod::ShuffleSplit => 1,
            // Two parts teach and judge; two cuts in time are the fewest whose spread can be seen.
            _ => 2,
        };
        if self.n_splits < least || self.n_repeats == 0 || self.n_folds(0) > MOST_FOLDS {
            return refuse(format!(
                "n_splits ({}) must be at least {least}, n_repeats ({}) at least 1, and both together at most {MOST_FOLDS}",
                self.n_splits, self.n_repeats
            ));
        }
        if self.n_repeats > 1 && !(self.method.repeats() && self.shuffle) {
            return refuse(format!(
                "repeating {method} {} gives the same folds again; set n_repeats to 1, or choose a shuffled k-fold",
                if self.shuffle { "" } else { "without shuffle" }
            ));
        }
        let takes_column =
            matches!(self.method, ResamplingMethod::GroupKFold | ResamplingMethod::TimeSeriesSplit);
        if let Some(column) = self.column.as_ref().filter(|_| !takes_column) {
            return refuse(format!(
                "{method} does not use the column {column:?}; remove it, or choose group_k_fold or time_series_split"
            ));
        }
        if self.method == ResamplingMethod::ShuffleSplit && !(self.test_size > 0.0 && self.test_size < 1.0) {
            return refuse(format!("test_size must lie between 0 and 1, but is {}", self.test_size));
        }
        if self.max_train_size == Some(0) {
            return refuse("max_train_size must be at least 1".to_owned());
        }
        Ok(())
    }
}
