//! Steps that change how many rows a class has, and encodings that look at the target, within folds: they learn
//! from the rows that teach, and the rows that judge pass as they are.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use engine::params::ParamValue;
use engine::pipeline::PipelineSpec;
use engine::progress::Silent;
use engine::resample::{FoldId, Folds};
use engine::rng::Rng;
use engine::steps::{Selector, StepSpec};
use engine::table::{Column, Table};

const ROWS: usize = 240;

/// Two numbers, a level of many, and three classes of unlike sizes that they explain in part.
fn table() -> Table {
    let mut rng = Rng::new(2, "folds");
    let classes: Vec<&str> = (0..ROWS)
        .map(|_| ["often", "often", "often", "often", "seldom", "rare"][rng.below(6) as usize])
        .collect();
    let mut number = |name: &str| {
        let cells = classes.iter().map(|class| Some(class.len() as f64 + rng.normal()));
        Column::numeric(name, cells.collect::<Vec<_>>())
    };
    let numbers = [number("x0"), number("x1")];
    let levels: Vec<String> = classes.iter().map(|class| format!("{class} {}", rng.below(8))).collect();
    let level = Column::categorical("level", levels.iter().map(|level| Some(level.as_str())));
    let target = Column::categorical("target", classes.iter().map(|class| Some(*class)));
    Table::new(numbers.into_iter().chain([level, target]).collect()).unwrap()
}

fn spec(balance: &[&str]) -> PipelineSpec {
    let mut encode = StepSpec::new("target_encode");
    encode.columns = Selector::Names(vec!["level".to_owned()]);
    encode.params.insert("cv".to_owned(), ParamValue::Int(3));
    let steps = [encode].into_iter().chain(balance.iter().map(|id| StepSpec::new(id))).collect();
    PipelineSpec { steps, ..PipelineSpec::new("target", "decision_tree") }
}

#[test]
fn rows_that_judge_are_neither_dropped_nor_made_nor_learned_from() {
    let table = table();
    let plain = spec(&[]);
    for balance in [&["under_sample"][..], &["over_sample"], &["smote"], &["under_sample", "smote"]] {
        let spec = spec(balance);
        let folds = Folds::new(&table, &spec).unwrap();
        for (at, fold) in (0..).zip(folds.folds()) {
            let id = FoldId::Fold(at);
            let fit = |spec: &PipelineSpec, table: &Table| {
                let view = folds.train_view(table, id, 1.0).unwrap();
                spec.fit(&view, folds.task(), &mut Silent).unwrap()
            };
            let fitting = fit(&spec, &table);
            let target = table.column("target").unwrap().take(fold.train());
            let sizes = ["often", "seldom", "rare"].map(|class| {
                (0..target.len()).filter(|row| target.cell(*row).as_deref() == Some(class)).count()
            });
            let rows: Vec<usize> = fitting.flow.iter().map(|flow| flow.rows).collect();
            let each = if balance[0] == "under_sample" { sizes.iter().min() } else { sizes.iter().max() };
            assert_eq!(rows[..2], [fold.train().len(); 2], "{balance:?}");
            assert_eq!(rows.last(), Some(&(3 * each.unwrap())), "{balance:?}");

            // The rows that judge come through as if there were no such step.
            let judging = table.take(fold.test());
            let through = fitting.pipeline.transform(&judging).unwrap();
            assert_eq!(through.n_rows(), fold.test().len());
            assert!(through == fit(&plain, &table).pipeline.transform(&judging).unwrap(), "{balance:?}");
            let said = fitting.pipeline.predict(&judging).unwrap();
            assert_eq!((said.n_rows, said.scored.len()), (fold.test().len(), fold.test().len()));

            // Other cells and other classes in them leave what was learned as it is.
            let turned: Vec<u32> = fold.test().iter().rev().copied().collect();
            let mut order: Vec<u32> = (0..ROWS as u32).collect();
            for (row, from) in fold.test().iter().zip(turned) {
                order[*row as usize] = from;
            }
            let other = table.take(&order);
            assert!(other != table);
            let (before, after) =
                (fitting.pipeline.save().unwrap(), fit(&spec, &other).pipeline.save().unwrap());
            assert!(before == after, "{balance:?} learned from rows that judge");
        }
    }
}
