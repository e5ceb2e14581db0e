//! How a prediction changes with one column: on average, and row by row.

use crate::axes::{Axes, Axis, Scale};
use crate::chart::{Chart, ChartTable};
use crate::frame::Frame;
use crate::ink::Ink;
use crate::mark::Mark;
use crate::number;
use crate::rows::{Row, Rows};
use crate::sheet::{self, Caption};
use crate::ticks::drawable;

/// Height of the strokes below the lines, one for each row's own value.
const STROKE: f64 = 7.0;

/// The values that were asked about.
#[derive(Debug, Clone, PartialEq)]
pub enum Across {
    /// Numbers, ascending.
    Numbers(Vec<f64>),
    /// Levels, or other values that have names.
    Levels(Vec<String>),
}

/// The prediction over the values of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Dependence {
    /// The chart's title.
    pub title: String,
    /// The column.
    pub column: String,
    /// What is predicted.
    pub measure: String,
    /// The values asked about.
    pub across: Across,
    /// The mean prediction at each.
    pub average: Vec<f64>,
    /// Rows × values: the prediction of single rows.
    pub individual: Vec<Vec<f64>>,
    /// What the rows have in the column themselves, where it is a number.
    pub own: Vec<f64>,
}

impl Dependence {
    /// Least and greatest mean, with the values they are at.
    fn extremes(&self) -> Option<((String, f64), (String, f64))> {
        let names: Vec<String> = match &self.across {
            Across::Numbers(values) => values.iter().map(|value| number::short(*value)).collect(),
            Across::Levels(names) => names.clone(),
        };
        let points = || names.iter().cloned().zip(self.average.iter().copied()).filter(|(_, y)| drawable(*y));
        let low = points().min_by(|a, b| a.1.total_cmp(&b.1))?;
        let high = points().max_by(|a, b| a.1.total_cmp(&b.1))?;
        Some((low, high))
    }

    /// The standard deviation of the rows at a value.
    fn spread(&self, at: usize) -> Option<f64> {
        let values: Vec<f64> = self.individual.iter().filter_map(|row| row.get(at).copied()).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        Some((squares / values.len() as f64).sqrt()).filter(|spread| drawable(*spread))
    }

    fn of_levels(&self, names: &[String], frame: &Frame, caption: &Caption<'_>) -> String {
        let each = names.iter().zip(&self.average).enumerate();
        let row = |(at, (label, value)): (usize, (&String, &f64))| {
            let spread = self.spread(at);
            let figure = number::short(*value);
            Row {
                label: label.clone(),
                value: *value,
                figure: spread
                    .map_or(figure.clone(), |spread| format!("{figure} ± {}", number::short(spread))),
                spread,
                tone: Ink::Accent.into(),
            }
        };
        let rows: Vec<Row> = each.filter(|(_, (_, value))| drawable(**value)).map(row).collect();
        let drawing = Rows { rows: &rows, measure: &self.measure, rest: None };
        sheet::render(frame, caption, drawing.height(), |sheet| drawing.draw(sheet))
    }

    fn of_numbers(&self, x: &[f64], frame: &Frame, caption: &Caption<'_>) -> String {
        let all = self.individual.iter().flatten().chain(&self.average).copied().filter(|y| drawable(*y));
        let (low, high) = all.fold((f64::MAX, f64::MIN), |(low, high), y| (low.min(y), high.max(y)));
        let known =
            x.iter().zip(&self.average).filter(|(x, y)| drawable(**x) && drawable(**y)).map(|(x, _)| *x);
        let (first, last) = known.fold((f64::MAX, f64::MIN), |(low, high), x| (low.min(x), high.max(x)));
        if first > last {
            return sheet::empty(frame, caption, caption.summary);
        }
        let width = f64::from(frame.width());
        let axes = Axes {
            x: Axis { title: &self.column, scale: Scale::Within(first, last) },
            y: Axis { title: &self.measure, scale: Scale::Covering(low, high) },
            right: 12.0,
            height: (width * 0.5).clamp(150.0, 300.0),
            broadest: None,
        };
        let points = |y: &[f64]| {
            let points = x.iter().copied().zip(y.iter().copied());
            points.filter(|(x, y)| drawable(*x) && drawable(*y)).collect::<Vec<_>>()
        };
        sheet::render(frame, caption, axes.full_height() + 4.0, |sheet| {
            let plot = axes.draw(sheet)?;
            for row in self.individual.iter().map(|row| points(row)).filter(|row| row.len() > 1) {
                plot.draw(Mark::path(row).line(Ink::Accent.at(0.25), 1.0))?;
            }
            let mean = points(&self.average);
            match mean[..] {
                [only] => plot.draw(Mark::dot(only, 3.0).fill(Ink::Accent))?,
                _ => {
                    plot.draw(Mark::path(mean.clone()).line(Ink::Paper, 6.0))?;
                    let title = "mean over the rows".to_owned();
                    plot.draw(Mark::path(mean).line(Ink::Accent, 3.0).title(title))?;
                }
            }
            let span = last - first;
            for value in self.own.iter().filter(|value| **value >= first && **value <= last && span > 0.0) {
                let at = plot.left + (value - first) / span * (plot.right - plot.left);
                let stroke = vec![(at, plot.bottom - STROKE), (at, plot.bottom)];
                sheet.draw(Mark::path(stroke).line(Ink::Ink2.at(0.5), 1.0))?;
            }
            Ok(())
        })
    }
}

impl Chart for Dependence {
    fn title(&self) -> &str {
        &self.title
    }

    fn summary(&self) -> String {
        let Some((low, high)) = self.extremes() else {
            return format!("Nothing is known of {} yet.", self.column);
        };
        format!(
            "{} over {}: on average least, {}, at {}, and greatest, {}, at {}.",
            self.measure,
            self.column,
            number::short(low.1),
            low.0,
            number::short(high.1),
            high.0
        )
    }

    fn table(&self) -> ChartTable {
        let names: Vec<String> = match &self.across {
            Across::Numbers(values) => values.iter().map(|value| number::plain(*value)).collect(),
            Across::Levels(names) => names.clone(),
        };
        let rows = names.into_iter().zip(&self.average).enumerate().map(|(at, (name, mean))| {
            let spread = self.spread(at).map(number::plain).unwrap_or_default();
            vec![name, number::plain(*mean), spread]
        });
        ChartTable::new(
            &[&self.column, &format!("{}, mean", self.measure), "Standard deviation of rows"],
            rows,
        )
    }

    fn svg(&self, frame: &Frame) -> String {
        let summary = self.summary();
        let caption = Caption { kind: "dependence", title: &self.title, summary: &summary };
        if self.extremes().is_none() {
            return sheet::empty(frame, &caption, &summary);
        }
        match &self.across {
            Across::Numbers(values) => self.of_numbers(values, frame, &caption),
            Across::Levels(names) => self.of_levels(names, frame, &caption),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(across: Across) -> Dependence {
        Dependence {
            title: "Dependence".into(),
            column: "age".into(),
            measure: "Probability of yes".into(),
            across,
            average: vec![0.25, 0.75],
            individual: vec![vec![0.0, 1.0], vec![0.5, 0.5]],
            own: vec![1.5],
        }
    }

    #[test]
    fn the_summary_has_the_extremes() {
        let numbers = chart(Across::Numbers(vec![1.0, 2.0]));
        let said = "Probability of yes over age: on average least, 0.25, at 1, and greatest, 0.75, at 2.";
        assert_eq!(numbers.summary(), said);
        assert_eq!(numbers.table().rows[0], ["1", "0.25", "0.25"]);
        let levels = chart(Across::Levels(vec!["a".into(), "b".into()]));
        assert!(
            levels.summary().contains("at a") && levels.svg(&Frame::new("d", 360)).contains("0.25 ± 0.25")
        );
    }

    #[test]
    fn nothing_to_draw_is_said() {
        let empty = Dependence { average: vec![], ..chart(Across::Numbers(vec![])) };
        assert!(empty.svg(&Frame::new("d", 360)).contains("Nothing is known of age yet."));
    }
}
