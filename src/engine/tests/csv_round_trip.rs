//! What is written reads back as the same table.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use engine::table::read::{ReadOptions, read_all};
use engine::table::write::write_csv;
use engine::table::{Column, DType, Mask, Table, Values};
use proptest::collection::vec;
use proptest::prelude::*;

/// Text with everything that needs quotes. The empty text is left out: a file does not tell it from a
/// missing cell.
fn cell_text() -> impl Strategy<Value = String> {
    "[a-zäß€𝒜0-9 ,;\"'\r\n\t|-]{1,8}"
        .prop_filter("blank cells read as missing", |text| !text.trim().is_empty())
}

/// A name that reads back as it is: names lose blanks around them.
fn name() -> impl Strategy<Value = String> {
    "[a-z\"<>,;\n]{1,6}"
        .prop_map(|name| name.trim().to_owned())
        .prop_filter("a name", |name| !name.is_empty())
}

fn column(dtype: DType, rows: usize) -> BoxedStrategy<Column> {
    let masked =
        |(cells, valid): (Values, Vec<bool>)| Column::new("", cells, valid.into_iter().collect::<Mask>());
    let valid = vec(prop::bool::weighted(0.8), rows);
    match dtype {
        DType::Numeric => vec(prop::option::weighted(0.8, any::<f64>()), rows)
            .prop_map(|cells| Column::numeric("", cells))
            .boxed(),
        DType::Categorical => vec(prop::option::weighted(0.8, cell_text()), rows)
            .prop_map(|cells| Column::categorical("", cells.iter().map(Option::as_deref)))
            .boxed(),
        DType::Text => vec(prop::option::weighted(0.8, cell_text()), rows)
            .prop_map(|cells| {
                let mask = cells.iter().map(Option::is_some).collect();
                Column::new(
                    "",
                    Values::Text(cells.iter().map(|c| c.as_deref().unwrap_or("")).collect()),
                    mask,
                )
            })
            .boxed(),
        DType::Boolean => (vec(any::<bool>(), rows), valid)
            .prop_map(|(cells, valid)| {
                (
                    Values::Boolean(cells.iter().zip(&valid).map(|(cell, valid)| *cell && *valid).collect()),
                    valid,
                )
            })
            .prop_map(masked)
            .boxed(),
        DType::Datetime => (vec(-60_000_000_000_000_i64..250_000_000_000_000, rows), valid)
            .prop_map(|(cells, valid)| {
                let cells = cells.iter().zip(&valid).map(|(cell, valid)| if *valid { *cell } else { 0 });
                (Values::Datetime(cells.collect()), valid)
            })
            .prop_map(masked)
            .boxed(),
    }
}

fn table() -> impl Strategy<Value = Table> {
    (1_usize..12, 1_usize..6).prop_flat_map(|(rows, width)| {
        let dtype = prop::sample::select(DType::ALL.to_vec());
        let columns = vec(dtype.prop_flat_map(move |dtype| column(dtype, rows)), width);
        let names = prop::collection::btree_set(name(), width);
        (columns, names).prop_map(|(columns, names)| {
            Table::new(columns.into_iter().zip(names).map(|(column, name)| column.renamed(name)).collect())
                .unwrap()
        })
    })
}

proptest! {
    #[test]
    fn write_then_read_gives_the_same_table(table in table()) {
        let mut bytes = Vec::new();
        write_csv(&table, &mut bytes).unwrap();
        let options = ReadOptions {
            delimiter: Some(','),
            quote: Some('"'),
            header: Some(true),
            missing: Some(vec![String::new()]),
            types: table.columns().iter().map(|column| (column.name().to_owned(), column.dtype())).collect(),
            ..ReadOptions::default()
        };
        let read = read_all(&bytes, &options).unwrap();
        prop_assert_eq!(read.table, table);
        prop_assert_eq!(read.report.unparsed.count, 0);
    }

    #[test]
    fn any_bytes_read_or_fail_without_a_panic(bytes in vec(any::<u8>(), 0..400)) {
        let _ = read_all(&bytes, &ReadOptions::default());
    }

    #[test]
    fn any_text_of_separators_reads_or_fails_without_a_panic(text in "[ab1.,;\"\r\n\t |'-]{0,60}") {
        let _ = read_all(text.as_bytes(), &ReadOptions::default());
    }
}

#[test]
fn cells_are_quoted_only_when_they_must_be() {
    let read =
        read_all("a,\"b \"\"c\"\"\"\n1.50,\"x, y\"\n,z\n".as_bytes(), &ReadOptions::default()).unwrap();
    let mut bytes = Vec::new();
    write_csv(&read.table, &mut bytes).unwrap();
    assert_eq!(String::from_utf8(bytes).unwrap(), "a,\"b \"\"c\"\"\"\r\n1.5,\"x, y\"\r\n,z\r\n");
}

#[test]
fn a_missing_cell_alone_in_its_row_is_kept() {
    let table = Table::new(vec![Column::numeric("a", [Some(1.0), None, Some(2.0)])]).unwrap();
    let mut bytes = Vec::new();
    write_csv(&table, &mut bytes).unwrap();
    assert_eq!(read_all(&bytes, &ReadOptions::default()).unwrap().table, table);
}
