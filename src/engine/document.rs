//! Reports as files.

use serde::Serialize;

use crate::error::EngineError;

/// `value` as indented JSON that ends with a line feed. The page and the command line write the same bytes.
///
/// # Errors
/// When it cannot be written; the message names it as `what`.
pub fn json(what: &str, value: &impl Serialize) -> Result<String, EngineError> {
    serde_json::to_string_pretty(value)
        .map(|text| format!("{text}\n"))
        .map_err(|error| EngineError::Data(format!("the {what} cannot be written: {error}")))
}
