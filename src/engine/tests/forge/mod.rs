//! Saved models of every family, and what a forger makes of them.

use engine::models::{CATALOGUE, Task};
use engine::params::ParamValue;
use engine::pipeline::FittedPipeline;
use engine::progress::Silent;
use engine::run::run;
use engine::split::SplitSpec;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::recipe;

/// The pipeline of every step and model. Forests are small, so that damage hits more than trees.
pub fn pipeline(kind: &str, task: Task) -> FittedPipeline {
    let table = recipe::table(60, 1, task);
    let mut spec = recipe::spec(kind, task);
    let params = CATALOGUE.iter().find(|known| known.id == kind).unwrap().params(task);
    for name in ["n_estimators", "max_iter"] {
        if params.iter().any(|param| param.name == name) {
            spec.model.params.insert(name.to_owned(), ParamValue::Int(3));
        }
    }
    spec.split = SplitSpec { train: 1.0, validation: 0.0, test: 0.0, ..SplitSpec::default() };
    run(&table, &spec, false, &mut Silent).unwrap().pipeline
}

/// The file around `pipeline` with the digest that belongs to it, as a forger would make it.
pub fn forged(saved: &Value, pipeline: &Value) -> String {
    let (format, version, engine) = (&saved["format"], &saved["version"], &saved["engine"]);
    let covered =
        format!("{}\n{version}\n{}\n{pipeline}", format.as_str().unwrap(), engine.as_str().unwrap());
    let digest: String = Sha256::digest(covered).iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "{{\"format\":{format},\"version\":{version},\"engine\":{engine},\"sha256\":\"{digest}\",\"pipeline\":{pipeline}}}"
    )
}

/// Puts something else in the place of the `at`th value, counted from the outermost. Whether there is
/// one.
pub fn mutate(value: &mut Value, at: &mut usize, how: usize) -> bool {
    if *at == 0 {
        let numbers = [0.0, -1.0, 1.0, 2.5, 1e18, 4_294_967_295.0, 1e308, -1e308, 5e-324, 7.0];
        match value {
            Value::Array(items) => match how % 6 {
                0 => items.clear(),
                1 => drop(items.pop()),
                2 => items.extend(items.last().cloned()),
                3 => items.reverse(),
                4 => items.extend(items.clone()),
                _ => drop(items.drain(..items.len() / 2)),
            },
            Value::Number(_) if how.is_multiple_of(2) => *value = Value::from(numbers[how / 2 % 10] as i64),
            Value::Number(_) => *value = Value::from(numbers[how / 2 % 10]),
            Value::String(text) => *text = ["", "numeric", "0", "low", "numeric_missing"][how % 5].to_owned(),
            Value::Bool(truth) => *truth = !*truth,
            Value::Object(fields) => {
                let name = fields.keys().nth(how % fields.len().max(1)).cloned().unwrap_or_default();
                fields.remove(&name);
            }
            Value::Null => *value = Value::from(numbers[how % 10]),
        }
        return true;
    }
    *at -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| mutate(item, at, how)),
        Value::Object(fields) => fields.values_mut().any(|item| mutate(item, at, how)),
        _ => false,
    }
}

/// The values in a value, itself among them.
pub fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}
