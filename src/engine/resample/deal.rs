//! The rules by which positions `0..n` are dealt into folds. Every function gives the positions that
//! judge in each fold, ascending.

use crate::rng::Rng;
use crate::split::Timeline;

/// `k` parts whose sizes differ by one at most, the larger ones first.
pub(crate) fn k_fold(rows: usize, k: usize, rng: Option<&mut Rng>) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..rows).collect();
    if let Some(rng) = rng {
        rng.shuffle(&mut order);
    }
    let mut rest = order.into_iter();
    (0..k)
        .map(|fold| {
            let size = rows / k + usize::from(fold < rows % k);
            sorted(rest.by_ref().take(size).collect())
        })
        .collect()
}

/// `k` parts in which the counts of every class differ by one at most, and so do those of all rows.
///
/// With all rows laid out class after class (classes in order of first appearance), fold i gets as many
/// rows of a class as stand at the places i, i + k, i + 2k …: scikit-learn's allocation since 0.22.
pub(crate) fn stratified(classes: &[u32], k: usize, mut rng: Option<&mut Rng>) -> Vec<Vec<usize>> {
    let mut members: Vec<(u32, Vec<usize>)> = Vec::new();
    for (position, class) in classes.iter().enumerate() {
        match members.iter_mut().find(|(known, _)| known == class) {
            Some((_, positions)) => positions.push(position),
            None => members.push((*class, vec![position])),
        }
    }
    let mut folds = vec![Vec::new(); k];
    let mut before = 0;
    for (_, mut positions) in members {
        if let Some(rng) = rng.as_deref_mut() {
            rng.shuffle(&mut positions);
        }
        let range = before..before + positions.len();
        before = range.end;
        let mut rest = positions.into_iter();
        for (at, fold) in folds.iter_mut().enumerate() {
            // Places p of the range with p mod k = at.
            let upto = |end: usize| (end + k - 1 - at) / k;
            let count = upto(range.end) - upto(range.start);
            fold.extend(rest.by_ref().take(count));
        }
    }
    folds.into_iter().map(sorted).collect()
}

/// `k` parts of whole groups. The next group goes to the part with the fewest rows: the largest group
/// first (scikit-learn's rule), or in random order.
pub(crate) fn grouped(groups: Vec<Vec<usize>>, k: usize, rng: Option<&mut Rng>) -> Vec<Vec<usize>> {
    let mut groups = groups;
    match rng {
        Some(rng) => rng.shuffle(&mut groups),
        None => groups.sort_by_key(|group| std::cmp::Reverse(group.len())),
    }
    let mut folds = vec![Vec::new(); k];
    for group in groups {
        if let Some(fold) = folds.iter_mut().min_by_key(|fold| fold.len()) {
            fold.extend(group);
        }
    }
    folds.into_iter().map(sorted).collect()
}

/// A random draw of ⌈share × rows⌉ positions, as scikit-learn rounds.
pub(crate) fn drawn(rows: usize, share: f64, rng: &mut Rng) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows).collect();
    rng.shuffle(&mut order);
    order.truncate((share * rows as f64).ceil() as usize);
    sorted(order)
}

/// Which rows of a timeline teach and which judge, by position in it.
///
/// The last `k` parts of n / (k + 1) rows judge one after the other, and all rows before a part teach it,
/// but for a gap and a limit (scikit-learn's `TimeSeriesSplit`). Where a border would part rows of one
/// time it moves on to the next time.
pub(crate) fn in_time(
    line: &Timeline,
    k: usize,
    gap: usize,
    most: Option<usize>,
) -> Vec<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let rows = line.rows.len();
    let size = rows / (k + 1);
    let first = rows - k * size;
    (0..k)
        .map(|fold| {
            let start = line.cut(first + fold * size);
            let end = if fold + 1 == k { rows } else { line.cut(first + (fold + 1) * size) };
            let train = start.saturating_sub(gap);
            let begin = most.map_or(0, |most| train.saturating_sub(most));
            (begin..train, start..end)
        })
        .collect()
}

fn sorted(mut positions: Vec<usize>) -> Vec<usize> {
    positions.sort_unstable();
    positions
}
