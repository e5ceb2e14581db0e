//! Figures of a whole confusion matrix that weigh hits against what chance would hit.

use super::{Confusion, Undefined, sum};

impl Confusion {
    /// F-beta of every class averaged as [`Confusion::macro_average`] does: recall counts `beta` times
    /// as much as precision (`fbeta_score(average="macro", zero_division=0)`; van Rijsbergen, 1979).
    ///
    /// # Errors
    /// [`Undefined::NoRows`].
    pub fn f_beta(&self, beta: f64) -> Result<f64, Undefined> {
        let weight = beta * beta;
        let scores: Vec<f64> = self
            .class_scores()
            .iter()
            .zip(self.counts.iter().enumerate())
            .filter(|(score, _)| score.support + score.predicted > 0)
            .map(|(score, (class, row))| {
                let hits = row.get(class).copied().unwrap_or(0) as f64;
                (1.0 + weight) * hits / (weight * score.support as f64 + score.predicted as f64)
            })
            .collect();
        if scores.is_empty() {
            Err(Undefined::NoRows)
        } else {
            Ok(sum::mean(scores.iter().copied(), scores.len()))
        }
    }

    /// The correlation of truth and prediction (`matthews_corrcoef`; Matthews, 1975, for more than two
    /// classes Gorodkin, 2004): 1 is perfect, 0 as good as chance, −1 always wrong.
    ///
    /// # Errors
    /// [`Undefined::NoRows`]; [`Undefined::OneSided`] when truth or prediction is constant, where
    /// scikit-learn gives 0.
    pub fn matthews(&self) -> Result<f64, Undefined> {
        let Margins { rows, hits, together, truth, predicted } = self.margins()?;
        let of_truth = rows * rows - truth;
        let of_prediction = rows * rows - predicted;
        if of_truth == 0 || of_prediction == 0 {
            return Err(Undefined::OneSided);
        }
        let covariance = (hits * rows) as f64 - together as f64;
        Ok(covariance / (f64::sqrt(of_truth as f64) * f64::sqrt(of_prediction as f64)))
    }

    /// The agreement beyond that of two raters who know only how frequent the classes are
    /// (`cohen_kappa_score`; Cohen, 1960).
    ///
    /// # Errors
    /// [`Undefined::NoRows`]; [`Undefined::OneSided`] when truth and prediction are one and the same
    /// class throughout.
    pub fn kappa(&self) -> Result<f64, Undefined> {
        let Margins { rows, hits, together, .. } = self.margins()?;
        let left = rows * rows - together;
        if left == 0 {
            return Err(Undefined::OneSided);
        }
        Ok(1.0 - (rows * (rows - hits)) as f64 / left as f64)
    }

    fn margins(&self) -> Result<Margins, Undefined> {
        let scores = self.class_scores();
        let squares = |count: &dyn Fn(&super::ClassScore) -> u128| scores.iter().map(count).sum::<u128>();
        let hits = self.counts.iter().enumerate().filter_map(|(class, row)| row.get(class)).sum::<u64>();
        let rows = u128::from(self.rows());
        if rows == 0 {
            return Err(Undefined::NoRows);
        }
        Ok(Margins {
            rows,
            hits: u128::from(hits),
            together: squares(&|score| u128::from(score.support) * u128::from(score.predicted)),
            truth: squares(&|score| u128::from(score.support) * u128::from(score.support)),
            predicted: squares(&|score| u128::from(score.predicted) * u128::from(score.predicted)),
        })
    }
}

/// Whole numbers, so that nothing is rounded before the last division.
struct Margins {
    rows: u128,
    hits: u128,
    /// Σ rows of a class × rows predicted as it.
    together: u128,
    /// Σ (rows of a class)².
    truth: u128,
    /// Σ (rows predicted as a class)².
    predicted: u128,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn confusion(counts: Vec<Vec<u64>>) -> Confusion {
        Confusion { labels: counts.iter().map(|_| String::new()).collect(), counts }
    }

    #[test]
    fn chance_needs_two_classes() {
        let constant = confusion(vec![vec![3, 0], vec![2, 0]]);
        assert_eq!(constant.matthews(), Err(Undefined::OneSided));
        assert_eq!(constant.kappa(), Ok(0.0));
        assert_eq!(confusion(vec![vec![3, 0], vec![0, 0]]).kappa(), Err(Undefined::OneSided));
        assert_eq!(confusion(vec![]).f_beta(2.0), Err(Undefined::NoRows));
    }

    proptest! {
        #[test]
        fn figures_keep_their_bounds_and_beta_one_is_f1(
            cells in prop::collection::vec(0_u64..50, 9),
        ) {
            let table = confusion(cells.chunks(3).map(<[u64]>::to_vec).collect());
            if let Ok(found) = table.matthews() {
                prop_assert!((-1.0 - 1e-12..=1.0 + 1e-12).contains(&found));
            }
            if let Ok(found) = table.kappa() {
                prop_assert!((-1.0 - 1e-12..=1.0 + 1e-12).contains(&found));
            }
            if let (Ok(f), Ok(mean)) = (table.f_beta(1.0), table.macro_average()) {
                prop_assert!((f - mean.f1).abs() < 1e-12);
            }
        }
    }
}
