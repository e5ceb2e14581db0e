//! How far a figure may be off because the rows judged are only some of those there could be.
//!
//! Rows are drawn again with replacement, as many as there are, and every figure is computed anew; an
//! interval is what lies between the 2.5 % and the 97.5 % quantile (the percentile bootstrap; Efron and
//! Tibshirani, 1993, chapter 13). It is approximate: it covers the true figure in about 95 of 100 cases
//! when there are many rows, in fewer when there are few, and it knows nothing of another training set.
//!
//! A draw is held as how often each row occurs, so that sorting is done once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Answers;
use super::weighted::{ClassFigures, NumberFigures};
use crate::rng::Rng;
use crate::stats;

/// The share of cases in which an interval is to hold the true figure.
pub const LEVEL: f64 = 0.95;

/// Draws, within these bounds as many as [`WORK`] allows.
const MOST_DRAWS: usize = 1000;
const FEWEST_DRAWS: usize = 100;

/// Rows times figures that all draws together may visit.
const WORK: usize = 20_000_000;

/// A figure must exist in this share of draws, or it gets no interval.
const SHARE_DEFINED: f64 = 0.9;

/// Where a figure probably lies.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The share of cases in which it is to hold the true figure: [`LEVEL`].
    pub level: f64,
    /// How often rows were drawn anew.
    pub draws: u32,
}

/// How much better the model is than the baseline on the same rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lead {
    /// The metric: macro F1 for classes, R² for numbers.
    pub metric: String,
    /// The model's figure minus the baseline's.
    pub difference: f64,
    /// Where the difference probably lies; both are measured on the same draws.
    pub interval: Option<Interval>,
}

/// Figures of one draw, by name; `None` where the draw has none.
pub(super) trait Redrawn {
    /// The names, in the order of the figures.
    fn names(&self) -> &'static [&'static str];
    /// The figures when row `i` occurs `weights[i]` times.
    fn figures(&self, weights: &[u32]) -> Vec<Option<f64>>;
    /// How many rows there are.
    fn rows(&self) -> usize;
    /// Rows that one draw visits, all figures together.
    fn work(&self) -> usize;
}

/// The intervals of figures by name, and the lead over the baseline.
pub(super) type Spread = (BTreeMap<&'static str, Interval>, Option<Lead>);

/// The intervals of the figures that have one, and the lead over the baseline, whose answers are to the
/// same rows. Equal input and seed give equal bits. Fewer than two rows have no spread to draw from.
pub(super) fn intervals(model: &Answers, baseline: &Answers, seed: u64) -> Spread {
    match (model, baseline) {
        _ if model.rows() < 2 || model.rows() != baseline.rows() => Spread::default(),
        (Answers::Classes { .. }, Answers::Classes { .. }) => redraw(
            &ClassFigures::new(model),
            &ClassFigures::without_probabilities(baseline),
            "f1_macro",
            seed,
        ),
        (Answers::Numbers { truth, predicted }, Answers::Numbers { predicted: base, .. }) => {
            redraw(&NumberFigures::new(truth, predicted), &NumberFigures::new(truth, base), "r2", seed)
        }
        _ => Spread::default(),
    }
}

fn redraw(model: &impl Redrawn, baseline: &impl Redrawn, lead: &str, seed: u64) -> Spread {
    let rows = model.rows();
    let Ok(bound) = u32::try_from(rows) else { return Spread::default() };
    let draws = (WORK / model.work().max(1)).clamp(FEWEST_DRAWS, MOST_DRAWS);
    let lead_of = |figures: &[Option<f64>], names: &[&str]| {
        names.iter().position(|name| *name == lead).and_then(|at| figures.get(at).copied().flatten())
    };
    let difference = |weights: &[u32], figures: &[Option<f64>]| {
        let base = lead_of(&baseline.figures(weights), baseline.names())?;
        Some(lead_of(figures, model.names())? - base)
    };
    let mut rng = Rng::new(seed, "bootstrap");
    let mut found: Vec<Vec<f64>> = vec![Vec::with_capacity(draws); model.names().len()];
    let mut leads = Vec::with_capacity(draws);
    let mut weights = vec![0_u32; rows];
    for _ in 0..draws {
        weights.fill(0);
        for _ in 0..rows {
            if let Some(weight) = weights.get_mut(rng.below(bound) as usize) {
                *weight += 1;
            }
        }
        let figures = model.figures(&weights);
        leads.extend(difference(&weights, &figures));
        for (all, figure) in found.iter_mut().zip(figures) {
            all.extend(figure);
        }
    }
    let ends = model.names().iter().zip(found).filter_map(|(name, all)| Some((*name, interval(all, draws)?)));
    let whole = vec![1; rows];
    let lead = difference(&whole, &model.figures(&whole)).map(|difference| Lead {
        metric: lead.to_owned(),
        difference,
        interval: interval(leads, draws),
    });
    (ends.collect(), lead)
}

fn interval(mut figures: Vec<f64>, draws: usize) -> Option<Interval> {
    figures.retain(|figure| figure.is_finite());
    if (figures.len() as f64) < SHARE_DEFINED * draws as f64 {
        return None;
    }
    figures.sort_by(f64::total_cmp);
    Some(Interval {
        low: stats::quantile(&figures, (1.0 - LEVEL) / 2.0)?,
        high: stats::quantile(&figures, (1.0 + LEVEL) / 2.0)?,
        level: LEVEL,
        draws: draws as u32,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use ndarray::Array2;
    use serde_json::Value;

    use super::*;

    fn case(name: &str) -> Value {
        let file: Value =
            serde_json::from_str(include_str!("../../../tests/references/metrics2.json")).unwrap();
        file["cases"].as_array().unwrap().iter().find(|case| case["name"] == name).unwrap().clone()
    }

    fn read<T: serde::de::DeserializeOwned>(case: &Value, key: &str) -> T {
        serde_json::from_value(case[key].clone()).unwrap()
    }

    fn classes(truth: &[u32], predicted: &[u32], scores: &[f64]) -> Answers {
        Answers::Classes {
            labels: vec!["a".to_owned(), "b".to_owned()],
            truth: truth.to_vec(),
            predicted: predicted.to_vec(),
            probabilities: Some(Array2::from_shape_fn((scores.len(), 2), |(row, class)| {
                if class == 1 { scores[row] } else { 1.0 - scores[row] }
            })),
        }
    }

    /// SciPy draws 9,999 times, this 1,000 times. The 2.5 % quantile of so many draws of about a normal
    /// figure varies by √(0.025 · 0.975 / 1000) / φ(1.96) = 0.084 standard deviations, or 0.022 of the
    /// interval's width; 0.1 of it is more than four times that.
    fn assert_ends(found: &BTreeMap<&'static str, Interval>, ends: &Value) {
        for (name, end) in ends.as_object().unwrap() {
            let Interval { low, high, draws, .. } = found[name.as_str()];
            let (expected_low, expected_high): (f64, f64) = (read(end, "low"), read(end, "high"));
            let allowed = 0.1 * (expected_high - expected_low);
            assert_eq!(draws, 1000);
            assert!((low - expected_low).abs() < allowed, "{name}: {low} for {expected_low}");
            assert!((high - expected_high).abs() < allowed, "{name}: {high} for {expected_high}");
        }
    }

    #[test]
    fn intervals_are_near_those_of_scipy() {
        let case = case("classes");
        let (truth, predicted): (Vec<u32>, Vec<u32>) = (read(&case, "truth"), read(&case, "predicted"));
        let answers = classes(&truth, &predicted, &read::<Vec<f64>>(&case, "scores"));
        let (found, _) = intervals(&answers, &classes(&truth, &vec![0; 120], &[0.0; 120]), 7);
        assert_ends(&found, &case["ends"]);

        let case = self::case("numbers");
        let answers = Answers::Numbers { truth: read(&case, "truth"), predicted: read(&case, "predicted") };
        let (found, lead) = intervals(&answers, &answers, 7);
        assert_ends(&found, &case["ends"]);
        let same = lead.unwrap();
        assert_eq!((same.difference, same.interval.unwrap().high), (0.0, 0.0));
    }

    #[test]
    fn figures_with_every_row_once_are_the_reports() {
        let case = case("classes");
        let (truth, predicted): (Vec<u32>, Vec<u32>) = (read(&case, "truth"), read(&case, "predicted"));
        let answers = classes(&truth, &predicted, &read::<Vec<f64>>(&case, "scores"));
        let numbers = self::case("numbers");
        let (values, guesses): (Vec<f64>, Vec<f64>) = (read(&numbers, "truth"), read(&numbers, "predicted"));
        let of_numbers = NumberFigures::new(&values, &guesses);
        let of_classes = ClassFigures::new(&answers);
        let check = |redrawn: &dyn Redrawn, report: super::super::PartReport| {
            let figures = redrawn.figures(&vec![1; redrawn.rows()]);
            for (name, figure) in redrawn.names().iter().zip(figures) {
                let expected = report.metric(name).unwrap().value.unwrap();
                assert!((figure.unwrap() - expected).abs() < 1e-12, "{name}: {figure:?}, {expected}");
            }
        };
        check(&of_classes, answers.report());
        check(&of_numbers, Answers::Numbers { truth: values.clone(), predicted: guesses.clone() }.report());
    }

    #[test]
    fn the_same_seed_gives_the_same_ends_and_too_few_rows_give_none() {
        let truth: Vec<f64> = (0..30).map(f64::from).collect();
        let guess: Vec<f64> = truth.iter().map(|value| value + libm::sin(*value)).collect();
        let answers = Answers::Numbers { truth, predicted: guess };
        assert_eq!(intervals(&answers, &answers, 1), intervals(&answers, &answers, 1));
        assert_ne!(intervals(&answers, &answers, 1).0, intervals(&answers, &answers, 2).0);
        let one = answers.take(&[3]);
        assert_eq!(intervals(&one, &one, 1), Spread::default());
    }
}
