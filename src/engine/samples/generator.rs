//! Seeded data whose truth is known: shapes in the plane, and one regression.
//!
//! Moons, circles, blobs and Friedman-1 follow the formulas of scikit-learn's `make_moons`,
//! `make_circles`, `make_blobs` and `make_friedman1`; the random draws are this engine's own.
//!
//! # Invariant
//!
//! The same generator, seed, rows and noise give the same text natively and in wasm: the draws are
//! [`Rng`]'s, and sine and cosine are `libm`'s.

use std::f64::consts::PI;
use std::fmt::Write;
use std::ops::RangeInclusive;

use crate::rng::Rng;

/// A maker of sample data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generator {
    /// Two interleaving half circles.
    Moons,
    /// A circle of half the radius inside another.
    Circles,
    /// Arms that wind out of the centre, in equal angles.
    Spirals {
        /// How many arms, and so classes.
        arms: usize,
    },
    /// A square whose opposite quadrants share a class.
    Xor,
    /// Three round clouds whose centres the seed draws from the square of side 20.
    Blobs,
    /// Friedman (1991), "Multivariate adaptive regression splines": five columns that matter and
    /// five that do not.
    Friedman1,
}

/// A point in the plane and the number of its class.
type Point = ([f64; 2], usize);

const BLOBS: usize = 3;
const FRIEDMAN_COLUMNS: usize = 10;
/// How often an arm of a spiral goes round.
const TURNS: f64 = 1.25;
/// Half the width of the cross between the quadrants of XOR that stays empty before noise.
const GAP: f64 = 0.05;

impl Generator {
    /// The rows that can be asked for.
    pub const ROWS: RangeInclusive<usize> = 1..=100_000;
    /// The noise that can be asked for.
    pub const NOISE: RangeInclusive<f64> = 0.0..=10.0;

    /// The noise offered at first: the standard deviation of what is added to both coordinates, or
    /// to Friedman-1's target; the spread of a blob.
    #[must_use]
    pub fn noise(self) -> f64 {
        match self {
            Self::Moons => 0.2,
            Self::Circles | Self::Xor => 0.1,
            Self::Spirals { .. } => 0.03,
            Self::Blobs | Self::Friedman1 => 1.0,
        }
    }

    /// CSV text with a header: `x,y,class` in random order, or `x1,…,x10,y` for Friedman-1. Numbers
    /// have at most four decimals.
    ///
    /// `rows` and `noise` outside [`Self::ROWS`] and [`Self::NOISE`] are taken as the nearest bound,
    /// and a noise that is not a number as none. The classes are as even as the rows allow.
    #[must_use]
    pub fn csv(&self, seed: u64, rows: usize, noise: f64) -> String {
        let rows = rows.clamp(*Self::ROWS.start(), *Self::ROWS.end());
        let noise = if noise.is_nan() { 0.0 } else { noise.clamp(*Self::NOISE.start(), *Self::NOISE.end()) };
        let mut rng = Rng::new(seed, "sample");
        match self {
            Self::Moons => self.shape(moons(rows), noise, &mut rng),
            Self::Circles => self.shape(circles(rows), noise, &mut rng),
            Self::Spirals { arms } => self.shape(spirals(rows, (*arms).max(1)), noise, &mut rng),
            Self::Xor => self.shape(xor(rows, &mut rng), noise, &mut rng),
            Self::Blobs => self.shape(blobs(rows, &mut rng), noise, &mut rng),
            Self::Friedman1 => friedman1_csv(rows, noise, &mut rng),
        }
    }

    /// Moves every point by noise, shuffles the rows and writes them.
    fn shape(&self, mut points: Vec<Point>, noise: f64, rng: &mut Rng) -> String {
        for (coordinates, _) in &mut points {
            for coordinate in coordinates {
                *coordinate += noise * rng.normal();
            }
        }
        rng.shuffle(&mut points);
        let mut text = String::from("x,y,class\n");
        for ([x, y], class) in points {
            let label = self.label(class);
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{},{},{label}", short(x), short(y));
        }
        text
    }

    fn label(&self, class: usize) -> String {
        match (self, class) {
            (Self::Moons, 0) => "upper".to_owned(),
            (Self::Moons, _) => "lower".to_owned(),
            (Self::Circles, 0) => "outer".to_owned(),
            (Self::Circles, _) => "inner".to_owned(),
            (Self::Spirals { .. }, arm) => format!("arm {}", arm + 1),
            (Self::Xor, 0) => "same sign".to_owned(),
            (Self::Xor, _) => "other sign".to_owned(),
            (Self::Blobs | Self::Friedman1, blob) => format!("blob {}", blob + 1),
        }
    }
}

/// Rounded to four decimals, and never minus zero.
fn short(value: f64) -> f64 {
    (value * 1e4).round() / 1e4 + 0.0
}

/// Half of the points on the upper half of the unit circle, the rest on a lower half circle moved
/// right by 1 and up by 0.5, evenly spaced from end to end.
fn moons(rows: usize) -> Vec<Point> {
    let upper = rows / 2;
    let angle = |index: usize, count: usize| index as f64 * (PI / count.saturating_sub(1).max(1) as f64);
    let mut points: Vec<Point> = Vec::with_capacity(rows);
    points.extend((0..upper).map(|index| {
        let angle = angle(index, upper);
        ([libm::cos(angle), libm::sin(angle)], 0)
    }));
    points.extend((0..rows - upper).map(|index| {
        let angle = angle(index, rows - upper);
        ([1.0 - libm::cos(angle), 0.5 - libm::sin(angle)], 1)
    }));
    points
}

/// Half of the points on the unit circle, the rest on a circle of radius 0.5, evenly spaced.
fn circles(rows: usize) -> Vec<Point> {
    let outer = rows / 2;
    let circle = |count: usize, radius: f64, class: usize| {
        (0..count).map(move |index| {
            let angle = index as f64 * (2.0 * PI / count as f64);
            ([radius * libm::cos(angle), radius * libm::sin(angle)], class)
        })
    };
    circle(outer, 1.0, 0).chain(circle(rows - outer, 0.5, 1)).collect()
}

/// The radius grows with the angle from 0 to 1 in `TURNS` turns (Archimedes); every arm is the first
/// one turned about the centre.
fn spirals(rows: usize, arms: usize) -> Vec<Point> {
    let steps = rows.div_ceil(arms);
    let point = |row: usize| {
        let (step, arm) = (row / arms, row % arms);
        let radius = (step + 1) as f64 / steps as f64;
        let angle = 2.0 * PI * (TURNS * radius + arm as f64 / arms as f64);
        ([radius * libm::cos(angle), radius * libm::sin(angle)], arm)
    };
    (0..rows).map(point).collect()
}

/// Evenly drawn from the square from -1 to 1, one quadrant after the other; the class tells whether
/// the coordinates have one sign.
fn xor(rows: usize, rng: &mut Rng) -> Vec<Point> {
    const SIGNS: [([f64; 2], usize); 4] =
        [([1.0, 1.0], 0), ([-1.0, 1.0], 1), ([-1.0, -1.0], 0), ([1.0, -1.0], 1)];
    let mut point = |(signs, class): ([f64; 2], usize)| {
        (signs.map(|sign| sign * (GAP + (1.0 - GAP) * rng.unit())), class)
    };
    SIGNS.into_iter().cycle().take(rows).map(&mut point).collect()
}

/// The centres of the blobs, each drawn evenly from -10 to 10 in both coordinates.
fn blobs(rows: usize, rng: &mut Rng) -> Vec<Point> {
    let mut blob = |class: usize| ([(); 2].map(|()| 20.0 * rng.unit() - 10.0), class);
    let centres: Vec<Point> = (0..BLOBS).map(&mut blob).collect();
    centres.into_iter().cycle().take(rows).collect()
}

fn friedman1_csv(rows: usize, noise: f64, rng: &mut Rng) -> String {
    let mut text = String::new();
    for column in 1..=FRIEDMAN_COLUMNS {
        let _ = write!(text, "x{column},");
    }
    text.push_str("y\n");
    for _ in 0..rows {
        let x = [(); FRIEDMAN_COLUMNS].map(|()| short(rng.unit()));
        let y = friedman1(&x) + noise * rng.normal();
        for value in x {
            let _ = write!(text, "{value},");
        }
        let _ = writeln!(text, "{}", short(y));
    }
    text
}

/// 10 sin(π x₁ x₂) + 20 (x₃ − 0.5)² + 10 x₄ + 5 x₅.
fn friedman1(x: &[f64; FRIEDMAN_COLUMNS]) -> f64 {
    let [x1, x2, x3, x4, x5, ..] = x;
    10.0 * libm::sin(PI * x1 * x2) + 20.0 * (x3 - 0.5) * (x3 - 0.5) + 10.0 * x4 + 5.0 * x5
}

#[cfg(test)]
mod tests;
