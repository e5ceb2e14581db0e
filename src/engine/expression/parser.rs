//! From words to a tree, by the binding of the operators (Pratt, 1973).

use super::error::ExpressionError;
use super::lexer::{Token, Word, words};
use super::tree::{Form, Operator, Tree, binding};

/// Characters of an expression; a longer one is refused unread.
pub(super) const MAX_LENGTH: usize = 10_000;
/// Brackets, signs and powers within each other: the parser calls itself for each.
const MAX_NESTING: usize = 64;
/// Levels of the tree: what works on it calls itself for each. `a + b + c` has one for each sign.
const MAX_DEPTH: usize = 256;

/// Reads a whole expression.
pub(super) fn parse(text: &str) -> Result<Tree, ExpressionError> {
    if text.chars().nth(MAX_LENGTH).is_some() {
        return Err(ExpressionError::new(
            MAX_LENGTH + 1,
            "one character more",
            format!("the end of an expression of at most {MAX_LENGTH} characters"),
        ));
    }
    let mut parser = Parser { tokens: words(text)?, next: 0, nesting: 0 };
    let tree = parser.expression(0)?;
    match parser.peek().word {
        Word::End => Ok(tree),
        _ => Err(parser.unexpected("an operator or the end")),
    }
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    nesting: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        const END: &Token = &Token { word: Word::End, at: 1 };
        self.tokens.get(self.next).or(self.tokens.last()).unwrap_or(END)
    }

    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.next += 1;
        token
    }

    fn is_symbol(&self, symbol: &str) -> bool {
        matches!(self.peek().word, Word::Symbol(found) if found == symbol)
    }

    fn is_plain(&self, name: &str) -> bool {
        matches!(&self.peek().word, Word::Plain(found) if found == name)
    }

    fn unexpected(&self, expected: &str) -> ExpressionError {
        let token = self.peek();
        ExpressionError::new(token.at, token.word.shown(), expected)
    }

    fn expect(&mut self, symbol: &'static str, expected: &str) -> Result<(), ExpressionError> {
        if !self.is_symbol(symbol) {
            return Err(self.unexpected(expected));
        }
        self.next += 1;
        Ok(())
    }

    /// The operator that comes next, if one does.
    fn operator(&self) -> Option<Operator> {
        let word = match &self.peek().word {
            Word::Symbol(symbol) => symbol,
            Word::Plain(name) => name.as_str(),
            _ => return None,
        };
        Operator::ALL.into_iter().find(|operator| operator.symbol() == word)
    }

    /// A value and all operators after it that bind at least so tightly.
    fn expression(&mut self, least: u8) -> Result<Tree, ExpressionError> {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            return Err(self.unexpected(&format!("nothing nested deeper than {MAX_NESTING} levels")));
        }
        let mut left = self.prefix(least)?;
        loop {
            if self.is_plain("is") && least <= binding::COMPARISON {
                left = self.missing(left)?;
            } else if let Some(operator) = self.operator().filter(|operator| operator.binding() >= least) {
                left = self.infix(operator, left)?;
            } else {
                self.nesting -= 1;
                return Ok(left);
            }
        }
    }

    fn infix(&mut self, operator: Operator, left: Tree) -> Result<Tree, ExpressionError> {
        let at = self.take().at;
        let right = self.expression(match operator {
            // Powers are taken from the right, and a sign may stand before the upper number.
            Operator::Power => binding::SIGN,
            _ => operator.binding() + 1,
        })?;
        let depth = left.depth.max(right.depth);
        let tree = joined(at, depth, Form::Binary(operator, Box::new(left), Box::new(right)))?;
        if operator.binding() == binding::COMPARISON {
            self.not_chained()?;
        }
        Ok(tree)
    }

    fn missing(&mut self, of: Tree) -> Result<Tree, ExpressionError> {
        let at = self.take().at;
        let negated = self.is_plain("not");
        self.next += usize::from(negated);
        if !self.is_plain("missing") {
            return Err(self.unexpected("missing").hint("write is missing or is not missing"));
        }
        self.next += 1;
        let tree = joined(at, of.depth, Form::Missing { of: Box::new(of), negated })?;
        self.not_chained()?;
        Ok(tree)
    }

    fn not_chained(&self) -> Result<(), ExpressionError> {
        let comparison = self.operator().is_some_and(|operator| operator.binding() == binding::COMPARISON);
        if comparison || self.is_plain("is") {
            return Err(self
                .unexpected("and, or, or the end")
                .hint("comparisons are not chained: join two by and, or put one in brackets"));
        }
        Ok(())
    }

    /// A value with what stands before it.
    fn prefix(&mut self, least: u8) -> Result<Tree, ExpressionError> {
        let token = self.take();
        let at = token.at;
        match token.word {
            Word::Number(value) => Ok(leaf(at, Form::Number(value))),
            Word::Text(text) => Ok(leaf(at, Form::Text(text))),
            Word::Quoted(name) => Ok(leaf(at, Form::Name(name))),
            Word::Symbol("-") => {
                let of = self.expression(binding::SIGN)?;
                joined(at, of.depth, Form::Negate(Box::new(of)))
            }
            Word::Symbol("(") => {
                let inner = self.expression(0)?;
                self.expect(")", "an operator or )")?;
                Ok(inner)
            }
            Word::Plain(name) if self.is_symbol("(") && !is_keyword(&name) => self.call(at, name),
            Word::Plain(name) if name == "not" && least <= binding::NOT => {
                let of = self.expression(binding::NOT)?;
                joined(at, of.depth, Form::Not(Box::new(of)))
            }
            Word::Plain(name) if name == "true" || name == "false" => {
                Ok(leaf(at, Form::Truth(name == "true")))
            }
            Word::Plain(name) if is_keyword(&name) => {
                self.next -= 1;
                let hint =
                    format!("a column of that name is written `{name}`, and not (…) takes brackets here");
                Err(self.unexpected("a value").hint(hint))
            }
            Word::Plain(name) => Ok(leaf(at, Form::Name(name))),
            Word::Symbol(_) | Word::End => {
                self.next -= 1;
                Err(self.unexpected("a value"))
            }
        }
    }

    fn call(&mut self, at: usize, name: String) -> Result<Tree, ExpressionError> {
        self.next += 1;
        let mut arguments = Vec::new();
        while !self.is_symbol(")") {
            if !arguments.is_empty() {
                self.expect(",", "an operator, a comma or )")?;
            }
            arguments.push(self.expression(0)?);
        }
        self.next += 1;
        let depth = arguments.iter().map(|argument| argument.depth).max().unwrap_or(0);
        joined(at, depth, Form::Call(name, arguments))
    }
}

fn is_keyword(name: &str) -> bool {
    ["and", "or", "not", "is", "true", "false"].contains(&name)
}

fn leaf(at: usize, form: Form) -> Tree {
    Tree { form, at, depth: 1 }
}

fn joined(at: usize, below: usize, form: Form) -> Result<Tree, ExpressionError> {
    if below >= MAX_DEPTH {
        return Err(ExpressionError::new(
            at,
            "one operation more",
            format!("an expression of at most {MAX_DEPTH} operations on top of each other"),
        )
        .hint("give a part of it a name of its own"));
    }
    Ok(Tree { form, at, depth: below + 1 })
}
