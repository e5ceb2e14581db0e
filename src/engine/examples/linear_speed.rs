//! Milliseconds that linear models, naive Bayes, PCA and k-means work to fit 10,000 rows × 20 columns:
//! `cargo run --release -p engine --example linear_speed [-- ROWS]`. The same rows for
//! `tests/references/linear_speed.py`, which times scikit-learn, are written as CSV with `-- ROWS FILE`.
// The data is made here: what would fail is a mistake in this file.
#![allow(clippy::expect_used, clippy::panic, missing_docs)]

use std::fmt::Write as _;
use std::time::Instant;

use engine::models::{Target, Task, TrainSet, kind};
use engine::params::{ParamValue, Params};
use engine::progress::Silent;
use engine::rng::Rng;
use engine::steps::StepSpec;
use engine::table::{Column, Table};
use ndarray::Array2;

const COLUMNS: usize = 20;
const ROUNDS: usize = 30;

fn main() {
    let mut args = std::env::args().skip(1);
    let n = args.next().and_then(|rows| rows.parse().ok()).unwrap_or(10_000);
    let mut rng = Rng::new(1, "speed");
    let x = Array2::from_shape_simple_fn((n, COLUMNS), || rng.normal());
    let values: Vec<f64> = x
        .rows()
        .into_iter()
        .map(|row| {
            row.iter().take(10).enumerate().map(|(at, cell)| cell * (at + 1) as f64).sum::<f64>()
                + 10.0 * rng.normal()
        })
        .collect();
    let codes: Vec<u32> = values.iter().map(|value| u32::from(value + 10.0 * rng.normal() > 0.0)).collect();
    // Eight groups that touch each other.
    let middles = Array2::from_shape_simple_fn((8, COLUMNS), || 2.0 * rng.normal());
    let blobs =
        Array2::from_shape_fn((n, COLUMNS), |(row, column)| x[[row, column]] + middles[[row % 8, column]]);
    if let Some(file) = args.next() {
        let mut text = String::new();
        for ((row, blob), (value, code)) in
            x.rows().into_iter().zip(blobs.rows()).zip(values.iter().zip(&codes))
        {
            row.iter().chain(blob).for_each(|cell| write!(text, "{cell},").expect("to memory"));
            writeln!(text, "{value},{code}").expect("to memory");
        }
        std::fs::write(file, text).expect("a file that can be written");
    }
    let numbers = Target::Numbers(&values);
    let classes = Target::Classes { codes: &codes, n_classes: 2 };
    println!("{n} rows x {COLUMNS}; milliseconds, mean of {ROUNDS}");
    for (id, y) in [
        ("logistic_regression", classes),
        ("linear_regression", numbers),
        ("ridge", numbers),
        ("lasso", numbers),
        ("elastic_net", numbers),
        ("gaussian_nb", classes),
        ("linear_discriminant", classes),
    ] {
        let kind = kind(id).expect("a family");
        let params = kind.resolve(y.task(), &Params::new()).expect("defaults");
        let set = TrainSet::new(x.view(), y, 0);
        report(id, || drop(kind.fit(&params, &set, &mut Silent).expect("a model")));
    }
    let table = |x: &Array2<f64>| {
        let columns = (0..COLUMNS)
            .map(|at| Column::numeric(format!("x{at}"), x.column(at).iter().map(|cell| Some(*cell))));
        Table::new(columns.collect()).expect("a table")
    };
    let target = Column::numeric("y", values.iter().map(|value| Some(*value)));
    for (id, name, value, table) in
        [("pca", "n_components", 5, table(&x)), ("k_means", "n_clusters", 8, table(&blobs))]
    {
        let params = Params::from([(name.to_owned(), ParamValue::Int(value))]);
        let step = StepSpec { params, ..StepSpec::new(id) };
        report(id, || drop(step.fit(&table, &target, Task::Regression).expect("a step")));
    }
}

fn report(id: &str, mut work: impl FnMut()) {
    let start = (Instant::now(), worked());
    (0..ROUNDS).for_each(|_| work());
    let total = match (worked(), start.1) {
        (Some(now), Some(then)) => now - then,
        _ => start.0.elapsed().as_secs_f64() * 1e3,
    };
    println!("{id:22} {:8.2}", total / ROUNDS as f64);
}

/// Milliseconds that this thread has worked, where the system tells it: other work on the machine weighs
/// less on it than on the time that passes.
fn worked() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse::<f64>().ok().map(|nanoseconds| nanoseconds / 1e6)
}
