//! How many training rows each class has, for steps that change it.

use serde::{Deserialize, Serialize};

use super::answers::classes_only;
use super::{Learned, StepInput, StepKind};
use crate::error::EngineError;
use crate::params::{Default, Domain, ParamSpec};
use crate::table::Table;

/// More training rows than this are not made.
const MOST_ROWS: usize = 5_000_000;

pub(super) const RANDOM_STATE: ParamSpec = ParamSpec {
    name: "random_state",
    label: "Seed",
    help: "Which rows are drawn comes from it; the same seed draws the same rows.",
    domain: Domain::Int { min: 0, max: 1_000_000 },
    default: Default::Int(0),
    visible_when: None,
};

/// The parameter that says how far to go: the size of a small class by that of a large one.
pub(super) const fn ratio(help: &'static str) -> ParamSpec {
    ParamSpec {
        name: "sampling_strategy",
        label: "Small to large",
        help,
        domain: Domain::Float { min: 0.01, max: 1.0, log: false },
        default: Default::Float(1.0),
        visible_when: None,
    }
}

/// The training rows of each class, ascending.
pub(super) struct ClassRows {
    /// The classes' names.
    pub names: Vec<String>,
    /// One list a class.
    pub rows: Vec<Vec<u32>>,
}

impl ClassRows {
    /// Those of a step's training rows.
    ///
    /// # Errors
    /// When the target holds numbers.
    pub(super) fn new(kind: &StepKind, input: &StepInput) -> Result<Self, EngineError> {
        let labels = classes_only(kind, input)?;
        let mut rows = vec![Vec::new(); labels.names.len()];
        for (row, code) in (0_u32..).zip(&labels.codes) {
            if let Some(rows) = rows.get_mut(*code as usize) {
                rows.push(row);
            }
        }
        Ok(Self { names: labels.names, rows })
    }

    fn sizes(&self) -> impl Iterator<Item = usize> {
        self.rows.iter().map(Vec::len)
    }

    /// How many rows each class lacks to be that share of the largest, rounded down as imbalanced-learn does.
    ///
    /// # Errors
    /// When more rows would come of it than are made.
    pub(super) fn lacking(&self, kind: &StepKind, ratio: f64) -> Result<Vec<usize>, EngineError> {
        let wanted = (self.sizes().max().unwrap_or(0) as f64 * ratio).floor() as usize;
        let lacking: Vec<usize> = self.sizes().map(|size| wanted.saturating_sub(size)).collect();
        let whole = self.sizes().chain(lacking.iter().copied()).sum::<usize>();
        if whole > MOST_ROWS {
            return Err(EngineError::Data(format!(
                "{}: {whole} training rows would come of it, more than {MOST_ROWS}; lower the share, join rare classes, or draw fewer of the large ones",
                kind.label
            )));
        }
        Ok(lacking)
    }

    /// How many rows each class may keep for the smallest to be that share of it, rounded down.
    pub(super) fn allowed(&self, ratio: f64) -> usize {
        (self.sizes().min().unwrap_or(0) as f64 / ratio).floor() as usize
    }
}

/// How many training rows of each class there were and are. Rows that are only scored stay as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    pub(super) classes: Vec<String>,
    pub(super) before: Vec<usize>,
    pub(super) after: Vec<usize>,
}

impl Fitted {
    #[allow(clippy::unnecessary_wraps, reason = "every step's transform has this form")]
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        Ok(table.clone())
    }

    /// One line a class: how many rows it had and has.
    pub(super) fn learned(&self) -> Vec<Learned> {
        let counts = self.before.iter().zip(&self.after).map(|(before, after)| format!("{before} → {after}"));
        let line = |(class, counts): (&String, String)| {
            Learned::new("", &format!("training rows of class {class:?}"), counts)
        };
        self.classes.iter().zip(counts).map(line).collect()
    }
}
