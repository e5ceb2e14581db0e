//! A figure taken apart: from an expected value, part by part, to the figure.

use crate::chart::{Chart, ChartTable};
use crate::frame::Frame;
use crate::ink::Ink;
use crate::mark::Mark;
use crate::number;
use crate::sheet::{self, Caption, Drawn, NORMAL, SMALL, Sheet};
use crate::svg::Anchor;
use crate::text;
use crate::ticks::drawable;

/// Parts drawn at most; the smaller ones are drawn as one.
const DRAWN: usize = 12;
/// Distance from one bar to the next.
const PITCH: f64 = 24.0;
/// Height of a bar.
const BAR: f64 = 14.0;
/// Room above the bars: what is measured.
const TOP: f64 = 22.0;

/// A figure and its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Waterfall {
    /// The chart's title.
    pub title: String,
    /// What is measured.
    pub measure: String,
    /// Where it starts.
    pub base: f64,
    /// The parts, in any order: the largest are drawn first.
    pub parts: Vec<(String, f64)>,
    /// Where it ends: the start and all parts in sum.
    pub total: f64,
}

/// A bar from one value to another.
struct Step {
    label: String,
    from: f64,
    to: f64,
    figure: String,
    ink: Ink,
}

impl Waterfall {
    /// The parts with a size, largest first; equal ones keep their order.
    fn ranked(&self) -> Vec<&(String, f64)> {
        let mut ranked: Vec<_> = self.parts.iter().filter(|(_, part)| drawable(*part)).collect();
        ranked.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        ranked
    }

    /// Whether there is something to take apart.
    fn is_whole(&self) -> bool {
        drawable(self.base) && drawable(self.total) && !self.ranked().is_empty()
    }

    fn steps(&self) -> Vec<Step> {
        let ranked = self.ranked();
        let drawn = if ranked.len() > DRAWN { DRAWN - 1 } else { ranked.len() };
        let mut parts: Vec<(String, f64)> = ranked.iter().take(drawn).map(|part| (*part).clone()).collect();
        let rest = ranked.get(drawn..).unwrap_or_default();
        if !rest.is_empty() {
            let sum = rest.iter().map(|(_, part)| part).sum();
            parts.push((number::counted(rest.len() as u64, "smaller part", "smaller parts"), sum));
        }
        let mut steps = vec![whole("expected", self.base)];
        let mut at = self.base;
        for (label, part) in parts {
            let ink = if part < 0.0 { Ink::Bad } else { Ink::Accent };
            steps.push(Step { label, from: at, to: at + part, figure: signed(part), ink });
            at += part;
        }
        steps.push(whole("this row", self.total));
        steps
    }

    fn draw(&self, sheet: &Sheet<'_>, steps: &[Step]) -> Drawn {
        let title = text::shorten(&self.measure, NORMAL, sheet.width - 4.0);
        sheet.draw(Mark::words((0.0, 12.0), title.shown, NORMAL).title(title.full))?;
        let room = (sheet.width * 0.36).min(240.0);
        let labels: Vec<_> = steps.iter().map(|step| text::shorten(&step.label, SMALL, room)).collect();
        let left = text::widest(labels.iter().map(|label| label.shown.as_str()), SMALL) + 10.0;
        let most = sheet.width * 0.4;
        let figures: Vec<_> = steps.iter().map(|step| text::shorten(&step.figure, SMALL, most)).collect();
        let reserved = text::widest(figures.iter().map(|figure| figure.shown.as_str()), SMALL) + 8.0;
        let right = (sheet.width - reserved).max(left + 8.0);
        let ends = || steps.iter().flat_map(|step| [step.from, step.to]);
        let (low, high) = (ends().fold(f64::MAX, f64::min), ends().fold(f64::MIN, f64::max));
        let span = if high - low > 0.0 { high - low } else { 1.0 };
        let place = |value: f64| left + (value - low) / span * (right - left);
        for (i, ((step, label), figure)) in steps.iter().zip(labels).zip(figures).enumerate() {
            let middle = TOP + (i as f64 + 0.5) * PITCH;
            let words = Mark::words((left - 8.0, middle + 4.0), label.shown, SMALL);
            sheet.draw(words.anchored(Anchor::End).fill(Ink::Ink).title(label.full))?;
            let (a, b) = (place(step.from.min(step.to)), place(step.from.max(step.to)));
            let title = format!("{}: {}", step.label, step.figure);
            if step.from == step.to {
                let stroke = vec![(a, middle - BAR / 2.0), (a, middle + BAR / 2.0)];
                sheet.draw(Mark::path(stroke).line(step.ink, 3.0).title(title))?;
            } else {
                let bar = Mark::block((a, middle - BAR / 2.0), (b.max(a + 1.0), middle + BAR / 2.0));
                sheet.draw(bar.rounded(2.0).fill(step.ink).title(title))?;
            }
            if i + 1 < steps.len() {
                let to = place(step.to);
                let drop = vec![(to, middle + BAR / 2.0), (to, middle + PITCH - BAR / 2.0)];
                sheet.draw(Mark::path(drop).line(Ink::Rule2, 1.0))?;
            }
            sheet.draw(Mark::words((b + 5.0, middle + 4.0), figure.shown, SMALL).title(figure.full))?;
        }
        Ok(())
    }
}

fn whole(label: &str, value: f64) -> Step {
    Step { label: label.to_owned(), from: value, to: value, figure: number::short(value), ink: Ink::Ink }
}

fn signed(value: f64) -> String {
    if value > 0.0 { format!("+{}", number::short(value)) } else { number::short(value) }
}

impl Chart for Waterfall {
    fn title(&self) -> &str {
        &self.title
    }

    fn summary(&self) -> String {
        if !self.is_whole() {
            return "There is nothing to take apart.".to_owned();
        }
        let ranked = self.ranked();
        let named = |part: &&(String, f64)| format!("{} ({})", part.0, signed(part.1));
        let most: Vec<String> = ranked.iter().filter(|(_, part)| *part != 0.0).take(3).map(named).collect();
        let moved = if most.is_empty() {
            "nothing moves it".to_owned()
        } else {
            format!("most is moved by {}", most.join(", "))
        };
        let (base, total) = (number::short(self.base), number::short(self.total));
        format!("{}: {total}, where {base} was expected; {moved}.", self.measure)
    }

    fn table(&self) -> ChartTable {
        let row = |name: &str, value: f64| vec![name.to_owned(), number::plain(value)];
        let parts = self.ranked().into_iter().map(|(name, part)| row(name, *part));
        let rows = std::iter::once(row("expected", self.base)).chain(parts);
        let rows: Vec<_> = rows.chain(std::iter::once(row("this row", self.total))).collect();
        ChartTable::new(&["Part", &self.measure], rows)
    }

    fn svg(&self, frame: &Frame) -> String {
        let summary = self.summary();
        let caption = Caption { kind: "waterfall", title: &self.title, summary: &summary };
        if !self.is_whole() {
            return sheet::empty(frame, &caption, &summary);
        }
        let steps = self.steps();
        let height = TOP + steps.len() as f64 * PITCH + 4.0;
        sheet::render(frame, &caption, height, |sheet| self.draw(sheet, &steps))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_parts_are_drawn_as_one_and_nothing_is_lost() {
        let parts: Vec<(String, f64)> = (0..20).map(|i| (format!("f{i}"), f64::from(i) - 4.0)).collect();
        let total = 1.0 + parts.iter().map(|(_, part)| part).sum::<f64>();
        let chart = Waterfall { title: "Why".into(), measure: "price".into(), base: 1.0, parts, total };
        let steps = chart.steps();
        assert_eq!(steps.len(), DRAWN + 2);
        assert_eq!(steps[DRAWN].label, "9 smaller parts");
        assert_eq!(steps[DRAWN].to, total);
        assert_eq!(chart.table().rows.len(), 22);
        let said = "price: 111, where 1 was expected; most is moved by f19 (+15), f18 (+14), f17 (+13).";
        assert_eq!(chart.summary(), said);
    }
}
