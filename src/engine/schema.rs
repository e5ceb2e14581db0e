//! The JSON Schema of [`PipelineSpec`]: for a step and for the model one alternative for every entry
//! of the catalogue, with its parameters' domains, defaults and descriptions, so that an editor can
//! complete and check a spec.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::models::{self, ModelKind, Task};
use crate::params::{Domain, ParamSpec};
use crate::pipeline::{PipelineSpec, VERSION};
use crate::steps::{self, StepKind};

/// The schema, in the form of JSON Schema draft 2020-12.
#[must_use]
pub fn pipeline_spec() -> Value {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<PipelineSpec>();
    let mut schema = schema.to_value();
    let version = json!({ "const": VERSION, "default": VERSION, "description": "The version of this form." });
    set(&mut schema, "/properties/version", version);
    let steps = steps::CATALOGUE.iter().map(|kind| step(kind, &schema));
    let steps = json!({ "description": "A preparation step.", "anyOf": steps.collect::<Vec<_>>() });
    let models: Vec<Value> = models::CATALOGUE.iter().flat_map(|kind| model(kind, &schema)).collect();
    set(&mut schema, "/$defs/StepSpec", steps);
    set(&mut schema, "/$defs/ModelSpec", json!({ "description": "A model.", "anyOf": models }));
    schema
}

fn set(schema: &mut Value, pointer: &str, value: Value) {
    if let Some(place) = schema.pointer_mut(pointer) {
        *place = value;
    }
}

fn step(kind: &StepKind, schema: &Value) -> Value {
    alternative(schema, "StepSpec", "step", kind.id, kind.label, kind.help, kind.params)
}

/// One alternative, or one for each task where the parameters differ.
fn model(kind: &ModelKind, schema: &Value) -> Vec<Value> {
    let of = |task: Task, label: &str| {
        let mut entry =
            alternative(schema, "ModelSpec", "kind", kind.id, label, kind.help, kind.params(task));
        let members = kind.capabilities.members;
        if let Some(fields) = entry.pointer_mut("/properties").and_then(Value::as_object_mut) {
            match (members, fields.get_mut("members").and_then(Value::as_object_mut)) {
                (Some(rule), Some(members)) => {
                    members.insert("minItems".to_owned(), rule.min.into());
                    members.insert("maxItems".to_owned(), rule.max.into());
                }
                _ => {
                    fields.remove("members");
                }
            }
        }
        entry
    };
    match kind.tasks {
        [first, rest @ ..] if rest.iter().all(|task| kind.params(*task) == kind.params(*first)) => {
            vec![of(*first, kind.label)]
        }
        tasks => tasks.iter().map(|task| of(*task, &format!("{} ({})", kind.label, task.name()))).collect(),
    }
}

/// The definition of `owner` for one entry of its catalogue, whose id stands in the field `tag`.
fn alternative(
    schema: &Value,
    owner: &str,
    tag: &str,
    id: &str,
    label: &str,
    help: &str,
    params: &[ParamSpec],
) -> Value {
    let mut entry = schema.pointer(&format!("/$defs/{owner}")).cloned().unwrap_or_default();
    set(&mut entry, "/description", help.into());
    set(&mut entry, &format!("/properties/{tag}"), json!({ "const": id, "title": label }));
    let params: Map<String, Value> = params.iter().map(|spec| (spec.name.to_owned(), param(spec))).collect();
    let params = json!({
        "description": "Parameters that differ from the default.",
        "type": "object",
        "properties": params,
        "additionalProperties": false,
    });
    set(&mut entry, "/properties/params", params);
    if let Some(entry) = entry.as_object_mut() {
        entry.insert("title".to_owned(), label.into());
    }
    entry
}

fn param(spec: &ParamSpec) -> Value {
    let mut schema = match &spec.domain {
        Domain::Int { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Domain::OptionalInt { min, max, .. } => {
            json!({ "type": ["integer", "null"], "minimum": min, "maximum": max })
        }
        Domain::Float { min, max, .. } => json!({ "type": "number", "minimum": min, "maximum": max }),
        Domain::Bool => json!({ "type": "boolean" }),
        Domain::Choice(choices) => {
            let values: Vec<&str> = choices.iter().map(|choice| choice.value).collect();
            json!({ "type": "string", "enum": values })
        }
        Domain::Text | Domain::Lines => json!({ "type": "string" }),
    };
    let help = match &spec.domain {
        Domain::OptionalInt { none, .. } => format!("{} null: {none}.", spec.help),
        _ => spec.help.to_owned(),
    };
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("title".to_owned(), spec.label.into());
        schema.insert("description".to_owned(), help.into());
        schema.insert("default".to_owned(), serde_json::to_value(spec.default_value()).unwrap_or_default());
    }
    schema
}
