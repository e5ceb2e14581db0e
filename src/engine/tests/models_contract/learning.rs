//! What fitting gives besides a model.

use super::*;

#[test]
fn importances_sum_to_one_where_there_are_any() {
    let (x, y) = rows(60, 6);
    each(|kind, task| {
        let x = suited(kind, &x);
        let importances = fit(kind, &x, y.target(task)).unwrap().importances();
        assert_eq!(importances.is_some(), kind.capabilities.importances, "{}", kind.id);
        if let Some(importances) = importances {
            assert_eq!(importances.len(), 6);
            assert!((importances.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            assert_eq!(importances[3], 0.0, "a constant column cannot matter");
        }
    });
}

#[test]
fn the_forest_reports_every_tree_and_stops_when_asked() {
    struct Once(usize);
    impl Progress for Once {
        fn advance(&mut self, what: &str, done: usize, total: usize) -> Result<(), EngineError> {
            assert_eq!((what, total), ("trees", 100));
            self.0 = done;
            if done == 7 { Err(EngineError::Stopped) } else { Ok(()) }
        }
    }
    let (x, y) = rows(30, 4);
    let kind = kind("random_forest").unwrap();
    let params = kind.resolve(Task::Regression, &Params::new()).unwrap();
    let set = TrainSet::new(x.view(), y.target(Task::Regression), 0);
    let mut progress = Once(0);
    assert_eq!(kind.fit(&params, &set, &mut progress), Err(EngineError::Stopped));
    assert_eq!(progress.0, 7);
}

#[test]
fn another_seed_gives_another_forest() {
    let (x, y) = rows(60, 6);
    let kind = kind("random_forest").unwrap();
    let params = kind.resolve(Task::Regression, &Params::new()).unwrap();
    let grown = |seed| {
        let set = TrainSet::new(x.view(), y.target(Task::Regression), seed);
        kind.fit(&params, &set, &mut Silent).unwrap()
    };
    assert_ne!(grown(1), grown(2));
}
