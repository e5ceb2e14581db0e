//! Judging a fitted pipeline on one part of a table.

use crate::error::EngineError;
use crate::evaluate::{self, Answers, Part, PartName, PartReport, Slices};
use crate::models::{Output, Task};
use crate::pipeline::{FittedPipeline, Labels, Prediction};
use crate::split::Split;
use crate::table::Table;

/// A judged part, and what it was judged by.
pub(crate) struct Judged {
    /// The report.
    pub(crate) part: Part,
    /// Truth and prediction of the rows that got one.
    pub(crate) answers: Answers,
}

/// Judges a pipeline beside its baseline on `rows` of `table`, whose target is known; with intervals
/// when `drawn` is set.
pub(crate) fn part(
    model: &FittedPipeline,
    baseline: &FittedPipeline,
    table: &Table,
    rows: &[u32],
    drawn: bool,
) -> Result<Judged, EngineError> {
    let part = table.take(rows);
    let prediction = model.predict(&part)?;
    let scored = part.take(&prediction.scored);
    let missed = prediction.n_rows - prediction.scored.len();
    // The baseline answers the same rows, so that the two can be compared.
    let base = answers(model, &scored, baseline.predict(&part)?.output)?;
    let Prediction { n_rows, scored: places, output } = prediction;
    let given = answers(model, &scored, output)?;
    let number = |at: usize| {
        let place = places.get(at).and_then(|place| rows.get(*place as usize));
        place.map_or(0, |row| u64::from(*row) + 1)
    };
    let mut part = Part {
        rows: n_rows,
        scored: places.len(),
        unscored_reason: (missed > 0).then(|| {
            let rows = if missed == 1 { "1 row".to_owned() } else { format!("{missed} rows") };
            format!("{rows} got no prediction: a cell was still missing when it reached the model")
        }),
        model: given.report(),
        baseline: base.report().metrics().to_vec(),
        lead: None,
        worst: given.worst(number),
    };
    if drawn {
        part.draw_anew(&given, &base, u64::from(model.spec.model.seed));
    }
    Ok(Judged { part, answers: given })
}

/// The report on rows that all got a prediction and whose target is known.
pub(crate) fn report(
    pipeline: &FittedPipeline,
    rows: &Table,
    output: Output,
) -> Result<PartReport, EngineError> {
    answers(pipeline, rows, output).map(|answers| answers.report())
}

/// Truth and prediction of `rows`, each of which has one.
fn answers(pipeline: &FittedPipeline, rows: &Table, output: Output) -> Result<Answers, EngineError> {
    let target = rows.column(&pipeline.spec.target)?;
    Ok(match output {
        Output::Classes { codes, probabilities } => {
            let Labels { names, codes: truth } = Labels::new(target, &pipeline.classes);
            Answers::Classes { labels: names, truth, predicted: codes, probabilities }
        }
        Output::Numbers(predicted) => Answers::Numbers {
            truth: (0..target.len()).map(|row| target.number(row).unwrap_or(0.0)).collect(),
            predicted,
        },
    })
}

/// The figures of a part of `table` by the values of `column`, which may have any role. `table` is the
/// one the pipeline was fitted on: its split deals the rows. Whether test rows may be looked at is for
/// the caller to know.
///
/// # Errors
/// When the column is absent or the table is another one.
pub fn slices(
    table: &Table,
    pipeline: &FittedPipeline,
    part: PartName,
    column: &str,
) -> Result<Slices, EngineError> {
    let spec = &pipeline.spec;
    let split =
        Split::new(&spec.split, table, table.column(&spec.target)?, pipeline.task == Task::Classification)?;
    let rows = match part {
        PartName::Train => split.train(),
        PartName::Validation => split.validation(),
        PartName::Test => split.test(),
    };
    let rows = table.take(rows);
    let prediction = pipeline.predict(&rows)?;
    let scored = rows.take(&prediction.scored);
    Ok(evaluate::slices(&answers(pipeline, &scored, prediction.output)?, scored.column(column)?))
}
