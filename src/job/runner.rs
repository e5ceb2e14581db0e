use engine::compare;
use engine::error::EngineError;
use engine::evaluate::PartName;
use engine::explain::ask;
use engine::judge;
use engine::models::Task;
use engine::pipeline::{FittedPipeline, PipelineSpec, task_of};
use engine::profile::{self, Profile};
use engine::progress::Progress;
use engine::resample::Folds;
use engine::run::run;
use engine::samples::{self, Origin};
use engine::table::read::{self, Ingested, ReadReport};
use engine::table::{DType, Table};
use engine::timeline::Watched;
use engine::tune::{FoldScore, Unit, fit_fold};

use crate::change::Compared;
use crate::plan::prepared;
use crate::{ColumnFacts, Dataset, Page, Plan, Reply, Request, Stage};

/// The most cells that one page of rows holds, so that a message stays small.
const MAX_CELLS: usize = 20_000;

/// Does the jobs, and keeps what later jobs need: the table, the last prepared rows, the last step compared,
/// the last fitted pipeline and the last folds.
#[derive(Debug, Default)]
pub struct Runner {
    table: Table,
    profile: Profile,
    prepared: Option<(PipelineSpec, usize, Table)>,
    compared: Option<(PipelineSpec, usize, Compared)>,
    fitted: Option<FittedPipeline>,
    folds: Option<Folds>,
    /// What is watched; nothing until somebody asks.
    watched: Option<Watched>,
    /// Whether the last run opened the test rows.
    is_test_open: bool,
}

impl Runner {
    /// A runner without a table.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a table that was read in `milliseconds`, and says what it is.
    pub fn open(&mut self, ingested: Ingested, milliseconds: f64) -> Dataset {
        let Ingested { table, dialect, report } = ingested;
        let profile = profile::profile(&table);
        let dataset = describe(&table, &profile, dialect, report, milliseconds);
        *self = Self { table, profile, ..Self::default() };
        dataset
    }

    /// Does a job. [`Request::Preview`] and [`Request::Open`] need bytes, and so are the host's.
    ///
    /// # Errors
    /// When the job cannot be done; the text is for the user.
    pub fn handle(&mut self, request: Request, progress: &mut dyn Progress) -> Result<Reply, EngineError> {
        Ok(match request {
            Request::Preview { .. } | Request::Open { .. } => {
                return Err(EngineError::Data(
                    "no file came with the request; choose the file again".to_owned(),
                ));
            }
            Request::Generate { id, seed, rows, noise, options } => {
                let Some(Origin::Generator(generator)) = samples::by_id(&id).map(|card| card.origin) else {
                    return Err(EngineError::Data(format!(
                        "there is no generator {id:?}; choose another sample"
                    )));
                };
                let csv = generator.csv(u64::from(seed), rows, noise);
                let ingested = read::read_all(csv.as_bytes(), &options)
                    .map_err(|error| EngineError::Data(error.to_string()))?;
                Reply::Opened(self.open(ingested, 0.0))
            }
            Request::Profile { target } => {
                let alerts = profile::alerts(&self.table, &self.profile, target.as_deref());
                Reply::Profiled { profile: self.profile.clone(), alerts }
            }
            Request::Rows { stage: Stage::Collected, start, count } => {
                Reply::Rows(page(&self.table, start, count))
            }
            Request::Rows { stage: Stage::Prepared { spec, steps }, start, count } => {
                Reply::Rows(page(self.prepare(*spec, steps)?, start, count))
            }
            Request::Change { spec, step, only_changed, start, count } => {
                Reply::Changed(Box::new(self.compare(*spec, step)?.page(only_changed, start, count)))
            }
            Request::Plan { spec } => Reply::Planned(Box::new(Plan::new(&self.table, &spec)?)),
            Request::Run { spec, open_test } => {
                let run = run(&self.table, &spec, open_test, progress)?;
                self.watched = None;
                self.fitted = Some(run.pipeline);
                self.is_test_open = open_test;
                Reply::Ran(Box::new(run.report))
            }
            Request::Slices { part, column } => {
                let fitted = self.fitted_to_look_at(part)?;
                Reply::Sliced(judge::slices(&self.table, fitted, part, &column)?)
            }
            Request::Explain { question } => {
                let fitted = self.fitted_to_look_at(question.part())?;
                Reply::Explained(Box::new(ask(&self.table, fitted, &question, progress)?))
            }
            Request::Model => match &self.fitted {
                Some(fitted) => Reply::Model(fitted.save()?),
                None => return Err(EngineError::Data("nothing is trained yet; train first".to_owned())),
            },
            Request::Watch { spec, subject } => {
                // The states kept for the last one may be large.
                self.watched = None;
                let watched = Watched::new(&self.table, &spec, subject, self.fitted.as_ref(), progress)?;
                let timeline = watched.timeline().clone();
                self.watched = Some(watched);
                Reply::Watched(Box::new(timeline))
            }
            Request::Surfaces { view, moments } => match &self.watched {
                Some(watched) => Reply::Surfaces(Box::new(watched.surfaces(&view, &moments)?)),
                None => {
                    return Err(EngineError::Data(
                        "what was watched is no longer in memory; close this part and open it again"
                            .to_owned(),
                    ));
                }
            },
            Request::Fold { unit } => Reply::Fold(Box::new(self.fold(&unit, progress)?)),
            Request::Compare { first, second, rope } => {
                Reply::Compared(Box::new(compare::models(&self.table, &first, &second, rope, progress)?))
            }
        })
    }

    /// The pipeline of the last run, for a look at rows of that part.
    fn fitted_to_look_at(&self, part: PartName) -> Result<&FittedPipeline, EngineError> {
        if part == PartName::Test && !self.is_test_open {
            return Err(EngineError::Data(
                "the test rows are sealed; open them first, or look at the validation rows".to_owned(),
            ));
        }
        self.fitted
            .as_ref()
            .ok_or_else(|| EngineError::Data("the model is no longer in memory here; train again".to_owned()))
    }

    /// Does a unit of a search, with the folds of the one before where they are the same.
    fn fold(&mut self, unit: &Unit, progress: &mut dyn Progress) -> Result<FoldScore, EngineError> {
        let folds = match self.folds.take().filter(|folds| folds.are_of(&unit.spec)) {
            Some(folds) => folds,
            None => Folds::new(&self.table, &unit.spec)?,
        };
        let score = fit_fold(&self.table, &folds, unit, progress);
        self.folds = Some(folds);
        score
    }

    /// What a step does, from memory when it was asked for last.
    fn compare(&mut self, spec: PipelineSpec, step: usize) -> Result<&Compared, EngineError> {
        let known = self.compared.take().filter(|(of, at, _)| *at == step && *of == spec);
        let entry = match known {
            Some(known) => known,
            None => {
                let compared = Compared::new(&self.table, &spec, step)?;
                (spec, step, compared)
            }
        };
        Ok(&self.compared.insert(entry).2)
    }

    /// The prepared rows, from memory when they were asked for last.
    fn prepare(&mut self, spec: PipelineSpec, steps: usize) -> Result<&Table, EngineError> {
        if !self.prepared.as_ref().is_some_and(|(of, n, _)| *n == steps && *of == spec) {
            let table = prepared(&self.table, &spec, steps)?;
            self.prepared = Some((spec, steps, table));
        }
        Ok(self.prepared.as_ref().map_or(&self.table, |(_, _, table)| table))
    }
}

fn describe(
    table: &Table,
    profile: &Profile,
    dialect: read::Dialect,
    report: ReadReport,
    milliseconds: f64,
) -> Dataset {
    let roles = profile::guess_roles(profile);
    let columns = table
        .columns()
        .iter()
        .map(|column| ColumnFacts {
            name: column.name().to_owned(),
            dtype: column.dtype(),
            missing: column.mask().n_missing(),
            task: target_task(column),
        })
        .collect();
    Dataset { rows: table.n_rows(), columns, dialect, report, roles, bytes: table.heap_bytes(), milliseconds }
}

fn target_task(column: &engine::table::Column) -> Option<Task> {
    let spec = PipelineSpec::new(column.name(), "dummy");
    (column.dtype() != DType::Datetime).then(|| task_of(&spec, column))
}

fn page(table: &Table, start: usize, count: usize) -> Page {
    let count = count.min(MAX_CELLS / table.n_columns().max(1)).max(1);
    let rows = start.min(table.n_rows())..start.saturating_add(count).min(table.n_rows());
    let cells = |row| table.columns().iter().map(|c| c.cell(row).map(|text| text.into_owned())).collect();
    Page {
        start: rows.start,
        total: table.n_rows(),
        columns: table.columns().iter().map(|c| (c.name().to_owned(), c.dtype())).collect(),
        rows: rows.map(cells).collect(),
    }
}
