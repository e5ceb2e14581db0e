//! Runs preparation steps on the table that comes in on standard input and tells how long that took. It runs
//! natively and, compiled for WASI, in a browser; `cargo xtask bench steps` does both beside scikit-learn.
//!
//! `prepare_speed families` prints the ids of all steps. `prepare_speed '{"steps": [{"step": "scale"}]}'` fits every
//! step and applies it, `rounds` times, and prints one JSON object: the times of both together (`fit_ms`), of
//! applying what was learned once more (`predict_ms`), and the mean of all numeric cells (`score`), by which one
//! sees that others did the same.
//!
//! The table: a line of JSON with `rows` and `columns`, each a `name` and, for columns of text, `levels` and whether
//! they are `text`; then 64-bit numbers, the least byte first, column by column, codes for the columns with levels,
//! NaN where a cell is missing. The last column is the target, a class.
// What would fail is a mistake of the program that calls this one.
#![allow(clippy::expect_used, missing_docs)]

use std::io::Read;
use std::time::Instant;

use engine::models::Task;
use engine::steps::{self, StepSpec, TrainRows};
use engine::table::{Column, Mask, Table, TextValues, Values};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Header {
    rows: usize,
    columns: Vec<Head>,
}

#[derive(Deserialize)]
struct Head {
    name: String,
    #[serde(default)]
    levels: Vec<String>,
    #[serde(default)]
    text: bool,
    #[serde(default)]
    datetime: bool,
}

#[derive(Deserialize)]
struct Order {
    steps: Vec<StepSpec>,
    rounds: usize,
}

fn main() {
    let order = std::env::args().nth(1).expect("name what to do");
    if order == "families" {
        let steps: Vec<&str> = steps::CATALOGUE.iter().map(|kind| kind.id).collect();
        return println!("{}", json!({ "models": [], "steps": steps }));
    }
    let order: Order = serde_json::from_str(&order).expect("the order is JSON");
    let (features, target) = read();
    let (mut fitting, mut applying) = (Vec::new(), Vec::new());
    let mut mean = 0.0;
    for _ in 0..order.rounds {
        let start = Instant::now();
        let (mut table, mut answers) = (features.clone(), target.clone());
        let mut fitted = Vec::with_capacity(order.steps.len());
        for step in &order.steps {
            let fit = step.fit(&table, &answers, Task::Classification).expect("the step fits");
            match fit.rows {
                TrainRows::Changed(made) => table = made,
                TrainRows::Transformed => table = fit.step.transform(&table).expect("the step applies"),
                TrainRows::Kept(rows) => {
                    table = table.take(&rows);
                    answers = answers.take(&rows);
                }
                TrainRows::Made { table: made, target } => {
                    table = made;
                    answers = target;
                }
            }
            fitted.push(fit.step);
        }
        fitting.push(milliseconds(start));
        mean = mean_of_numbers(&table);
        let start = Instant::now();
        let mut table = features.clone();
        for step in &fitted {
            table = step.transform(&table).expect("the step applies");
        }
        applying.push(milliseconds(start));
    }
    println!("{}", json!({ "fit_ms": fitting, "predict_ms": applying, "score": mean, "warning": null }));
}

fn mean_of_numbers(table: &Table) -> f64 {
    let (mut sum, mut count) = (0.0, 0_usize);
    for column in table.columns() {
        if let Values::Numeric(values) = column.values() {
            sum += values.iter().sum::<f64>();
            count += column.mask().n_valid();
        }
    }
    sum / count.max(1) as f64
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

/// The features and the target.
fn read() -> (Table, Column) {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).expect("standard input can be read");
    let end = bytes.iter().position(|byte| *byte == b'\n').expect("the header ends with a line feed");
    let (head, body) = bytes.split_at(end);
    let header: Header = serde_json::from_slice(head).expect("the header is JSON");
    let (cells, _) = body[1..].as_chunks();
    let mut numbers = cells.iter().map(|cell| f64::from_le_bytes(*cell));
    let mut columns: Vec<Column> = Vec::with_capacity(header.columns.len());
    for head in &header.columns {
        let cells: Vec<f64> = numbers.by_ref().take(header.rows).collect();
        columns.push(column(head, &cells));
    }
    let target = columns.pop().expect("there is a target");
    (Table::new(columns).expect("the names differ"), target)
}

fn column(head: &Head, cells: &[f64]) -> Column {
    let known = |cell: f64| (!cell.is_nan()).then_some(cell);
    if head.datetime {
        let mask: Mask = cells.iter().map(|cell| !cell.is_nan()).collect();
        let values = cells.iter().map(|cell| known(*cell).unwrap_or(0.0) as i64).collect();
        return Column::new(&*head.name, Values::Datetime(values), mask);
    }
    if head.levels.is_empty() {
        return Column::numeric(&*head.name, cells.iter().map(|cell| known(*cell)));
    }
    let texts = || cells.iter().map(|cell| known(*cell).map(|code| head.levels[code as usize].as_str()));
    if !head.text {
        return Column::categorical(&*head.name, texts());
    }
    let mask: Mask = texts().map(|text| text.is_some()).collect();
    let values: TextValues = texts().map(|text| text.unwrap_or_default()).collect();
    Column::new(&*head.name, Values::Text(values), mask)
}
