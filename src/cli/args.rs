//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use engine::table::DType;
use engine::table::read::{Encoding, ReadOptions};

/// Build, judge and use machine-learning pipelines on delimited text files.
#[derive(Debug, Parser)]
#[command(name = "pipeline-playground", version)]
pub(crate) struct Line {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Fit a pipeline on a file and print how well it does.
    Run(RunArgs),
    /// Search for better settings, as the spec's "tune" says, and print the ranking.
    Tune(TuneArgs),
    /// Compare two pipelines on the same folds and validation rows.
    Compare(CompareArgs),
    /// Let a saved model predict the rows of a file.
    Score(ScoreArgs),
    /// Write the rows of a file as a saved model sees them, after its preparation.
    Prepare(PrepareArgs),
    /// Describe the columns of a file and what is wrong with them.
    Profile(ProfileArgs),
    /// Read a file of any understood form and write it as comma-separated UTF-8.
    Convert(ConvertArgs),
    /// Print the JSON Schema of a pipeline spec.
    Schema,
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// The pipeline spec, a JSON file.
    pub(crate) spec: PathBuf,
    /// The data; the spec's "read" says how to read it.
    #[arg(long, value_name = "FILE")]
    pub(crate) data: PathBuf,
    /// Print the report as JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Write report.json and model.json into this directory.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Also judge on the sealed test rows. With --out, every look is recorded in looks.json of that
    /// directory and counted; another directory knows nothing of it.
    #[arg(long)]
    pub(crate) open_test: bool,
    /// Also print the figures by the values of a column, on the rows that say most about new ones.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) slice: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct TuneArgs {
    /// The pipeline spec, a JSON file.
    pub(crate) spec: PathBuf,
    /// The data; the spec's "read" says how to read it.
    #[arg(long, value_name = "FILE")]
    pub(crate) data: PathBuf,
    /// Print the report as JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Write tuning.json (the report) and tuned.json (the spec with the best settings) into this
    /// directory.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// How many fits are done at once; as many as there are processors when absent. The result does not
    /// depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Search again within the folds of an outer resampling, which says how good the search is; the
    /// spec's "outer", or its "resampling" twice.
    #[arg(long)]
    pub(crate) nested: bool,
}

impl TuneArgs {
    pub(crate) fn jobs(&self) -> usize {
        let processors = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        self.jobs.map_or_else(processors, usize::from)
    }
}

#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// The first spec; its "tune" says how rows are dealt and what decides.
    pub(crate) first: PathBuf,
    /// The second spec, with the same target, task and split.
    pub(crate) second: PathBuf,
    /// The data; the first spec's "read" says how to read it.
    #[arg(long, value_name = "FILE")]
    pub(crate) data: PathBuf,
    /// A difference not larger than this makes no difference in practice.
    #[arg(long, value_name = "NUMBER", default_value_t = 0.01)]
    pub(crate) rope: f64,
    /// Print the comparison as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ScoreArgs {
    /// The model, as `run --out` writes it.
    pub(crate) model: PathBuf,
    /// The rows to predict.
    #[arg(long, value_name = "FILE")]
    pub(crate) data: PathBuf,
    /// Where to write the rows with their predictions.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
}

#[derive(Debug, Args)]
pub(crate) struct PrepareArgs {
    /// The model, as `run --out` writes it.
    pub(crate) model: PathBuf,
    /// The rows to prepare.
    #[arg(long, value_name = "FILE")]
    pub(crate) data: PathBuf,
    /// Where to write them.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Only the first N fitted steps; steps that are switched off do not count. All when absent.
    #[arg(long, value_name = "N")]
    pub(crate) steps: Option<usize>,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ProfileArgs {
    /// The data.
    pub(crate) file: PathBuf,
    /// Print the profile as JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// The column to predict, for the alerts that concern it.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) target: Option<String>,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) types: TypeArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ConvertArgs {
    /// The data.
    pub(crate) file: PathBuf,
    /// Where to write it.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) types: TypeArgs,
}

/// How a file is written. What is left out is detected.
#[derive(Debug, Args)]
pub(crate) struct ReadArgs {
    /// The character between cells; `tab` for a tab.
    #[arg(long, value_name = "CHAR", value_parser = character)]
    delimiter: Option<char>,
    /// The character around cells.
    #[arg(long, value_name = "CHAR", value_parser = character)]
    quote: Option<char>,
    /// How bytes stand for characters: utf-8, utf-16le, utf-16be or windows-1252.
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<Encoding>,
    /// Numbers are written 1.234,5.
    #[arg(long, conflicts_with = "decimal_point")]
    decimal_comma: bool,
    /// Numbers are written 1,234.5.
    #[arg(long)]
    decimal_point: bool,
    /// The first row holds the names of the columns.
    #[arg(long, conflicts_with = "no_header")]
    header: bool,
    /// The first row is data.
    #[arg(long)]
    no_header: bool,
    /// A text that means "missing", in place of the usual ones; may be repeated.
    #[arg(long, value_name = "TEXT")]
    missing: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct TypeArgs {
    /// The type of a column: numeric, categorical, boolean, datetime or text; may be repeated.
    #[arg(long = "type", value_name = "COLUMN=TYPE", value_parser = column_type)]
    types: Vec<(String, DType)>,
}

impl ReadArgs {
    /// The options with what was typed in place of what they say.
    pub(crate) fn over(&self, mut options: ReadOptions) -> ReadOptions {
        options.delimiter = self.delimiter.or(options.delimiter);
        options.quote = self.quote.or(options.quote);
        options.encoding = self.encoding.or(options.encoding);
        if self.decimal_comma || self.decimal_point {
            options.decimal_comma = Some(self.decimal_comma);
        }
        if self.header || self.no_header {
            options.header = Some(self.header);
        }
        if !self.missing.is_empty() {
            options.missing = Some(self.missing.clone());
        }
        options
    }

    pub(crate) fn with_types(&self, types: &TypeArgs) -> ReadOptions {
        self.over(ReadOptions { types: types.types.iter().cloned().collect(), ..ReadOptions::default() })
    }
}

fn character(text: &str) -> Result<char, String> {
    let mut characters = text.chars();
    match (text, characters.next(), characters.next()) {
        ("tab" | "\\t", ..) => Ok('\t'),
        (_, Some(character), None) => Ok(character),
        _ => Err("give one character, or tab".to_owned()),
    }
}

fn encoding(text: &str) -> Result<Encoding, String> {
    Encoding::ALL.into_iter().find(|encoding| encoding.name() == text).ok_or_else(|| {
        let names: Vec<&str> = Encoding::ALL.iter().map(|encoding| encoding.name()).collect();
        format!("give one of {}", names.join(", "))
    })
}

fn column_type(text: &str) -> Result<(String, DType), String> {
    // A name may hold "=", a type does not.
    let (name, dtype) = text.rsplit_once('=').ok_or("give COLUMN=TYPE, such as zip=text")?;
    let dtype = DType::ALL.into_iter().find(|known| known.name() == dtype).ok_or_else(|| {
        let names: Vec<&str> = DType::ALL.iter().map(|known| known.name()).collect();
        format!("there is no type {dtype:?}; give one of {}", names.join(", "))
    })?;
    Ok((name.to_owned(), dtype))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_declaration_is_sound() {
        Line::command().debug_assert();
    }

    #[test]
    fn what_is_typed_wins_over_what_the_spec_says() {
        let line = ["x", "profile", "f", "--delimiter", "tab", "--no-header", "--type", "a=b=text"];
        let Command::Profile(args) = Line::try_parse_from(line).unwrap().command else { unreachable!() };
        let options = args.read.with_types(&args.types);
        assert_eq!((options.delimiter, options.header), (Some('\t'), Some(false)));
        assert_eq!(options.types.get("a=b"), Some(&DType::Text));
        let spec = ReadOptions { delimiter: Some(';'), decimal_comma: Some(true), ..ReadOptions::default() };
        let options = args.read.over(spec);
        assert_eq!((options.delimiter, options.decimal_comma), (Some('\t'), Some(true)));
    }
}
