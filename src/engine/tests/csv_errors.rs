//! Every file that cannot be read says why, where, and what to do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use engine::table::DType;
use engine::table::read::{Encoding, ReadError, ReadOptions, preview, read_all, sniff};

fn error(bytes: &[u8], options: &ReadOptions) -> ReadError {
    let error = read_all(bytes, options).unwrap_err();
    assert!(!error.to_string().is_empty());
    error
}

fn message(bytes: &[u8]) -> String {
    error(bytes, &ReadOptions::default()).to_string()
}

#[test]
fn empty_files_and_headers_alone_are_told_apart() {
    for bytes in [&b""[..], b" \r\n\n", b"\xEF\xBB\xBF"] {
        assert_eq!(error(bytes, &ReadOptions::default()), ReadError::Empty);
        assert_eq!(sniff(bytes, &ReadOptions::default()), Err(ReadError::Empty));
        assert_eq!(preview(bytes, &ReadOptions::default()), Err(ReadError::Empty));
    }
    assert_eq!(error(b"a,b,c\n", &ReadOptions::default()), ReadError::HeaderOnly { columns: 3 });
    assert!(message(b"a\n").contains("a header with 1 column but no rows"));
    let data = ReadOptions { header: Some(false), ..ReadOptions::default() };
    assert_eq!(read_all(b"a,b,c\n", &data).unwrap().table.n_rows(), 1);
}

#[test]
fn other_formats_are_named() {
    for (bytes, name) in [
        (&b"PK\x03\x04....[Content_Types].xml....xl/workbook.xml"[..], "an Excel workbook (.xlsx)"),
        (b"PK\x03\x04...mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "an OpenDocument"),
        (b"PK\x03\x04....data.csv", "a ZIP archive"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....", "an old Excel workbook"),
        (b"PAR1\x15\x04\x00\x00", "a Parquet file"),
        (b"\x1F\x8B\x08\x00", "a gzip archive"),
        (b"\x89PNG\r\n\x1A\n....", "a PNG picture"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\n<!DOCTYPE html>\n<html>", "a web page"),
        (b"[ {\"a\": 1}, {\"a\": 2} ]", "JSON"),
        (b"a,b\n1,\0\0\0\x01\x02\n", "a binary file"),
    ] {
        let message = message(bytes);
        assert!(message.starts_with(&format!("this is {name}")), "{message}");
        assert!(message.contains(", not delimited text: "), "{message}");
    }
    // A name may begin like a Parquet file.
    assert!(read_all(b"PAR1,PAR2\n1,2\n", &ReadOptions::default()).is_ok());
}

#[test]
fn bytes_that_the_chosen_encoding_lacks_are_placed() {
    let utf8 = ReadOptions { encoding: Some(Encoding::Utf8), ..ReadOptions::default() };
    let expected = ReadError::Encoding { encoding: Encoding::Utf8, line: 3, byte: 9 };
    assert_eq!(error(b"a,b\n1,2\n3\xFF,4\n", &utf8), expected);
    assert!(expected.to_string().starts_with("line 3 is not valid utf-8 (byte 9 of the file)"));
    let cut = error("a,b\n1,é".as_bytes().split_last().unwrap().1, &utf8);
    assert_eq!(cut, ReadError::Encoding { encoding: Encoding::Utf8, line: 2, byte: 6 });
    let utf16 = ReadOptions { encoding: Some(Encoding::Utf16Le), ..ReadOptions::default() };
    let expected = ReadError::Encoding { encoding: Encoding::Utf16Le, line: 2, byte: 4 };
    assert_eq!(error(b"a\0\n\0\x00\xDCx\0", &utf16), expected);
}

#[test]
fn a_quote_that_never_closes_is_placed() {
    let expected = ReadError::UnclosedQuote { line: 3, quote: '"' };
    assert_eq!(error(b"a,b\n1,2\n3,\"4\n5,6\n", &ReadOptions::default()), expected);
    let mut long = b"a,b\n".to_vec();
    while long.len() < 3 << 20 {
        long.extend_from_slice(b"1,2\n");
    }
    let line = long.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
    long.extend_from_slice(b"\"3,4\n5,6\n");
    assert_eq!(error(&long, &ReadOptions::default()), ReadError::UnclosedQuote { line, quote: '"' });
}

#[test]
fn too_many_columns_are_counted() {
    let wide = ["1"; 20_001].join(",");
    let text = format!("{wide}\n{wide}\n");
    assert_eq!(error(text.as_bytes(), &ReadOptions::default()), ReadError::TooManyColumns { found: 20_001 });
}

#[test]
fn options_that_contradict_are_refused() {
    let types = [("colour".to_owned(), DType::Text)].into();
    let unknown = error(b"a,b\n1,2\n", &ReadOptions { types, ..ReadOptions::default() });
    assert!(unknown.to_string().contains("no such column; it has \"a\", \"b\""), "{unknown}");
    let wide = error(b"a,b\n1,2\n", &ReadOptions { delimiter: Some('→'), ..ReadOptions::default() });
    assert_eq!(wide, ReadError::Separator { what: "delimiter", found: '→' });
    let same = ReadOptions { delimiter: Some('"'), quote: Some('"'), ..ReadOptions::default() };
    assert_eq!(error(b"a,b\n1,2\n", &same), ReadError::SameSeparators { found: '"' });
}
