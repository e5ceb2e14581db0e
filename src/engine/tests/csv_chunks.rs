//! How the bytes are cut into chunks, and how they are encoded, changes nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use engine::table::read::{Encoding, Ingested, Outcome, ReadError, ReadOptions, Reader, read_all};

/// Everything that could be cut in the wrong place.
const TRICKY: &str = "name,n,\"x \"\"y\"\"\",wann,ok\r\n\
    Zoë,1.5,\"a, b\",2024-01-31T10:00:00Z,yes\r\n\
    \"Łódź \"\"city\"\"\",-2e3,\"line\r\nbreak\",2024-02-01,no\r\n\
    \r\n\
    日本,,\"\",2024-02-02,yes\r\n\
    𝒜,7,tail\"quote,2024-02-03,no\r\n\
    short,8\r\n\
    long,9,z,2024-02-04,yes,extra\r\n\
    \"last\",10,\"\"\"\",2024-02-05,no";

fn in_chunks(bytes: &[u8], size: usize, options: &ReadOptions) -> Result<Ingested, ReadError> {
    let mut reader = Reader::new(options);
    loop {
        for chunk in bytes.chunks(size) {
            reader.push(chunk)?;
        }
        match reader.finish()? {
            Outcome::Done(ingested) => return Ok(*ingested),
            Outcome::Again(plan) => reader = Reader::with_plan(plan),
        }
    }
}

fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Encoding::Windows1252 => text.chars().map(|c| if c == '€' { 0x80 } else { c as u8 }).collect(),
    }
}

#[test]
fn the_tricky_text_reads_as_it_should() {
    let read = read_all(TRICKY.as_bytes(), &ReadOptions::default()).unwrap();
    let table = &read.table;
    let names: Vec<&str> = table.columns().iter().map(|c| c.name()).collect();
    assert_eq!(names, ["name", "n", "x \"y\"", "wann", "ok"]);
    let column = |name: &str| {
        let column = table.column(name).unwrap();
        (0..table.n_rows()).map(|row| column.cell(row).map(|cell| cell.into_owned())).collect::<Vec<_>>()
    };
    let some = |cells: &[&str]| cells.iter().map(|c| Some((*c).to_owned())).collect::<Vec<_>>();
    assert_eq!(column("name"), some(&["Zoë", "Łódź \"city\"", "日本", "𝒜", "short", "long", "last"]));
    assert_eq!(table.column("n").unwrap().number(1), Some(-2000.0));
    assert_eq!(table.column("n").unwrap().number(2), None);
    let texts = column("x \"y\"");
    assert_eq!(texts[1].as_deref(), Some("line\r\nbreak"));
    assert_eq!(texts[2], None);
    assert_eq!(texts[3].as_deref(), Some("tail\"quote"));
    assert_eq!(texts[6].as_deref(), Some("\""));
    assert_eq!(column("wann")[0].as_deref(), Some("2024-01-31T10:00:00"));
    assert_eq!(column("ok")[4], None);
    assert_eq!((read.report.ragged.padded, read.report.ragged.cut), (1, 1));
    assert_eq!(read.report.ragged.first_lines, [8, 9]);
    assert_eq!(read.report.blank_lines, 1);
    assert_eq!(read.report.bytes, TRICKY.len() as u64);
}

#[test]
fn every_chunk_size_and_line_end_gives_the_same_table() {
    for text in [TRICKY.to_owned(), TRICKY.replace("\r\n", "\n"), TRICKY.replace("\r\n", "\r")] {
        let whole = read_all(text.as_bytes(), &ReadOptions::default()).unwrap();
        for size in (1..70).chain([127, 128, 129]) {
            assert_eq!(in_chunks(text.as_bytes(), size, &ReadOptions::default()).unwrap(), whole, "{size}");
        }
    }
}

#[test]
fn chunks_do_not_matter_beyond_the_sample() {
    // Longer than the sample, with odd rows, and cells that are not numbers, all over.
    let mut text = String::from("id;wert;wörter\n");
    let mut odd = 0;
    for row in 0..70_000 {
        match row % 997 {
            0 => text.push_str(&format!("{row};-;\"zwei\nzeilen \"\"{row}\"\"\"\n")),
            1 => text.push_str(&format!("{row}\n")),
            2 => text.push_str(&format!("{row};kein;ö\n")),
            _ => text.push_str(&format!("{row};{},25;größe {}\n", row % 31, row % 7)),
        }
        odd += usize::from(row % 997 == 2);
    }
    assert!(text.len() > 1 << 20);
    let whole = read_all(text.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(whole.table.n_rows(), 70_000);
    assert_eq!(whole.report.unparsed.count, odd as u64);
    assert_eq!(whole.report.unparsed.first[1].row, 1000);
    // The header, 999 rows, and one line more inside each of two cells.
    assert_eq!(whole.report.unparsed.first[1].line, 1003);
    for size in [1, 63, 4097, 1 << 16, 1 << 20, (1 << 20) + 1] {
        assert_eq!(in_chunks(text.as_bytes(), size, &ReadOptions::default()).unwrap(), whole, "{size}");
    }
}

#[test]
fn every_encoding_is_detected_and_gives_the_same_table() {
    let text = "ort;größe;preis\nKöln;3,5;10 €\nÄnis;4,25;über\nKöln;1,5;10 €\n";
    let expected = read_all(text.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(expected.dialect.encoding, Encoding::Utf8);
    for encoding in Encoding::ALL {
        for bom in [false, true] {
            if bom && encoding == Encoding::Windows1252 {
                continue;
            }
            let bytes = encoded(&format!("{}{text}", if bom { "\u{FEFF}" } else { "" }), encoding);
            for (size, chosen) in [(bytes.len(), None), (1, None), (3, Some(encoding))] {
                let options = ReadOptions { encoding: chosen, ..ReadOptions::default() };
                let read = in_chunks(&bytes, size, &options).unwrap();
                assert_eq!(read.table, expected.table, "{encoding:?} {bom} {size}");
                assert_eq!(read.dialect.encoding, encoding);
                assert_eq!(read.report.replaced_characters, 0);
            }
        }
    }
}

#[test]
fn bytes_that_are_not_utf_8_after_the_sample_settle_the_encoding() {
    let mut bytes = b"place,n\n".to_vec();
    while bytes.len() < 1 << 20 {
        bytes.extend_from_slice(b"Cologne,1\n");
    }
    bytes.extend_from_slice(b"K\xF6ln,2\n");
    let read = in_chunks(&bytes, 10_000, &ReadOptions::default()).unwrap();
    assert_eq!(read.dialect.encoding, Encoding::Windows1252);
    let place = read.table.column("place").unwrap();
    assert_eq!(place.cell(place.len() - 1).as_deref(), Some("Köln"));
}

#[test]
fn one_bad_byte_in_much_utf_8_is_replaced_and_counted() {
    let mut bytes = "ort,n\nKöln,1\nDüren,2\nKö".as_bytes().to_vec();
    bytes.extend_from_slice(b"\xFFln,3\n");
    let read = in_chunks(&bytes, 1, &ReadOptions::default()).unwrap();
    assert_eq!(read.report.replaced_characters, 1);
    assert_eq!(read.table.column("ort").unwrap().cell(2).as_deref(), Some("Kö\u{FFFD}ln"));
}
