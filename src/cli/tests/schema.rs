//! The committed JSON Schema is what the types give, accepts what the engine accepts, and refuses
//! the usual mistakes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use engine::models::{self, Task};
use engine::params::{Domain, ParamSpec, ParamValue, Params};
use engine::pipeline::PipelineSpec;
use engine::steps::{self, StepSpec};
use jsonschema::Validator;
use serde_json::{Value, json};

const COMMITTED: &str = include_str!("../../../public/schema/pipeline-spec.schema.json");

const TEN_LINES: &str = r#"{
  "target": "species",
  "roles": { "year": "ignored" },
  "steps": [
    { "step": "impute", "columns": "numeric" },
    { "step": "scale" },
    { "step": "one_hot" }
  ],
  "model": { "kind": "random_forest", "params": { "n_estimators": 50 } }
}"#;

fn validator() -> Validator {
    jsonschema::validator_for(&serde_json::from_str(COMMITTED).unwrap()).unwrap()
}

#[test]
fn the_committed_schema_is_that_of_the_types() {
    let committed: Value = serde_json::from_str(COMMITTED).unwrap();
    assert!(
        committed == engine::schema::pipeline_spec(),
        "the spec has changed; write its schema anew: cargo run -- schema > public/schema/pipeline-spec.schema.json"
    );
}

#[test]
fn a_spec_of_ten_lines_is_valid() {
    assert_eq!(TEN_LINES.lines().count(), 10);
    PipelineSpec::from_json(TEN_LINES).unwrap();
    assert!(validator().is_valid(&serde_json::from_str(TEN_LINES).unwrap()));
}

#[test]
fn the_usual_mistakes_are_not() {
    let validator = validator();
    let mistakes: [(&str, Value); 14] = [
        ("/target", json!(3)),
        ("/targt", json!("species")),
        ("/version", json!(2)),
        ("/task", json!("clustering")),
        ("/roles/year", json!("unused")),
        ("/steps", json!({ "step": "scale" })),
        ("/steps/0/step", json!("inpute")),
        ("/steps/0/columns", json!("numbers")),
        ("/steps/0/params", json!({ "strategy": "meen" })),
        ("/steps/0/params", json!({ "stratgy": "mean" })),
        ("/split", json!({ "train": 1.5 })),
        ("/model/kind", json!("random_forrest")),
        ("/model/params", json!({ "n_estimators": 0 })),
        ("/model/params", json!({ "n_estimators": "many" })),
    ];
    for (pointer, value) in mistakes {
        let mut spec: Value = serde_json::from_str(TEN_LINES).unwrap();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        spec.pointer_mut(parent).unwrap()[name] = value;
        assert!(!validator.is_valid(&spec), "{pointer}: {spec}");
    }
    for absent in ["target", "model"] {
        let mut spec: Value = serde_json::from_str(TEN_LINES).unwrap();
        spec.as_object_mut().unwrap().remove(absent);
        assert!(!validator.is_valid(&spec), "without {absent}");
    }
}

/// Values of the domain: the default, the ends, every choice.
fn valid(spec: &ParamSpec) -> Vec<ParamValue> {
    let mut values = vec![spec.default_value()];
    match &spec.domain {
        Domain::Int { min, max } | Domain::OptionalInt { min, max, .. } => {
            values.extend([ParamValue::Int(*min), ParamValue::Int(*max)]);
        }
        Domain::Float { min, max, .. } => values.extend([ParamValue::Float(*min), ParamValue::Float(*max)]),
        Domain::Bool => values.extend([ParamValue::Bool(false), ParamValue::Bool(true)]),
        Domain::Choice(choices) => {
            values.extend(choices.iter().map(|choice| ParamValue::Text(choice.value.to_owned())));
        }
        Domain::Text | Domain::Lines => values.push(ParamValue::Text("\"><script>".to_owned())),
    }
    values
}

/// Checks the values of every parameter in specs that `with` makes.
fn check(owner: &str, params: &[ParamSpec], with: impl Fn(Params) -> PipelineSpec) {
    let validator = validator();
    let is_valid = |name: &str, value: ParamValue| {
        validator.is_valid(&serde_json::to_value(with(Params::from([(name.to_owned(), value)]))).unwrap())
    };
    assert!(!is_valid("no such parameter", ParamValue::Int(1)), "{owner}");
    for spec in params {
        for value in valid(spec) {
            assert!(is_valid(spec.name, value.clone()), "{owner} {} {value}", spec.name);
        }
        for value in spec.domain.invalid_values() {
            // JSON has no such number: they become null.
            if matches!(value, ParamValue::Float(number) if !number.is_finite()) {
                continue;
            }
            assert!(!is_valid(spec.name, value.clone()), "{owner} {} {value}", spec.name);
        }
    }
}

#[test]
fn it_knows_every_step_and_model_and_their_domains() {
    for kind in steps::CATALOGUE {
        check(kind.id, kind.params, |params| {
            let step = StepSpec { params, ..StepSpec::new(kind.id) };
            PipelineSpec { steps: vec![step], ..PipelineSpec::new("y", "dummy") }
        });
    }
    for kind in models::CATALOGUE.iter().filter(|kind| kind.tasks.len() == 1 || same_params(kind)) {
        check(kind.id, kind.params(kind.tasks[0]), |params| {
            let mut spec = PipelineSpec::new("y", kind.id);
            spec.model.params = params;
            spec
        });
    }
}

fn same_params(kind: &models::ModelKind) -> bool {
    kind.params(Task::Classification) == kind.params(Task::Regression)
}
