use serde::{Deserialize, Serialize};

use crate::params::{ParamValue, Params};
use crate::resample::ResamplingSpec;

/// How settings are chosen that are to be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SearchMethod {
    /// Every combination.
    Grid,
    /// Each setting drawn on its own. It finds good settings sooner than a grid when only few of the
    /// dimensions matter (Bergstra and Bengio, 2012).
    #[default]
    Random,
    /// Many random settings on few rows; the best of them go on with more (Jamieson and Talwalkar,
    /// 2016).
    SuccessiveHalving,
    /// Settings like the best so far and unlike the others, by tree-structured Parzen estimators
    /// (Bergstra, Bardenet, Bengio and Kégl, 2011).
    Bayesian,
}

impl SearchMethod {
    /// Every method, in the order menus show them.
    pub const ALL: [Self; 4] = [Self::Grid, Self::Random, Self::SuccessiveHalving, Self::Bayesian];

    /// The name used in specs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Random => "random",
            Self::SuccessiveHalving => "successive_halving",
            Self::Bayesian => "bayesian",
        }
    }

    /// The name on the page.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Grid => "Grid",
            Self::Random => "Random",
            Self::SuccessiveHalving => "Successive halving",
            Self::Bayesian => "Bayesian (TPE)",
        }
    }
}

/// How better settings are searched for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct TuneSpec {
    /// How settings are chosen.
    pub method: SearchMethod,
    /// How many settings are tried; a grid tries all it has.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))]
    pub n_trials: u32,
    /// Another seed draws other settings.
    pub seed: u32,
    /// The metric that decides, such as `f1_macro`; macro F1 for classes and R² for numbers when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scoring: Option<String>,
    /// How every trial is judged: on folds of the training rows.
    pub resampling: ResamplingSpec,
    /// Outer folds of nested resampling: the whole search is done again on what teaches in each, and its
    /// winner is judged on the rest, which says how good the search as a whole is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outer: Option<ResamplingSpec>,
    /// What may change.
    pub space: Vec<Dimension>,
    /// Whether trials are also judged on the rows they learned from. It costs time, and says how much
    /// each one overfits.
    pub train_scores: bool,
    /// For successive halving: of so many trials one goes on, with so many times the rows.
    #[cfg_attr(feature = "schema", schemars(range(min = 2, max = 10)))]
    pub factor: u32,
    /// For successive halving: no trial gets a smaller share of a fold's rows.
    #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 1.0)))]
    pub min_share: f64,
    /// For the Bayesian search: so many trials are drawn at random first.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 10_000)))]
    pub n_startup_trials: u32,
    /// For the Bayesian search: so many trials are chosen at once, from all that were done before; more
    /// keep more workers busy, fewer learn faster.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000)))]
    pub batch: u32,
}

impl Default for TuneSpec {
    fn default() -> Self {
        Self {
            method: SearchMethod::Random,
            n_trials: 20,
            seed: 0,
            scoring: None,
            resampling: ResamplingSpec::default(),
            outer: None,
            space: Vec::new(),
            train_scores: true,
            factor: 3,
            min_share: 0.05,
            n_startup_trials: 10,
            batch: 4,
        }
    }
}

/// One thing that may change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Dimension {
    /// Where it acts: `model.NAME` for a parameter of the model, `model` for the family itself,
    /// `steps.I.NAME` for a parameter of a step (I from 0), `steps.I` for whether the step is active.
    pub at: String,
    /// What it may be.
    pub over: Over,
}

/// What a dimension may be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// One of these values.
    Values(Vec<ParamValue>),
    /// A number between bounds.
    Range(Range),
    /// One of these model families, each with dimensions of its own; for `model` alone.
    Families(Vec<Family>),
}

/// Numbers between bounds, both of which belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// Least.
    pub min: f64,
    /// Greatest.
    pub max: f64,
    /// Whether equal ratios are equally likely, and not equal differences; as the parameter declares when
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<bool>,
    /// How many values, evenly spread, a grid takes.
    #[serde(default = "points")]
    #[cfg_attr(feature = "schema", schemars(range(min = 2, max = 1000)))]
    pub points: u32,
}

fn points() -> u32 {
    5
}

/// A model family with what may change in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// The family's name in the catalogue.
    pub kind: String,
    /// Parameters that stay as they are, where they differ from the default. The family that the spec
    /// itself names keeps the spec's own as well.
    #[serde(default, skip_serializing_if = "Params::is_empty")]
    pub params: Params,
    /// What may change, each at `model.NAME`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub space: Vec<Dimension>,
}

impl Dimension {
    /// One of these values.
    #[must_use]
    pub fn values(at: &str, values: impl IntoIterator<Item = ParamValue>) -> Self {
        Self { at: at.to_owned(), over: Over::Values(values.into_iter().collect()) }
    }

    /// A number between bounds.
    #[must_use]
    pub fn range(at: &str, min: f64, max: f64) -> Self {
        Self { at: at.to_owned(), over: Over::Range(Range { min, max, log: None, points: points() }) }
    }

    /// One of these families.
    #[must_use]
    pub fn families(families: impl IntoIterator<Item = Family>) -> Self {
        Self { at: "model".to_owned(), over: Over::Families(families.into_iter().collect()) }
    }
}
