use super::builder::{Builder, Cells, Context, Failure};
use super::decode::Decoder;
use super::missing::Markers;
use super::sniff::Layout;
use super::split::{Records, Splitter};
use super::{Dialect, ReadError, ReadReport, Unparsed, UnparsedCell};
use crate::table::Column;

/// Bytes decoded, cut and typed in one go, so that they stay in the cache.
const PIECE: usize = 1 << 18;

/// A quoted cell longer than this is taken for one that is never closed.
const MAX_RECORD: usize = 1 << 28;

/// A source being read in a known layout.
#[derive(Debug)]
pub(super) struct Ingest {
    dialect: Dialect,
    markers: Markers,
    decoder: Decoder,
    splitter: Splitter,
    records: Records,
    /// Text from the record under way on.
    text: String,
    columns: Vec<Builder>,
    report: ReadReport,
}

impl Ingest {
    /// `strict`: an invalid byte sequence is an error.
    pub(super) fn new(layout: Layout, strict: bool) -> Self {
        let Layout { dialect, columns, renamed } = layout;
        let (width, skip) = (columns.len(), usize::from(dialect.header));
        Self {
            markers: Markers::new(&dialect.missing),
            decoder: Decoder::new(dialect.encoding, strict),
            splitter: Splitter::new(dialect.delimiter, dialect.quote, Some(width), skip),
            records: Records::default(),
            text: String::new(),
            columns: columns.into_iter().map(|c| Builder::new(c.name, c.kind, c.forced)).collect(),
            report: ReadReport { columns: width, renamed, ..ReadReport::default() },
            dialect,
        }
    }

    pub(super) fn push(&mut self, chunk: &[u8]) -> Result<(), ReadError> {
        for piece in chunk.chunks(PIECE) {
            self.decoder.push(piece, &mut self.text)?;
            self.splitter.scan(self.text.as_bytes(), &mut self.records);
            self.take_records()?;
            if let Some(line) = self.splitter.open_quote().filter(|_| self.text.len() > MAX_RECORD) {
                return Err(ReadError::UnclosedQuote { line, quote: self.dialect.quote });
            }
        }
        Ok(())
    }

    /// Takes in what is left.
    pub(super) fn end(&mut self) -> Result<(), ReadError> {
        self.decoder.finish(&mut self.text)?;
        self.splitter.scan(self.text.as_bytes(), &mut self.records);
        if let Some(line) = self.splitter.open_quote() {
            return Err(ReadError::UnclosedQuote { line, quote: self.dialect.quote });
        }
        self.splitter.finish(self.text.as_bytes(), &mut self.records);
        self.take_records()
    }

    fn take_records(&mut self) -> Result<(), ReadError> {
        if !self.records.ends.is_empty() {
            self.build()?;
        }
        let done = self.splitter.record_start();
        if done > 0 || !self.records.ends.is_empty() {
            self.splitter.discard(done, &mut self.records);
            self.text.drain(..done);
        }
        Ok(())
    }

    /// Adds the complete records to the columns.
    fn build(&mut self) -> Result<(), ReadError> {
        let complete = self.records.ends.last().copied().unwrap_or(0);
        let spans = self.records.spans.get(..complete).unwrap_or(&[]);
        let width = self.columns.len();
        let mut failures: Vec<Failure> = Vec::new();
        let mut scratch = String::new();
        let mut context = Context {
            dialect: &self.dialect,
            markers: &self.markers,
            scratch: &mut scratch,
            failures: &mut failures,
            keep: Unparsed::SHOWN - self.report.unparsed.first.len(),
        };
        for (column, builder) in self.columns.iter_mut().enumerate() {
            builder.extend(Cells { text: &self.text, spans, column, width }, &mut context)?;
        }
        for (line, too_long) in &self.records.ragged {
            self.report.ragged.add(*line, *too_long);
        }
        failures.sort_by_key(|failure| (failure.record, failure.column));
        let room = Unparsed::SHOWN - self.report.unparsed.first.len();
        for failure in failures.into_iter().take(room) {
            self.report.unparsed.first.push(UnparsedCell {
                row: self.report.rows + failure.record + 1,
                line: self.records.lines.get(failure.record).copied().unwrap_or(0),
                column: self.columns.get(failure.column).map_or("", Builder::name).to_owned(),
                text: failure.text,
            });
        }
        self.report.rows += self.records.ends.len();
        Ok(())
    }

    /// Whether the bytes taken for UTF-8 are another encoding.
    pub(super) fn is_rather_windows_1252(&self) -> bool {
        self.decoder.is_rather_single_byte()
    }

    /// The columns whose type the whole source contradicts.
    pub(super) fn contradicted(&self) -> impl Iterator<Item = usize> + '_ {
        self.columns.iter().enumerate().filter(|(_, column)| column.is_contradicted()).map(|(index, _)| index)
    }

    /// The columns, the dialect and the report.
    pub(super) fn finish(mut self) -> Result<(Vec<Column>, Dialect, ReadReport), ReadError> {
        if self.report.rows == 0 {
            return Err(ReadError::HeaderOnly { columns: self.columns.len() });
        }
        self.report.unparsed.count = self.columns.iter().map(|column| column.failed() as u64).sum();
        self.report.blank_lines = self.records.blank_lines;
        self.report.replaced_characters = self.decoder.replaced;
        let columns = self.columns.into_iter().map(Builder::finish).collect::<Result<Vec<_>, _>>()?;
        Ok((columns, self.dialect, self.report))
    }
}
