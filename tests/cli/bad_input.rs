//! What does not work, and the message that says so.

use crate::place::{Place, SPEC, data, texts};

/// Runs `SPEC` on a file of this content and gives the message.
fn refused(name: &str, content: impl AsRef<[u8]>) -> String {
    let place = Place::new(name);
    place.write("spec.json", SPEC).write("in.csv", content);
    place.refused("run spec.json --data in.csv --out out")
}

fn spec_refused(name: &str, spec: &str) -> String {
    let place = Place::new(name);
    place.write("spec.json", spec);
    place.refused(&format!("run spec.json --data {}", data("penguins")))
}

#[track_caller]
fn says(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{part:?} is not in: {message}");
    }
}

#[test]
fn empty_file() {
    says(&refused("empty", ""), &["in.csv: ", "the file is empty"]);
    says(&refused("blank", "\n \n\n"), &["in.csv: ", "the file is empty"]);
}

#[test]
fn header_only() {
    says(&refused("header", "species,a,b\n"), &["in.csv: ", "header with 3 columns but no rows"]);
}

#[test]
fn one_row() {
    says(&refused("one-row", "species,a\nx,1\n"), &["at least 3 rows of every class", "\"x\" has 1"]);
    let place = Place::new("one-row-random");
    place.write("spec.json", r#"{ "target": "species", "model": { "kind": "dummy" } }"#);
    place.write("in.csv", "species,a\nx,1\n");
    says(&place.refused("run spec.json --data in.csv"), &["no row is left for the validation part"]);
}

#[test]
fn one_class() {
    let rows: String = (0..30).map(|row| format!("x,{row}\n")).collect();
    says(&refused("one-class", format!("species,a\n{rows}")), &["one class only"]);
}

#[test]
fn a_constant_column_is_no_error_and_an_alert() {
    let place = Place::new("constant");
    let rows: String = (0..40).map(|row| format!("{},7,{row}\n", ["x", "y"][row % 2])).collect();
    place.write("spec.json", SPEC).write("in.csv", format!("species,a,b\n{rows}"));
    place.done("run spec.json --data in.csv");
    let (out, _) = place.done("profile in.csv");
    says(&out, &["Alerts", "\"a\""]);
}

#[test]
fn all_missing() {
    let rows: String = (0..40).map(|row| format!("{},,{row}\n", ["x", "y"][row % 2])).collect();
    says(&refused("all-missing", format!("species,a,b\n{rows}")), &["every training row has a missing cell"]);
    let rows: String = (0..40).map(|row| format!(",{row}\n")).collect();
    says(
        &refused("no-target", format!("species,a\n{rows}")),
        &["no row has a value in the target \"species\""],
    );
}

#[test]
fn other_kinds_of_file() {
    says(
        &refused("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"),
        &["in.csv: this is", "PNG", "not delimited text"],
    );
    says(
        &refused("xlsx", b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0[Content_Types].xml"),
        &["in.csv: this is", "not delimited text"],
    );
}

#[test]
fn wrong_encoding() {
    let place = Place::new("encoding");
    place.write("in.csv", b"name,n\ncaf\xe9,1\nbar,2\n");
    let message = place.refused("convert in.csv --out out.csv --encoding utf-8");
    says(&message, &["in.csv: line 2 is not valid utf-8"]);
    assert_eq!(place.names(), ["in.csv"]);
}

#[test]
fn an_open_quote() {
    says(&refused("quote", "species,a\nx,\"1\ny,2\n"), &["opened on line 2 is never closed"]);
}

#[test]
fn missing_files_and_directories() {
    let place = Place::new("missing");
    place.write("spec.json", SPEC);
    says(&place.refused("run spec.json --data no.csv"), &["cannot read no.csv: there is no such file"]);
    says(&place.refused("run no.json --data no.csv"), &["cannot read no.json: there is no such file"]);
    says(&place.refused("run spec.json --data ."), &["cannot read .: it is a directory"]);
    says(&place.refused("run . --data no.csv"), &["cannot read .: it is a directory"]);
    says(&place.refused("profile ."), &["it is a directory"]);
    says(&place.refused("score . --data . --out x"), &["it is a directory"]);
}

#[test]
fn output_that_cannot_be_written() {
    let place = Place::new("output");
    place.write("spec.json", SPEC).write("file", "");
    let iris = data("iris");
    let full = place.refused(&format!("convert {iris} --out /dev/full"));
    says(&full, &["cannot write /dev/full: the disk is full"]);
    says(
        &place.refused(&format!("convert {iris} --out no/out.csv")),
        &["cannot write no/out.csv: there is no"],
    );
    says(&place.refused(&format!("convert {iris} --out .")), &["cannot write .: it is a directory"]);
    let penguins = data("penguins");
    says(&place.refused(&format!("run spec.json --data {penguins} --out file")), &["cannot write file: "]);
    says(
        &place.refused(&format!("run spec.json --data {penguins} --out file/out")),
        &["cannot write file/out: "],
    );
    assert_eq!(place.names(), ["file", "spec.json"], "nothing half is left");
}

#[test]
fn a_full_disk_behind_standard_output() {
    let place = Place::new("stdout");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = place.command("schema").stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    says(&texts(&output).1, &["error: cannot write the output: the disk is full"]);
}

#[test]
fn a_report_that_cannot_be_whole_leaves_none() {
    let place = Place::new("half");
    place.write("spec.json", SPEC);
    std::fs::create_dir_all(place.path("out/model.json")).unwrap();
    let message = place.refused(&format!("run spec.json --data {} --out out", data("penguins")));
    says(&message, &["cannot write out/model.json: it is a directory"]);
    assert_eq!(std::fs::read_dir(place.path("out")).unwrap().count(), 1, "no report and no draft");
}

#[test]
fn specs_with_mistakes() {
    let cases = [
        ("not-json", "{ target: 1 }", &["spec.json: ", "not a pipeline spec", "line 1 column 3"][..]),
        ("cut", "{ \"target\": \"species\",", &["not a pipeline spec", "line 1"]),
        ("empty-spec", "", &["not a pipeline spec"]),
        (
            "typo",
            r#"{ "targt": "species", "model": { "kind": "dummy" } }"#,
            &["unknown field `targt`", "`target`"],
        ),
        ("no-model", r#"{ "target": "species" }"#, &["missing field `model`"]),
        ("version", r#"{ "version": 9, "target": "species", "model": { "kind": "dummy" } }"#, &["version 9"]),
        (
            "model",
            r#"{ "target": "species", "model": { "kind": "forest" } }"#,
            &["no model \"forest\"", "\"ridge\""],
        ),
        (
            "step",
            r#"{ "target": "species", "steps": [{ "step": "scael" }], "model": { "kind": "dummy" } }"#,
            &["step 1", "no step \"scael\"", "\"scale\""],
        ),
        (
            "param",
            r#"{ "target": "species", "model": { "kind": "dummy", "params": { "stratgy": "prior" } } }"#,
            &["no parameter \"stratgy\"", "\"strategy\""],
        ),
        (
            "value",
            r#"{ "target": "species", "steps": [{ "step": "scale", "params": { "method": "z" } }], "model": { "kind": "dummy" } }"#,
            &["step 1", "method must be one of \"standard\"", "\"z\""],
        ),
        (
            "target",
            r#"{ "target": "specis", "model": { "kind": "dummy" } }"#,
            &["no column \"specis\"", "\"species\""],
        ),
        (
            "task",
            r#"{ "target": "species", "task": "regression", "model": { "kind": "ridge" } }"#,
            &["the target \"species\" is categorical"],
        ),
        (
            "shares",
            r#"{ "target": "species", "split": { "train": 0.9 }, "model": { "kind": "dummy" } }"#,
            &["add up to 1"],
        ),
        (
            "role",
            r#"{ "target": "species", "roles": { "yeer": "ignored" }, "model": { "kind": "dummy" } }"#,
            &["no column \"yeer\""],
        ),
        (
            "type",
            r#"{ "target": "species", "read": { "types": { "yeer": "text" } }, "model": { "kind": "dummy" } }"#,
            &["a type is set for \"yeer\""],
        ),
        (
            "gaps",
            r#"{ "target": "species", "steps": [{ "step": "one_hot" }], "split": { "train": 1, "validation": 0, "test": 0 }, "model": { "kind": "knn" } }"#,
            &["training cells are missing in", "Fill in missing cells"],
        ),
        (
            "words",
            r#"{ "target": "species", "steps": [{ "step": "drop_missing" }], "model": { "kind": "logistic_regression" } }"#,
            &["column \"island\" is categorical where the model needs numbers", "One-hot encode"],
        ),
    ];
    for (name, spec, parts) in cases {
        says(&spec_refused(&format!("spec-{name}"), spec), parts);
    }
}

#[test]
fn a_spec_that_is_no_text() {
    let place = Place::new("binary-spec");
    place.write("spec.json", b"\xff\xfe\x00");
    says(&place.refused("run spec.json --data x"), &["cannot read spec.json: it is not text in UTF-8"]);
}

#[test]
fn tampered_models() {
    let place = Place::new("tampered");
    place.write("spec.json", SPEC);
    place.done(&format!("run spec.json --data {} --out out", data("penguins")));
    let model = place.read("out/model.json");
    let score = format!("score bad.json --data {} --out out.csv", data("penguins"));
    place.write("bad.json", model.replacen("Gentoo", "Adelie", 1));
    says(&place.refused(&score), &["bad.json: this model file cannot be used", "was changed"]);
    place.write("bad.json", &model[..model.len() / 2]);
    says(&place.refused(&score), &["this model file cannot be used: it is not a complete"]);
    place.write("bad.json", SPEC);
    says(&place.refused(&score), &["this model file cannot be used"]);
    assert!(!place.path("out.csv").exists());
}

#[test]
fn data_that_does_not_fit_the_model() {
    let place = Place::new("unfit");
    place.write("spec.json", SPEC);
    place.done(&format!("run spec.json --data {} --out out", data("penguins")));
    let score = |file: &str| place.refused(&format!("score out/model.json --data {file} --out out.csv"));
    says(&score(&data("iris")), &["iris.csv: ", "\"bill_depth_mm\""]);
    let text = std::fs::read_to_string(data("penguins")).unwrap();
    place.write("named.csv", text.replacen("species", "prediction", 1));
    says(&score("named.csv"), &["has a column \"prediction\" already"]);
    let prepare = |file: &str| place.refused(&format!("prepare out/model.json --data {file} --out out.csv"));
    says(&prepare(&data("iris")), &["iris.csv: ", "\"bill_depth_mm\""]);
    says(&prepare("named.csv --steps 4"), &["out/model.json: ", "3 fitted steps", "--steps 4"]);
    assert!(!place.path("out.csv").exists());
}

#[test]
fn a_wrong_command_line() {
    let place = Place::new("usage");
    for line in [
        "",
        "fly",
        "run",
        "run spec.json",
        "convert x",
        "profile x --type a=number",
        "profile x --delimiter ab",
    ] {
        let output = place.run(line);
        assert_eq!(output.status.code(), Some(2), "{line}");
        assert!(!texts(&output).1.is_empty(), "{line}");
    }
    assert_eq!(place.run("--help").status.code(), Some(0));
}
