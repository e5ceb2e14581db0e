//! What a threshold on the probability of one class makes of the rows, and what errors cost.

use super::Ranked;
use crate::metrics::Confusion;

/// A threshold and what it reaches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chosen {
    /// Rows whose probability is at least this are taken.
    pub threshold: f64,
    /// What was to be greatest, or least.
    pub figure: f64,
}

impl Ranked {
    /// The confusion matrix when rows whose probability is at least `threshold` are taken for the class:
    /// the others first, then the class. Where steps were left out, a threshold between two counts as the
    /// higher one.
    #[must_use]
    pub fn at(&self, threshold: f64) -> Confusion {
        let kept = self.steps.partition_point(|step| step.threshold >= threshold);
        let taken = kept.checked_sub(1).and_then(|at| self.steps.get(at));
        self.confusion(taken.map_or((0, 0), |step| (step.others, step.hits)))
    }

    fn confusion(&self, (others, hits): (u64, u64)) -> Confusion {
        let (all_others, all_hits) = self.steps.last().map_or((0, 0), |last| (last.others, last.hits));
        Confusion {
            labels: vec![format!("not {}", self.label), self.label.clone()],
            counts: vec![
                vec![all_others - others.min(all_others), others],
                vec![all_hits - hits.min(all_hits), hits],
            ],
        }
    }

    /// The threshold at which `figure` of the confusion matrix is greatest; of equally good ones that
    /// nearest to one half. It lies halfway between two probabilities, so that rows a little off either
    /// are still judged the same, or on one where steps were left out. None without steps or figures.
    #[must_use]
    pub fn greatest(&self, figure: impl Fn(&Confusion) -> Option<f64>) -> Option<Chosen> {
        let none_taken = self.steps.first().map(|first| (first.threshold.next_up(), (0, 0)));
        let taken = self.steps.iter().enumerate().map(|(at, step)| {
            let next = self.steps.get(at + 1).filter(|_| self.steps.len() == self.distinct);
            let between = next.map_or(step.threshold, |next| step.threshold.midpoint(next.threshold));
            let is_between = next.is_none_or(|next| between > next.threshold);
            (if is_between { between } else { step.threshold }, (step.others, step.hits))
        });
        let mut best: Option<Chosen> = None;
        for (threshold, counts) in none_taken.into_iter().chain(taken) {
            let Some(found) = figure(&self.confusion(counts)).filter(|found| found.is_finite()) else {
                continue;
            };
            let nearer = |other: &Chosen| (threshold - 0.5).abs() < (other.threshold - 0.5).abs();
            let better = best
                .as_ref()
                .is_none_or(|best| found > best.figure || (found == best.figure && nearer(best)));
            if better {
                best = Some(Chosen { threshold, figure: found });
            }
        }
        best
    }

    /// The threshold with the greatest F1 of the class.
    #[must_use]
    pub fn best_by_f1(&self) -> Option<Chosen> {
        self.greatest(|counts| counts.class_scores().get(1).map(|score| score.f1))
    }

    /// The threshold with the least expected cost a row, `costs` as [`expected_cost`] takes them.
    #[must_use]
    pub fn best_by_cost(&self, costs: &[Vec<f64>]) -> Option<Chosen> {
        let best = self.greatest(|counts| expected_cost(counts, costs).map(|cost| -cost))?;
        Some(Chosen { figure: -best.figure, ..best })
    }
}

/// The mean cost of a row: Σ counts · costs / rows (Elkan, 2001). `costs` has the confusion matrix's
/// form, true class down and predicted class across, in any unit. None without rows, for another form,
/// or for a cost that is not finite.
#[must_use]
pub fn expected_cost(confusion: &Confusion, costs: &[Vec<f64>]) -> Option<f64> {
    let classes = confusion.counts.len();
    let fits = costs.len() == classes && costs.iter().all(|row| row.len() == classes);
    let rows = confusion.rows();
    if !fits || rows == 0 {
        return None;
    }
    let cells = confusion.counts.iter().flatten().zip(costs.iter().flatten());
    let total: f64 = cells.map(|(count, cost)| *count as f64 * cost).sum();
    Some(total / rows as f64).filter(|cost| cost.is_finite())
}

/// Costs by the true class alone: an error on a row of class `i` costs `of_class[i]`, whatever it was
/// taken for, and a hit nothing.
#[must_use]
pub fn costs_by_class(of_class: &[f64]) -> Vec<Vec<f64>> {
    let line = |(truth, cost): (usize, &f64)| {
        (0..of_class.len()).map(|class| if class == truth { 0.0 } else { *cost }).collect()
    };
    of_class.iter().enumerate().map(line).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn ranked(rows: &[(u32, f64)], most: usize) -> Ranked {
        let (truth, scores): (Vec<u32>, Vec<f64>) = rows.iter().copied().unzip();
        Ranked::new("yes", 1, &truth, &scores, most)
    }

    #[test]
    fn the_threshold_moves_the_matrix() {
        let ranked = ranked(&[(1, 0.9), (0, 0.7), (1, 0.7), (0, 0.2)], 100);
        assert_eq!(ranked.at(0.95).counts, [[2, 0], [2, 0]]);
        assert_eq!(ranked.at(0.9).counts, [[2, 0], [1, 1]]);
        assert_eq!(ranked.at(0.7).counts, [[1, 1], [0, 2]]);
        assert_eq!(ranked.at(0.0).counts, [[0, 2], [0, 2]]);
        assert_eq!(ranked.at(0.5).labels, ["not yes", "yes"]);
        let best = ranked.best_by_f1().unwrap();
        assert!((best.threshold - 0.45).abs() < 1e-12 && (best.figure - 0.8).abs() < 1e-12, "{best:?}");
    }

    #[test]
    fn costs_decide_which_error_is_rather_made() {
        let ranked = ranked(&[(1, 0.9), (0, 0.7), (1, 0.6), (0, 0.2)], 100);
        let costs = |false_alarm, miss| vec![vec![0.0, false_alarm], vec![miss, 0.0]];
        let careful = ranked.best_by_cost(&costs(1.0, 10.0)).unwrap();
        assert_eq!(
            (ranked.at(careful.threshold).counts, careful.figure),
            (vec![vec![1, 1], vec![0, 2]], 0.25)
        );
        let strict = ranked.best_by_cost(&costs(10.0, 1.0)).unwrap();
        assert_eq!((ranked.at(strict.threshold).counts, strict.figure), (vec![vec![2, 0], vec![1, 1]], 0.25));
        assert_eq!(expected_cost(&ranked.at(0.5), &[vec![0.0]]), None);
        assert_eq!(costs_by_class(&[1.0, 5.0]), [[0.0, 1.0], [5.0, 0.0]]);
    }

    #[test]
    fn when_every_alarm_costs_too_much_none_is_raised() {
        let ranked = ranked(&[(0, 1.0), (1, 0.4)], 100);
        let best = ranked.best_by_cost(&[vec![0.0, 100.0], vec![1.0, 0.0]]).unwrap();
        assert_eq!(ranked.at(best.threshold).counts, [[1, 0], [1, 0]]);
    }

    proptest! {
        #[test]
        fn the_matrix_is_that_of_counting_and_the_best_is_the_best(
            rows in prop::collection::vec((0_u32..2, 0_u8..20), 1..60), cut in 0_u8..21,
        ) {
            let rows: Vec<(u32, f64)> = rows.into_iter().map(|(class, score)| (class, f64::from(score) / 20.0)).collect();
            let ranked = ranked(&rows, 1000);
            let cut = f64::from(cut) / 20.0;
            let count = |class, taken| rows.iter().filter(|row| row.0 == class && (row.1 >= cut) == taken).count() as u64;
            prop_assert_eq!(ranked.at(cut).counts, [[count(0, false), count(0, true)], [count(1, false), count(1, true)]]);
            let f1 = |threshold| ranked.at(threshold).class_scores()[1].f1;
            let best = ranked.best_by_f1().unwrap();
            prop_assert_eq!(f1(best.threshold), best.figure);
            for twentieth in 0..=21 {
                prop_assert!(f1(f64::from(twentieth) / 20.0) <= best.figure);
            }
        }
    }
}
