//! The words of texts, and the vocabulary that training has.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use unicode_normalization::char::is_combining_mark;

use super::{StepInput, StepKind, fitted_column, stop_words};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec, Resolved};
use crate::table::{Column, DType, Mask, Table, Values};

/// The most columns from one column of text: every one is held in full.
pub(super) const MAX_WORDS: usize = 1000;

/// The types whose cells are read as texts.
pub(super) const TEXTS: &[DType] = &[DType::Text, DType::Categorical];

pub(super) const NGRAM_RANGE: ParamSpec = ParamSpec {
    name: "ngram_range",
    label: "Words or pairs",
    help: "Single words, pairs of words that follow each other, or both. Pairs keep apart \"good\" and \"not good\".",
    domain: Domain::Choice(&[
        Choice { value: "1-1", label: "Words" },
        Choice { value: "1-2", label: "Words and pairs" },
        Choice { value: "2-2", label: "Pairs" },
    ]),
    default: Default::Text("1-1"),
    visible_when: None,
};

pub(super) const STOP_WORDS: ParamSpec = ParamSpec {
    name: "stop_words",
    label: "Leave out",
    help: "English words such as \"the\" and \"of\" are in every text and seldom say what it is about.",
    domain: Domain::Choice(&[
        Choice { value: "none", label: "Nothing" },
        Choice { value: "english", label: "Common English words" },
    ]),
    default: Default::Text("none"),
    visible_when: None,
};

pub(super) const MIN_DF: ParamSpec = ParamSpec {
    name: "min_df",
    label: "Least rows",
    help: "In how many training rows a word must be to get a column. More leave out names and misspellings.",
    domain: Domain::Int { min: 1, max: 100_000 },
    default: Default::Int(1),
    visible_when: None,
};

pub(super) const MAX_FEATURES: ParamSpec = ParamSpec {
    name: "max_features",
    label: "Most words",
    help: "How many words of each column get a column: those that occur most often, of equally frequent ones the first in order.",
    domain: Domain::OptionalInt { min: 1, max: MAX_WORDS as i64, none: "every word" },
    default: Default::Int(200),
    visible_when: None,
};

/// How many words stand together in a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Ngrams {
    #[serde(rename = "1-1")]
    Words,
    #[serde(rename = "1-2")]
    WordsAndPairs,
    #[serde(rename = "2-2")]
    Pairs,
}

/// What counts as a term: runs of two or more letters, digits and underscores in lower case, as
/// scikit-learn's token pattern has it, and pairs of them with a space between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Terms {
    ngrams: Ngrams,
    without_stop_words: bool,
}

impl Terms {
    fn new(params: &Resolved) -> Self {
        let ngrams = match params.text("ngram_range") {
            "1-2" => Ngrams::WordsAndPairs,
            "2-2" => Ngrams::Pairs,
            _ => Ngrams::Words,
        };
        Self { ngrams, without_stop_words: params.text("stop_words") == "english" }
    }

    /// Calls `found` with every term of the text.
    fn each(self, text: &str, mut found: impl FnMut(&str)) {
        let lowered = if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase() };
        let stop = |word: &&str| self.without_stop_words && stop_words::is_english(word);
        let words = lowered.split(|letter| !is_word(letter));
        let words = words.filter(|word| word.chars().nth(1).is_some()).filter(|word| !stop(word));
        let (single, pairs) = (self.ngrams != Ngrams::Pairs, self.ngrams != Ngrams::Words);
        let (mut before, mut pair) = (None, String::new());
        for word in words {
            if single {
                found(word);
            }
            if let (true, Some(before)) = (pairs, before) {
                pair.clear();
                pair.push_str(before);
                pair.push(' ');
                pair.push_str(word);
                found(&pair);
            }
            before = Some(word);
        }
    }
}

/// Whether Python's `\w` matches: letters, digits and other numbers, and the underscore, but no marks.
fn is_word(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_alphanumeric() || letter == '_';
    }
    // Letters in circles and squares are symbols that Unicode calls alphabetic.
    let symbol = matches!(letter, '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f149}' | '\u{1f150}'..='\u{1f169}' | '\u{1f170}'..='\u{1f189}');
    letter.is_alphanumeric() && !is_combining_mark(letter) && !symbol
}

/// The terms of one column that get a column each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Vocabulary {
    column: String,
    /// The column's type in training.
    dtype: DType,
    terms: Terms,
    /// Sorted.
    pub(super) words: Vec<String>,
    /// In how many training rows each is.
    pub(super) rows: Vec<usize>,
}

/// How often a term occurs.
#[derive(Default)]
struct Seen {
    times: usize,
    rows: usize,
    /// The last row it was in, counted from 1.
    last: usize,
}

impl Vocabulary {
    /// The vocabulary of every column of the step.
    pub(super) fn of_columns(kind: &StepKind, input: &StepInput) -> Result<Vec<Self>, EngineError> {
        input.columns.iter().map(|name| Self::new(kind, input.table.column(name)?, input.params)).collect()
    }

    /// That of a training column. `params` holds what the parameters above declare.
    fn new(kind: &StepKind, column: &Column, params: &Resolved) -> Result<Self, EngineError> {
        let terms = Terms::new(params);
        let mut seen: HashMap<String, Seen> = HashMap::new();
        for row in 0..column.len() {
            let Some(text) = column.cell(row) else { continue };
            terms.each(&text, |term| {
                if !seen.contains_key(term) {
                    seen.insert(term.to_owned(), Seen::default());
                }
                if let Some(seen) = seen.get_mut(term) {
                    seen.times += 1;
                    seen.rows += usize::from(seen.last != row + 1);
                    seen.last = row + 1;
                }
            });
        }
        let found = !seen.is_empty();
        let least = params.count("min_df");
        let mut kept: Vec<(String, Seen)> = seen.into_iter().filter(|(_, seen)| seen.rows >= least).collect();
        if kept.is_empty() {
            return Err(no_words(kind, column.name(), found.then_some(least)));
        }
        kept.sort_unstable_by(|a, b| b.1.times.cmp(&a.1.times).then_with(|| a.0.cmp(&b.0)));
        if let Some(most) = params.optional_int("max_features") {
            kept.truncate(usize::try_from(most).unwrap_or(MAX_WORDS));
        } else if kept.len() > MAX_WORDS {
            return Err(EngineError::Data(format!(
                "{}: column {:?} has {} words, more than {MAX_WORDS}; set the most words (max_features) or raise the least rows (min_df)",
                kind.label,
                column.name(),
                kept.len()
            )));
        }
        kept.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let (words, seen): (Vec<String>, Vec<Seen>) = kept.into_iter().unzip();
        let rows = seen.into_iter().map(|seen| seen.rows).collect();
        Ok(Self { column: column.name().to_owned(), dtype: column.dtype(), terms, words, rows })
    }

    /// The column's name.
    pub(super) fn column(&self) -> &str {
        &self.column
    }

    /// One column for every word, with what `weigh` makes of how often each word of a row occurs. It is
    /// given places in the vocabulary, ascending, with their counts. A missing text has no words.
    fn columns(&self, column: &Column, weigh: impl Fn(&mut [(usize, f64)])) -> Vec<Column> {
        let places: HashMap<&str, usize> = self.words.iter().map(String::as_str).zip(0..).collect();
        let mut made = vec![vec![0.0; column.len()]; self.words.len()];
        let mut found = Vec::new();
        let mut counts: Vec<(usize, f64)> = Vec::new();
        for row in 0..column.len() {
            let Some(text) = column.cell(row) else { continue };
            found.clear();
            self.terms.each(&text, |term| found.extend(places.get(term).copied()));
            found.sort_unstable();
            counts.clear();
            counts.extend(found.chunk_by(|a, b| a == b).filter_map(|c| Some((*c.first()?, c.len() as f64))));
            weigh(&mut counts);
            for (place, weight) in counts.iter().filter(|(_, weight)| weight.is_finite()) {
                if let Some(cell) = made.get_mut(*place).and_then(|cells| cells.get_mut(row)) {
                    *cell = *weight;
                }
            }
        }
        let name = |word: &String| format!("{}={word}", self.column);
        let made = self.words.iter().zip(made).map(|(word, cells)| {
            let mask = Mask::all_valid(cells.len());
            Column::new(name(word), Values::Numeric(cells), mask)
        });
        made.collect()
    }
}

/// The table with each text replaced by a column for every word of its vocabulary. `weigh` is given the
/// vocabulary's place among all.
pub(super) fn transform(
    kind: &StepKind,
    table: &Table,
    vocabularies: &[Vocabulary],
    weigh: impl Fn(usize, &mut [(usize, f64)]),
) -> Result<Table, EngineError> {
    for vocabulary in vocabularies {
        fitted_column(kind, table, &vocabulary.column, vocabulary.dtype)?;
    }
    super::instead::replace(table, |column| {
        let at = vocabularies.iter().position(|vocabulary| vocabulary.column == column.name())?;
        Some(vocabularies.get(at)?.columns(column, |counts| weigh(at, counts)))
    })
}

fn no_words(kind: &StepKind, column: &str, least: Option<usize>) -> EngineError {
    let label = kind.label;
    EngineError::Data(match least {
        None => format!(
            "{label}: column {column:?} has no word of two or more letters in any training row that is to be counted; leave it out with Drop columns"
        ),
        Some(least) => format!(
            "{label}: no word of column {column:?} is in {least} training rows or more; lower the least rows (min_df)"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(ngrams: Ngrams, without_stop_words: bool, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        Terms { ngrams, without_stop_words }.each(text, |term| found.push(term.to_owned()));
        found
    }

    #[test]
    fn words_are_runs_of_two_or_more_letters_digits_and_underscores() {
        let found = terms(Ngrams::Words, false, "Don't over-think it: a 1st x_1 ÉTÉ 42 日本 क्षि ⓐⓑ é");
        assert_eq!(found, ["don", "over", "think", "it", "1st", "x_1", "été", "42", "日本"]);
    }

    #[test]
    fn pairs_are_of_words_that_follow_each_other_once_stop_words_are_gone() {
        assert_eq!(terms(Ngrams::Pairs, true, "the end of the line"), ["end line"]);
        assert_eq!(terms(Ngrams::WordsAndPairs, false, "to be"), ["to", "be", "to be"]);
        assert!(terms(Ngrams::Pairs, false, "alone").is_empty());
    }
}
