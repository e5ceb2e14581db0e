//! Figures of rows that occur several times or not at all, for [`super::bootstrap`].

use ndarray::ArrayView2;

use super::Answers;
use super::bootstrap::Redrawn;
use crate::metrics::probability::{brier_of_row, check, log_loss_of_row};
use crate::metrics::{Confusion, sum};

/// Classes, with what does not change from draw to draw.
pub(super) struct ClassFigures<'a> {
    classes: usize,
    truth: &'a [u32],
    predicted: &'a [u32],
    scored: Option<Scored>,
}

/// What probabilities add.
struct Scored {
    log_losses: Vec<f64>,
    briers: Vec<f64>,
    /// Of two classes the second, of more every one.
    orders: Vec<Order>,
}

/// The rows by falling score of one class.
struct Order {
    class: u32,
    /// The row, and whether it is the last of those with the same score.
    rows: Vec<(u32, bool)>,
}

const OF_CLASSES: &[&str] = &[
    "accuracy",
    "balanced_accuracy",
    "precision_macro",
    "recall_macro",
    "f1_macro",
    "matthews_corrcoef",
    "cohen_kappa",
    "log_loss",
    "brier_score",
    "roc_auc",
    "average_precision",
];

/// How many of [`OF_CLASSES`] need no probabilities; they come first.
const PLAIN: usize = 7;

impl<'a> ClassFigures<'a> {
    pub(super) fn new(answers: &'a Answers) -> Self {
        let mut figures = Self::without_probabilities(answers);
        if let Answers::Classes { truth, probabilities: Some(shares), .. } = answers {
            figures.scored = Scored::new(truth, shares.view());
        }
        figures
    }

    pub(super) fn without_probabilities(answers: &'a Answers) -> Self {
        match answers {
            Answers::Classes { labels, truth, predicted, .. } => {
                Self { classes: labels.len(), truth, predicted, scored: None }
            }
            Answers::Numbers { .. } => Self { classes: 0, truth: &[], predicted: &[], scored: None },
        }
    }

    fn confusion(&self, weights: &[u32]) -> Confusion {
        let mut counts = vec![vec![0_u64; self.classes]; self.classes];
        for ((truth, predicted), weight) in self.truth.iter().zip(self.predicted).zip(weights) {
            let cell = counts.get_mut(*truth as usize).and_then(|row| row.get_mut(*predicted as usize));
            if let Some(cell) = cell {
                *cell += u64::from(*weight);
            }
        }
        Confusion { labels: Vec::new(), counts }
    }
}

impl Redrawn for ClassFigures<'_> {
    fn names(&self) -> &'static [&'static str] {
        if self.scored.is_some() { OF_CLASSES } else { OF_CLASSES.get(..PLAIN).unwrap_or(OF_CLASSES) }
    }

    fn figures(&self, weights: &[u32]) -> Vec<Option<f64>> {
        let confusion = self.confusion(weights);
        let means = confusion.macro_average().ok();
        let mut figures = vec![
            confusion.accuracy().ok(),
            confusion.balanced_accuracy().ok(),
            means.map(|mean| mean.precision),
            means.map(|mean| mean.recall),
            means.map(|mean| mean.f1),
            confusion.matthews().ok(),
            confusion.kappa().ok(),
        ];
        if let Some(scored) = &self.scored {
            let areas: Option<Vec<(f64, f64)>> =
                scored.orders.iter().map(|order| order.areas(self.truth, weights)).collect();
            let mean_area = |pick: fn(&(f64, f64)) -> f64| {
                let areas = areas.as_ref()?;
                Some(sum::mean(areas.iter().map(pick), areas.len()))
            };
            figures.extend([
                mean(&scored.log_losses, weights),
                mean(&scored.briers, weights),
                mean_area(|areas| areas.0),
                mean_area(|areas| areas.1),
            ]);
        }
        figures
    }

    fn rows(&self) -> usize {
        self.truth.len()
    }

    fn work(&self) -> usize {
        let orders = self.scored.as_ref().map_or(0, |scored| scored.orders.len());
        self.truth.len() * (2 + orders) + self.classes * self.classes
    }
}

impl Scored {
    /// None where the figures of probabilities do not exist.
    fn new(truth: &[u32], shares: ArrayView2<f64>) -> Option<Self> {
        check(truth, shares).ok()?;
        let of_truth = truth.iter().zip(shares.rows());
        let first = if shares.ncols() == 2 { 1 } else { 0 };
        let columns = shares.columns().into_iter().zip(0_u32..).skip(first);
        Some(Self {
            log_losses: of_truth
                .clone()
                .map(|(class, line)| log_loss_of_row(line.get(*class as usize).copied().unwrap_or(0.0)))
                .collect(),
            briers: of_truth.map(|(class, line)| brier_of_row(*class, line)).collect(),
            orders: columns.map(|(scores, class)| Order::new(&scores.to_vec(), class)).collect(),
        })
    }
}

impl Order {
    fn new(scores: &[f64], class: u32) -> Self {
        let mut rows: Vec<(f64, u32)> = scores.iter().copied().zip(0..).collect();
        rows.sort_by(|a, b| b.0.total_cmp(&a.0));
        let next = rows.iter().skip(1).map(|row| Some(row.0)).chain([None]);
        let rows = rows.iter().zip(next).map(|(row, next)| (row.1, next != Some(row.0))).collect();
        Self { class, rows }
    }

    /// The area under the ROC curve and the average precision, as [`crate::metrics::roc_curve`] and
    /// [`crate::metrics::average_precision`] count them; none when one side is empty.
    fn areas(&self, truth: &[u32], weights: &[u32]) -> Option<(f64, f64)> {
        let (mut others, mut hits, mut twice, mut precision) = (0_u64, 0_u64, 0_u128, 0.0);
        let (mut new_others, mut new_hits) = (0_u64, 0_u64);
        for (row, is_last) in &self.rows {
            let weight = u64::from(*weights.get(*row as usize)?);
            if *truth.get(*row as usize)? == self.class {
                new_hits += weight;
            } else {
                new_others += weight;
            }
            if *is_last && new_hits + new_others > 0 {
                twice += u128::from(new_others) * u128::from(2 * hits + new_hits);
                (others, hits) = (others + new_others, hits + new_hits);
                precision += new_hits as f64 * (hits as f64 / (hits + others) as f64);
                (new_others, new_hits) = (0, 0);
            }
        }
        let pairs = 2 * u128::from(others) * u128::from(hits);
        (pairs > 0).then(|| (twice as f64 / pairs as f64, precision / hits as f64))
    }
}

/// Numbers, with what does not change from draw to draw.
pub(super) struct NumberFigures<'a> {
    truth: &'a [f64],
    /// Truth − prediction.
    errors: Vec<f64>,
    squares: Vec<f64>,
    sizes: Vec<f64>,
    /// The rows by rising size of the error.
    order: Vec<u32>,
}

const OF_NUMBERS: &[&str] = &["r2", "rmse", "mae", "median_absolute_error"];

impl<'a> NumberFigures<'a> {
    pub(super) fn new(truth: &'a [f64], predicted: &[f64]) -> Self {
        let errors: Vec<f64> = truth.iter().zip(predicted).map(|(value, guess)| value - guess).collect();
        let sizes: Vec<f64> = errors.iter().map(|error| error.abs()).collect();
        let mut order: Vec<u32> = (0..).zip(&sizes).map(|(row, _)| row).collect();
        let size = |row: &u32| sizes.get(*row as usize).copied().unwrap_or(0.0);
        order.sort_by(|a, b| size(a).total_cmp(&size(b)));
        Self { truth, squares: errors.iter().map(|error| error * error).collect(), sizes, errors, order }
    }

    /// The value halfway through the sizes, each as often as its row occurs.
    fn median(&self, weights: &[u32]) -> Option<f64> {
        let rows: u64 = weights.iter().map(|weight| u64::from(*weight)).sum();
        let (low, high) = (rows.checked_sub(1)? / 2, rows / 2);
        let (mut seen, mut below) = (0_u64, None);
        for row in &self.order {
            let size = *self.sizes.get(*row as usize)?;
            seen += u64::from(*weights.get(*row as usize)?);
            if seen > low && below.is_none() {
                below = Some(size);
            }
            if seen > high {
                return below.map(|below| (below + size) / 2.0);
            }
        }
        None
    }

    fn r2(&self, weights: &[u32]) -> Option<f64> {
        let middle = mean(self.truth, weights)?;
        let weighted = |values: &[f64], from: f64| {
            sum::sum(values.iter().zip(weights).map(|(value, weight)| {
                let distance = value - from;
                f64::from(*weight) * distance * distance
            }))
        };
        let spread = weighted(self.truth, middle);
        (spread > 0.0).then(|| 1.0 - weighted(&self.errors, 0.0) / spread)
    }
}

impl Redrawn for NumberFigures<'_> {
    fn names(&self) -> &'static [&'static str] {
        OF_NUMBERS
    }

    fn figures(&self, weights: &[u32]) -> Vec<Option<f64>> {
        vec![
            self.r2(weights),
            mean(&self.squares, weights).map(f64::sqrt),
            mean(&self.sizes, weights),
            self.median(weights),
        ]
    }

    fn rows(&self) -> usize {
        self.truth.len()
    }

    fn work(&self) -> usize {
        self.truth.len() * 6
    }
}

/// The mean of values that occur as often as their weights say; none without rows.
fn mean(values: &[f64], weights: &[u32]) -> Option<f64> {
    let rows: u64 = weights.iter().map(|weight| u64::from(*weight)).sum();
    let terms = values.iter().zip(weights).map(|(value, weight)| f64::from(*weight) * value);
    (rows > 0).then(|| sum::sum(terms) / rows as f64)
}
