use super::cholesky::Cholesky;
use super::vector::{add_scaled, dot};
use crate::error::EngineError;
use crate::progress::{Progress, Seen};

/// A sweep that moves no parameter by more than this share of the solution's scale changes nothing
/// that matters.
const STILL: f64 = 1e-14;
/// How far a slope may be above its penalty at the solution, as a share of the largest slope: rounding.
const SLACK: f64 = 1e-12;
/// Sweeps over the parameters that are not zero between two sweeps over all.
const INNER_SWEEPS: usize = 50;

/// A symmetric matrix without negative eigenvalues, whose rows are made when they are first needed.
pub struct Curvature<'a> {
    diagonal: Vec<f64>,
    rows: Vec<Option<Vec<f64>>>,
    make: Box<dyn Fn(usize) -> Vec<f64> + 'a>,
}

impl<'a> Curvature<'a> {
    /// The matrix with this diagonal whose row `make` gives.
    pub fn new(diagonal: Vec<f64>, make: impl Fn(usize) -> Vec<f64> + 'a) -> Self {
        let rows = vec![None; diagonal.len()];
        Self { diagonal, rows, make: Box::new(make) }
    }

    /// The matrix with this lower triangle, row-major.
    pub fn of_lower(mut matrix: Vec<f64>, p: usize) -> Self {
        for row in 0..p {
            for column in 0..row {
                matrix[column * p + row] = matrix[row * p + column];
            }
        }
        let diagonal = (0..p).map(|at| matrix[at * (p + 1)]).collect();
        let rows = matrix.chunks_exact(p.max(1)).map(|row| Some(row.to_vec())).collect();
        Self { diagonal, rows, make: Box::new(|_| Vec::new()) }
    }

    fn row(&mut self, at: usize) -> &[f64] {
        let make = &self.make;
        self.rows[at].get_or_insert_with(|| make(at))
    }

    /// `target -= A v`.
    pub fn subtract_product(&mut self, v: &[f64], target: &mut [f64]) {
        for (at, value) in v.iter().enumerate() {
            if *value != 0.0 {
                add_scaled(target, -value, self.row(at));
            }
        }
    }
}

/// How a search ended.
pub struct End {
    /// Whether no parameter can be moved to advantage.
    pub converged: bool,
    /// Sweeps done.
    pub sweeps: usize,
    /// The parameters that are not zero and the factored matrix of their rows and columns, where the
    /// solution was finished exactly.
    pub exact: Option<(Vec<usize>, Cholesky)>,
}

/// Moves `v` to where `½ vᵀAv - bᵀv + Σ penalty |v|` is least.
///
/// Coordinate descent over the parameters that are not zero, with sweeps over all between (Friedman,
/// Hastie and Tibshirani, 2010). As soon as a sweep leaves the signs as they were, the equations that
/// hold at the solution with these signs are solved; when the result keeps the signs and no zero wants
/// to move, it is the solution.
///
/// Who observes sees `v` before every sweep, and as the loss what is made least.
pub fn descend(
    curvature: &mut Curvature,
    b: &[f64],
    penalty: &[f64],
    v: &mut [f64],
    max_sweeps: usize,
    progress: &mut dyn Progress,
) -> Result<End, EngineError> {
    let p = b.len();
    let largest = b.iter().fold(0.0_f64, |largest, slope| largest.max(slope.abs()));
    let mut scale = 0.0_f64;
    for (slope, curve) in b.iter().zip(&curvature.diagonal) {
        if *curve > 0.0 {
            scale = scale.max(slope.abs() / f64::sqrt(*curve));
        }
    }
    let mut slopes = b.to_vec();
    curvature.subtract_product(v, &mut slopes);
    let everything: Vec<usize> = (0..p).filter(|at| curvature.diagonal[*at] > 0.0).collect();
    let mut tried = None;
    let mut sweeps = 0;
    let show = |progress: &mut dyn Progress, step: usize, v: &[f64], slopes: &[f64]| {
        if let Some(observer) = progress.observer() {
            let smooth: f64 = v.iter().zip(b).zip(slopes).map(|((v, b), slope)| v * (b + slope)).sum();
            let held: f64 = v.iter().zip(penalty).map(|(v, penalty)| penalty * v.abs()).sum();
            observer.see(Seen { step, parameters: v, train: Some(held - 0.5 * smooth), validation: None });
        }
    };
    while sweeps < max_sweeps {
        show(progress, sweeps, v, &slopes);
        let before = signs(v);
        let moved = sweep(curvature, &everything, penalty, v, &mut slopes);
        sweeps += 1;
        progress.advance("sweeps", sweeps, max_sweeps)?;
        if moved <= STILL * scale {
            let exact = finish(curvature, b, penalty, v, SLACK * largest);
            return Ok(End { converged: true, sweeps, exact });
        }
        let after = signs(v);
        if before == after && tried.as_ref() != Some(&after) {
            if let Some(exact) = finish(curvature, b, penalty, v, SLACK * largest) {
                return Ok(End { converged: true, sweeps, exact: Some(exact) });
            }
            tried = Some(after);
        }
        let active: Vec<usize> = everything.iter().copied().filter(|at| v[*at] != 0.0).collect();
        for _ in 0..INNER_SWEEPS.min(max_sweeps - sweeps) {
            show(progress, sweeps, v, &slopes);
            sweeps += 1;
            if sweep(curvature, &active, penalty, v, &mut slopes) <= STILL * scale {
                break;
            }
        }
    }
    Ok(End { converged: false, sweeps, exact: None })
}

fn signs(v: &[f64]) -> Vec<i8> {
    v.iter().map(|value| i8::from(*value > 0.0) - i8::from(*value < 0.0)).collect()
}

/// Moves each of these parameters to its best place, given the others; how far the farthest went, in
/// units in which curvature is one.
#[inline(never)]
fn sweep(
    curvature: &mut Curvature,
    places: &[usize],
    penalty: &[f64],
    v: &mut [f64],
    slopes: &mut [f64],
) -> f64 {
    let mut farthest = 0.0_f64;
    for &at in places {
        let curve = curvature.diagonal[at];
        let pull = slopes[at] + curve * v[at];
        let held = (pull.abs() - penalty[at]).max(0.0);
        let next = if pull < 0.0 { -held } else { held } / curve;
        let change = next - v[at];
        if change != 0.0 {
            v[at] = next;
            add_scaled(slopes, -change, curvature.row(at));
            farthest = farthest.max(change.abs() * f64::sqrt(curve));
        }
    }
    farthest
}

/// Solves for the parameters that are not zero, their signs kept. Leaves `v` alone and gives none when
/// that is not the solution.
fn finish(
    curvature: &mut Curvature,
    b: &[f64],
    penalty: &[f64],
    v: &mut [f64],
    slack: f64,
) -> Option<(Vec<usize>, Cholesky)> {
    let active: Vec<usize> = (0..v.len()).filter(|at| v[*at] != 0.0).collect();
    let n = active.len();
    let mut matrix = vec![0.0; n * n];
    for (line, &at) in matrix.chunks_exact_mut(n.max(1)).zip(&active) {
        let row = curvature.row(at);
        for (cell, &column) in line.iter_mut().zip(&active) {
            *cell = row[column];
        }
    }
    let factor = Cholesky::new(matrix.clone(), n)?;
    let target: Vec<f64> = active.iter().map(|at| b[*at] - penalty[*at] * v[*at].signum()).collect();
    let mut solution = target.clone();
    factor.solve(&mut solution);
    let mut change: Vec<f64> = matrix
        .chunks_exact(n.max(1))
        .zip(&target)
        .map(|(line, target)| target - dot(line, &solution))
        .collect();
    factor.solve(&mut change);
    add_scaled(&mut solution, 1.0, &change);
    if active.iter().zip(&solution).any(|(at, value)| value * v[*at] <= 0.0 || !value.is_finite()) {
        return None;
    }
    let mut slopes = b.to_vec();
    for (&at, value) in active.iter().zip(&solution) {
        add_scaled(&mut slopes, -value, curvature.row(at));
    }
    let held = (0..v.len())
        .all(|at| v[at] != 0.0 || curvature.diagonal[at] <= 0.0 || slopes[at].abs() <= penalty[at] + slack);
    if !held {
        return None;
    }
    for (&at, value) in active.iter().zip(&solution) {
        v[at] = *value;
    }
    Some((active, factor))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::progress::Silent;

    #[test]
    fn independent_parameters_are_shrunk_by_their_penalty() {
        let mut v = vec![0.0; 3];
        let mut curvature = Curvature::of_lower(vec![2.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 4.0], 3);
        let end = descend(&mut curvature, &[5.0, 0.5, -9.0], &[1.0; 3], &mut v, 10, &mut Silent).unwrap();
        assert!(end.converged && end.exact.is_some());
        assert_eq!(v, [2.0, 0.0, -2.0]);
    }

    #[test]
    fn twin_parameters_and_a_dead_one_converge() {
        let mut v = vec![0.0; 3];
        let mut curvature = Curvature::of_lower(vec![1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0], 3);
        let end = descend(&mut curvature, &[3.0, 3.0, 0.0], &[1.0; 3], &mut v, 100, &mut Silent).unwrap();
        assert!(end.converged);
        assert!((v[0] + v[1] - 2.0).abs() < 1e-14 && v[2] == 0.0, "{v:?}");
    }
}
