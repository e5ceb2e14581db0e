//! `convert`: from any form that is understood to RFC 4180 in UTF-8.

use engine::table::write::write_csv;

use crate::args::ConvertArgs;
use crate::error::CliError;
use crate::input;
use crate::output::Draft;
use crate::print::{counted, note};

pub(crate) fn convert(args: &ConvertArgs) -> Result<(), CliError> {
    let ingested = input::table(&args.file, &args.read.with_types(&args.types))?;
    input::warn(&args.file, &ingested.report);
    let table = &ingested.table;
    Draft::new(&args.out)?.write(|file| write_csv(table, file))?.publish()?;
    note(&format!(
        "wrote {} × {} to {}",
        counted(table.n_rows(), "row"),
        counted(table.n_columns(), "column"),
        args.out.display()
    ));
    Ok(())
}
