//! Groups of numbers on a line, by Lloyd's rounds on sorted numbers: a group is then a stretch of them, and a
//! sum is a difference of two running sums.

/// Centres that move less than this share of the variance, squared and summed, have come to rest, as in
/// scikit-learn.
const STILL: f64 = 1e-4;
const MAX_ROUNDS: usize = 300;

/// The centres of at most `k` groups of numbers sorted ascending, themselves ascending. The rounds begin from
/// `k` centres at equal distances, and a centre without numbers takes the number that is farthest from its own,
/// as in scikit-learn.
pub fn centres(sorted: &[f64], k: usize) -> Vec<f64> {
    let (Some(least), Some(greatest)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    let mean = crate::stats::mean(sorted);
    let moved: Vec<f64> = sorted.iter().map(|value| value - mean).collect();
    let edge = |at: usize| edge(*least, *greatest, k, at);
    let mut centres: Vec<f64> = (0..k).map(|at| (edge(at) + edge(at + 1)) * 0.5 - mean).collect();
    let mut sums = Vec::with_capacity(moved.len() + 1);
    sums.push(0.0);
    let mut sum = 0.0;
    sums.extend(moved.iter().map(|value| {
        sum += value;
        sum
    }));
    let rest = STILL * crate::stats::variance(sorted);
    let mut ends = stretches(&moved, &centres);
    for _ in 0..MAX_ROUNDS {
        let next = means(&moved, &sums, &centres, &ends);
        let way: f64 = centres.iter().zip(&next).map(|(old, new)| (old - new) * (old - new)).sum();
        centres = next;
        centres.sort_unstable_by(f64::total_cmp);
        let found = stretches(&moved, &centres);
        let same = found == ends;
        ends = found;
        if same || way <= rest {
            break;
        }
    }
    centres.into_iter().map(|centre| centre + mean).collect()
}

/// The edge of that place among those that cut the range into `k` equal parts.
pub fn edge(least: f64, greatest: f64, k: usize, at: usize) -> f64 {
    if at == k { greatest } else { least + (greatest - least) / k as f64 * at as f64 }
}

/// Where the stretch of each ascending centre ends. A number in the middle between two belongs to the lower.
fn stretches(values: &[f64], centres: &[f64]) -> Vec<usize> {
    let middles = centres.iter().zip(centres.iter().skip(1)).map(|(a, b)| (a + b) * 0.5);
    let ends = middles.map(|middle| values.partition_point(|value| *value <= middle));
    ends.chain([values.len()]).collect()
}

/// The mean of each stretch.
fn means(values: &[f64], sums: &[f64], centres: &[f64], ends: &[usize]) -> Vec<f64> {
    let starts = [0].into_iter().chain(ends.iter().copied());
    let stretches: Vec<(usize, usize)> = starts.zip(ends.iter().copied()).collect();
    let sum = |at: usize| sums.get(at).copied().unwrap_or_default();
    let mut totals: Vec<(f64, f64)> = stretches
        .iter()
        .map(|(start, end)| (sum(*end) - sum(*start), end.saturating_sub(*start) as f64))
        .collect();
    let empty: Vec<usize> = (0..totals.len()).filter(|at| totals[*at].1 == 0.0).collect();
    for (at, (value, of)) in empty.iter().zip(farthest(values, centres, &stretches, empty.len())) {
        totals[of].0 -= value;
        totals[of].1 -= 1.0;
        totals[*at] = (value, 1.0);
    }
    let means = totals.iter().zip(centres);
    means.map(|((total, count), centre)| if *count > 0.0 { total / count } else { *centre }).collect()
}

/// The numbers farthest from their centres, the farthest first, and the places of those centres: at the ends
/// of the stretches.
fn farthest(
    values: &[f64],
    centres: &[f64],
    stretches: &[(usize, usize)],
    count: usize,
) -> Vec<(f64, usize)> {
    if count == 0 {
        return Vec::new();
    }
    let mut found: Vec<(f64, f64, usize)> = Vec::new();
    for (of, ((start, end), centre)) in stretches.iter().zip(centres).enumerate() {
        let stretch = values.get(*start..*end).unwrap_or_default();
        let (low, high) = stretch.split_at(count.min(stretch.len()));
        let high = high.get(high.len().saturating_sub(count)..).unwrap_or_default();
        found.extend(low.iter().chain(high).map(|value| ((value - centre).abs(), *value, of)));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.into_iter().take(count).map(|(_, value, of)| (value, of)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clear_groups_have_their_means_as_centres() {
        let mut values = vec![0.0, 0.1, 0.2, 5.0, 5.1, 9.0, 9.3];
        values.sort_unstable_by(f64::total_cmp);
        let found = centres(&values, 3);
        for (found, expected) in found.iter().zip([0.1, 5.05, 9.15]) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }

    #[test]
    fn a_centre_without_numbers_takes_the_farthest() {
        let mut values: Vec<f64> = (0..50).map(f64::from).collect();
        values.push(1000.0);
        let found = centres(&values, 4);
        assert!(found.is_sorted() && found.len() == 4 && found[3] == 1000.0, "{found:?}");
        assert!(found[2] < 50.0, "{found:?}");
    }
}
