//! How often each word occurs in a text, weighed by how rare it is among the texts.
//!
//! The weight of a word is tf · idf: tf is how often it occurs in the row, or 1 + ln of that; with n training
//! rows of which d have the word, idf = ln((1 + n) / (1 + d)) + 1, or ln(n / d) + 1 without smoothing
//! (scikit-learn's `TfidfTransformer`). A row's weights are then divided by their Euclidean length.

use serde::{Deserialize, Serialize};

use super::words::{self, MAX_FEATURES, MIN_DF, NGRAM_RANGE, STOP_WORDS, Vocabulary};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::table::Table;

pub(super) const KIND: StepKind = StepKind {
    id: "tfidf",
    label: "Weigh words (TF-IDF)",
    purpose: Purpose::Encode,
    help: "Replaces a text by one column for every word seen in training: how often it occurs, the more the fewer training rows have it. Words are runs of two or more letters or digits, in lower case. A missing text has no words. Columns are held in full: at most 1000 from one column.",
    sklearn: "TfidfVectorizer",
    params: &[
        NGRAM_RANGE,
        STOP_WORDS,
        MIN_DF,
        MAX_FEATURES,
        ParamSpec {
            name: "norm",
            label: "Length of a row",
            help: "Length 1 makes long and short texts alike; without it long texts have greater weights.",
            domain: Domain::Choice(&[
                Choice { value: "l2", label: "1" },
                Choice { value: "none", label: "As it comes" },
            ]),
            default: Default::Text("l2"),
            visible_when: None,
        },
        ParamSpec {
            name: "smooth_idf",
            label: "Smooth",
            help: "Counts as if one more text had every word, which keeps rare words from the greatest weights.",
            domain: Domain::Bool,
            default: Default::Bool(true),
            visible_when: None,
        },
        ParamSpec {
            name: "sublinear_tf",
            label: "Logarithm of counts",
            help: "Takes 1 + ln(count): a word that occurs twenty times does not weigh twenty times as much.",
            domain: Domain::Bool,
            default: Default::Bool(false),
            visible_when: None,
        },
    ],
    accepts: |_| words::TEXTS,
    named: false,
};

/// The vocabulary of every column and how much each word weighs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    sublinear_tf: bool,
    unit_length: bool,
    columns: Vec<Vocabulary>,
    /// For every column one weight a word.
    idf: Vec<Vec<f64>>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let columns = Vocabulary::of_columns(&KIND, input)?;
    let more = if input.params.bool("smooth_idf") { 1.0 } else { 0.0 };
    let n_rows = input.table.n_rows() as f64;
    let weight = |rows: &usize| libm::log((more + n_rows) / (more + *rows as f64)) + 1.0;
    let idf = columns.iter().map(|known| known.rows.iter().map(weight).collect()).collect();
    Ok(FittedStep::Tfidf(Fitted {
        sublinear_tf: input.params.bool("sublinear_tf"),
        unit_length: input.params.text("norm") == "l2",
        columns,
        idf,
    })
    .into())
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        words::transform(&KIND, table, &self.columns, |at, counts| {
            let idf = self.idf.get(at).map_or(&[][..], Vec::as_slice);
            for (place, count) in counts.iter_mut() {
                let often = if self.sublinear_tf { 1.0 + libm::log(*count) } else { *count };
                *count = often * idf.get(*place).copied().unwrap_or(0.0);
            }
            if self.unit_length {
                let squares: f64 = counts.iter().map(|(_, weight)| weight * weight).sum();
                let length = f64::sqrt(squares);
                if length > 0.0 {
                    counts.iter_mut().for_each(|(_, weight)| *weight /= length);
                }
            }
        })
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        let rarest = |(known, idf): (&Vocabulary, &Vec<f64>)| {
            let weights: Vec<String> =
                known.words.iter().zip(idf).map(|(word, weight)| format!("{word} {weight}")).collect();
            Learned::new(known.column(), "weights of words", crate::names::list(&weights))
        };
        self.columns.iter().zip(&self.idf).map(rarest).collect()
    }
}
