//! Whatever is done to rows outside the training part, every fitted state keeps its bytes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;
mod recipe;

use engine::models::Task;
use engine::pipeline::PipelineSpec;
use engine::progress::Silent;
use engine::rng::Rng;
use engine::split::{Split, SplitMethod};
use engine::table::{Column, DType, Mask, Table, TextValues, Values};

const ROWS: usize = 150;

fn split(spec: &PipelineSpec, table: &Table, task: Task) -> Split {
    let classes = task == Task::Classification;
    Split::new(&spec.split, table, table.column("target").unwrap(), classes).unwrap()
}

fn fitted(spec: &PipelineSpec, task: Task, split: &Split, table: &Table) -> String {
    spec.fit(&split.train_view(table), task, &mut Silent).unwrap().pipeline.save().unwrap()
}

/// `table` with the cells of `rows` changed, column by column.
fn changed(table: &Table, rows: &[u32], change: impl Fn(&Column, &[u32]) -> Column) -> Table {
    Table::new(table.columns().iter().map(|column| change(column, rows)).collect()).unwrap()
}

/// Other values than any that occur: levels and texts never seen, numbers far away.
fn altered(column: &Column, rows: &[u32]) -> Column {
    let is = |row: usize| rows.contains(&(row as u32));
    let all = 0..column.len();
    let texts: Vec<Option<String>> = all
        .clone()
        .map(
            |row| if is(row) { Some(format!("new {row}")) } else { column.cell(row).map(|t| t.into_owned()) },
        )
        .collect();
    let mask: Mask = all.clone().map(|row| is(row) || column.mask().is_valid(row)).collect();
    let values = match column.values() {
        Values::Numeric(cells) => {
            Values::Numeric(all.map(|row| if is(row) { 1e9 + row as f64 } else { cells[row] }).collect())
        }
        Values::Categorical { .. } => {
            // Levels are numbered anew, so that new ones come between the old.
            return Column::categorical(column.name(), texts.iter().map(Option::as_deref));
        }
        Values::Boolean(cells) => Values::Boolean(all.map(|row| cells[row] != is(row)).collect()),
        Values::Datetime(cells) => {
            Values::Datetime(all.map(|row| if is(row) { i64::MAX } else { cells[row] }).collect())
        }
        Values::Text(_) => {
            Values::Text(texts.iter().map(|text| text.as_deref().unwrap_or("")).collect::<TextValues>())
        }
    };
    Column::new(column.name(), values, mask)
}

fn blanked(column: &Column, rows: &[u32]) -> Column {
    let mask = (0..column.len()).map(|row| !rows.contains(&(row as u32)) && column.mask().is_valid(row));
    let cleared: Vec<u32> = (0..column.len() as u32).collect();
    let mut kept = column.take(&cleared);
    if let Values::Numeric(cells) = column.values() {
        let known = (0..column.len()).map(|row| (!rows.contains(&(row as u32))).then_some(cells[row]));
        kept = Column::numeric(column.name(), known);
    }
    Column::new(column.name(), kept.values().clone(), mask.collect())
}

fn permuted(table: &Table, rows: &[u32]) -> Table {
    let mut order: Vec<u32> = (0..table.n_rows() as u32).collect();
    let mut shuffled = rows.to_vec();
    Rng::new(1, "permute").shuffle(&mut shuffled);
    for (row, from) in rows.iter().zip(&shuffled) {
        order[*row as usize] = *from;
    }
    table.take(&order)
}

#[test]
fn rows_outside_training_leave_every_fitted_state_as_it_is() {
    for (kind, task) in recipe::every_model() {
        let table = recipe::table(ROWS, 1, task);
        let mut spec = recipe::spec(kind, task);
        for method in [SplitMethod::Random, SplitMethod::Stratified] {
            if method == SplitMethod::Stratified && task == Task::Regression {
                continue;
            }
            spec.split.method = method;
            let split = split(&spec, &table, task);
            let before = fitted(&spec, task, &split, &table);
            let held_out = [split.validation(), split.test(), split.unlabelled()].concat();
            assert!(split.validation().len() > 20 && split.test().len() > 20);
            for (how, other) in [
                ("altered", changed(&table, &held_out, altered)),
                ("permuted", permuted(&table, &held_out)),
                ("blanked", changed(&table, &held_out, blanked)),
            ] {
                assert!(other != table, "{how}");
                assert!(
                    fitted(&spec, task, &split, &other) == before,
                    "{kind} {task:?} learned from {how} rows"
                );
            }
        }
    }
}

#[test]
fn a_training_row_does_change_it() {
    for (kind, task) in recipe::every_model() {
        let table = recipe::table(ROWS, 1, task);
        let spec = recipe::spec(kind, task);
        let split = split(&spec, &table, task);
        let before = fitted(&spec, task, &split, &table);
        // The recipe drops rows without a text.
        let text = table.column("text").unwrap();
        for row in split.train().iter().filter(|row| text.mask().is_valid(**row as usize)).take(5) {
            let other = changed(&table, &[*row], |column, rows| match column.dtype() {
                DType::Numeric if column.name() != "target" => altered(column, rows),
                _ => column.clone(),
            });
            assert!(fitted(&spec, task, &split, &other) != before, "{kind} {task:?} ignores row {row}");
        }
    }
}
