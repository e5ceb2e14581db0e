//! `run`: fits a pipeline and judges it.

use engine::pipeline::PipelineSpec;
use engine::run;

use crate::args::RunArgs;
use crate::error::CliError;
use crate::progress::Terminal;
use crate::{input, output, report};

pub(crate) fn run(args: &RunArgs) -> Result<(), CliError> {
    let spec = PipelineSpec::from_json(&input::text(&args.spec)?).map_err(CliError::file(&args.spec))?;
    let ingested = input::table(&args.data, &spec.read)?;
    input::warn(&args.data, &ingested.report);
    let mut progress = Terminal::new();
    let run = run::run(&ingested.table, &spec, args.open_test, &mut progress)?;
    drop(progress);
    let json = serde_json::to_string_pretty(&run.report).map_err(|error| {
        engine::error::EngineError::Data(format!("the report cannot be written: {error}"))
    })?;
    if let Some(directory) = &args.out {
        let model = run.pipeline.save()?;
        output::directory(directory, &[("report.json", &format!("{json}\n")), ("model.json", &model)])?;
    }
    output::stdout(&if args.json { format!("{json}\n") } else { report::text(&run.report) })
}
