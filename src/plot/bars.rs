//! Levels of a categorical column and how often each occurs.

use crate::chart::{Chart, ChartTable};
use crate::frame::Frame;
use crate::ink::Ink;
use crate::number;
use crate::rows::{Row, Rows};
use crate::sheet::{self, Caption};
use crate::spark;

/// Levels drawn at most; the rest is counted in a last line.
const DRAWN: usize = 24;

/// Counts of levels, drawn in the order given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bars {
    /// The chart's title.
    pub title: String,
    /// What a level is, usually the column's name.
    pub level_label: String,
    /// Each level with its count of rows.
    pub levels: Vec<(String, u64)>,
}

impl Bars {
    fn total(&self) -> u64 {
        self.levels.iter().fold(0, |sum: u64, level| sum.saturating_add(level.1))
    }

    fn caption<'a>(&'a self, summary: &'a str) -> Caption<'a> {
        Caption { kind: "bars", title: &self.title, summary }
    }

    /// A drawing of 32 pixels' height without axes, for a cell of a table.
    pub fn tiny(&self, frame: &Frame) -> String {
        let counts: Vec<u64> = self.levels.iter().map(|level| level.1).collect();
        spark::spark(frame, &self.caption(&self.summary()), &counts, 3.0)
    }
}

impl Chart for Bars {
    fn title(&self) -> &str {
        &self.title
    }

    fn summary(&self) -> String {
        let total = self.total();
        let Some((name, count)) = self.levels.iter().rev().max_by_key(|level| level.1).filter(|_| total > 0)
        else {
            return format!("{} has no values to count.", self.level_label);
        };
        let levels = number::counted(self.levels.len() as u64, "level", "levels");
        let rows = number::counted(total, "row", "rows");
        let share = number::percent(*count, total);
        format!(
            "{} has {levels} in {rows}. The most frequent is {name}, with {} ({share}).",
            self.level_label,
            number::counted(*count, "row", "rows")
        )
    }

    fn table(&self) -> ChartTable {
        let rows = self.levels.iter().map(|(level, count)| vec![level.clone(), count.to_string()]);
        ChartTable::new(&[&self.level_label, "Rows"], rows)
    }

    fn svg(&self, frame: &Frame) -> String {
        let summary = self.summary();
        let total = self.total();
        if total == 0 {
            return sheet::empty(frame, &self.caption(&summary), &summary);
        }
        let bar = |(label, count): &(String, u64)| Row {
            label: label.clone(),
            value: *count as f64,
            spread: None,
            figure: format!("{} · {}", number::count(*count), number::percent(*count, total)),
            tone: Ink::Accent.into(),
        };
        let rows: Vec<Row> = self.levels.iter().take(DRAWN).map(bar).collect();
        let hidden = self.levels.get(DRAWN..).unwrap_or_default();
        let rest = (!hidden.is_empty()).then(|| {
            let rows = hidden.iter().fold(0, |sum: u64, level| sum.saturating_add(level.1));
            let levels = number::counted(hidden.len() as u64, "further level", "further levels");
            format!("and {levels}: {}", number::counted(rows, "row", "rows"))
        });
        let drawing = Rows { rows: &rows, measure: "Rows", rest };
        sheet::render(frame, &self.caption(&summary), drawing.height(), |sheet| drawing.draw(sheet))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_names_the_first_of_the_most_frequent() {
        let bars = Bars {
            title: "species".into(),
            level_label: "species".into(),
            levels: vec![("Adelie".into(), 5), ("Gentoo".into(), 5), ("Chinstrap".into(), 2)],
        };
        assert_eq!(
            bars.summary(),
            "species has 3 levels in 12 rows. The most frequent is Adelie, with 5 rows (42%)."
        );
        assert_eq!(bars.table().rows[2], ["Chinstrap", "2"]);
    }

    #[test]
    fn levels_beyond_the_limit_are_counted() {
        let levels = (0..30).map(|i| (format!("level {i}"), 2)).collect();
        let bars = Bars { title: "many".into(), level_label: "many".into(), levels };
        assert!(bars.svg(&Frame::new("many", 360)).contains("and 6 further levels: 12 rows"));
    }
}
