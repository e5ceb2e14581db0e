//! Scores turned into probabilities: Platt's sigmoid, or a rising step function.

use serde::{Deserialize, Serialize};

use super::logistic::sigmoid;
use crate::error::EngineError;

const MAX_STEPS: usize = 100;

/// How scores become probabilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// An S-shaped curve of two parameters.
    Sigmoid,
    /// Any rising curve.
    Isotonic,
}

/// A rising curve from scores to probabilities.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calibration {
    /// `1 / (1 + exp(-(slope · score + intercept)))`.
    Sigmoid {
        /// Steepness, in units of one by score.
        slope: f64,
        /// Its value at score 0.
        intercept: f64,
    },
    /// Straight lines between points; level beyond the first and the last.
    Isotonic {
        /// Ascending.
        scores: Vec<f64>,
        /// Ascending, from 0 to 1, one a score.
        probabilities: Vec<f64>,
    },
}

impl Calibration {
    /// Learns from scores of rows that the scoring model has not seen, and whether each is positive.
    pub fn fit(method: Method, scores: &[f64], positive: &[bool]) -> Self {
        match method {
            Method::Sigmoid => platt(scores, positive),
            Method::Isotonic => isotonic(scores, positive),
        }
    }

    /// The probability that goes with a score.
    pub fn probability(&self, score: f64) -> f64 {
        match self {
            Self::Sigmoid { slope, intercept } => sigmoid(slope * score + intercept),
            Self::Isotonic { scores, probabilities } => {
                let after = scores.partition_point(|point| *point <= score);
                let before = after.saturating_sub(1);
                let (Some(low), Some(high)) = (probabilities.get(before), probabilities.get(after)) else {
                    return probabilities.last().copied().unwrap_or(0.0);
                };
                if after == 0 {
                    return *low;
                }
                let share = (score - scores[before]) / (scores[after] - scores[before]);
                (low + share * (high - low)).clamp(*low, *high)
            }
        }
    }

    /// What is wrong with a loaded curve.
    ///
    /// # Errors
    /// The fault in words.
    pub fn check(&self) -> Result<(), String> {
        let sound = match self {
            Self::Sigmoid { slope, intercept } => slope.is_finite() && intercept.is_finite(),
            Self::Isotonic { scores, probabilities } => {
                !scores.is_empty()
                    && scores.len() == probabilities.len()
                    && scores.iter().all(|score| score.is_finite())
                    && scores.windows(2).all(|pair| pair[0] < pair[1])
                    && probabilities.windows(2).all(|pair| pair[0] <= pair[1])
                    && probabilities.iter().all(|value| (0.0..=1.0).contains(value))
            }
        };
        if sound { Ok(()) } else { Err("a curve from scores to probabilities is damaged".to_owned()) }
    }
}

/// The probabilities of all classes from one curve and score a class, brought to a sum of one; all the
/// same where all are zero. A single curve is that of the second of two classes.
pub fn shares(curves: &[Calibration], scores: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut shares: Vec<f64> =
        curves.iter().zip(scores).map(|(curve, score)| curve.probability(score)).collect();
    if let [second] = shares[..] {
        return vec![1.0 - second, second];
    }
    let sum: f64 = shares.iter().sum();
    let n = shares.len() as f64;
    shares.iter_mut().for_each(|share| *share = if sum > 0.0 { *share / sum } else { 1.0 / n });
    shares
}

/// The part of each row, from 0, for scores of rows left out: the rows of a class go to the parts in
/// turn. There are `n_parts`, or as many as the rarest class has rows.
///
/// # Errors
/// [`EngineError::Data`] when a class has one row, which cannot be both learned from and left out.
pub fn in_turn(codes: &[u32], n_classes: usize, n_parts: usize) -> Result<Vec<usize>, EngineError> {
    let mut counts = vec![0_usize; n_classes];
    codes.iter().for_each(|code| counts[*code as usize] += 1);
    let rarest = counts.iter().copied().filter(|count| *count > 0).min().unwrap_or(0);
    let n_parts = rarest.min(n_parts);
    if n_parts < 2 {
        return Err(EngineError::Data(
            "a class has a single training row, and probabilities are learned from rows left out: \
             ask for none, or drop or merge rare classes"
                .to_owned(),
        ));
    }
    let mut next = vec![0_usize; n_classes];
    let turns = codes.iter().map(|code| {
        let turn = &mut next[*code as usize];
        *turn += 1;
        (*turn - 1) % n_parts
    });
    Ok(turns.collect())
}

/// Platt's sigmoid (1999), with his targets a little inside 0 and 1, by Newton's method with
/// backtracking (Lin, Lin and Weng, 2007). Scores are divided by the largest on the way.
fn platt(scores: &[f64], positive: &[bool]) -> Calibration {
    let size = scores.iter().fold(0.0_f64, |size, score| size.max(score.abs()));
    let size = if size > 0.0 { size } else { 1.0 };
    let n_positive = positive.iter().filter(|positive| **positive).count() as f64;
    let n_negative = positive.len() as f64 - n_positive;
    let (high, low) = ((n_positive + 1.0) / (n_positive + 2.0), 1.0 / (n_negative + 2.0));
    let rows: Vec<(f64, f64)> = scores
        .iter()
        .zip(positive)
        .map(|(score, positive)| (score / size, if *positive { high } else { low }))
        .collect();
    let mut at = [0.0, libm::log((n_positive + 1.0) / (n_negative + 1.0))];
    let mut loss = platt_loss(&rows, at);
    for _ in 0..MAX_STEPS {
        let (step, decrement) = platt_step(&rows, at);
        let mut length = 1.0;
        let next = loop {
            let next = [at[0] + length * step[0], at[1] + length * step[1]];
            let value = platt_loss(&rows, next);
            if value < loss - 1e-4 * length * decrement {
                break Some((next, value));
            }
            length *= 0.5;
            if length < 1e-10 {
                break None;
            }
        };
        let Some((next, value)) = next else { break };
        (at, loss) = (next, value);
    }
    // The last step is too small for the loss to show it.
    let (step, decrement) = platt_step(&rows, at);
    if decrement < 1e-9 {
        at = [at[0] + step[0], at[1] + step[1]];
    }
    Calibration::Sigmoid { slope: at[0] / size, intercept: at[1] }
}

fn platt_loss(rows: &[(f64, f64)], [slope, intercept]: [f64; 2]) -> f64 {
    rows.iter()
        .map(|(score, target)| {
            let z = slope * score + intercept;
            libm::log1p(libm::exp(-z.abs())) + z.max(0.0) - target * z
        })
        .sum()
}

/// Newton's step and how much the loss would fall by it, were it a parabola (twice that).
fn platt_step(rows: &[(f64, f64)], [slope, intercept]: [f64; 2]) -> ([f64; 2], f64) {
    let (mut g0, mut g1, mut h00, mut h01, mut h11) = (0.0, 0.0, 1e-12, 0.0, 1e-12);
    for (score, target) in rows {
        let p = sigmoid(slope * score + intercept);
        let (error, weight) = (p - target, p * (1.0 - p));
        g0 += error * score;
        g1 += error;
        h00 += weight * score * score;
        h01 += weight * score;
        h11 += weight;
    }
    let determinant = h00 * h11 - h01 * h01;
    let step = [(h01 * g1 - h11 * g0) / determinant, (h01 * g0 - h00 * g1) / determinant];
    (step, -(g0 * step[0] + g1 * step[1]))
}

/// The rising function nearest in squares, by pooling adjacent violators (Ayer et al., 1955); rows of
/// equal scores count as one of their mean. Points inside a level stretch are left out.
fn isotonic(scores: &[f64], positive: &[bool]) -> Calibration {
    struct Pool {
        first: f64,
        last: f64,
        sum: f64,
        weight: f64,
    }
    let mut rows: Vec<(f64, f64)> = scores
        .iter()
        .zip(positive)
        .map(|(score, positive)| (*score, f64::from(u8::from(*positive))))
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut pools: Vec<Pool> = Vec::new();
    for equal in rows.chunk_by(|a, b| a.0 == b.0) {
        let sum = equal.iter().map(|row| row.1).sum();
        let mut pool = Pool { first: equal[0].0, last: equal[0].0, sum, weight: equal.len() as f64 };
        while let Some(before) = pools.pop_if(|before| before.sum * pool.weight >= pool.sum * before.weight) {
            pool = Pool {
                first: before.first,
                last: pool.last,
                sum: before.sum + pool.sum,
                weight: before.weight + pool.weight,
            };
        }
        pools.push(pool);
    }
    let (mut points, mut probabilities) = (Vec::new(), Vec::new());
    for pool in pools {
        let mean = pool.sum / pool.weight;
        points.push(pool.first);
        probabilities.push(mean);
        if pool.last > pool.first {
            points.push(pool.last);
            probabilities.push(mean);
        }
    }
    Calibration::Isotonic { scores: points, probabilities }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pooling_gives_the_known_levels() {
        let scores = [1.0, 2.0, 3.0, 4.0, 5.0, 5.0];
        let curve = Calibration::fit(Method::Isotonic, &scores, &[false, true, false, true, true, false]);
        let third = [0.0, 0.5, 0.5, 2.0 / 3.0, 2.0 / 3.0];
        for (score, expected) in scores.iter().zip(third) {
            assert!((curve.probability(*score) - expected).abs() < 1e-15, "{curve:?}");
        }
        assert_eq!(curve.probability(-9.0), 0.0);
        assert_eq!(curve.probability(1.5), 0.25);
        assert!((curve.probability(9.0) - 2.0 / 3.0).abs() < 1e-15);
        assert_eq!(curve.check(), Ok(()));
    }

    #[test]
    fn a_sigmoid_is_at_its_minimum_whatever_the_unit_of_the_scores() {
        let positive = [false, false, true, false, true, true, true];
        for unit in [1e-9, 1.0, 1e9] {
            let scores: Vec<f64> = (0..7).map(|row| f64::from(row - 3) * unit).collect();
            let Calibration::Sigmoid { slope, intercept } = platt(&scores, &positive) else {
                unreachable!("Platt's curve is a sigmoid")
            };
            assert!(slope > 0.0);
            let rows: Vec<(f64, f64)> = scores
                .iter()
                .zip(positive)
                .map(|(score, positive)| (score / unit, if positive { 5.0 / 6.0 } else { 0.2 }))
                .collect();
            let (_, decrement) = platt_step(&rows, [slope * unit, intercept]);
            assert!(decrement.abs() < 1e-20, "{decrement}");
        }
    }

    #[test]
    fn one_class_and_equal_scores_give_a_curve() {
        for method in [Method::Sigmoid, Method::Isotonic] {
            for positive in [[true; 4], [false; 4]] {
                let curve = Calibration::fit(method, &[0.0; 4], &positive);
                assert_eq!(curve.check(), Ok(()));
                assert_eq!(curve.probability(0.0) > 0.5, positive[0], "{curve:?}");
            }
        }
    }
}
