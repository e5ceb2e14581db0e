//! Dialects, types, names and the report of reading.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use engine::table::read::{Ingested, ReadOptions, preview, read_all, sniff};
use engine::table::{DType, Values};

fn read(text: &str) -> Ingested {
    read_all(text.as_bytes(), &ReadOptions::default()).unwrap()
}

fn dtypes(text: &str) -> Vec<DType> {
    read(text).table.columns().iter().map(|column| column.dtype()).collect()
}

fn cells(ingested: &Ingested, name: &str) -> Vec<String> {
    let column = ingested.table.column(name).unwrap();
    (0..column.len()).map(|row| column.cell(row).map_or("·".to_owned(), |cell| cell.into_owned())).collect()
}

#[test]
fn delimiters_are_detected() {
    for (delimiter, text) in [
        (',', "a,b\n1,x y\n2,z\n"),
        (';', "a;b\n1,5;2,5\n3,5;4\n"),
        ('\t', "a\tb\n1,5\tx, y\n2\tz, w\n"),
        ('|', "a|b\n1|x\n2|y\n"),
        (' ', "a b\n1 2\n3 4\n"),
        (',', "sentence\nthe first one\nand a second one here\nthird\n"),
        (',', "a,b\n\"x;y;z\",1\n\"p;q;r\",2\n"),
        (';', "1,5;2,5\n3,5;4,25\n"),
    ] {
        let sniffed = sniff(text.as_bytes(), &ReadOptions::default()).unwrap();
        assert_eq!(sniffed.dialect.delimiter, delimiter, "{text}");
    }
}

#[test]
fn a_single_quote_can_be_the_quote() {
    let read = read("a,b\n'x, y',1\n'it''s',2\n");
    assert_eq!(read.dialect.quote, '\'');
    assert_eq!(cells(&read, "a"), ["x, y", "it's"]);
}

#[test]
fn headers_are_detected() {
    for (header, text) in [
        (true, "a,b\n1,2\n"),
        (false, "1,2\n3,4\n"),
        (false, "5.1,3.5,setosa\n4.9,3.0,setosa\n6.2,3.4,virginica\n"),
        (true, "country,1990,1991,1992\nSpain,5,6,7\nPeru,1,2,3\n"),
        (true, "name,town\nAda,London\nBob,Leeds\n"),
        (false, "x,o\no,x\nx,x\no,o\n"),
        (false, "2024-01-01,5\n2024-01-02,6\n"),
    ] {
        let sniffed = sniff(text.as_bytes(), &ReadOptions::default()).unwrap();
        assert_eq!(sniffed.dialect.header, header, "{text}");
    }
    let unnamed = read("1,2\n3,4\n");
    assert_eq!(cells(&unnamed, "column_2"), ["2", "4"]);
    assert_eq!(unnamed.report.renamed, []);
}

#[test]
fn types_are_guessed() {
    let text = "n,exp,flag,yn,day,moment,level,words,zip,zero_one\n\
        1,1e3,true,y,2024-02-29,2024-01-01 12:30,low,one sentence,01234,0\n\
        -2.5,2E-3,FALSE,N,2024-03-01,2024-01-01T12:30:15.25+02:00,high,another one,99999,1\n\
        ,+7.,True,y,1969-12-31,2024-01-01 1:05:00 PM,low,and a third,00501,1\n\
        .5,-.1,false,n,2000/01/01,2024-01-01T00:00Z,high,this is the last,10001,0\n";
    use DType::{Boolean, Categorical, Datetime, Numeric, Text};
    assert_eq!(
        dtypes(text),
        [Numeric, Numeric, Boolean, Boolean, Datetime, Datetime, Categorical, Text, Text, Numeric]
    );
    let read = read(text);
    assert_eq!(cells(&read, "n"), ["1", "-2.5", "·", "0.5"]);
    assert_eq!(
        cells(&read, "moment"),
        ["2024-01-01T12:30:00", "2024-01-01T10:30:15.250", "2024-01-01T13:05:00", "2024-01-01"]
    );
    assert_eq!(cells(&read, "zip")[0], "01234");
}

#[test]
fn the_order_of_day_and_month_needs_evidence() {
    for (dtype, cell, text) in [
        (DType::Datetime, "2024-02-01", "d\n01/02/2024\n13/02/2024\n"),
        (DType::Datetime, "2024-01-02", "d\n01/02/2024\n02/13/2024\n"),
        (DType::Datetime, "2024-02-01", "d\n1.2.2024\n3.4.2024\n"),
        (DType::Text, "01/02/2024", "d\n01/02/2024\n03/04/2024\n05/06/2024\n"),
    ] {
        let read = read(text);
        assert_eq!(read.table.columns()[0].dtype(), dtype, "{text}");
        assert_eq!(cells(&read, "d")[0], cell, "{text}");
    }
}

#[test]
fn decimal_commas_and_thousands_are_understood() {
    let comma = read("a;b\n1.234,5;0,25\n-7;1.000.000\n");
    assert!(comma.dialect.decimal_comma);
    assert_eq!(
        (cells(&comma, "a"), cells(&comma, "b")),
        (vec!["1234.5".into(), "-7".into()], vec!["0.25".into(), "1000000".into()])
    );
    let point = read("a;b\n\"1,234.5\";0.25\n2;3\n");
    assert!(!point.dialect.decimal_comma);
    assert_eq!(cells(&point, "a"), ["1234.5", "2"]);
}

#[test]
fn missing_markers_are_missing_whatever_the_type_and_can_be_replaced() {
    let text = "n,s\n1,a\nNA,NA\n\"\",\"\"\nnull, ?\n-,-\n2,a\n";
    let default = read(text);
    assert_eq!(cells(&default, "n"), ["1", "·", "·", "·", "·", "2"]);
    assert_eq!(cells(&default, "s"), ["a", "·", "·", "·", "·", "a"]);
    assert_eq!(default.report.unparsed.count, 0);
    let options = ReadOptions { missing: Some(vec!["-999".into()]), ..ReadOptions::default() };
    let own = read_all(b"n,s\n-999,-999\n1,NA\n2,NA\n", &options).unwrap();
    assert_eq!(
        (cells(&own, "n"), cells(&own, "s")),
        (vec!["·".into(), "1".into(), "2".into()], vec!["·".into(), "NA".into(), "NA".into()])
    );
}

#[test]
fn names_become_distinct_and_hostile_ones_stay() {
    let read = read("a,a,,a_2,\"\"\"><script>\", b \n1,2,3,4,5,6\n");
    let names: Vec<&str> = read.table.columns().iter().map(|column| column.name()).collect();
    assert_eq!(names, ["a", "a_3", "column_3", "a_2", "\"><script>", "b"]);
    let renamed: Vec<(usize, &str, &str)> =
        read.report.renamed.iter().map(|r| (r.column, r.from.as_str(), r.to.as_str())).collect();
    assert_eq!(renamed, [(2, "a", "a_3"), (3, "", "column_3"), (6, " b ", "b")]);
}

#[test]
fn row_names_without_a_header_become_a_column() {
    let read = read("mpg,cyl\nMazda,21,6\nDatsun,22.8,4\nHornet,21.4,6\n");
    assert_eq!(cells(&read, "column_1"), ["Mazda", "Datsun", "Hornet"]);
    assert_eq!(cells(&read, "mpg"), ["21", "22.8", "21.4"]);
    assert_eq!(read.report.ragged.cut, 0);
}

#[test]
fn a_few_cells_of_another_type_are_reported_and_many_change_the_type() {
    let mut text = String::from("n\n");
    for row in 0..60 {
        text.push_str(if row % 30 == 7 { "odd\n" } else { "1.5\n" });
    }
    let few = read(&text);
    assert_eq!((few.table.columns()[0].dtype(), few.report.unparsed.count), (DType::Numeric, 2));
    let first = &few.report.unparsed.first[1];
    assert_eq!((first.row, first.line, first.column.as_str(), first.text.as_str()), (38, 39, "n", "odd"));
    assert_eq!(dtypes(&text.replacen("1.5", "odd", 1)), [DType::Categorical]);
}

#[test]
fn a_sample_that_misleads_is_corrected() {
    let mut text = String::from("was_n,was_flag,was_empty,was_date,code\n");
    while text.len() < 1 << 20 {
        text.push_str("12,yes,,2024-01-01,1000\n");
    }
    for row in 0..60_000 {
        text.push_str(["x,no,red,soon,0100\n", "12,maybe,blue,later,0200\n"][row % 2]);
    }
    let read = read(&text);
    assert!(read.table.columns().iter().all(|column| column.dtype() == DType::Categorical));
    let widened: Vec<(&str, Option<DType>)> =
        read.report.widened.iter().map(|w| (w.column.as_str(), w.from)).collect();
    assert_eq!(
        widened,
        [
            ("was_n", Some(DType::Numeric)),
            ("was_flag", Some(DType::Boolean)),
            ("was_date", Some(DType::Datetime)),
            ("code", Some(DType::Numeric))
        ]
    );
    assert_eq!(cells(&read, "was_empty").last().map(String::as_str), Some("blue"));
    assert_eq!(read.report.unparsed.count, 0);
}

#[test]
fn types_set_by_the_options_hold() {
    let typed = |dtype| {
        let options = ReadOptions { types: [("c".to_owned(), dtype)].into(), ..ReadOptions::default() };
        read_all(b"c,d\n007,1\n1,1\n1/2/2024,1\n", &options).unwrap()
    };
    assert_eq!(cells(&typed(DType::Numeric), "c"), ["7", "1", "·"]);
    assert_eq!(typed(DType::Numeric).report.unparsed.count, 1);
    assert_eq!(cells(&typed(DType::Boolean), "c"), ["·", "true", "·"]);
    assert_eq!(cells(&typed(DType::Datetime), "c"), ["·", "·", "2024-02-01"]);
    for dtype in [DType::Categorical, DType::Text] {
        let read = typed(dtype);
        assert_eq!(read.table.columns()[0].dtype(), dtype);
        assert_eq!(cells(&read, "c"), ["007", "1", "1/2/2024"]);
    }
}

#[test]
fn categories_with_too_many_levels_are_text() {
    let mut text = String::from("few,many\n");
    for row in 0..5000 {
        text.push_str(&format!("level {},level {}\n", row % 1000, row % 1001));
    }
    let read = read(&text);
    assert_eq!(dtypes(&text), [DType::Categorical, DType::Text]);
    assert_eq!(cells(&read, "many")[4999], format!("level {}", 4999 % 1001));
}

#[test]
fn one_row_and_one_column_work() {
    let one = read("a,b\n1,x\n");
    assert_eq!((one.table.n_rows(), one.table.n_columns()), (1, 2));
    let column = read("a\n1\n\n2");
    assert_eq!((cells(&column, "a"), column.report.blank_lines), (vec!["1".into(), "2".into()], 1));
    let empty = read("a,b\n,1\n,2\n");
    assert_eq!(cells(&empty, "a"), ["·", "·"]);
    assert_eq!(empty.table.columns()[0].values(), &Values::Numeric(vec![0.0, 0.0]));
}

#[test]
fn five_thousand_columns_work() {
    let mut text = (0..5000).map(|column| format!("c{column}")).collect::<Vec<_>>().join(",");
    for row in 0..40 {
        text.push('\n');
        text.push_str(&(0..5000).map(|column| (row * column % 97).to_string()).collect::<Vec<_>>().join(","));
    }
    let read = read(&text);
    assert_eq!((read.table.n_rows(), read.table.n_columns()), (40, 5000));
    assert_eq!(cells(&read, "c4999")[39], (39 * 4999 % 97).to_string());
}

#[test]
fn a_preview_shows_the_rows_as_they_are_written() {
    let text = "id;wert\n1;\"1,50\"\n2;NA\n3\n";
    let shown = preview(text.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(shown.rows, [["1", "1,50"], ["2", "NA"], ["3", ""]]);
    assert_eq!(shown.ragged_rows, 1);
    assert_eq!(shown.sniffed.columns[1].dtype, DType::Numeric);
    let overridden = ReadOptions { delimiter: Some(','), header: Some(false), ..ReadOptions::default() };
    let shown = preview(text.as_bytes(), &overridden).unwrap();
    assert_eq!(shown.rows[0], ["id;wert"]);
}

#[test]
fn options_have_readable_json_and_refuse_unknown_names() {
    let options: ReadOptions =
        serde_json::from_str(r#"{"encoding":"windows-1252","delimiter":";","types":{"a":"text"}}"#).unwrap();
    assert_eq!(options.types["a"], DType::Text);
    assert_eq!(serde_json::to_string(&ReadOptions::default()).unwrap(), "{}");
    assert!(serde_json::from_str::<ReadOptions>(r#"{"delimeter":";"}"#).is_err());
}
