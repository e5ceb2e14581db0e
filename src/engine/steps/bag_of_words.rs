//! How often each word occurs in a text.

use serde::{Deserialize, Serialize};

use super::words::{self, MAX_FEATURES, MIN_DF, NGRAM_RANGE, STOP_WORDS, Vocabulary};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind};
use crate::error::EngineError;
use crate::params::{Default, Domain, ParamSpec};
use crate::table::Table;

pub(super) const KIND: StepKind = StepKind {
    id: "bag_of_words",
    label: "Count words",
    purpose: Purpose::Encode,
    help: "Replaces a text by one column for every word seen in training, with how often it occurs. Words are runs of two or more letters or digits, in lower case. A missing text has no words. Columns are held in full: at most 1000 from one column.",
    sklearn: "CountVectorizer",
    params: &[
        NGRAM_RANGE,
        STOP_WORDS,
        MIN_DF,
        MAX_FEATURES,
        ParamSpec {
            name: "binary",
            label: "Only whether",
            help: "Says whether a word occurs, 1 or 0, and not how often.",
            domain: Domain::Bool,
            default: Default::Bool(false),
            visible_when: None,
        },
    ],
    accepts: |_| words::TEXTS,
    named: false,
};

/// The vocabulary of every column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    binary: bool,
    columns: Vec<Vocabulary>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let columns = Vocabulary::of_columns(&KIND, input)?;
    Ok(FittedStep::BagOfWords(Fitted { binary: input.params.bool("binary"), columns }).into())
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        words::transform(&KIND, table, &self.columns, |_, counts| {
            if self.binary {
                counts.iter_mut().for_each(|(_, count)| *count = 1.0);
            }
        })
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        self.columns
            .iter()
            .map(|known| Learned::new(known.column(), "words", crate::names::list(&known.words)))
            .collect()
    }
}
