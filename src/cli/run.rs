//! `run`: fits a pipeline and judges it.

use engine::document;
use engine::evaluate::PartName;
use engine::judge;
use engine::pipeline::PipelineSpec;
use engine::run;

use crate::args::RunArgs;
use crate::error::CliError;
use crate::progress::Terminal;
use crate::{input, looks, output, print, report};

/// Why a run with a leak writes no model.
const LEAK: &str = "no model.json is written: the steps were fitted on all rows (\"leak\": true), which is for teaching alone; a model.json that is there is of an earlier run";

pub(crate) fn run(args: &RunArgs) -> Result<(), CliError> {
    let spec = PipelineSpec::from_json(&input::text(&args.spec)?).map_err(CliError::file(&args.spec))?;
    let ingested = input::table(&args.data, &spec.read)?;
    input::warn(&args.data, &ingested.report);
    let mut progress = Terminal::new();
    let run = run::run(&ingested.table, &spec, args.open_test, &mut progress)?;
    drop(progress);
    let json = document::json("report", &run.report)?;
    let looks = looks::after(args.out.as_deref(), &run.report)?;
    if let Some(directory) = &args.out {
        let model = if spec.leak { None } else { Some(run.pipeline.save()?) };
        let mut files = vec![("report.json", json.as_str())];
        files.extend(model.as_deref().map(|model| ("model.json", model)));
        if let Some(looks) = &looks {
            files.push((looks::FILE, looks.text.as_str()));
        }
        output::directory(directory, &files)?;
        if spec.leak {
            print::note(LEAK);
        }
    }
    if let Some(text) = looks::note(args, looks.as_ref()) {
        print::note(&text);
    }
    let mut text = if args.json { json } else { report::text(&run.report) };
    if let (Some(column), false) = (&args.slice, args.json) {
        let (part, _) = run
            .report
            .evaluation
            .parts()
            .next_back()
            .unwrap_or((PartName::Train, &run.report.evaluation.train));
        text.push_str(&report::slices(part, &judge::slices(&ingested.table, &run.pipeline, part, column)?));
    }
    output::stdout(&text)
}
