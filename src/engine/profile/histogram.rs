use serde::{Deserialize, Serialize};

/// Counts of values in bins of equal width.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// The bins' edges, one more than there are bins, ascending. A bin holds its lower edge and not
    /// its upper one, save for the last, which holds both.
    pub edges: Vec<f64>,
    /// Values in each bin.
    pub counts: Vec<usize>,
}

impl Histogram {
    /// More bins than this are not made.
    pub const MAX_BINS: usize = 30;

    /// Bins of values in ascending order: one for each whole number when there are only such and they
    /// span few, else as many as the square root of the number of values, from least to greatest.
    pub(super) fn of_sorted(sorted: &[f64]) -> Self {
        let (Some(&min), Some(&max)) = (sorted.first(), sorted.last()) else {
            return Self { edges: Vec::new(), counts: Vec::new() };
        };
        let whole = max - min < Self::MAX_BINS as f64 && sorted.iter().all(|value| value.fract() == 0.0);
        let (low, high, bins) = if whole && min.abs().max(max.abs()) < 1e15 {
            (min - 0.5, max + 0.5, (max - min) as usize + 1)
        } else if min == max {
            (min, max, 1)
        } else {
            (min, max, ((sorted.len() as f64).sqrt().ceil() as usize).clamp(1, Self::MAX_BINS))
        };
        let part = |index: usize| index as f64 / bins as f64;
        let mut edges: Vec<f64> = (0..=bins)
            .map(|index| {
                let step = (high - low) / bins as f64;
                if step.is_finite() {
                    low + step * index as f64
                } else {
                    low * (1.0 - part(index)) + high * part(index)
                }
            })
            .collect();
        if let Some(last) = edges.last_mut() {
            *last = high;
        }
        let below = |edge: &f64| sorted.partition_point(|value| value < edge);
        let starts: Vec<usize> = edges.iter().take(bins).map(below).chain([sorted.len()]).collect();
        let counts =
            starts.windows(2).map(|pair| pair.iter().rev().copied().reduce(|a, b| a - b).unwrap_or(0));
        Self { counts: counts.collect(), edges }
    }
}
