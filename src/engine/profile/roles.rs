use std::collections::BTreeMap;

use super::{ColumnProfile, Profile, Summary};
use crate::table::{DType, Role};

/// Names that a target often has, the likelier first.
const TARGETS: [&str; 15] = [
    "target",
    "class",
    "label",
    "y",
    "outcome",
    "response",
    "species",
    "survived",
    "diagnosis",
    "churn",
    "default",
    "result",
    "quality",
    "mpg",
    "price",
];

/// More levels than this make no target.
const MAX_CLASSES: usize = 50;

/// A first guess of what each column is for. The target is the first column with one of the usual
/// names, else the last categorical or boolean one with 2 to 50 levels, else the last numeric one.
/// Columns that number or name the rows are ids; free text and columns without a value are ignored;
/// the rest are features.
#[must_use]
pub fn guess_roles(profile: &Profile) -> BTreeMap<String, Role> {
    let target = target(profile);
    let role = |column: &ColumnProfile| {
        if Some(column.name.as_str()) == target {
            Role::Target
        } else if column.is_id() {
            Role::Id
        } else if column.dtype == DType::Text || column.count == 0 {
            Role::Ignored
        } else {
            Role::Feature
        }
    };
    profile.columns.iter().map(|column| (column.name.clone(), role(column))).collect()
}

fn target(profile: &Profile) -> Option<&str> {
    let usable: Vec<&ColumnProfile> = profile
        .columns
        .iter()
        .filter(|c| c.distinct.count > 1 && !matches!(c.dtype, DType::Text | DType::Datetime) && !c.is_id())
        .collect();
    let named = TARGETS.iter().find_map(|name| usable.iter().find(|c| c.name.to_lowercase() == *name));
    let class = || usable.iter().rfind(|c| c.dtype != DType::Numeric && c.distinct.count <= MAX_CLASSES);
    let number = || usable.iter().rfind(|c| c.dtype == DType::Numeric);
    named.or_else(class).or_else(number).map(|column| column.name.as_str())
}

impl ColumnProfile {
    /// Whether the column numbers or names the rows: no value comes twice, and it is named like an id.
    pub(super) fn is_id(&self) -> bool {
        let unique = self.distinct.count == self.count || self.distinct.more;
        let whole = match &self.summary {
            Summary::Numeric(summary) => summary.whole,
            Summary::Levels(_) => self.dtype != DType::Boolean,
            Summary::Datetime(_) | Summary::Empty => false,
        };
        self.count > 1 && unique && whole && has_id_name(&self.name)
    }

    /// Whether the values are the whole numbers from 0 or 1 on, without a gap.
    pub(super) fn is_counter(&self) -> bool {
        match &self.summary {
            Summary::Numeric(summary) => {
                self.distinct.count == self.count
                    && summary.whole
                    && (summary.min == 0.0 || summary.min == 1.0)
                    && summary.max - summary.min + 1.0 == self.count as f64
            }
            _ => false,
        }
    }
}

fn has_id_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    const WHOLE: [&str; 12] =
        ["id", "index", "idx", "key", "row", "rowid", "rownames", "uuid", "guid", "no", "nr", "column_1"];
    WHOLE.contains(&lower.as_str())
        || lower.starts_with("unnamed")
        || ["_id", " id", "-id", ".id", "_key", "_uuid", "number"].iter().any(|end| lower.ends_with(end))
        || ["Id", "ID"].iter().any(|end| name.ends_with(end))
        || ["id_", "id "].iter().any(|start| lower.starts_with(start))
}
