//! Contrast of the theme's colours, for the tests: WCAG 2.2's relative luminance and ratio, and how
//! far apart two colours look to eyes with and without colour blindness.

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

fn linear(rgb: [f64; 3]) -> [f64; 3] {
    rgb.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) })
}

fn luminance(rgb: [f64; 3]) -> f64 {
    let [r, g, b] = linear(rgb);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// The contrast ratio of two colours, from 1 to 21.
pub(crate) fn ratio(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// A full-sighted eye, then full protanopia, deuteranopia and tritanopia on linear RGB, after
/// Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color
/// vision deficiency".
const EYES: [[[f64; 3]; 3]; 4] = [
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
];

fn times(matrix: [[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

/// Linear RGB as Oklab (Ottosson 2020), in which equal distances look about equally large.
fn oklab(linear: [f64; 3]) -> [f64; 3] {
    let cones = times(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ],
        linear,
    );
    times(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ],
        cones.map(f64::cbrt),
    )
}

/// The smallest distance in Oklab between two colours, over all eyes.
pub(crate) fn least_difference(a: [f64; 3], b: [f64; 3]) -> f64 {
    let seen = |eye, rgb| oklab(times(eye, linear(rgb)).map(|c| c.clamp(0.0, 1.0)));
    let apart = EYES.map(|eye| {
        let (a, b) = (seen(eye, a), seen(eye, b));
        a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
    });
    apart.into_iter().fold(f64::INFINITY, f64::min)
}
