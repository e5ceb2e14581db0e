//! `compare`: two pipelines on the same folds.

use std::fmt::Write as _;

use engine::compare::{ModelComparison, models};
use engine::document;
use engine::pipeline::PipelineSpec;

use crate::args::CompareArgs;
use crate::error::CliError;
use crate::print::{counted, figure};
use crate::progress::Terminal;
use crate::{input, output};

pub(crate) fn compare(args: &CompareArgs) -> Result<(), CliError> {
    let spec = |path| PipelineSpec::from_json(&input::text(path)?).map_err(CliError::file(path));
    let (first, second) = (spec(&args.first)?, spec(&args.second)?);
    let ingested = input::table(&args.data, &first.read)?;
    input::warn(&args.data, &ingested.report);
    let mut progress = Terminal::new();
    let comparison = models(&ingested.table, &first, &second, args.rope, &mut progress)?;
    drop(progress);
    if args.json {
        return output::stdout(&document::json("comparison", &comparison)?);
    }
    output::stdout(&text(&comparison))
}

fn text(comparison: &ModelComparison) -> String {
    let mut out = String::new();
    let ModelComparison { scoring, first, second, folds, held_out } = comparison;
    let test = &folds.t_test;
    let _ = writeln!(
        out,
        "{} over {}: first {}, second {}\n",
        scoring.label,
        counted(folds.differences.len(), "fold"),
        figure(*first),
        figure(*second)
    );
    let _ = writeln!(
        out,
        "In favour of the first: {} (95 % interval {} to {}); corrected resampled t-test: p = {}",
        figure(test.mean),
        figure(test.interval[0]),
        figure(test.interval[1]),
        figure(test.p)
    );
    let bayesian = &folds.bayesian;
    let _ = writeln!(
        out,
        "Probability that the first is better by more than {}: {}; that they are equivalent: {}; that the second is better: {}",
        bayesian.rope,
        figure(bayesian.first_better),
        figure(bayesian.equivalent),
        figure(bayesian.second_better)
    );
    if let Some(counts) = held_out {
        let _ = writeln!(
            out,
            "On validation rows only the first is right on {}, only the second on {}; McNemar's test: p = {}",
            counts.only_first,
            counts.only_second,
            figure(counts.exact_p)
        );
    }
    out
}
