//! Delimiter, quote, header and decimal mark, from how a sample looks.

use std::collections::HashMap;

use super::date::{self, DateOrder};
use super::guess::{Guess, Kind};
use super::number;
use super::split::{Records, Splitter};

/// Delimiters in order of preference where two fit alike: text and numbers hold commas more often
/// than the others.
const DELIMITERS: [char; 4] = ['\t', ';', '|', ','];

/// Text looked at to find the delimiter.
const HEAD_BYTES: usize = 1 << 16;

/// How well a delimiter fits.
struct Fit {
    delimiter: char,
    /// Share of records with the most common number of cells.
    share: f64,
    /// That number.
    cells: usize,
    records: usize,
    /// The first record has that number too.
    first_agrees: bool,
}

fn fit(head: &str, complete: bool, delimiter: char, quote: char) -> Option<Fit> {
    let mut records = Records::default();
    let mut splitter = Splitter::new(delimiter, quote, None, 0);
    splitter.scan(head.as_bytes(), &mut records);
    if complete || records.ends.is_empty() {
        splitter.finish(head.as_bytes(), &mut records);
    }
    let counts = cell_counts(&records);
    let (cells, share) = mode(&counts)?;
    Some(Fit { delimiter, share, cells, records: counts.len(), first_agrees: counts.first() == Some(&cells) })
}

/// The number of cells of each record.
pub(super) fn cell_counts(records: &Records) -> Vec<usize> {
    let starts = std::iter::once(0).chain(records.ends.iter().copied());
    starts.zip(&records.ends).map(|(start, end)| end - start).collect()
}

/// The most common value, the larger of two as common, and its share.
pub(super) fn mode(counts: &[usize]) -> Option<(usize, f64)> {
    let mut times: HashMap<usize, usize> = HashMap::new();
    for count in counts {
        *times.entry(*count).or_default() += 1;
    }
    let (value, n) = times.into_iter().max_by_key(|(value, n)| (*n, *value))?;
    Some((value, n as f64 / counts.len() as f64))
}

/// The delimiter that cuts the text into records of one width.
pub(super) fn delimiter(text: &str, complete: bool, quote: char) -> char {
    let head = text.get(..text.floor_char_boundary(HEAD_BYTES)).unwrap_or(text);
    let complete = complete && head.len() == text.len();
    let fits: Vec<Fit> = DELIMITERS
        .iter()
        .filter_map(|delimiter| fit(head, complete, *delimiter, quote))
        .filter(|fit| fit.cells > 1)
        .collect();
    let regular = fits.iter().filter(|fit| fit.share >= 0.9 && fit.first_agrees);
    // `rev`: of equal ones `max_by` takes the last.
    if let Some(best) = regular.rev().max_by(|a, b| a.share.total_cmp(&b.share)) {
        return best.delimiter;
    }
    let spaced = fit(head, complete, ' ', quote)
        .is_some_and(|fit| fit.cells > 1 && fit.records > 2 && fit.first_agrees && fit.share == 1.0);
    if spaced && (fits.is_empty() || fits.iter().all(|fit| fit.share < 0.5)) {
        return ' ';
    }
    fits.iter().rev().max_by(|a, b| a.share.total_cmp(&b.share)).map_or(',', |fit| fit.delimiter)
}

/// `'` when cells stand between single quotes and no double quote opens a cell, else `"`.
pub(super) fn quote(text: &str) -> char {
    let head = text.get(..text.floor_char_boundary(HEAD_BYTES)).unwrap_or(text).as_bytes();
    let is_edge = |byte: Option<&u8>| byte.is_none_or(|byte| b",;\t|\r\n".contains(byte));
    let opens = |quote: u8| {
        let at = |index: usize| head.get(index);
        let open = (0..head.len())
            .filter(|i| at(*i) == Some(&quote) && is_edge(i.checked_sub(1).and_then(at)))
            .count();
        let close = (0..head.len()).filter(|i| at(*i) == Some(&quote) && is_edge(at(i + 1))).count();
        open.min(close)
    };
    if opens(b'\'') > 0 && opens(b'"') == 0 { '\'' } else { '"' }
}

/// Whether numbers have a decimal comma: more cells are numbers only so than only with a point. A
/// file cut by commas has none, for its cells would have to be quoted; there `1,234` is a thousand.
pub(super) fn decimal_comma<'a>(delimiter: char, cells: impl Iterator<Item = &'a str>) -> bool {
    if delimiter == ',' {
        return false;
    }
    let (mut comma, mut point) = (0_usize, 0_usize);
    for cell in
        cells.map(|cell| cell.trim().as_bytes()).filter(|cell| cell.contains(&b',') || cell.contains(&b'.'))
    {
        let with_comma = number::parse(cell, true).is_some();
        let with_point = number::parse(cell, false).is_some();
        // `1,234` and `1.234` are numbers in both: the mark that is there is taken for decimal.
        comma += usize::from(with_comma && (!with_point || cell.contains(&b',')));
        point += usize::from(with_point && (!with_comma || cell.contains(&b'.')));
    }
    comma > point
}

/// Whether the first record names the columns. It does not when at least half of the columns that
/// hold numbers or dates start with one, unless those are consecutive years; in a file of words
/// alone, when most first cells come again below.
pub(super) fn has_header(first: &[&str], below: &[Guess<'_>], decimal_comma: bool) -> bool {
    let is_number = |cell: &str| number::parse(cell.trim().as_bytes(), decimal_comma).is_some();
    let is_date =
        |cell: &str| DateOrder::ALL.iter().any(|order| date::parse(cell.trim().as_bytes(), *order).is_some());
    let (mut typed, mut alike, mut words, mut again) = (0_usize, 0_usize, 0_usize, 0_usize);
    for (cell, guess) in first.iter().zip(below) {
        match guess.kind() {
            Kind::Numeric => {
                typed += 1;
                alike += usize::from(is_number(cell));
            }
            Kind::Datetime(_) => {
                typed += 1;
                alike += usize::from(is_date(cell));
            }
            Kind::Unknown => {}
            _ => {
                words += 1;
                again += usize::from(guess.has(cell));
            }
        }
    }
    if below.iter().all(|guess| guess.kind() == Kind::Unknown) {
        return !first.iter().any(|cell| is_number(cell) || is_date(cell));
    }
    if typed > 0 {
        return alike * 2 < typed || are_years(first);
    }
    again * 2 <= words
}

/// Whether the numbers of a record are two or more consecutive years.
fn are_years(record: &[&str]) -> bool {
    let years: Vec<u32> = record.iter().filter_map(|cell| cell.trim().parse().ok()).collect();
    years.len() > 1
        && years.iter().all(|year| (1800..=2200).contains(year))
        && years.is_sorted_by(|a, b| a + 1 == *b)
}
