//! What a fitted model says of rows.

use super::*;

#[test]
fn fitting_twice_gives_the_same_bytes_and_leaves_the_rows_alone() {
    let (x, y) = rows(60, 6);
    each(|kind, task| {
        let x = suited(kind, &x);
        let before = x.clone();
        for params in variants(kind, task) {
            let once = fit_with(kind, &params, x.view(), y.target(task)).unwrap();
            let twice = fit_with(kind, &params, x.view(), y.target(task)).unwrap();
            let bytes = |model| serde_json::to_string(model).unwrap();
            assert_eq!(bytes(&once), bytes(&twice), "{} {params:?}", kind.id);
        }
        assert_eq!(x, before);
    });
}

#[test]
fn the_memory_layout_of_the_rows_does_not_matter() {
    let (x, y) = rows(40, 5);
    each(|kind, task| {
        let x = suited(kind, &x);
        let by_columns = x.t().as_standard_layout().into_owned();
        let model = fit(kind, &x, y.target(task)).unwrap();
        assert_eq!(fit_with(kind, &Params::new(), by_columns.t(), y.target(task)).unwrap(), model);
        assert_eq!(model.predict(by_columns.t()).unwrap(), model.predict(x.view()).unwrap());
    });
}

#[test]
fn a_row_gives_the_same_answer_alone_as_among_others() {
    let (x, y) = rows(70, 6);
    each(|kind, task| {
        let x = suited(kind, &x);
        for params in variants(kind, task) {
            let model = fit_with(kind, &params, x.view(), y.target(task)).unwrap();
            let together = model.predict(x.view()).unwrap();
            for row in 0..x.nrows() {
                let alone = model.predict(x.select(Axis(0), &[row]).view()).unwrap();
                assert_eq!(alone, pick(&together, row), "{} {params:?} row {row}", kind.id);
            }
        }
    });
}

fn pick(output: &Output, row: usize) -> Output {
    match output {
        Output::Numbers(values) => Output::Numbers(vec![values[row]]),
        Output::Classes { codes, probabilities } => Output::Classes {
            codes: vec![codes[row]],
            probabilities: probabilities.as_ref().map(|p| p.select(Axis(0), &[row])),
        },
    }
}

#[test]
fn predictions_have_the_right_shape_and_probabilities_sum_to_one() {
    let (x, y) = rows(60, 6);
    each(|kind, task| {
        let x = suited(kind, &x);
        let model = fit(kind, &x, y.target(task)).unwrap();
        let output = model.predict(x.view()).unwrap();
        assert_eq!(output.len(), 60);
        let Output::Classes { codes, probabilities } = output else {
            assert_eq!(task, Task::Regression);
            return;
        };
        assert_eq!(probabilities.is_some(), kind.capabilities.probabilities);
        let Some(probabilities) = probabilities else { return };
        assert_eq!(probabilities.dim(), (60, N_CLASSES));
        for (row, code) in probabilities.rows().into_iter().zip(codes) {
            assert!((row.sum() - 1.0).abs() < 1e-12 && row.iter().all(|p| (0.0..=1.0).contains(p)));
            assert!(row.iter().all(|p| *p <= row[code as usize]), "{}", kind.id);
            assert_eq!(row[2], 0.0, "{}: class 2 was never seen", kind.id);
        }
    });
}

#[test]
fn no_rows_to_predict_is_fine_and_wrong_columns_are_an_error() {
    let (x, y) = rows(30, 5);
    each(|kind, task| {
        let x = suited(kind, &x);
        let model = fit(kind, &x, y.target(task)).unwrap();
        assert!(model.predict(Array2::zeros((0, 5)).view()).unwrap().is_empty());
        for wrong in [0, 4, 6] {
            let error = model.predict(Array2::zeros((2, wrong)).view()).unwrap_err();
            assert!(error.to_string().contains(&format!("{wrong} prepared columns")), "{error}");
        }
        let infinite = model.predict(array![[0.0, 0.0, f64::INFINITY, 0.0, 0.0]].view()).unwrap_err();
        assert!(infinite.to_string().contains("row 1, prepared column 3 is inf"), "{infinite}");
        match model.predict(array![[0.0, 0.0, f64::NAN, 0.0, 0.0]].view()) {
            Ok(output) => assert!(kind.capabilities.missing && output.len() == 1, "{}", kind.id),
            Err(error) => {
                assert!(!kind.capabilities.missing, "{}", kind.id);
                assert!(error.to_string().contains("row 1, prepared column 3 is NaN"), "{error}");
            }
        }
    });
}
