//! Joins rare levels.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::cells::{self, Touched};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, levels, texts};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::table::Table;

pub(super) const KIND: StepKind = StepKind {
    id: "rare_levels",
    label: "Join rare levels",
    purpose: Purpose::Clean,
    help: "Puts one level in the place of those that few training rows have, from which nothing can be learned. Levels that training never had become the same.",
    sklearn: "OneHotEncoder(min_frequency=...)",
    params: &[
        ParamSpec {
            name: "by",
            label: "Rare means",
            help: "A share of the training cells that hold a value, or a number of training rows.",
            domain: Domain::Choice(&[
                Choice { value: "share", label: "Less than a share" },
                Choice { value: "count", label: "Less than a count" },
            ]),
            default: Default::Text("share"),
            visible_when: None,
        },
        ParamSpec {
            name: "min_share",
            label: "Least share",
            help: "A level with a smaller share of the training cells is rare; 0.01 is one cell in a hundred.",
            domain: Domain::Float { min: 0.0, max: 1.0, log: false },
            default: Default::Float(0.01),
            visible_when: Some(("by", &["share"])),
        },
        ParamSpec {
            name: "min_count",
            label: "Least count",
            help: "A level in fewer training rows is rare.",
            domain: Domain::Int { min: 1, max: 1_000_000_000 },
            default: Default::Int(10),
            visible_when: Some(("by", &["count"])),
        },
        ParamSpec {
            name: "replacement",
            label: "Becomes",
            help: "The level that stands for all of them. Nothing makes them missing.",
            domain: Domain::Text,
            default: Default::Text("other"),
            visible_when: None,
        },
    ],
    accepts: |_| texts::TEXTS,
    named: false,
};

/// The levels of each column that are not rare, and what was changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    replacement: String,
    columns: Vec<Touched>,
    /// Sorted, for each column.
    kept: Vec<Vec<String>>,
    /// How many training levels of each column are rare.
    rare: Vec<usize>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let by_share = input.params.text("by") == "share";
    let (least_share, least) = (input.params.float("min_share"), input.params.count("min_count"));
    let mut fitted = Fitted {
        replacement: input.params.text("replacement").to_owned(),
        columns: Vec::new(),
        kept: Vec::with_capacity(input.columns.len()),
        rare: Vec::with_capacity(input.columns.len()),
    };
    for name in input.columns {
        let counts = levels::counts(input.table.column(name)?);
        let total: usize = counts.iter().map(|(_, count)| count).sum();
        let enough = |count: usize| {
            if by_share { count as f64 / total as f64 >= least_share } else { count >= least }
        };
        let n_levels = counts.len();
        let kept: Vec<String> =
            counts.into_iter().filter(|(_, count)| enough(*count)).map(|(level, _)| level).collect();
        fitted.rare.push(n_levels - kept.len());
        fitted.kept.push(kept);
    }
    let change = Change::new(&fitted);
    let (columns, rows) =
        cells::learn(input, |at, column| texts::map(column, |text, out| change.write(at, text, out)))?;
    fitted.columns = columns;
    Ok(Fit { step: FittedStep::RareLevels(fitted), rows })
}

/// The levels that are kept, to be looked up.
struct Change<'a> {
    replacement: &'a str,
    kept: Vec<HashSet<&'a str>>,
}

impl<'a> Change<'a> {
    fn new(of: &'a Fitted) -> Self {
        let kept = of.kept.iter().map(|levels| levels.iter().map(String::as_str).collect()).collect();
        Self { replacement: &of.replacement, kept }
    }

    #[allow(clippy::unnecessary_wraps, reason = "every change of texts has this form")]
    fn write(&self, at: usize, text: &str, out: &mut String) -> Result<(), EngineError> {
        let kept = self.kept.get(at).is_some_and(|levels| levels.contains(text));
        out.push_str(if kept { text } else { self.replacement });
        Ok(())
    }
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        let change = Change::new(self);
        cells::apply(&KIND, table, &self.columns, |at, column| {
            texts::map(column, |text, out| change.write(at, text, out))
        })
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        let counts = self.columns.iter().zip(self.kept.iter().zip(&self.rare));
        let counts = counts.flat_map(|(known, (kept, rare))| {
            [
                Learned::new(&known.column, "training levels kept", kept.len()),
                Learned::new(&known.column, "training levels joined", rare),
            ]
        });
        cells::learned(&self.columns, "changed").into_iter().chain(counts).collect()
    }
}
