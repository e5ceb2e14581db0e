//! The charts of ranked rows and of calibration, as plain data.

use engine::evaluate::{
    Calibration, CalibrationBin, ClassificationReport, gain_curve, precision_recall_curve,
};
use plot::{Lines, Series};

/// A chart tells so many lines apart, and one of them is the reference.
const MOST_CLASSES: usize = 7;

/// How probabilities are gathered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bins {
    /// Of equal width.
    Uniform,
    /// Of equally many rows.
    Quantile,
}

/// Precision against recall, one line a class.
#[must_use]
pub fn precision_recall(report: &ClassificationReport) -> Lines {
    let series = report.ranked.iter().map(|ranked| {
        let points = precision_recall_curve(&ranked.steps)
            .iter()
            .map(|point| (point.recall, point.precision))
            .collect();
        let area = ranked
            .average_precision
            .map_or_else(String::new, |area| format!(" {}", plot::number::score(area)));
        line(format!("{}{area}", ranked.label), points)
    });
    lines("Precision and recall", "Recall", "Precision", series.take(MOST_CLASSES).collect())
}

/// The share of a class that is found among the first rows, beside a blind choice.
#[must_use]
pub fn gain(report: &ClassificationReport) -> Lines {
    let blind = line("blind choice".to_owned(), vec![(0.0, 0.0), (1.0, 1.0)]);
    let series = report.ranked.iter().map(|ranked| {
        let found = gain_curve(&ranked.steps).into_iter().map(|point| (point.taken, point.gain));
        line(ranked.label.clone(), std::iter::once((0.0, 0.0)).chain(found).collect())
    });
    lines("Cumulative gain", "Share of rows taken", "Share of the class found", first(series, blind))
}

/// How many times more of a class is found than by a blind choice.
#[must_use]
pub fn lift(report: &ClassificationReport) -> Lines {
    let blind = line("blind choice".to_owned(), vec![(0.0, 1.0), (1.0, 1.0)]);
    let series = report.ranked.iter().map(|ranked| {
        let found = gain_curve(&ranked.steps).into_iter().map(|point| (point.taken, point.lift));
        line(ranked.label.clone(), found.collect())
    });
    lines("Lift", "Share of rows taken", "Times a blind choice", first(series, blind))
}

/// The share of rows of a class against the probability they were given, beside what would be exact.
#[must_use]
pub fn calibration(report: &ClassificationReport, bins: Bins) -> Lines {
    let exact = line("exact".to_owned(), vec![(0.0, 0.0), (1.0, 1.0)]);
    let series = report.calibration.iter().map(|curve| {
        line(
            curve.label.clone(),
            chosen(curve, bins).iter().map(|bin| (bin.predicted, bin.observed)).collect(),
        )
    });
    lines("Calibration", "Mean probability given", "Share of rows that came true", first(series, exact))
}

/// The calibration of every class for a table: class, rows, probability, share that came true.
#[must_use]
pub fn calibration_rows(report: &ClassificationReport, bins: Bins) -> Vec<(String, CalibrationBin)> {
    let of = |curve: &Calibration| {
        chosen(curve, bins).iter().map(|bin| (curve.label.clone(), *bin)).collect::<Vec<_>>()
    };
    report.calibration.iter().flat_map(of).collect()
}

fn chosen(curve: &Calibration, bins: Bins) -> &[CalibrationBin] {
    match bins {
        Bins::Uniform => &curve.uniform,
        Bins::Quantile => &curve.quantile,
    }
}

/// The reference last, and before it as many lines as a chart draws beside it.
fn first(series: impl Iterator<Item = Series>, reference: Series) -> Vec<Series> {
    series.take(MOST_CLASSES).chain([reference]).collect()
}

fn line(name: String, points: Vec<(f64, f64)>) -> Series {
    Series { name, points, band: Vec::new() }
}

fn lines(title: &str, x: &str, y: &str, series: Vec<Series>) -> Lines {
    Lines { title: title.to_owned(), x_label: x.to_owned(), y_label: y.to_owned(), series }
}

#[cfg(test)]
mod tests {
    use engine::evaluate::classification;

    use super::*;

    fn report(classes: usize) -> ClassificationReport {
        let labels: Vec<String> = (0..classes).map(|class| format!("class {class}")).collect();
        let truth: Vec<u32> = (0..40).map(|row| row % classes as u32).collect();
        let shares = ndarray::Array2::from_shape_fn((40, classes), |(row, class)| {
            let right = truth[row] as usize == class;
            if right { 0.6 } else { 0.4 / (classes - 1) as f64 }
        });
        classification(&labels, &truth, &truth, Some(shares.view()))
    }

    #[test]
    fn two_classes_draw_one_line_beside_the_reference() {
        let report = report(2);
        assert_eq!(precision_recall(&report).series.len(), 1);
        assert_eq!(precision_recall(&report).series[0].name, "class 1 1.000");
        let gain = gain(&report);
        assert_eq!(
            gain.series.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(),
            ["class 1", "blind choice"]
        );
        assert_eq!(gain.series[0].points, [(0.0, 0.0), (0.5, 1.0), (1.0, 1.0)]);
        assert_eq!(lift(&report).series[0].points, [(0.5, 2.0), (1.0, 1.0)]);
        assert_eq!(calibration(&report, Bins::Uniform).series[0].points.len(), 2);
        assert_eq!(
            calibration_rows(&report, Bins::Quantile).iter().map(|(_, bin)| bin.rows).sum::<u64>(),
            40
        );
    }

    #[test]
    fn many_classes_keep_the_reference() {
        let gain = gain(&report(10));
        assert_eq!((gain.series.len(), gain.series[7].name.as_str()), (8, "blind choice"));
    }
}
