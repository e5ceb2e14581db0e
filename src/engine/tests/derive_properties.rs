//! What holds of new and bent columns for any numbers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use engine::models::Task;
use engine::params::ParamValue;
use engine::steps::{FittedStep, StepSpec};
use engine::table::{Column, Mask, Table, Values};
use proptest::prelude::*;

fn text(value: &str) -> ParamValue {
    ParamValue::Text(value.to_owned())
}

fn fit(id: &str, params: &[(&str, ParamValue)], table: &Table) -> FittedStep {
    let params = params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let target = Column::numeric("target", (0..table.n_rows()).map(|row| Some(row as f64)));
    StepSpec { params, ..StepSpec::new(id) }.fit(table, &target, Task::Regression).unwrap().step
}

fn numbers(name: &str, cells: &[f64]) -> Table {
    Table::new(vec![Column::numeric(name, cells.iter().copied().map(Some))]).unwrap()
}

/// The cells of the only column.
fn cells(step: &FittedStep, table: &Table) -> Vec<Option<f64>> {
    let out = step.transform(table).unwrap();
    (0..out.n_rows()).map(|row| out.columns()[0].number(row)).collect()
}

/// Numbers of very different sizes, some of them equal.
fn number() -> impl Strategy<Value = f64> {
    let sizes = prop::sample::select(vec![1e-12, 1.0, 100.0, 1e9]);
    prop_oneof![
        (-50_i8..50).prop_map(f64::from),
        (any::<i16>(), sizes).prop_map(|(n, size)| f64::from(n) * size)
    ]
}

/// Every step that bends or bins single numbers.
fn bends() -> Vec<(&'static str, Vec<(&'static str, ParamValue)>)> {
    vec![
        ("scale", vec![("method", text("max_abs"))]),
        ("scale", vec![("method", text("robust"))]),
        ("power_transform", vec![]),
        ("power_transform", vec![("standardize", ParamValue::Bool(false))]),
        ("quantile_transform", vec![("n_quantiles", ParamValue::Int(10))]),
        ("quantile_transform", vec![("output_distribution", text("normal"))]),
        ("bin", vec![("n_bins", ParamValue::Int(4))]),
        ("bin", vec![("strategy", text("uniform"))]),
        ("bin", vec![("strategy", text("kmeans"))]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bent_numbers_keep_their_order(
        train in prop::collection::vec(number(), 2..60), mut rest in prop::collection::vec(number(), 2..40),
    ) {
        rest.sort_by(f64::total_cmp);
        for (id, params) in bends() {
            let step = fit(id, &params, &numbers("x", &train));
            let bent: Vec<f64> = cells(&step, &numbers("x", &rest)).into_iter().flatten().collect();
            // Rounding may turn two neighbours round.
            let slack = 1e-9 * bent.iter().fold(1.0_f64, |most, value| most.max(value.abs()));
            prop_assert!(bent.windows(2).all(|pair| pair[0] <= pair[1] + slack), "{id} {params:?}: {bent:?}");
        }
    }

    #[test]
    fn the_order_of_training_rows_does_not_matter(train in prop::collection::vec(number(), 2..60)) {
        let turned: Vec<f64> = train.iter().rev().copied().collect();
        for (id, params) in bends() {
            let (one, other) = (fit(id, &params, &numbers("x", &train)), fit(id, &params, &numbers("x", &turned)));
            let table = numbers("x", &train);
            for (a, b) in cells(&one, &table).into_iter().zip(cells(&other, &table)) {
                let near = a.zip(b).is_none_or(|(a, b)| (a - b).abs() <= 1e-6 * a.abs().max(1.0));
                prop_assert!(near, "{id} {params:?}: {a:?} {b:?}");
            }
        }
    }

    #[test]
    fn shares_and_bins_stay_in_their_range(
        train in prop::collection::vec(number(), 1..60), rest in prop::collection::vec(number(), 1..40),
    ) {
        for (id, params) in bends() {
            let most = match id {
                "quantile_transform" if params.iter().any(|(name, _)| *name == "n_quantiles") => 1.0,
                "bin" => 4.0,
                _ => continue,
            };
            let found = cells(&fit(id, &params, &numbers("x", &train)), &numbers("x", &rest));
            prop_assert!(found.iter().all(|cell| cell.is_some_and(|value| (0.0..=most).contains(&value))));
        }
    }

    #[test]
    fn rows_brought_to_one_length_have_it(rows in prop::collection::vec((number(), number(), number()), 1..30)) {
        let column = |name: &str, of: fn(&(f64, f64, f64)) -> f64| {
            Column::numeric(name, rows.iter().map(|row| Some(of(row))))
        };
        let table = Table::new(vec![column("a", |r| r.0), column("b", |r| r.1), column("c", |r| r.2)]).unwrap();
        for norm in ["l1", "l2", "max"] {
            let out = fit("normalize", &[("norm", text(norm))], &table).transform(&table).unwrap();
            for (row, cells) in rows.iter().enumerate() {
                let sizes = out.columns().iter().map(|column| column.number(row).unwrap().abs());
                let size = match norm {
                    "l1" => sizes.sum::<f64>(),
                    "l2" => sizes.map(|size| size * size).sum::<f64>().sqrt(),
                    _ => sizes.fold(0.0, f64::max),
                };
                let zeros = *cells == (0.0, 0.0, 0.0);
                prop_assert!((size - f64::from(u8::from(!zeros))).abs() < 1e-12, "{norm}: {size} of {cells:?}");
            }
        }
    }

    /// Times may repeat and be missing: only strictly earlier rows of the same series are looked at.
    #[test]
    fn looking_back_is_what_a_search_through_all_training_rows_finds(
        rows in prop::collection::vec((prop::option::weighted(0.9, 0_i64..25), 0_u8..3, prop::option::of(-9_i8..9)), 1..50),
        period in 1_usize..4,
    ) {
        let shop = ["a", "b", "c"];
        let times: Mask = rows.iter().map(|(time, ..)| time.is_some()).collect();
        let table = Table::new(vec![
            Column::new("time", Values::Datetime(rows.iter().map(|row| row.0.unwrap_or(0)).collect()), times),
            Column::categorical("shop", rows.iter().map(|row| Some(shop[row.1 as usize]))),
            Column::numeric("x", rows.iter().map(|row| row.2.map(f64::from))),
        ])
        .unwrap();
        let group = ("group", text("shop"));
        let periods = ("periods", text(&period.to_string()));
        let lag = fit("lag", &[group.clone(), periods], &table).transform(&table).unwrap();
        let window = [("window", ParamValue::Int(period as i64)), ("min_periods", ParamValue::Int(1))];
        let sum = [("statistic", text("sum")), group].into_iter().chain(window).collect::<Vec<_>>();
        let rolling = fit("rolling", &sum, &table).transform(&table).unwrap();
        for (row, (time, shop, _)) in rows.iter().enumerate() {
            let mut before: Vec<(i64, usize)> = rows
                .iter()
                .enumerate()
                .filter(|(_, other)| other.1 == *shop && time.is_some() && other.0.is_some() && other.0 < *time)
                .map(|(at, other)| (other.0.unwrap(), at))
                .collect();
            before.sort_unstable();
            let value = |(_, at): &(i64, usize)| rows[*at].2.map(f64::from);
            let expected = before.len().checked_sub(period).and_then(|at| value(&before[at]));
            prop_assert_eq!(lag.columns().last().unwrap().number(row), expected);
            let window: Vec<f64> = before.iter().rev().take(period).filter_map(value).collect();
            let expected = (!window.is_empty()).then(|| window.iter().sum::<f64>());
            prop_assert_eq!(rolling.columns().last().unwrap().number(row), expected);
        }
    }
}
