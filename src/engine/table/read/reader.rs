use std::collections::BTreeSet;

use super::guess::Kind;
use super::ingest::Ingest;
use super::sniff::{Layout, SAMPLE_BYTES};
use super::{Dialect, Encoding, ReadError, ReadOptions, ReadReport, Widened};
use crate::table::{DType, Table};

/// A source that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Ingested {
    /// The typed table.
    pub table: Table,
    /// How the source is written.
    pub dialect: Dialect,
    /// What happened while reading.
    pub report: ReadReport,
}

/// What reading to the end came to.
#[derive(Debug)]
pub enum Outcome {
    /// The table.
    Done(Box<Ingested>),
    /// The sample misled: stream the source once more, into [`Reader::with_plan`].
    Again(ReadPlan),
}

/// How to read a source, corrected by having read it once. A plan only ever widens: more columns are
/// text or categorical, or an encoding is settled; so reading again comes to an end.
#[derive(Clone, Debug)]
pub struct ReadPlan {
    options: ReadOptions,
    widened: BTreeSet<usize>,
}

/// Reads a source that comes in chunks of any size.
///
/// Memory: the table, one column more while the last pieces are joined, and less than a mebibyte of
/// text (more when a single row is longer).
#[derive(Debug)]
pub struct Reader {
    plan: ReadPlan,
    state: State,
    bytes: u64,
}

#[derive(Debug)]
enum State {
    Sampling(Vec<u8>),
    Reading(Box<Reading>),
}

#[derive(Debug)]
struct Reading {
    ingest: Ingest,
    /// What the sample suggested for the columns that the plan widens.
    widened: Vec<(usize, Option<DType>)>,
}

impl Reader {
    /// A reader of a source not read before.
    #[must_use]
    pub fn new(options: &ReadOptions) -> Self {
        Self::with_plan(ReadPlan { options: options.clone(), widened: BTreeSet::new() })
    }

    /// A reader of a source that was read once.
    #[must_use]
    pub fn with_plan(plan: ReadPlan) -> Self {
        Self { plan, state: State::Sampling(Vec::new()), bytes: 0 }
    }

    /// Takes in the next bytes.
    ///
    /// # Errors
    /// When the source cannot be read; further bytes are of no use then.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), ReadError> {
        self.bytes += chunk.len() as u64;
        let mut rest = chunk;
        if let State::Sampling(sample) = &mut self.state {
            let (wanted, after) = rest.split_at(rest.len().min(SAMPLE_BYTES - sample.len()));
            sample.extend_from_slice(wanted);
            rest = after;
            if sample.len() == SAMPLE_BYTES {
                let sample = std::mem::take(sample);
                self.state = State::Reading(Box::new(Reading::start(&self.plan, &sample)?));
            }
        }
        match &mut self.state {
            State::Reading(reading) => reading.ingest.push(rest),
            State::Sampling(_) => Ok(()),
        }
    }

    /// Ends the source.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn finish(self) -> Result<Outcome, ReadError> {
        let mut reading = match self.state {
            State::Reading(reading) => reading,
            State::Sampling(sample) => Box::new(Reading::start(&self.plan, &sample)?),
        };
        reading.ingest.end()?;
        let mut plan = self.plan;
        if plan.options.encoding.is_none() && reading.ingest.is_rather_windows_1252() {
            plan.options.encoding = Some(Encoding::Windows1252);
            return Ok(Outcome::Again(plan));
        }
        let before = plan.widened.len();
        plan.widened.extend(reading.ingest.contradicted());
        if plan.widened.len() > before {
            return Ok(Outcome::Again(plan));
        }
        let (columns, dialect, mut report) = reading.ingest.finish()?;
        report.bytes = self.bytes;
        report.widened = reading
            .widened
            .into_iter()
            .filter_map(|(index, from)| {
                let column = columns.get(index)?;
                Some(Widened { column: column.name().to_owned(), from, to: column.dtype() })
            })
            .collect();
        // The names are distinct and every builder got every row.
        let table = Table::new(columns).unwrap_or_default();
        Ok(Outcome::Done(Box::new(Ingested { table, dialect, report })))
    }
}

impl Reading {
    fn start(plan: &ReadPlan, sample: &[u8]) -> Result<Self, ReadError> {
        let mut layout = Layout::of(sample, &plan.options)?;
        let mut widened = Vec::new();
        for (index, column) in layout.columns.iter_mut().enumerate() {
            if plan.widened.contains(&index) {
                widened.push((index, (column.kind != Kind::Unknown).then_some(column.dtype)));
                column.kind = Kind::Strings;
            }
        }
        let mut ingest = Ingest::new(layout, plan.options.encoding.is_some());
        ingest.push(sample)?;
        Ok(Self { ingest, widened })
    }
}

/// Reads a source that is in memory.
///
/// # Errors
/// When it cannot be read.
pub fn read_all(bytes: &[u8], options: &ReadOptions) -> Result<Ingested, ReadError> {
    let mut reader = Reader::new(options);
    loop {
        reader.push(bytes)?;
        match reader.finish()? {
            Outcome::Done(ingested) => return Ok(*ingested),
            Outcome::Again(plan) => reader = Reader::with_plan(plan),
        }
    }
}
