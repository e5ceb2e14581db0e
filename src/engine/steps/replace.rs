//! Finds and replaces in texts.
//!
//! # A hostile pattern
//!
//! Patterns are run by an engine whose single search takes time in proportion to the length of the
//! text times the size of the compiled pattern, whatever both are: `(a*)*b` is as quick as `ab`. Three
//! bounds keep every search, and all of them together, short:
//!
//! - A pattern has at most [`LONGEST_PATTERN`] bytes, which bounds the work of reading it.
//! - It compiles to at most [`LARGEST_PROGRAM`] bytes. Counted repetition multiplies: `((a{99}){99}){99}`
//!   is short and stands for a million letters.
//! - Replacing all that is found in a text takes a search from the end of each find, and each may read
//!   the rest of the text, so that the work can grow with the square of the text's length. Before every
//!   search the greatest work that it may take, the size of the compiled pattern times the length of the
//!   rest (times the number of groups when the replacement uses them, as they are copied along), is
//!   taken from [`MOST_WORK`], a budget for all columns of a table. Of what was measured, a short pattern that
//!   reads the rest of a long text at every letter (`.*[^A-Z]|[A-Z]`) is worst and spends it in some eight seconds
//!   natively; nested counted repetition takes less than three. A short pattern found once in each of a hundred
//!   thousand lines of sixty letters spends less than a twentieth of it. Long texts in which much is found may be
//!   refused though their searches would be short: how far a search reads on is not known beforehand.
//!
//! The text that comes out is bounded too ([`MOST_BYTES`]).

use regex_lite::{Captures, Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use super::cells::{self, Touched};
use super::{Fit, FittedStep, Learned, Purpose, StepInput, StepKind, texts};
use crate::error::EngineError;
use crate::params::{Choice, Default, Domain, ParamSpec};
use crate::table::Table;

/// Bytes of a pattern.
const LONGEST_PATTERN: usize = 1000;
/// Bytes of a compiled pattern: some two thousand states.
const LARGEST_PROGRAM: usize = 1 << 16;
/// Bytes of compiled pattern times bytes of text, over all searches.
const MOST_WORK: u64 = 1 << 35;
/// Bytes of text that may come out, over all columns.
const MOST_BYTES: usize = 1 << 28;

pub(super) const KIND: StepKind = StepKind {
    id: "replace",
    label: "Find and replace",
    purpose: Purpose::Clean,
    help: "Replaces what is found in the texts of a column, as plain text or by a regular expression: takes a unit off, mends a spelling, keeps the part that matters. A text of which nothing is left becomes missing.",
    sklearn: "Series.str.replace() / Series.replace()",
    params: &[
        ParamSpec {
            name: "pattern",
            label: "Find",
            help: "What to look for, in upper and lower case as written. An empty pattern finds nothing.",
            domain: Domain::Text,
            default: Default::Text(""),
            visible_when: None,
        },
        ParamSpec {
            name: "replacement",
            label: "Replace with",
            help: "What to put there; nothing removes what was found. With a regular expression $1 stands for the first group, ${name} for the group of that name, and $$ for a dollar sign.",
            domain: Domain::Text,
            default: Default::Text(""),
            visible_when: None,
        },
        ParamSpec {
            name: "kind",
            label: "The pattern is",
            help: "Plain text is found as it is written. A regular expression describes texts: \\d+ is a number, ^ and $ are the ends, (?i) at its start ignores case. \\d, \\w and \\s know ASCII only.",
            domain: Domain::Choice(&[
                Choice { value: "literal", label: "Plain text" },
                Choice { value: "regex", label: "A regular expression" },
            ]),
            default: Default::Text("literal"),
            visible_when: None,
        },
        ParamSpec {
            name: "scope",
            label: "It must match",
            help: "A part: every place where it is found is replaced. The whole cell: only a cell that is the pattern from end to end.",
            domain: Domain::Choice(&[
                Choice { value: "part", label: "A part of the cell" },
                Choice { value: "whole", label: "The whole cell" },
            ]),
            default: Default::Text("part"),
            visible_when: None,
        },
    ],
    accepts: |_| texts::TEXTS,
    named: false,
};

/// What is replaced, and what that changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    pattern: String,
    replacement: String,
    regex: bool,
    whole: bool,
    columns: Vec<Touched>,
}

pub(super) fn fit(input: &StepInput) -> Result<Fit, EngineError> {
    let mut fitted = Fitted {
        pattern: input.params.text("pattern").to_owned(),
        replacement: input.params.text("replacement").to_owned(),
        regex: input.params.text("kind") == "regex",
        whole: input.params.text("scope") == "whole",
        columns: Vec::new(),
    };
    let mut replacer = Replacer::new(&fitted)?;
    let (columns, rows) =
        cells::learn(input, |_, column| texts::map(column, |text, out| replacer.write(text, out)))?;
    fitted.columns = columns;
    Ok(Fit { step: FittedStep::Replace(fitted), rows })
}

impl Fitted {
    pub(super) fn transform(&self, table: &Table) -> Result<Table, EngineError> {
        let mut replacer = Replacer::new(self)?;
        cells::apply(&KIND, table, &self.columns, |_, column| {
            texts::map(column, |text, out| replacer.write(text, out))
        })
    }

    pub(super) fn learned(&self) -> Vec<Learned> {
        cells::learned(&self.columns, "changed")
    }
}

/// A compiled pattern.
struct Program {
    regex: Regex,
    /// The work of a search, per byte of text.
    cost: u64,
}

/// Replaces in one text after the other, until what may be spent is spent.
struct Replacer<'a> {
    of: &'a Fitted,
    program: Option<Program>,
    work: u64,
    bytes: usize,
}

impl<'a> Replacer<'a> {
    fn new(of: &'a Fitted) -> Result<Self, EngineError> {
        for (what, text) in [("pattern", &of.pattern), ("replacement", &of.replacement)] {
            if text.len() > LONGEST_PATTERN {
                return Err(EngineError::Spec(format!(
                    "{}: the {what} has {} bytes, and at most {LONGEST_PATTERN} are allowed; shorten it or use \
                     several steps",
                    KIND.label,
                    text.len()
                )));
            }
        }
        let program = if of.regex && !of.pattern.is_empty() { Some(compile(of)?) } else { None };
        Ok(Self { of, program, work: MOST_WORK, bytes: MOST_BYTES })
    }

    fn write(&mut self, text: &str, out: &mut String) -> Result<(), EngineError> {
        let (pattern, replacement) = (self.of.pattern.as_str(), self.of.replacement.as_str());
        match (self.program.take(), self.of.whole) {
            (Some(program), whole) => {
                let done =
                    if whole { self.whole(&program, text, out) } else { self.parts(&program, text, out) };
                self.program = Some(program);
                done?;
            }
            (None, true) => {
                let found = text == pattern && !pattern.is_empty();
                out.push_str(if found { replacement } else { text });
            }
            (None, false) if pattern.is_empty() => out.push_str(text),
            (None, false) => {
                let mut rest = 0;
                for (at, found) in text.match_indices(pattern) {
                    out.push_str(text.get(rest..at).unwrap_or_default());
                    out.push_str(replacement);
                    rest = at + found.len();
                    self.check_room(out)?;
                }
                out.push_str(text.get(rest..).unwrap_or_default());
            }
        }
        self.check_room(out)?;
        self.bytes -= out.len();
        Ok(())
    }

    /// The replacement when the pattern matches all of the text.
    fn whole(&mut self, program: &Program, text: &str, out: &mut String) -> Result<(), EngineError> {
        self.spend(program, text.len())?;
        if !self.uses_groups() {
            out.push_str(if program.regex.is_match(text) { &self.of.replacement } else { text });
        } else if let Some(found) = program.regex.captures(text) {
            found.expand(&self.of.replacement, out);
        } else {
            out.push_str(text);
        }
        Ok(())
    }

    /// The text with every match replaced.
    fn parts(&mut self, program: &Program, text: &str, out: &mut String) -> Result<(), EngineError> {
        let mut rest = 0;
        if self.uses_groups() {
            let mut found = program.regex.captures_iter(text);
            while let Some(groups) = self.next(program, text.len() - rest, || found.next())? {
                let Some(all) = groups.get(0) else { break };
                out.push_str(text.get(rest..all.start()).unwrap_or_default());
                Captures::expand(&groups, &self.of.replacement, out);
                rest = all.end();
                self.check_room(out)?;
            }
        } else {
            let mut found = program.regex.find_iter(text);
            while let Some(all) = self.next(program, text.len() - rest, || found.next())? {
                out.push_str(text.get(rest..all.start()).unwrap_or_default());
                out.push_str(&self.of.replacement);
                rest = all.end();
                self.check_room(out)?;
            }
        }
        out.push_str(text.get(rest..).unwrap_or_default());
        Ok(())
    }

    /// The next find, when its work can be afforded.
    fn next<T>(
        &mut self,
        program: &Program,
        length: usize,
        find: impl FnOnce() -> Option<T>,
    ) -> Result<Option<T>, EngineError> {
        self.spend(program, length)?;
        Ok(find())
    }

    fn uses_groups(&self) -> bool {
        self.of.replacement.contains('$')
    }

    fn spend(&mut self, program: &Program, length: usize) -> Result<(), EngineError> {
        let work = program.cost.saturating_mul(length as u64 + 1);
        self.work = self.work.checked_sub(work).ok_or_else(|| {
            EngineError::Data(format!(
                "{}: searching these texts for the pattern {:?} may take too long; shorten the pattern, count \
                 less in it, replace plain text, or leave out columns with long texts",
                KIND.label, self.of.pattern
            ))
        })?;
        Ok(())
    }

    fn check_room(&self, out: &str) -> Result<(), EngineError> {
        if out.len() <= self.bytes {
            return Ok(());
        }
        Err(EngineError::Data(format!(
            "{}: the replaced texts take more than {} MiB; use a shorter replacement or a pattern that is found \
             less often",
            KIND.label,
            MOST_BYTES >> 20
        )))
    }
}

/// The pattern, compiled, and its size to within a quarter: a limit that it compiles under.
fn compile(of: &Fitted) -> Result<Program, EngineError> {
    let build = |pattern: &str, limit: usize| RegexBuilder::new(pattern).size_limit(limit).build();
    let refused = |error: regex_lite::Error| {
        EngineError::Spec(format!(
            "{}: the pattern {:?} is not a regular expression that can be used: {error}; correct it, or choose \
             plain text (a repetition such as {{1000}} counts as often as it repeats)",
            KIND.label, of.pattern
        ))
    };
    // Alone first: a parenthesis too many must not close the one that is put around it.
    build(&of.pattern, LARGEST_PROGRAM).map_err(refused)?;
    let whole = format!(r"\A(?:{})\z", of.pattern);
    let pattern = if of.whole { whole.as_str() } else { of.pattern.as_str() };
    let mut size = 1 << 6;
    let regex = loop {
        match build(pattern, size) {
            Ok(regex) => break regex,
            Err(error) if size >= LARGEST_PROGRAM => return Err(refused(error)),
            Err(_) => size += size / 4,
        }
    };
    let groups = if of.replacement.contains('$') { regex.captures_len() } else { 1 };
    Ok(Program { regex, cost: size as u64 * groups as u64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(pattern: &str, replacement: &str, whole: bool, text: &str) -> Result<String, EngineError> {
        let of = Fitted {
            pattern: pattern.to_owned(),
            replacement: replacement.to_owned(),
            regex: true,
            whole,
            columns: Vec::new(),
        };
        let mut out = String::new();
        Replacer::new(&of)?.write(text, &mut out)?;
        Ok(out)
    }

    fn refusal(pattern: &str, text: &str) -> String {
        replaced(pattern, "", false, text).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn groups_are_put_into_the_replacement() {
        let swapped = replaced(r"(\w+)@(?P<host>\w+)", "${host}.$1 $$", false, "ada@oslo bob@rome");
        assert_eq!(swapped.as_deref(), Ok("oslo.ada $ rome.bob $"));
        assert_eq!(replaced("x*", "-", false, "axb").as_deref(), Ok("-a-b-"));
        assert_eq!(replaced("(?i)n/?a", "", true, "N/A").as_deref(), Ok(""));
        assert_eq!(replaced("n/?a", "", true, "n/a!").as_deref(), Ok("n/a!"));
    }

    #[test]
    fn the_whole_cell_is_not_escaped_by_a_parenthesis() {
        assert!(replaced("a)|(?:b", "", true, "xb").is_err());
        assert_eq!(replaced("a|ab", "", true, "ab").as_deref(), Ok(""));
    }

    #[test]
    fn nested_repetition_is_as_quick_as_none() {
        let text = "a".repeat(10_000);
        assert_eq!(replaced("(a*)*b", "", false, &text).as_deref(), Ok(text.as_str()));
        assert_eq!(replaced("(a|aa)+$", "", true, &text).as_deref(), Ok(""));
    }

    #[test]
    fn counted_repetition_is_refused_before_it_is_unfolded() {
        for pattern in ["((a{99}){99}){99}", "(?:){4294967295}", "(\\w{1000}){1000}", "(((a{0,9}){9}){9}){9}"]
        {
            let text = refusal(pattern, "a");
            assert!(text.contains("size limit") && text.contains("repeats"), "{pattern}: {text}");
        }
        assert!(refusal(&"(".repeat(900), "a").contains("not a regular expression"));
        assert!(refusal(&"a".repeat(1001), "a").contains("1001 bytes"));
    }

    #[test]
    fn searches_that_read_the_rest_each_time_are_stopped() {
        let of = Fitted {
            pattern: ".*[^A-Z]|[A-Z]".to_owned(),
            replacement: String::new(),
            regex: true,
            whole: false,
            columns: Vec::new(),
        };
        let refusal = Replacer::new(&of).and_then(|mut replacer| {
            // A thousandth of it takes a test as long as all of it takes a program that is optimised.
            replacer.work /= 1000;
            replacer.write(&"A".repeat(10_000), &mut String::new())
        });
        assert!(refusal.is_err_and(|error| error.to_string().contains("may take too long")));
    }

    #[test]
    fn a_replacement_cannot_fill_the_memory() {
        let long = "x".repeat(1000);
        let text = replaced("a", &long, false, &"a".repeat(400_000)).err().map(|error| error.to_string());
        assert!(text.as_deref().is_some_and(|text| !text.contains("xx")), "{text:?}");
    }
}
