//! Numbers from texts that a person wrote.

use serde::{Deserialize, Serialize};

use super::cells::{self, Touched};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, texts};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::table::read::parse_number;
use crate::table::{Column, Table};

/// Signs that may stand before or after the digits.
const CURRENCIES: &[char] =
    &['$', '€', '£', '¥', '¢', '₹', '₽', '₩', '₺', '₴', '₪', '₫', '₦', '₱', '฿', '₿', '₡', '₲', '₵', '₸'];

pub(super) const KIND: StepKind = StepKind {
    id: "parse_numbers",
    label: "Texts to numbers",
    purpose: Purpose::Clean,
    help: "Reads texts such as \"1.234,50 €\" or \"12 %\" as numbers: makes the column numeric. What cannot be read becomes missing.",
    sklearn: "pandas.to_numeric(errors=\"coerce\")",
    params: &[
        ParamSpec {
            name: "decimal",
            label: "Decimal mark",
            help: "What stands between the whole number and its fraction.",
            domain: Domain::Choice(&[
                Choice { value: "point", label: "Point: 0.5" },
                Choice { value: "comma", label: "Comma: 0,5" },
            ]),
            default: Default::Text("point"),
            visible_when: None,
        },
        ParamSpec {
            name: "thousands",
            label: "Thousands mark",
            help: "What may stand between groups of three digits. In another place it makes the text unreadable.",
            domain: Domain::Choice(&[
                Choice { value: "other", label: "The other of point and comma" },
                Choice { value: "space", label: "A blank" },
                Choice { value: "apostrophe", label: "An apostrophe" },
                Choice { value: "none", label: "None" },
            ]),
            default: Default::Text("other"),
            visible_when: None,
        },
        ParamSpec {
            name: "percent",
            label: "12 % is",
            help: "The number before the percent sign as it is, or the share that it stands for.",
            domain: Domain::Choice(&[
                Choice { value: "number", label: "12" },
                Choice { value: "share", label: "0.12" },
            ]),
            default: Default::Text("number"),
            visible_when: None,
        },
    ],
    accepts: |_| texts::TEXTS,
    named: true,
};

/// How numbers are written, and how many were read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    decimal_comma: bool,
    thousands: String,
    percent_is_share: bool,
    columns: Vec<Touched>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let mut fitted = Fitted {
        decimal_comma: input.params.text("decimal") == "comma",
        thousands: input.params.text("thousands").to_owned(),
        percent_is_share: input.params.text("percent") == "share",
        columns: Vec::new(),
    };
    let (columns, rows) = cells::learn(input, |_, column| fitted.convert(column))?;
    fitted.columns = columns;
    Ok(Fit { step: FittedStep::ParseNumbers(fitted), rows })
}

impl Fitted {
    fn convert(&self, column: &Column) -> Result<Column, EngineError> {
        Ok(Column::numeric(column.name(), texts::read(column, |text| self.number(text))?))
    }

    /// A sign, a currency, another place for the sign, the digits, and a currency or percent sign, with
    /// blanks between them.
    fn number(&self, text: &str) -> Option<f64> {
        let (outer, rest) = sign(text.trim());
        let rest = rest.strip_prefix(CURRENCIES).map_or(rest, str::trim_start);
        let (inner, rest) = sign(rest);
        let (percent, rest) = match rest.strip_suffix('%') {
            Some(rest) => (true, rest.trim_end()),
            None => (false, rest.strip_suffix(CURRENCIES).map_or(rest, str::trim_end)),
        };
        let value = self.digits(rest)?;
        let value = match (outer, inner) {
            (Some(_), Some(_)) => return None,
            (Some(true), None) | (None, Some(true)) => -value,
            _ => value,
        };
        Some(if percent && self.percent_is_share { value / 100.0 } else { value })
    }

    /// Digits with a decimal mark and thousands marks, without a sign.
    fn digits(&self, text: &str) -> Option<f64> {
        let group = if self.decimal_comma { '.' } else { ',' };
        if !text.starts_with(|first: char| first.is_ascii_digit() || first == '.' || first == ',') {
            return None;
        }
        let marks: &[char] = match self.thousands.as_str() {
            "other" => return parse_number(text.as_bytes(), self.decimal_comma),
            "space" => &[' ', '\u{a0}', '\u{2009}', '\u{202f}'],
            "apostrophe" => &['\'', '’'],
            _ => &[],
        };
        if text.contains(group) {
            return None;
        }
        if !text.contains(marks) {
            return parse_number(text.as_bytes(), self.decimal_comma);
        }
        let grouped: String = text.chars().map(|c| if marks.contains(&c) { group } else { c }).collect();
        parse_number(grouped.as_bytes(), self.decimal_comma)
    }

    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        cells::apply(&KIND, table, &self.columns, |_, column| self.convert(column))
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        cells::learned(&self.columns, "read as numbers")
    }
}

/// Whether a text begins with a minus, or a plus, and what follows.
fn sign(text: &str) -> (Option<bool>, &str) {
    let mut rest = text.chars();
    match rest.next() {
        Some('-' | '\u{2212}') => (Some(true), rest.as_str().trim_start()),
        Some('+') => (Some(false), rest.as_str().trim_start()),
        _ => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(decimal_comma: bool, thousands: &str, text: &str) -> Option<f64> {
        let thousands = thousands.to_owned();
        Fitted { decimal_comma, thousands, percent_is_share: true, columns: Vec::new() }.number(text)
    }

    #[test]
    fn signs_and_currencies_in_every_place() {
        for text in ["-$1,234.50", "$-1,234.50", " - $ 1,234.50 ", "-1,234.50 $", "\u{2212}1,234.50€"] {
            assert_eq!(read(false, "other", text), Some(-1234.5), "{text}");
        }
        for text in
            ["--5", "-$-5", "$$5", "5$%", "", "$", "%", "-", "5-", "1,23", "0x5", "1e999", "nan", "$ -"]
        {
            assert_eq!(read(false, "other", text), None, "{text}");
        }
        assert_eq!(read(false, "other", "12.5 %"), Some(0.125));
    }

    #[test]
    fn thousands_marks_of_every_kind() {
        assert_eq!(read(true, "other", "1.234.567,8"), Some(1_234_567.8));
        assert_eq!(read(true, "space", "1\u{a0}234\u{202f}567,8"), Some(1_234_567.8));
        assert_eq!(read(false, "apostrophe", "1'234’567.8"), Some(1_234_567.8));
        for (thousands, text) in
            [("space", "1.234 567"), ("space", "12 34"), ("none", "1.234,5"), ("none", "1 234")]
        {
            assert_eq!(read(true, thousands, text), None, "{text}");
        }
        assert_eq!(read(true, "none", "1234,5e1"), Some(12345.0));
    }
}
