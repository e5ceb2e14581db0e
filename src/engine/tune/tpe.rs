//! Tree-structured Parzen estimators (Bergstra, Bardenet, Bengio and Kégl, 2011).
//!
//! The trials so far are parted into the best and the others. For every axis a density of each part's
//! values is estimated; values are drawn from that of the best, and the one whose density among the best
//! is greatest beside that among the others is taken, which maximises the expected improvement. Axes of a
//! family look only at trials of that family: hence the tree.

use super::point::Point;
use super::space::{Axis, Scale, Space};
use crate::distribution::normal;
use crate::params::ParamValue;
use crate::rng::Rng;

/// The share of trials that count as the best.
const BEST: f64 = 0.15;
/// How many values are drawn, of which one is taken.
const CANDIDATES: usize = 24;

/// A point for a trial. `ranked` holds the points of earlier trials, the best first and failed ones last.
pub(super) fn propose(space: &Space, ranked: &[&Point], seed: u32, trial: usize, attempt: usize) -> Point {
    let best = (BEST * ranked.len() as f64).ceil() as usize;
    let (best, others) = ranked.split_at(best.min(ranked.len()));
    let mut point = Point::with_capacity(space.axes.len());
    for (index, axis) in space.axes.iter().enumerate() {
        let of = |points: &[&Point]| -> Vec<ParamValue> {
            points.iter().filter_map(|point| point.get(index).cloned().flatten()).collect()
        };
        let active = axis.is_active(&point);
        point.push(
            active.then(|| choose(axis, &of(best), &of(others), &mut axis.stream(seed, trial, attempt))),
        );
    }
    point
}

fn choose(axis: &Axis, best: &[ParamValue], others: &[ParamValue], rng: &mut Rng) -> ParamValue {
    match &axis.scale {
        Scale::Choices(choices) => {
            let (good, bad) = (shares(choices, best), shares(choices, others));
            let draw = |rng: &mut Rng| weighted(&good, rng);
            let gain = |at: &usize| ratio(good.get(*at), bad.get(*at));
            most(draw, gain, rng).and_then(|at| choices.get(at).cloned()).unwrap_or(ParamValue::None)
        }
        scale @ Scale::Number { .. } => {
            let (good, bad) = (Parzen::new(scale, best), Parzen::new(scale, others));
            let draw = |rng: &mut Rng| scale.value(good.draw(rng));
            let gain = |value: &ParamValue| {
                let at = value.as_float().unwrap_or(0.0);
                ratio(Some(&good.density(scale, at)), Some(&bad.density(scale, at)))
            };
            most(draw, gain, rng).unwrap_or(ParamValue::None)
        }
    }
}

fn ratio(good: Option<&f64>, bad: Option<&f64>) -> f64 {
    good.copied().unwrap_or(0.0) / bad.copied().unwrap_or(1.0).max(f64::MIN_POSITIVE)
}

/// The first of the candidates with the greatest gain.
fn most<T>(draw: impl Fn(&mut Rng) -> T, gain: impl Fn(&T) -> f64, rng: &mut Rng) -> Option<T> {
    let drawn = (0..CANDIDATES).map(|_| draw(rng)).map(|value| (gain(&value), value));
    let best: Option<(f64, T)> = drawn.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, value)| value)
}

/// The share of every choice among the values, as if each had occurred once more.
fn shares(choices: &[ParamValue], values: &[ParamValue]) -> Vec<f64> {
    let total = (values.len() + choices.len()) as f64;
    let count = |choice: &ParamValue| values.iter().filter(|value| *value == choice).count();
    choices.iter().map(|choice| (count(choice) + 1) as f64 / total).collect()
}

fn weighted(shares: &[f64], rng: &mut Rng) -> usize {
    let mut left = rng.unit();
    for (at, share) in shares.iter().enumerate() {
        left -= share;
        if left < 0.0 {
            return at;
        }
    }
    shares.len().saturating_sub(1)
}

/// A mixture of normal densities, cut off at the ends of the scale: one about each value, as wide as the
/// greater distance to its neighbours, and a wide one about the middle.
struct Parzen {
    /// Middle and width of each.
    bells: Vec<(f64, f64)>,
    low: f64,
    high: f64,
}

impl Parzen {
    fn new(scale: &Scale, values: &[ParamValue]) -> Self {
        let (low, high) = scale.ends();
        let width = high - low;
        let mut middles: Vec<f64> =
            values.iter().filter_map(ParamValue::as_float).map(|value| scale.coordinate(value)).collect();
        middles.sort_by(f64::total_cmp);
        let narrowest = width / (middles.len() + 1).min(100) as f64;
        let neighbour =
            |at: Option<usize>, end: f64| at.and_then(|at| middles.get(at)).copied().unwrap_or(end);
        let mut bells: Vec<(f64, f64)> = (0..middles.len())
            .map(|at| {
                let middle = neighbour(Some(at), low);
                let left = middle - neighbour(at.checked_sub(1), low);
                let right = neighbour(Some(at + 1), high) - middle;
                (middle, left.max(right).clamp(narrowest, width))
            })
            .collect();
        bells.push((low + width / 2.0, width));
        Self { bells, low, high }
    }

    /// A place on the scale, drawn from the mixture.
    fn draw(&self, rng: &mut Rng) -> f64 {
        const TRIES: usize = 100;
        let at = rng.below(u32::try_from(self.bells.len()).unwrap_or(u32::MAX)) as usize;
        let (middle, width) = self.bells.get(at).copied().unwrap_or((self.low, 0.0));
        // Each bell's middle is on the scale, so that at least a third of the draws are.
        let drawn = (0..TRIES).map(|_| middle + width * rng.normal());
        drawn.into_iter().find(|place| (self.low..=self.high).contains(place)).unwrap_or(middle)
    }

    /// The density at a number, or the probability of a whole number's cell.
    fn density(&self, scale: &Scale, value: f64) -> f64 {
        let whole = matches!(scale, Scale::Number { whole: true, .. });
        let bells = self.bells.iter().map(|(middle, width)| {
            let below = |place: f64| normal((place - middle) / width);
            let inside = below(self.high) - below(self.low);
            let part = if whole {
                below(scale.coordinate(value + 0.5)) - below(scale.coordinate(value - 0.5))
            } else {
                let z = (scale.coordinate(value) - middle) / width;
                libm::exp(-0.5 * z * z) / width
            };
            part / inside
        });
        bells.sum::<f64>() / self.bells.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(min: f64, max: f64, log: bool, whole: bool) -> Scale {
        Scale::Number { min, max, log, whole, points: 5 }
    }

    #[test]
    fn the_cells_of_whole_numbers_sum_to_one() {
        for (log, min) in [(false, -3.0), (true, 1.0)] {
            let scale = number(min, 40.0, log, true);
            let values = [2, 3, 3, 17, 40].map(ParamValue::Int);
            let parzen = Parzen::new(&scale, &values);
            let sum: f64 = (min as i32..=40).map(|value| parzen.density(&scale, f64::from(value))).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{sum}");
        }
    }

    #[test]
    fn choices_follow_the_best() {
        let axis = Axis {
            at: "model.kernel".to_owned(),
            place: super::super::space::Place::Model,
            when: None,
            scale: Scale::Choices([1, 2, 3].map(ParamValue::Int).to_vec()),
            domain: None,
        };
        let mut rng = Rng::new(1, "test");
        let best = vec![ParamValue::Int(2); 4];
        let others: Vec<ParamValue> = (0..30).map(|at| ParamValue::Int(at % 3 + 1)).collect();
        let twos = (0..50).filter(|_| choose(&axis, &best, &others, &mut rng) == ParamValue::Int(2)).count();
        assert!(twos > 45, "{twos}");
    }
}
