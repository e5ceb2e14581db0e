//! How a numeric column is spread.

use crate::axes::{Axes, Axis, Scale};
use crate::chart::{Chart, ChartTable};
use crate::frame::Frame;
use crate::ink::Ink;
use crate::mark::Mark;
use crate::number;
use crate::sheet::{self, Caption};
use crate::spark;
use crate::ticks::drawable;

/// Counts of rows in neighbouring bins. Heights are counts, not densities.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// The chart's title.
    pub title: String,
    /// What is measured, usually the column's name.
    pub x_label: String,
    /// The limits of the bins, ascending: one more than there are counts.
    pub edges: Vec<f64>,
    /// Rows per bin.
    pub counts: Vec<u64>,
}

/// A bin that can be drawn.
#[derive(Debug, Clone, Copy)]
struct Bin {
    low: f64,
    high: f64,
    count: u64,
}

impl Histogram {
    /// The bins whose limits are numbers in order.
    fn bins(&self) -> Vec<Bin> {
        let pairs = self.edges.windows(2).zip(&self.counts);
        pairs
            .filter_map(|(pair, &count)| match *pair {
                [low, high] if drawable(low) && drawable(high) && low <= high => {
                    Some(Bin { low, high, count })
                }
                _ => None,
            })
            .collect()
    }

    fn caption<'a>(&'a self, summary: &'a str) -> Caption<'a> {
        Caption { kind: "histogram", title: &self.title, summary }
    }

    /// A drawing of 32 pixels' height without axes, for a cell of a table.
    pub fn tiny(&self, frame: &Frame) -> String {
        let counts: Vec<u64> = self.bins().iter().map(|bin| bin.count).collect();
        spark::spark(frame, &self.caption(&self.summary()), &counts, 1.0)
    }
}

impl Chart for Histogram {
    fn title(&self) -> &str {
        &self.title
    }

    fn summary(&self) -> String {
        let bins = self.bins();
        let total = bins.iter().fold(0, |sum: u64, bin| sum.saturating_add(bin.count));
        let fullest = bins.iter().rev().max_by_key(|bin| bin.count);
        let (Some(fullest), Some(first), Some(last)) = (fullest, bins.first(), bins.last()) else {
            return format!("{} has no values to draw.", self.x_label);
        };
        if total == 0 {
            return format!("{} has no values to draw.", self.x_label);
        }
        format!(
            "{} of {}, from {} to {}. The fullest bin, {} to {}, holds {} ({}).",
            number::counted(total, "value", "values"),
            self.x_label,
            number::short(first.low),
            number::short(last.high),
            number::short(fullest.low),
            number::short(fullest.high),
            number::count(fullest.count),
            number::percent(fullest.count, total)
        )
    }

    fn table(&self) -> ChartTable {
        let rows = self
            .bins()
            .into_iter()
            .map(|bin| vec![number::plain(bin.low), number::plain(bin.high), bin.count.to_string()]);
        ChartTable::new(&["From", "To", "Rows"], rows)
    }

    fn svg(&self, frame: &Frame) -> String {
        let summary = self.summary();
        let caption = self.caption(&summary);
        let bins = self.bins();
        let most = bins.iter().map(|bin| bin.count).max().unwrap_or(0);
        let (Some(first), Some(last)) = (bins.first(), bins.last()) else {
            return sheet::empty(frame, &caption, &summary);
        };
        if most == 0 {
            return sheet::empty(frame, &caption, &summary);
        }
        let axes = Axes {
            x: Axis { title: &self.x_label, scale: Scale::Within(first.low, last.high) },
            y: Axis { title: "Rows", scale: Scale::Counts(most) },
            right: 0.0,
            height: (f64::from(frame.width()) * 0.42).clamp(120.0, 240.0),
            broadest: None,
        };
        sheet::render(frame, &caption, axes.full_height(), |sheet| {
            let plot = axes.draw(sheet)?;
            let pixel = (plot.x.end - plot.x.start) / (plot.right - plot.left);
            let least = (plot.y.end - plot.y.start) / (plot.bottom - plot.top);
            for bin in bins.iter().filter(|bin| bin.count > 0) {
                let (low, high) =
                    if bin.high > bin.low { (bin.low, bin.high) } else { (plot.x.start, plot.x.end) };
                let gap = if high - low > 4.0 * pixel { 0.5 * pixel } else { 0.0 };
                let block = Mark::block((low + gap, 0.0), (high - gap, (bin.count as f64).max(least)));
                let range = format!("{} to {}", number::short(bin.low), number::short(bin.high));
                let rows = number::counted(bin.count, "row", "rows");
                plot.draw(block.fill(Ink::Accent).title(format!("{range}: {rows}")))?;
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_and_the_table_come_from_the_bins() {
        let chart = Histogram {
            title: "body mass".into(),
            x_label: "body mass (g)".into(),
            edges: vec![2700.0, 3600.0, 4500.0, 5400.0],
            counts: vec![90, 140, 70],
        };
        assert_eq!(
            chart.summary(),
            "300 values of body mass (g), from 2,700 to 5,400. The fullest bin, 3,600 to 4,500, holds 140 (47%)."
        );
        assert_eq!(chart.table().rows[0], ["2700", "3600", "90"]);
    }

    #[test]
    fn bins_with_broken_limits_are_left_out() {
        let chart = Histogram {
            title: "x".into(),
            x_label: "x".into(),
            edges: vec![0.0, f64::NAN, 2.0, 1.0, 3.0],
            counts: vec![1, 1, 1, 4],
        };
        assert_eq!(chart.table().rows, [["1", "3", "4"]]);
    }
}
