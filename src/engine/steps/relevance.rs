//! How much a column has to do with the target or with another column.
//!
//! Values and answers are those of the same rows, in order. A result may be infinite or, where there is
//! nothing to tell, zero.

use crate::stats;

/// The correlation of Pearson; 0 when either does not vary.
pub(super) fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let (mean_a, mean_b) = (stats::mean(a), stats::mean(b));
    let (mut of_a, mut of_b, mut of_both) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a - mean_a, b - mean_b);
        of_a += a * a;
        of_b += b * b;
        of_both += a * b;
    }
    // The roots are taken apart: their product stays in the range of doubles.
    let r = of_both / (f64::sqrt(of_a) * f64::sqrt(of_b));
    if r.is_finite() { r.clamp(-1.0, 1.0) } else { 0.0 }
}

/// F of the line through two columns: r² / (1 - r²) · (n - 2) with their correlation r.
pub(super) fn f_of_line(a: &[f64], b: &[f64]) -> f64 {
    let r = correlation(a, b);
    if r == 0.0 {
        return 0.0;
    }
    r * r / (1.0 - r * r) * (a.len() as f64 - 2.0).max(0.0)
}

/// The sums of squares between and within classes, and how many classes there are.
struct Squares {
    between: f64,
    within: f64,
    n_classes: f64,
}

impl Squares {
    fn new(values: &[f64], codes: &[u32], n_classes: usize) -> Self {
        let whole = stats::mean(values);
        let mut groups = vec![Vec::new(); n_classes];
        for (value, code) in values.iter().zip(codes) {
            if let Some(group) = groups.get_mut(*code as usize) {
                group.push(*value);
            }
        }
        groups.retain(|group: &Vec<f64>| !group.is_empty());
        let mut squares = Self { between: 0.0, within: 0.0, n_classes: groups.len() as f64 };
        for group in &groups {
            let gap = stats::mean(group) - whole;
            squares.between += group.len() as f64 * gap * gap;
            squares.within += group.len() as f64 * stats::variance(group);
        }
        squares
    }
}

/// F of the analysis of variance: the variance between the means of the classes over that within them.
pub(super) fn f_of_classes(values: &[f64], codes: &[u32], n_classes: usize) -> f64 {
    let squares = Squares::new(values, codes, n_classes);
    let free = values.len() as f64 - squares.n_classes;
    if squares.n_classes < 2.0 || free <= 0.0 || squares.between == 0.0 {
        return 0.0;
    }
    squares.between / (squares.n_classes - 1.0) / (squares.within / free)
}

/// The root of the share of the variance that lies between the classes: for classes what the absolute
/// correlation is for numbers.
pub(super) fn correlation_ratio(values: &[f64], codes: &[u32], n_classes: usize) -> f64 {
    let squares = Squares::new(values, codes, n_classes);
    let share = squares.between / (squares.between + squares.within);
    if share.is_finite() { f64::sqrt(share) } else { 0.0 }
}

/// χ² of the sums of a column by class against what the classes' shares of the rows would give. Values
/// are zero or above, such as counts.
pub(super) fn chi2(values: &[f64], codes: &[u32], n_classes: usize) -> f64 {
    let (mut sums, mut counts) = (vec![0.0; n_classes], vec![0.0; n_classes]);
    for (value, code) in values.iter().zip(codes) {
        if let (Some(sum), Some(count)) = (sums.get_mut(*code as usize), counts.get_mut(*code as usize)) {
            *sum += value;
            *count += 1.0;
        }
    }
    let whole: f64 = sums.iter().sum();
    if whole == 0.0 {
        return 0.0;
    }
    let terms = sums.iter().zip(&counts).filter(|(_, count)| **count > 0.0).map(|(sum, count)| {
        let expected = whole * (count / values.len() as f64);
        (sum - expected) * ((sum - expected) / expected)
    });
    terms.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_a_small_table() {
        let (values, codes) = ([1.0, 2.0, 3.0, 4.0, 5.0, 9.0], [0, 0, 0, 1, 1, 1]);
        // Means 2 and 6 of 4; within 2 and 14.
        assert!((f_of_classes(&values, &codes, 2) - 24.0 / (16.0 / 4.0)).abs() < 1e-12);
        assert!((correlation_ratio(&values, &codes, 2) - (24.0_f64 / 40.0).sqrt()).abs() < 1e-12);
        // Sums 6 and 18 where 12 and 12 are expected.
        assert!((chi2(&values, &codes, 2) - 6.0).abs() < 1e-12);
        assert!((correlation(&values, &[2.0, 4.0, 6.0, 8.0, 10.0, 18.0]) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn what_does_not_vary_tells_nothing() {
        assert_eq!(correlation(&[1.0; 4], &[1.0, 2.0, 3.0, 4.0]), 0.0);
        assert_eq!(f_of_classes(&[3.0; 4], &[0, 0, 1, 1], 2), 0.0);
        assert_eq!(chi2(&[0.0; 4], &[0, 0, 1, 1], 2), 0.0);
    }
}
