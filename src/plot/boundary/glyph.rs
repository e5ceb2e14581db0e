//! The shapes of classes: so that colour is not the only difference.

use std::f64::consts::TAU;

/// About the radius of a shape.
pub(super) const SIZE: f64 = 3.6;

/// The corners of the shape of a class, about its middle: a disc, a square, triangles, a diamond, a
/// plus, a hexagon, a cross. The ninth class begins anew.
pub(super) fn outline(class: usize, size: f64) -> Vec<(f64, f64)> {
    match class % 8 {
        0 => regular(12, 0.0, size),
        1 => regular(4, TAU / 8.0, size * 1.15),
        2 => regular(3, -TAU / 4.0, size * 1.3),
        3 => regular(4, 0.0, size * 1.25),
        4 => regular(3, TAU / 4.0, size * 1.3),
        5 => plus(0.0, size * 1.25),
        6 => regular(6, 0.0, size * 1.15),
        _ => plus(TAU / 8.0, size * 1.25),
    }
}

fn regular(corners: u32, turn: f64, size: f64) -> Vec<(f64, f64)> {
    let angle = |corner: u32| turn + TAU * f64::from(corner) / f64::from(corners);
    (0..corners).map(|corner| (size * angle(corner).cos(), size * angle(corner).sin())).collect()
}

fn plus(turn: f64, size: f64) -> Vec<(f64, f64)> {
    let (thin, (sin, cos)) = (size * 0.36, turn.sin_cos());
    let arm = |quarter: u32| {
        let (s, c) = (TAU / 4.0 * f64::from(quarter)).sin_cos();
        [(size, -thin), (size, thin), (thin, thin)].map(|(x, y)| (x * c - y * s, x * s + y * c))
    };
    (0..4).flat_map(arm).map(|(x, y)| (x * cos - y * sin, x * sin + y * cos)).collect()
}
