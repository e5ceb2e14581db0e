//! What works.

use std::process::Stdio;

use serde_json::Value;

use crate::place::{Place, SPEC, data, texts};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The cells of a file without quoted ones.
fn cells(text: &str) -> Vec<Vec<&str>> {
    assert!(!text.contains('"'));
    text.lines().map(|line| line.split(',').collect()).collect()
}

#[test]
fn run_prints_figures_beside_the_baseline_and_writes_report_and_model() {
    let place = Place::new("run");
    place.write("spec.json", SPEC);
    let line = format!("run spec.json --data {} --out out", data("penguins"));
    let (out, _) = place.done(&line);
    for text in ["Accuracy", "baseline", "Confusion matrix", "Adelie", "Chinstrap", "Gentoo", "(sealed"] {
        assert!(out.contains(text), "{text}: {out}");
    }
    let report = json(&place.read("out/report.json"));
    assert_eq!(report["rows"], 344);
    assert_eq!(report["sizes"]["train"].as_u64().unwrap() + report["sizes"]["test"].as_u64().unwrap(), 275);
    assert!(report["evaluation"]["test"].is_null());
    let accuracy = report["evaluation"]["validation"]["model"]["metrics"][0]["value"].as_f64().unwrap();
    assert!(accuracy > 0.95, "{accuracy}");
    assert!(out.contains(&format!("{accuracy:.4}")), "{out}");
    let (printed, _) = place.done(&format!("{line} --json"));
    assert_eq!(printed, place.read("out/report.json"));
    let (opened, _) = place.done(&format!("{line} --json --open-test"));
    assert!(json(&opened)["evaluation"]["test"].is_object());
    assert_eq!(place.names(), ["out", "spec.json"]);
}

#[test]
fn every_look_at_the_test_rows_is_recorded_beside_the_report() {
    let place = Place::new("looks");
    place.write("spec.json", SPEC);
    let line = format!("run spec.json --data {} --json", data("penguins"));
    let (_, err) = place.done(&format!("{line} --open-test"));
    assert!(err.contains("nothing keeps count"), "{err}");
    place.done(&format!("{line} --out out"));
    assert!(!place.path("out/looks.json").exists(), "no look, no record");
    let (_, err) = place.done(&format!("{line} --out out --open-test"));
    assert!(err.contains("for the first time"), "{err}");
    let (opened, err) = place.done(&format!("{line} --out out --open-test"));
    assert!(err.contains("2 looks"), "{err}");
    let (_, err) = place.done(&format!("{line} --out out"));
    assert!(err.contains("opened before: 2 looks"), "{err}");
    let record = json(&place.read("out/looks.json"));
    let looks = record["looks"].as_array().unwrap();
    assert_eq!(looks.len(), 2);
    let test = &json(&opened)["evaluation"]["test"];
    assert_eq!(looks[1]["rows"], test["scored"]);
    let f1 = test["model"]["metrics"].as_array().unwrap().iter().find(|metric| metric["name"] == "f1_macro");
    assert_eq!(looks[1]["figure"], f1.unwrap()["value"]);
}

#[test]
fn run_prints_checks_intervals_worst_rows_and_slices() {
    let place = Place::new("checks");
    place.write("spec.json", SPEC);
    let (out, _) = place.done(&format!("run spec.json --data {} --slice sex", data("penguins")));
    for text in
        ["Checks", "fine", "Better than the baseline", "Intervals at 95 % on validation rows", "By \"sex\""]
    {
        assert!(out.contains(text), "{text}: {out}");
    }
    assert!(out.contains("female") && out.contains("few: "), "{out}");
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let place = Place::new("same");
    place.write("spec.json", SPEC);
    let line = |out: &str| format!("run spec.json --data {} --out {out}", data("penguins"));
    place.done(&line("a"));
    place.done(&line("b"));
    for file in ["report.json", "model.json"] {
        assert_eq!(place.read(&format!("a/{file}")), place.read(&format!("b/{file}")));
    }
}

#[test]
fn score_adds_predictions_and_probabilities_and_leaves_gaps_empty() {
    let place = Place::new("score");
    place.write("spec.json", SPEC);
    place.done(&format!("run spec.json --data {} --out out", data("penguins")));
    let (_, err) = place.done(&format!("score out/model.json --data {} --out scored.csv", data("penguins")));
    assert!(err.contains("predicted 342 of 344 rows; 2 rows got no prediction"), "{err}");
    let text = place.read("scored.csv");
    let rows = cells(&text);
    assert_eq!(rows.len(), 345);
    let added = ["prediction", "probability Adelie", "probability Chinstrap", "probability Gentoo"];
    assert_eq!(rows[0][8..], added);
    assert_eq!(rows[4][8..], [""; 4], "the fourth penguin was not measured");
    let right = rows[1..].iter().filter(|row| row[0] == row[8]).count();
    assert!(right > 330, "{right}");
    for row in rows[1..].iter().filter(|row| !row[8].is_empty()) {
        let sum: f64 = row[9..].iter().map(|share| share.parse::<f64>().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{row:?}");
    }
}

#[test]
fn prepare_writes_rows_as_the_model_sees_them_or_after_the_first_steps() {
    let place = Place::new("prepare");
    let steps = r#"[{ "step": "impute" }, { "step": "scale", "enabled": false }, { "step": "one_hot" }]"#;
    let model = r#"{ "kind": "logistic_regression" }"#;
    place.write("spec.json", format!(r#"{{ "target": "species", "steps": {steps}, "model": {model} }}"#));
    place.done(&format!("run spec.json --data {} --out out", data("penguins")));
    let line = format!("prepare out/model.json --data {} --out", data("penguins"));
    let (_, err) = place.done(&format!("{line} all.csv"));
    assert!(err.contains("wrote 344 rows × 11 columns after 2 steps to all.csv"), "{err}");
    let text = place.read("all.csv");
    let rows = cells(&text);
    assert_eq!(rows[0][..4], ["island=Biscoe", "island=Dream", "island=Torgersen", "bill_length_mm"]);
    assert_eq!(rows[1][..4], ["0", "0", "1", "39.1"]);
    assert!(rows.iter().flatten().all(|cell| !cell.is_empty()), "every gap is filled or a level");
    for (steps, bill) in [("0", ""), ("1", rows[4][3])] {
        place.done(&format!("{line} some.csv --steps {steps}"));
        let text = place.read("some.csv");
        let some = cells(&text);
        assert_eq!((some[0][0], some[4][0], some[4][1]), ("island", "Torgersen", bill));
    }
}

#[test]
fn score_takes_the_types_from_the_model_and_needs_no_target() {
    let place = Place::new("types");
    place.write("spec.json", SPEC);
    place.done(&format!("run spec.json --data {} --out out", data("penguins")));
    let header = "island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year";
    place.write(
        "one.csv",
        format!("{header}\nDream,x,18,190,3700,male,2007\nDream,40,18,190,3700,male,2007\n"),
    );
    let (_, err) = place.done("score out/model.json --data one.csv --out scored.csv");
    assert!(err.contains("\"x\" in column \"bill_length_mm\", row 1"), "{err}");
    assert_eq!(cells(&place.read("scored.csv"))[1][7], "");
    assert_eq!(cells(&place.read("scored.csv"))[2][7], "Adelie");
}

#[test]
fn a_model_of_numbers_runs_and_scores() {
    let place = Place::new("numbers");
    place.write("spec.json", r#"{ "target": "progression", "model": { "kind": "ridge" } }"#);
    let (out, _) = place.done(&format!("run spec.json --data {} --out out", data("diabetes")));
    assert!(out.contains("predicts \"progression\" (a number)") && !out.contains("Confusion"), "{out}");
    place.done(&format!("score out/model.json --data {} --out scored.csv", data("diabetes")));
    let text = place.read("scored.csv");
    assert!(cells(&text)[1..].iter().all(|row| row.last().unwrap().parse::<f64>().unwrap().is_finite()));
}

#[test]
fn profile_describes_every_column_for_people_and_programs() {
    let place = Place::new("profile");
    let (out, _) = place.done(&format!("profile {}", data("penguins")));
    for text in ["344 rows × 8 columns", "bill_length_mm", "Adelie (152)"] {
        assert!(out.contains(text), "{text}: {out}");
    }
    let (out, _) =
        place.done(&format!("profile {} --json --target species --type year=text", data("penguins")));
    let found = json(&out);
    assert_eq!(found["profile"]["rows"], 344);
    assert_eq!(found["profile"]["columns"][7]["dtype"], "text");
    assert_eq!(found["dialect"]["delimiter"], ",");
    assert!(found["alerts"].is_array() && found["roles"].is_object());
}

#[test]
fn convert_reads_other_forms_and_writes_plain_ones() {
    let place = Place::new("convert");
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend("name;größe\nJosé;1,5\n\"a;b\";2\nÅsa;NA\n".encode_utf16().flat_map(u16::to_le_bytes));
    place.write("in.csv", bytes);
    let (_, err) = place.done("convert in.csv --out out.csv");
    assert!(err.contains("3 rows × 2 columns"), "{err}");
    assert_eq!(place.read("out.csv"), "name,größe\r\nJosé,1.5\r\na;b,2\r\nÅsa,\r\n");
    place.write("latin.csv", b"name\tn\ncaf\xe9\t1\nbar\t2\n");
    place.done("convert latin.csv --out out.csv");
    assert_eq!(place.read("out.csv"), "name,n\r\ncafé,1\r\nbar,2\r\n");
    place.write("bare.csv", "1|2\n3|4\n");
    place.done("convert bare.csv --out bare.csv --delimiter | --no-header");
    assert_eq!(place.read("bare.csv").lines().count(), 3);
    assert_eq!(place.names(), ["bare.csv", "in.csv", "latin.csv", "out.csv"], "no draft is left");
}

#[test]
fn convert_writes_to_a_device_as_it_is() {
    let place = Place::new("device");
    let (out, _) = place.done(&format!("convert {} --out /dev/stdout", data("iris")));
    assert_eq!(out.lines().count(), 151);
}

#[test]
fn five_thousand_columns_work() {
    let place = Place::new("wide");
    let mut text: String = (0..5000).map(|at| format!("c{at},")).collect::<String>() + "species\n";
    for row in 0..40 {
        text.push_str(&(0..5000).map(|at| format!("{},", (row * 7 + at) % 11)).collect::<String>());
        text.push_str(if row % 2 == 0 { "a\n" } else { "b\n" });
    }
    place.write("wide.csv", text);
    place.write(
        "spec.json",
        r#"{ "target": "species", "steps": [{ "step": "scale" }], "model": { "kind": "dummy" } }"#,
    );
    let (out, _) = place.done("run spec.json --data wide.csv");
    assert!(out.contains("40 rows × 5001 columns"), "{out}");
    place.done("profile wide.csv --json");
}

#[test]
fn repeated_names_are_changed_and_reported() {
    let place = Place::new("names");
    place.write("in.csv", "a,a,\n1,2,3\n4,5,6\n");
    let (_, err) = place.done("convert in.csv --out out.csv");
    assert!(
        err.contains("column 2, \"a\", is called \"a_2\"") && err.contains("column 3 has no name"),
        "{err}"
    );
    assert!(place.read("out.csv").starts_with("a,a_2,column_3\r\n"));
    let (out, _) = place.done("profile in.csv");
    assert!(out.contains("is called \"a_2\""), "{out}");
}

#[test]
fn hostile_names_are_names() {
    let place = Place::new("hostile");
    let rows: String = (0..40).map(|row| format!("{row},{},{}\n", row % 3, ["x", "y"][row / 20])).collect();
    place.write("in.csv", format!("\"\"\"><script>\",\"a\x1b[31m\",y\n{rows}"));
    place.write(
        "spec.json",
        r#"{ "target": "y", "steps": [{ "step": "scale" }], "model": { "kind": "decision_tree" } }"#,
    );
    let (out, _) = place.done("run spec.json --data in.csv --out out");
    assert!(!out.contains('\x1b'), "{out:?}");
    place.done("score out/model.json --data in.csv --out scored.csv");
    assert!(place.read("scored.csv").starts_with("\"\"\"><script>\","));
    let (out, _) = place.done("profile in.csv");
    assert!(out.contains("\"><script>") && !out.contains('\x1b'), "{out:?}");
}

#[test]
fn schema_prints_the_committed_schema() {
    let place = Place::new("schema");
    let (out, _) = place.done("schema");
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/public/schema/pipeline-spec.schema.json");
    assert_eq!(out, std::fs::read_to_string(committed).unwrap());
}

#[test]
fn a_closed_pipe_is_quiet() {
    let place = Place::new("pipe");
    let (reader, writer) = std::io::pipe().unwrap();
    let child = place.command("schema").stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
    drop(reader);
    let output = child.wait_with_output().unwrap();
    assert_eq!(texts(&output).1, "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn progress_is_not_written_to_a_file() {
    let place = Place::new("progress");
    place.write(
        "spec.json",
        r#"{ "target": "species", "steps": [{ "step": "drop_missing" }, { "step": "one_hot" }],
        "model": { "kind": "random_forest" } }"#,
    );
    let (_, err) = place.done(&format!("run spec.json --data {}", data("penguins")));
    assert_eq!(err, "");
}

#[test]
fn a_run_whose_steps_leak_is_reported_and_leaves_no_model() {
    let place = Place::new("leak");
    let spec = SPEC.replacen('{', "{ \"leak\": true,", 1);
    place.write("spec.json", &spec);
    let (out, err) = place.done(&format!("run spec.json --data {} --out out", data("penguins")));
    assert!(out.contains("LEAK: ") && out.contains("Steps learned from training rows alone"), "{out}");
    assert!(err.contains("no model.json is written"), "{err}");
    assert!(!place.path("out/model.json").exists());
    let report = json(&place.read("out/report.json"));
    assert_eq!(report["checks"][0]["name"], "steps_fitted_on_all_rows");
    assert_eq!(report["checks"][0]["verdict"], "problem");
}
