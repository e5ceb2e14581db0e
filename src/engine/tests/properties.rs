//! What holds for any rows: of splits, of metrics, and of every family's probabilities.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use engine::evaluate::{MetricValue, classification, regression};
use engine::models::{CATALOGUE, Output, Target, Task, TrainSet};
use engine::params::{ParamValue, Params};
use engine::pipeline::PipelineSpec;
use engine::progress::Silent;
use engine::rng::Rng;
use engine::run::run;
use engine::split::SplitSpec;
use engine::table::{Column, Table};
use ndarray::{Array2, Axis};
use proptest::prelude::*;
use serde_json::json;

const CLASSES: [&str; 3] = ["a", "b", "c"];

/// Tests that fit models are slow where the compiler does not optimise.
fn few() -> ProptestConfig {
    ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() }
}

fn names() -> Vec<String> {
    CLASSES.map(str::to_owned).to_vec()
}

/// Shares of the classes by their weights.
fn shares(weights: &[[u8; 3]]) -> Array2<f64> {
    let mut shares = Array2::from_shape_fn((weights.len(), 3), |(row, class)| f64::from(weights[row][class]));
    for mut row in shares.rows_mut() {
        let sum = row.sum();
        row.mapv_inplace(|weight| weight / sum);
    }
    shares
}

/// The metrics of predicted classes, taking the rows in `order`.
fn of_classes(rows: &[(u32, u32, [u8; 3])], order: &[usize]) -> Vec<MetricValue> {
    let truth: Vec<u32> = order.iter().map(|row| rows[*row].0).collect();
    let predicted: Vec<u32> = order.iter().map(|row| rows[*row].1).collect();
    let weights: Vec<[u8; 3]> = order.iter().map(|row| rows[*row].2).collect();
    classification(&names(), &truth, &predicted, Some(shares(&weights).view())).metrics
}

/// The metrics of predicted numbers, taking the rows in `order`.
fn of_numbers(rows: &[(f64, f64)], order: &[usize]) -> Vec<MetricValue> {
    let (truth, predicted): (Vec<f64>, Vec<f64>) = order.iter().map(|row| rows[*row]).unzip();
    regression(&truth, &predicted).metrics
}

/// Rounding in sums of another order, and no more.
fn alike(before: &[MetricValue], after: &[MetricValue]) -> Result<(), TestCaseError> {
    prop_assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(after) {
        match (before.value, after.value) {
            (Some(a), Some(b)) => {
                prop_assert!((a - b).abs() <= 1e-9 * a.abs().max(1.0), "{}: {a} and {b}", before.name);
            }
            (a, b) => prop_assert_eq!(a, b, "{}", &before.name),
        }
    }
    Ok(())
}

fn shuffled(rows: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows).collect();
    Rng::new(seed, "order").shuffle(&mut order);
    order
}

fn class_row() -> impl Strategy<Value = (u32, u32, [u8; 3])> {
    (0_u32..3, 0_u32..3, [1_u8..9, 0_u8..9, 0_u8..9])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_does_not_change_a_metric_of_classes(
        rows in prop::collection::vec(class_row(), 1..60), seed in any::<u64>(),
    ) {
        let as_they_stand: Vec<usize> = (0..rows.len()).collect();
        alike(&of_classes(&rows, &as_they_stand), &of_classes(&rows, &shuffled(rows.len(), seed)))?;
    }

    #[test]
    fn rows_that_stand_twice_do_not_change_a_metric_of_classes(
        rows in prop::collection::vec(class_row(), 1..60),
    ) {
        let once: Vec<usize> = (0..rows.len()).collect();
        let twice = [once.as_slice(), once.as_slice()].concat();
        alike(&of_classes(&rows, &once), &of_classes(&rows, &twice))?;
    }

    #[test]
    fn the_order_of_rows_does_not_change_a_metric_of_numbers(
        rows in prop::collection::vec((-1e3_f64..1e3, -1e3_f64..1e3), 2..60), seed in any::<u64>(),
    ) {
        let as_they_stand: Vec<usize> = (0..rows.len()).collect();
        alike(&of_numbers(&rows, &as_they_stand), &of_numbers(&rows, &shuffled(rows.len(), seed)))?;
    }

    #[test]
    fn rows_that_stand_twice_do_not_change_a_metric_of_numbers(
        rows in prop::collection::vec((-1e3_f64..1e3, -1e3_f64..1e3), 2..60),
    ) {
        let once: Vec<usize> = (0..rows.len()).collect();
        let twice = [once.as_slice(), once.as_slice()].concat();
        alike(&of_numbers(&rows, &once), &of_numbers(&rows, &twice))?;
    }

    #[test]
    fn every_part_of_a_split_has_its_share(
        counts in [8_usize..60, 8_usize..60, 0_usize..4],
        parts in [3_u32..8, 1_u32..4, 1_u32..4],
        stratified in any::<bool>(),
        seed in any::<u32>(),
    ) {
        let [a, b, missing] = counts;
        let total = f64::from(parts.iter().sum::<u32>());
        let [train, validation, test] = parts.map(|part| f64::from(part) / total);
        let labels = [vec![Some("a"); a], vec![Some("b"); b], vec![None; missing]].concat();
        let rows = labels.len();
        let columns = vec![
            Column::numeric("x", (0..rows).map(|row| Some(row as f64))),
            Column::categorical("y", labels),
        ];
        let table = Table::new(columns).unwrap();
        let split = json!({
            "method": if stratified { "stratified" } else { "random" },
            "train": train, "validation": validation, "test": test, "seed": seed,
        });
        let split: SplitSpec = serde_json::from_value(split).unwrap();
        let spec = PipelineSpec { split, ..PipelineSpec::new("y", "dummy") };
        let report = run(&table, &spec, true, &mut Silent).unwrap().report;
        let sizes = &report.sizes;
        prop_assert_eq!(sizes.train + sizes.validation + sizes.test, a + b);
        prop_assert_eq!(sizes.unlabelled, missing);
        // Each class is rounded by itself, and no part that wants rows is left without.
        let classes = if stratified { 2.0 } else { 1.0 };
        for (size, share) in [(sizes.train, train), (sizes.validation, validation), (sizes.test, test)] {
            prop_assert!((size as f64 - share * (a + b) as f64).abs() <= classes + 1e-9, "{sizes:?}");
        }
    }
}

/// Small forests and few rounds, so that many rows can be tried.
fn quick(params: &[engine::params::ParamSpec]) -> Params {
    let few = |name: &str| params.iter().any(|spec| spec.name == name);
    let wanted = [("n_estimators", 5), ("max_iter", 20)];
    wanted
        .into_iter()
        .filter(|(name, _)| few(name))
        .map(|(name, value)| (name.to_owned(), ParamValue::Int(value)))
        .collect()
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn probabilities_sum_to_one_for_every_family(
        cells in prop::collection::vec(-4_i8..5, 60..200),
        columns in 1_usize..5,
        scale in prop::sample::select(vec![1e-6, 0.5, 1.0, 1e6]),
        n_classes in 2_usize..5,
        seed in any::<u64>(),
    ) {
        let rows = cells.len() / (columns + 1);
        // What some families ask for: counts.
        let x = Array2::from_shape_fn((rows, columns), |(row, column)| {
            f64::from(cells[row * columns + column] + 4) * scale
        });
        let codes: Vec<u32> =
            (0..rows).map(|row| cells[rows * columns + row].unsigned_abs() as u32 % n_classes as u32).collect();
        prop_assume!(codes.iter().any(|code| *code != codes[0]));
        let half = x.select(Axis(0), &(0..rows / 2).collect::<Vec<_>>());
        for kind in CATALOGUE.iter().filter(|kind| kind.tasks.contains(&Task::Classification)) {
            let params = kind.resolve(Task::Classification, &quick(kind.params(Task::Classification))).unwrap();
            let set = TrainSet::new(x.view(), Target::Classes { codes: &codes, n_classes }, seed);
            // What a family cannot learn from, it says; what it learned gives whole shares.
            let Ok(model) = kind.fit(&params, &set, &mut Silent) else { continue };
            let Output::Classes { codes, probabilities } = model.predict(half.view()).unwrap() else {
                panic!("{} predicts numbers for classes", kind.id);
            };
            prop_assert!(codes.iter().all(|code| (*code as usize) < n_classes), "{}", kind.id);
            let Some(shares) = probabilities else { continue };
            for row in shares.rows() {
                prop_assert!((row.sum() - 1.0).abs() < 1e-9, "{}: {row}", kind.id);
                prop_assert!(row.iter().all(|share| (0.0..=1.0).contains(share)), "{}: {row}", kind.id);
            }
        }
    }
}
