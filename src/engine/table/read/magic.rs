//! Files that are not delimited text, told by how they begin.

use super::ReadError;

const UNPACK: &str = "unpack it and choose the CSV file inside";
const EXCEL: &str = "open it in a spreadsheet and save it as CSV";
const PICTURE: &str = "choose a table saved as CSV";
const CONVERT: &str = "export it as CSV from the program that wrote it";

const KINDS: &[(&[u8], &str, &str)] = &[
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Excel workbook (.xls)", EXCEL),
    (b"ARROW1\0\0", "an Arrow or Feather file", CONVERT),
    (b"\x89HDF\r\n\x1A\n", "an HDF5 file", CONVERT),
    (b"SQLite format 3\0", "an SQLite database", "export the table as CSV"),
    (b"\x1F\x8B", "a gzip archive", UNPACK),
    (b"BZh91AY&SY", "a bzip2 archive", UNPACK),
    (b"\xFD7zXZ\0", "an xz archive", UNPACK),
    (b"\x28\xB5\x2F\xFD", "a Zstandard archive", UNPACK),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", UNPACK),
    (b"Rar!\x1A\x07", "a RAR archive", UNPACK),
    (b"\x89PNG\r\n\x1A\n", "a PNG picture", PICTURE),
    (b"\xFF\xD8\xFF", "a JPEG picture", PICTURE),
    (b"GIF89a", "a GIF picture", PICTURE),
    (b"%PDF-", "a PDF document", "copy the table into a spreadsheet and save it as CSV"),
];

/// Fails when the bytes begin like a known format that is not text.
pub(super) fn check(bytes: &[u8]) -> Result<(), ReadError> {
    let kind = KINDS
        .iter()
        .find(|(magic, ..)| bytes.starts_with(magic))
        .map(|(_, format, advice)| (*format, *advice));
    match kind.or_else(|| parquet(bytes)).or_else(|| zip(bytes)).or_else(|| markup(bytes)) {
        Some((format, advice)) => Err(ReadError::NotText { format, advice }),
        None => Ok(()),
    }
}

/// Fails when decoded text holds NUL, which no table does.
pub(super) fn check_text(text: &str) -> Result<(), ReadError> {
    if text.contains('\0') {
        return Err(ReadError::NotText {
            format: "a binary file (it holds NUL bytes)",
            advice: "save the table as CSV, or choose the encoding if it is UTF-16 text",
        });
    }
    Ok(())
}

/// `PAR1` could begin the name of a column, but then no NUL follows.
fn parquet(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let head = bytes.get(..4096).unwrap_or(bytes);
    (bytes.starts_with(b"PAR1") && head.contains(&0)).then_some(("a Parquet file", CONVERT))
}

fn zip(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let head = bytes.get(..4096).unwrap_or(bytes);
    let has = |needle: &[u8]| head.windows(needle.len()).any(|window| window == needle);
    Some(if has(b"opendocument.spreadsheet") {
        ("an OpenDocument spreadsheet (.ods)", EXCEL)
    } else if has(b"xl/") || has(b"[Content_Types].xml") {
        ("an Excel workbook (.xlsx)", EXCEL)
    } else {
        ("a ZIP archive", UNPACK)
    })
}

fn markup(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let head: Vec<u8> = bytes
        .iter()
        .take(512)
        .filter(|byte| !byte.is_ascii_whitespace())
        .take(16)
        .map(u8::to_ascii_lowercase)
        .collect();
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head);
    if head.starts_with(b"<!doctypehtml") || head.starts_with(b"<html") {
        Some(("a web page (HTML)", "download the data file itself, not the page that shows it"))
    } else if head.starts_with(b"[{") || head.starts_with(b"{\"") {
        Some(("JSON", "convert it to CSV, one row per record"))
    } else {
        None
    }
}
