//! Tables as RFC 4180 text in UTF-8.

use std::io::{Error, Write};

use super::Table;

/// Writes the names of the columns and the rows, cells between commas, lines ended by CRLF. A missing
/// cell is empty; numbers have the fewest digits that read back to the same value. Cells that hold a
/// comma, a quote or a line end stand between quotes, as does an empty cell that is alone in its row,
/// for an empty line is no row.
///
/// # Errors
/// When `out` fails.
pub fn write_csv(table: &Table, out: &mut impl Write) -> Result<(), Error> {
    let alone = table.n_columns() == 1;
    for (index, column) in table.columns().iter().enumerate() {
        write_cell(column.name(), index, alone, out)?;
    }
    out.write_all(b"\r\n")?;
    for row in 0..table.n_rows() {
        for (index, column) in table.columns().iter().enumerate() {
            write_cell(&column.cell(row).unwrap_or_default(), index, alone, out)?;
        }
        out.write_all(b"\r\n")?;
    }
    Ok(())
}

fn write_cell(cell: &str, index: usize, alone: bool, out: &mut impl Write) -> Result<(), Error> {
    if index > 0 {
        out.write_all(b",")?;
    }
    if cell.contains([',', '"', '\r', '\n']) || (alone && cell.is_empty()) {
        out.write_all(b"\"")?;
        out.write_all(cell.replace('"', "\"\"").as_bytes())?;
        out.write_all(b"\"")
    } else {
        out.write_all(cell.as_bytes())
    }
}
