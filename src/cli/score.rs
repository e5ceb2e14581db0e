//! `score`: a saved model's predictions beside the rows.

use engine::error::EngineError;
use engine::models::Output;
use engine::pipeline::{FittedPipeline, Prediction};
use engine::table::read::ReadOptions;
use engine::table::write::write_csv;
use engine::table::{Column, Table};

use crate::args::ScoreArgs;
use crate::error::CliError;
use crate::input;
use crate::output::Draft;
use crate::print::{counted, note};

pub(crate) fn score(args: &ScoreArgs) -> Result<(), CliError> {
    let model = FittedPipeline::load(&input::text(&args.model)?).map_err(CliError::file(&args.model))?;
    let types = model.inputs.iter().map(|input| (input.name.clone(), input.dtype)).collect();
    let options = args.read.over(ReadOptions { types, ..model.spec.read.clone() });
    let ingested = input::table(&args.data, &options)?;
    input::warn(&args.data, &ingested.report);
    let table = ingested.table;
    let prediction = model.predict(&table).map_err(CliError::file(&args.data))?;
    let mut columns = table.into_columns();
    columns.extend(predicted(&model, &prediction));
    let scored = Table::new(columns).map_err(|error| CliError::file(&args.data)(taken(error)))?;
    Draft::new(&args.out)?.write(|file| write_csv(&scored, file))?.publish()?;
    let missed = prediction.n_rows - prediction.scored.len();
    let mut text = format!("predicted {} of {}", prediction.scored.len(), counted(prediction.n_rows, "row"));
    if missed > 0 {
        text.push_str(&format!(
            "; {} got no prediction: a cell that the model needs is missing, or its level was refused",
            counted(missed, "row")
        ));
    }
    note(&text);
    Ok(())
}

/// The columns that scoring adds: `prediction`, and `probability CLASS` for every class.
fn predicted(model: &FittedPipeline, prediction: &Prediction) -> Vec<Column> {
    // The place of every row among the scored ones.
    let mut places = vec![None; prediction.n_rows];
    for (place, row) in prediction.scored.iter().enumerate() {
        if let Some(slot) = places.get_mut(*row as usize) {
            *slot = Some(place);
        }
    }
    let places = || places.iter().copied();
    match &prediction.output {
        Output::Numbers(numbers) => {
            vec![Column::numeric("prediction", places().map(|at| numbers.get(at?).copied()))]
        }
        Output::Classes { codes, probabilities } => {
            let class = |at: Option<usize>| model.classes.get(*codes.get(at?)? as usize).map(String::as_str);
            let mut columns = vec![Column::categorical("prediction", places().map(class))];
            for (code, name) in model.classes.iter().enumerate().filter(|_| probabilities.is_some()) {
                let share = |at: Option<usize>| probabilities.as_ref()?.get((at?, code)).copied();
                columns.push(Column::numeric(format!("probability {name}"), places().map(share)));
            }
            columns
        }
    }
}

fn taken(error: EngineError) -> EngineError {
    match error {
        EngineError::DuplicateColumn { column } => EngineError::Data(format!(
            "the file has a column {column:?} already, and scoring adds one of that name; rename or remove it"
        )),
        other => other,
    }
}
