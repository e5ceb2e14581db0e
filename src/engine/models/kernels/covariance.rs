//! The covariance within classes.

use ndarray::ArrayView2;

use super::design::copy_columns;
use super::gram::Columns;
use super::vector::dot;
use crate::stats::mean;

/// How a covariance is pulled towards a ball.
#[derive(Clone, Copy, Debug)]
pub enum Shrinkage {
    /// Not at all.
    None,
    /// By what the rows say (Ledoit and Wolf, 2004), class by class in units of its standard deviations.
    Automatic,
    /// By this share.
    Fixed(f64),
}

/// What linear discriminants are made of.
pub struct Pooled {
    /// One a class.
    pub priors: Vec<f64>,
    /// Classes × columns.
    pub means: Vec<f64>,
    /// The lower triangle, row-major.
    pub covariance: Vec<f64>,
}

impl Pooled {
    /// `codes` are below `n_classes` and every class occurs. Priors are the classes' shares, or all the
    /// same. Without shrinkage the covariance is that of all rows about their class means; with
    /// shrinkage it is the mean of the classes' own by their priors.
    pub fn new(
        x: ArrayView2<f64>,
        codes: &[u32],
        n_classes: usize,
        even: bool,
        shrinkage: Shrinkage,
    ) -> Self {
        let (n, p) = x.dim();
        let mut pooled = Self { priors: Vec::new(), means: Vec::new(), covariance: vec![0.0; p * p] };
        for class in 0..n_classes {
            let rows: Vec<usize> = (0..n).filter(|row| codes[*row] as usize == class).collect();
            let of_class = x.select(ndarray::Axis(0), &rows);
            let mut columns = vec![0.0; rows.len() * p];
            copy_columns(of_class.view(), &mut columns);
            for column in columns.chunks_exact_mut(rows.len()) {
                let centre = mean(column);
                column.iter_mut().for_each(|cell| *cell -= centre);
                pooled.means.push(centre);
            }
            let share = if even { 1.0 / n_classes as f64 } else { rows.len() as f64 / n as f64 };
            pooled.priors.push(share);
            let (covariance, factor) = match shrinkage {
                Shrinkage::None => (products(&columns, rows.len()), rows.len() as f64 / n as f64),
                Shrinkage::Fixed(amount) => {
                    let mut covariance = products(&columns, rows.len());
                    shrink(&mut covariance, p, amount);
                    (covariance, share)
                }
                Shrinkage::Automatic => (automatic(columns, rows.len()), share),
            };
            pooled.covariance.iter_mut().zip(covariance).for_each(|(sum, cell)| *sum += factor * cell);
        }
        pooled
    }
}

/// `XᵀX / n`, the lower triangle.
fn products(columns: &[f64], n: usize) -> Vec<f64> {
    let p = columns.len() / n;
    let mut matrix = vec![0.0; p * p];
    Columns::new(columns, n).add_gram(None, &mut matrix, p, (0, 0));
    matrix.iter_mut().for_each(|cell| *cell /= n as f64);
    matrix
}

/// `(1 - amount) C + amount · trace(C) / p · I`.
fn shrink(covariance: &mut [f64], p: usize, amount: f64) {
    let trace: f64 = (0..p).map(|at| covariance[at * (p + 1)]).sum();
    covariance.iter_mut().for_each(|cell| *cell *= 1.0 - amount);
    (0..p).for_each(|at| covariance[at * (p + 1)] += amount * trace / p as f64);
}

/// The covariance of centred columns, shrunk in units of their standard deviations by the share that
/// Ledoit and Wolf (2004) found best.
fn automatic(mut columns: Vec<f64>, n: usize) -> Vec<f64> {
    let p = columns.len() / n;
    let mut scales = Vec::with_capacity(p);
    for column in columns.chunks_exact_mut(n) {
        let scale = f64::sqrt(dot(column, column) / n as f64);
        let scale = if scale > 0.0 { scale } else { 1.0 };
        column.iter_mut().for_each(|cell| *cell /= scale);
        scales.push(scale);
    }
    let mut covariance = products(&columns, n);
    let mut sizes = vec![0.0; n];
    for column in columns.chunks_exact(n) {
        sizes.iter_mut().zip(column).for_each(|(size, cell)| *size += cell * cell);
    }
    let mean_variance = (0..p).map(|at| covariance[at * (p + 1)]).sum::<f64>() / p as f64;
    let mut squares = 0.0;
    for row in 0..p {
        let line = &covariance[row * p..row * p + row];
        squares += 2.0 * dot(line, line) + covariance[row * (p + 1)] * covariance[row * (p + 1)];
    }
    // How far the covariance is from a ball, and how much of that is chance, both a column.
    let away = squares / p as f64 - mean_variance * mean_variance;
    let chance = (dot(&sizes, &sizes) / n as f64 - squares) / (n as f64 * p as f64);
    let amount = if p == 1 || chance <= 0.0 || away <= 0.0 { 0.0 } else { chance.min(away) / away };
    shrink(&mut covariance, p, amount);
    for row in 0..p {
        for column in 0..=row {
            covariance[row * p + column] *= scales[row] * scales[column];
        }
    }
    covariance
}
