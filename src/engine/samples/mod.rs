//! The gallery of sample data: bundled files and seeded generators, each with a data card.
//!
//! Both end as CSV text, so that a sample goes the same way into the line as any uploaded file. The
//! files lie in `public/samples/`, beside the page; `make.py` in this folder writes them.

mod cards;
mod generator;

pub use cards::SAMPLES;
pub use generator::Generator;

/// What a person should know about a sample before using it.
#[derive(Debug, Clone, PartialEq)]
pub struct DataCard {
    /// The name in addresses and specs: lower case, words joined by hyphens.
    pub id: &'static str,
    /// The name on the page.
    pub title: &'static str,
    /// `"classification"` or `"regression"`.
    pub task: &'static str,
    /// The column to predict.
    pub target: &'static str,
    /// Rows of data, the header not counted; for a generator, the rows offered at first.
    pub rows: usize,
    /// Columns, the target among them.
    pub columns: usize,
    /// Who gathered the data, and which published package this copy is from.
    pub source: &'static str,
    /// The terms of use.
    pub licence: &'static str,
    /// An experiment that shows what the sample is good for.
    pub what_to_try: &'static str,
    /// What is wrong or odd in the data.
    pub flaws: &'static str,
    /// Where the rows come from.
    pub origin: Origin,
}

/// Where the rows of a sample come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A CSV file, in UTF-8 with a header.
    File {
        /// Its path, relative to the page.
        path: &'static str,
    },
    /// Made on request from a seed.
    Generator(Generator),
}

/// The card with this id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static DataCard> {
    SAMPLES.iter().find(|card| card.id == id)
}

#[cfg(test)]
mod tests;
