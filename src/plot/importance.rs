//! How much each feature matters to a model.

use crate::chart::{Chart, ChartTable};
use crate::frame::Frame;
use crate::ink::Ink;
use crate::number;
use crate::rows::{Row, Rows};
use crate::sheet::{self, Caption};
use crate::ticks::drawable;

/// Features drawn at most.
const DRAWN: usize = 20;

/// One feature's importance.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// The feature's name.
    pub name: String,
    /// The importance; negative where the feature does harm.
    pub value: f64,
    /// The standard deviation over repeats, if it was measured.
    pub spread: Option<f64>,
}

/// Importances of features, drawn largest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Importance {
    /// The chart's title.
    pub title: String,
    /// What the importance measures: `Fall of accuracy when shuffled`.
    pub measure: String,
    /// The features, in any order.
    pub features: Vec<Feature>,
}

impl Importance {
    /// The features with a number, largest first; equal ones keep their order.
    fn ranked(&self) -> Vec<&Feature> {
        let mut ranked: Vec<&Feature> = self.features.iter().filter(|f| drawable(f.value)).collect();
        ranked.sort_by(|a, b| b.value.total_cmp(&a.value));
        ranked
    }
}

impl Chart for Importance {
    fn title(&self) -> &str {
        &self.title
    }

    fn summary(&self) -> String {
        let ranked = self.ranked();
        let Some(first) = ranked.first() else {
            return "No importances are known yet.".to_owned();
        };
        let named = |f: &Feature| format!("{} ({})", f.name, number::short(f.value));
        let features = number::counted(ranked.len() as u64, "feature", "features");
        let next: Vec<String> = ranked.iter().skip(1).take(2).map(|f| named(f)).collect();
        let rest = if next.is_empty() { String::new() } else { format!(", then {}", next.join(" and ")) };
        format!("{}, {features}: most important is {}{rest}.", self.measure, named(first))
    }

    fn table(&self) -> ChartTable {
        let rows = self.ranked().into_iter().map(|f| {
            let spread = f.spread.map(number::plain).unwrap_or_default();
            vec![f.name.clone(), number::plain(f.value), spread]
        });
        ChartTable::new(&["Feature", &self.measure, "Standard deviation"], rows)
    }

    fn svg(&self, frame: &Frame) -> String {
        let summary = self.summary();
        let caption = Caption { kind: "importance", title: &self.title, summary: &summary };
        let ranked = self.ranked();
        if ranked.is_empty() {
            return sheet::empty(frame, &caption, &summary);
        }
        let bar = |f: &&Feature| {
            let spread = f.spread.filter(|&spread| drawable(spread) && spread >= 0.0);
            let value = number::short(f.value);
            Row {
                label: f.name.clone(),
                value: f.value,
                spread,
                figure: spread.map_or(value.clone(), |s| format!("{value} ± {}", number::short(s))),
                tone: if f.value < 0.0 { Ink::Bad.into() } else { Ink::Accent.into() },
            }
        };
        let rows: Vec<Row> = ranked.iter().take(DRAWN).map(bar).collect();
        let hidden = ranked.len().saturating_sub(DRAWN) as u64;
        let rest = (hidden > 0).then(|| {
            format!("and {}, each smaller", number::counted(hidden, "further feature", "further features"))
        });
        let drawing = Rows { rows: &rows, measure: &self.measure, rest };
        sheet::render(frame, &caption, drawing.height(), |sheet| drawing.draw(sheet))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_ranks() {
        let feature = |name: &str, value| Feature { name: name.into(), value, spread: None };
        let chart = Importance {
            title: "Importance".into(),
            measure: "Gain".into(),
            features: vec![
                feature("b", 0.2),
                feature("a", 0.7),
                feature("lost", f64::NAN),
                feature("c", -0.1),
            ],
        };
        assert_eq!(
            chart.summary(),
            "Gain, 3 features: most important is a (0.7), then b (0.2) and c (-0.1)."
        );
        assert_eq!(chart.table().rows[0], ["a", "0.7", ""]);
    }
}
