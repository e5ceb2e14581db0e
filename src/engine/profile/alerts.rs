use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::leak::Target;
use super::{Alert, AlertKind, ColumnProfile, NumericSummary, Profile, Severity, Summary, duplicates};
use crate::names::list;
use crate::table::{Column, DType, Table, Values};

/// What one should know before training, the gravest first. `target` names the column to predict.
#[must_use]
pub fn alerts(table: &Table, profile: &Profile, target: Option<&str>) -> Vec<Alert> {
    let mut found = Vec::new();
    for (cells, column) in table.columns().iter().zip(&profile.columns) {
        let is_target = target == Some(column.name.as_str());
        found.extend(content(column));
        found.extend(untidy(cells, column));
        if is_target {
            found.extend(imbalance(column));
            found.extend(missing_target(column));
        } else {
            found.extend(many_missing(column));
            found.extend(id_like(column).or_else(|| high_cardinality(column)));
            found.extend(skewed(column));
        }
    }
    found.extend(duplicate_columns(table));
    found.extend(duplicate_rows(table));
    found.extend(leaks(table, profile, target));
    found.sort_by_key(|alert| std::cmp::Reverse(alert.severity));
    found
}

fn alert(kind: AlertKind, severity: Severity, column: &ColumnProfile, figure: f64, message: String) -> Alert {
    Alert { kind, severity, columns: vec![column.name.clone()], figure, message }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// The most common value as text, and its cells.
fn most_common(column: &ColumnProfile) -> Option<(String, usize)> {
    match &column.summary {
        Summary::Numeric(NumericSummary { mode, mode_count, .. }) => Some((mode.to_string(), *mode_count)),
        Summary::Levels(levels) => levels.top.first().map(|top| (format!("{:?}", top.level), top.count)),
        Summary::Datetime(_) | Summary::Empty => None,
    }
}

fn content(column: &ColumnProfile) -> Option<Alert> {
    let name = &column.name;
    let cells = column.count as f64;
    if column.count == 0 {
        let message = format!("{name:?} holds no value at all; leave the column out");
        return Some(alert(AlertKind::AllMissing, Severity::Warning, column, column.missing as f64, message));
    }
    if column.distinct.count == 1 && column.count > 1 {
        let message =
            format!("every value of {name:?} is the same, so it tells nothing; leave the column out");
        return Some(alert(AlertKind::Constant, Severity::Warning, column, cells, message));
    }
    let (value, count) = most_common(column)?;
    let share = count as f64 / cells;
    (share > 0.99).then(|| {
        let message = format!(
            "{} of {name:?} are {value}; the rest is too rare to learn from: check it, or leave the column out",
            percent(share)
        );
        alert(AlertKind::AlmostConstant, Severity::Info, column, share, message)
    })
}

fn many_missing(column: &ColumnProfile) -> Option<Alert> {
    let share = column.missing as f64 / (column.count + column.missing) as f64;
    (share > 0.3 && column.count > 0).then(|| {
        let name = &column.name;
        let message = format!(
            "{} of {name:?} are missing, so that most of what would be filled in is a guess; fill it with an indicator beside it, or leave the column out",
            percent(share)
        );
        alert(AlertKind::ManyMissing, Severity::Warning, column, share, message)
    })
}

fn missing_target(column: &ColumnProfile) -> Option<Alert> {
    (column.missing > 0).then(|| {
        let message = format!(
            "{} rows have no {:?}, which is the target; nothing can be learned from them: leave these rows out",
            column.missing, column.name
        );
        alert(AlertKind::MissingTarget, Severity::Warning, column, column.missing as f64, message)
    })
}

fn id_like(column: &ColumnProfile) -> Option<Alert> {
    let named = column.is_id();
    (column.count >= 10 && (named || column.is_counter())).then(|| {
        let message = format!(
            "{:?} has another value in every row, like a number or name of the row; a model would learn rows by heart: give it the role of an id",
            column.name
        );
        alert(AlertKind::IdLike, Severity::Warning, column, column.distinct.count as f64, message)
    })
}

fn high_cardinality(column: &ColumnProfile) -> Option<Alert> {
    let distinct = column.distinct.count;
    (column.dtype == DType::Categorical && distinct > 50).then(|| {
        let message = format!(
            "{:?} has {distinct} levels, which makes as many columns when encoded one-hot; group rare levels, use another encoding, or leave the column out",
            column.name
        );
        alert(AlertKind::HighCardinality, Severity::Warning, column, distinct as f64, message)
    })
}

fn skewed(column: &ColumnProfile) -> Option<Alert> {
    let Summary::Numeric(NumericSummary { skewness: Some(skewness), .. }) = &column.summary else {
        return None;
    };
    (skewness.abs() > 3.0 && column.distinct.count > 10).then(|| {
        let message = format!(
            "{:?} has a long tail (skewness {skewness:.1}), which weighs heavily in linear models and distances; a logarithm or robust scaling helps",
            column.name
        );
        alert(AlertKind::Skewed, Severity::Info, column, *skewness, message)
    })
}

/// Levels written in more than one way.
fn untidy(cells: &Column, column: &ColumnProfile) -> Vec<Alert> {
    let Values::Categorical { levels, .. } = cells.values() else { return Vec::new() };
    let tidied = |level: &String| level.split_whitespace().collect::<Vec<_>>().join(" ");
    let (blanks, kept) = alike(levels.iter().cloned(), tidied);
    let (cases, _) = alike(kept.into_iter(), |level| level.to_lowercase());
    let found = |kind, pairs: Vec<(String, String)>, but_for: &str| {
        let (a, b) = pairs.first()?;
        let message = format!(
            "{} of the levels of {:?} are another one but for {but_for}, such as {b:?} and {a:?}, and count as different things: tidy the texts",
            pairs.len(),
            column.name
        );
        Some(alert(kind, Severity::Warning, column, pairs.len() as f64, message))
    };
    let blanks = found(AlertKind::StrayBlanks, blanks, "blanks");
    let cases = found(AlertKind::MixedCase, cases, "upper and lower case");
    blanks.into_iter().chain(cases).collect()
}

/// Texts for which `key` gives what it gave for an earlier one, each with that one, and the others.
fn alike(
    texts: impl Iterator<Item = String>,
    key: impl Fn(&String) -> String,
) -> (Vec<(String, String)>, Vec<String>) {
    let mut first = HashMap::new();
    let (mut again, mut kept) = (Vec::new(), Vec::new());
    for text in texts {
        match first.entry(key(&text)) {
            Entry::Occupied(earlier) => again.push((text, String::clone(earlier.get()))),
            Entry::Vacant(place) => {
                place.insert(text.clone());
                kept.push(text);
            }
        }
    }
    (again, kept)
}

fn imbalance(column: &ColumnProfile) -> Option<Alert> {
    let Summary::Levels(levels) = &column.summary else { return None };
    let all_listed = levels.other == 0 && levels.top.len() > 1;
    let (common, rare) = (levels.top.first()?, levels.top.last().filter(|_| all_listed)?);
    let ratio = common.count as f64 / rare.count as f64;
    (ratio >= 4.0).then(|| {
        let message = format!(
            "{:?} is {:?} {ratio:.1} times as often as {:?}; accuracy alone misleads: stratify the split, look at balanced accuracy and recall, and weigh the classes",
            column.name, common.level, rare.level
        );
        alert(AlertKind::ImbalancedTarget, Severity::Warning, column, ratio, message)
    })
}

fn duplicate_columns(table: &Table) -> Vec<Alert> {
    let alert = |group: Vec<&crate::table::Column>| {
        let columns: Vec<String> = group.iter().map(|column| column.name().to_owned()).collect();
        Alert {
            kind: AlertKind::DuplicateColumns,
            severity: Severity::Warning,
            figure: columns.len() as f64,
            message: format!("{} hold the same cells; keep one of them", list(&columns)),
            columns,
        }
    };
    duplicates::columns(table).into_iter().map(alert).collect()
}

fn duplicate_rows(table: &Table) -> Option<Alert> {
    let count = duplicates::rows(table);
    (count > 0).then(|| Alert {
        kind: AlertKind::DuplicateRows,
        severity: Severity::Warning,
        columns: Vec::new(),
        figure: count as f64,
        message: format!(
            "{count} of {} rows repeat an earlier row in every cell; copies that fall on both sides of the split make a model look better than it is: remove duplicates, unless they are separate observations",
            table.n_rows()
        ),
    })
}

fn leaks(table: &Table, profile: &Profile, target: Option<&str>) -> Vec<Alert> {
    let Some(target) = target.and_then(|name| table.get(name)) else { return Vec::new() };
    let Some(judge) = Target::new(table, target) else { return Vec::new() };
    let candidates = table.columns().iter().zip(&profile.columns);
    candidates
        .filter(|(column, _)| column.name() != target.name())
        .filter_map(|(column, profile)| {
            let figure = judge.given_away_by(column);
            (figure > 0.99).then(|| {
                let message = format!(
                    "{:?} alone gives {:?} away ({figure:.3} of 1); it may be known only after the fact, or be the target in other words: leave it out unless it will be known when predicting",
                    column.name(),
                    target.name()
                );
                alert(AlertKind::TargetLeak, Severity::Problem, profile, figure, message)
            })
        })
        .collect()
}
