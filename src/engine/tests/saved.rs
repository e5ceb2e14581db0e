//! Saved models: what loads is what was saved, and a damaged or forged file is an error or a model
//! that predicts, never a panic or a loop.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;
mod forge;
mod mutation;
mod recipe;

#[cfg(not(target_family = "wasm"))]
use std::{sync::mpsc, time::Duration};

use engine::error::EngineError;
use engine::models::Output;
use engine::pipeline::FittedPipeline;
use engine::rng::Rng;
use engine::table::Table;
use forge::{forged, pipeline};
use mutation::{count, mutate};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::Value;

/// Every position of a short text; of a long one the first and last 500 and some between.
fn positions(text: &str) -> impl Iterator<Item = usize> + use<> {
    let len = text.len();
    let step = (len / 1500).max(1);
    (0..len).filter(move |at| *at < 500 || len - *at <= 500 || at % step == 0)
}

#[test]
fn saved_and_loaded_it_predicts_alike() {
    for (kind, task) in recipe::every_model() {
        let pipeline = pipeline(kind, task);
        let saved = pipeline.save().unwrap();
        let loaded = FittedPipeline::load(&saved).unwrap();
        assert!(loaded == pipeline, "{kind} {task:?}");
        assert!(loaded.save().unwrap() == saved, "{kind} {task:?}");
        let rows = recipe::table(200, 2, task);
        let prediction = pipeline.predict(&rows).unwrap();
        assert!(prediction.scored.len() > 100, "{kind} {task:?}");
        assert!(loaded.predict(&rows).unwrap() == prediction, "{kind} {task:?}");
    }
}

/// One row of the output, to the bit.
fn answer(output: &Output, row: usize) -> (Option<u32>, Vec<u64>) {
    match output {
        Output::Classes { codes, probabilities } => {
            let shares = probabilities.iter().flat_map(|shares| shares.row(row).to_vec());
            (Some(codes[row]), shares.map(f64::to_bits).collect())
        }
        Output::Numbers(numbers) => (None, vec![numbers[row].to_bits()]),
    }
}

#[test]
fn a_row_is_predicted_alone_as_among_many() {
    for (kind, task) in recipe::every_model() {
        let pipeline = pipeline(kind, task);
        let rows = recipe::table(60, 2, task);
        let all = pipeline.predict(&rows).unwrap();
        let mut scored = Vec::new();
        for row in 0..60 {
            let alone = pipeline.predict(&rows.take(&[row])).unwrap();
            if alone.scored == [0] {
                assert_eq!(
                    answer(&alone.output, 0),
                    answer(&all.output, scored.len()),
                    "{kind} {task:?} {row}"
                );
                scored.push(row);
            }
        }
        assert_eq!(scored, all.scored, "{kind} {task:?}");
        assert_eq!(pipeline.predict(&rows.take(&[])).unwrap().output.len(), 0, "{kind} {task:?}");
    }
}

#[test]
fn a_truncated_file_is_an_error() {
    for (kind, task) in recipe::every_model() {
        let saved = pipeline(kind, task).save().unwrap();
        for end in positions(&saved).filter(|end| saved.is_char_boundary(*end)) {
            let error = FittedPipeline::load(&saved[..end]).expect_err("a part loads");
            assert!(matches!(error, EngineError::Model(_)), "{kind} cut at {end}: {error}");
        }
    }
}

#[test]
fn a_changed_bit_is_an_error() {
    let mut rng = Rng::new(1, "bits");
    for (kind, task) in recipe::every_model() {
        let saved = pipeline(kind, task).save().unwrap();
        for at in positions(&saved) {
            let mut bytes = saved.clone().into_bytes();
            bytes[at] ^= 1 << rng.below(7);
            let Ok(text) = String::from_utf8(bytes) else { continue };
            let error = FittedPipeline::load(&text).expect_err("a changed file loads");
            assert!(matches!(error, EngineError::Model(_)), "{kind} changed at {at}: {error}");
        }
    }
}

#[test]
fn a_changed_digit_is_an_error() {
    for (kind, task) in recipe::every_model() {
        let saved = pipeline(kind, task).save().unwrap();
        for at in positions(&saved).filter(|at| saved.as_bytes()[*at].is_ascii_digit()) {
            let other = if saved.as_bytes()[at] == b'7' { "3" } else { "7" };
            let mut text = saved.clone();
            text.replace_range(at..=at, other);
            let error = FittedPipeline::load(&text).expect_err("a changed file loads");
            assert!(matches!(error, EngineError::Model(_)), "{kind} changed at {at}: {error}");
        }
    }
}

#[test]
fn what_is_no_model_is_an_error() {
    let deep = "[".repeat(100_000);
    for text in ["", "{}", "null", "[]", "\u{feff}{}", "{\"format\":1}", deep.as_str()] {
        assert!(matches!(FittedPipeline::load(text), Err(EngineError::Model(_))));
    }
}

/// Loads and, should that succeed, predicts. Without threads there is no limit of time; a panic ends
/// the test run all the same.
#[cfg(target_family = "wasm")]
#[allow(clippy::unnecessary_wraps, reason = "as with threads")]
fn ends(file: String, rows: &Table) -> Result<bool, TestCaseError> {
    Ok(FittedPipeline::load(&file).is_ok_and(|pipeline| pipeline.predict(rows).is_ok()))
}

/// Loads and, should that succeed, predicts, in a thread of its own. Whether it came to an end.
#[cfg(not(target_family = "wasm"))]
fn ends(file: String, rows: &Table) -> Result<bool, TestCaseError> {
    let (done, wait) = mpsc::channel();
    let rows = rows.clone();
    let thread = std::thread::spawn(move || {
        let loaded = FittedPipeline::load(&file);
        let answered = loaded.is_ok_and(|pipeline| pipeline.predict(&rows).is_ok());
        let _ = done.send(answered);
    });
    match wait.recv_timeout(Duration::from_secs(60)) {
        Ok(answered) => {
            thread.join().map_err(|_| TestCaseError::fail("panicked"))?;
            Ok(answered)
        }
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(TestCaseError::fail("panicked")),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(TestCaseError::fail("does not end")),
    }
}

#[test]
fn a_forged_file_is_an_error_or_a_model() {
    for (kind, task) in recipe::every_model() {
        let saved: Value = serde_json::from_str(&pipeline(kind, task).save().unwrap()).unwrap();
        let rows = recipe::table(40, 2, task);
        assert!(ends(forged(&saved, &saved["pipeline"]), &rows).unwrap(), "the forger's digest is right");
        // Half of the damage goes to the model, whose state is most of what can be forged.
        let (whole, model) = (count(&saved["pipeline"]), count(&saved["pipeline"]["model"]));
        let mutation = (any::<bool>(), any::<prop::sample::Index>(), any::<usize>());
        let config = ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() };
        let result = TestRunner::new_with_rng(
            config,
            proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
        )
        .run(&prop::collection::vec(mutation, 1..4), |mutations| {
            let mut pipeline = saved["pipeline"].clone();
            for (in_model, at, how) in mutations {
                let how = how % 997;
                if in_model && pipeline.get("model").is_some() {
                    mutate(&mut pipeline["model"], &mut at.index(model), how);
                } else {
                    mutate(&mut pipeline, &mut at.index(whole), how);
                }
            }
            ends(forged(&saved, &pipeline), &rows).map(drop)
        });
        assert!(result.is_ok(), "{kind} {task:?}: {result:?}");
    }
}
