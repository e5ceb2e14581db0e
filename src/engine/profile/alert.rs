use serde::{Deserialize, Serialize};

/// Something about the data that one should know before training on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// What it is.
    pub kind: AlertKind,
    /// How much it matters.
    pub severity: Severity,
    /// The columns it is about; none when it is about rows.
    pub columns: Vec<String>,
    /// The figure behind it, which the message explains.
    pub figure: f64,
    /// What it means and what to do.
    pub message: String,
}

/// What an alert is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// No cell of the column holds a value. Figure: cells.
    AllMissing,
    /// Many cells are missing. Figure: their share.
    ManyMissing,
    /// One value in all cells that hold one. Figure: cells that hold it.
    Constant,
    /// One value in nearly all cells. Figure: its share.
    AlmostConstant,
    /// Columns with the same cells. Figure: columns that are alike.
    DuplicateColumns,
    /// Rows that occur before. Figure: how many.
    DuplicateRows,
    /// A category with many levels. Figure: levels.
    HighCardinality,
    /// A column that numbers or names the rows. Figure: distinct values.
    IdLike,
    /// One column alone gives the target away. Figure: how well, up to 1.
    TargetLeak,
    /// A class of the target is rare. Figure: how many times the most common one outnumbers it.
    ImbalancedTarget,
    /// Rows have no target. Figure: how many.
    MissingTarget,
    /// A long tail. Figure: the skewness.
    Skewed,
    /// Levels that are another one but for blanks. Figure: how many.
    StrayBlanks,
    /// Levels that are another one but for upper and lower case. Figure: how many.
    MixedCase,
}

/// How much an alert matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Likely to cost accuracy.
    Warning,
    /// Likely to make the result wrong.
    Problem,
}
