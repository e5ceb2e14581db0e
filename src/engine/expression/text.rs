//! Texts in blocks, laid end to end, so that a cell needs no memory of its own.

use std::ops::Range;

use super::node::{Block, Kind, Node};
use super::truth;
use crate::table::{Column, Values};

/// Bytes of a text that is joined from others. A longer one is missing: joining a text with itself again
/// and again would soon fill any memory.
const MAX_BYTES: usize = 10_000;

pub(super) struct Text;

/// What gives texts.
pub(super) enum Operation {
    Lower(Node<Text>),
    Upper(Node<Text>),
    Concat(Vec<Node<Text>>),
}

/// How a text is searched for another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum TextTest {
    Contains,
    StartsWith,
    EndsWith,
}

pub(super) fn test(test: TextTest, text: &str, part: &str) -> bool {
    match test {
        TextTest::Contains => text.contains(part),
        TextTest::StartsWith => text.starts_with(part),
        TextTest::EndsWith => text.ends_with(part),
    }
}

/// The texts of a block.
#[derive(Default)]
pub(super) struct Texts {
    bytes: String,
    /// Where each ends, and whether it is there.
    cells: Vec<(usize, bool)>,
}

impl Texts {
    fn with_capacity(rows: usize) -> Self {
        Self { bytes: String::new(), cells: Vec::with_capacity(rows) }
    }

    /// The texts of a block, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        let mut start = 0;
        self.cells.iter().map(move |(end, known)| {
            let text = self.bytes.get(start..*end);
            start = *end;
            text.filter(|_| *known)
        })
    }

    fn push(&mut self, text: Option<&str>) {
        self.bytes.push_str(text.unwrap_or_default());
        self.cells.push((self.bytes.len(), text.is_some()));
    }

    /// A number of each; NaN of a missing one.
    pub(super) fn map(&self, of: impl Fn(&str) -> f64) -> Vec<f64> {
        self.iter().map(|text| text.map_or(f64::NAN, &of)).collect()
    }

    /// What holds of the texts in pairs; missing where one is.
    pub(super) fn pairs(&self, others: &Self, holds: impl Fn(&str, &str) -> bool) -> Vec<u8> {
        let pairs = self.iter().zip(others.iter()).map(|(a, b)| a.zip(b));
        pairs.map(|pair| pair.map_or(truth::MISSING, |(a, b)| truth::of(holds(a, b)))).collect()
    }

    fn picked<'a>(rows: usize, texts: impl Iterator<Item = Option<&'a str>>) -> Self {
        let mut picked = Self::with_capacity(rows);
        texts.for_each(|text| picked.push(text));
        picked
    }
}

/// The texts in small or in large letters. Where all are ASCII, as they mostly are, no text is made in between.
fn cased(texts: &Texts, ascii: fn(&mut str), other: fn(&str) -> String) -> Texts {
    if texts.bytes.is_ascii() {
        let mut bytes = texts.bytes.clone();
        ascii(&mut bytes);
        return Texts { bytes, cells: texts.cells.clone() };
    }
    let mut cased = Texts::with_capacity(texts.cells.len());
    texts.iter().for_each(|text| cased.push(text.map(other).as_deref()));
    cased
}

fn concat(parts: &[Texts], rows: usize) -> Texts {
    let mut joined = Texts::with_capacity(rows);
    let mut parts: Vec<_> = parts.iter().map(Texts::iter).collect();
    for _ in 0..rows {
        let start = joined.bytes.len();
        let mut known = true;
        for part in &mut parts {
            match part.next().flatten() {
                Some(text) if joined.bytes.len() - start + text.len() <= MAX_BYTES => {
                    joined.bytes.push_str(text);
                }
                _ => known = false,
            }
        }
        if !known {
            joined.bytes.truncate(start);
        }
        joined.cells.push((joined.bytes.len(), known));
    }
    joined
}

impl Kind for Text {
    type Constant = String;
    type Cells = Texts;
    type Operation = Operation;

    fn constant(value: &String, rows: usize) -> Texts {
        Texts::picked(rows, std::iter::repeat_n(Some(value.as_str()), rows))
    }

    fn read(column: &Column, rows: Range<usize>) -> Texts {
        let known = |row: usize| column.mask().is_valid(row);
        let n = rows.len();
        match column.values() {
            Values::Text(values) => Texts::picked(n, rows.map(|row| known(row).then(|| values.get(row)))),
            Values::Categorical { codes, levels } => {
                let level = |row: usize| {
                    codes.get(row).and_then(|code| levels.get(*code as usize)).map(String::as_str)
                };
                Texts::picked(n, rows.map(|row| level(row).filter(|_| known(row))))
            }
            _ => Texts::picked(n, rows.map(|_| None)),
        }
    }

    fn operate(operation: &Operation, block: &Block) -> Texts {
        match operation {
            Operation::Lower(of) => cased(&of.evaluate(block), str::make_ascii_lowercase, str::to_lowercase),
            Operation::Upper(of) => cased(&of.evaluate(block), str::make_ascii_uppercase, str::to_uppercase),
            Operation::Concat(nodes) => {
                let parts: Vec<Texts> = nodes.iter().map(|node| node.evaluate(block)).collect();
                concat(&parts, block.rows.len())
            }
        }
    }

    fn choose(condition: &[u8], yes: Texts, no: &Texts) -> Texts {
        let choices = condition.iter().zip(yes.iter()).zip(no.iter());
        let chosen = choices.map(|((condition, yes), no)| match *condition {
            truth::TRUE => yes,
            truth::FALSE => no,
            _ => None,
        });
        Texts::picked(condition.len(), chosen)
    }

    fn either(first: Texts, second: &Texts) -> Texts {
        let pairs = first.iter().zip(second.iter());
        Texts::picked(first.cells.len(), pairs.map(|(first, second)| first.or(second)))
    }

    fn missing(cells: &Texts) -> Vec<u8> {
        cells.cells.iter().map(|(_, known)| truth::of(!known)).collect()
    }
}
