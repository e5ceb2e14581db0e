use serde::{Deserialize, Serialize};

use super::{Undefined, check_rows, sum};

/// Which class was predicted how often for which (`confusion_matrix`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    /// The classes, in the order of rows and columns.
    pub labels: Vec<String>,
    /// Rows: the true class; columns: the predicted one.
    pub counts: Vec<Vec<u64>>,
}

/// How well one class is told from all others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassScore {
    /// Hits / predicted as this class; 0 when it was never predicted (`precision_score`).
    pub precision: f64,
    /// Hits / rows of this class; 0 when it has none (`recall_score`).
    pub recall: f64,
    /// 2 · hits / (predicted + rows), the harmonic mean of the two; 0 when both are 0 (`f1_score`).
    pub f1: f64,
    /// Rows of this class.
    pub support: u64,
    /// Rows predicted as this class.
    pub predicted: u64,
}

/// Precision, recall and F1 averaged over classes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Averages {
    /// Mean precision.
    pub precision: f64,
    /// Mean recall.
    pub recall: f64,
    /// Mean F1 (not the F1 of the means).
    pub f1: f64,
}

impl Confusion {
    /// Counts pairs of class codes, which are positions in `labels`.
    ///
    /// # Errors
    /// [`Undefined::Lengths`] and [`Undefined::NoSuchClass`].
    pub fn new(labels: &[String], truth: &[u32], predicted: &[u32]) -> Result<Self, Undefined> {
        let classes = labels.len();
        if truth.len() != predicted.len() {
            return Err(Undefined::Lengths { truth: truth.len(), predicted: predicted.len() });
        }
        let mut counts = vec![vec![0_u64; classes]; classes];
        for (row, (&true_code, &code)) in truth.iter().zip(predicted).enumerate() {
            let line = counts.get_mut(true_code as usize).ok_or(Undefined::NoSuchClass {
                row,
                code: true_code,
                classes,
            })?;
            let cell = line.get_mut(code as usize).ok_or(Undefined::NoSuchClass { row, code, classes })?;
            *cell += 1;
        }
        Ok(Self { labels: labels.to_vec(), counts })
    }

    /// The counts as shares of their row (`normalize="true"`); `None` in the row of a class that does
    /// not occur.
    #[must_use]
    pub fn shares(&self) -> Vec<Vec<Option<f64>>> {
        self.counts
            .iter()
            .map(|row| {
                let rows: u64 = row.iter().sum();
                row.iter().map(|&count| (rows > 0).then(|| count as f64 / rows as f64)).collect()
            })
            .collect()
    }

    /// How many rows were counted.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.counts.iter().flatten().sum()
    }

    /// Every class's scores, with `zero_division=0` (`precision_recall_fscore_support`).
    #[must_use]
    pub fn class_scores(&self) -> Vec<ClassScore> {
        let mut columns = vec![0_u64; self.counts.len()];
        for row in &self.counts {
            for (column, count) in columns.iter_mut().zip(row) {
                *column += count;
            }
        }
        let share = |part: u64, whole: u64| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
        let lines = self.counts.iter().zip(columns).enumerate();
        lines
            .map(|(class, (row, predicted))| {
                let hits = row.get(class).copied().unwrap_or(0);
                let support: u64 = row.iter().sum();
                ClassScore {
                    precision: share(hits, predicted),
                    recall: share(hits, support),
                    f1: share(2 * hits, support + predicted),
                    support,
                    predicted,
                }
            })
            .collect()
    }

    /// Hits / rows (`accuracy_score`).
    ///
    /// # Errors
    /// [`Undefined::NoRows`].
    pub fn accuracy(&self) -> Result<f64, Undefined> {
        let rows = self.rows();
        check_rows(rows as usize, rows as usize)?;
        let hits: u64 = self.counts.iter().enumerate().filter_map(|(class, row)| row.get(class)).sum();
        Ok(hits as f64 / rows as f64)
    }

    /// The mean recall of the classes that occur in the truth (`balanced_accuracy_score`).
    ///
    /// # Errors
    /// [`Undefined::NoRows`].
    pub fn balanced_accuracy(&self) -> Result<f64, Undefined> {
        let scores = self.class_scores();
        let recalls: Vec<f64> =
            scores.iter().filter(|score| score.support > 0).map(|score| score.recall).collect();
        check_rows(recalls.len(), recalls.len())?;
        Ok(sum::mean(recalls.iter().copied(), recalls.len()))
    }

    /// The plain mean over the classes that occur in the truth or in the prediction, which are the
    /// ones scikit-learn knows of (`average="macro"`, `zero_division=0`).
    ///
    /// # Errors
    /// [`Undefined::NoRows`].
    pub fn macro_average(&self) -> Result<Averages, Undefined> {
        self.average(|score| f64::from(u8::from(score.support + score.predicted > 0)))
    }

    /// The mean weighted by the rows of each class (`average="weighted"`, `zero_division=0`).
    ///
    /// # Errors
    /// [`Undefined::NoRows`].
    pub fn weighted_average(&self) -> Result<Averages, Undefined> {
        self.average(|score| score.support as f64)
    }

    fn average(&self, weight: impl Fn(&ClassScore) -> f64) -> Result<Averages, Undefined> {
        let scores = self.class_scores();
        let total = sum::sum(scores.iter().map(&weight));
        if total == 0.0 {
            return Err(Undefined::NoRows);
        }
        let of = |figure: fn(&ClassScore) -> f64| {
            sum::sum(scores.iter().map(|score| weight(score) * figure(score))) / total
        };
        Ok(Averages {
            precision: of(|score| score.precision),
            recall: of(|score| score.recall),
            f1: of(|score| score.f1),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn labels(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn shares_are_of_the_row_and_absent_classes_have_none() {
        let confusion =
            Confusion::new(&labels(&["a", "b", "c"]), &[0, 0, 0, 0, 1], &[0, 0, 0, 1, 2]).unwrap();
        assert_eq!(confusion.counts, [[3, 1, 0], [0, 0, 1], [0, 0, 0]]);
        assert_eq!(
            confusion.shares(),
            [[Some(0.75), Some(0.25), Some(0.0)], [Some(0.0), Some(0.0), Some(1.0)], [None, None, None]]
        );
    }

    #[test]
    fn a_code_without_a_class_is_named_with_its_row() {
        let error = Confusion::new(&labels(&["a", "b"]), &[0, 1], &[0, 2]).unwrap_err();
        assert_eq!(error, Undefined::NoSuchClass { row: 1, code: 2, classes: 2 });
        assert_eq!(error.to_string(), "row 1 has class code 2, but there are only 2 classes");
    }

    #[test]
    fn nothing_has_no_figures() {
        let confusion = Confusion::new(&labels(&["a", "b"]), &[], &[]).unwrap();
        assert_eq!(confusion.accuracy(), Err(Undefined::NoRows));
        assert_eq!(confusion.balanced_accuracy(), Err(Undefined::NoRows));
        assert_eq!(confusion.macro_average(), Err(Undefined::NoRows));
        assert_eq!(confusion.weighted_average(), Err(Undefined::NoRows));
    }
}
