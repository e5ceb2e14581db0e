use serde::{Deserialize, Serialize};

use super::{TreeFacts, View};
use crate::models::Task;

/// Moments that are kept at most; the page has a slider for them.
pub const MOST_MOMENTS: usize = 100;

/// What a model went through while it learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// What learned: a model's or a step's label.
    pub subject: String,
    /// What one step is, such as `tree` or `epoch`.
    pub unit: String,
    /// Steps in all.
    pub total: usize,
    /// The moments, in order; at least one. The model of the last is the fitted one.
    pub moments: Vec<Moment>,
    /// What [`Moment::train`] and [`Moment::validation`] say, such as `Log loss`; empty for nothing.
    pub loss: String,
    /// What [`Moment::score`] says; empty for nothing.
    pub score: String,
    /// What was left out, and why.
    pub note: Option<String>,
    /// Classes or numbers.
    pub task: Task,
    /// The classes, in the order of their codes; empty for numbers.
    pub classes: Vec<String>,
    /// The features that a plane can be spanned over: numbers of more than one value.
    pub axes: Vec<String>,
    /// The plane to begin with; none when there are fewer than two such features.
    pub view: Option<View>,
    /// The whole tree, each question with its moment; none for models that are not one tree.
    pub tree: Option<TreeFacts>,
}

/// One moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    /// Steps done.
    pub step: usize,
    /// What happened, such as `split petal_length <= 2.45, gain 0.333` or `tree 17`.
    pub label: String,
    /// What the step gained, where one can say.
    pub gain: Option<f64>,
    /// The loss of the training rows after it.
    pub train: Option<f64>,
    /// The loss of the rows held out, after it.
    pub validation: Option<f64>,
    /// A score after it, see [`Timeline::score`].
    pub score: Option<f64>,
}

impl Moment {
    /// A moment of which no figure is known.
    pub(super) fn new(step: usize, label: String) -> Self {
        Self { step, label, gain: None, train: None, validation: None, score: None }
    }
}

/// The steps to keep of `0..=total`: all of them, or [`MOST_MOMENTS`] that lie closer at the beginning,
/// where steps change most, the first and the last among them.
pub(super) fn chosen(total: usize) -> Vec<usize> {
    if total < MOST_MOMENTS {
        return (0..=total).collect();
    }
    let last = MOST_MOMENTS - 1;
    // Step `i` is at least `i`, and the gaps grow evenly: a parabola through (0, 0) and (last, total).
    let bend = (total - last) as f64 / (last * last) as f64;
    let step = |i: usize| i + (bend * (i * i) as f64).round() as usize;
    (0..=last).map(|i| step(i).min(total)).collect()
}

/// What is said where moments were left out: `kept` of `all` are shown.
pub(super) fn left_out(kept: usize, all: usize, total: usize, unit: &str) -> Option<String> {
    (kept < all).then(|| {
        format!("{kept} moments of {total} {unit}s are shown, closer at the beginning; each is exact.")
    })
}

/// A number with four digits that count.
pub(super) fn short(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || !size.is_finite() {
        return value.to_string();
    }
    if !(1e-4..1e7).contains(&size) {
        return format!("{value:.3e}");
    }
    let decimals = (3 - libm::log10(size).floor() as i64).clamp(0, 7) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_steps_are_all_kept_and_many_are_thinned_from_the_end() {
        assert_eq!(chosen(3), [0, 1, 2, 3]);
        for total in [100, 101, 250, 1000, 100_000] {
            let steps = chosen(total);
            assert_eq!((steps.len(), steps[0], steps[99]), (100, 0, total), "{total}");
            let gaps: Vec<usize> = steps.windows(2).map(|pair| pair[1] - pair[0]).collect();
            // Steps are rounded, so that a gap may be one less than the gap before.
            assert!(gaps[0] > 0 && gaps.windows(2).all(|pair| pair[0] <= pair[1] + 1), "{gaps:?}");
        }
    }

    #[test]
    fn numbers_are_short() {
        let texts = [2.449_999_8, -0.012_346, 1234.6, 0.0, 1e-9, 5.0].map(short);
        assert_eq!(texts, ["2.45", "-0.01235", "1235", "0", "1.000e-9", "5"]);
    }
}
