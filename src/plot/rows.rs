//! Horizontal bars with a label before and a value behind: the drawing that levels and
//! importances share.

use crate::ink::Ink;
use crate::ink::Tone;
use crate::mark::Mark;
use crate::sheet::{Drawn, NORMAL, SMALL, Sheet};
use crate::svg::Anchor;
use crate::text;

/// Distance from one bar to the next.
const PITCH: f64 = 22.0;
/// Height of a bar.
const BAR: f64 = 14.0;
/// Room above the bars: the axis' title.
const TOP: f64 = 22.0;

/// One bar.
pub(crate) struct Row {
    pub label: String,
    /// The bar's end; it starts at zero.
    pub value: f64,
    /// The length of the whisker to each side of the end.
    pub spread: Option<f64>,
    /// What stands behind the bar.
    pub figure: String,
    pub tone: Tone,
}

/// Bars on a common scale.
pub(crate) struct Rows<'a> {
    pub rows: &'a [Row],
    /// What the bars measure.
    pub measure: &'a str,
    /// A last line, where bars were left out.
    pub rest: Option<String>,
}

impl Rows<'_> {
    /// The height of the drawing.
    pub(crate) fn height(&self) -> f64 {
        let rest = if self.rest.is_some() { PITCH } else { 0.0 };
        TOP + self.rows.len() as f64 * PITCH + rest + 2.0
    }

    pub(crate) fn draw(&self, sheet: &Sheet<'_>) -> Drawn {
        let title = text::shorten(self.measure, NORMAL, sheet.width - 4.0);
        sheet.draw(Mark::words((0.0, 12.0), title.shown, NORMAL).title(title.full))?;
        let room = (sheet.width * 0.36).min(220.0);
        let labels: Vec<_> = self.rows.iter().map(|row| text::shorten(&row.label, SMALL, room)).collect();
        let left = text::widest(labels.iter().map(|label| label.shown.as_str()), SMALL) + 10.0;
        let most = sheet.width * 0.4;
        let figures: Vec<_> = self.rows.iter().map(|row| text::shorten(&row.figure, SMALL, most)).collect();
        let reserved = text::widest(figures.iter().map(|figure| figure.shown.as_str()), SMALL);
        let right = (sheet.width - reserved - 10.0).max(left + 8.0);

        let spread = |row: &Row| row.spread.unwrap_or(0.0);
        let low = self.rows.iter().map(|row| row.value - spread(row)).fold(0.0, f64::min);
        let high = self.rows.iter().map(|row| row.value + spread(row)).fold(0.0, f64::max);
        let span = if high - low > 0.0 { high - low } else { 1.0 };
        let place = |value: f64| left + (value.clamp(low, high) - low) / span * (right - left);
        let zero = place(0.0);

        for (i, ((row, label), figure)) in self.rows.iter().zip(labels).zip(figures).enumerate() {
            let middle = TOP + (i as f64 + 0.5) * PITCH;
            let words = Mark::words((left - 8.0, middle + 4.0), label.shown, SMALL);
            sheet.draw(words.anchored(Anchor::End).fill(Ink::Ink).title(label.full))?;
            let end = place(row.value);
            let end = if row.value > 0.0 { end.max(zero + 1.0) } else { end };
            let bar = Mark::block((zero, middle - BAR / 2.0), (end, middle + BAR / 2.0));
            let title = format!("{}: {}", row.label, row.figure);
            sheet.draw(bar.rounded(2.0).fill(row.tone).title(title))?;
            let mut reach = end.max(zero);
            if let Some(spread) = row.spread.filter(|&spread| spread > 0.0) {
                let (a, b) = (place(row.value - spread), place(row.value + spread));
                let whisker = || Mark::path(vec![(a, middle), (b, middle)]);
                sheet.draw(whisker().line(Ink::Paper, 4.0))?;
                sheet.draw(whisker().line(Ink::Ink, 1.5))?;
                reach = reach.max(b);
            }
            sheet.draw(Mark::words((reach + 6.0, middle + 4.0), figure.shown, SMALL).title(figure.full))?;
        }
        let bottom = TOP + self.rows.len() as f64 * PITCH;
        sheet.draw(Mark::path(vec![(zero, TOP), (zero, bottom)]).line(Ink::Rule2, 1.0))?;
        if let Some(rest) = &self.rest {
            let label = text::shorten(rest, SMALL, sheet.width - 4.0);
            sheet.draw(Mark::words((0.0, bottom + 15.0), label.shown, SMALL).title(label.full))?;
        }
        Ok(())
    }
}
