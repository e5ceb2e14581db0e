//! Rows that are hard to learn from.

use super::*;

#[test]
fn unusable_rows_are_named() {
    let (x, y) = rows(10, 3);
    each(|kind, task| {
        let x = suited(kind, &x);
        let mut hole = x.clone();
        hole[[4, 1]] = f64::NAN;
        let mut huge = x.clone();
        huge[[9, 2]] = f64::INFINITY;
        let text = |x: &Array2<f64>, y: Target| match fit(kind, x, y) {
            Err(EngineError::Data(text)) => text,
            other => panic!("{}: {other:?}", kind.id),
        };
        let none = Answers { codes: vec![], values: vec![] };
        assert!(text(&Array2::zeros((0, 3)), none.target(task)).starts_with("there are no training rows"));
        if kind.capabilities.missing {
            let model = fit(kind, &hole, y.target(task)).unwrap();
            assert_eq!(model.predict(hole.view()).unwrap().len(), 10);
        } else {
            assert!(text(&hole, y.target(task)).starts_with("row 5, prepared column 2 is NaN"));
        }
        assert!(text(&huge, y.target(task)).starts_with("row 10, prepared column 3 is inf"));
        assert!(
            text(&x.select(Axis(0), &[0, 1, 2, 3, 4, 5, 6, 7, 8]), y.target(task))
                .contains("9 training rows have 10")
        );
        match task {
            Task::Classification => {
                let wrong = Target::Classes { codes: &[0, 1, 2, 0, 1, 2, 0, 1, 2, 3], n_classes: 3 };
                assert!(text(&x, wrong).starts_with("training row 10 has class code 3"));
            }
            Task::Regression => {
                let wrong = [1.0, f64::NAN, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0];
                assert!(text(&x, Target::Numbers(&wrong)).starts_with("the target of training row 2 is NaN"));
            }
        }
        if !kind.capabilities.ignores_features {
            assert!(
                text(&Array2::zeros((10, 0)), y.target(task)).starts_with("there are no feature columns")
            );
            if task == Task::Classification {
                let one = Target::Classes { codes: &[2; 10], n_classes: 3 };
                assert!(text(&x, one).starts_with("the training rows hold one class only"));
            }
        }
    });
}

/// Odd but usable, or refused as data: never a panic.
#[test]
fn odd_rows_give_a_model_or_a_clear_error() {
    let mut rng = Rng::new(1, "odd");
    let odd: Vec<Array2<f64>> = vec![
        array![[1.0]],
        array![[1.0, 2.0, 3.0]],
        array![[0.0], [0.0]],
        Array2::from_elem((8, 3), 4.2),
        Array2::from_shape_fn((8, 2), |(row, _)| row as f64),
        Array2::from_shape_fn((6, 40), |_| rng.normal()),
        Array2::from_shape_fn(
            (8, 2),
            |(row, column)| if column == 0 { 1e308 } else { -1e308 } * row as f64 / 8.0,
        ),
        Array2::from_shape_fn((8, 2), |(row, _)| row as f64 * 1e-310),
        Array2::from_shape_fn((8, 2), |(row, column)| if column == 0 { 1e15 } else { 1e-15 } * row as f64),
        Array2::from_shape_fn((8, 2), |(row, _)| 1e16 + 2.0 * row as f64),
        Array2::from_shape_fn((8, 2), |(row, _)| if row % 2 == 0 { 0.0 } else { -0.0 }),
    ];
    each(|kind, task| {
        for x in &odd {
            let n = x.nrows();
            let y = Answers {
                codes: (0..n as u32).map(|row| row % 2).collect(),
                values: (0..n).map(|row| (row as f64 - 3.0) * 1e3).collect(),
            };
            for params in variants(kind, task) {
                match fit_with(kind, &params, x.view(), y.target(task)) {
                    Ok(model) => {
                        model.check(x.ncols(), n_classes(task)).unwrap();
                        match model.predict(x.view()) {
                            Ok(output) => assert_eq!(output.len(), n),
                            Err(error) => assert!(error.to_string().contains("too large"), "{error}"),
                        }
                    }
                    Err(EngineError::Data(text)) => assert!(text.len() > 40, "{text}"),
                    Err(other) => panic!("{} {params:?}: {other}", kind.id),
                }
            }
        }
        let extreme = [f64::MAX, -f64::MAX, f64::MAX, 1.0];
        let x = array![[1.0], [2.0], [3.0], [4.0]];
        if task == Task::Regression
            && let Err(error) = fit(kind, &x, Target::Numbers(&extreme))
        {
            assert!(matches!(error, EngineError::Data(_)), "{error}");
        }
    });
}

#[test]
fn cells_that_a_family_cannot_learn_from_are_named() {
    let (_, y) = rows(10, 3);
    each(|kind, task| {
        let refused = match kind.capabilities.cells {
            Cells::Any => return,
            Cells::NotNegative => vec![-0.5],
            Cells::Codes => vec![-1.0, 1.5, 1e9],
        };
        for cell in refused {
            let mut x = Array2::from_elem((10, 3), 1.0);
            x[[6, 1]] = cell;
            let error = fit(kind, &x, y.target(task)).unwrap_err();
            assert!(matches!(error, EngineError::Data(_)), "{error}");
            assert!(error.to_string().contains("prepared column 2"), "{error}");
            // At prediction any finite cell has an answer.
            let model = fit(kind, &Array2::from_shape_fn((10, 3), |(row, _)| row as f64), y.target(task));
            assert_eq!(model.unwrap().predict(x.view()).unwrap().len(), 10);
        }
    });
}

#[test]
fn a_single_row_serves_where_one_is_enough() {
    let x = array![[1.0, 2.0]];
    for id in [
        "linear_regression",
        "ridge",
        "lasso",
        "elastic_net",
        "decision_tree",
        "random_forest",
        "extra_trees",
        "hist_gradient_boosting",
        "dummy",
    ] {
        let model = fit(kind(id).unwrap(), &x, Target::Numbers(&[5.0])).unwrap();
        assert_eq!(
            model.predict(array![[1.0, 2.0], [9.0, 9.0]].view()).unwrap(),
            Output::Numbers(vec![5.0; 2])
        );
    }
    let error = fit(kind("knn").unwrap(), &x, Target::Numbers(&[5.0])).unwrap_err().to_string();
    assert!(error.starts_with("there are 1 training rows but 5 neighbours are asked for"), "{error}");
}

/// Families that take missing cells and categories as they are learn from them, name a code that is no
/// level, and answer rows whose level they never saw as those where it is missing.
#[test]
fn missing_cells_and_categories_are_taken_where_declared() {
    let mut rng = Rng::new(5, "levels");
    let n = 120;
    let levels: Vec<f64> = (0..n).map(|_| f64::from(rng.below(3))).collect();
    let x = Array2::from_shape_fn((n, 3), |(row, column)| match column {
        _ if rng.below(5) == 0 => f64::NAN,
        0 => rng.normal(),
        1 => f64::from(rng.below(4)),
        _ => levels[row],
    });
    let y = Answers {
        codes: levels.iter().map(|level| u32::from(*level == 1.0)).collect(),
        values: levels.iter().map(|level| if *level == 1.0 { 5.0 } else { -1.0 }).collect(),
    };
    let named = |name: &str, levels| Feature { name: name.to_owned(), levels };
    let features = [named("number", None), named("count", None), named("level", Some(4))];
    each(|kind, task| {
        if !(kind.capabilities.missing && kind.capabilities.categories) {
            return;
        }
        let params = kind.resolve(task, &Params::new()).unwrap();
        let learn = |x: &Array2<f64>| {
            let set = TrainSet::new(x.view(), y.target(task), 3).with_features(&features);
            kind.fit(&params, &set, &mut Silent)
        };
        let model = learn(&x).unwrap();
        assert_eq!(model.predict(x.view()).unwrap().len(), n);
        if !kind.capabilities.ignores_features {
            let asked = array![[0.0, 1.0, 0.0], [0.0, 1.0, 1.0], [0.0, 1.0, 2.0]];
            let answers = match model.predict(asked.view()).unwrap() {
                Output::Numbers(values) => values,
                Output::Classes { probabilities, .. } => probabilities.unwrap().column(1).to_vec(),
            };
            assert!(answers[1] > answers[0] + 0.5 && answers[1] > answers[2] + 0.5, "{answers:?}");
        }
        for wrong in [-1.0, 0.5, 4.0] {
            let mut x = x.clone();
            x[[7, 2]] = wrong;
            let error = learn(&x).unwrap_err().to_string();
            assert!(error.starts_with("row 8 of \"level\" is "), "{error}");
            assert_eq!(model.predict(x.view()).unwrap().len(), n);
        }
    });
}
