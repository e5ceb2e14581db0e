//! The contract of preparation steps, checked on every step of the catalogue with every choice of
//! its parameters and every type of column, for a target of classes and for one of numbers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "../common/mod.rs"]
mod common;
#[path = "../mutation/mod.rs"]
mod mutation;

mod cases;

use cases::{accepted, cases, combinations, spec, target};
use common::{mixed, random};
use engine::error::EngineError;
use engine::models::Task;
use engine::params::{ParamValue, Params};
use engine::rng::Rng;
use engine::steps::{CATALOGUE, FittedStep, StepSpec, TrainRows};
use engine::table::{Column, DType, Table};
use mutation::{count, mutate};

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
        let again = case.spec.fit(&case.table, &case.target(), case.task).unwrap();
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
        if case.changes_training_rows_only() {
            assert!(out == rest, "{}", case.about);
            assert!(case.fit.rows != TrainRows::Transformed, "{}", case.about);
        }
        match &case.fit.rows {
            TrainRows::Transformed => {}
            TrainRows::Changed(table) => {
                assert!(!case.changes_training_rows_only(), "{}", case.about);
                assert!(*table == case.fit.step.transform(&case.table).unwrap(), "{}", case.about);
            }
            TrainRows::Kept(keep) => {
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
                let fitted_on = case.fit.step.transform(&case.table).unwrap();
                assert_eq!(layout(table), layout(&fitted_on), "{}", case.about);
                assert_eq!(table.n_rows(), target.len(), "{}", case.about);
            }
        }
    }
}

#[test]
fn an_absent_column_is_an_error() {
    let table = mixed(80, 1);
    for case in cases(&table).iter().filter(|case| !case.changes_training_rows_only()) {
        for name in &case.names {
            let without = replaced(&table, name, None);
            let error = case.fit.step.transform(&without).expect_err(&case.about);
            assert!(error.to_string().contains(&format!("{name:?}")), "{}: {error}", case.about);
            assert!(case.spec.fit(&without, &target(80, case.task), case.task).is_err(), "{}", case.about);
        }
    }
}

#[test]
fn a_column_of_another_type_is_an_error_unless_it_is_left_out() {
    let table = mixed(80, 1);
    for case in cases(&table).iter().filter(|case| !case.changes_training_rows_only()) {
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
                for task in Task::ALL {
                    let spec = spec(kind, &params, &[dtype.name()]);
                    let error = spec.fit(&table, &target(80, task), task).unwrap_err();
                    assert!(error.to_string().contains(dtype.name()), "{}: {error}", kind.id);
                }
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
                for task in Task::ALL {
                    let error = spec.fit(&table, &target(20, task), task).expect_err(kind.id);
                    assert!(matches!(error, EngineError::Param(_)), "{} {value}: {error}", kind.id);
                    assert!(error.to_string().contains(param.name), "{error}");
                }
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
            for task in Task::ALL {
                match spec(kind, params, &["column"]).fit(&table, &target(table.n_rows(), task), task) {
                    Err(error) => assert!(is_clear(&error), "{}: {error}", kind.id),
                    Ok(fit) => {
                        let out = fit.step.transform(&table).unwrap();
                        assert_eq!(out.n_rows(), table.n_rows());
                        let made = match fit.rows {
                            TrainRows::Made { table, .. } | TrainRows::Changed(table) => table,
                            _ => out.take(&[]),
                        };
                        for column in out.columns().iter().chain(made.columns()) {
                            let finite = |row| column.number(row).is_none_or(f64::is_finite);
                            assert!((0..column.len()).all(finite), "{} {params:?}", kind.id);
                        }
                    }
                }
            }
        }
    }
}

/// Loading may fail, and so may the transform; a panic, a loop or an endless table may not be.
#[test]
fn a_damaged_fitted_step_is_an_error_or_a_step() {
    let rest = mixed(20, 2);
    let mut rng = Rng::new(9, "damage");
    for case in cases(&mixed(80, 1)) {
        let whole = serde_json::to_value(&case.fit.step).unwrap();
        for _ in 0..8 {
            let mut damaged = whole.clone();
            for _ in 0..=rng.below(2) {
                let mut at = rng.below(count(&damaged) as u32) as usize;
                mutate(&mut damaged, &mut at, rng.below(997) as usize);
            }
            let Ok(step) = serde_json::from_value::<FittedStep>(damaged.clone()) else { continue };
            match step.transform(&rest) {
                Err(error) => assert!(is_clear(&error), "{}: {error}", case.about),
                Ok(out) => assert_eq!(out.n_rows(), 20, "{} {damaged}", case.about),
            }
            let _ = step.learned();
        }
    }
}
