use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::decode::{Decoder, detect};
use super::guess::{Guess, Kind};
use super::missing::{DEFAULT_MISSING, Markers};
use super::split::{Records, Splitter, unescape};
use super::{Dialect, MAX_COLUMNS, ReadError, ReadOptions, Renamed, dialect, header, magic};
use crate::table::DType;

/// How much of a source is looked at to find out how it is written: 1 MiB.
pub const SAMPLE_BYTES: usize = 1 << 20;

/// Rows of a [`Preview`].
const PREVIEW_ROWS: usize = 100;

/// What a sample tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sniffed {
    /// How the source is written.
    pub dialect: Dialect,
    /// Its columns, in order.
    pub columns: Vec<SniffedColumn>,
    /// Columns whose name is not the header's.
    pub renamed: Vec<Renamed>,
}

/// A column as far as a sample tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SniffedColumn {
    /// Its name, distinct in the table.
    pub name: String,
    /// Its type, guessed or set by the options.
    pub dtype: DType,
}

/// The first rows as they are written, and what a sample tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// What the sample tells.
    pub sniffed: Sniffed,
    /// At most 100 rows, each with one text per column, without quotes around it.
    pub rows: Vec<Vec<String>>,
    /// How many of these rows have too few or too many cells.
    pub ragged_rows: usize,
}

/// Finds out how a source is written from its first bytes (up to [`SAMPLE_BYTES`] of them are looked
/// at). A shorter sample is taken for the whole source.
///
/// # Errors
/// When the source is empty, has no rows of data, is not text, or contradicts the options.
pub fn sniff(sample: &[u8], options: &ReadOptions) -> Result<Sniffed, ReadError> {
    Ok(Layout::of(sample, options)?.sniffed())
}

/// The first 100 rows as they are written, for a look while options are set. Takes the same sample
/// as [`sniff`].
///
/// # Errors
/// As [`sniff`].
pub fn preview(sample: &[u8], options: &ReadOptions) -> Result<Preview, ReadError> {
    let layout = Layout::of(sample, options)?;
    let text = Sample::of(sample, options)?;
    let width = layout.columns.len();
    let mut records = text.split(&layout.dialect, Some(width), usize::from(layout.dialect.header))?;
    records.ends.truncate(PREVIEW_ROWS);
    let rows: Vec<Vec<String>> = records
        .spans
        .chunks(width.max(1))
        .take(records.ends.len())
        .map(|row| row.iter().map(|span| text.cell(*span, layout.dialect.quote).into_owned()).collect())
        .collect();
    let last_line = records.lines.get(rows.len().saturating_sub(1)).copied().unwrap_or(0);
    let ragged_rows = records.ragged.iter().filter(|(line, _)| *line <= last_line).count();
    Ok(Preview { sniffed: layout.sniffed(), rows, ragged_rows })
}

/// A sample as text.
struct Sample {
    text: String,
    /// The sample is the whole source.
    complete: bool,
    encoding: super::Encoding,
}

impl Sample {
    fn of(bytes: &[u8], options: &ReadOptions) -> Result<Self, ReadError> {
        options.check()?;
        let complete = bytes.len() < SAMPLE_BYTES;
        let bytes = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
        magic::check(bytes)?;
        let encoding = options.encoding.unwrap_or_else(|| detect(bytes));
        let mut decoder = Decoder::new(encoding, options.encoding.is_some());
        let mut text = String::with_capacity(bytes.len());
        decoder.push(bytes, &mut text)?;
        if complete {
            decoder.finish(&mut text)?;
        }
        magic::check_text(&text)?;
        if text.trim().is_empty() {
            return Err(ReadError::Empty);
        }
        Ok(Self { text, complete, encoding })
    }

    /// Cuts the sample into records; the last one of an incomplete sample is left out.
    fn split(&self, dialect: &Dialect, width: Option<usize>, skip: usize) -> Result<Records, ReadError> {
        let mut records = Records::default();
        let mut splitter = Splitter::new(dialect.delimiter, dialect.quote, width, skip);
        splitter.scan(self.text.as_bytes(), &mut records);
        if self.complete || (records.ends.is_empty() && skip == 0) {
            if let (Some(line), true) = (splitter.open_quote(), self.complete) {
                return Err(ReadError::UnclosedQuote { line, quote: dialect.quote });
            }
            splitter.finish(self.text.as_bytes(), &mut records);
        }
        Ok(records)
    }

    fn cell(&self, span: super::split::Span, quote: char) -> Cow<'_, str> {
        let raw = self.text.get(span.range()).unwrap_or("");
        if !span.is_escaped() {
            return Cow::Borrowed(raw);
        }
        let mut cell = String::new();
        unescape(raw, quote, &mut cell);
        Cow::Owned(cell)
    }
}

/// How one column is to be read.
#[derive(Clone, Debug)]
pub(super) struct LayoutColumn {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// The type as far as the sample tells.
    pub(super) dtype: DType,
    /// Set by the options.
    pub(super) forced: bool,
}

/// How a source is to be read.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) dialect: Dialect,
    pub(super) columns: Vec<LayoutColumn>,
    pub(super) renamed: Vec<Renamed>,
}

impl Layout {
    pub(super) fn of(bytes: &[u8], options: &ReadOptions) -> Result<Self, ReadError> {
        let sample = Sample::of(bytes, options)?;
        let mut dialect = sample.dialect(options);
        let records = sample.split(&dialect, None, 0)?;
        let counts = dialect::cell_counts(&records);
        let first_width = counts.first().copied().unwrap_or(0);
        if first_width > MAX_COLUMNS {
            return Err(ReadError::TooManyColumns { found: first_width });
        }
        let rows: Vec<Vec<Cow<'_, str>>> = rows(&sample, &records, dialect.quote);
        let (first, below) = rows.split_first().ok_or(ReadError::Empty)?;
        dialect.decimal_comma = options.decimal_comma.unwrap_or_else(|| {
            dialect::decimal_comma(dialect.delimiter, below.iter().flatten().map(AsRef::as_ref))
        });
        let markers = Markers::new(&dialect.missing);
        let below_width = counts.get(1..).and_then(dialect::mode);
        let first_cells: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
        let guesses = guess(below, first_width, &markers, &dialect);
        dialect.header = options
            .header
            .unwrap_or_else(|| dialect::has_header(&first_cells, &guesses, dialect.decimal_comma));
        if dialect.header && below.is_empty() && sample.complete {
            return Err(ReadError::HeaderOnly { columns: first_width });
        }
        let row_names = dialect.header && has_row_names(first_width, below_width, below);
        let width = match below_width {
            _ if dialect.header => first_width + usize::from(row_names),
            Some((width, _)) => width,
            None => first_width,
        };
        if width > MAX_COLUMNS {
            return Err(ReadError::TooManyColumns { found: width });
        }
        let unnamed = if dialect.header { usize::from(row_names) } else { width };
        let given = if dialect.header { first_cells.as_slice() } else { &[] };
        let (names, mut renamed) =
            header::names(std::iter::repeat_n("", unnamed).chain(given.iter().copied()));
        if !dialect.header {
            renamed.clear();
        }
        let guesses = if dialect.header && !row_names {
            guesses
        } else {
            guess(if dialect.header { below } else { &rows }, width, &markers, &dialect)
        };
        let columns = columns(names, &guesses, options)?;
        Ok(Self { dialect, columns, renamed })
    }

    fn sniffed(self) -> Sniffed {
        let columns =
            self.columns.into_iter().map(|c| SniffedColumn { name: c.name, dtype: c.dtype }).collect();
        Sniffed { dialect: self.dialect, columns, renamed: self.renamed }
    }
}

impl Sample {
    /// The dialect as far as it can be told before the text is cut.
    fn dialect(&self, options: &ReadOptions) -> Dialect {
        let quote = options.quote.unwrap_or_else(|| dialect::quote(&self.text));
        let delimiter =
            options.delimiter.unwrap_or_else(|| dialect::delimiter(&self.text, self.complete, quote));
        let missing = options.missing.clone();
        Dialect {
            encoding: self.encoding,
            delimiter,
            quote,
            header: true,
            decimal_comma: false,
            missing: missing.unwrap_or_else(|| DEFAULT_MISSING.map(str::to_owned).to_vec()),
        }
    }
}

fn rows<'a>(sample: &'a Sample, records: &Records, quote: char) -> Vec<Vec<Cow<'a, str>>> {
    let starts = std::iter::once(0).chain(records.ends.iter().copied());
    starts
        .zip(&records.ends)
        .filter_map(|(start, end)| records.spans.get(start..*end))
        .map(|row| row.iter().map(|span| sample.cell(*span, quote)).collect())
        .collect()
}

fn guess<'a>(
    rows: &'a [Vec<Cow<'_, str>>],
    width: usize,
    markers: &Markers,
    dialect: &Dialect,
) -> Vec<Guess<'a>> {
    let mut guesses: Vec<Guess<'a>> = std::iter::repeat_with(Guess::default).take(width).collect();
    for row in rows {
        for (cell, guess) in row.iter().zip(&mut guesses) {
            guess.add(cell, markers, dialect.decimal_comma);
        }
    }
    guesses
}

/// Whether the rows start with a cell that the header leaves out, as R writes row names: they have
/// one more, and it is not an empty one at the end.
fn has_row_names(header: usize, below: Option<(usize, f64)>, rows: &[Vec<Cow<'_, str>>]) -> bool {
    below.is_some_and(|(cells, share)| cells == header + 1 && share >= 0.9)
        && rows.iter().any(|row| row.get(header).is_some_and(|cell| !cell.is_empty()))
}

fn columns(
    names: Vec<String>,
    guesses: &[Guess<'_>],
    options: &ReadOptions,
) -> Result<Vec<LayoutColumn>, ReadError> {
    if let Some(column) = options.types.keys().find(|name| !names.contains(name)) {
        return Err(ReadError::NoSuchColumn { column: column.clone(), known: names });
    }
    let column = |(name, guess): (String, &Guess<'_>)| {
        let forced = options.types.get(&name);
        let kind = forced.map_or_else(|| guess.kind(), |dtype| guess.forced(*dtype));
        LayoutColumn { name, kind, dtype: guess.dtype(kind), forced: forced.is_some() }
    };
    Ok(names.into_iter().zip(guesses).map(column).collect())
}
