//! Dates in blocks: milliseconds since 1970, as in a column.

use std::ops::Range;

use super::node::{self, Block, Kind, Node};
use super::text::Text;
use crate::table::datetime::{self, Civil, DAY_MS};
use crate::table::{Column, Values, read};

/// What no date is: 292 million years ago.
pub(super) const MISSING: i64 = i64::MIN;

pub(super) struct Date;

/// What gives dates.
pub(super) enum Operation {
    /// A date that is written in a text.
    Written(Node<Text>),
}

/// A part of a date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Part {
    Year,
    Month,
    Day,
    Hour,
    Quarter,
    Weekday,
}

pub(super) fn part(part: Part, moment: i64) -> f64 {
    if moment == MISSING {
        return f64::NAN;
    }
    let civil = Civil::of(moment);
    match part {
        Part::Year => civil.year as f64,
        Part::Month => f64::from(civil.month),
        Part::Day => f64::from(civil.day),
        Part::Hour => f64::from(civil.hour),
        Part::Quarter => f64::from(civil.month.div_ceil(3)),
        Part::Weekday => f64::from(datetime::weekday(moment)),
    }
}

pub(super) fn days_between(to: i64, from: i64) -> f64 {
    if to == MISSING || from == MISSING {
        return f64::NAN;
    }
    // The difference of two 64-bit numbers may have 65 bits.
    match to.checked_sub(from) {
        Some(ms) => ms as f64 / DAY_MS as f64,
        None => (to as f64 - from as f64) / DAY_MS as f64,
    }
}

/// The date that a text writes.
pub(super) fn written(text: &str) -> Option<i64> {
    read::iso_date(text.trim()).filter(|moment| *moment != MISSING)
}

impl Kind for Date {
    type Constant = i64;
    type Cells = Vec<i64>;
    type Operation = Operation;

    fn constant(value: &i64, rows: usize) -> Vec<i64> {
        vec![*value; rows]
    }

    fn read(column: &Column, rows: Range<usize>) -> Vec<i64> {
        let cells = match column.values() {
            Values::Datetime(values) => values.get(rows.clone()).map(<[i64]>::to_vec),
            _ => None,
        };
        node::read(column, rows, cells, MISSING)
    }

    fn operate(operation: &Operation, block: &Block) -> Vec<i64> {
        match operation {
            Operation::Written(of) => {
                let texts = of.evaluate(block);
                texts.iter().map(|text| text.and_then(written).unwrap_or(MISSING)).collect()
            }
        }
    }

    fn choose(condition: &[u8], yes: Vec<i64>, no: &Vec<i64>) -> Vec<i64> {
        node::choose(condition, yes, no, MISSING)
    }

    fn either(first: Vec<i64>, second: &Vec<i64>) -> Vec<i64> {
        node::either(first, second, |cell| cell == MISSING)
    }

    fn missing(cells: &Vec<i64>) -> Vec<u8> {
        cells.iter().map(|cell| super::truth::of(*cell == MISSING)).collect()
    }
}
