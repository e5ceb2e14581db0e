//! What holds for any cells of the steps that clean.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use engine::models::Task;
use engine::params::ParamValue;
use engine::steps::{FittedStep, StepSpec, TrainRows};
use engine::table::{Column, DType, Mask, Table, TextValues, Values, datetime};
use proptest::prelude::*;

fn config() -> ProptestConfig {
    ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() }
}

fn numbers(cells: &[Option<f64>]) -> Table {
    Table::new(vec![Column::numeric("column", cells.iter().copied())]).unwrap()
}

fn texts(cells: &[String]) -> Table {
    let values = Values::Text(cells.iter().map(String::as_str).collect::<TextValues>());
    Table::new(vec![Column::new("column", values, Mask::all_valid(cells.len()))]).unwrap()
}

fn fit(id: &str, params: &[(&str, &str)], table: &Table) -> (FittedStep, TrainRows) {
    let params =
        params.iter().map(|(name, value)| ((*name).to_owned(), ParamValue::Text((*value).to_owned())));
    let spec = StepSpec { params: params.collect(), ..StepSpec::new(id) };
    let target = Column::numeric("target", (0..table.n_rows()).map(|_| Some(1.0)));
    let fit = spec.fit(table, &target, Task::Regression).unwrap();
    (fit.step, fit.rows)
}

fn transformed(id: &str, params: &[(&str, &str)], table: &Table) -> Table {
    fit(id, params, table).0.transform(table).unwrap()
}

fn cells(table: &Table) -> Vec<Option<String>> {
    let column = table.column("column").unwrap();
    (0..column.len()).map(|row| column.cell(row).map(|cell| cell.into_owned())).collect()
}

fn any_numbers() -> impl Strategy<Value = Vec<Option<f64>>> {
    prop::collection::vec(prop::option::weighted(0.8, -1e6..1e6_f64), 1..40)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_clipped_lies_in_the_range(cells in any_numbers(), a in -1e6..1e6_f64, b in -1e6..1e6_f64) {
        let (lower, upper) = (a.min(b), a.max(b));
        let ends = [lower.to_string(), upper.to_string()];
        for action in ["clip", "missing"] {
            let params = [("lower", ends[0].as_str()), ("upper", ends[1].as_str()), ("action", action)];
            let out = transformed("valid_range", &params, &numbers(&cells));
            let column = out.column("column").unwrap();
            for (row, before) in cells.iter().enumerate() {
                let after = column.number(row);
                let inside = before.filter(|value| lower <= *value && *value <= upper);
                prop_assert!(after.is_none_or(|value| lower <= value && value <= upper));
                prop_assert!(inside.is_none() || after == inside);
                prop_assert_eq!(after.is_some(), before.is_some() && (inside.is_some() || action == "clip"));
            }
        }
    }

    #[test]
    fn outliers_that_are_clipped_or_removed_are_none_afterwards(mut cells in any_numbers()) {
        cells.push(Some(1.0));
        let table = numbers(&cells);
        for method in ["iqr", "zscore", "mad"] {
            let (clip, _) = fit("outliers", &[("method", method), ("action", "clip")], &table);
            let (mark, _) = fit("outliers", &[("method", method), ("action", "flag")], &table);
            let flags = mark.transform(&clip.transform(&table).unwrap()).unwrap();
            let flags = flags.column("column_outlier").unwrap();
            prop_assert!((0..flags.len()).all(|row| flags.number(row) == Some(0.0)));
            let (_, rows) = fit("outliers", &[("method", method)], &table);
            let marked = mark.transform(&table).unwrap();
            let marked = marked.column("column_outlier").unwrap();
            let usual: Vec<u32> = (0..).take(cells.len()).filter(|row| marked.number(*row as usize) == Some(0.0)).collect();
            prop_assert_eq!(rows, TrainRows::Kept(usual));
        }
    }

    #[test]
    fn tidying_twice_is_tidying_once(cells_of in prop::collection::vec("\\PC{0,12}|[ \\ta\u{301}eﬁＡßİσς.'-]{0,10}", 1..20)) {
        let table = texts(&cells_of);
        for case in ["keep", "lower", "upper"] {
            for normalize in ["NFC", "NFKC"] {
                let params = [("case", case), ("normalize", normalize)];
                let once = transformed("clean_text", &params, &table);
                if once.column("column").unwrap().mask().n_valid() > 0 {
                    prop_assert_eq!(cells(&transformed("clean_text", &params, &once)), cells(&once));
                }
            }
        }
    }

    #[test]
    fn replacing_plain_text_is_what_the_standard_library_does(
        cells_of in prop::collection::vec("[ab$.*1]{0,12}", 1..20), pattern in "[ab$.*1]{1,3}", put in "[ab$1]{0,3}",
    ) {
        let out = transformed("replace", &[("pattern", &pattern), ("replacement", &put)], &texts(&cells_of));
        let expected: Vec<Option<String>> =
            cells_of.iter().map(|cell| Some(cell.replace(&pattern, &put)).filter(|cell| !cell.is_empty())).collect();
        prop_assert_eq!(cells(&out), expected);
    }

    #[test]
    fn a_number_that_was_written_is_read_back(values in prop::collection::vec(any::<f64>(), 1..20)) {
        let values: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
        let written: Vec<String> = values.iter().map(|value| format!(" {value} $")).collect();
        let out = transformed("parse_numbers", &[], &texts(&written));
        let column = out.column("column").unwrap();
        for (row, value) in values.iter().enumerate() {
            prop_assert_eq!(column.number(row), Some(*value));
        }
        let swapped: Vec<String> = values.iter().map(|value| format!("{value:e}").replace('.', ",")).collect();
        let out = transformed("parse_numbers", &[("decimal", "comma")], &texts(&swapped));
        for (row, value) in values.iter().enumerate() {
            prop_assert_eq!(out.column("column").unwrap().number(row), Some(*value));
        }
    }

    /// From the year 1 to the year 9999.
    #[test]
    fn a_moment_that_was_written_is_read_back(moments in prop::collection::vec(-62_135_596_800_000..253_402_300_800_000_i64, 1..20)) {
        for (format, unit) in [
            ("%Y-%m-%d", 86_400_000),
            ("%Y-%m-%dT%H:%M:%S", 1000),
            ("%Y-%m-%dT%H:%M:%S.%f", 1),
        ] {
            let whole: Vec<i64> = moments.iter().map(|moment| moment.div_euclid(unit) * unit).collect();
            let written: Vec<String> = whole.iter().map(|moment| written(*moment, unit)).collect();
            let out = transformed("parse_dates", &[("format", format)], &texts(&written));
            let column = out.column("column").unwrap();
            prop_assert_eq!(column.dtype(), DType::Datetime);
            prop_assert_eq!(column.values(), &Values::Datetime(whole));
        }
    }

    #[test]
    fn filling_in_keeps_what_is_there_and_leaves_no_gap(columns in prop::collection::vec(prop::collection::vec(prop::option::weighted(0.6, -100.0..100.0_f64), 12), 1..5)) {
        let named = columns.iter().enumerate().map(|(at, cells)| {
            // One value at least to learn from.
            let cells = cells.iter().enumerate().map(|(row, cell)| if row == at { Some(1.0) } else { *cell });
            Column::numeric(format!("x{at}"), cells)
        });
        let table = Table::new(named.collect()).unwrap();
        for id in ["knn_impute", "iterative_impute"] {
            let out = transformed(id, &[], &table);
            for (before, after) in table.columns().iter().zip(out.columns()) {
                prop_assert_eq!(after.mask().n_missing(), 0);
                prop_assert!((0..12).all(|row| before.number(row).is_none_or(|cell| after.number(row) == Some(cell))));
            }
        }
    }
}

/// In full, where ISO text leaves out what is zero.
fn written(moment: i64, unit: i64) -> String {
    let day = datetime::format(moment.div_euclid(86_400_000) * 86_400_000);
    let of_day = moment.rem_euclid(86_400_000);
    let (hour, minute, second) = (of_day / 3_600_000, of_day / 60_000 % 60, of_day / 1000 % 60);
    match unit {
        1 => format!("{day}T{hour:02}:{minute:02}:{second:02}.{:03}", of_day % 1000),
        1000 => format!("{day}T{hour:02}:{minute:02}:{second:02}"),
        _ => day,
    }
}
