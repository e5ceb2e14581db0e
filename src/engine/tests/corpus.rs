//! What the fuzz targets begin with holds, without a fuzzer.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;
mod forge;
mod fuzzed;
mod recipe;

use std::fs;
use std::path::PathBuf;

fn each(target: &str, check: fn(&[u8])) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!files.is_empty(), "the corpus of {target} is empty");
    for file in files {
        check(&fs::read(file).unwrap());
    }
}

#[test]
fn the_corpus_of_specs_holds() {
    each("spec", fuzzed::spec);
}

#[test]
fn the_corpus_of_models_holds() {
    each("model", fuzzed::model);
}

#[test]
fn the_corpus_of_expressions_holds() {
    each("expression", fuzzed::expression);
}

#[test]
fn the_corpus_of_replacements_holds() {
    each("replace", fuzzed::replace);
}

#[test]
fn the_corpus_of_dates_holds() {
    each("dates", fuzzed::dates);
}

#[test]
fn every_family_is_a_seed() {
    for (name, spec, model) in fuzzed::seeds() {
        assert!(name.contains('-'));
        fuzzed::spec(spec.as_bytes());
        fuzzed::model(model.as_bytes());
    }
}
