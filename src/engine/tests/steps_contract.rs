//! The contract of preparation steps, checked on every step of the catalogue with every choice of
//! its parameters and every type of column.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::collections::BTreeMap;

use common::{mixed, random};
use engine::error::EngineError;
use engine::models::Task;
use engine::params::{Domain, ParamSpec, ParamValue, Params, resolve};
use engine::rng::Rng;
use engine::steps::{CATALOGUE, Fit, FittedStep, Selector, StepKind, StepSpec, TrainRows};
use engine::table::{Column, DType, Table};

/// Texts that the tests try where any is taken.
const TEXTS: &[&str] = &["0", "true", "unknown"];

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

/// Every combination of choices and switches, and for each every value of each other parameter, one at a time.
fn combinations(kind: &StepKind) -> Vec<Params> {
    let (choices, others): (Vec<_>, Vec<_>) =
        kind.params.iter().partition(|spec| matches!(spec.domain, Domain::Choice(_) | Domain::Bool));
    let chosen = choices.into_iter().fold(vec![Params::new()], |known, spec| {
        let each = |params| values(spec).into_iter().map(move |value| with(params, spec.name, value));
        known.iter().flat_map(each).collect()
    });
    let varied = |params: &Params| -> Vec<Params> {
        let each = |spec: &&ParamSpec| {
            let (name, params) = (spec.name, params.clone());
            values(spec).into_iter().map(move |value| with(&params, name, value)).collect::<Vec<_>>()
        };
        let varied: Vec<Params> = others.iter().flat_map(each).collect();
        if varied.is_empty() { vec![params.clone()] } else { varied }
    };
    chosen.iter().flat_map(varied).collect()
}

fn accepted(kind: &StepKind, params: &Params) -> &'static [DType] {
    (kind.accepts)(&resolve(kind.id, kind.params, params).unwrap())
}

fn spec(kind: &StepKind, params: &Params, names: &[&str]) -> StepSpec {
    let columns = Selector::Names(names.iter().map(|name| (*name).to_owned()).collect());
    StepSpec { columns, params: params.clone(), ..StepSpec::new(kind.id) }
}

fn target(table: &Table) -> Column {
    Column::numeric("target", (0..table.n_rows()).map(|row| Some(row as f64)))
}

/// A fitted step of the catalogue.
struct Case {
    about: String,
    spec: StepSpec,
    names: Vec<String>,
    fit: Fit,
}

impl Case {
    fn drops_rows(&self) -> bool {
        matches!(self.fit.rows, TrainRows::Kept(_))
    }
}

/// Every step with every combination of parameters, on both columns of every type it accepts, fitted
/// on `table`. A text parameter need not suit every type, but some value must.
fn cases(table: &Table) -> Vec<Case> {
    let mut cases = Vec::new();
    for kind in CATALOGUE {
        let mut works: BTreeMap<(DType, String), bool> = BTreeMap::new();
        for params in combinations(kind) {
            for dtype in accepted(kind, &params) {
                let names = [dtype.name().to_owned(), format!("full_{}", dtype.name())];
                let spec = spec(kind, &params, &names.each_ref().map(String::as_str));
                let about = format!("{} {params:?} on {}", kind.id, dtype.name());
                let fit = spec.fit(table, &target(table), Task::Regression);
                let texts = |name: &str| {
                    kind.params
                        .iter()
                        .any(|p| p.name == name && matches!(p.domain, Domain::Text | Domain::Lines))
                };
                let choices: Params = params.clone().into_iter().filter(|(name, _)| !texts(name)).collect();
                let works = works.entry((*dtype, format!("{choices:?}"))).or_default();
                *works |= fit.is_ok();
                if let Ok(fit) = fit {
                    cases.push(Case { about, spec, names: names.to_vec(), fit });
                }
            }
        }
        for ((dtype, choices), works) in works {
            assert!(works, "{} {choices} works on no {} column", kind.id, dtype.name());
        }
    }
    assert!(cases.len() > CATALOGUE.len());
    cases
}

/// The cells as text, and the types: what two tables share whose levels are coded differently.
fn cells(table: &Table) -> Vec<(String, DType, Vec<Option<String>>)> {
    let texts = |c: &Column| (0..c.len()).map(|row| c.cell(row).map(|t| t.into_owned())).collect();
    table.columns().iter().map(|c| (c.name().to_owned(), c.dtype(), texts(c))).collect()
}

/// The same cells, with the levels numbered as if these rows were all there are.
fn recoded(table: &Table) -> Table {
    let columns = table.columns().iter().map(|column| {
        if column.dtype() != DType::Categorical {
            return column.clone();
        }
        let cells: Vec<_> = (0..column.len()).map(|row| column.cell(row)).collect();
        Column::categorical(column.name(), cells.iter().map(|cell| cell.as_deref()))
    });
    Table::new(columns.collect()).unwrap()
}

fn replaced(table: &Table, name: &str, with: Option<&Column>) -> Table {
    let columns = table.columns().iter().filter_map(|column| {
        if column.name() == name { with.map(|with| with.clone().renamed(name)) } else { Some(column.clone()) }
    });
    Table::new(columns.collect()).unwrap()
}

fn is_clear(error: &EngineError) -> bool {
    let text = error.to_string();
    text.len() > 30 && !text.contains("panicked") && !text.contains("NaN")
}

#[test]
fn declarations_are_complete() {
    for kind in CATALOGUE {
        assert!(!kind.label.is_empty() && kind.help.len() > 20 && !kind.sklearn.is_empty(), "{}", kind.id);
        let json = serde_json::to_value(spec(kind, &Params::new(), &[])).unwrap();
        assert_eq!(json["step"], kind.id);
        for param in kind.params {
            assert!(!param.label.is_empty() && param.help.len() > 20, "{} {}", kind.id, param.name);
            assert!(param.domain.check(&param.default_value()).is_some(), "{} {}", kind.id, param.name);
            let Some((name, shown_for)) = param.visible_when else { continue };
            let other = kind.params.iter().find(|other| other.name == name).expect("declared");
            for value in shown_for {
                let value = ParamValue::Text((*value).to_owned());
                assert!(other.domain.check(&value).is_some(), "{} {} {value}", kind.id, param.name);
            }
        }
    }
}

#[test]
fn fitting_twice_is_equal_and_the_input_is_not_changed() {
    let table = mixed(80, 1);
    let before = table.clone();
    for case in cases(&table) {
        let again = case.spec.fit(&table, &target(&table), Task::Regression).unwrap();
        assert_eq!(again.step, case.fit.step, "{}", case.about);
        assert_eq!(again.rows, case.fit.rows, "{}", case.about);
        case.fit.step.transform(&table).unwrap();
        assert!(table == before, "{}", case.about);
    }
}

#[test]
fn transforming_a_subset_is_the_subset_of_the_transform() {
    let rest = mixed(60, 2);
    let one: Vec<Vec<u32>> = (0..60).map(|row| vec![row]).collect();
    let reversed: Vec<u32> = (0..60).rev().collect();
    for case in cases(&mixed(80, 1)) {
        let whole = case.fit.step.transform(&rest).unwrap();
        for rows in one.iter().chain([&reversed, &vec![3, 3, 59, 0], &vec![]]) {
            let part = case.fit.step.transform(&rest.take(rows)).unwrap();
            assert!(part == whole.take(rows), "{}", case.about);
            let alone = case.fit.step.transform(&recoded(&rest.take(rows))).unwrap();
            assert!(cells(&alone) == cells(&part), "{}", case.about);
        }
    }
}

#[test]
fn rows_keep_their_number_and_untouched_columns_their_cells() {
    let rest = mixed(33, 3);
    for case in cases(&mixed(80, 1)) {
        let out = case.fit.step.transform(&rest).unwrap();
        assert_eq!(out.n_rows(), 33, "{}", case.about);
        for column in rest.columns().iter().filter(|column| !case.names.iter().any(|n| n == column.name())) {
            assert_eq!(out.column(column.name()).unwrap(), column, "{}", case.about);
        }
        match &case.fit.rows {
            TrainRows::Transformed => {}
            TrainRows::Kept(keep) => {
                assert!(out == rest, "{}", case.about);
                assert!(
                    keep.is_sorted_by(|a, b| a < b) && keep.iter().all(|row| *row < 80),
                    "{}",
                    case.about
                );
            }
            TrainRows::Made { table, target } => {
                let layout = |table: &Table| -> Vec<(String, DType)> {
                    table.columns().iter().map(|c| (c.name().to_owned(), c.dtype())).collect()
                };
                assert_eq!(layout(table), layout(&out), "{}", case.about);
                assert_eq!(table.n_rows(), target.len(), "{}", case.about);
            }
        }
    }
}

#[test]
fn an_absent_column_is_an_error() {
    let table = mixed(80, 1);
    for case in cases(&table).iter().filter(|case| !case.drops_rows()) {
        for name in &case.names {
            let without = replaced(&table, name, None);
            let error = case.fit.step.transform(&without).expect_err(&case.about);
            assert!(error.to_string().contains(&format!("{name:?}")), "{}: {error}", case.about);
            assert!(case.spec.fit(&without, &target(&table), Task::Regression).is_err(), "{}", case.about);
        }
    }
}

#[test]
fn a_column_of_another_type_is_an_error_unless_it_is_left_out() {
    let table = mixed(80, 1);
    for case in cases(&table).iter().filter(|case| !case.drops_rows()) {
        let right = case.fit.step.transform(&table).unwrap();
        for name in &case.names {
            let fitted_on = table.column(name).unwrap().dtype();
            for dtype in DType::ALL.into_iter().filter(|dtype| *dtype != fitted_on) {
                let other = table.column(&format!("full_{}", dtype.name())).unwrap();
                match case.fit.step.transform(&replaced(&table, name, Some(other))) {
                    Err(error) => assert!(is_clear(&error), "{}: {error}", case.about),
                    Ok(out) => assert!(out == right, "{} took {} for {name}", case.about, dtype.name()),
                }
            }
        }
    }
}

#[test]
fn a_named_column_of_a_type_that_is_not_accepted_is_refused() {
    let table = mixed(80, 1);
    for kind in CATALOGUE {
        for params in combinations(kind) {
            let accepted = accepted(kind, &params);
            for dtype in DType::ALL.into_iter().filter(|dtype| !accepted.contains(dtype)) {
                let error = spec(kind, &params, &[dtype.name()])
                    .fit(&table, &target(&table), Task::Regression)
                    .unwrap_err();
                assert!(error.to_string().contains(dtype.name()), "{}: {error}", kind.id);
            }
        }
    }
}

#[test]
fn saved_and_loaded_it_transforms_alike() {
    let rest = mixed(60, 2);
    for case in cases(&mixed(80, 1)) {
        let json = serde_json::to_string(&case.fit.step).unwrap();
        let loaded: FittedStep = serde_json::from_str(&json).unwrap();
        assert_eq!(loaded, case.fit.step, "{}", case.about);
        assert_eq!(
            loaded.transform(&rest).unwrap(),
            case.fit.step.transform(&rest).unwrap(),
            "{}",
            case.about
        );
    }
}

#[test]
fn invalid_values_of_parameters_are_refused() {
    let table = mixed(20, 1);
    for kind in CATALOGUE {
        for param in kind.params {
            for value in param.domain.invalid_values() {
                let params = Params::from([(param.name.to_owned(), value.clone())]);
                let spec = StepSpec { params, ..StepSpec::new(kind.id) };
                let error = spec.fit(&table, &target(&table), Task::Regression).expect_err(kind.id);
                assert!(matches!(error, EngineError::Param(_)), "{} {value}: {error}", kind.id);
                assert!(error.to_string().contains(param.name), "{error}");
            }
        }
    }
}

#[test]
fn unusual_columns_give_a_clear_error_or_a_usable_result() {
    let mut rng = Rng::new(5, "unusual");
    for dtype in DType::ALL {
        for (rows, share) in [(0, 1.0), (1, 1.0), (1, 0.0), (2, 1.0), (30, 0.0)] {
            let column = random("column", dtype, rows, share, &mut rng);
            check_unusual(dtype, &[column, random("other", dtype, rows, 1.0, &mut rng)]);
        }
        let constant = random("column", dtype, 40, 1.0, &mut rng).take(&[7; 40]);
        check_unusual(dtype, &[constant, random("other", dtype, 40, 1.0, &mut rng)]);
    }
    let extremes = [f64::MAX, f64::MIN, f64::MIN_POSITIVE, -0.0, 5e-324].map(Some);
    let other = Column::numeric("other", (0..5).map(|i| Some(f64::from(i))));
    check_unusual(DType::Numeric, &[Column::numeric("column", extremes), other]);
}

fn check_unusual(dtype: DType, columns: &[Column]) {
    let table = Table::new(columns.to_vec()).unwrap();
    for kind in CATALOGUE {
        for params in combinations(kind).iter().filter(|params| accepted(kind, params).contains(&dtype)) {
            match spec(kind, params, &["column"]).fit(&table, &target(&table), Task::Regression) {
                Err(error) => assert!(is_clear(&error), "{}: {error}", kind.id),
                Ok(fit) => {
                    let out = fit.step.transform(&table).unwrap();
                    assert_eq!(out.n_rows(), table.n_rows());
                    for column in out.columns() {
                        let finite = |row| column.number(row).is_none_or(f64::is_finite);
                        assert!((0..column.len()).all(finite), "{} {params:?}", kind.id);
                    }
                }
            }
        }
    }
}
