//! Every step with every choice of its parameters, on every type of column, for classes and for numbers.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::error::EngineError;
use engine::models::Task;
use engine::params::{Domain, ParamSpec, ParamValue, Params, Resolved, resolve};
use engine::rng::Rng;
use engine::steps::{CATALOGUE, Fit, Purpose, Selector, StepKind, StepSpec, TrainRows};
use engine::table::{Column, DType, Table};

use crate::common::random;

/// Texts that the tests try where any is taken.
const TEXTS: &[&str] = &[
    "0",
    "true",
    "unknown",
    "made = full_numeric / (numeric - 3)\nmade = round(made) is missing",
    "`full_text` = concat(upper(full_text), text)",
    "late = full_datetime > date(\"2000-01-31\") and weekday(datetime) < 5",
    "numeric > 0",
    "full_datetime",
    "full_categorical",
    "1, 3",
];

/// The values of a parameter that the tests try.
fn values(spec: &ParamSpec) -> Vec<ParamValue> {
    match &spec.domain {
        Domain::Choice(choices) => choices.iter().map(|c| ParamValue::Text(c.value.to_owned())).collect(),
        Domain::Bool => vec![ParamValue::Bool(false), ParamValue::Bool(true)],
        Domain::Text | Domain::Lines => {
            let texts = TEXTS.iter().map(|text| ParamValue::Text((*text).to_owned()));
            texts.chain([spec.default_value()]).collect()
        }
        Domain::Int { min, max } | Domain::OptionalInt { min, max, .. } => {
            vec![spec.default_value(), ParamValue::Int(*min), ParamValue::Int(*max)]
        }
        Domain::Float { min, max, .. } => {
            vec![spec.default_value(), ParamValue::Float(*min), ParamValue::Float(*max)]
        }
    }
}

fn with(params: &Params, name: &str, value: ParamValue) -> Params {
    let mut params = params.clone();
    params.insert(name.to_owned(), value);
    params
}

pub fn resolved(kind: &StepKind, params: &Params) -> Resolved {
    resolve(kind.id, kind.params, params).unwrap()
}

/// Switches of which the tests try every combination; of more, they try each alone.
const FEW: usize = 4;

/// Every combination of choices and of a few switches, and for each every value of each other parameter, one at
/// a time. A parameter that does not matter, given the others, keeps its default.
pub fn combinations(kind: &StepKind) -> Vec<Params> {
    let few = kind.params.iter().filter(|spec| spec.domain == Domain::Bool).count() <= FEW;
    let (choices, others): (Vec<_>, Vec<_>) = kind
        .params
        .iter()
        .partition(|spec| matches!(spec.domain, Domain::Choice(_)) || (few && spec.domain == Domain::Bool));
    let chosen = choices.into_iter().fold(vec![Params::new()], |known, spec| {
        let each = |params: &Params| -> Vec<Params> {
            if !spec.is_visible(&resolved(kind, params)) {
                return vec![params.clone()];
            }
            values(spec).into_iter().map(|value| with(params, spec.name, value)).collect()
        };
        known.iter().flat_map(each).collect()
    });
    let varied = |params: &Params| -> Vec<Params> {
        let shown = others.iter().filter(|spec| spec.is_visible(&resolved(kind, params)));
        let each = |spec: &&ParamSpec| {
            let (name, params) = (spec.name, params.clone());
            values(spec).into_iter().map(move |value| with(&params, name, value)).collect::<Vec<_>>()
        };
        let varied: Vec<Params> = shown.flat_map(each).collect();
        if varied.is_empty() { vec![params.clone()] } else { varied }
    };
    chosen.iter().flat_map(varied).collect()
}

pub fn accepted(kind: &StepKind, params: &Params) -> &'static [DType] {
    (kind.accepts)(&resolved(kind, params))
}

pub fn spec(kind: &StepKind, params: &Params, names: &[&str]) -> StepSpec {
    let columns = Selector::Names(names.iter().map(|name| (*name).to_owned()).collect());
    StepSpec { columns, params: params.clone(), ..StepSpec::new(kind.id) }
}

/// A target of that task for `rows` rows: three classes of unlike sizes, or the number of the row.
pub fn target(rows: usize, task: Task) -> Column {
    match task {
        Task::Regression => Column::numeric("target", (0..rows).map(|row| Some(row as f64))),
        Task::Classification => Column::categorical(
            "target",
            (0..rows).map(|row| Some(["few", "few", "many", "some", "some", "many", "many"][row % 7])),
        ),
    }
}

/// Two columns of that type and no other, without gaps, and no number below one: for what steps refuse of a
/// table with every type of column.
fn tame(rows: usize, dtype: DType) -> Table {
    let columns = [dtype.name().to_owned(), format!("full_{}", dtype.name())].map(|name| {
        let column = random(&name, dtype, rows, 1.0, &mut Rng::new(4, &name));
        if dtype != DType::Numeric {
            return column;
        }
        Column::numeric(name, (0..rows).map(|row| column.number(row).map(|value| 1.0 + value.abs())))
    });
    Table::new(columns.to_vec()).unwrap()
}

/// A fitted step of the catalogue.
pub struct Case {
    pub about: String,
    pub spec: StepSpec,
    pub names: Vec<String>,
    pub table: Arc<Table>,
    pub task: Task,
    pub fit: Fit,
}

impl Case {
    /// The target it was fitted with.
    pub fn target(&self) -> Column {
        target(self.table.n_rows(), self.task)
    }

    /// Whether it drops or makes training rows and leaves all others as they are.
    pub fn changes_training_rows_only(&self) -> bool {
        matches!(self.fit.rows, TrainRows::Kept(_)) || self.fit.step.kind().purpose == Purpose::Balance
    }
}

/// Whether a step works for each task, or the error that says why not.
type Works = BTreeMap<Task, Result<(), EngineError>>;

/// Every step with every combination of parameters, on both columns of every type it accepts, for both
/// tasks, fitted on `table` or else on a tame one. A text or a number need not suit every table, such as
/// a word in more rows than there are, but some value must. A step need not suit both tasks, and then says so.
pub fn cases(table: &Table) -> Vec<Case> {
    let mut cases = Vec::new();
    let table = Arc::new(table.clone());
    for kind in CATALOGUE {
        let mut works: BTreeMap<(DType, String), Works> = BTreeMap::new();
        for params in combinations(kind) {
            let chosen = |name: &str| {
                kind.params
                    .iter()
                    .any(|p| p.name == name && matches!(p.domain, Domain::Choice(_) | Domain::Bool))
            };
            let choices: Params = params.clone().into_iter().filter(|(name, _)| chosen(name)).collect();
            for dtype in accepted(kind, &params) {
                let works = works.entry((*dtype, format!("{choices:?}"))).or_default();
                let mut fitted = fit(kind, &params, *dtype, &table);
                for (task, fitted) in &fitted {
                    let fits = fitted.as_ref().map(drop).map_err(Clone::clone);
                    let known = works.entry(*task).or_insert_with(|| fits.clone());
                    if fits.is_ok() {
                        *known = fits;
                    }
                }
                let numbers = fitted.remove(&Task::Regression).and_then(Result::ok);
                let classes = fitted.remove(&Task::Classification).and_then(Result::ok);
                // A step that does not look at the target is one case.
                let same = numbers.as_ref().zip(classes.as_ref()).is_some_and(|(a, b)| {
                    a.fit.step == b.fit.step && a.fit.rows == b.fit.rows && a.table == b.table
                });
                cases.extend(numbers.into_iter().chain(classes.filter(|_| !same)));
            }
        }
        for ((dtype, choices), works) in works {
            let about = format!("{} {choices} on {}", kind.id, dtype.name());
            assert!(works.values().any(Result::is_ok), "{about} works for no task: {works:?}");
            for error in works.values().filter_map(|fits| fits.as_ref().err()) {
                let text = error.to_string();
                assert!(matches!(error, EngineError::Spec(_)), "{about}: {text}");
                assert!(text.starts_with(kind.label) && text.contains("classes"), "{about}: {text}");
            }
        }
    }
    assert!(cases.len() > CATALOGUE.len());
    cases
}

/// The step fitted for each task, or why it cannot be.
fn fit(
    kind: &StepKind,
    params: &Params,
    dtype: DType,
    table: &Arc<Table>,
) -> BTreeMap<Task, Result<Case, EngineError>> {
    let names = [dtype.name().to_owned(), format!("full_{}", dtype.name())];
    let spec = spec(kind, params, &names.each_ref().map(String::as_str));
    let of = |task: Task, table: &Arc<Table>| {
        let fit = spec.fit(table, &target(table.n_rows(), task), task)?;
        let about = format!("{} {params:?} on {} for {}", kind.id, dtype.name(), task.name());
        let (spec, names, table) = (spec.clone(), names.to_vec(), Arc::clone(table));
        Ok(Case { about, spec, names, table, task, fit })
    };
    let or_tame = |task| {
        of(task, table).or_else(|error| of(task, &Arc::new(tame(table.n_rows(), dtype))).map_err(|_| error))
    };
    Task::ALL.map(|task| (task, or_tame(task))).into()
}
