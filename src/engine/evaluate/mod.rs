//! The report on a fitted pipeline: figures, tables and plot data, as plain values that can be saved.
//!
//! [`classification`] and [`regression`] measure predictions; an [`EvaluationReport`] puts the parts of
//! the data side by side, each with a dummy model's figures as the baseline.
//!
//! # Invariants
//!
//! - A figure that does not exist is `None` with a reason, so that a report never holds a NaN and is the
//!   same after saving and loading.
//! - The order of metrics, classes and points depends on the input alone.

mod answers;
mod bootstrap;
mod classification;
mod curve;
mod metric;
mod regression;
mod slices;
mod threshold;
mod weighted;

use serde::{Deserialize, Serialize};

pub use answers::{Answers, MOST_WORST, WorstRow};
pub use bootstrap::{Interval, LEVEL, Lead};
pub use classification::{ClassRow, ClassificationReport, classification};
pub use curve::{BINS, Calibration, Curve, MOST_POINTS, MOST_STEPS, Ranked};
pub use metric::{Better, MetricValue};
pub use regression::{Histogram, MOST_PAIRS, Pair, Pairs, Quantile, RegressionReport, Residuals, regression};
pub use slices::{FEW_ROWS, MOST_LEVELS, QUANTILES, Slice, Slices, slices};
pub use threshold::{Chosen, costs_by_class, expected_cost};

pub use crate::metrics::{
    CalibrationBin, Confusion, Gain, PrecisionRecall, RankStep, RocPoint, gain_curve, precision_recall_curve,
};

/// The report on one part of the data, by task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "snake_case")]
pub enum PartReport {
    /// Classes were predicted.
    Classification(ClassificationReport),
    /// Numbers were predicted.
    Regression(RegressionReport),
}

impl PartReport {
    /// The figures, in the order in which they are shown.
    #[must_use]
    pub fn metrics(&self) -> &[MetricValue] {
        match self {
            Self::Classification(report) => &report.metrics,
            Self::Regression(report) => &report.metrics,
        }
    }

    /// The figure named `name`, such as `"f1_macro"`.
    #[must_use]
    pub fn metric(&self, name: &str) -> Option<&MetricValue> {
        self.metrics().iter().find(|metric| metric.name == name)
    }
}

/// How the model and the baseline did on one part of the data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Rows of the part.
    pub rows: usize,
    /// Rows that could be scored: those whose target is known and that no step dropped.
    pub scored: usize,
    /// Why the others could not be scored.
    pub unscored_reason: Option<String>,
    /// The model's report.
    pub model: PartReport,
    /// The same metrics of a dummy model, which knows the training target and no feature.
    pub baseline: Vec<MetricValue>,
    /// How much better the model is than that; not on training rows.
    #[serde(default)]
    pub lead: Option<Lead>,
    /// The rows on which the model is farthest off, the worst first.
    #[serde(default)]
    pub worst: Vec<WorstRow>,
}

impl Part {
    /// Gives the figures their intervals and the part its lead over the baseline, whose answers are to
    /// the same rows. Another seed draws other rows.
    pub fn draw_anew(&mut self, model: &Answers, baseline: &Answers, seed: u64) {
        let (found, lead) = bootstrap::intervals(model, baseline, seed);
        let metrics = match &mut self.model {
            PartReport::Classification(report) => &mut report.metrics,
            PartReport::Regression(report) => &mut report.metrics,
        };
        for metric in metrics {
            metric.interval = found.get(metric.name.as_str()).copied().filter(|_| metric.value.is_some());
        }
        self.lead = lead;
    }
}

/// Which rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartName {
    /// The rows the model was fitted on.
    Train,
    /// The rows that choices are made by.
    Validation,
    /// The sealed rows.
    Test,
}

/// The whole report on a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EvaluationReport {
    /// On the rows the model was fitted on: an optimistic figure.
    pub train: Part,
    /// On the validation rows, when the split makes some.
    pub validation: Option<Part>,
    /// On the test rows, only when they were opened.
    pub test: Option<Part>,
}

/// The one figure that stands for a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Headline<'a> {
    /// The rows it was measured on.
    pub part: PartName,
    /// The figure. It may be undefined, with its reason.
    pub metric: &'a MetricValue,
}

impl<'a> Headline<'a> {
    /// Macro F1 for classes, R² for numbers. `None` only for a report without that metric.
    #[must_use]
    pub fn of(name: PartName, part: &'a Part) -> Option<Self> {
        let figure = match part.model {
            PartReport::Classification(_) => "f1_macro",
            PartReport::Regression(_) => "r2",
        };
        part.model.metric(figure).map(|metric| Self { part: name, metric })
    }
}

impl EvaluationReport {
    /// Macro F1 for classes, R² for numbers, on the part that says most about new rows: test when it
    /// was opened, else validation, else training. `None` only for a report without that metric.
    #[must_use]
    pub fn headline(&self) -> Option<Headline<'_>> {
        let (name, part) = self.parts().last()?;
        Headline::of(name, part)
    }

    /// The parts there are: training, validation, test.
    pub fn parts(&self) -> impl DoubleEndedIterator<Item = (PartName, &Part)> {
        [
            (PartName::Train, Some(&self.train)),
            (PartName::Validation, self.validation.as_ref()),
            (PartName::Test, self.test.as_ref()),
        ]
        .into_iter()
        .filter_map(|(name, part)| part.map(|part| (name, part)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn part(model: PartReport) -> Part {
        let baseline = model.metrics().to_vec();
        Part {
            rows: 4,
            scored: 3,
            unscored_reason: Some("1 row has no target".to_owned()),
            model,
            baseline,
            lead: None,
            worst: Vec::new(),
        }
    }

    fn classes(predicted: &[u32]) -> Part {
        let labels = ["no".to_owned(), "yes".to_owned()];
        let shares = ndarray::array![[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]];
        part(PartReport::Classification(classification(&labels, &[0, 1, 0], predicted, Some(shares.view()))))
    }

    #[test]
    fn the_headline_is_of_the_part_nearest_to_new_rows() {
        let mut report = EvaluationReport { train: classes(&[0, 1, 0]), validation: None, test: None };
        let headline = report.headline().unwrap();
        assert_eq!((headline.part, headline.metric.name.as_str()), (PartName::Train, "f1_macro"));
        assert_eq!(headline.metric.value, Some(1.0));
        report.validation = Some(classes(&[0, 1, 1]));
        let headline = report.headline().unwrap();
        assert_eq!(headline.part, PartName::Validation);
        assert!(headline.metric.value.is_some_and(|value| value < 1.0));
        report.test = Some(part(PartReport::Regression(regression(&[1.0, 2.0], &[1.0, 2.0]))));
        let headline = report.headline().unwrap();
        assert_eq!((headline.part, headline.metric.name.as_str()), (PartName::Test, "r2"));
    }

    #[test]
    fn a_report_is_the_same_after_saving_and_loading() {
        let report = EvaluationReport {
            train: classes(&[0, 1, 1]),
            validation: Some(part(PartReport::Regression(regression(&[0.1, 0.7, 1e300], &[0.3, 0.1, 2.0])))),
            test: Some(part(PartReport::Regression(regression(&[f64::NAN], &[1.0])))),
        };
        let text = serde_json::to_string(&report).unwrap();
        assert!(text.contains(r#""task":"classification""#) && text.contains(r#""task":"regression""#));
        assert_eq!(serde_json::from_str::<EvaluationReport>(&text).unwrap(), report);
    }
}
