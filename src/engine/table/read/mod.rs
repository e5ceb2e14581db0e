//! From bytes to a typed table.
//!
//! ```
//! use engine::table::read::{ReadOptions, read_all};
//! let ingested = read_all(b"name;height\nAda;1,70\nBob;1,82\n", &ReadOptions::default())?;
//! assert_eq!(ingested.dialect.delimiter, ';');
//! assert!(ingested.dialect.decimal_comma);
//! assert_eq!(ingested.table.column("height").unwrap().number(1), Some(1.82));
//! # Ok::<(), engine::table::read::ReadError>(())
//! ```
//!
//! # Invariants
//!
//! - The result does not depend on how the bytes are cut into chunks.
//! - Nothing is dropped in silence: what was padded, cut, renamed, replaced, skipped or not
//!   understood stands in the [`ReadReport`].
//! - A numeric cell is the double nearest to its text.
//!
//! # What is understood
//!
//! - *Quoting* follows RFC 4180: a cell that starts with the quote runs to the closing quote, and a
//!   doubled quote inside stands for one. A quote elsewhere is a character like any other, and text
//!   after a closing quote is kept. Lines end with LF, CRLF or CR. Empty lines are skipped and counted.
//! - *Missing* is a cell that, without surrounding blanks, is one of the markers
//!   ([`DEFAULT_MISSING`] unless the options say otherwise), quoted or not.
//! - *Numeric*: digits with an optional sign, decimal mark, exponent, and thousands marks in groups
//!   of three (`1,234.5`, or `1.234,5` with a decimal comma). The words for infinity and not-a-number
//!   are not numbers. A column in which more than a few cells start with a needless zero (`007`,
//!   `08123`) holds codes and is read as categorical or text; type it numeric to override.
//! - *Boolean*: one of true/false, yes/no, y/n, t/f, in any case, and the same pair in the whole
//!   column. `0` and `1` are numeric. A column typed boolean by the options takes all of these.
//! - *Datetime*: year-month-day with `-` or `/`; day.month.year; day/month/year or month/day/year
//!   (also with `-`) when a day above 12 in the sample tells which, else the column is not a
//!   datetime unless typed so, and then day first. Years have four digits. A time may follow a
//!   blank or `T`: hours and minutes, seconds with a fraction (cut to milliseconds), AM or PM, and an
//!   offset (`Z`, `+02:00`), which is subtracted, so that the moment is in UTC.
//! - *Categorical*: at most 1,000 levels of 64 bytes or fewer on average, and at most half as many
//!   as there are cells that hold a value (or at most two). *Text*: all else. Blanks around the text
//!   are kept.
//!
//! Types are guessed from the first mebibyte. A column is numeric, boolean or datetime although some
//! cells are not when those are at most 1 % of the cells that hold a value (in small data at most one
//! in twenty, and at most two); they become missing and are reported. Should the rest of the file
//! contradict the guess, [`Reader::finish`] answers [`Outcome::Again`].

mod block;
mod boolean;
mod builder;
mod date;
mod decode;
mod dialect;
mod error;
mod format;
mod guess;
mod header;
mod ingest;
mod levels;
mod magic;
mod missing;
mod number;
mod options;
mod reader;
mod report;
mod segments;
mod sniff;
mod split;

pub(crate) use boolean::parse_as as parse_boolean;
pub use error::ReadError;
pub use format::DateFormat;
pub use missing::DEFAULT_MISSING;
pub(crate) use number::parse as parse_number;
pub use options::{Dialect, Encoding, ReadOptions};
pub use reader::{Ingested, Outcome, ReadPlan, Reader, read_all};
pub use report::{Ragged, ReadReport, Renamed, Unparsed, UnparsedCell, Widened};
pub use sniff::{Preview, SAMPLE_BYTES, Sniffed, SniffedColumn, preview, sniff};

/// The moment that a text writes as year, month and day, with or without a time; milliseconds since 1970.
#[must_use]
pub fn iso_date(text: &str) -> Option<i64> {
    date::parse(text.as_bytes(), date::DateOrder::Iso)
}

/// More columns than this are refused.
pub const MAX_COLUMNS: usize = 20_000;
