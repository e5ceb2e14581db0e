//! A neural network: its layers of units, and the weights between them by sign and size.

use crate::chart::{Chart, ChartTable};
use crate::frame::Frame;
use crate::ink::Ink;
use crate::mark::Mark;
use crate::number;
use crate::sheet::{self, Caption, Drawn, SMALL, Sheet};
use crate::svg::Anchor;
use crate::text;

/// Units of a layer that are drawn at most.
const MOST_UNITS: usize = 12;
/// Layers that are drawn at most.
const MOST_LAYERS: usize = 8;
/// From one unit down to the next.
const PITCH: f64 = 26.0;
/// Radius of a unit.
const RADIUS: f64 = 6.5;
/// Room above the units: the layers' names.
const TOP: f64 = 34.0;
/// Width of the heaviest weight's line.
const HEAVIEST: f64 = 4.0;
/// Lighter weights than this share of the heaviest are not drawn.
const LIGHTEST: f64 = 0.04;

/// A layer of units.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkLayer {
    /// The layer's name.
    pub name: String,
    /// The units' names.
    pub units: Vec<String>,
    /// Units that are not among them.
    pub left_out: usize,
}

/// Layers side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkDiagram {
    /// The chart's title.
    pub title: String,
    /// The layers, inputs first.
    pub layers: Vec<NetworkLayer>,
    /// Between each two layers one weight a pair of units: input by input. A missing one counts zero.
    pub weights: Vec<Vec<f64>>,
}

impl NetworkDiagram {
    fn units(&self, layer: usize) -> usize {
        self.layers.get(layer).map_or(0, |layer| layer.units.len())
    }

    fn weight(&self, layer: usize, input: usize, output: usize) -> f64 {
        let at = input * self.units(layer + 1) + output;
        let weight = self.weights.get(layer).and_then(|weights| weights.get(at)).copied().unwrap_or(0.0);
        if weight.is_finite() { weight } else { 0.0 }
    }

    /// The pairs of units of two neighbouring layers: layer, input, output.
    fn pairs(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        (0..self.layers.len().saturating_sub(1)).flat_map(move |layer| {
            let outputs = self.units(layer + 1);
            (0..self.units(layer))
                .flat_map(move |input| (0..outputs).map(move |output| (layer, input, output)))
        })
    }

    fn heaviest(&self) -> Option<(usize, usize, usize)> {
        let size = |pair: &(usize, usize, usize)| self.weight(pair.0, pair.1, pair.2).abs();
        self.pairs().filter(|pair| size(pair) > 0.0).reduce(|a, b| if size(&b) > size(&a) { b } else { a })
    }

    fn name(&self, layer: usize, unit: usize) -> &str {
        self.layers.get(layer).and_then(|layer| layer.units.get(unit)).map_or("", String::as_str)
    }

    /// What a line from unit to unit says.
    fn said(&self, (layer, input, output): (usize, usize, usize)) -> String {
        let layer_name = |at: usize| self.layers.get(at).map_or("", |layer| layer.name.as_str());
        format!(
            "{} {} to {} {}: {}",
            layer_name(layer),
            self.name(layer, input),
            layer_name(layer + 1),
            self.name(layer + 1, output),
            number::short(self.weight(layer, input, output))
        )
    }

    fn drawn(&self, layer: usize) -> usize {
        self.units(layer).min(MOST_UNITS)
    }

    fn rows(&self) -> usize {
        (0..self.layers.len()).map(|layer| self.drawn(layer)).max().unwrap_or(0)
    }

    fn place(&self, sides: (f64, f64), layer: usize, unit: usize) -> (f64, f64) {
        let gaps = self.layers.len().min(MOST_LAYERS).saturating_sub(1).max(1) as f64;
        let free = (self.rows() - self.drawn(layer)) as f64 * PITCH / 2.0;
        let x = sides.0 + layer as f64 / gaps * (sides.1 - sides.0);
        (x, TOP + free + (unit as f64 + 0.5) * PITCH)
    }

    fn draw_weights(&self, sheet: &Sheet<'_>, sides: (f64, f64)) -> Drawn {
        let Some(heaviest) = self.heaviest() else { return Ok(()) };
        let most = self.weight(heaviest.0, heaviest.1, heaviest.2).abs();
        let is_drawn = |pair: &(usize, usize, usize)| {
            pair.0 + 1 < MOST_LAYERS && pair.1 < MOST_UNITS && pair.2 < MOST_UNITS
        };
        for pair in self.pairs().filter(is_drawn) {
            let (layer, input, output) = pair;
            let share = self.weight(layer, input, output) / most;
            if share.abs() >= LIGHTEST {
                let ends = vec![self.place(sides, layer, input), self.place(sides, layer + 1, output)];
                let (ink, dash) = if share < 0.0 { (Ink::C2, Some("5 3")) } else { (Ink::C1, None) };
                let tone = ink.at(0.3 + 0.6 * share.abs());
                let line = Mark::path(ends).line(tone, (HEAVIEST * share.abs()).max(0.6)).dashed(dash);
                sheet.draw(line.title(self.said(pair)))?;
            }
        }
        Ok(())
    }

    fn draw_layer(&self, sheet: &Sheet<'_>, sides: (f64, f64), at: usize, layer: &NetworkLayer) -> Drawn {
        let last = self.layers.len().min(MOST_LAYERS) - 1;
        let (x, _) = self.place(sides, at, 0);
        let anchor = match at {
            0 => Anchor::Start,
            at if at == last => Anchor::End,
            _ => Anchor::Middle,
        };
        let edge = match at {
            0 => 0.0,
            at if at == last => sheet.width,
            _ => x,
        };
        let room = sheet.width / (last + 1) as f64 - 6.0;
        let left_out = layer.left_out + (layer.units.len() - self.drawn(at));
        for (words, y) in [(layer.name.clone(), 12.0), (more(left_out), 26.0)] {
            if !words.is_empty() {
                let label = text::shorten(&words, SMALL, room);
                sheet.draw(Mark::words((edge, y), label.shown, SMALL).anchored(anchor).title(label.full))?;
            }
        }
        for (unit, name) in layer.units.iter().take(MOST_UNITS).enumerate() {
            let (x, y) = self.place(sides, at, unit);
            sheet.draw(Mark::dot((x, y), RADIUS).fill(Ink::Paper).line(Ink::Ink, 1.5).title(name.clone()))?;
            let (side, anchor, room) = match at {
                0 => (x - RADIUS - 4.0, Anchor::End, sides.0 - RADIUS - 6.0),
                at if at == last => (x + RADIUS + 4.0, Anchor::Start, sheet.width - sides.1 - RADIUS - 6.0),
                _ => continue,
            };
            let label = text::shorten(name, SMALL, room);
            let words = Mark::words((side, y + 4.0), label.shown, SMALL).anchored(anchor);
            sheet.draw(words.fill(Ink::Ink).title(label.full))?;
        }
        Ok(())
    }
}

fn more(left_out: usize) -> String {
    if left_out == 0 { String::new() } else { format!("and {left_out} more") }
}

impl Chart for NetworkDiagram {
    fn title(&self) -> &str {
        &self.title
    }

    fn summary(&self) -> String {
        if self.layers.len() < 2 || self.rows() == 0 {
            return "There is no network to draw.".to_owned();
        }
        let sizes = self.layers.iter().map(|layer| layer.units.len() + layer.left_out);
        let sizes: Vec<String> = sizes.map(|size| number::count(size as u64)).collect();
        let hidden = self
            .layers
            .iter()
            .enumerate()
            .any(|(at, layer)| layer.left_out > 0 || layer.units.len() > self.drawn(at));
        let note = if hidden { " Not every unit is drawn." } else { "" };
        let heaviest = self.heaviest().map_or_else(
            || " All weights are zero.".to_owned(),
            |pair| format!(" The heaviest weight drawn is {}.", self.said(pair)),
        );
        format!(
            "Layers of {} units. Lines are weights: whole ones add, dashed ones subtract, and thicker ones \
             count more.{heaviest}{note}",
            sizes.join(", ")
        )
    }

    fn table(&self) -> ChartTable {
        let layer = |at: usize| self.layers.get(at).map_or_else(String::new, |layer| layer.name.clone());
        let rows = self.pairs().map(|(at, input, output)| {
            vec![
                layer(at),
                self.name(at, input).to_owned(),
                layer(at + 1),
                self.name(at + 1, output).to_owned(),
                number::plain(self.weight(at, input, output)),
            ]
        });
        ChartTable::new(&["From layer", "From unit", "To layer", "To unit", "Weight"], rows)
    }

    fn svg(&self, frame: &Frame) -> String {
        let summary = self.summary();
        let caption = Caption { kind: "network", title: &self.title, summary: &summary };
        if self.layers.len() < 2 || self.rows() == 0 {
            return sheet::empty(frame, &caption, &summary);
        }
        let width = f64::from(frame.width());
        let names = |at: usize| self.layers.get(at).map_or(&[][..], |layer| layer.units.as_slice());
        let room = |at: usize| {
            let widest = text::widest(names(at).iter().take(MOST_UNITS).map(String::as_str), SMALL);
            widest.min(width * 0.28) + RADIUS * 2.0 + 8.0
        };
        let last = self.layers.len().min(MOST_LAYERS) - 1;
        let sides = (room(0), width - room(last));
        let height = TOP + self.rows() as f64 * PITCH + 4.0;
        sheet::render(frame, &caption, height, |sheet| {
            self.draw_weights(sheet, sides)?;
            for (at, layer) in self.layers.iter().take(MOST_LAYERS).enumerate() {
                self.draw_layer(sheet, sides, at, layer)?;
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_names_the_heaviest_weight() {
        let layer = |name: &str, units: &[&str], left_out| NetworkLayer {
            name: name.into(),
            units: units.iter().map(|&unit| unit.to_owned()).collect(),
            left_out,
        };
        let chart = NetworkDiagram {
            title: "Network".into(),
            layers: vec![
                layer("Features", &["a", "b"], 0),
                layer("Layer 1", &["1"], 7),
                layer("Answer", &["yes"], 0),
            ],
            weights: vec![vec![0.5, -2.0], vec![f64::NAN]],
        };
        assert_eq!(
            chart.summary(),
            "Layers of 2, 8, 1 units. Lines are weights: whole ones add, dashed ones subtract, and thicker ones \
             count more. The heaviest weight drawn is Features b to Layer 1 1: -2. Not every unit is drawn."
        );
        assert_eq!(chart.table().rows.len(), 3);
        let svg = chart.svg(&Frame::new("n", 400));
        assert!(svg.contains("and 7 more") && svg.contains("stroke-dasharray"));
    }
}
