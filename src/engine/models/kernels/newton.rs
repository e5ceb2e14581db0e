use super::cholesky::Cholesky;
use super::logistic::LogLoss;
use super::vector::{add_scaled, dot};
use crate::error::EngineError;
use crate::progress::Progress;

const MAX_ITERATIONS: usize = 100;
const MAX_CG_STEPS: usize = 1000;
/// More parameters than this are solved for by conjugate gradients instead of a factored Hessian.
const MAX_FACTORED: usize = 256;
/// Below this squared Newton decrement, relative to the loss, rounding hides whether a step helps.
const FLAT: f64 = 1e-11;
/// At this squared decrement the last step makes probabilities right to about twelve digits.
const DONE: f64 = 1e-20;

/// Where the search ended.
pub struct Minimum {
    /// The parameters.
    pub v: Vec<f64>,
    /// Whether the last Newton decrement says that this is the minimum.
    pub converged: bool,
}

/// Newton's method from zero with a backtracking line search (Nocedal and Wright, Numerical
/// Optimization, 3.1 and 7.1).
pub fn minimise(loss: &LogLoss, progress: &mut dyn Progress) -> Result<Minimum, EngineError> {
    let mut v = vec![0.0; loss.len()];
    let mut scores = vec![0.0; loss.n_row_scores()];
    let mut value = loss.value(&v, &scores);
    let mut last = f64::INFINITY;
    for iteration in 0..MAX_ITERATIONS {
        let probabilities = loss.probabilities(&scores);
        let gradient = loss.gradient(&v, &probabilities);
        let step = direction(loss, &probabilities, &gradient);
        let decrement = -dot(&step, &gradient);
        if !decrement.is_finite() {
            break;
        }
        let flat = decrement <= FLAT * (1.0 + value);
        if decrement <= DONE || (flat && decrement >= last) {
            if decrement < last {
                add_scaled(&mut v, 1.0, &step);
            }
            return Ok(Minimum { v, converged: true });
        }
        last = decrement;
        let step_scores = loss.scores(&step);
        let mut length = 1.0;
        loop {
            let mut next = v.clone();
            add_scaled(&mut next, length, &step);
            let mut next_scores = scores.clone();
            add_scaled(&mut next_scores, length, &step_scores);
            let next_value = loss.value(&next, &next_scores);
            if flat || next_value <= value - 1e-4 * length * decrement {
                (v, scores, value) = (next, next_scores, next_value);
                break;
            }
            length *= 0.5;
            if length < 1e-12 {
                return Ok(Minimum { v, converged: false });
            }
        }
        progress.advance("iterations", iteration + 1, MAX_ITERATIONS)?;
    }
    Ok(Minimum { v, converged: false })
}

/// The Newton step.
fn direction(loss: &LogLoss, probabilities: &[f64], gradient: &[f64]) -> Vec<f64> {
    let mut step: Vec<f64> = gradient.iter().map(|slope| -slope).collect();
    if loss.len() <= MAX_FACTORED
        && let Some(factor) = Cholesky::new(loss.hessian(probabilities), loss.len())
    {
        factor.solve(&mut step);
        return step;
    }
    conjugate_gradients(loss, probabilities, step)
}

/// Solves `H x = b` by conjugate gradients with a diagonal preconditioner.
fn conjugate_gradients(loss: &LogLoss, probabilities: &[f64], b: Vec<f64>) -> Vec<f64> {
    let diagonal = loss.curvature(probabilities);
    let scaled = |r: &[f64]| -> Vec<f64> { r.iter().zip(&diagonal).map(|(r, d)| r / d).collect() };
    let mut x = vec![0.0; b.len()];
    let mut residual = b;
    let mut z = scaled(&residual);
    let mut way = z.clone();
    let mut size = dot(&residual, &z);
    let goal = size * 1e-20;
    for _ in 0..MAX_CG_STEPS {
        let bent = loss.hessian_times(probabilities, &way);
        let bend = dot(&way, &bent);
        if bend.is_nan() || bend <= 0.0 {
            break;
        }
        let length = size / bend;
        add_scaled(&mut x, length, &way);
        add_scaled(&mut residual, -length, &bent);
        z = scaled(&residual);
        let next = dot(&residual, &z);
        if next <= goal {
            break;
        }
        let keep = next / size;
        for (way, z) in way.iter_mut().zip(&z) {
            *way = z + keep * *way;
        }
        size = next;
    }
    x
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use ndarray::Array2;

    use super::*;
    use crate::models::kernels::design::Design;
    use crate::progress::Silent;
    use crate::rng::Rng;

    #[test]
    fn factored_and_conjugate_steps_agree() {
        let mut rng = Rng::new(1, "test");
        let x = Array2::from_shape_simple_fn((60, 4), || rng.normal());
        let design = Design::new(x.view()).with_ones();
        for n_classes in [2, 3] {
            let codes: Vec<u32> = (0..60).map(|_| rng.below(n_classes)).collect();
            let loss = LogLoss::new(&design, &codes, n_classes as usize, vec![0.01, 0.01, 0.01, 0.01, 0.0]);
            let scores: Vec<f64> = (0..loss.n_row_scores()).map(|_| rng.normal()).collect();
            let probabilities = loss.probabilities(&scores);
            let gradient = loss.gradient(&vec![0.1; loss.len()], &probabilities);
            let factored = direction(&loss, &probabilities, &gradient);
            let conjugate = conjugate_gradients(&loss, &probabilities, gradient.iter().map(|g| -g).collect());
            // They may differ by one number in all intercepts, which no second derivative sees.
            let difference: Vec<f64> = factored.iter().zip(&conjugate).map(|(a, b)| a - b).collect();
            let unseen = loss.hessian_times(&probabilities, &difference);
            assert!(unseen.iter().all(|value| value.abs() < 1e-11), "{unseen:?}");
            assert!(dot(&factored, &factored) > 0.1);
        }
    }

    #[test]
    fn separable_rows_with_a_weak_penalty_converge() {
        let x = Array2::from_shape_fn((40, 1), |(row, _)| row as f64);
        let codes: Vec<u32> = (0..40).map(|row| u32::from(row >= 20)).collect();
        let design = Design::new(x.view()).with_ones();
        let loss = LogLoss::new(&design, &codes, 2, vec![1e-8, 0.0]);
        let minimum = minimise(&loss, &mut Silent).unwrap();
        let gradient = loss.gradient(&minimum.v, &loss.probabilities(&loss.scores(&minimum.v)));
        assert!(minimum.converged);
        assert!(gradient.iter().all(|slope| slope.abs() < 1e-14), "{gradient:?}");
    }
}
