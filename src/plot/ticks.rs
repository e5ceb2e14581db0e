//! Round numbers for an axis.

use crate::number;

/// The largest size of a value that is drawn: beyond it, differences overflow.
pub(crate) const LARGEST: f64 = 1e150;

/// Whether a value can stand on an axis.
pub(crate) fn drawable(v: f64) -> bool {
    v.is_finite() && v.abs() <= LARGEST
}

/// The ticks of an axis and the range it shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticks {
    /// Where the axis starts.
    pub start: f64,
    /// Where the axis ends; always larger than `start`.
    pub end: f64,
    /// The distance between two ticks: 1, 2, 2.5 or 5 times a power of ten.
    pub step: f64,
    /// The ticks, ascending, within `start..=end`.
    pub values: Vec<f64>,
}

impl Ticks {
    /// An axis that is widened to whole steps, with about `wanted` steps.
    pub fn covering(low: f64, high: f64, wanted: usize) -> Self {
        let (low, high) = apart(low, high);
        let step = nice_step((high - low) / wanted.max(1) as f64);
        let (first, last) = ((low / step).floor() * step, (high / step).ceil() * step);
        Self::between(first, last, step)
    }

    /// An axis that shows exactly `low..=high`, with about `wanted` steps inside.
    pub fn within(low: f64, high: f64, wanted: usize) -> Self {
        let (low, high) = apart(low, high);
        Self::between(low, high, nice_step((high - low) / wanted.max(1) as f64))
    }

    /// An axis of counts from zero: whole steps only.
    pub fn counts(highest: u64, wanted: usize) -> Self {
        let high = highest.max(1) as f64;
        let step = nice_step(high / wanted.max(1) as f64).max(1.0);
        Self::between(0.0, (high / step).ceil() * step, step)
    }

    fn between(start: f64, end: f64, step: f64) -> Self {
        let slack = 1e-9 * step;
        let mut values = Vec::new();
        let mut k = ((start - slack) / step).ceil();
        while k * step <= end + slack && values.len() < 64 {
            let value = k * step;
            values.push(if value == 0.0 { 0.0 } else { value.clamp(start, end) });
            k += 1.0;
        }
        Self { start, end, step, values }
    }

    /// The label of each tick.
    pub fn labels(&self) -> Vec<String> {
        let largest = self.values.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
        self.values.iter().map(|&v| number::tick(v, self.step, largest)).collect()
    }
}

/// Two different, drawable limits: equal ones are moved apart, too large ones
/// are cut, and what is no range at all becomes 0 to 1.
fn apart(low: f64, high: f64) -> (f64, f64) {
    if low.is_nan() || high.is_nan() {
        return (0.0, 1.0);
    }
    let (low, high) = (low.min(high).max(-LARGEST), low.max(high).min(LARGEST));
    if low > high {
        return (0.0, 1.0);
    }
    let size = low.abs().max(high.abs());
    if high - low > size * 1e-9 && high - low > 1e-150 {
        return (low, high);
    }
    let half = if size > 1e-140 { size * 0.1 } else { 0.5 };
    (low - half, high + half)
}

fn nice_step(rough: f64) -> f64 {
    let power = 10.0_f64.powf(rough.log10().floor());
    let lead = rough / power;
    let nice = if lead <= 1.0 + 1e-9 {
        1.0
    } else if lead <= 2.0 + 1e-9 {
        2.0
    } else if lead <= 2.5 + 1e-9 {
        2.5
    } else if lead <= 5.0 + 1e-9 {
        5.0
    } else {
        10.0
    };
    nice * power
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn steps_are_round() {
        let ticks = Ticks::covering(0.0, 97.0, 5);
        assert_eq!(ticks.values, [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(Ticks::within(0.0, 1.0, 4).labels(), ["0", "0.25", "0.50", "0.75", "1.00"]);
    }

    #[test]
    fn equal_and_broken_limits_still_make_an_axis() {
        for (low, high) in
            [(3.0, 3.0), (0.0, 0.0), (f64::NAN, 1.0), (f64::NEG_INFINITY, f64::MAX), (-1e150, 1e150)]
        {
            let ticks = Ticks::covering(low, high, 5);
            assert!(ticks.end > ticks.start, "{low} {high}");
            assert!(ticks.values.len() > 1, "{low} {high} {ticks:?}");
        }
    }

    #[test]
    fn counts_have_whole_steps() {
        assert_eq!(Ticks::counts(2, 5).values, [0.0, 1.0, 2.0]);
        assert_eq!(Ticks::counts(0, 5).values, [0.0, 1.0]);
    }

    proptest! {
        #[test]
        fn ticks_ascend_inside_their_axis_with_different_labels(
            low in -1e12..1e12_f64, span in 1e-3..1e12_f64, wanted in 1_usize..10,
        ) {
            let ticks = Ticks::covering(low, low + span, wanted);
            prop_assert!(ticks.start <= low && ticks.end >= low + span * (1.0 - 1e-12));
            prop_assert!(ticks.values.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(ticks.values.iter().all(|v| (ticks.start..=ticks.end).contains(v)));
            let mut labels = ticks.labels();
            labels.dedup();
            prop_assert_eq!(labels.len(), ticks.values.len());
        }
    }
}
