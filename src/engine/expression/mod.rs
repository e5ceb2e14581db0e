//! A small language for columns that are calculated from columns: read, checked and evaluated without
//! running anything else, so that an expression from a stranger is safe.
//!
//! ```
//! use engine::expression::Expression;
//! use engine::table::{Column, DType};
//! let columns = [("width".to_owned(), DType::Numeric), ("sepal length".to_owned(), DType::Numeric)];
//! let area = Expression::parse("width * `sepal length` ^ 2")?.check(&columns)?;
//! let cells = [Column::numeric("", [Some(2.0), None]), Column::numeric("", [Some(3.0), Some(1.0)])];
//! assert_eq!(area.evaluate("area", &cells.each_ref(), 2), Column::numeric("area", [Some(18.0), None]));
//!
//! let error = Expression::parse("width * lenght")?.check(&columns).err().unwrap();
//! assert_eq!(error.column, 9);
//! # Ok::<(), engine::expression::ExpressionError>(())
//! ```
//!
//! # Grammar
//!
//! From the loosest binding to the tightest; all but powers are taken from the left.
//!
//! ```text
//! expression = conjunction { "or" conjunction }
//! conjunction = negation { "and" negation }
//! negation   = "not" negation | comparison
//! comparison = sum [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) sum | "is" [ "not" ] "missing" ]
//! sum        = product { ( "+" | "-" ) product }
//! product    = signed { ( "*" | "/" | "%" ) signed }
//! signed     = "-" signed | power
//! power      = value [ "^" signed ]
//! value      = number | text | "true" | "false" | column | call | "(" expression ")"
//! call       = name "(" expression { "," expression } ")"
//! column     = letter or "_" { letter, digit or "_" } | "`" any characters "`"
//! text       = "\"" any characters "\"" | "'" any characters "'"
//! number     = digits [ "." digits ] [ "e" [ "+" | "-" ] digits ]
//! ```
//!
//! A backtick or a quote within its like is written twice. `and`, `or`, `not`, `is`, `true` and `false` are
//! columns only between backticks; a function's name is a column where no bracket follows.
//!
//! # Types
//!
//! A value is a *number*, *truth*, a *text* or a *date*: what numeric, boolean, categorical or text, and
//! datetime columns hold. Nothing is converted in silence. Both sides of a comparison have one type; texts
//! compare by their code points.
//!
//! | Function | Gives |
//! |---|---|
//! | `if(condition, a, b)`, `coalesce(a, b, …)` | `a` or `b` of one type; the first that is not missing |
//! | `abs` `sqrt` `exp` `log` `log10` `log1p` `sin` `cos` `floor` `ceil` | a number of a number |
//! | `round` | the nearest whole number, a half to the even one, as in Python |
//! | `min(a, b, …)` `max(a, b, …)` | the least and the greatest number |
//! | `number(a)` | the number that a text writes; 1 of true and 0 of false |
//! | `length` `lower` `upper` `concat(a, b, …)` | characters of a text; a text |
//! | `contains(a, b)` `starts_with(a, b)` `ends_with(a, b)` | whether text `a` has text `b` there |
//! | `date("2024-01-31")`, `date("2024-01-31 18:30")` | a date |
//! | `year` `quarter` `month` `day` `hour` `weekday` | a part of a date; Monday is 0 |
//!
//! The difference of two dates is a number of days. The rest `a % b` has the sign of `b`, as in Python.
//!
//! # Missing
//!
//! What is calculated from a missing value is missing. So is a result that is no finite number (a division
//! by zero, the logarithm of a negative number, an overflow), a text that writes no number or date where one
//! is read, and a text of more than 10,000 bytes. `is missing` and `coalesce` look at missing values;
//! `and` and `or` give an answer where the other side decides it (`false and x` is false); `if` is missing
//! where its condition is.
//!
//! # Invariants
//!
//! - Reading never panics, and neither stack nor time grow beyond a bound: lengths and depths are limited.
//! - A row's value depends on that row alone.
//! - Evaluation works on blocks of rows, one operation at a time, without memory for single cells.

mod assign;
mod check;
mod date;
mod error;
mod functions;
mod lexer;
mod node;
mod number;
mod parser;
mod text;
mod tree;
mod truth;

#[cfg(test)]
mod tests;

pub use assign::{Assignment, assignments};
pub use error::ExpressionError;

use check::Checker;
use node::{BLOCK, Block, Node, Typed};
use tree::Tree;

use crate::table::{Column, DType, Mask, TextValues, Values};

/// The words with a meaning: operators and functions.
pub fn words() -> impl Iterator<Item = &'static str> {
    let operators = tree::Operator::ALL.into_iter().map(tree::Operator::symbol);
    let others = ["not", "is missing", "is not missing", "true", "false"];
    operators.chain(others).chain(functions::FUNCTIONS.into_iter().map(|(name, ..)| name))
}

/// An expression that was read; what its names mean is not known yet.
#[derive(Clone, Debug)]
pub struct Expression {
    tree: Tree,
    /// Characters before the expression in the text it stands in.
    before: usize,
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// When the text is none; the error has the place.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        Self::parse_after(text, 0)
    }

    /// Reads an expression before which so many characters stand.
    fn parse_after(text: &str, before: usize) -> Result<Self, ExpressionError> {
        match parser::parse(text) {
            Ok(tree) => Ok(Self { tree, before }),
            Err(error) => Err(moved(error, before)),
        }
    }

    /// Gives the names the meaning that these columns have.
    ///
    /// # Errors
    /// When a name is unknown or a value is not of the type that is needed; the error has the place.
    pub fn check(&self, columns: &[(String, DType)]) -> Result<Checked, ExpressionError> {
        let checker = Checker { columns };
        checker.check(&self.tree).map(Checked).map_err(|error| moved(error, self.before))
    }
}

fn moved(error: ExpressionError, by: usize) -> ExpressionError {
    ExpressionError { column: error.column + by, ..error }
}

/// An expression whose names and types are settled: it can be evaluated.
pub struct Checked(Typed);

impl Checked {
    /// The type of the column it gives.
    #[must_use]
    pub fn dtype(&self) -> DType {
        match self.0 {
            Typed::Number(_) => DType::Numeric,
            Typed::Truth(_) => DType::Boolean,
            Typed::Text(_) => DType::Text,
            Typed::Date(_) => DType::Datetime,
        }
    }

    /// The value of every row, as a column of that name. `columns` are those it was checked with, in the
    /// same order and of the same types, with `rows` cells each; what is not there is missing.
    #[must_use]
    pub fn evaluate(&self, name: &str, columns: &[&Column], rows: usize) -> Column {
        let blocks = (0..rows).step_by(BLOCK).map(|start| start..rows.min(start + BLOCK));
        let blocks = blocks.map(|rows| Block { columns, rows });
        let (values, mask) = match &self.0 {
            Typed::Number(node) => {
                let zero = |cell: f64| if cell.is_nan() { 0.0 } else { cell };
                let (values, mask) = collect(node, blocks, rows, f64::is_nan, zero);
                (Values::Numeric(values), mask)
            }
            Typed::Truth(node) => {
                let is_missing = |cell| cell == truth::MISSING;
                let (values, mask) = collect(node, blocks, rows, is_missing, |cell| cell == truth::TRUE);
                (Values::Boolean(values), mask)
            }
            Typed::Date(node) => {
                let zero = |cell| if cell == date::MISSING { 0 } else { cell };
                let (values, mask) = collect(node, blocks, rows, |cell| cell == date::MISSING, zero);
                (Values::Datetime(values), mask)
            }
            Typed::Text(node) => {
                let (mut values, mut mask) = (TextValues::new(), Mask::with_capacity(rows));
                for block in blocks {
                    for text in node.evaluate(&block).iter() {
                        let kept = values.push(text.unwrap_or_default());
                        mask.push(kept && text.is_some());
                    }
                }
                (Values::Text(values), mask)
            }
        };
        Column::new(name, values, mask)
    }
}

/// The cells of all blocks, a missing one as its type's zero.
fn collect<'a, K: node::Kind<Cells = Vec<T>>, T: Copy, U>(
    node: &Node<K>,
    blocks: impl Iterator<Item = Block<'a>>,
    rows: usize,
    is_missing: impl Fn(T) -> bool,
    value: impl Fn(T) -> U,
) -> (Vec<U>, Mask) {
    let mut values = Vec::with_capacity(rows);
    let mut gaps: Vec<usize> = Vec::new();
    for block in blocks {
        let cells = node.evaluate(&block);
        let missing = cells.iter().map(|cell| is_missing(*cell));
        gaps.extend(block.rows.zip(missing).filter(|(_, missing)| *missing).map(|(row, _)| row));
        values.extend(cells.into_iter().map(&value));
    }
    if gaps.is_empty() {
        return (values, Mask::all_valid(rows));
    }
    let mut gaps = gaps.into_iter().peekable();
    let mask = (0..rows).map(|row| gaps.next_if_eq(&row).is_none()).collect();
    (values, mask)
}
