//! The expected values in `fixtures.json` are scikit-learn's; `fixtures.py` beside it writes them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;

use super::*;

const ALL: [Generator; 7] = [
    Generator::Moons,
    Generator::Circles,
    Generator::Spirals { arms: 2 },
    Generator::Spirals { arms: 3 },
    Generator::Xor,
    Generator::Blobs,
    Generator::Friedman1,
];

#[derive(serde::Deserialize)]
struct Shape {
    points: Vec<[f64; 2]>,
    classes: Vec<usize>,
}

#[derive(serde::Deserialize)]
struct Friedman {
    x: Vec<[f64; FRIEDMAN_COLUMNS]>,
    y: Vec<f64>,
}

#[derive(serde::Deserialize)]
struct Fixtures {
    moons: Shape,
    circles: Shape,
    friedman1: Friedman,
}

fn fixtures() -> Fixtures {
    serde_json::from_str(include_str!("../fixtures.json")).unwrap()
}

/// The rows of a plane sample.
fn read(text: &str) -> Vec<([f64; 2], String)> {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("x,y,class"));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            assert_eq!(cells.len(), 3, "{line}");
            ([cells[0].parse().unwrap(), cells[1].parse().unwrap()], cells[2].to_owned())
        })
        .collect()
}

fn counts(text: &str) -> Vec<usize> {
    let mut counts = BTreeMap::new();
    for (_, class) in read(text) {
        *counts.entry(class).or_insert(0) += 1;
    }
    counts.into_values().collect()
}

#[test]
fn moons_and_circles_equal_scikit_learns() {
    let expected = fixtures();
    for (found, expected) in [(moons(15), expected.moons), (circles(15), expected.circles)] {
        assert_eq!(found.len(), expected.points.len());
        for ((point, class), (x, y)) in found.iter().zip(expected.points.iter().zip(&expected.classes)) {
            assert_eq!(class, y);
            assert!((point[0] - x[0]).abs() < 1e-14 && (point[1] - x[1]).abs() < 1e-14, "{point:?} {x:?}");
        }
    }
}

#[test]
fn friedman1_equals_scikit_learns() {
    let expected = fixtures().friedman1;
    assert_eq!(expected.x.len(), 20);
    for (x, y) in expected.x.iter().zip(expected.y) {
        assert!((friedman1(x) - y).abs() < 1e-13, "{} {y}", friedman1(x));
    }
}

#[test]
fn friedman1_without_noise_is_its_formula() {
    for line in Generator::Friedman1.csv(1, 50, 0.0).lines().skip(1) {
        let cells: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
        let x: [f64; FRIEDMAN_COLUMNS] = cells[..FRIEDMAN_COLUMNS].try_into().unwrap();
        // The target is rounded to four decimals.
        assert!((friedman1(&x) - cells[FRIEDMAN_COLUMNS]).abs() <= 0.500_001e-4, "{line}");
    }
}

#[test]
fn the_same_seed_gives_the_same_text_and_another_seed_another() {
    for generator in ALL {
        let text = generator.csv(5, 40, 0.1);
        assert_eq!(text, generator.csv(5, 40, 0.1), "{generator:?}");
        assert_ne!(text, generator.csv(6, 40, 0.1), "{generator:?}");
        assert_ne!(text, generator.csv(5, 40, 0.2), "{generator:?}");
    }
}

#[test]
fn the_bits_never_change() {
    let hash = |text: String| {
        text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
    };
    let hashes = ALL.map(|generator| hash(generator.csv(1, 100, 0.1)));
    assert_eq!(hashes, HASHES, "a saved spec that names a seed would now get other rows");
}

/// 64-bit FNV-1a of 100 rows of every generator, seed 1, noise 0.1, as first released.
const HASHES: [u64; 7] = [
    0x52fe_365a_bc5a_ade3,
    0xf9b0_d239_d002_1e1a,
    0x1b9c_727f_4302_ea72,
    0xe823_e997_8114_35a7,
    0x7c02_7dee_cf9c_0266,
    0x4be3_351e_6e80_47b9,
    0xdb71_d569_179a_8c05,
];

#[test]
fn classes_are_even_and_rows_are_as_asked() {
    for (generator, classes) in ALL.into_iter().zip([2, 2, 2, 3, 2, 3]) {
        let counts = counts(&generator.csv(3, 301, 0.1));
        assert_eq!(counts.len(), classes, "{generator:?}");
        assert_eq!(counts.iter().sum::<usize>(), 301, "{generator:?}");
        let (low, high) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
        assert!(high - low <= 1, "{generator:?} {counts:?}");
    }
    assert_eq!(Generator::Friedman1.csv(3, 301, 0.1).lines().count(), 302);
}

#[test]
fn rows_are_shuffled() {
    for generator in ALL.into_iter().filter(|generator| *generator != Generator::Friedman1) {
        let rows = read(&generator.csv(3, 300, 0.0));
        let first = rows.iter().take(100).filter(|row| row.1 == rows[0].1).count();
        assert!((10..=90).contains(&first), "{generator:?}: {first} of the first 100 share a class");
    }
}

#[test]
fn shapes_without_noise_are_as_described() {
    for ([x, y], class) in read(&Generator::Circles.csv(2, 100, 0.0)) {
        let radius = if class == "outer" { 1.0 } else { 0.5 };
        assert!((x.hypot(y) - radius).abs() < 1e-4);
    }
    for ([x, y], class) in read(&Generator::Xor.csv(2, 100, 0.0)) {
        assert_eq!(x * y > 0.0, class == "same sign");
        assert!(x.abs() >= GAP && y.abs() >= GAP && x.abs() <= 1.0 && y.abs() <= 1.0);
    }
    let arms = read(&Generator::Spirals { arms: 3 }.csv(2, 100, 0.0));
    for ([x, y], class) in &arms {
        let arm: f64 = class.trim_start_matches("arm ").parse().unwrap();
        let turns = y.atan2(*x) / (2.0 * PI) - (arm - 1.0) / 3.0 - TURNS * x.hypot(*y);
        // Four decimals of a point at radius 0.03 tell its angle to about a thousandth of a turn.
        assert!((turns - turns.round()).abs() < 1e-3, "{x} {y} {class}");
    }
    let mut centres: Vec<String> =
        read(&Generator::Blobs.csv(2, 100, 0.0)).into_iter().map(|row| format!("{row:?}")).collect();
    centres.sort();
    centres.dedup();
    assert_eq!(centres.len(), BLOBS);
}

#[test]
fn noise_has_the_standard_deviation_asked_for() {
    let rows = read(&Generator::Blobs.csv(4, 30_000, 2.0));
    for blob in ["blob 1", "blob 2", "blob 3"] {
        let xs: Vec<f64> = rows.iter().filter(|row| row.1 == blob).map(|row| row.0[0]).collect();
        let mean = xs.iter().sum::<f64>() / xs.len() as f64;
        let variance = xs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / xs.len() as f64;
        // Its standard error over 10,000 rows is 0.014.
        assert!((variance.sqrt() - 2.0).abs() < 0.06, "{blob}: {variance}");
    }
}

#[test]
fn what_cannot_be_asked_for_is_taken_as_the_nearest_bound() {
    assert_eq!(Generator::Moons.csv(1, 0, 0.1), Generator::Moons.csv(1, 1, 0.1));
    assert_eq!(Generator::Moons.csv(1, 20, f64::NAN), Generator::Moons.csv(1, 20, 0.0));
    assert_eq!(Generator::Moons.csv(1, 20, -3.0), Generator::Moons.csv(1, 20, 0.0));
    assert_eq!(Generator::Moons.csv(1, 20, f64::INFINITY), Generator::Moons.csv(1, 20, 10.0));
    assert_eq!(Generator::Xor.csv(1, usize::MAX, 0.1).lines().count(), 100_001);
    assert_eq!(counts(&Generator::Spirals { arms: 0 }.csv(1, 20, 0.1)), [20]);
}
