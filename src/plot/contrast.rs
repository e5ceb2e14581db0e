//! Contrast of the theme's colours, for the tests: WCAG 2.2, relative luminance and ratio.

use crate::ink::{Ink, Scheme, Tone};

/// A token's colour in a scheme, channels from 0 to 1.
pub(crate) fn rgb(ink: Ink, scheme: Scheme) -> [f64; 3] {
    let hex = ink.value(scheme);
    [1, 3, 5].map(|at| {
        let channel = hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        channel.map_or(f64::NAN, |c| f64::from(c) / 255.0)
    })
}

/// A tone laid over the paper.
pub(crate) fn over_paper(tone: Tone, scheme: Scheme) -> [f64; 3] {
    let (over, under) = (rgb(tone.ink, scheme), rgb(Ink::Paper, scheme));
    [0, 1, 2].map(|c| over[c] * tone.alpha + under[c] * (1.0 - tone.alpha))
}

fn luminance(rgb: [f64; 3]) -> f64 {
    let [r, g, b] = rgb.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// The contrast ratio of two colours, from 1 to 21.
pub(crate) fn ratio(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}
