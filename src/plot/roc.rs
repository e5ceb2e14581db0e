//! ROC curves: the price of finding a class, in false alarms.

use crate::axes::{Axes, Axis, Plot, Scale};
use crate::chart::{Chart, ChartTable};
use crate::frame::Frame;
use crate::ink::Ink;
use crate::legend::{self, Flow};
use crate::mark::Mark;
use crate::number;
use crate::sheet::{self, Caption, Drawn, SMALL, Sheet};
use crate::text;

/// Curves with a colour and a name at most; further ones are drawn pale.
const NAMED: usize = Ink::SERIES.len();

/// Width of the plot against its height at most: both rates run from 0 to 1.
const BROADEST: f64 = 1.3;

/// The curve of one class against the rest.
#[derive(Debug, Clone, PartialEq)]
pub struct RocCurve {
    /// The class.
    pub class: String,
    /// False positive rate and true positive rate, each from 0 to 1, in drawing order.
    pub points: Vec<(f64, f64)>,
    /// The area under the curve, where it is defined.
    pub auc: Option<f64>,
}

/// The curves of a model's classes.
#[derive(Debug, Clone, PartialEq)]
pub struct Roc {
    /// The chart's title.
    pub title: String,
    /// One curve per class; the first eight get a colour and a name.
    pub curves: Vec<RocCurve>,
}

impl RocCurve {
    fn name(&self) -> String {
        match self.auc {
            Some(auc) => format!("{} {}", self.class, number::score(auc)),
            None => self.class.clone(),
        }
    }

    fn drawn(&self) -> Vec<(f64, f64)> {
        let within = |v: f64| v.is_finite() && (-1e-9..=1.0 + 1e-9).contains(&v);
        self.points.iter().copied().filter(|p| within(p.0) && within(p.1)).collect()
    }
}

impl Roc {
    fn named(&self) -> &[RocCurve] {
        self.curves.get(..NAMED).unwrap_or(&self.curves)
    }

    fn note(&self) -> Option<String> {
        let pale = self.curves.len().saturating_sub(NAMED) as u64;
        (pale > 0).then(|| {
            format!(
                "{} drawn pale: see the table.",
                number::counted(pale, "further class is", "further classes are")
            )
        })
    }

    /// Draws the names in the empty corner below the diagonal, if they fit there.
    fn draw_inside(&self, sheet: &Sheet<'_>, plot: &Plot<'_>, names: &[String]) -> Drawn {
        let wide = names.iter().map(|name| legend::width(name)).fold(0.0, f64::max);
        let top = plot.bottom - 10.0 - names.len() as f64 * legend::LEADING;
        for (i, name) in names.iter().enumerate() {
            let at = (plot.right - wide - 8.0, top + (i as f64 + 0.5) * legend::LEADING);
            let label = text::Label { shown: name.clone(), full: None };
            legend::name(sheet, i, at, &label)?;
        }
        Ok(())
    }

    fn draw_curves(&self, plot: &Plot<'_>) -> Drawn {
        plot.draw(Mark::path(vec![(0.0, 0.0), (1.0, 1.0)]).line(Ink::Ink2, 1.0).dashed(Some("3 4")))?;
        for (i, curve) in self.curves.iter().enumerate().rev() {
            let (ink, dash, width) = match legend::style(i) {
                Some((ink, dash)) => (ink.at(1.0), dash, 2.0),
                None => (Ink::Ink2.at(0.7), None, 0.75),
            };
            let points = curve.drawn();
            if points.len() > 1 {
                plot.draw(Mark::path(points).line(ink, width).dashed(dash).title(curve.name()))?;
            } else if let Some(&only) = points.first() {
                plot.draw(Mark::dot(only, 3.0).fill(ink).title(curve.name()))?;
            }
        }
        Ok(())
    }
}

/// Whether a block of names lies wholly under the diagonal of a plot.
fn fits_inside(names: &[String], side: f64, width: f64) -> bool {
    let wide = names.iter().map(|name| legend::width(name)).fold(0.0, f64::max) + 16.0;
    let high = names.len() as f64 * legend::LEADING + 18.0;
    high / side + wide / width <= 0.9
}

impl Chart for Roc {
    fn title(&self) -> &str {
        &self.title
    }

    fn summary(&self) -> String {
        if self.curves.iter().all(|curve| curve.drawn().is_empty()) {
            return "There are no curves to draw: a curve needs rows of the class and rows of another."
                .to_owned();
        }
        let areas: Vec<String> = self.curves.iter().map(RocCurve::name).collect();
        let shown = areas.get(..NAMED).unwrap_or(&areas).join(", ");
        let note = self.note().map_or(String::new(), |note| format!(" {note}"));
        format!(
            "{}, area under each: {shown}. The diagonal is guessing (0.5).{note}",
            number::counted(self.curves.len() as u64, "ROC curve", "ROC curves")
        )
    }

    fn table(&self) -> ChartTable {
        let rows = self.curves.iter().flat_map(|curve| {
            curve.points.iter().map(|&(fpr, tpr)| {
                let auc = curve.auc.map(number::plain).unwrap_or_default();
                vec![curve.class.clone(), number::plain(fpr), number::plain(tpr), auc]
            })
        });
        ChartTable::new(&["Class", "False positive rate", "True positive rate", "Area under the curve"], rows)
    }

    fn svg(&self, frame: &Frame) -> String {
        let summary = self.summary();
        let caption = Caption { kind: "roc", title: &self.title, summary: &summary };
        if self.curves.iter().all(|curve| curve.drawn().is_empty()) {
            return sheet::empty(frame, &caption, &summary);
        }
        let width = f64::from(frame.width());
        let axes = Axes {
            x: Axis { title: "False positive rate", scale: Scale::Within(0.0, 1.0) },
            y: Axis { title: "True positive rate", scale: Scale::Within(0.0, 1.0) },
            right: 12.0,
            height: (width * 0.72).clamp(120.0, 340.0),
            broadest: Some(BROADEST),
        };
        let names: Vec<String> = self.named().iter().map(RocCurve::name).collect();
        let inside = fits_inside(&names, axes.height, (width - 50.0).min(axes.height * BROADEST));
        let flow = Flow::of(if inside { &[] } else { &names }, width);
        let note = self.note();
        let lines = note.as_ref().map_or(Vec::new(), |note| text::wrap(note, SMALL, width - 4.0));
        let full = axes.full_height() + flow.height + lines.len() as f64 * 15.0 + 4.0;
        sheet::render(frame, &caption, full, |sheet| {
            let plot = axes.draw(sheet)?;
            self.draw_curves(&plot)?;
            if inside {
                self.draw_inside(sheet, &plot, &names)?;
            }
            flow.draw(sheet, axes.full_height() + 2.0)?;
            for (i, line) in lines.iter().enumerate() {
                let y = axes.full_height() + flow.height + 12.0 + i as f64 * 15.0;
                sheet.draw(Mark::words((0.0, y), line, SMALL))?;
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roc(classes: usize) -> Roc {
        let curve = |i: usize| RocCurve {
            class: format!("class {i}"),
            points: vec![(0.0, 0.0), (0.1, 0.8), (1.0, 1.0)],
            auc: Some(0.85),
        };
        Roc { title: "ROC curve".into(), curves: (0..classes).map(curve).collect() }
    }

    #[test]
    fn the_summary_gives_the_areas() {
        assert_eq!(
            roc(2).summary(),
            "2 ROC curves, area under each: class 0 0.850, class 1 0.850. The diagonal is guessing (0.5)."
        );
    }

    #[test]
    fn at_most_eight_curves_are_named() {
        let svg = roc(11).svg(&Frame::new("roc", 400));
        assert!(svg.contains("3 further classes are drawn pale"));
        assert!(svg.contains(">class 7 0.850</text>") && !svg.contains(">class 8 0.850</text>"));
    }
}
