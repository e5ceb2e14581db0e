use ndarray::Array2;

use super::*;
use crate::rng::Rng;

const LIMITS: Limits = Limits { max_depth: 4, min_samples_split: 2, min_samples_leaf: 6 };

fn noisy(n: usize) -> (Array2<f64>, Vec<f64>) {
    let mut rng = Rng::new(9, "test");
    let x = Array2::from_shape_simple_fn((n, 3), || rng.normal());
    let y = x.rows().into_iter().map(|row| row[0] * row[1] + 0.5 * row[2] + 0.1 * rng.normal()).collect();
    (x, y)
}

fn exact<C: Criterion>(criterion: &C, x: &Array2<f64>, limits: Limits) -> Tree {
    let mut splitter = SortedSplitter::new(criterion, x.view());
    grow(criterion, &mut splitter, &mut Draw::in_order(x.ncols()), limits)
}

fn in_bins<C: Criterion>(criterion: &C, bins: &Bins, limits: Limits) -> Tree {
    let draws = vec![1; bins.n_rows()];
    let mut splitter = HistogramSplitter::new(criterion, bins, &draws);
    grow(criterion, &mut splitter, &mut Draw::in_order(bins.n_features()), limits)
}

/// With at most 256 distinct values, all features and all rows, bins lose nothing: neither where rows
/// are few and kept sorted nor where they are many.
#[test]
fn binned_and_exact_splits_grow_the_same_tree() {
    let (few, y) = noisy(256);
    compare_bins(&few, &y);
    let (many, y) = noisy(1500);
    compare_bins(&many.mapv(|cell| (cell * 30.0).round().clamp(-100.0, 100.0)), &y);
}

fn compare_bins(x: &Array2<f64>, y: &[f64]) {
    let codes: Vec<u32> = y
        .iter()
        .map(|y| {
            if *y < -0.3 {
                0
            } else if *y < 0.4 {
                1
            } else {
                2
            }
        })
        .collect();
    let bins = Bins::new(x.view());
    let numbers = Numbers::new(y);
    let sorted = exact(&numbers, x, LIMITS);
    let binned = in_bins(&numbers, &bins, LIMITS);
    assert!(sorted.n_nodes() > 10);
    assert_eq!(sorted.threshold, binned.threshold);
    assert_eq!((sorted.left, sorted.right), (binned.left, binned.right));
    for impurity in [Impurity::Gini, Impurity::Entropy] {
        let classes = Classes::new(&codes, 3, impurity, None);
        let sorted = exact(&classes, x, LIMITS);
        let binned = in_bins(&classes, &bins, LIMITS);
        assert!(sorted.n_nodes() > 10);
        assert_eq!(sorted, binned);
    }
}

/// Two classes have a criterion of their own, which looks at bins in another way. The last rows are alike, so
/// that leaves with both classes are among the nodes.
#[test]
fn two_classes_grow_the_trees_that_any_number_of_classes_grow() {
    let (mut x, y) = noisy(1500);
    x.rows_mut().into_iter().skip(1480).for_each(|mut row| row.fill(0.5));
    let codes: Vec<u32> = y.iter().map(|y| u32::from(*y > 0.1)).collect();
    let bins = Bins::new(x.view());
    let (two, any) = (Halves::new(&codes), Classes::new(&codes, 2, Impurity::Gini, None));
    let deep = Limits { max_depth: 40, min_samples_split: 2, min_samples_leaf: 1 };
    for limits in [LIMITS, deep] {
        let tree = exact(&two, &x, limits);
        assert!(tree.n_nodes() > 20);
        assert_eq!(tree, exact(&any, &x, limits));
        assert_eq!(in_bins(&two, &bins, limits), in_bins(&any, &bins, limits));
        let mut rng = Rng::new(1, "draws");
        let draws: Vec<u32> = (0..1500).map(|_| rng.below(3)).collect();
        let draw = || Draw::random(3, 1, Rng::new(2, "tree"));
        let mut splitter = HistogramSplitter::new(&two, &bins, &draws);
        let tree = grow(&two, &mut splitter, &mut draw(), limits);
        assert_eq!(tree, grow(&any, &mut HistogramSplitter::new(&any, &bins, &draws), &mut draw(), limits));
    }
}

/// The first split against trying every threshold by definition.
#[test]
fn the_root_has_the_least_squared_error_of_all_splits() {
    let (x, y) = noisy(60);
    let error = |rows: &[f64]| {
        let mean = rows.iter().sum::<f64>() / rows.len() as f64;
        rows.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>()
    };
    let errors = |feature: usize, threshold: f64| {
        let (left, right): (Vec<_>, Vec<_>) =
            x.column(feature).into_iter().zip(&y).partition(|(cell, _)| **cell <= threshold);
        let side = |rows: Vec<(&f64, &f64)>| error(&rows.iter().map(|row| *row.1).collect::<Vec<_>>());
        side(left) + side(right)
    };
    let mut least = f64::INFINITY;
    for feature in 0..3 {
        let column = x.column(feature);
        let top = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for threshold in column.iter().filter(|cell| **cell < top) {
            least = least.min(errors(feature, *threshold));
        }
    }
    let criterion = Numbers::new(&y);
    let limits = Limits { max_depth: 1, min_samples_split: 2, min_samples_leaf: 1 };
    let tree = exact(&criterion, &x, limits);
    assert!((errors(tree.feature[0] as usize, tree.threshold[0]) - least).abs() < 1e-12);
}

/// Against every border by definition, also where borders too near the ends come first.
#[test]
fn the_best_border_of_large_leaves_is_found() {
    for seed in 0..40 {
        let mut rng = Rng::new(seed, "borders");
        let x = Array2::from_shape_simple_fn((40, 1), || f64::from(rng.below(15)));
        let y: Vec<f64> = (0..40).map(|_| rng.normal()).collect();
        let worth = |threshold: f64| {
            let side = |left: bool| {
                let rows: Vec<f64> =
                    (0..40).filter(|row| (x[[*row, 0]] <= threshold) == left).map(|row| y[row]).collect();
                (rows.len(), rows.iter().sum::<f64>().powi(2) / rows.len() as f64)
            };
            let (left, right) = (side(true), side(false));
            (left.0 >= 12 && right.0 >= 12).then_some(left.1 + right.1)
        };
        let best = (0..14).filter_map(|border| worth(f64::from(border))).fold(f64::NEG_INFINITY, f64::max);
        let limits = Limits { max_depth: 1, min_samples_split: 2, min_samples_leaf: 12 };
        let criterion = Numbers::new(&y);
        for tree in [exact(&criterion, &x, limits), in_bins(&criterion, &Bins::new(x.view()), limits)] {
            assert!((worth(tree.threshold[0]).unwrap() - best).abs() < 1e-9, "seed {seed}");
        }
    }
}

#[test]
fn every_limit_is_kept() {
    let (x, y) = noisy(300);
    let criterion = Numbers::new(&y);
    let limits = Limits { max_depth: 6, min_samples_split: 40, min_samples_leaf: 7 };
    let tree = exact(&criterion, &x, limits);
    let mut depth = vec![0; tree.n_nodes()];
    for node in 0..tree.n_nodes() {
        assert!(tree.samples[node] >= 7 && depth[node] <= 6);
        if tree.left[node] != 0 {
            assert!(tree.samples[node] >= 40);
            for child in [tree.left[node], tree.right[node]] {
                depth[child as usize] = depth[node] + 1;
            }
        }
    }
    assert_eq!(depth.iter().max(), Some(&6));
}

#[test]
fn a_threshold_never_reaches_the_upper_value() {
    let low = 1.0_f64;
    assert_eq!(between(low, low.next_up()), low);
    assert_eq!(between(1.0, 2.0), 1.5);
    assert_eq!(between(-f64::MAX, f64::MAX), 0.0);
    assert_eq!(between(f64::MAX.next_down(), f64::MAX), f64::MAX.next_down());
}
