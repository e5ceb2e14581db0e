//! The state machine that cuts text into records and cells.

use super::block::{BLOCK, Masks, Needles};

/// Where a cell lies in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    start: u32,
    /// The end, and in the highest bit whether quotes inside must be undone.
    end: u32,
}

const ESCAPED: u32 = 1 << 31;

impl Span {
    /// The cell that a short record lacks.
    const ABSENT: Self = Self { start: 0, end: 0 };

    #[inline]
    fn new(start: usize, end: usize, escaped: bool) -> Self {
        Self { start: start as u32, end: end as u32 | if escaped { ESCAPED } else { 0 } }
    }

    /// The bytes of the cell, without its outer quotes.
    #[inline]
    pub(super) fn range(self) -> std::ops::Range<usize> {
        self.start as usize..(self.end & !ESCAPED) as usize
    }

    /// Whether [`unescape`] must be applied.
    #[inline]
    pub(super) fn is_escaped(self) -> bool {
        self.end & ESCAPED != 0
    }
}

/// Undoes doubled quotes; from a single one on, the text stands outside the quotes and is kept as it
/// is.
pub(super) fn unescape(raw: &str, quote: char, into: &mut String) {
    into.clear();
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once(quote) {
        into.push_str(before);
        let Some(inside) = after.strip_prefix(quote) else {
            into.push_str(after);
            return;
        };
        into.push(quote);
        rest = inside;
    }
    into.push_str(rest);
}

/// Complete records, and the cells of the one under way.
#[derive(Debug, Default)]
pub(super) struct Records {
    /// Cells, record after record.
    pub(super) spans: Vec<Span>,
    /// The end of each complete record in `spans`.
    pub(super) ends: Vec<usize>,
    /// The line on which each complete record starts, from 1.
    pub(super) lines: Vec<u64>,
    /// Records whose number of cells is not the width: the line, and whether there were too many.
    pub(super) ragged: Vec<(u64, bool)>,
    /// Empty lines since the start.
    pub(super) blank_lines: u64,
}

impl Records {
    fn complete(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// In a cell without quotes around it.
    Plain,
    /// Inside quotes.
    Quoted,
    /// After a quote inside quotes, which stood at this place.
    Closed(usize),
}

/// Cuts text into records, resuming where the text so far ended.
#[derive(Debug)]
pub(super) struct Splitter {
    needles: Needles,
    /// Cells of each record: shorter ones are padded, longer ones cut. Nothing keeps them as they are.
    width: Option<usize>,
    /// Records to leave out at the start.
    skip: usize,
    state: State,
    position: usize,
    cell_start: usize,
    record_start: usize,
    escaped: bool,
    /// Where a line feed would belong to the carriage return before it.
    pair_at: Option<usize>,
    line: u64,
    record_line: u64,
    quote_line: u64,
}

impl Splitter {
    pub(super) fn new(delimiter: char, quote: char, width: Option<usize>, skip: usize) -> Self {
        // Both are ASCII: the options are checked and the detected ones come from a list.
        let needles = Needles { delimiter: delimiter as u8, quote: quote as u8 };
        Self {
            needles,
            width,
            skip,
            state: State::Plain,
            position: 0,
            cell_start: 0,
            record_start: 0,
            escaped: false,
            pair_at: None,
            line: 1,
            record_line: 1,
            quote_line: 1,
        }
    }

    /// Start of the record under way: the text before it is done with.
    pub(super) fn record_start(&self) -> usize {
        self.record_start
    }

    /// The line on which the quote opened that is still open.
    pub(super) fn open_quote(&self) -> Option<u64> {
        (self.state == State::Quoted).then_some(self.quote_line)
    }

    /// Cuts the text that is new since the last call. `text` starts at the record under way.
    pub(super) fn scan(&mut self, text: &[u8], records: &mut Records) {
        let new = text.get(self.position..).unwrap_or(&[]);
        let (blocks, rest) = new.as_chunks::<BLOCK>();
        let mut base = self.position;
        for block in blocks {
            self.block(base, self.needles.masks(block), text, records);
            base += BLOCK;
        }
        if !rest.is_empty() {
            let mut block = [0; BLOCK];
            for (to, from) in block.iter_mut().zip(rest) {
                *to = *from;
            }
            let masks = self.needles.masks(&block);
            let there = (1 << rest.len()) - 1;
            let masks = Masks { ends: masks.ends & there, quotes: masks.quotes & there };
            self.block(base, masks, text, records);
        }
        self.position = text.len();
    }

    /// Ends the record under way, if there is one.
    pub(super) fn finish(&mut self, text: &[u8], records: &mut Records) {
        if self.record_start < text.len() {
            self.end_cell(text.len(), records);
            self.end_record(text.len(), records);
        }
    }

    /// Forgets the complete records and the first `taken` bytes of the text.
    pub(super) fn discard(&mut self, taken: usize, records: &mut Records) {
        records.spans.drain(..records.complete());
        records.ends.clear();
        records.lines.clear();
        records.ragged.clear();
        if taken == 0 {
            return;
        }
        let shift = taken as u32;
        for span in &mut records.spans {
            *span = Span { start: span.start - shift, end: span.end - shift };
        }
        self.position -= taken;
        self.cell_start -= taken;
        self.record_start -= taken;
        self.pair_at = self.pair_at.and_then(|at| at.checked_sub(taken));
        if let State::Closed(at) = &mut self.state {
            *at -= taken;
        }
    }

    #[inline(always)]
    fn block(&mut self, base: usize, masks: Masks, text: &[u8], records: &mut Records) {
        if masks.quotes == 0 && self.state == State::Plain {
            self.plain_block(base, masks.ends, text, records);
        } else {
            self.quoted_block(base, masks.ends | masks.quotes, text, records);
        }
    }

    /// A block without quotes that starts outside of them.
    #[inline]
    fn plain_block(&mut self, base: usize, mut bits: u64, text: &[u8], records: &mut Records) {
        while bits != 0 {
            let at = base + bits.trailing_zeros() as usize;
            bits &= bits - 1;
            let byte = text.get(at).copied().unwrap_or(b'\n');
            if byte == self.needles.delimiter {
                records.spans.push(Span::new(self.cell_start, at, false));
                self.cell_start = at + 1;
            } else {
                self.line_end(byte, at, records);
            }
        }
    }

    fn quoted_block(&mut self, base: usize, mut bits: u64, text: &[u8], records: &mut Records) {
        while bits != 0 {
            let at = base + bits.trailing_zeros() as usize;
            bits &= bits - 1;
            let byte = text.get(at).copied().unwrap_or(b'\n');
            if byte == self.needles.quote {
                self.quote(at);
            } else if self.state == State::Quoted {
                self.count_line(byte, at);
            } else if byte == self.needles.delimiter {
                self.end_cell(at, records);
                self.cell_start = at + 1;
            } else {
                self.line_end(byte, at, records);
            }
        }
    }

    fn quote(&mut self, at: usize) {
        match self.state {
            State::Plain if at == self.cell_start => {
                self.state = State::Quoted;
                self.quote_line = self.line;
                self.cell_start = at + 1;
            }
            State::Plain => {}
            State::Quoted => self.state = State::Closed(at),
            State::Closed(before) if before + 1 == at => {
                self.escaped = true;
                self.state = State::Quoted;
            }
            State::Closed(_) => self.escaped = true,
        }
    }

    #[inline]
    fn end_cell(&mut self, at: usize, records: &mut Records) {
        let span = match self.state {
            State::Closed(close) if close + 1 == at => Span::new(self.cell_start, close, self.escaped),
            State::Closed(_) => Span::new(self.cell_start, at, true),
            State::Plain | State::Quoted => Span::new(self.cell_start, at, false),
        };
        self.state = State::Plain;
        self.escaped = false;
        records.spans.push(span);
    }

    fn line_end(&mut self, byte: u8, at: usize, records: &mut Records) {
        if byte == b'\n' && self.pair_at == Some(at) {
            self.record_start = at + 1;
        } else {
            self.end_cell(at, records);
            self.end_record(at, records);
            self.count_line(byte, at);
            self.record_line = self.line;
            self.record_start = at + 1;
        }
        self.cell_start = at + 1;
    }

    fn count_line(&mut self, byte: u8, at: usize) {
        if byte == b'\r' {
            self.pair_at = Some(at + 1);
            self.line += 1;
        } else if byte == b'\n' && self.pair_at != Some(at) {
            self.line += 1;
        }
    }

    fn end_record(&mut self, at: usize, records: &mut Records) {
        let first = records.complete();
        let found = records.spans.len() - first;
        if found == 1 && at == self.record_start {
            records.spans.truncate(first);
            records.blank_lines += 1;
            return;
        }
        if self.skip > 0 {
            self.skip -= 1;
            records.spans.truncate(first);
            return;
        }
        if let Some(width) = self.width.filter(|width| *width != found) {
            records.spans.resize(first + width, Span::ABSENT);
            records.ragged.push((self.record_line, found > width));
        }
        records.ends.push(records.spans.len());
        records.lines.push(self.record_line);
    }
}
