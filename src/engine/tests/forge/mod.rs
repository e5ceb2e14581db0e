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
