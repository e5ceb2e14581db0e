//! Fits one model on the rows that come in on standard input, tells how long that took and how good
//! the model is. It runs natively and, compiled for WASI, in a browser; `cargo xtask bench models` does
//! both beside scikit-learn.
//!
//! `fit_speed families` prints the ids of all models and steps. `fit_speed '{"kind": "ridge"}'` fits;
//! besides `kind`, `params` and `seed` it understands `"step": true` for a preparation step, `rounds`
//! (how often to fit), and prints one JSON object.
//!
//! The rows: a line of JSON with `rows`, `test`, `columns` and `classes` (0 for numbers); then 64-bit
//! numbers, the least byte first: the training features row by row, their answers, the same of the test.
// What would fail is a mistake of the program that calls this one.
#![allow(clippy::expect_used, clippy::panic, missing_docs)]

use std::io::Read;
use std::time::Instant;

use engine::models::{self, FittedModel, Output, Target, Task, TrainSet};
use engine::params::Params;
use engine::progress::Silent;
use engine::steps::{self, StepSpec};
use engine::table::{Column, Table};
use ndarray::{Array2, ArrayView1};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Header {
    rows: usize,
    test: usize,
    columns: usize,
    classes: usize,
}

#[derive(Deserialize)]
struct Order {
    kind: String,
    #[serde(default)]
    params: Params,
    #[serde(default)]
    seed: u64,
    #[serde(default)]
    step: bool,
    #[serde(default = "once")]
    rounds: usize,
}

fn once() -> usize {
    1
}

/// Rows with their answers.
struct Part {
    x: Array2<f64>,
    numbers: Vec<f64>,
    codes: Vec<u32>,
}

fn main() {
    let order = std::env::args().nth(1).expect("name what to fit");
    if order == "families" {
        let models: Vec<&str> = models::CATALOGUE.iter().map(|kind| kind.id).collect();
        let steps: Vec<&str> = steps::CATALOGUE.iter().map(|kind| kind.id).collect();
        return println!("{}", json!({ "models": models, "steps": steps }));
    }
    let order: Order = serde_json::from_str(&order).expect("the order is JSON");
    let (header, train, test) = read();
    let result = match order.step {
        true => prepare(&order, &train),
        false => learn(&order, &header, &train, &test),
    };
    let mut line = result;
    line["peak_bytes"] = json!(peak_bytes());
    println!("{line}");
}

/// Fits a model `rounds` times; the times of fitting and of predicting the test rows.
fn learn(order: &Order, header: &Header, train: &Part, test: &Part) -> serde_json::Value {
    let kind = models::kind(&order.kind).expect("the model is in the catalogue");
    let y = match header.classes {
        0 => Target::Numbers(&train.numbers),
        n_classes => Target::Classes { codes: &train.codes, n_classes },
    };
    let params = kind.resolve(y.task(), &order.params).expect("the parameters are in their domains");
    let set = TrainSet::new(train.x.view(), y, order.seed);
    let (mut fitting, mut predicting) = (Vec::new(), Vec::new());
    let mut last: Option<(FittedModel, Output)> = None;
    for _ in 0..order.rounds {
        let start = Instant::now();
        let model = kind.fit(&params, &set, &mut Silent).expect("the model fits");
        fitting.push(milliseconds(start));
        let start = Instant::now();
        let output = model.predict(test.x.view()).expect("the model predicts");
        predicting.push(milliseconds(start));
        last = Some((model, output));
    }
    let (model, output) = last.expect("there is a round");
    let score = match output {
        Output::Classes { codes, .. } => accuracy(&test.codes, &codes),
        Output::Numbers(predicted) => r2(&test.numbers, &predicted),
    };
    json!({ "fit_ms": fitting, "predict_ms": predicting, "score": score, "warning": model.warning() })
}

/// Fits a preparation step `rounds` times; the times of fitting and of applying it.
fn prepare(order: &Order, train: &Part) -> serde_json::Value {
    let columns = train.x.columns().into_iter().enumerate();
    let columns = columns.map(|(at, values)| numeric(&format!("x{at}"), values)).collect();
    let table = Table::new(columns).expect("the names differ");
    let target = numeric("target", ArrayView1::from(train.numbers.as_slice()));
    let spec = StepSpec { params: order.params.clone(), ..StepSpec::new(&order.kind) };
    let (mut fitting, mut applying) = (Vec::new(), Vec::new());
    for _ in 0..order.rounds {
        let start = Instant::now();
        let fit = spec.fit(&table, &target, Task::Regression).expect("the step fits");
        fitting.push(milliseconds(start));
        let start = Instant::now();
        fit.step.transform(&table).expect("the step applies");
        applying.push(milliseconds(start));
    }
    json!({ "fit_ms": fitting, "predict_ms": applying, "score": null, "warning": null })
}

fn numeric(name: &str, values: ArrayView1<f64>) -> Column {
    Column::numeric(name, values.iter().map(|value| Some(*value)))
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

fn accuracy(truth: &[u32], predicted: &[u32]) -> f64 {
    let hits = truth.iter().zip(predicted).filter(|(truth, predicted)| truth == predicted).count();
    hits as f64 / truth.len() as f64
}

fn r2(truth: &[f64], predicted: &[f64]) -> f64 {
    let mean = truth.iter().sum::<f64>() / truth.len() as f64;
    let left: f64 = truth.iter().zip(predicted).map(|(truth, predicted)| (truth - predicted).powi(2)).sum();
    1.0 - left / truth.iter().map(|truth| (truth - mean).powi(2)).sum::<f64>()
}

fn read() -> (Header, Part, Part) {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).expect("standard input can be read");
    let end = bytes.iter().position(|byte| *byte == b'\n').expect("the header ends with a line feed");
    let (head, body) = bytes.split_at(end);
    let header: Header = serde_json::from_slice(head).expect("the header is JSON");
    let (cells, _) = body[1..].as_chunks();
    let mut numbers = cells.iter().map(|cell| f64::from_le_bytes(*cell));
    let task = if header.classes == 0 { Task::Regression } else { Task::Classification };
    let mut part = |rows: usize| {
        let cells: Vec<f64> = numbers.by_ref().take(rows * header.columns).collect();
        let x = Array2::from_shape_vec((rows, header.columns), cells).expect("no cell is missing");
        let answers: Vec<f64> = numbers.by_ref().take(rows).collect();
        let codes = match task {
            Task::Classification => answers.iter().map(|answer| *answer as u32).collect(),
            Task::Regression => Vec::new(),
        };
        Part { x, numbers: answers, codes }
    };
    let (train, test) = (part(header.rows), part(header.test));
    (header, train, test)
}

/// The most memory the process had, where the system tells it; a browser's caller looks for itself.
fn peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
