//! Truth in blocks, with three values as Kleene (1938) has them: `and` is the least, `or` the greatest, and
//! `not` counts from the other end.

use std::ops::Range;

use super::date::{self, Date};
use super::node::{self, Block, Kind, Node, Typed};
use super::number::Number;
use super::text::{self, Text, TextTest};
use super::tree::Operator;
use crate::table::{Column, Values};

pub(super) const FALSE: u8 = 0;
pub(super) const MISSING: u8 = 1;
pub(super) const TRUE: u8 = 2;

pub(super) struct Truth;

/// What gives truth.
pub(super) enum Operation {
    And(Node<Truth>, Node<Truth>),
    Or(Node<Truth>, Node<Truth>),
    Not(Node<Truth>),
    /// Whether the value is missing, which is never missing itself.
    Missing(Typed),
    Numbers(Operator, Node<Number>, Node<Number>),
    Truths(Operator, Node<Truth>, Node<Truth>),
    Texts(Operator, Node<Text>, Node<Text>),
    Dates(Operator, Node<Date>, Node<Date>),
    Test(TextTest, Node<Text>, Node<Text>),
}

pub(super) fn of(value: bool) -> u8 {
    if value { TRUE } else { FALSE }
}

pub(super) fn number(truth: u8) -> f64 {
    match truth {
        TRUE => 1.0,
        FALSE => 0.0,
        _ => f64::NAN,
    }
}

/// Compares cells in pairs; missing where one is.
fn compare<T: Copy + PartialOrd>(
    operator: Operator,
    left: &[T],
    right: &[T],
    is_missing: impl Fn(T) -> bool + Copy,
) -> Vec<u8> {
    #[inline(always)]
    fn pairs<T: Copy>(
        left: &[T],
        right: &[T],
        is_missing: impl Fn(T) -> bool,
        holds: impl Fn(T, T) -> bool,
    ) -> Vec<u8> {
        let pairs = left.iter().zip(right);
        pairs
            .map(|(a, b)| if is_missing(*a) || is_missing(*b) { MISSING } else { of(holds(*a, *b)) })
            .collect()
    }
    match operator {
        Operator::Unequal => pairs(left, right, is_missing, |a, b| a != b),
        Operator::Less => pairs(left, right, is_missing, |a, b| a < b),
        Operator::LessOrEqual => pairs(left, right, is_missing, |a, b| a <= b),
        Operator::Greater => pairs(left, right, is_missing, |a, b| a > b),
        Operator::GreaterOrEqual => pairs(left, right, is_missing, |a, b| a >= b),
        _ => pairs(left, right, is_missing, |a, b| a == b),
    }
}

fn joined(mut left: Vec<u8>, right: &[u8], join: impl Fn(u8, u8) -> u8) -> Vec<u8> {
    for (cell, other) in left.iter_mut().zip(right) {
        *cell = join(*cell, *other);
    }
    left
}

impl Kind for Truth {
    type Constant = bool;
    type Cells = Vec<u8>;
    type Operation = Operation;

    fn constant(value: &bool, rows: usize) -> Vec<u8> {
        vec![of(*value); rows]
    }

    fn read(column: &Column, rows: Range<usize>) -> Vec<u8> {
        let cells = match column.values() {
            Values::Boolean(values) => {
                values.get(rows.clone()).map(|cells| cells.iter().map(|cell| of(*cell)).collect())
            }
            _ => None,
        };
        node::read(column, rows, cells, MISSING)
    }

    fn operate(operation: &Operation, block: &Block) -> Vec<u8> {
        match operation {
            Operation::And(left, right) => joined(left.evaluate(block), &right.evaluate(block), u8::min),
            Operation::Or(left, right) => joined(left.evaluate(block), &right.evaluate(block), u8::max),
            Operation::Not(of) => of.evaluate(block).into_iter().map(|cell| TRUE - cell).collect(),
            Operation::Missing(of) => of.missing(block),
            Operation::Numbers(operator, left, right) => {
                compare(*operator, &left.evaluate(block), &right.evaluate(block), f64::is_nan)
            }
            Operation::Truths(operator, left, right) => {
                compare(*operator, &left.evaluate(block), &right.evaluate(block), |cell| cell == MISSING)
            }
            Operation::Dates(operator, left, right) => {
                compare(*operator, &left.evaluate(block), &right.evaluate(block), |cell| {
                    cell == date::MISSING
                })
            }
            Operation::Texts(operator, left, right) => {
                left.evaluate(block).pairs(&right.evaluate(block), |a, b| match operator {
                    Operator::Unequal => a != b,
                    Operator::Less => a < b,
                    Operator::LessOrEqual => a <= b,
                    Operator::Greater => a > b,
                    Operator::GreaterOrEqual => a >= b,
                    _ => a == b,
                })
            }
            Operation::Test(test, of, part) => {
                of.evaluate(block).pairs(&part.evaluate(block), |a, b| text::test(*test, a, b))
            }
        }
    }

    fn choose(condition: &[u8], yes: Vec<u8>, no: &Vec<u8>) -> Vec<u8> {
        node::choose(condition, yes, no, MISSING)
    }

    fn either(first: Vec<u8>, second: &Vec<u8>) -> Vec<u8> {
        node::either(first, second, |cell| cell == MISSING)
    }

    fn missing(cells: &Vec<u8>) -> Vec<u8> {
        cells.iter().map(|cell| of(*cell == MISSING)).collect()
    }
}
