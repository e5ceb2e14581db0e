use std::collections::BTreeMap;

use engine::compare::ModelComparison;
use engine::evaluate::{PartName, Slices};
use engine::explain::{Answer, Question};
use engine::models::Task;
use engine::pipeline::PipelineSpec;
use engine::profile::{Alert, Profile};
use engine::run::RunReport;
use engine::table::read::{Dialect, Preview, ReadOptions, ReadReport};
use engine::table::{DType, Role};
use engine::timeline::{Subject, Surfaces, Timeline, View};
use engine::tune::{FoldScore, Unit};
use serde::{Deserialize, Serialize};

use crate::{Change, Plan};

/// The version of the messages; the page checks it in the worker's first one.
pub const PROTOCOL: u32 = 4;

/// Names a job. Ids grow; a reply to an id that nobody waits for is dropped.
pub type JobId = u32;

/// What the page sends.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ToWorker {
    /// The job.
    pub id: JobId,
    /// What to do.
    pub request: Request,
}

/// What the worker sends.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FromWorker {
    /// The job.
    pub id: JobId,
    /// What happened.
    pub event: Event,
}

/// What the page can ask for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Read the beginning of the file that comes with the message, as text.
    Preview {
        /// How to read it.
        options: ReadOptions,
    },
    /// Read the whole file that comes with the message and keep its table.
    Open {
        /// How to read it.
        options: ReadOptions,
    },
    /// Make a sample by its generator and keep its table.
    Generate {
        /// The sample.
        id: String,
        /// Another seed draws other rows.
        seed: u32,
        /// Number of rows.
        rows: usize,
        /// Strength of the noise.
        noise: f64,
        /// How to read it.
        options: ReadOptions,
    },
    /// Describe every column and say what looks wrong.
    Profile {
        /// The column to predict, if one was chosen.
        target: Option<String>,
    },
    /// Some rows, as text.
    Rows {
        /// Of which table.
        stage: Stage,
        /// The first row.
        start: usize,
        /// How many.
        count: usize,
    },
    /// What one step does to the training rows, cell by cell.
    Change {
        /// The spec whose step is meant.
        spec: Box<PipelineSpec>,
        /// Which of its steps; one that is in use.
        step: usize,
        /// Only rows that the step changes, drops or makes.
        only_changed: bool,
        /// The first row.
        start: usize,
        /// How many.
        count: usize,
    },
    /// Split and prepare, without a model.
    Plan {
        /// What to do.
        spec: PipelineSpec,
    },
    /// The whole line.
    Run {
        /// What to do.
        spec: PipelineSpec,
        /// Whether the test rows are judged too.
        open_test: bool,
    },
    /// The figures of the last run by the values of one column.
    Slices {
        /// The rows judged; test rows only when the last run opened them.
        part: PartName,
        /// The column.
        column: String,
    },
    /// Why the pipeline of the last run says what it says.
    Explain {
        /// What is asked; about test rows only when the last run opened them.
        question: Box<Question>,
    },
    /// The model file of the last run.
    Model,
    /// One trial on one fold, of a search that the page drives. Folds are kept for the next.
    Fold {
        /// What to fit and judge.
        unit: Box<Unit>,
    },
    /// How a model, or a step of its recipe, learned. The states behind it are kept for
    /// [`Request::Surfaces`].
    Watch {
        /// The spec of the model; its last run is taken where it is still held.
        spec: Box<PipelineSpec>,
        /// What of it.
        subject: Subject,
    },
    /// What the models of some moments of the timeline made last say over a plane.
    Surfaces {
        /// The plane.
        view: View,
        /// The moments, as positions in the timeline's list.
        moments: Vec<usize>,
    },
    /// Compare two specs on the same folds and validation rows.
    Compare {
        /// The first; its tuning says how rows are dealt and what decides.
        first: Box<PipelineSpec>,
        /// The second.
        second: Box<PipelineSpec>,
        /// A difference not larger than this makes no difference in practice.
        rope: f64,
    },
}

/// A table that rows can be asked of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Stage {
    /// The table as it was read.
    Collected,
    /// The training rows as the first `steps` active steps of the spec leave them.
    Prepared {
        /// The spec whose steps are meant.
        spec: Box<PipelineSpec>,
        /// How many of its active steps.
        steps: usize,
    },
}

/// What happens to a job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Event {
    /// The worker is ready; sent once, with id 0.
    Hello {
        /// [`PROTOCOL`] of the worker.
        protocol: u32,
    },
    /// How far the job is.
    Progress {
        /// The work under way.
        what: String,
        /// Units done.
        done: f64,
        /// Units in all.
        total: f64,
    },
    /// The job is finished.
    Done(Box<Reply>),
    /// The job could not be done; the text is for the user.
    Failed(String),
    /// The worker died, and was replaced. Made by the page's side.
    Lost(String),
}

/// The answer to a request.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Reply {
    /// To [`Request::Preview`].
    Previewed(Preview),
    /// To [`Request::Open`] and [`Request::Generate`].
    Opened(Dataset),
    /// To [`Request::Profile`].
    Profiled {
        /// Every column.
        profile: Profile,
        /// What looks wrong.
        alerts: Vec<Alert>,
    },
    /// To [`Request::Rows`].
    Rows(Page),
    /// To [`Request::Change`].
    Changed(Box<Change>),
    /// To [`Request::Plan`].
    Planned(Box<Plan>),
    /// To [`Request::Run`].
    Ran(Box<RunReport>),
    /// To [`Request::Slices`].
    Sliced(Slices),
    /// To [`Request::Explain`].
    Explained(Box<Answer>),
    /// To [`Request::Model`].
    Model(String),
    /// To [`Request::Fold`].
    Fold(Box<FoldScore>),
    /// To [`Request::Watch`].
    Watched(Box<Timeline>),
    /// To [`Request::Surfaces`].
    Surfaces(Box<Surfaces>),
    /// To [`Request::Compare`].
    Compared(Box<ModelComparison>),
}

/// What the page knows of the table it works on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dataset {
    /// Number of rows.
    pub rows: usize,
    /// The columns.
    pub columns: Vec<ColumnFacts>,
    /// How the file was read.
    pub dialect: Dialect,
    /// What happened while reading.
    pub report: ReadReport,
    /// Roles guessed from names and content.
    pub roles: BTreeMap<String, Role>,
    /// Bytes the table holds in memory.
    pub bytes: usize,
    /// Milliseconds that reading took.
    pub milliseconds: f64,
}

/// What the page knows of a column before it is profiled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnFacts {
    /// Its name.
    pub name: String,
    /// Its type.
    pub dtype: DType,
    /// Missing cells.
    pub missing: usize,
    /// What it would be as a target.
    pub task: Option<Task>,
}

/// Some rows of a table, as text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The first row.
    pub start: usize,
    /// Rows of the whole table.
    pub total: usize,
    /// Names and types of the columns.
    pub columns: Vec<(String, DType)>,
    /// Cells by row; none where missing.
    pub rows: Vec<Vec<Option<String>>>,
}
