//! How much knowing a column tells of the target, in nats.
//!
//! Between codes it is exact. Where a side is continuous it is estimated from nearest neighbours: both sides
//! by A. Kraskov, H. Stögbauer and P. Grassberger, *Estimating mutual information*, 2004; one side by B. C.
//! Ross, *Mutual information between discrete and continuous data sets*, 2014. As Kraskov advises and
//! scikit-learn does, values are divided by their standard deviation and moved by 1e-10 of normal noise, so
//! that equal values do not hide each other; here the noise is always the same. The estimates depend on
//! counts alone, so that without equal values they are scikit-learn's to the last digits.

use crate::rng::Rng;
use crate::stats;

/// The noise as a share of the values' mean size.
const NOISE: f64 = 1e-10;
/// Euler's constant.
const GAMMA: f64 = 0.577_215_664_901_532_9;

/// The digamma function of whole numbers: ψ(n) = 1 + 1/2 + … + 1/(n - 1) - γ.
pub(super) struct Digamma(Vec<f64>);

impl Digamma {
    /// For the numbers up to `most`.
    pub(super) fn new(most: usize) -> Self {
        let mut sum = -GAMMA;
        let mut values = vec![f64::NAN, sum];
        for n in 1..most.max(1) {
            sum += 1.0 / n as f64;
            values.push(sum);
        }
        Self(values)
    }

    fn of(&self, n: usize) -> f64 {
        self.0.get(n).copied().unwrap_or(f64::NAN)
    }
}

/// The values in units of their standard deviation, with the noise of that use.
pub(super) fn with_noise(values: &[f64], usage: &str) -> Vec<f64> {
    let deviation = f64::sqrt(stats::variance(values));
    let unit = if deviation > 0.0 && deviation.is_finite() { deviation } else { 1.0 };
    let sizes: Vec<f64> = values.iter().map(|value| value.abs() / unit).collect();
    let noise = NOISE * stats::mean(&sizes).max(1.0);
    let mut rng = Rng::new(0, usage);
    values.iter().map(|value| value / unit + noise * rng.normal()).collect()
}

/// Between two columns of codes.
pub(super) fn of_codes(a: &[u32], b: &[u32], (n_a, n_b): (usize, usize)) -> f64 {
    let mut counts = vec![0.0; n_a * n_b];
    for (a, b) in a.iter().zip(b) {
        if let Some(count) = counts.get_mut(*a as usize * n_b + *b as usize) {
            *count += 1.0;
        }
    }
    let n = a.len() as f64;
    let of_a: Vec<f64> = counts.chunks(n_b.max(1)).map(|counts| counts.iter().sum()).collect();
    let of_b = |b: usize| counts.iter().skip(b).step_by(n_b.max(1)).sum::<f64>();
    let of_b: Vec<f64> = (0..n_b).map(of_b).collect();
    let mut sum = 0.0;
    for (counts, of_a) in counts.chunks(n_b.max(1)).zip(&of_a) {
        for (count, of_b) in counts.iter().zip(&of_b).filter(|(count, _)| **count > 0.0) {
            sum += count / n * libm::log(count * n / (of_a * of_b));
        }
    }
    sum.max(0.0)
}

/// Between a column of numbers with noise and one of codes, from `k` neighbours (Ross). Codes of one row
/// alone are left out.
pub(super) fn of_numbers_and_codes(
    numbers: &[f64],
    (codes, n_codes): (&[u32], usize),
    k: usize,
    digamma: &Digamma,
) -> f64 {
    let mut groups = vec![Vec::new(); n_codes];
    for (number, code) in numbers.iter().zip(codes) {
        if let Some(group) = groups.get_mut(*code as usize) {
            group.push(*number);
        }
    }
    groups.retain(|group| group.len() > 1);
    groups.iter_mut().for_each(|group| group.sort_unstable_by(f64::total_cmp));
    let mut all: Vec<f64> = groups.concat();
    all.sort_unstable_by(f64::total_cmp);
    if all.is_empty() {
        return 0.0;
    }
    let n = all.len() as f64;
    let mut estimate = digamma.of(all.len());
    for group in &groups {
        let k = k.min(group.len() - 1);
        let share = group.len() as f64 / n;
        estimate += share * (digamma.of(k) - digamma.of(group.len()));
        let counts = group.iter().zip(distances(group, k)).map(|(x, far)| within(&all, *x, far));
        estimate -= counts.map(|count| digamma.of(count)).sum::<f64>() / n;
    }
    if estimate.is_finite() { estimate.max(0.0) } else { 0.0 }
}

/// Between two columns of numbers with noise, from `k` neighbours (Kraskov's first estimator).
pub(super) fn of_numbers(x: &[f64], y: &[f64], k: usize, digamma: &Digamma) -> f64 {
    let n = x.len().min(y.len());
    if n <= k {
        return 0.0;
    }
    let distances = distances_of_pairs(x, y, k);
    let sorted = |values: &[f64]| {
        let mut values = values.to_vec();
        values.sort_unstable_by(f64::total_cmp);
        values
    };
    let (by_x, by_y) = (sorted(x), sorted(y));
    let mut sum = 0.0;
    for ((x, y), far) in x.iter().zip(y).zip(distances) {
        sum += digamma.of(within(&by_x, *x, far)) + digamma.of(within(&by_y, *y, far));
    }
    let estimate = digamma.of(n) + digamma.of(k) - sum / n as f64;
    if estimate.is_finite() { estimate.max(0.0) } else { 0.0 }
}

/// How far each of the ascending values is from the `k`th nearest other; `k` is below their number.
fn distances(sorted: &[f64], k: usize) -> Vec<f64> {
    // The k + 1 values from `first` are the value and its k nearest.
    let mut first = 0;
    let at = |place: usize| sorted.get(place).copied().unwrap_or(f64::INFINITY);
    let distance = |(place, x): (usize, &f64)| {
        first = first.max(place.saturating_sub(k));
        while first < place && at(first + k + 1) - x < x - at(first) {
            first += 1;
        }
        (x - at(first)).max(at(first + k) - x)
    };
    sorted.iter().enumerate().map(distance).collect()
}

/// How many of the ascending values, one at `x` among them, are nearer to it than `far`; those equal to
/// it when that is no distance at all.
fn within(sorted: &[f64], x: f64, far: f64) -> usize {
    let near = |gap: f64| if far > 0.0 { gap < far } else { gap <= 0.0 };
    let first = sorted.partition_point(|value| *value < x && !near(x - value));
    let end = sorted.partition_point(|value| *value < x || near(value - x));
    (end - first).max(1)
}

/// How far each pair is from the `k`th nearest other, as the greater of the two differences.
fn distances_of_pairs(x: &[f64], y: &[f64], k: usize) -> Vec<f64> {
    // Along the side with fewer equal values the search ends sooner.
    let (x, y) = if ties(x) <= ties(y) { (x, y) } else { (y, x) };
    let mut order: Vec<usize> = (0..x.len().min(y.len())).collect();
    order.sort_unstable_by(|a, b| x[*a].total_cmp(&x[*b]).then(a.cmp(b)));
    let pairs: Vec<(f64, f64)> = order.iter().map(|row| (x[*row], y[*row])).collect();
    let mut found = vec![0.0; pairs.len()];
    let mut best = Vec::with_capacity(k + 1);
    for (place, row) in order.iter().enumerate() {
        let (x, y) = pairs[place];
        best.clear();
        best.resize(k, f64::INFINITY);
        let (before, after) = pairs.split_at(place);
        let (mut before, mut after) = (before.iter().rev().peekable(), after.iter().skip(1).peekable());
        loop {
            let left = before.peek().map_or(f64::INFINITY, |pair| x - pair.0);
            let right = after.peek().map_or(f64::INFINITY, |pair| pair.0 - x);
            let worst = best.last().copied().unwrap_or(0.0);
            if left.min(right) >= worst {
                break;
            }
            let Some(pair) = (if left <= right { before.next() } else { after.next() }) else { break };
            let distance = left.min(right).max((pair.1 - y).abs());
            if distance < worst {
                best.pop();
                best.insert(best.partition_point(|known| *known <= distance), distance);
            }
        }
        found[*row] = best.last().copied().unwrap_or(0.0);
    }
    found
}

/// How many neighbours in order differ by no more than noise.
fn ties(values: &[f64]) -> usize {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.windows(2).filter(|pair| pair[1] - pair[0] <= 10.0 * NOISE * pair[0].abs().max(1.0)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain_within(values: &[f64], x: f64, far: f64) -> usize {
        values.iter().filter(|value| (*value - x).abs() < far).count()
    }

    #[test]
    fn neighbours_are_those_of_a_search_through_all() {
        let mut rng = Rng::new(3, "test");
        for (n, k) in [(2, 1), (9, 3), (60, 5), (200, 3)] {
            let draw = |rng: &mut Rng| (0..n).map(|_| rng.normal()).collect::<Vec<f64>>();
            let (mut x, y) = (draw(&mut rng), draw(&mut rng));
            let pairs = distances_of_pairs(&x, &y, k);
            for row in 0..n {
                let gap = |other: usize| (x[row] - x[other]).abs().max((y[row] - y[other]).abs());
                let mut gaps: Vec<f64> = (0..n).filter(|other| *other != row).map(gap).collect();
                gaps.sort_by(f64::total_cmp);
                assert_eq!(pairs[row], gaps[k - 1]);
            }
            x.sort_by(f64::total_cmp);
            for (row, far) in distances(&x, k).into_iter().enumerate() {
                let mut gaps: Vec<f64> =
                    (0..n).filter(|other| *other != row).map(|other| (x[row] - x[other]).abs()).collect();
                gaps.sort_by(f64::total_cmp);
                assert_eq!(far, gaps[k - 1]);
                assert_eq!(within(&x, x[row], far), plain_within(&x, x[row], far));
            }
        }
    }

    #[test]
    fn digamma_is_that_of_the_tables() {
        let digamma = Digamma::new(10);
        assert!((digamma.of(1) + 0.577_215_664_901_532_9).abs() < 1e-15);
        assert!((digamma.of(10) - 2.251_752_589_066_721).abs() < 1e-14);
    }

    #[test]
    fn codes_that_say_all_or_nothing() {
        let a = [0, 0, 1, 1];
        assert!((of_codes(&a, &a, (2, 2)) - 2_f64.ln()).abs() < 1e-15);
        assert_eq!(of_codes(&a, &[0, 1, 0, 1], (2, 2)), 0.0);
    }
}
