//! Steps that remedy what looks wrong with the data.

use super::{Alert, AlertKind, ColumnProfile, Profile, Summary};
use crate::models::{self, Task};
use crate::params::{ParamValue, Params};
use crate::pipeline::PipelineSpec;
use crate::steps::{self, Keyword, Purpose, Selector, StepSpec};
use crate::table::{DType, Role};

/// Names that a suggestion's label spells out.
const NAMED: usize = 4;
/// Steps that fill in or drop what is missing.
const FILLS: &[&str] = &["impute", "knn_imputer", "iterative_imputer", "drop_missing"];
/// Steps that make one level of several ways to write it.
const TIDIES: &[&str] = &["clean_text", "map_levels"];
/// Steps that make numbers of categories.
const ENCODES: &[&str] = &["one_hot", "ordinal", "target_encode", "count_encode", "hash_encode"];
/// Steps that a category with many levels can be given to.
const FEW_LEVELS: &[&str] =
    &["rare_levels", "map_levels", "target_encode", "count_encode", "hash_encode", "ordinal"];
/// Steps that shorten a long tail, or do not mind it.
const TAILS: &[&str] = &["power_transform", "quantile_transform", "outliers", "bin", "log"];
/// Steps that even out the classes.
const BALANCES: &[&str] = &["over_sample", "under_sample", "smote"];
/// Steps that make numbers of texts.
const WORDS: &[&str] = &["tfidf", "bag_of_words", "hash_encode", "cast", "parse_numbers", "parse_dates"];
/// Steps that bring numbers to one scale.
const SCALES: &[&str] = &["scale", "power_transform", "quantile_transform", "normalize", "bin"];
/// Steps that make numbers of dates.
const DATES: &[&str] = &["dates", "cast"];

/// From this ratio of the widest to the narrowest feature a model that compares sizes hardly sees the
/// narrow one: a rule of thumb. A width is what the middle 98 % of the values span; that of scaled ones
/// is about 5, that of truth values 1.
pub const WIDTHS_LOOK: f64 = 20.0;

/// A step that would remedy something.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The alert it answers; none when it answers what every model needs.
    pub alert: Option<AlertKind>,
    /// The columns it is about; none when it is about rows.
    pub columns: Vec<String>,
    /// Why, in a sentence.
    pub reason: String,
    /// The step.
    pub step: StepSpec,
    /// Its place in the recipe.
    pub at: usize,
}

impl Suggestion {
    /// What it does, such as "Fill in missing cells: age, fare".
    #[must_use]
    pub fn label(&self) -> String {
        let step = steps::kind(&self.step.step).map_or(self.step.step.as_str(), |kind| kind.label);
        if self.columns.is_empty() {
            return step.to_owned();
        }
        let named = self.columns.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        match self.columns.len().saturating_sub(NAMED) {
            0 => format!("{step}: {named}"),
            more => format!("{step}: {named} and {more} more"),
        }
    }
}

/// Steps worth adding to the recipe of `spec`: answers to the `alerts`, and what a model needs of the
/// columns of `profile`. What the recipe does already is not suggested, nor a step that there is not.
#[must_use]
pub fn suggestions(profile: &Profile, alerts: &[Alert], spec: &PipelineSpec) -> Vec<Suggestion> {
    let recipe = Recipe { profile, spec };
    let mut found = Vec::new();
    found.extend(recipe.drops(alerts));
    found.extend(recipe.duplicates(alerts));
    found.extend(recipe.tidies(alerts));
    found.extend(recipe.fills(alerts));
    found.extend(recipe.dates());
    found.extend(recipe.about(
        alerts,
        AlertKind::Skewed,
        TAILS,
        "power_transform",
        "a long tail weighs heavily in linear models and distances",
    ));
    found.extend(recipe.about(
        alerts,
        AlertKind::HighCardinality,
        FEW_LEVELS,
        "rare_levels",
        "many levels make many columns, most of them nearly empty",
    ));
    found.extend(recipe.words());
    found.extend(recipe.codes());
    found.extend(recipe.scale());
    found.extend(recipe.classes(alerts));
    found
}

/// What suggestions are made from.
struct Recipe<'a> {
    profile: &'a Profile,
    spec: &'a PipelineSpec,
}

impl<'a> Recipe<'a> {
    /// The features that no step drops, by a condition.
    fn features(&self, wanted: impl Fn(&ColumnProfile) -> bool) -> Vec<&'a ColumnProfile> {
        let columns = self.profile.columns.iter();
        columns
            .filter(|c| self.spec.role(&c.name) == Role::Feature && !self.is_done(&["drop_columns"], c))
            .filter(|column| wanted(column))
            .collect()
    }

    /// Whether a step in use, one of those named, works on the column.
    fn is_done(&self, steps: &[&str], column: &ColumnProfile) -> bool {
        let mut active = self.spec.steps.iter().filter(|step| step.enabled);
        active.any(|step| steps.contains(&step.step.as_str()) && takes(step, column))
    }

    /// A step on columns; none when there are none, or no such step.
    fn step(
        &self,
        step: &str,
        params: Params,
        columns: &[&ColumnProfile],
        alert: Option<AlertKind>,
        reason: &str,
    ) -> Option<Suggestion> {
        let kind = steps::kind(step).ok().filter(|_| !columns.is_empty())?;
        let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        let step = StepSpec { columns: Selector::Names(names.clone()), params, ..StepSpec::new(kind.id) };
        step.accepts().ok()?;
        let at = self.place(kind.purpose, columns);
        Some(Suggestion { alert, columns: names, reason: reason.to_owned(), step, at })
    }

    /// Before the first step of a later purpose, and before any that encodes or scales one of the columns.
    fn place(&self, purpose: Purpose, columns: &[&ColumnProfile]) -> usize {
        let is_later = |step: &StepSpec| {
            let Ok(kind) = steps::kind(&step.step) else { return false };
            let touched = kind.purpose >= Purpose::Encode && columns.iter().any(|c| takes(step, c));
            kind.id != "drop_columns" && (kind.purpose > purpose || touched)
        };
        self.spec.steps.iter().position(is_later).unwrap_or(self.spec.steps.len())
    }

    /// Columns that tell nothing or too much are dropped first of all.
    fn drops(&self, alerts: &[Alert]) -> Vec<Suggestion> {
        let reasons = [
            (AlertKind::AllMissing, "a column without a value tells nothing"),
            (AlertKind::Constant, "a column with one value tells nothing"),
            (
                AlertKind::AlmostConstant,
                "nearly every value is the same, and the rest too rare to learn from",
            ),
            (AlertKind::DuplicateColumns, "another column holds the same cells"),
            (AlertKind::IdLike, "a number or name of the row is learned by heart"),
            (AlertKind::TargetLeak, "it gives the target away, and may be known only after the fact"),
        ];
        let suggestion = |(kind, reason): (AlertKind, &str)| {
            let named: Vec<&String> = alerts
                .iter()
                .filter(|alert| alert.kind == kind)
                .flat_map(|alert| alert.columns.iter().skip(usize::from(kind == AlertKind::DuplicateColumns)))
                .collect();
            let columns = self.features(|column| named.contains(&&column.name));
            let found = self.step("drop_columns", Params::new(), &columns, Some(kind), reason)?;
            Some(Suggestion { at: 0, ..found })
        };
        reasons.into_iter().filter_map(suggestion).collect()
    }

    fn duplicates(&self, alerts: &[Alert]) -> Option<Suggestion> {
        let kind = AlertKind::DuplicateRows;
        alerts.iter().find(|alert| alert.kind == kind)?;
        let is_there = self.spec.steps.iter().any(|step| step.enabled && step.step == "drop_duplicates");
        (!is_there && steps::kind("drop_duplicates").is_ok()).then(|| Suggestion {
            alert: Some(kind),
            columns: Vec::new(),
            reason: "rows that repeat an earlier one count twice".to_owned(),
            step: StepSpec::new("drop_duplicates"),
            at: 0,
        })
    }

    /// Texts are tidied before anything looks at them; where cases are mixed, into lower case.
    fn tidies(&self, alerts: &[Alert]) -> Vec<Suggestion> {
        let has = |kind: AlertKind, column: &ColumnProfile| {
            alerts.iter().any(|alert| alert.kind == kind && alert.columns.contains(&column.name))
        };
        let lower = Params::from([("case".to_owned(), ParamValue::Text("lower".to_owned()))]);
        let tidied = [
            (AlertKind::MixedCase, lower, "one thing in upper and lower case counts as two"),
            (AlertKind::StrayBlanks, Params::new(), "one thing with and without stray blanks counts as two"),
        ];
        let suggestion = |(kind, params, reason): (AlertKind, Params, &str)| {
            let is_other =
                |column: &ColumnProfile| kind == AlertKind::StrayBlanks && has(AlertKind::MixedCase, column);
            let columns = self.features(|c| has(kind, c) && !is_other(c) && !self.is_done(TIDIES, c));
            let found = self.step("clean_text", params, &columns, Some(kind), reason)?;
            Some(Suggestion { at: 0, ..found })
        };
        tidied.into_iter().filter_map(suggestion).collect()
    }

    /// Gaps are filled by the median or the most frequent value; where many are missing, with a column that
    /// says so.
    fn fills(&self, alerts: &[Alert]) -> Vec<Suggestion> {
        let takes_gaps = models::kind(&self.spec.model.kind).is_ok_and(|kind| kind.capabilities.missing);
        let many = |column: &ColumnProfile| {
            alerts.iter().any(|a| a.kind == AlertKind::ManyMissing && a.columns.contains(&column.name))
        };
        let mut found = Vec::new();
        for is_many in [true, false] {
            if takes_gaps && !is_many {
                continue;
            }
            for numeric in [true, false] {
                let fits = |dtype| match dtype {
                    DType::Numeric => numeric,
                    DType::Categorical | DType::Boolean => !numeric,
                    DType::Datetime | DType::Text => false,
                };
                let columns = self.features(|c| {
                    c.missing > 0
                        && c.count > 0
                        && fits(c.dtype)
                        && many(c) == is_many
                        && !self.is_done(FILLS, c)
                });
                let strategy = if numeric { "median" } else { "most_frequent" };
                let mut params = Params::new();
                params.insert("strategy".to_owned(), ParamValue::Text(strategy.to_owned()));
                if is_many {
                    params.insert("add_indicator".to_owned(), ParamValue::Bool(true));
                }
                let (alert, reason) = if is_many {
                    (Some(AlertKind::ManyMissing), "many cells are missing; a column beside it keeps which")
                } else {
                    (None, "most models cannot take a row with a missing cell")
                };
                found.extend(self.step("impute", params, &columns, alert, reason));
            }
        }
        found
    }

    /// A step against alerts of one kind, for the columns that none of the steps `done` works on.
    fn about(
        &self,
        alerts: &[Alert],
        kind: AlertKind,
        done: &[&str],
        step: &str,
        reason: &str,
    ) -> Option<Suggestion> {
        let named: Vec<&String> =
            alerts.iter().filter(|alert| alert.kind == kind).flat_map(|alert| &alert.columns).collect();
        let columns = self.features(|c| named.contains(&&c.name) && !self.is_done(done, c));
        self.step(step, Params::new(), &columns, Some(kind), reason)
    }

    fn dates(&self) -> Option<Suggestion> {
        let columns = self.features(|c| c.dtype == DType::Datetime && !self.is_done(DATES, c));
        self.step("dates", Params::new(), &columns, None, "a model needs numbers, and a date has many")
            .or_else(|| self.step("drop_columns", Params::new(), &columns, None, "a model needs numbers"))
    }

    fn words(&self) -> Option<Suggestion> {
        let columns = self.features(|c| c.dtype == DType::Text && !self.is_done(WORDS, c));
        self.step("tfidf", Params::new(), &columns, None, "a model needs numbers, and a text has words")
            .or_else(|| self.step("drop_columns", Params::new(), &columns, None, "a model needs numbers"))
    }

    /// Categories become numbers unless the model takes them as they are.
    fn codes(&self) -> Option<Suggestion> {
        if models::kind(&self.spec.model.kind).is_ok_and(|kind| kind.capabilities.categories) {
            return None;
        }
        let columns = self
            .features(|c| c.dtype == DType::Categorical && c.distinct.count > 1 && !self.is_done(ENCODES, c));
        self.step("one_hot", Params::new(), &columns, None, "a model needs numbers, and these are names")
    }

    /// Numbers come to one scale where the model compares their sizes and these differ much.
    fn scale(&self) -> Option<Suggestion> {
        if !self.spec.model.wants_scaling() {
            return None;
        }
        let width = |column: &ColumnProfile| match &column.summary {
            Summary::Numeric(numbers) => Some(numbers.quantiles.p99 - numbers.quantiles.p1),
            // Truth values, and those that one-hot encoding makes of levels.
            Summary::Levels(_) => Some(1.0),
            Summary::Empty | Summary::Datetime(_) => None,
        };
        let features = self.features(|_| true);
        let widths = || features.iter().filter_map(|column| width(column)).filter(|width| *width > 0.0);
        let (least, most) = (widths().min_by(f64::total_cmp)?, widths().max_by(f64::total_cmp)?);
        let columns = self.features(|c| c.dtype == DType::Numeric && !self.is_done(SCALES, c));
        let reason = "this model compares sizes, and numbers of a small unit outweigh the others";
        (most >= WIDTHS_LOOK * least)
            .then(|| self.step("scale", Params::new(), &columns, None, reason))
            .flatten()
    }

    fn classes(&self, alerts: &[Alert]) -> Option<Suggestion> {
        let kind = AlertKind::ImbalancedTarget;
        alerts.iter().find(|alert| alert.kind == kind)?;
        let is_done = self.spec.steps.iter().any(|s| s.enabled && BALANCES.contains(&s.step.as_str()));
        if is_done || self.spec.task == Some(Task::Regression) || steps::kind("over_sample").is_err() {
            return None;
        }
        Some(Suggestion {
            alert: Some(kind),
            columns: Vec::new(),
            reason:
                "a rare class is easily overlooked; among the training rows alone, it can be made as common"
                    .to_owned(),
            step: StepSpec::new("over_sample"),
            at: self.spec.steps.len(),
        })
    }
}

/// Whether a step works on a column that comes in.
fn takes(step: &StepSpec, column: &ColumnProfile) -> bool {
    match &step.columns {
        Selector::Names(names) => names.contains(&column.name),
        Selector::Kind(keyword) => {
            step.accepts().is_ok_and(|types| types.contains(&column.dtype))
                && (*keyword == Keyword::All || keyword.dtype() == Some(column.dtype))
        }
    }
}

#[cfg(test)]
mod tests;
