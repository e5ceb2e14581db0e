//! From text to words.

use super::error::ExpressionError;

/// A word of the language.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    Number(f64),
    /// A text between quotes, without them.
    Text(String),
    /// A plain name: a column, a function or a keyword.
    Plain(String),
    /// A name between backticks: always a column.
    Quoted(String),
    Symbol(&'static str),
    End,
}

/// A word and the place of its first character, counted from 1.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub word: Word,
    pub at: usize,
}

/// The longest first, so that `<=` is not read as `<`.
const SYMBOLS: [&str; 15] = ["==", "!=", "<=", ">=", "<", ">", "(", ")", ",", "+", "-", "*", "/", "%", "^"];

/// What people write who know another language, and what it is called here.
const ELSEWHERE: [(&str, &str); 8] = [
    ("=", "equality is written =="),
    ("!", "write not"),
    ("&", "write and"),
    ("|", "write or"),
    ("[", "a column's name stands alone, or between backticks"),
    ("{", "a column's name stands alone, or between backticks"),
    (";", "an expression is one line"),
    ("#", "there are no comments"),
];

impl Word {
    /// The word for a message.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Number(value) => format!("the number {value}"),
            Self::Text(text) => format!("the text {:?}", short(text)),
            Self::Plain(name) | Self::Quoted(name) => format!("the name {:?}", short(name)),
            Self::Symbol(symbol) => (*symbol).to_owned(),
            Self::End => "the end".to_owned(),
        }
    }
}

/// At most forty characters, so that a message stays one.
pub(super) fn short(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut letters = text.chars();
    let mut short: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}

/// The words of a text; the last is [`Word::End`].
pub(super) fn words(text: &str) -> Result<Vec<Token>, ExpressionError> {
    let mut lexer = Lexer { rest: text, at: 1 };
    let mut tokens = Vec::new();
    loop {
        let token = lexer.next()?;
        let end = token.word == Word::End;
        tokens.push(token);
        if end {
            return Ok(tokens);
        }
    }
}

struct Lexer<'a> {
    rest: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    fn next(&mut self) -> Result<Token, ExpressionError> {
        self.take_while(char::is_whitespace);
        let at = self.at;
        let word = match self.rest.chars().next() {
            None => Word::End,
            Some('`') => Word::Quoted(self.quoted('`', "a backtick that ends the name")?),
            Some(quote @ ('"' | '\'')) => Word::Text(self.quoted(quote, "a quote that ends the text")?),
            Some(first) if first.is_ascii_digit() || first == '.' => self.number()?,
            Some(first) if starts_name(first) => Word::Plain(self.take_while(continues_name).to_owned()),
            Some(other) => match SYMBOLS.into_iter().find(|symbol| self.rest.starts_with(symbol)) {
                Some(symbol) => {
                    self.skip(symbol.len());
                    Word::Symbol(symbol)
                }
                None => return Err(unknown(at, other)),
            },
        };
        Ok(Token { word, at })
    }

    /// Takes so many bytes, which end between two characters.
    fn skip(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = rest;
        self.at += taken.chars().count();
        taken
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        self.skip(self.rest.find(|letter| !belongs(letter)).unwrap_or(self.rest.len()))
    }

    /// What stands between two marks; the mark twice is the mark itself.
    fn quoted(&mut self, mark: char, expected: &str) -> Result<String, ExpressionError> {
        let mut text = String::new();
        self.skip(1);
        loop {
            text.push_str(self.take_while(|letter| letter != mark));
            if self.rest.is_empty() {
                return Err(ExpressionError::new(self.at, Word::End.shown(), expected));
            }
            self.skip(1);
            if !self.rest.starts_with(mark) {
                return Ok(text);
            }
            text.push(mark);
            self.skip(1);
        }
    }

    fn number(&mut self) -> Result<Word, ExpressionError> {
        let (at, start) = (self.at, self.rest);
        let digits = |lexer: &mut Self| !lexer.take_while(|letter| letter.is_ascii_digit()).is_empty();
        let mut whole = digits(self);
        if self.rest.starts_with('.') {
            self.skip(1);
            // A digit must stand on both sides of the point, or after it.
            whole = digits(self);
        }
        if whole && self.rest.starts_with(['e', 'E']) {
            self.skip(1);
            if self.rest.starts_with(['+', '-']) {
                self.skip(1);
            }
            whole = digits(self);
        }
        whole &= self.take_while(|letter| continues_name(letter) || letter == '.').is_empty();
        let text = start.get(..start.len() - self.rest.len()).unwrap_or_default();
        match text.parse::<f64>() {
            Ok(value) if whole && value.is_finite() => Ok(Word::Number(value)),
            Ok(_) if whole => {
                Err(ExpressionError::new(at, format!("the number {}", short(text)), "a number below 1.8e308"))
            }
            _ => Err(ExpressionError::new(at, short(text), "a number such as 12, 0.5 or 1e-3")
                .hint("a name that begins with a digit stands between backticks")),
        }
    }
}

pub(super) fn starts_name(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_'
}

pub(super) fn continues_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn unknown(at: usize, found: char) -> ExpressionError {
    let error = ExpressionError::new(at, format!("{found:?}"), "a value or an operator");
    match ELSEWHERE.iter().find(|(symbol, _)| symbol.starts_with(found)) {
        Some((_, hint)) => error.hint(*hint),
        None => error.hint("a name with such a character stands between backticks"),
    }
}
