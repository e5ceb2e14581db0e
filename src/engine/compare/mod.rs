//! Is one model better than another? Paired comparisons, on the same folds or on the same rows.
//!
//! Scores of folds are not independent: the folds share the rows that teach. A plain t-test takes them as
//! if they were and finds differences that are none. [`CorrectedTTest`] and [`Bayesian`] allow for it.

mod models;
#[cfg(test)]
mod references;

pub use models::{ModelComparison, models};

use serde::{Deserialize, Serialize};

use crate::distribution::{chi_squared_1_above, fair_coin, student_t, student_t_quantile};
use crate::error::EngineError;
use crate::evaluate::Better;
use crate::stats;
use crate::tune::TrialFold;

/// Two models on the same folds. Differences are those of the first over the second, such that positive
/// ones are in favour of the first, whichever way the metric goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// By how much the first is better in every fold.
    pub differences: Vec<f64>,
    /// Nadeau and Bengio's test.
    pub t_test: CorrectedTTest,
    /// The Bayesian test.
    pub bayesian: Bayesian,
}

/// The corrected resampled t-test (Nadeau and Bengio, 2003): the variance of the mean difference is
/// (1 / folds + rows that judge / rows that teach) · s², for the folds share rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CorrectedTTest {
    /// Mean difference.
    pub mean: f64,
    /// Corrected standard error of the mean; 0 when all folds differ alike.
    pub standard_error: f64,
    /// Degrees of freedom: folds − 1.
    pub degrees: f64,
    /// The mean in standard errors; none when there is no spread.
    pub t: Option<f64>,
    /// Probability of so large a difference, either way, were there none.
    pub p: f64,
    /// The difference probably lies between these, with 95 % confidence.
    pub interval: [f64; 2],
}

/// The Bayesian correlated t-test (Corani and Benavoli, 2015) with a region of practical equivalence
/// (Benavoli, Corani, Demšar and Zaffalon, 2017). The three probabilities add up to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bayesian {
    /// A difference not larger than this, either way, makes no difference in practice.
    pub rope: f64,
    /// Probability that the first is better by more.
    pub first_better: f64,
    /// Probability that the two are equivalent in practice.
    pub equivalent: f64,
    /// Probability that the second is better by more.
    pub second_better: f64,
}

/// McNemar's test (1947): of the rows that only one of two models gets right, does one get more?
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct McNemar {
    /// Rows both get right.
    pub both: u64,
    /// Rows only the first gets right.
    pub only_first: u64,
    /// Rows only the second gets right.
    pub only_second: u64,
    /// Rows neither gets right.
    pub neither: u64,
    /// Probability of so uneven a division of the rows that only one gets right, were both as good:
    /// exact, by the binomial distribution.
    pub exact_p: f64,
    /// Chi-squared with Edwards' continuity correction (1948); none when no row tells them apart.
    pub chi_squared: Option<f64>,
    /// Its probability: good for 25 such rows and more.
    pub p: f64,
}

impl Comparison {
    /// Compares the folds of two trials, which must be the same folds.
    ///
    /// # Errors
    /// When the folds are not the same or fewer than two, and when `rope` is negative.
    pub fn new(
        first: &[TrialFold],
        second: &[TrialFold],
        better: Better,
        rope: f64,
    ) -> Result<Self, EngineError> {
        let rows = |folds: &[TrialFold]| -> Vec<(usize, usize)> {
            folds.iter().map(|fold| (fold.train_rows, fold.test_rows)).collect()
        };
        if rows(first) != rows(second) || first.len() < 2 {
            return Err(EngineError::Data(format!(
                "two models can be compared on the same two or more folds; the first has {} and the second {}, or other ones",
                first.len(),
                second.len()
            )));
        }
        if !(rope >= 0.0 && rope.is_finite()) {
            return Err(EngineError::Spec(format!(
                "the region of practical equivalence must be 0 or more, but is {rope}"
            )));
        }
        let sign = if better == Better::Higher { 1.0 } else { -1.0 };
        let differences: Vec<f64> =
            first.iter().zip(second).map(|(first, second)| sign * (first.score - second.score)).collect();
        let sum = |of: fn(&TrialFold) -> usize| first.iter().map(of).sum::<usize>() as f64;
        let ratio = sum(|fold| fold.test_rows) / sum(|fold| fold.train_rows);
        Ok(Self::of(differences, ratio, rope))
    }

    /// Compares by differences of two or more folds; `ratio` is rows that judge / rows that teach.
    fn of(differences: Vec<f64>, ratio: f64, rope: f64) -> Self {
        let n = differences.len() as f64;
        let mean = stats::mean(&differences);
        let variance = stats::variance(&differences) * n / (n - 1.0);
        let standard_error = ((1.0 / n + ratio) * variance).sqrt();
        let degrees = n - 1.0;
        // Differences that are equal but for rounding have no spread.
        let spread = standard_error > 1e-12 * mean.abs();
        let t = spread.then(|| mean / standard_error);
        let p = match t {
            Some(t) => 2.0 * student_t(-t.abs(), degrees),
            None if mean == 0.0 => 1.0,
            None => 0.0,
        };
        let half = student_t_quantile(0.975, degrees) * standard_error;
        let below = |place: f64| match t {
            Some(_) => student_t((place - mean) / standard_error, degrees),
            None => f64::from(u8::from(mean < place)),
        };
        let second_better = below(-rope);
        let first_better = match t {
            Some(_) => student_t((mean - rope) / standard_error, degrees),
            None => f64::from(u8::from(mean > rope)),
        };
        Self {
            differences,
            t_test: CorrectedTTest {
                mean,
                standard_error,
                degrees,
                t,
                p,
                interval: [mean - half, mean + half],
            },
            bayesian: Bayesian {
                rope,
                first_better,
                equivalent: (1.0 - first_better - second_better).max(0.0),
                second_better,
            },
        }
    }
}

impl McNemar {
    /// Counts and tests: whether each of the two models is right, row by row.
    #[must_use]
    pub fn new(rows: impl IntoIterator<Item = (bool, bool)>) -> Self {
        let [mut both, mut only_first, mut only_second, mut neither] = [0_u64; 4];
        for row in rows {
            match row {
                (true, true) => both += 1,
                (true, false) => only_first += 1,
                (false, true) => only_second += 1,
                (false, false) => neither += 1,
            }
        }
        let differing = only_first + only_second;
        let uneven = only_first.abs_diff(only_second);
        let chi_squared = (differing > 0).then(|| {
            let corrected = uneven.saturating_sub(1) as f64;
            corrected * corrected / differing as f64
        });
        Self {
            both,
            only_first,
            only_second,
            neither,
            exact_p: (2.0 * fair_coin(only_first.min(only_second), differing)).min(1.0),
            chi_squared,
            p: chi_squared.map_or(1.0, chi_squared_1_above),
        }
    }
}
