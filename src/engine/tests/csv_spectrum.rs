//! The cases of csv-spectrum, which tests/fixtures/make_csv_spectrum.mjs copies.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use engine::table::DType;
use engine::table::read::{ReadOptions, preview, read_all};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/csv-spectrum")
}

type Record = BTreeMap<String, String>;

/// The records that a case must read as.
fn expected(name: &str) -> Vec<Record> {
    let json = fs::read_to_string(folder().join("json").join(name).with_extension("json")).unwrap();
    if name != "location_coordinates.csv" {
        return serde_json::from_str(&json).unwrap();
    }
    // The JSON file holds another phone number than the CSV file, and no list.
    let mut record: Record = serde_json::from_str(&json).unwrap();
    let phone = record.insert("Contact Phone Number".to_owned(), "2095257564".to_owned());
    assert_eq!(phone.as_deref(), Some("1234567890"), "the fixture was corrected: drop this exception");
    vec![record]
}

#[test]
fn every_case_reads_as_its_records() {
    let mut names: Vec<String> = fs::read_dir(folder().join("csvs"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.len(), 12);
    for name in names {
        let bytes = fs::read(folder().join("csvs").join(&name)).unwrap();
        let expected = expected(&name);

        let preview = preview(&bytes, &ReadOptions { header: Some(true), ..ReadOptions::default() }).unwrap();
        let columns: Vec<&String> = preview.sniffed.columns.iter().map(|column| &column.name).collect();
        let shown: Vec<Record> = preview
            .rows
            .iter()
            .map(|row| columns.iter().map(|name| (*name).clone()).zip(row.iter().cloned()).collect())
            .collect();
        assert_eq!(shown, expected, "{name}, as previewed");

        // As text, with nothing taken for missing, the table holds the same.
        let options = ReadOptions {
            header: Some(true),
            missing: Some(Vec::new()),
            types: columns.iter().map(|name| ((*name).clone(), DType::Text)).collect(),
            ..ReadOptions::default()
        };
        let table = read_all(&bytes, &options).unwrap().table;
        let read: Vec<Record> = (0..table.n_rows())
            .map(|row| {
                let cell =
                    |c: &engine::table::Column| (c.name().to_owned(), c.cell(row).unwrap().into_owned());
                table.columns().iter().map(cell).collect()
            })
            .collect();
        assert_eq!(read, expected, "{name}, as read");

        let detected = read_all(&bytes, &ReadOptions::default()).unwrap();
        assert_eq!(detected.table.n_rows(), expected.len(), "{name}, detected");
        assert!(detected.dialect.header, "{name}");
    }
}
