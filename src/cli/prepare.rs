//! `prepare`: the rows as a saved model sees them.

use engine::error::EngineError;
use engine::pipeline::FittedPipeline;
use engine::table::read::ReadOptions;
use engine::table::write::write_csv;

use crate::args::PrepareArgs;
use crate::error::CliError;
use crate::input;
use crate::output::Draft;
use crate::print::{counted, note};

pub(crate) fn prepare(args: &PrepareArgs) -> Result<(), CliError> {
    let mut model = FittedPipeline::load(&input::text(&args.model)?).map_err(CliError::file(&args.model))?;
    let steps = args.steps.unwrap_or(model.steps.len());
    if steps > model.steps.len() {
        return Err(CliError::file(&args.model)(EngineError::Spec(format!(
            "the model has {}, so --steps {steps} asks for too many",
            counted(model.steps.len(), "fitted step")
        ))));
    }
    model.steps.truncate(steps);
    let types = model.inputs.iter().map(|input| (input.name.clone(), input.dtype)).collect();
    let options = args.read.over(ReadOptions { types, ..model.spec.read.clone() });
    let ingested = input::table(&args.data, &options)?;
    input::warn(&args.data, &ingested.report);
    let prepared = model.transform(&ingested.table).map_err(CliError::file(&args.data))?;
    Draft::new(&args.out)?.write(|file| write_csv(&prepared, file))?.publish()?;
    note(&format!(
        "wrote {} × {} after {} to {}",
        counted(prepared.n_rows(), "row"),
        counted(prepared.n_columns(), "column"),
        counted(steps, "step"),
        args.out.display()
    ));
    Ok(())
}
