//! What must hold for any bytes that are handed to the engine as a spec, a model, an expression, a pattern or a
//! form of dates. The fuzz targets in `fuzz/` search for bytes for which it does not; the test `corpus` goes
//! through those that are kept.

mod texts;

pub use texts::{dates, replace};

use std::sync::OnceLock;

use engine::error::EngineError;
use engine::expression::Expression;
use engine::models::Task;
use engine::params::ParamValue;
use engine::pipeline::{FittedPipeline, PipelineSpec};
use engine::progress::Progress;
use engine::run::run;
use engine::steps::StepSpec;
use engine::table::Table;
use engine::table::read::read_all;
use serde_json::{Value, json};

use crate::{forge, recipe};

/// Reports of progress after which a fit is stopped, as a user would stop it.
const PATIENCE: usize = 40;
/// Rows that are learned from.
const ROWS: usize = 48;

/// Stops work that goes on for long.
struct Impatient(usize);

impl Progress for Impatient {
    fn advance(&mut self, _what: &str, done: usize, total: usize) -> Result<(), EngineError> {
        assert!(done <= total, "{done} of {total} are done");
        self.0 += 1;
        if self.0 > PATIENCE { Err(EngineError::Stopped) } else { Ok(()) }
    }
}

/// The rows of every task, with every type of column.
fn rows(task: Task) -> &'static Table {
    static TABLES: OnceLock<[Table; 2]> = OnceLock::new();
    let [classes, numbers] = TABLES.get_or_init(|| Task::ALL.map(|task| recipe::table(ROWS, 1, task)));
    if task == Task::Classification { classes } else { numbers }
}

/// A spec that can be read is the same after it was written; a run of it ends with a report and a
/// model that loads and predicts alike, or with an error in words.
pub fn spec(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let spec = match PipelineSpec::from_json(text) {
        Ok(spec) => spec,
        Err(error) => return assert!(error.to_string().len() > 10, "{error}"),
    };
    assert_eq!(PipelineSpec::from_json(&spec.to_json()).as_ref(), Ok(&spec));
    // How it reads a file, also where that leaves nothing to run on.
    let _ = read_all(b"target;a,b\n1,5;\"x\",\xff\n2;?\r\n,,", &spec.read);
    for task in Task::ALL {
        match run(rows(task), &spec, true, &mut Impatient(0)) {
            Ok(run) => {
                serde_json::to_string(&run.report).expect("a report can be written");
                let saved = run.pipeline.save().expect("a fitted pipeline can be saved");
                let loaded = FittedPipeline::load(&saved).expect("what was saved loads");
                assert!(loaded.predict(rows(task)) == run.pipeline.predict(rows(task)));
            }
            Err(error) => assert!(error.to_string().len() > 5, "{error}"),
        }
    }
}

/// The bytes as a model file, and as the pipeline in one that was signed anew: an error, or a model
/// that predicts or says why it does not.
pub fn model(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    predict(FittedPipeline::load(text));
    let Ok(pipeline) = serde_json::from_str::<Value>(text) else { return };
    let head = json!({
        "format": engine::pipeline::FORMAT, "version": 1, "engine": env!("CARGO_PKG_VERSION"),
    });
    predict(FittedPipeline::load(&forge::forged(&head, &pipeline)));
}

/// The bytes as formulas and, line by line, as expressions and dates: an error with a place in the text, or a column with
/// a cell for every row, the same for a row alone.
pub fn expression(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let table = rows(Task::Regression);
    let known: Vec<_> = table.columns().iter().map(|c| (c.name().to_owned(), c.dtype())).collect();
    for line in text.lines().take(4) {
        from_date(table, line);
        match Expression::parse(line).and_then(|expression| expression.check(&known)) {
            Err(error) => assert!(error.column <= line.chars().count() + 1, "{line:?}: {error}"),
            Ok(checked) => {
                let columns: Vec<_> = table.columns().iter().collect();
                let made = checked.evaluate("made", &columns, ROWS);
                assert!(made.len() == ROWS && made.dtype() == checked.dtype(), "{line:?}");
                let one = table.take(&[7]);
                let alone = checked.evaluate("made", &one.columns().iter().collect::<Vec<_>>(), 1);
                assert!(alone == made.take(&[7]), "{line:?}");
            }
        }
    }
    let params = [("formulas".to_owned(), ParamValue::Text(text.to_owned()))].into();
    let spec = StepSpec { params, ..StepSpec::new("formula") };
    match spec.fit(table, &table.columns()[0], Task::Regression) {
        Err(error) => assert!(error.to_string().len() > 10, "{error}"),
        Ok(fit) => assert_eq!(fit.step.transform(table).expect("it was fitted on these").n_rows(), ROWS),
    }
}

/// Days since a date that may be none.
fn from_date(table: &Table, text: &str) {
    let params = [("elapsed", "date"), ("since", text)];
    let params = params.map(|(name, value)| (name.to_owned(), ParamValue::Text(value.to_owned()))).into();
    let spec = StepSpec { params, ..StepSpec::new("dates") };
    match spec.fit(table, &table.columns()[0], Task::Regression) {
        Err(error) => assert!(error.to_string().len() > 10, "{error}"),
        Ok(fit) => assert_eq!(fit.step.transform(table).expect("it was fitted on these").n_rows(), ROWS),
    }
}

fn predict(loaded: Result<FittedPipeline, EngineError>) {
    let Ok(pipeline) = loaded else { return };
    for task in Task::ALL {
        if let Ok(prediction) = pipeline.predict(rows(task)) {
            assert_eq!(prediction.output.len(), prediction.scored.len());
        }
    }
    let _ = pipeline.model.importances();
    let _ = pipeline.model.warning();
    for step in &pipeline.steps {
        let _ = step.learned();
    }
}

/// For every family, what a search begins with: a spec as JSON, and a fitted pipeline as JSON.
pub fn seeds() -> impl Iterator<Item = (String, String, String)> {
    recipe::every_model().map(|(kind, task)| {
        let spec = recipe::spec(kind, task).to_json();
        let model = serde_json::to_string(&forge::pipeline(kind, task)).expect("a pipeline is plain JSON");
        (format!("{kind}-{}", task.name()), spec, model)
    })
}
