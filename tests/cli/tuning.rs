//! `tune` and `compare`.

use serde_json::Value;

use crate::place::{Place, data};

const SPEC: &str = r#"{
  "target": "species",
  "steps": [{ "step": "impute" }, { "step": "impute", "params": { "strategy": "most_frequent" } },
            { "step": "scale" }, { "step": "one_hot" }],
  "split": { "method": "stratified" },
  "model": { "kind": "knn" },
  "tune": {
    "method": "METHOD", "n_trials": 7, "n_startup_trials": 3, "batch": 2,
    "resampling": { "method": "stratified_k_fold", "n_splits": 3 },
    "space": [
      { "at": "model", "over": { "families": [
        { "kind": "knn", "space": [{ "at": "model.n_neighbors", "over": { "range": { "min": 1, "max": 30, "points": 3 } } }] },
        { "kind": "decision_tree", "space": [{ "at": "model.max_depth", "over": { "values": [1, 3, null] } }] }
      ] } },
      { "at": "steps.0.strategy", "over": { "values": ["mean", "median"] } }
    ]
  }
}"#;

fn spec(method: &str) -> String {
    SPEC.replace("METHOD", method)
}

#[test]
fn any_number_of_jobs_gives_the_same_bytes_and_the_tuned_spec_runs() {
    let place = Place::new("tune-jobs");
    for method in ["grid", "random", "successive_halving", "bayesian"] {
        place.write("spec.json", spec(method));
        let line = |jobs: u32| {
            format!("tune spec.json --data {} --json --out out{jobs} --jobs {jobs}", data("penguins"))
        };
        let (one, _) = place.done(&line(1));
        for jobs in [2, 4] {
            assert!(place.done(&line(jobs)).0 == one, "{method} with {jobs} jobs");
            assert_eq!(place.read(&format!("out{jobs}/tuned.json")), place.read("out1/tuned.json"));
        }
        assert_eq!(place.read("out1/tuning.json"), one);
        let report: Value = serde_json::from_str(&one).unwrap();
        let best = &report["trials"][0];
        assert_eq!((&report["best"], &best["rank"]), (&best["id"], &Value::from(1)));
        assert!(best["mean"].as_f64().unwrap() > 0.9, "{best}");
        let (run, _) = place.done(&format!("run out1/tuned.json --data {} --json", data("penguins")));
        let run: Value = serde_json::from_str(&run).unwrap();
        assert_eq!(run["spec"]["tune"], report["spec"]["tune"]);
    }
}

#[test]
fn the_ranking_is_printed_with_what_to_know() {
    let place = Place::new("tune-text");
    place.write("spec.json", spec("grid"));
    let (out, err) = place.done(&format!("tune spec.json --data {}", data("penguins")));
    for text in ["12 trials on 3 folds", "F1 (macro)", "Ranking", "Best: trial", "One-standard-error rule"] {
        assert!(out.contains(text), "{text}: {out}");
    }
    assert_eq!(err, "", "nobody watches");
}

#[test]
fn nested_resampling_judges_the_search() {
    let place = Place::new("tune-nested");
    place.write("spec.json", spec("random"));
    let (out, _) = place.done(&format!("tune spec.json --data {} --json --nested", data("penguins")));
    let report: Value = serde_json::from_str(&out).unwrap();
    let folds = report["nested"]["folds"].as_array().unwrap();
    assert_eq!(folds.len(), 3);
    assert!(folds.iter().all(|fold| fold["score"].as_f64().unwrap() > 0.8), "{folds:?}");
}

#[test]
fn two_specs_are_compared() {
    let place = Place::new("compare");
    let model = |kind: &str| spec("grid").replacen("\"knn\"", &format!("\"{kind}\""), 1);
    place.write("first.json", model("logistic_regression")).write("second.json", model("dummy"));
    let line = format!("compare first.json second.json --data {}", data("penguins"));
    let (out, _) = place.done(&line);
    assert!(out.contains("corrected resampled t-test") && out.contains("McNemar"), "{out}");
    let comparison: Value = serde_json::from_str(&place.done(&format!("{line} --json")).0).unwrap();
    assert!(comparison["folds"]["t_test"]["p"].as_f64().unwrap() < 1e-3);
    assert!(comparison["held_out"]["only_first"].as_u64().unwrap() > 20);
    place.write("second.json", model("knn").replace("stratified\" }", "random\" }"));
    assert!(place.refused(&line).contains("target, task and split"));
}

#[test]
fn mistakes_in_a_search_are_refused() {
    let place = Place::new("tune-mistakes");
    let line = format!("tune spec.json --data {}", data("penguins"));
    for (spec, part) in [
        (spec("annealing"), "unknown variant `annealing`"),
        (spec("grid").replace("n_neighbors", "neighbours"), "names a parameter that"),
        (spec("grid").replace("\"max\": 30", "\"max\": 1"), "not below its max"),
        (spec("grid").replace("\"n_splits\": 3", "\"n_splits\": 300"), "use fewer splits"),
        (spec("grid").replace("\"n_trials\": 7", "\"scoring\": \"r2\""), "no metric \"r2\""),
        (crate::place::SPEC.to_owned(), "does not say how to tune"),
    ] {
        place.write("spec.json", spec);
        let message = place.refused(&line);
        assert!(message.contains(part), "{part}: {message}");
    }
    place.write("spec.json", spec("grid").replace("\"step\": \"one_hot\"", "\"step\": \"scale\""));
    let message = place.refused(&line);
    assert!(message.contains("no trial could be fitted") && message.contains("One-hot"), "{message}");
}
