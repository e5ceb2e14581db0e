//! Truth and prediction of the rows of a part, side by side.

use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

use super::{PartReport, classification, regression};
use crate::metrics::probability::log_loss_of_row;

/// What is true and what was predicted, one entry a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Answers {
    /// Classes.
    Classes {
        /// The classes: first those known in training, then those only the truth has.
        labels: Vec<String>,
        /// The true class, an index into `labels`.
        truth: Vec<u32>,
        /// The predicted class.
        predicted: Vec<u32>,
        /// Rows × classes known in training, where the model has probabilities.
        probabilities: Option<Array2<f64>>,
    },
    /// Numbers.
    Numbers {
        /// The true value.
        truth: Vec<f64>,
        /// The predicted value.
        predicted: Vec<f64>,
    },
}

/// A row on which the model was far off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorstRow {
    /// The row of the table, counted from 1.
    pub row: u64,
    /// What was true.
    pub truth: String,
    /// What was predicted.
    pub predicted: String,
    /// The probability that the true class was given, where there are probabilities.
    pub probability: Option<f64>,
    /// How bad that is: minus the natural logarithm of that probability; 1 for a wrong class without
    /// probabilities; the size of the error of a number.
    pub loss: f64,
}

/// So many of the worst rows are kept.
pub const MOST_WORST: usize = 20;

impl Answers {
    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        match self {
            Self::Classes { truth, .. } => truth.len(),
            Self::Numbers { truth, .. } => truth.len(),
        }
    }

    /// The report on them.
    #[must_use]
    pub fn report(&self) -> PartReport {
        match self {
            Self::Classes { labels, truth, predicted, probabilities } => PartReport::Classification(
                classification(labels, truth, predicted, probabilities.as_ref().map(|shares| shares.view())),
            ),
            Self::Numbers { truth, predicted } => PartReport::Regression(regression(truth, predicted)),
        }
    }

    /// The answers of some rows, by index; an index out of range is left out.
    #[must_use]
    pub fn take(&self, rows: &[usize]) -> Self {
        let rows: Vec<usize> = rows.iter().copied().filter(|row| *row < self.rows()).collect();
        match self {
            Self::Classes { labels, truth, predicted, probabilities } => Self::Classes {
                labels: labels.clone(),
                truth: of(truth, &rows),
                predicted: of(predicted, &rows),
                probabilities: probabilities
                    .as_ref()
                    .filter(|shares| shares.nrows() == self.rows())
                    .map(|shares| shares.select(Axis(0), &rows)),
            },
            Self::Numbers { truth, predicted } => {
                Self::Numbers { truth: of(truth, &rows), predicted: of(predicted, &rows) }
            }
        }
    }

    /// The rows with the largest loss, the worst first and of equal ones the first; rows that are right
    /// (for numbers: without any error) are not among them. `number` gives a row its number.
    #[must_use]
    pub fn worst(&self, number: impl Fn(usize) -> u64) -> Vec<WorstRow> {
        let mut losses: Vec<(usize, f64)> =
            (0..self.rows()).filter_map(|row| Some((row, self.loss(row)?))).collect();
        losses.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        losses.truncate(MOST_WORST);
        losses.into_iter().filter_map(|(row, loss)| self.worst_row(row, number(row), loss)).collect()
    }

    /// The loss of a row; none when it is right, or cannot be judged.
    fn loss(&self, row: usize) -> Option<f64> {
        match self {
            Self::Classes { truth, predicted, .. } if truth.get(row) == predicted.get(row) => None,
            Self::Classes { probabilities: Some(_), .. } => {
                Some(log_loss_of_row(self.true_share(row).unwrap_or(0.0)))
            }
            Self::Classes { .. } => Some(1.0),
            Self::Numbers { truth, predicted } => {
                let size = (truth.get(row)? - predicted.get(row)?).abs();
                Some(size).filter(|size| *size > 0.0 && size.is_finite())
            }
        }
    }

    /// The probability of the row's true class; none for a class that has none.
    fn true_share(&self, row: usize) -> Option<f64> {
        match self {
            Self::Classes { truth, probabilities: Some(shares), .. } => {
                shares.get((row, *truth.get(row)? as usize)).copied()
            }
            _ => None,
        }
    }

    fn worst_row(&self, at: usize, row: u64, loss: f64) -> Option<WorstRow> {
        let (truth, predicted) = match self {
            Self::Classes { labels, truth, predicted, .. } => {
                let name = |codes: &[u32]| labels.get(*codes.get(at)? as usize).cloned();
                (name(truth)?, name(predicted)?)
            }
            Self::Numbers { truth, predicted } => {
                (truth.get(at)?.to_string(), predicted.get(at)?.to_string())
            }
        };
        Some(WorstRow { row, truth, predicted, probability: self.true_share(at), loss })
    }
}

fn of<T: Copy>(values: &[T], rows: &[usize]) -> Vec<T> {
    rows.iter().filter_map(|row| values.get(*row).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_worst_rows_are_the_confident_errors() {
        let answers = Answers::Classes {
            labels: ["no", "yes", "new"].map(str::to_owned).to_vec(),
            truth: vec![0, 1, 0, 1, 2],
            predicted: vec![0, 0, 1, 0, 1],
            probabilities: Some(array![[0.9, 0.1], [0.6, 0.4], [0.05, 0.95], [0.55, 0.45], [0.2, 0.8]]),
        };
        let worst = answers.worst(|row| row as u64 + 11);
        assert_eq!(worst.iter().map(|row| row.row).collect::<Vec<_>>(), [15, 13, 12, 14]);
        assert_eq!((worst[0].truth.as_str(), worst[0].probability), ("new", None));
        assert_eq!((worst[1].predicted.as_str(), worst[1].probability), ("yes", Some(0.05)));
        assert_eq!(worst[1].loss, -libm::log(0.05));
    }

    #[test]
    fn rows_without_an_error_are_not_bad_and_a_part_is_the_report_of_its_rows() {
        let answers = Answers::Numbers { truth: vec![1.0, 2.0, 3.0], predicted: vec![1.0, 5.0, 2.5] };
        let worst = answers.worst(|row| row as u64);
        assert_eq!(worst.iter().map(|row| (row.row, row.loss)).collect::<Vec<_>>(), [(1, 3.0), (2, 0.5)]);
        let part = answers.take(&[1, 2, 9]);
        assert_eq!(part, Answers::Numbers { truth: vec![2.0, 3.0], predicted: vec![5.0, 2.5] });
        assert_eq!(part.report(), PartReport::Regression(regression(&[2.0, 3.0], &[5.0, 2.5])));
    }
}
