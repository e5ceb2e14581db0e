//! Numbers in blocks. Within a block, and only there, a missing number is a NaN: it goes through arithmetic
//! unchanged, at no cost.

use std::ops::Range;

use super::date::{self, Date, Part};
use super::node::{self, Block, Kind, Node};
use super::text::Text;
use super::truth::{self, Truth};
use crate::models::kernels::exp::exp;
use crate::table::{Column, Values};

pub(super) struct Number;

/// What gives numbers.
pub(super) enum Operation {
    Apply(Function, Node<Number>),
    Combine(Arithmetic, Node<Number>, Node<Number>),
    /// The least of several.
    Least(Vec<Node<Number>>),
    Greatest(Vec<Node<Number>>),
    /// The characters of a text.
    Length(Node<Text>),
    /// A number that is written in a text.
    Written(Node<Text>),
    /// 1 for true and 0 for false.
    OfTruth(Node<Truth>),
    Part(Part, Node<Date>),
    /// The days from the second date to the first.
    Days(Node<Date>, Node<Date>),
}

/// A function of one number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Function {
    Negate,
    Abs,
    Sqrt,
    Exp,
    Log,
    Log10,
    Log1p,
    Sin,
    Cos,
    Round,
    Floor,
    Ceil,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
}

/// The value, or NaN where it is not finite.
#[inline(always)]
fn finite(value: f64) -> f64 {
    if value.abs() <= f64::MAX { value } else { f64::NAN }
}

#[inline(always)]
fn each(mut cells: Vec<f64>, change: impl Fn(f64) -> f64) -> Vec<f64> {
    for cell in &mut cells {
        *cell = finite(change(*cell));
    }
    cells
}

/// The second side of an operation, not copied where it stands somewhere already.
enum Side<'a> {
    One(f64),
    Borrowed(&'a [f64]),
    Made(Vec<f64>),
}

impl<'a> Side<'a> {
    fn new(node: &Node<Number>, block: &'a Block) -> Self {
        match node {
            Node::Constant(value) => Self::One(*value),
            Node::Column(at) => match block.columns.get(*at).map(|column| (column.values(), column.mask())) {
                Some((Values::Numeric(cells), mask)) if mask.n_missing() == 0 => {
                    Self::Borrowed(cells.get(block.rows.clone()).unwrap_or_default())
                }
                _ => Self::Made(node.evaluate(block)),
            },
            _ => Self::Made(node.evaluate(block)),
        }
    }
}

#[inline(always)]
fn both(mut cells: Vec<f64>, side: &Side, join: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let others = match side {
        Side::One(other) => return each(cells, |cell| join(cell, *other)),
        Side::Borrowed(others) => others,
        Side::Made(others) => others.as_slice(),
    };
    for (cell, other) in cells.iter_mut().zip(others) {
        *cell = finite(join(*cell, *other));
    }
    cells
}

fn apply(function: Function, cells: Vec<f64>) -> Vec<f64> {
    match function {
        Function::Negate => each(cells, |x| -x),
        Function::Abs => each(cells, f64::abs),
        Function::Sqrt => each(cells, f64::sqrt),
        Function::Exp => exponential(cells),
        Function::Log => each(cells, libm::log),
        Function::Log10 => each(cells, libm::log10),
        Function::Log1p => each(cells, libm::log1p),
        Function::Sin => each(cells, libm::sin),
        Function::Cos => each(cells, libm::cos),
        Function::Round => each(cells, f64::round_ties_even),
        Function::Floor => each(cells, f64::floor),
        Function::Ceil => each(cells, f64::ceil),
    }
}

/// The fast `exp` serves where all of a block's numbers are in its range.
fn exponential(cells: Vec<f64>) -> Vec<f64> {
    /// Where the fast one ends; below minus this it gives 0.
    const RANGE: f64 = 708.0;
    if cells.iter().all(|cell| cell.abs() < RANGE || cell.is_nan()) {
        each(cells, |x| if x.is_nan() { x } else { exp(x) })
    } else {
        each(cells, libm::exp)
    }
}

/// The rest of a division, with the sign of the divisor, as in Python.
#[inline(always)]
fn remainder(a: f64, b: f64) -> f64 {
    let rest = a % b;
    if rest != 0.0 && (rest < 0.0) != (b < 0.0) { rest + b } else { rest }
}

fn combine(arithmetic: Arithmetic, left: &Node<Number>, right: &Node<Number>, block: &Block) -> Vec<f64> {
    let cells = left.evaluate(block);
    if let (Arithmetic::Power, Node::Constant(power)) = (arithmetic, right) {
        // The two that are common, exactly rounded.
        if *power == 2.0 {
            return each(cells, |x| x * x);
        }
        if *power == 0.5 {
            return each(cells, f64::sqrt);
        }
    }
    let others = Side::new(right, block);
    match arithmetic {
        Arithmetic::Add => both(cells, &others, |a, b| a + b),
        Arithmetic::Subtract => both(cells, &others, |a, b| a - b),
        Arithmetic::Multiply => both(cells, &others, |a, b| a * b),
        Arithmetic::Divide => both(cells, &others, |a, b| a / b),
        Arithmetic::Remainder => both(cells, &others, remainder),
        // Any number to the power 0, and 1 to any power, would be 1 also where the other is missing.
        Arithmetic::Power => {
            both(cells, &others, |a, b| if a.is_nan() || b.is_nan() { f64::NAN } else { libm::pow(a, b) })
        }
    }
}

/// Folds with what keeps the first where it is missing or stands first in the order.
fn extreme(nodes: &[Node<Number>], block: &Block, stays: impl Fn(f64, f64) -> bool) -> Vec<f64> {
    let mut nodes = nodes.iter();
    let first = nodes.next().map(|node| node.evaluate(block)).unwrap_or_default();
    nodes.fold(first, |first, node| {
        both(first, &Side::new(node, block), |a, b| if a.is_nan() || stays(a, b) { a } else { b })
    })
}

impl Kind for Number {
    type Constant = f64;
    type Cells = Vec<f64>;
    type Operation = Operation;

    fn constant(value: &f64, rows: usize) -> Vec<f64> {
        vec![*value; rows]
    }

    fn read(column: &Column, rows: Range<usize>) -> Vec<f64> {
        let cells = match column.values() {
            Values::Numeric(values) => values.get(rows.clone()).map(<[f64]>::to_vec),
            _ => None,
        };
        node::read(column, rows, cells, f64::NAN)
    }

    fn operate(operation: &Operation, block: &Block) -> Vec<f64> {
        match operation {
            Operation::Apply(function, of) => apply(*function, of.evaluate(block)),
            Operation::Combine(arithmetic, left, right) => combine(*arithmetic, left, right, block),
            Operation::Least(nodes) => extreme(nodes, block, |a, b| a <= b),
            Operation::Greatest(nodes) => extreme(nodes, block, |a, b| a >= b),
            Operation::Length(of) => of.evaluate(block).map(|text| text.chars().count() as f64),
            Operation::Written(of) => {
                of.evaluate(block).map(|text| text.trim().parse().map_or(f64::NAN, finite))
            }
            Operation::OfTruth(of) => of.evaluate(block).into_iter().map(truth::number).collect(),
            Operation::Part(part, of) => {
                of.evaluate(block).into_iter().map(|moment| date::part(*part, moment)).collect()
            }
            Operation::Days(to, from) => {
                let pairs = to.evaluate(block).into_iter().zip(from.evaluate(block));
                pairs.map(|(to, from)| date::days_between(to, from)).collect()
            }
        }
    }

    fn choose(condition: &[u8], yes: Vec<f64>, no: &Vec<f64>) -> Vec<f64> {
        node::choose(condition, yes, no, f64::NAN)
    }

    fn either(first: Vec<f64>, second: &Vec<f64>) -> Vec<f64> {
        node::either(first, second, f64::is_nan)
    }

    fn missing(cells: &Vec<f64>) -> Vec<u8> {
        cells.iter().map(|cell| truth::of(cell.is_nan())).collect()
    }
}
