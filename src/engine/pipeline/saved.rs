//! Saving a fitted pipeline, and loading one that nobody has touched.
//!
//! The file is JSON: a header with the format's name and version, the engine that wrote it, and a
//! SHA-256; and the pipeline. The digest is that of the other three and the pipeline's own JSON text,
//! each but the last ended by a line feed. *Invariant*: what loads is what was saved; anything else is an error.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::FittedPipeline;
use crate::error::EngineError;
use crate::models::Task;

/// The name that a model file begins with.
pub const FORMAT: &str = "pipeline-playground-model";
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File<P> {
    format: String,
    version: u32,
    engine: String,
    sha256: String,
    pipeline: P,
}

impl File<Box<RawValue>> {
    fn digest(&self) -> String {
        let head = format!("{}\n{}\n{}\n", self.format, self.version, self.engine);
        let sum = Sha256::new().chain_update(head).chain_update(self.pipeline.get()).finalize();
        sum.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl FittedPipeline {
    /// The model file.
    ///
    /// # Errors
    /// When its steps were fitted on all rows, and when a number of the model is not finite, which JSON
    /// cannot hold.
    pub fn save(&self) -> Result<String, EngineError> {
        self.spec.refuse_leak("a model made so is never saved")?;
        let pipeline =
            serde_json::value::to_raw_value(self).map_err(|error| EngineError::Model(error.to_string()))?;
        let mut file = File {
            format: FORMAT.to_owned(),
            version: VERSION,
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            sha256: String::new(),
            pipeline,
        };
        file.sha256 = file.digest();
        serde_json::to_string(&file).map_err(|error| EngineError::Model(error.to_string()))
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// When it is not one, is of another version, was changed since it was saved, or does not hold
    /// together.
    pub fn load(json: &str) -> Result<Self, EngineError> {
        let bad = |text: String| EngineError::Model(text);
        let file: File<Box<RawValue>> = serde_json::from_str(json)
            .map_err(|error| bad(format!("it is not a complete {FORMAT} file ({error})")))?;
        if file.format != FORMAT || file.version != VERSION {
            return Err(bad(format!(
                "it is {} version {}, and this engine reads {FORMAT} version {VERSION}",
                file.format, file.version
            )));
        }
        if file.digest() != file.sha256 {
            return Err(bad("its content was changed after it was saved (the SHA-256 differs)".to_owned()));
        }
        let pipeline: Self =
            serde_json::from_str(file.pipeline.get()).map_err(|error| bad(error.to_string()))?;
        pipeline.check()?;
        Ok(pipeline)
    }

    /// Whether the parts fit each other.
    fn check(&self) -> Result<(), EngineError> {
        if self.spec.leak {
            return Err(EngineError::Model("its steps were fitted on all rows, a leak".to_owned()));
        }
        let n_classes = match self.task {
            Task::Classification if self.classes.is_empty() => {
                return Err(EngineError::Model("it predicts classes and names none".to_owned()));
            }
            Task::Classification
                if self.classes.iter().collect::<HashSet<_>>().len() < self.classes.len() =>
            {
                return Err(EngineError::Model("it names a class twice".to_owned()));
            }
            Task::Classification => Some(self.classes.len()),
            Task::Regression => None,
        };
        let able = self.model.kind().capabilities;
        if (self.missing && !able.missing) || (!self.levels.is_empty() && !able.categories) {
            return Err(EngineError::Model("its model cannot take what the columns hold".to_owned()));
        }
        self.model.check(self.features.len(), n_classes)
    }
}
