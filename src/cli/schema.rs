//! `schema`.

use crate::error::CliError;
use crate::output;

pub(crate) fn schema() -> Result<(), CliError> {
    let mut text = serde_json::to_string_pretty(&engine::schema::pipeline_spec()).unwrap_or_default();
    text.push('\n');
    output::stdout(&text)
}
