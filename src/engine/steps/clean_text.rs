//! Writes texts that mean the same in the same way.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, is_nfc, is_nfkc};

use super::cells::{self, Touched};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, texts};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::table::Table;

pub(super) const KIND: StepKind = StepKind {
    id: "clean_text",
    label: "Tidy texts",
    purpose: Purpose::Clean,
    help: "Writes texts that mean the same in the same way: without blanks around them, with single blanks inside, in one case and one Unicode form. \"Oslo \", \"oslo\" and \"OSLO\" become one level. A text of which nothing is left becomes missing.",
    sklearn: "Series.str.normalize() / .str.lower() / .str.strip()",
    params: &[
        ParamSpec {
            name: "trim",
            label: "Trim blanks at both ends",
            help: "Removes white space before and after the text. A cell of nothing but white space becomes missing.",
            domain: Domain::Bool,
            default: Default::Bool(true),
            visible_when: None,
        },
        ParamSpec {
            name: "collapse",
            label: "One blank inside",
            help: "Puts one blank where several blanks, tabs or line ends follow each other.",
            domain: Domain::Bool,
            default: Default::Bool(true),
            visible_when: None,
        },
        ParamSpec {
            name: "case",
            label: "Case",
            help: "Lower and upper change every letter; title makes the first letter of every run of letters upper and the others lower.",
            domain: Domain::Choice(&[
                Choice { value: "keep", label: "As it is" },
                Choice { value: "lower", label: "lower case" },
                Choice { value: "upper", label: "UPPER CASE" },
                Choice { value: "title", label: "Title Case" },
            ]),
            default: Default::Text("keep"),
            visible_when: None,
        },
        ParamSpec {
            name: "normalize",
            label: "Unicode form",
            help: "NFC writes an accented letter as one character however it was typed. NFKC also replaces look-alikes, such as full-width letters and ligatures, by plain ones.",
            domain: Domain::Choice(&[
                Choice { value: "none", label: "As it is" },
                Choice { value: "NFC", label: "NFC" },
                Choice { value: "NFKC", label: "NFKC" },
            ]),
            default: Default::Text("NFC"),
            visible_when: None,
        },
    ],
    accepts: |_| texts::TEXTS,
    named: false,
};

/// How texts are written, and what that changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    form: Form,
    columns: Vec<Touched>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Form {
    trim: bool,
    collapse: bool,
    case: String,
    normalize: String,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let form = Form {
        trim: input.params.bool("trim"),
        collapse: input.params.bool("collapse"),
        case: input.params.text("case").to_owned(),
        normalize: input.params.text("normalize").to_owned(),
    };
    let (columns, rows) =
        cells::learn(input, |_, column| texts::map(column, |text, out| form.write(text, out)))?;
    Ok(Fit { step: FittedStep::CleanText(Fitted { form, columns }), rows })
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        cells::apply(&KIND, table, &self.columns, |_, column| {
            texts::map(column, |text, out| self.form.write(text, out))
        })
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        cells::learned(&self.columns, "changed")
    }
}

impl Form {
    /// Writes the text in this form: its characters, then its case, then its blanks.
    #[allow(clippy::unnecessary_wraps, reason = "every change of texts has this form")]
    fn write(&self, text: &str, out: &mut String) -> Result<(), EngineError> {
        let mut text = self.normalized(Cow::Borrowed(text));
        let cased = match self.case.as_str() {
            "lower" => Some(text.to_lowercase()),
            "upper" => Some(text.to_uppercase()),
            "title" => Some(title(&text)),
            _ => None,
        };
        if let Some(cased) = cased {
            // A changed letter may join with the mark after it.
            text = self.normalized(Cow::Owned(cased));
        }
        let text = if self.trim { text.trim() } else { &text };
        if !self.collapse {
            out.push_str(text);
            return Ok(());
        }
        let mut after_blank = false;
        for character in text.chars() {
            let blank = character.is_whitespace();
            if !blank {
                out.push(character);
            } else if !after_blank {
                out.push(' ');
            }
            after_blank = blank;
        }
        Ok(())
    }

    fn normalized<'a>(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        match self.normalize.as_str() {
            _ if text.is_ascii() => text,
            "NFC" if !is_nfc(&text) => Cow::Owned(text.nfc().collect()),
            "NFKC" if !is_nfkc(&text) => Cow::Owned(text.nfkc().collect()),
            _ => text,
        }
    }
}

/// The first letter of every run of letters in upper case, the others in lower case.
fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for character in text.chars() {
        if inside {
            out.extend(character.to_lowercase());
        } else {
            // One letter may be several in upper case, of which the first alone stays so.
            let mut upper = character.to_uppercase();
            out.extend(upper.next());
            out.extend(upper.flat_map(char::to_lowercase));
        }
        inside = character.is_alphabetic();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, case: &str, normalize: &str) -> String {
        let form =
            Form { trim: true, collapse: true, case: case.to_owned(), normalize: normalize.to_owned() };
        let mut out = String::new();
        assert!(form.write(text, &mut out).is_ok());
        out
    }

    #[test]
    fn blanks_of_every_kind_are_one() {
        assert_eq!(written("\u{a0} New\t \u{2003}York\r\n", "keep", "none"), "New York");
        assert_eq!(written(" \t", "keep", "none"), "");
    }

    #[test]
    fn a_letter_that_is_three_in_upper_case() {
        assert_eq!(written("straße ﬃ", "upper", "none"), "STRASSE FFI");
        assert_eq!(written("ßeta o'neil", "title", "none"), "Sseta O'Neil");
    }

    #[test]
    fn the_form_holds_after_the_case_was_changed() {
        // A small j with a caron is one character, a capital one is two.
        assert_eq!(written("J\u{30c}", "lower", "NFC"), "\u{1f0}");
        assert_eq!(written("ＡＢ①", "lower", "NFKC"), "ab1");
    }
}
