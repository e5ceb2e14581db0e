//! Prints how the rows of a file are dealt, for `cargo xtask parity`: `deal_folds SPEC DATA` writes a
//! JSON list of folds, each with the rows that teach (`train`) and the rows that judge (`test`).
// What would fail is a mistake of the program that calls this one.
#![allow(clippy::expect_used, missing_docs)]

use engine::pipeline::PipelineSpec;
use engine::resample::Folds;
use engine::table::read::read_all;
use serde_json::json;

fn main() -> Result<(), String> {
    let mut files = std::env::args().skip(1);
    let mut next =
        || std::fs::read(files.next().expect("name a spec and a file")).expect("the file is there");
    let spec = String::from_utf8(next()).expect("a spec is UTF-8");
    let spec = PipelineSpec::from_json(&spec).map_err(|error| error.to_string())?;
    let table = read_all(&next(), &spec.read).map_err(|error| error.to_string())?.table;
    let folds = Folds::new(&table, &spec).map_err(|error| error.to_string())?;
    let folds: Vec<_> =
        folds.folds().iter().map(|fold| json!({ "train": fold.train(), "test": fold.test() })).collect();
    println!("{}", json!(folds));
    Ok(())
}
