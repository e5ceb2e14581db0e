//! Every test against SciPy, statsmodels and baycomp, in `tests/references/compare.json`, which
//! `tests/references/make_compare.py` makes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use serde::Deserialize;

use super::{Comparison, McNemar};
use crate::distribution::{normal, student_t, student_t_quantile};
use crate::evaluate::Better;
use crate::tune::TrialFold;

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Case {
    StudentT {
        t: f64,
        degrees: f64,
        cdf: f64,
        p: f64,
        quantile: f64,
    },
    Folds {
        first: Vec<f64>,
        second: Vec<f64>,
        train: usize,
        test: usize,
        rope: f64,
        standard_error: f64,
        t: f64,
        p: f64,
        interval: [f64; 2],
        first_better: f64,
        equivalent: f64,
        second_better: f64,
    },
    Mcnemar {
        only_first: u64,
        only_second: u64,
        exact_p: f64,
        chi_squared: f64,
        p: f64,
    },
}

/// Within 1e-9 of the expected figure; small probabilities come from logarithms of large ones, and
/// differences of shares near 1 have fewer digits, for which 1e-14 stands.
#[track_caller]
fn near(found: f64, expected: f64) {
    let bound = 1e-9 * expected.abs() + 1e-14;
    assert!((found - expected).abs() <= bound, "found {found:e}, expected {expected:e}");
}

fn folds(scores: &[f64], train_rows: usize, test_rows: usize) -> Vec<TrialFold> {
    scores.iter().map(|score| TrialFold { score: *score, train: None, train_rows, test_rows }).collect()
}

fn mcnemar(only_first: u64, only_second: u64) -> McNemar {
    let rows = |count: u64, row: (bool, bool)| (0..count).map(move |_| row);
    McNemar::new(
        rows(50, (true, true))
            .chain(rows(only_first, (true, false)))
            .chain(rows(only_second, (false, true)))
            .chain(rows(7, (false, false))),
    )
}

#[test]
fn the_figures_are_those_of_others() {
    let file: File = serde_json::from_str(include_str!("../../../tests/references/compare.json")).unwrap();
    assert!(file.cases.len() > 20);
    for case in file.cases {
        match case {
            Case::StudentT { t, degrees, cdf, p, quantile } => {
                near(student_t(t, degrees), cdf);
                near(student_t_quantile(p, degrees), quantile);
            }
            Case::Folds {
                first,
                second,
                train,
                test,
                rope,
                standard_error,
                t,
                p,
                interval,
                first_better,
                equivalent,
                second_better,
            } => {
                let (first, second) = (folds(&first, train, test), folds(&second, train, test));
                let found = Comparison::new(&first, &second, Better::Higher, rope).unwrap();
                near(found.t_test.standard_error, standard_error);
                near(found.t_test.t.unwrap(), t);
                near(found.t_test.p, p);
                near(found.t_test.interval[0], interval[0]);
                near(found.t_test.interval[1], interval[1]);
                near(found.bayesian.first_better, first_better);
                near(found.bayesian.equivalent, equivalent);
                near(found.bayesian.second_better, second_better);
                let turned = Comparison::new(&first, &second, Better::Lower, rope).unwrap();
                near(turned.bayesian.first_better, second_better);
            }
            Case::Mcnemar { only_first, only_second, exact_p, chi_squared, p } => {
                let found = mcnemar(only_first, only_second);
                assert_eq!((found.both, found.neither), (50, 7));
                near(found.exact_p, exact_p);
                near(found.chi_squared.unwrap(), chi_squared);
                near(found.p, p);
            }
        }
    }
}

#[test]
fn no_difference_is_no_evidence_and_a_constant_one_is_certain() {
    let same = folds(&[0.5, 0.7, 0.6], 10, 5);
    let found = Comparison::new(&same, &same, Better::Higher, 0.01).unwrap();
    assert_eq!((found.t_test.p, found.t_test.t, found.bayesian.equivalent), (1.0, None, 1.0));
    let better = folds(&[0.6, 0.8, 0.7], 10, 5);
    let found = Comparison::new(&better, &same, Better::Higher, 0.01).unwrap();
    assert_eq!((found.t_test.p, found.bayesian.first_better), (0.0, 1.0));
    let none = McNemar::new([(true, true), (false, false)]);
    assert_eq!((none.exact_p, none.chi_squared, none.p), (1.0, None, 1.0));
    assert_eq!(mcnemar(9, 9).exact_p, 1.0);
}

#[test]
fn other_folds_are_not_compared() {
    let three = folds(&[0.5, 0.7, 0.6], 10, 5);
    for other in [folds(&[0.5, 0.7], 10, 5), folds(&[0.5, 0.7, 0.6], 11, 5)] {
        assert!(Comparison::new(&three, &other, Better::Higher, 0.0).is_err());
    }
    assert!(Comparison::new(&three[..1], &three[..1], Better::Higher, 0.0).is_err());
    assert!(Comparison::new(&three, &three, Better::Higher, f64::NAN).is_err());
}

proptest! {
    #[test]
    fn student_t_is_symmetric_grows_and_nears_the_normal(t in -30.0_f64..30.0, degrees in 1.0_f64..200.0) {
        let p = student_t(t, degrees);
        prop_assert!((0.0..=1.0).contains(&p));
        prop_assert!((p + student_t(-t, degrees) - 1.0).abs() < 1e-12);
        prop_assert!(student_t(t + 0.1, degrees) >= p);
        prop_assert!((student_t(t, 1e7) - normal(t)).abs() < 1e-6);
        if (1e-6..1.0 - 1e-6).contains(&p) {
            prop_assert!((student_t_quantile(p, degrees) - t).abs() < 1e-6 * t.abs().max(1.0));
        }
    }
}
