use super::{Encoding, MAX_COLUMNS};

/// Why a file cannot be read. Every text says what is wrong, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// No byte, or nothing but blanks.
    #[error("the file is empty; choose a file with a header row and at least one row of data")]
    Empty,
    /// Names, and no data.
    #[error(
        "the file has a header with {columns} column{} but no rows of data; add at least one row, or, if the first row is data, switch the header off",
        if *columns == 1 { "" } else { "s" }
    )]
    HeaderOnly {
        /// Names in the header.
        columns: usize,
    },
    /// Another kind of file.
    #[error("this is {format}, not delimited text: {advice}")]
    NotText {
        /// What it looks like.
        format: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// A byte sequence that the chosen encoding does not have.
    #[error(
        "line {line} is not valid {} (byte {byte} of the file); choose another encoding, or let it be detected",
        encoding.name()
    )]
    Encoding {
        /// The encoding that was asked for.
        encoding: Encoding,
        /// The first line at fault, from 1.
        line: u64,
        /// The first byte at fault, from 0.
        byte: u64,
    },
    /// A quoted cell that never ends.
    #[error(
        "the quote {quote:?} opened on line {line} is never closed; close it, double it if it belongs to the text, or choose another quote character"
    )]
    UnclosedQuote {
        /// Line of the opening quote, from 1.
        line: u64,
        /// The quote character.
        quote: char,
    },
    /// Wider than the engine works with.
    #[error(
        "the first row has {found} columns, and at most {MAX_COLUMNS} are read; check the delimiter, or remove columns (is the table transposed?)"
    )]
    TooManyColumns {
        /// Cells of the first row.
        found: usize,
    },
    /// Text beyond what 32-bit offsets reach.
    #[error("the text of column {column:?} exceeds 4 GiB; remove the column or split the file")]
    TextTooLarge {
        /// The column.
        column: String,
    },
    /// An option names a column that is not there.
    #[error(
        "a type is set for {column:?}, but the file has no such column; it has {}",
        crate::names::list(known)
    )]
    NoSuchColumn {
        /// The name in the options.
        column: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A delimiter or quote that cannot be one.
    #[error("the {what} must be one ASCII character that does not end a line, but is {found:?}")]
    Separator {
        /// Which option.
        what: &'static str,
        /// Its value.
        found: char,
    },
    /// One character cannot do both.
    #[error("the delimiter and the quote are both {found:?}; change one of them")]
    SameSeparators {
        /// The character.
        found: char,
    },
}
