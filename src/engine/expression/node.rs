//! A checked expression: a tree whose parts have a type, evaluated over blocks of rows.

use std::ops::Range;

use super::date::Date;
use super::number::Number;
use super::text::Text;
use super::truth::{self, Truth};
use crate::table::Column;

/// Rows that are evaluated together: the cells of a whole tree then stay in the processor's cache.
pub(super) const BLOCK: usize = 1024;

/// The columns of an expression and the rows that are looked at.
pub(super) struct Block<'a> {
    pub columns: &'a [&'a Column],
    pub rows: Range<usize>,
}

/// A type of the language: how its cells are held in a block, and what is special about it.
pub(super) trait Kind {
    /// A value that stands in the text.
    type Constant;
    /// The cells of a block; a missing one is marked in the type's own way.
    type Cells;
    /// What gives values of this type and of no other.
    type Operation;

    fn constant(value: &Self::Constant, rows: usize) -> Self::Cells;
    fn read(column: &Column, rows: Range<usize>) -> Self::Cells;
    fn operate(operation: &Self::Operation, block: &Block) -> Self::Cells;
    /// `yes` where the condition holds, `no` where it does not, missing where that is not known.
    fn choose(condition: &[u8], yes: Self::Cells, no: &Self::Cells) -> Self::Cells;
    /// The first where there is one, else the second.
    fn either(first: Self::Cells, second: &Self::Cells) -> Self::Cells;
    /// Whether each cell is missing, as truth.
    fn missing(cells: &Self::Cells) -> Vec<u8>;
}

/// A part of a checked expression that gives values of one type.
pub(super) enum Node<K: Kind> {
    Constant(K::Constant),
    /// A column, by its place among those of the block.
    Column(usize),
    If(Box<Node<Truth>>, Box<Node<K>>, Box<Node<K>>),
    Coalesce(Vec<Node<K>>),
    Operation(Box<K::Operation>),
}

impl<K: Kind> Node<K> {
    /// The cells of the block's rows.
    pub(super) fn evaluate(&self, block: &Block) -> K::Cells {
        let rows = block.rows.len();
        match self {
            Self::Constant(value) => K::constant(value, rows),
            Self::Column(at) => match block.columns.get(*at) {
                Some(column) => K::read(column, block.rows.clone()),
                None => K::read(&Column::numeric("", []), 0..rows),
            },
            Self::If(condition, yes, no) => {
                K::choose(&condition.evaluate(block), yes.evaluate(block), &no.evaluate(block))
            }
            Self::Coalesce(nodes) => {
                let mut nodes = nodes.iter();
                let first = nodes.next().map(|node| node.evaluate(block));
                let first = first.unwrap_or_else(|| K::read(&Column::numeric("", []), 0..rows));
                nodes.fold(first, |first, node| K::either(first, &node.evaluate(block)))
            }
            Self::Operation(operation) => K::operate(operation, block),
        }
    }
}

/// [`Kind::choose`] for cells that are copied; the first cells take the result.
pub(super) fn choose<T: Copy>(condition: &[u8], mut yes: Vec<T>, no: &[T], missing: T) -> Vec<T> {
    for ((cell, no), condition) in yes.iter_mut().zip(no).zip(condition) {
        *cell = match *condition {
            truth::TRUE => *cell,
            truth::FALSE => *no,
            _ => missing,
        };
    }
    yes
}

/// [`Kind::either`] for cells that are copied.
pub(super) fn either<T: Copy>(mut first: Vec<T>, second: &[T], is_missing: impl Fn(T) -> bool) -> Vec<T> {
    for (cell, other) in first.iter_mut().zip(second) {
        *cell = if is_missing(*cell) { *other } else { *cell };
    }
    first
}

/// The cells of `rows`, those that the column's mask marks being `missing`.
pub(super) fn read<T: Copy>(
    column: &Column,
    rows: Range<usize>,
    cells: Option<Vec<T>>,
    missing: T,
) -> Vec<T> {
    let mut cells = cells.unwrap_or_default();
    cells.resize(rows.len(), missing);
    if column.mask().n_missing() > 0 {
        for (cell, row) in cells.iter_mut().zip(rows) {
            *cell = if column.mask().is_valid(row) { *cell } else { missing };
        }
    }
    cells
}

/// A checked expression of any type.
pub(super) enum Typed {
    Number(Node<Number>),
    Truth(Node<Truth>),
    Text(Node<Text>),
    Date(Node<Date>),
}

impl Typed {
    /// Whether each cell is missing, as truth.
    pub(super) fn missing(&self, block: &Block) -> Vec<u8> {
        match self {
            Self::Number(node) => Number::missing(&node.evaluate(block)),
            Self::Truth(node) => Truth::missing(&node.evaluate(block)),
            Self::Text(node) => Text::missing(&node.evaluate(block)),
            Self::Date(node) => Date::missing(&node.evaluate(block)),
        }
    }
}
