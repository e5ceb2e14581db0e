//! Steps that remedy what looks wrong with the data.

use super::{Alert, AlertKind, ColumnProfile, Profile};
use crate::models::{self, Task};
use crate::params::{ParamValue, Params};
use crate::pipeline::PipelineSpec;
use crate::steps::{self, Keyword, Purpose, Selector, StepSpec};
use crate::table::{DType, Role};

/// Names that a suggestion's label spells out.
const NAMED: usize = 4;
/// Steps that fill in or drop what is missing.
const FILLS: &[&str] = &["impute", "knn_imputer", "iterative_imputer", "drop_missing"];
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
/// Steps that make numbers of dates.
const DATES: &[&str] = &["dates", "cast"];

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
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::profile::{alerts, profile};
    use crate::table::{Column, Table};

    /// A target, and columns each of which has something wrong with it.
    fn table() -> Table {
        let n = 60;
        let number = |name: &str, of: &dyn Fn(usize) -> Option<f64>| Column::numeric(name, (0..n).map(of));
        let levels: Vec<String> = (0..n).map(|row| format!("level {row}")).collect();
        Table::new(vec![
            number("age", &|row| (row % 7 != 0).then_some((row * 13 % 31) as f64)),
            number("cabin", &|row| (row % 2 == 0).then_some((row * 7 % 23) as f64)),
            number("fixed", &|_| Some(1.0)),
            number("copy", &|row| Some((row * 11 % 17) as f64)),
            number("of copy", &|row| Some((row * 11 % 17) as f64)),
            number("tail", &|row| Some(if row == 5 { 1e6 } else { (row * 5 % 13) as f64 })),
            Column::categorical("port", (0..n).map(|row| (row % 9 != 1).then_some(["a", "b"][row % 2]))),
            Column::categorical("ticket", levels.iter().map(|level| Some(level.as_str()))),
            Column::categorical("y", (0..n).map(|row| Some(if row % 10 == 0 { "rare" } else { "common" }))),
        ])
        .unwrap()
    }

    fn suggested(spec: &PipelineSpec) -> Vec<Suggestion> {
        let table = table();
        let profile = profile(&table);
        suggestions(&profile, &alerts(&table, &profile, Some("y")), spec)
    }

    fn labels(spec: &PipelineSpec) -> Vec<String> {
        suggested(spec).iter().map(Suggestion::label).collect()
    }

    #[test]
    fn what_looks_wrong_has_a_remedy_with_columns_and_parameters() {
        let found = suggested(&PipelineSpec::new("y", "logistic_regression"));
        let of = |label: &str| {
            let found = found.iter().find(|suggestion| suggestion.label() == label);
            found.unwrap_or_else(|| panic!("{label}: {found:?}")).step.clone()
        };
        assert_eq!(of("Drop columns: fixed").columns, Selector::Names(vec!["fixed".to_owned()]));
        assert_eq!(of("Drop columns: of copy").step, "drop_columns");
        let age = of("Fill in missing cells: age");
        assert_eq!(age.params.get("strategy"), Some(&ParamValue::Text("median".to_owned())));
        assert_eq!(age.params.get("add_indicator"), None);
        let cabin = of("Fill in missing cells: cabin");
        assert_eq!(cabin.params.get("add_indicator"), Some(&ParamValue::Bool(true)));
        let port = of("Fill in missing cells: port");
        assert_eq!(port.params.get("strategy"), Some(&ParamValue::Text("most_frequent".to_owned())));
        assert!(found.iter().any(|suggestion| suggestion.alert == Some(AlertKind::ManyMissing)));
    }

    #[test]
    fn what_was_applied_is_not_suggested_again() {
        let mut spec = PipelineSpec::new("y", "logistic_regression");
        let most = suggested(&spec).len();
        for _ in 0..most {
            let Some(next) = suggested(&spec).into_iter().next() else { break };
            spec.steps.insert(next.at, next.step);
        }
        assert_eq!(labels(&spec), Vec::<String>::new());
        let purposes: Vec<Purpose> =
            spec.steps.iter().map(|step| steps::kind(&step.step).unwrap().purpose).collect();
        let cleaned = purposes.iter().rposition(|purpose| *purpose == Purpose::Clean).unwrap();
        let encoded = purposes.iter().position(|purpose| *purpose == Purpose::Encode).unwrap();
        assert!(cleaned < encoded, "{purposes:?}");
    }

    #[test]
    fn a_step_that_is_switched_off_remedies_nothing() {
        let mut spec = PipelineSpec::new("y", "logistic_regression");
        spec.steps = vec![StepSpec { enabled: false, ..StepSpec::new("impute") }];
        assert!(labels(&spec).contains(&"Fill in missing cells: age".to_owned()));
        spec.steps = vec![StepSpec::new("impute")];
        assert!(!labels(&spec).contains(&"Fill in missing cells: age".to_owned()));
        assert!(
            labels(&spec).contains(&"Fill in missing cells: port".to_owned()),
            "the median takes numbers alone"
        );
    }

    #[test]
    fn columns_that_are_no_features_are_left_alone() {
        let mut spec = PipelineSpec::new("y", "logistic_regression");
        for name in ["age", "cabin", "fixed", "of copy", "tail", "port", "ticket"] {
            spec.roles.insert(name.to_owned(), Role::Ignored);
        }
        assert!(suggested(&spec).iter().all(|suggestion| suggestion.columns.is_empty()));
    }

    #[test]
    fn a_model_that_takes_gaps_and_categories_needs_neither() {
        let found = labels(&PipelineSpec::new("y", "hist_gradient_boosting"));
        assert!(
            !found.iter().any(|label| label.starts_with("One-hot") || label.ends_with(": age")),
            "{found:?}"
        );
    }

    #[test]
    fn a_long_list_of_columns_is_cut() {
        let columns = ["a", "b", "c", "d", "e", "f"].map(str::to_owned).to_vec();
        let step = StepSpec::new("impute");
        let long = Suggestion { alert: None, columns, reason: String::new(), step, at: 0 };
        assert_eq!(long.label(), "Fill in missing cells: a, b, c, d and 2 more");
    }
}
