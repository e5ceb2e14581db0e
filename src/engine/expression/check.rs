//! From a tree to a checked expression: what every part is, and whether that suits where it stands.

use super::date::{self, Date};
use super::error::ExpressionError;
use super::functions::{Call, FUNCTIONS};
use super::lexer::short;
use super::node::{Node, Typed};
use super::number::{self, Arithmetic, Function, Number};
use super::text::{self, Text};
use super::tree::{Form, Operator, Tree};
use super::truth::{self, Truth};
use crate::names::nearest;
use crate::table::DType;

type Checked<T> = Result<T, ExpressionError>;

impl Typed {
    fn name(&self) -> &'static str {
        match self {
            Self::Number(_) => "a number",
            Self::Truth(_) => "true or false",
            Self::Text(_) => "a text",
            Self::Date(_) => "a date",
        }
    }
}

/// Gives the names in a tree the meaning that the columns have.
pub(super) struct Checker<'a> {
    pub columns: &'a [(String, DType)],
}

impl Checker<'_> {
    pub(super) fn check(&self, tree: &Tree) -> Checked<Typed> {
        Ok(match &tree.form {
            Form::Number(value) => Typed::Number(Node::Constant(*value)),
            Form::Text(value) => Typed::Text(Node::Constant(value.clone())),
            Form::Truth(value) => Typed::Truth(Node::Constant(*value)),
            Form::Name(name) => self.column(tree.at, name)?,
            Form::Negate(of) => applied(Function::Negate, self.number(of)?),
            Form::Not(of) => true_where(truth::Operation::Not(self.truth(of)?)),
            Form::Missing { of, negated } => {
                let missing = truth::Operation::Missing(self.check(of)?);
                match negated {
                    true => true_where(truth::Operation::Not(Node::Operation(Box::new(missing)))),
                    false => true_where(missing),
                }
            }
            Form::Binary(operator, left, right) => self.binary(*operator, left, right)?,
            Form::Call(name, arguments) => self.call(tree.at, name, arguments)?,
        })
    }

    fn column(&self, at: usize, name: &str) -> Checked<Typed> {
        let Some(place) = self.columns.iter().position(|(known, _)| known == name) else {
            return Err(self.no_column(at, name));
        };
        let dtype = self.columns.get(place).map(|(_, dtype)| *dtype);
        Ok(match dtype {
            Some(DType::Numeric) => Typed::Number(Node::Column(place)),
            Some(DType::Boolean) => Typed::Truth(Node::Column(place)),
            Some(DType::Datetime) => Typed::Date(Node::Column(place)),
            Some(DType::Categorical | DType::Text) | None => Typed::Text(Node::Column(place)),
        })
    }

    fn no_column(&self, at: usize, name: &str) -> ExpressionError {
        let names: Vec<String> = self.columns.iter().map(|(name, _)| name.clone()).collect();
        let expected = match names.is_empty() {
            true => "a value other than a column, of which there are none,".to_owned(),
            false => format!("one of the columns {}", crate::names::list(&names)),
        };
        let error = ExpressionError::new(at, format!("the name {:?}", short(name)), expected);
        match nearest(name, names.iter().map(String::as_str)) {
            Some(near) => error.hint(format!("did you mean {near:?}?")),
            None => error.hint("a text stands between quotes"),
        }
    }

    fn number(&self, tree: &Tree) -> Checked<Node<Number>> {
        number_of(tree, self.check(tree)?)
    }

    fn truth(&self, tree: &Tree) -> Checked<Node<Truth>> {
        match self.check(tree)? {
            Typed::Truth(node) => Ok(node),
            other => Err(unsuitable(tree, &other, "true or false").hint("compare it, for example with ==")),
        }
    }

    fn text(&self, tree: &Tree) -> Checked<Node<Text>> {
        match self.check(tree)? {
            Typed::Text(node) => Ok(node),
            other => Err(unsuitable(tree, &other, "a text")),
        }
    }

    fn date(&self, tree: &Tree) -> Checked<Node<Date>> {
        match self.check(tree)? {
            Typed::Date(node) => Ok(node),
            other => Err(unsuitable(tree, &other, "a date").hint("a date is written date(\"2024-01-31\")")),
        }
    }

    fn binary(&self, operator: Operator, left: &Tree, right: &Tree) -> Checked<Typed> {
        let arithmetic = match operator {
            Operator::Or => {
                return Ok(true_where(truth::Operation::Or(self.truth(left)?, self.truth(right)?)));
            }
            Operator::And => {
                return Ok(true_where(truth::Operation::And(self.truth(left)?, self.truth(right)?)));
            }
            // The left side is checked once: a chain of n differences would be checked 2ⁿ times.
            Operator::Subtract => {
                return Ok(numbers(match self.check(left)? {
                    Typed::Date(to) => number::Operation::Days(to, self.date(right)?),
                    other => number::Operation::Combine(
                        Arithmetic::Subtract,
                        number_of(left, other)?,
                        self.number(right)?,
                    ),
                }));
            }
            Operator::Add => Arithmetic::Add,
            Operator::Multiply => Arithmetic::Multiply,
            Operator::Divide => Arithmetic::Divide,
            Operator::Remainder => Arithmetic::Remainder,
            Operator::Power => Arithmetic::Power,
            comparison => return self.comparison(comparison, left, right),
        };
        Ok(numbers(number::Operation::Combine(arithmetic, self.number(left)?, self.number(right)?)))
    }

    fn comparison(&self, operator: Operator, left: &Tree, right: &Tree) -> Checked<Typed> {
        Ok(true_where(match self.check(left)? {
            Typed::Number(first) => truth::Operation::Numbers(operator, first, self.number(right)?),
            Typed::Text(first) => truth::Operation::Texts(operator, first, self.text(right)?),
            Typed::Date(first) => truth::Operation::Dates(operator, first, self.date(right)?),
            Typed::Truth(first) => {
                let second = self.truth(right)?;
                if !matches!(operator, Operator::Equal | Operator::Unequal) {
                    let found = format!("{} after true or false", operator.symbol());
                    return Err(ExpressionError::new(left.at, found, "== or !="));
                }
                truth::Operation::Truths(operator, first, second)
            }
        }))
    }

    fn call(&self, at: usize, name: &str, arguments: &[Tree]) -> Checked<Typed> {
        let Some((_, call, arity)) = FUNCTIONS.iter().find(|(known, _, _)| *known == name) else {
            return Err(no_function(at, name));
        };
        if !arity.admits(arguments.len()) {
            let found = match arguments.len() {
                0 => "no value".to_owned(),
                1 => "1 value".to_owned(),
                n => format!("{n} values"),
            };
            return Err(ExpressionError::new(at, format!("{found} in {name}(…)"), arity.shown()));
        }
        match (call, arguments) {
            (Call::If, [condition, yes, no]) => self.choice(condition, yes, no),
            (Call::Coalesce, [first, rest @ ..]) => self.coalesce(first, rest),
            (Call::Apply(function), [of]) => Ok(applied(*function, self.number(of)?)),
            (Call::Least, nodes) => Ok(numbers(number::Operation::Least(self.each(nodes, Self::number)?))),
            (Call::Greatest, nodes) => {
                Ok(numbers(number::Operation::Greatest(self.each(nodes, Self::number)?)))
            }
            (Call::Number, [of]) => match self.check(of)? {
                Typed::Text(text) => Ok(numbers(number::Operation::Written(text))),
                Typed::Truth(truth) => Ok(numbers(number::Operation::OfTruth(truth))),
                other => Err(unsuitable(of, &other, "a text, or true or false,")),
            },
            (Call::Length, [of]) => Ok(numbers(number::Operation::Length(self.text(of)?))),
            (Call::Lower, [of]) => Ok(texts(text::Operation::Lower(self.text(of)?))),
            (Call::Upper, [of]) => Ok(texts(text::Operation::Upper(self.text(of)?))),
            (Call::Concat, nodes) => Ok(texts(text::Operation::Concat(self.each(nodes, Self::text)?))),
            (Call::Test(test), [of, part]) => {
                Ok(true_where(truth::Operation::Test(*test, self.text(of)?, self.text(part)?)))
            }
            (Call::Date, [of]) => self.date_of(of),
            (Call::Part(part), [of]) => Ok(numbers(number::Operation::Part(*part, self.date(of)?))),
            _ => Err(no_function(at, name)),
        }
    }

    fn each<T>(&self, trees: &[Tree], read: fn(&Self, &Tree) -> Checked<T>) -> Checked<Vec<T>> {
        trees.iter().map(|tree| read(self, tree)).collect()
    }

    fn choice(&self, condition: &Tree, yes: &Tree, no: &Tree) -> Checked<Typed> {
        let condition = Box::new(self.truth(condition)?);
        Ok(match self.check(yes)? {
            Typed::Number(yes) => {
                Typed::Number(Node::If(condition, Box::new(yes), Box::new(self.number(no)?)))
            }
            Typed::Truth(yes) => Typed::Truth(Node::If(condition, Box::new(yes), Box::new(self.truth(no)?))),
            Typed::Text(yes) => Typed::Text(Node::If(condition, Box::new(yes), Box::new(self.text(no)?))),
            Typed::Date(yes) => Typed::Date(Node::If(condition, Box::new(yes), Box::new(self.date(no)?))),
        })
    }

    fn coalesce(&self, first: &Tree, rest: &[Tree]) -> Checked<Typed> {
        fn all<T>(first: T, mut rest: Vec<T>) -> Vec<T> {
            rest.insert(0, first);
            rest
        }
        Ok(match self.check(first)? {
            Typed::Number(first) => Typed::Number(Node::Coalesce(all(first, self.each(rest, Self::number)?))),
            Typed::Truth(first) => Typed::Truth(Node::Coalesce(all(first, self.each(rest, Self::truth)?))),
            Typed::Text(first) => Typed::Text(Node::Coalesce(all(first, self.each(rest, Self::text)?))),
            Typed::Date(first) => Typed::Date(Node::Coalesce(all(first, self.each(rest, Self::date)?))),
        })
    }

    /// A date that stands in the expression is read once, and must be one.
    fn date_of(&self, of: &Tree) -> Checked<Typed> {
        match self.text(of)? {
            Node::Constant(text) => match date::written(&text) {
                Some(moment) => Ok(Typed::Date(Node::Constant(moment))),
                None => Err(ExpressionError::new(
                    of.at,
                    format!("the text {:?}", short(&text)),
                    "a date such as \"2024-01-31\" or \"2024-01-31 18:30\"",
                )),
            },
            node => Ok(Typed::Date(Node::Operation(Box::new(date::Operation::Written(node))))),
        }
    }
}

fn number_of(tree: &Tree, found: Typed) -> Checked<Node<Number>> {
    match found {
        Typed::Number(node) => Ok(node),
        other => Err(unsuitable(tree, &other, "a number").hint(match other {
            Typed::Truth(_) => "number(…) makes 1 and 0 of true and false",
            Typed::Text(_) => "number(…) reads the number that a text writes",
            _ => {
                "year(…), month(…), day(…), hour(…) and weekday(…) are numbers, and so is the \
                  difference of two dates, in days"
            }
        })),
    }
}

fn numbers(operation: number::Operation) -> Typed {
    Typed::Number(Node::Operation(Box::new(operation)))
}

fn applied(function: Function, of: Node<Number>) -> Typed {
    numbers(number::Operation::Apply(function, of))
}

fn texts(operation: text::Operation) -> Typed {
    Typed::Text(Node::Operation(Box::new(operation)))
}

fn true_where(operation: truth::Operation) -> Typed {
    Typed::Truth(Node::Operation(Box::new(operation)))
}

fn unsuitable(tree: &Tree, found: &Typed, expected: &str) -> ExpressionError {
    let found = match &tree.form {
        Form::Name(name) => format!("column {:?}, which holds {},", short(name), found.name()),
        _ => found.name().to_owned(),
    };
    ExpressionError::new(tree.at, found, expected)
}

fn no_function(at: usize, name: &str) -> ExpressionError {
    let names = FUNCTIONS.map(|(known, _, _)| known);
    let expected = format!("one of the functions {}", names.join(", "));
    let error = ExpressionError::new(at, format!("the name {:?}", short(name)), expected);
    match nearest(name, names.into_iter()) {
        Some(near) => error.hint(format!("did you mean {near}?")),
        None => error,
    }
}
