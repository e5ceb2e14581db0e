//! Reads 12 columns of mixed types, with quotes and missing cells, beside the `csv` crate with typed
//! columns, in turns in one run:
//! `cargo run --release -p engine --example read_speed [-- ROWS]`.
// The data is made here: what would fail is a mistake in this file.
#![allow(clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::HashMap;
use std::time::{Duration, Instant};

use engine::rng::Rng;
use engine::table::read::{Outcome, ReadOptions, Reader};

const CHUNK: usize = 1 << 16;
const ROUNDS: usize = 5;

fn main() {
    let rows = std::env::args().nth(1).and_then(|rows| rows.parse().ok()).unwrap_or(1_080_000);
    let data = make(rows);
    let megabytes = data.len() as f64 / 1e6;
    println!("{megabytes:.1} MB, {rows} rows x 12 columns; MB/s");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        let (time, sum, table_bytes) = read_ours(&data);
        let (their_time, their_sum) = read_csv_crate(&data);
        assert!((sum - their_sum).abs() <= 1e-9 * sum.abs(), "the two read different numbers");
        ours.push(megabytes / time.as_secs_f64());
        theirs.push(megabytes / their_time.as_secs_f64());
        println!(
            "round {round}: engine {:6.0}   csv crate {:6.0}   (table {:.1} MB)",
            ours[round - 1],
            theirs[round - 1],
            table_bytes as f64 / 1e6
        );
    }
    println!("median:  engine {:6.0}   csv crate {:6.0}", median(&mut ours), median(&mut theirs));
    if let Some(peak) = peak_kilobytes() {
        println!("peak memory of the process: {:.0} MB, the data of {megabytes:.0} MB among it", peak / 1e3);
    }
}

/// Time that this thread worked, where the system tells it; else time that passed. Other work on the
/// machine weighs less on the first.
struct Clock {
    start: Instant,
    worked: Option<Duration>,
}

impl Clock {
    fn start() -> Self {
        Self { start: Instant::now(), worked: Self::worked() }
    }

    fn elapsed(&self) -> Duration {
        match (Self::worked(), self.worked) {
            (Some(now), Some(then)) => now - then,
            _ => self.start.elapsed(),
        }
    }

    fn worked() -> Option<Duration> {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        Some(Duration::from_nanos(text.split_whitespace().next()?.parse().ok()?))
    }
}

fn median(speeds: &mut [f64]) -> f64 {
    speeds.sort_by(f64::total_cmp);
    speeds[speeds.len() / 2]
}

/// The high-water mark, where the system tells it.
fn peak_kilobytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn read_ours(data: &[u8]) -> (Duration, f64, usize) {
    let start = Clock::start();
    let mut reader = Reader::new(&ReadOptions::default());
    for chunk in data.chunks(CHUNK) {
        reader.push(chunk).expect("the data is well formed");
    }
    let Outcome::Done(read) = reader.finish().expect("the data is well formed") else {
        panic!("the sample is like the rest");
    };
    let time = start.elapsed();
    let sum = read
        .table
        .columns()
        .iter()
        .filter(|c| c.name().starts_with("num"))
        .map(|column| (0..column.len()).filter_map(|row| column.number(row)).sum::<f64>());
    (time, sum.sum(), read.table.heap_bytes())
}

enum Typed {
    Numbers(Vec<Option<f64>>),
    Codes(Vec<Option<u32>>, HashMap<Vec<u8>, u32>),
    Flags(Vec<Option<bool>>),
    Texts(Vec<u8>, Vec<usize>),
}

/// The `csv` crate's byte records, each cell parsed into a column of its type.
fn read_csv_crate(data: &[u8]) -> (Duration, f64) {
    let start = Clock::start();
    let mut reader = csv::Reader::from_reader(data);
    let headers = reader.byte_headers().expect("the data is well formed").clone();
    let mut columns: Vec<Typed> = headers
        .iter()
        .map(|name| match &name[..3] {
            b"num" => Typed::Numbers(Vec::new()),
            b"cat" => Typed::Codes(Vec::new(), HashMap::new()),
            b"boo" => Typed::Flags(Vec::new()),
            _ => Typed::Texts(Vec::new(), Vec::new()),
        })
        .collect();
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).expect("the data is well formed") {
        for (cell, column) in record.iter().zip(&mut columns) {
            match column {
                Typed::Numbers(values) => {
                    values.push(std::str::from_utf8(cell).ok().and_then(|cell| cell.parse().ok()));
                }
                Typed::Codes(codes, levels) => codes.push((!cell.is_empty()).then(|| {
                    let next = levels.len() as u32;
                    match levels.get(cell) {
                        Some(code) => *code,
                        None => *levels.entry(cell.to_vec()).or_insert(next),
                    }
                })),
                Typed::Flags(values) => values.push((!cell.is_empty()).then_some(cell == b"true")),
                Typed::Texts(bytes, ends) => {
                    bytes.extend_from_slice(cell);
                    ends.push(bytes.len());
                }
            }
        }
    }
    let time = start.elapsed();
    let sum = columns.iter().map(|column| match column {
        Typed::Numbers(values) => values.iter().flatten().sum::<f64>(),
        Typed::Codes(..) | Typed::Flags(_) | Typed::Texts(..) => 0.0,
    });
    (time, sum.sum())
}

/// The same bytes for the same number of rows.
fn make(rows: usize) -> Vec<u8> {
    use std::io::Write;
    const CITIES: [&str; 12] = [
        "Berlin",
        "Paris",
        "\"Washington, DC\"",
        "Lima",
        "Nairobi",
        "Oslo",
        "\"St. John's, NL\"",
        "Quito",
        "Zürich",
        "Hanoi",
        "\"The \"\"Big\"\" Apple\"",
        "Rome",
    ];
    let mut rng = Rng::new(42, "read_speed");
    let mut out = Vec::with_capacity(rows * 105);
    out.extend_from_slice(
        b"num_id,num_age,num_income,num_score,num_ratio,num_delta,cat_city,cat_grade,cat_plan,boo_active,dat_joined,txt_note\r\n",
    );
    for row in 0..rows {
        let missing = rng.bits();
        let cell = |bit: u32, text: String| if missing >> (bit * 5) & 31 == 0 { String::new() } else { text };
        let (unit, normal) = (rng.unit(), rng.normal());
        writeln!(
            out,
            "{row},{},{},{},{},{},{},{},{},{},{},{}\r",
            cell(0, (18 + rng.below(70)).to_string()),
            cell(1, format!("{:.2}", 20_000.0 + 80_000.0 * unit)),
            cell(2, format!("{normal:.6}")),
            cell(3, format!("{}", rng.unit())),
            cell(4, format!("{:.3e}", normal * unit)),
            cell(5, CITIES[rng.below(12) as usize].to_owned()),
            cell(6, ["A", "B", "C", "D"][rng.below(4) as usize].to_owned()),
            cell(7, format!("plan {}", rng.below(40))),
            cell(8, (rng.below(2) == 1).to_string()),
            cell(9, format!("20{:02}-{:02}-{:02}", rng.below(24), 1 + rng.below(12), 1 + rng.below(28))),
            cell(10, format!("\"note {}, by {}\"", rng.below(100_000), rng.below(900))),
        )
        .expect("memory takes all that is written");
    }
    out
}
