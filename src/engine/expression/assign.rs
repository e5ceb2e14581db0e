use super::Expression;
use super::error::ExpressionError;
use super::lexer::{Token, Word, continues_name, starts_name, words};

/// Lines with something in them; more are refused.
const MAX_LINES: usize = 100;

/// A line `name = expression`.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// The line it stands in, counted from 1.
    pub line: usize,
    /// The name of the new column.
    pub name: String,
    /// What it is.
    pub expression: Expression,
}

/// Reads `name = expression` on every line that is not blank. A name that is no plain one stands between
/// backticks.
///
/// # Errors
/// The first line that is wrong, counted from 1, and what is wrong in it.
pub fn assignments(text: &str) -> Result<Vec<Assignment>, (usize, ExpressionError)> {
    let mut found = Vec::new();
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        if found.len() == MAX_LINES {
            let expected = format!("the end after {MAX_LINES} formulas");
            return Err((line, ExpressionError::new(1, "one formula more", expected)));
        }
        let (name, expression) = assignment(text).map_err(|error| (line, error))?;
        found.push(Assignment { line, name, expression });
    }
    Ok(found)
}

fn assignment(line: &str) -> Result<(String, Expression), ExpressionError> {
    const NAME: &str = "the name of the new column";
    let start = line.len() - line.trim_start().len();
    let rest = line.get(start..).unwrap_or_default();
    let end = match rest.chars().next() {
        Some('`') => quoted_end(rest),
        Some(first) if starts_name(first) => {
            rest.find(|letter| !continues_name(letter)).unwrap_or(rest.len())
        }
        _ => rest.chars().next().map_or(0, char::len_utf8),
    };
    let at = 1 + count(line, start);
    let (written, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let name = match words(written).map_err(|error| super::moved(error, at - 1))?.into_iter().next() {
        Some(Token { word: Word::Plain(name) | Word::Quoted(name), .. }) if !name.trim().is_empty() => name,
        Some(token) => return Err(ExpressionError::new(at, token.word.shown(), NAME)),
        None => return Err(ExpressionError::new(at, Word::End.shown(), NAME)),
    };
    let blanks = after.len() - after.trim_start().len();
    let after = after.trim_start();
    let before = count(line, start + end + blanks);
    match after.strip_prefix('=') {
        Some(expression) if !expression.starts_with('=') => {
            Ok((name, Expression::parse_after(expression, before + 1)?))
        }
        _ => {
            let found = match after.chars().next() {
                Some(_) if after.starts_with("==") => "==".to_owned(),
                Some(letter) => format!("{letter:?}"),
                None => Word::End.shown(),
            };
            Err(ExpressionError::new(before + 1, found, "=")
                .hint("write name = expression; a name of several words stands between backticks"))
        }
    }
}

/// The bytes up to and with the backtick that ends the name; all when none does.
fn quoted_end(rest: &str) -> usize {
    let mut from = 1;
    while let Some(found) = rest.get(from..).and_then(|rest| rest.find('`')) {
        let end = from + found + 1;
        if !rest.get(end..).is_some_and(|after| after.starts_with('`')) {
            return end;
        }
        from = end + 1;
    }
    rest.len()
}

/// The characters in the first so many bytes.
fn count(line: &str, bytes: usize) -> usize {
    line.get(..bytes).map_or(0, |before| before.chars().count())
}
