//! What must hold of steps that change how many training rows a class has, and of encodings that look at the
//! target, whatever the rows are.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use engine::models::Task;
use engine::params::{ParamValue, Params};
use engine::rng::Rng;
use engine::steps::{Fit, StepSpec, TrainRows};
use engine::table::{Column, DType, Mask, Table, Values};

fn fit(id: &str, params: &[(&str, ParamValue)], table: &Table, target: &Column, task: Task) -> Fit {
    let params: Params = params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    StepSpec { params, ..StepSpec::new(id) }.fit(table, target, task).unwrap()
}

fn made(fit: Fit) -> (Table, Column) {
    match fit.rows {
        TrainRows::Made { table, target } => (table, target),
        other => panic!("{other:?}"),
    }
}

fn rows_of(table: &Table) -> Vec<Vec<f64>> {
    let cells = |row| table.columns().iter().map(|column| column.number(row).unwrap()).collect();
    (0..table.n_rows()).map(cells).collect()
}

/// Rows of three classes with few equal ones; whole numbers where `whole`, so that there are ties.
fn clouds(rows: usize, width: usize, whole: bool, seed: u64) -> (Table, Column) {
    let mut rng = Rng::new(seed, "clouds");
    let labels: Vec<&str> =
        (0..rows).map(|_| ["a", "a", "a", "a", "b", "c"][rng.below(6) as usize]).collect();
    let mut column = |at: usize| {
        let cells = labels.iter().map(|label| {
            let cell = rng.normal() * 3.0 + f64::from(label.as_bytes()[0] % 7);
            Some(if whole { cell.round() } else { cell })
        });
        Column::numeric(format!("x{at}"), cells.collect::<Vec<_>>())
    };
    let columns = (0..width).map(&mut column).collect();
    (Table::new(columns).unwrap(), Column::categorical("y", labels.iter().map(|label| Some(*label))))
}

/// Where `row` lies between `a` and `b`, from 0 to 1, if it does.
fn share(row: &[f64], a: &[f64], b: &[f64]) -> bool {
    let step: Vec<f64> = a.iter().zip(b).map(|(a, b)| b - a).collect();
    let along: f64 = row.iter().zip(a).zip(&step).map(|((x, a), step)| (x - a) * step).sum();
    let length: f64 = step.iter().map(|step| step * step).sum();
    let share = if length > 0.0 { along / length } else { 0.0 };
    let off = row.iter().zip(a).zip(&step).map(|((x, a), step)| (a + share * step - x).abs());
    (-1e-9..=1.0 + 1e-9).contains(&share) && off.fold(0.0, f64::max) < 1e-9
}

#[test]
fn every_row_of_smote_lies_between_a_row_and_a_near_neighbour_of_its_class() {
    for (rows, width, k, whole) in
        [(60, 1, 3, false), (90, 3, 5, false), (120, 4, 2, true), (60, 20, 4, false)]
    {
        let (table, target) = clouds(rows, width, whole, rows as u64);
        let params = [("k_neighbors", ParamValue::Int(k))];
        let (all, labels) = made(fit("smote", &params, &table, &target, Task::Classification));
        let first: Vec<u32> = (0..rows as u32).collect();
        assert!(all.take(&first) == table && labels.take(&first) == target, "what there was comes first");
        let (all, known) = (rows_of(&all), rows_of(&table));
        assert!(all.len() > rows);
        for (row, cells) in all.iter().enumerate().skip(rows) {
            let class: Vec<&Vec<f64>> = (0..rows)
                .filter(|other| target.cell(*other) == labels.cell(row))
                .map(|row| &known[row])
                .collect();
            let squared =
                |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum() };
            let found = (0..class.len()).any(|from| {
                let others = (0..class.len()).filter(|other| *other != from);
                let mut gaps: Vec<(f64, usize)> =
                    others.map(|other| (squared(class[from], class[other]), other)).collect();
                gaps.sort_by(|a, b| a.0.total_cmp(&b.0));
                let farthest = gaps[k as usize - 1].0;
                let near = gaps.iter().take_while(|gap| gap.0 <= farthest);
                near.into_iter().any(|(_, towards)| share(cells, class[from], class[*towards]))
            });
            assert!(found, "row {row} of {rows} × {width} is between no neighbours");
        }
    }
}

#[test]
fn what_is_no_number_of_smote_is_that_of_the_nearer_row() {
    let (table, target) = clouds(60, 1, false, 9);
    let flags = (0..60).map(|row| target.cell(row).as_deref() != Some("a")).collect();
    let flag = Column::new("flag", Values::Boolean(flags), Mask::all_valid(60));
    let names: Vec<String> = (0..60).map(|row| format!("row {row}")).collect();
    let town = Column::categorical("town", names.iter().map(|name| Some(name.as_str())));
    let table = Table::new(table.columns().iter().cloned().chain([flag, town]).collect()).unwrap();
    let params = [("k_neighbors", ParamValue::Int(2))];
    let (all, labels) = made(fit("smote", &params, &table, &target, Task::Classification));
    assert!(all.n_rows() > 60 && all.columns()[1].dtype() == DType::Boolean);
    for row in 60..all.n_rows() {
        assert_eq!(all.columns()[1].number(row), Some(1.0), "both classes that are made have it");
        let from = names.iter().position(|name| all.columns()[2].cell(row).as_deref() == Some(name)).unwrap();
        assert_eq!(target.cell(from), labels.cell(row));
        // No other row of the class with one of its neighbours could have the made number half way nearer.
        let x = |row: usize| table.columns()[0].number(row).unwrap();
        let class = (0..60).filter(|other| target.cell(*other) == labels.cell(row));
        let far = class.map(|other| (x(other) - x(from)).abs()).fold(0.0, f64::max);
        assert!((all.columns()[0].number(row).unwrap() - x(from)).abs() <= far / 2.0);
    }
}

#[test]
fn drawn_and_repeated_rows_are_rows_there_were() {
    let (table, target) = clouds(80, 2, false, 3);
    let known = rows_of(&table);
    for seed in 0..5 {
        let params = [("random_state", ParamValue::Int(seed))];
        let TrainRows::Kept(kept) = fit("under_sample", &params, &table, &target, Task::Classification).rows
        else {
            panic!("rows are kept")
        };
        let sizes = ["a", "b", "c"].map(|class| {
            kept.iter().filter(|row| target.cell(**row as usize).as_deref() == Some(class)).count()
        });
        assert!(sizes.iter().all(|size| *size == sizes[0] && *size > 0), "{sizes:?}");
        let (all, labels) = made(fit("over_sample", &params, &table, &target, Task::Classification));
        for (row, cells) in rows_of(&all).iter().enumerate() {
            let from = known.iter().position(|known| known == cells).unwrap();
            assert_eq!(target.cell(from), labels.cell(row));
            assert!(row >= 80 || row == from);
        }
    }
}

#[test]
fn smote_says_what_it_cannot_take_and_what_to_do() {
    let (table, target) = clouds(40, 2, false, 1);
    let error = |table: Table, params: &[(&str, i64)]| {
        let params =
            params.iter().map(|(name, value)| ((*name).to_owned(), ParamValue::Int(*value))).collect();
        let spec = StepSpec { params, ..StepSpec::new("smote") };
        spec.fit(&table, &target, Task::Classification).unwrap_err().to_string()
    };
    let gaps = Column::numeric("gaps", (0..40).map(|row| (row != 7).then_some(1.0)));
    let gaps = error(Table::new(table.columns().iter().cloned().chain([gaps]).collect()).unwrap(), &[]);
    assert!(gaps.contains("\"gaps\"") && gaps.contains("Fill in missing cells"), "{gaps}");
    let text = error(Table::new(vec![Column::categorical("town", [Some("x"); 40])]).unwrap(), &[]);
    assert!(text.contains("no numeric column") && text.contains("encode"), "{text}");
    let few = error(table.clone(), &[("k_neighbors", 30)]);
    assert!(few.contains("30 neighbours") && few.contains("Repeat rows"), "{few}");
}

/// A level in one row alone: all that is known of it is its own target.
#[test]
fn no_training_row_sees_its_own_target() {
    let rows = 60;
    let mut rng = Rng::new(5, "own target");
    let levels: Vec<String> = (0..rows)
        .map(|row| if row % 3 == 0 { format!("one {row}") } else { format!("{}", row % 5) })
        .collect();
    let table =
        Table::new(vec![Column::categorical("level", levels.iter().map(|level| Some(level.as_str())))])
            .unwrap();
    let numbers: Vec<f64> = (0..rows).map(|_| rng.normal()).collect();
    for smooth in ["auto", "fixed"] {
        let params =
            [("smooth", ParamValue::Text(smooth.to_owned())), ("smooth_rows", ParamValue::Float(0.5))];
        let encoded = |numbers: &[f64]| {
            let target = Column::numeric("y", numbers.iter().copied().map(Some));
            let fit = fit("target_encode", &params, &table, &target, Task::Regression);
            let whole = fit.step.transform(&table).unwrap();
            (rows_of(&made(fit).0), rows_of(&whole))
        };
        let (before, whole) = encoded(&numbers);
        for row in 0..rows {
            let mut other = numbers.clone();
            other[row] += 1e6;
            let (after, whole_after) = encoded(&other);
            assert_eq!(before[row], after[row], "row {row} sees its own target");
            assert!(before != after && whole[row] != whole_after[row]);
        }
    }
}

/// Labels drawn at random and a level for each row: a full encoding gives the answer away, the cells of
/// training rows do not.
#[test]
fn cells_of_training_rows_do_not_tell_random_classes() {
    let rows = 400;
    let mut rng = Rng::new(8, "random classes");
    let levels: Vec<String> = (0..rows).map(|row| format!("{}", row / 2)).collect();
    let table =
        Table::new(vec![Column::categorical("level", levels.iter().map(|level| Some(level.as_str())))])
            .unwrap();
    let labels: Vec<&str> = (0..rows).map(|_| ["no", "yes"][rng.below(2) as usize]).collect();
    let target = Column::categorical("y", labels.iter().map(|label| Some(*label)));
    let fit = fit("target_encode", &[], &table, &target, Task::Classification);
    let gap = |table: &Table| {
        let mean = |class: &str| {
            let of_class = (0..rows).filter(|row| labels[*row] == class);
            let cells: Vec<f64> = of_class.map(|row| table.columns()[0].number(row).unwrap()).collect();
            engine::stats::mean(&cells)
        };
        mean("yes") - mean("no")
    };
    assert!(gap(&fit.step.transform(&table).unwrap()) > 0.2);
    assert!(gap(&made(fit).0) < 0.08);
}
