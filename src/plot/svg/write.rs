//! The parts of an SVG element: numbers, escaped text, paint and type.

use crate::ink::Tone;
use crate::svg::UNITS;
use std::fmt::Write;

/// Writes a length of backend units as pixels: at most two decimals, no trailing zero, no `-0`.
pub(crate) fn length(out: &mut String, units: i32) {
    let (whole, part) = (units.unsigned_abs() / UNITS as u32, units.unsigned_abs() % UNITS as u32);
    if units < 0 {
        out.push('-');
    }
    let _ = write!(out, "{whole}");
    if part > 0 {
        let _ = write!(out, ".{part:02}");
        if out.ends_with('0') {
            out.pop();
        }
    }
}

/// Writes ` name="length"`.
pub(crate) fn attribute(out: &mut String, name: &str, units: i32) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    length(out, units);
    out.push('"');
}

/// Writes text so that it is text and nothing else: markup characters become entities, and
/// characters that XML 1.0 does not allow become the replacement character.
pub(crate) fn escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
}

/// A line around or along a shape.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    pub tone: Tone,
    /// Width in units.
    pub width: i32,
    /// Lengths of dash and gap in pixels, as SVG writes them.
    pub dash: Option<&'static str>,
}

/// How a shape is filled and lined.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Paint {
    pub fill: Option<Tone>,
    pub line: Option<Line>,
}

impl Paint {
    pub(crate) fn write(&self, out: &mut String) {
        match self.fill {
            Some(tone) => tone_attribute(out, "fill", tone),
            None => out.push_str(" fill=\"none\""),
        }
        if let Some(line) = self.line {
            tone_attribute(out, "stroke", line.tone);
            if line.width != UNITS {
                attribute(out, "stroke-width", line.width);
            }
            if let Some(dash) = line.dash {
                let _ = write!(out, " stroke-dasharray=\"{dash}\"");
            }
        }
    }
}

fn tone_attribute(out: &mut String, name: &str, tone: Tone) {
    let _ = write!(out, " {name}=\"{}\"", tone.ink.css());
    if tone.alpha < 1.0 {
        let _ = write!(out, " {name}-opacity=\"");
        length(out, (tone.alpha * f64::from(UNITS)).round() as i32);
        out.push('"');
    }
}

/// Which point of a text stands on its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Anchor {
    #[default]
    Start,
    Middle,
    End,
}

/// Size, weight, anchor and turn of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Face {
    /// Font size in units.
    pub size: i32,
    pub bold: bool,
    pub anchor: Anchor,
    /// Degrees clockwise about the position.
    pub turn: i32,
    pub tone: Tone,
    /// Whether pointing at the words points at what lies behind them.
    pub passive: bool,
}

impl Face {
    /// Writes the attributes that follow `x` and `y` of a `<text>`.
    pub(crate) fn write(&self, out: &mut String, at: (i32, i32)) {
        attribute(out, "font-size", self.size);
        if self.bold {
            out.push_str(" font-weight=\"600\"");
        }
        match self.anchor {
            Anchor::Start => {}
            Anchor::Middle => out.push_str(" text-anchor=\"middle\""),
            Anchor::End => out.push_str(" text-anchor=\"end\""),
        }
        tone_attribute(out, "fill", self.tone);
        if self.passive {
            out.push_str(" pointer-events=\"none\"");
        }
        if self.turn != 0 {
            let _ = write!(out, " transform=\"rotate({} ", self.turn);
            length(out, at.0);
            out.push(' ');
            length(out, at.1);
            out.push_str(")\"");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(units: i32) -> String {
        let mut out = String::new();
        length(&mut out, units);
        out
    }

    #[test]
    fn lengths_have_at_most_two_decimals_and_no_empty_ones() {
        assert_eq!(written(0), "0");
        assert_eq!(written(1_200), "12");
        assert_eq!(written(1_250), "12.5");
        assert_eq!(written(1_205), "12.05");
        assert_eq!(written(-7), "-0.07");
    }

    #[test]
    fn markup_and_forbidden_characters_lose_their_power() {
        let mut out = String::new();
        escaped(&mut out, "\"><script>&'\u{0}\n");
        assert_eq!(out, "&quot;&gt;&lt;script&gt;&amp;&#39;\u{fffd} ");
    }
}
