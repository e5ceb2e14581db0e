use super::cholesky::Cholesky;
use super::coordinates::{Curvature, descend};
use super::logistic::LogLoss;
use super::vector::{add_scaled, dot};
use crate::error::EngineError;
use crate::progress::{Progress, Silent};

const MAX_ITERATIONS: usize = 100;
const MAX_CG_STEPS: usize = 1000;
const MAX_SWEEPS: usize = 1000;
/// More parameters than this are solved for without all their second derivatives.
const MAX_FACTORED: usize = 256;
/// Below this squared Newton decrement, relative to the loss, rounding hides whether a step helps.
const FLAT: f64 = 1e-11;
/// At this squared decrement the last step makes probabilities right to about twelve digits.
const DONE: f64 = 1e-20;
/// After a step from below this squared decrement the second derivatives have hardly changed: the
/// factors serve again, as long as each step shrinks the decrement to this share.
const NEAR: f64 = 1e-3;
const SHRINKS: f64 = 1e-2;

/// Second derivatives along a way that are less than this share of what their diagonal alone gives are rounding.
const UNSEEN: f64 = 1e-12;

/// Where the search ended.
pub struct Minimum {
    /// The parameters.
    pub v: Vec<f64>,
    /// Whether the last Newton decrement says that this is the minimum.
    pub converged: bool,
    /// The loss there.
    pub value: f64,
    /// Steps taken.
    pub steps: usize,
    /// The parameters before and after every step, with their loss; empty unless somebody watches.
    pub path: Vec<(Vec<f64>, f64)>,
}

/// Newton's method from zero with a backtracking line search (Nocedal and Wright, Numerical
/// Optimization, 3.1 and 7.1). With a lasso penalty each step minimises the penalised quadratic by
/// coordinate descent (Lee, Sun and Saunders, 2014).
pub fn minimise(loss: &LogLoss, progress: &mut dyn Progress) -> Result<Minimum, EngineError> {
    let mut v = vec![0.0; loss.len()];
    let mut scores = vec![0.0; loss.n_row_scores()];
    let mut probabilities = scores.clone();
    let mut next_probabilities = scores.clone();
    let mut value = loss.value(&v, &scores, &mut probabilities);
    let lasso = loss.lasso();
    let mut factor = None;
    let (mut last, mut earlier) = (f64::INFINITY, f64::INFINITY);
    let watched = progress.observer().is_some();
    let mut path = Vec::new();
    for steps in 0..MAX_ITERATIONS {
        if watched {
            path.push((v.clone(), value));
        }
        let gradient = loss.gradient(&v, &probabilities);
        let step = match &lasso {
            Some(lasso) => cornered(loss, lasso, &probabilities, &gradient, &v)?,
            None => {
                if factor.is_none() || last > NEAR || last > SHRINKS * earlier {
                    factor = factored(loss, &probabilities);
                }
                smooth(loss, factor.as_ref(), &probabilities, &gradient)
            }
        };
        let mut next = v.clone();
        add_scaled(&mut next, 1.0, &step);
        let decrement = -(dot(&step, &gradient) + loss.lasso_of(&next) - loss.lasso_of(&v));
        if !decrement.is_finite() {
            return Ok(Minimum { v, converged: false, value, steps, path });
        }
        let flat = decrement <= FLAT * (1.0 + value);
        if decrement <= DONE || (flat && decrement >= last) {
            let v = if decrement < last { next } else { v };
            return Ok(Minimum { v, converged: true, value, steps, path });
        }
        (earlier, last) = (last, decrement);
        let step_scores = loss.scores(&step);
        let mut length = 1.0;
        loop {
            let mut next_scores = scores.clone();
            add_scaled(&mut next_scores, length, &step_scores);
            let next_value = loss.value(&next, &next_scores, &mut next_probabilities);
            if flat || next_value <= value - 1e-4 * length * decrement {
                (v, scores, value) = (next, next_scores, next_value);
                std::mem::swap(&mut probabilities, &mut next_probabilities);
                break;
            }
            length *= 0.5;
            if length < 1e-12 {
                return Ok(Minimum { v, converged: false, value, steps, path });
            }
            next.copy_from_slice(&v);
            add_scaled(&mut next, length, &step);
        }
        progress.advance("iterations", steps + 1, MAX_ITERATIONS)?;
    }
    Ok(Minimum { v, converged: false, value, steps: MAX_ITERATIONS, path })
}

fn factored(loss: &LogLoss, probabilities: &[f64]) -> Option<Cholesky> {
    if loss.len() > MAX_FACTORED {
        return None;
    }
    Cholesky::new(loss.hessian(probabilities), loss.len())
}

/// The Newton step.
fn smooth(loss: &LogLoss, factor: Option<&Cholesky>, probabilities: &[f64], gradient: &[f64]) -> Vec<f64> {
    let mut step: Vec<f64> = gradient.iter().map(|slope| -slope).collect();
    match factor {
        Some(factor) => {
            factor.solve(&mut step);
            step
        }
        None => conjugate_gradients(loss, probabilities, step),
    }
}

/// The step to where the quadratic that the loss is like here, with the lasso penalty, is least.
fn cornered(
    loss: &LogLoss,
    lasso: &[f64],
    probabilities: &[f64],
    gradient: &[f64],
    v: &[f64],
) -> Result<Vec<f64>, EngineError> {
    let mut curvature = if loss.len() <= MAX_FACTORED {
        Curvature::of_lower(loss.hessian(probabilities), loss.len())
    } else {
        Curvature::new(loss.diagonal(probabilities), |at| {
            let mut unit = vec![0.0; loss.len()];
            unit[at] = 1.0;
            loss.hessian_times(probabilities, &unit)
        })
    };
    let mut target: Vec<f64> = gradient.iter().map(|slope| -slope).collect();
    let away: Vec<f64> = v.iter().map(|value| -value).collect();
    curvature.subtract_product(&away, &mut target);
    let mut next = v.to_vec();
    descend(&mut curvature, &target, lasso, &mut next, MAX_SWEEPS, &mut Silent)?;
    add_scaled(&mut next, -1.0, v);
    Ok(next)
}

/// Solves `H x = b` by conjugate gradients with a diagonal preconditioner.
fn conjugate_gradients(loss: &LogLoss, probabilities: &[f64], b: Vec<f64>) -> Vec<f64> {
    let diagonal: Vec<f64> =
        loss.diagonal(probabilities).iter().map(|curve| curve.max(f64::MIN_POSITIVE)).collect();
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
        let seen: f64 = way.iter().zip(&diagonal).map(|(way, curve)| way * way * curve).sum();
        // What is left is rounding along a way that the loss does not see, such as one number in all intercepts.
        if bend.is_nan() || bend <= UNSEEN * seen {
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
            let class_weights = vec![1.0; n_classes as usize];
            let ridge = vec![0.01, 0.01, 0.01, 0.01, 0.0];
            let loss = LogLoss::new(&design, &codes, &class_weights, ridge, vec![0.0; 5]);
            let scores: Vec<f64> = (0..loss.n_row_scores()).map(|_| rng.normal()).collect();
            let mut probabilities = vec![0.0; scores.len()];
            loss.value(&vec![0.1; loss.len()], &scores, &mut probabilities);
            let gradient = loss.gradient(&vec![0.1; loss.len()], &probabilities);
            let factor = super::factored(&loss, &probabilities);
            let factored = smooth(&loss, factor.as_ref(), &probabilities, &gradient);
            let conjugate = conjugate_gradients(&loss, &probabilities, gradient.iter().map(|g| -g).collect());
            // They may differ by one number in all intercepts, which no second derivative sees.
            let difference: Vec<f64> = factored.iter().zip(&conjugate).map(|(a, b)| a - b).collect();
            let unseen = loss.hessian_times(&probabilities, &difference);
            assert!(unseen.iter().all(|value| value.abs() < 1e-11), "{unseen:?}");
            assert!(dot(&factored, &factored) > 0.1);
        }
    }

    /// So many parameters that the second derivatives are not factored, and intercepts that share a direction without
    /// any.
    #[test]
    fn conjugate_steps_reach_the_minimum() {
        let mut rng = Rng::new(2, "test");
        let x = Array2::from_shape_simple_fn((300, 60), || rng.normal());
        let design = Design::new(x.view()).with_ones();
        let codes: Vec<u32> = (0..300).map(|_| rng.below(5)).collect();
        let mut ridge = vec![0.01; 61];
        ridge[60] = 0.0;
        let loss = LogLoss::new(&design, &codes, &[1.0; 5], ridge, vec![0.0; 61]);
        assert!(loss.len() > MAX_FACTORED);
        let minimum = minimise(&loss, &mut Silent).unwrap();
        let mut probabilities = vec![0.0; 1500];
        loss.value(&minimum.v, &loss.scores(&minimum.v), &mut probabilities);
        let gradient = loss.gradient(&minimum.v, &probabilities);
        assert!(minimum.converged);
        assert!(gradient.iter().all(|slope| slope.abs() < 1e-11), "{gradient:?}");
    }

    #[test]
    fn separable_rows_with_a_weak_penalty_converge() {
        let x = Array2::from_shape_fn((40, 1), |(row, _)| row as f64);
        let codes: Vec<u32> = (0..40).map(|row| u32::from(row >= 20)).collect();
        let design = Design::new(x.view()).with_ones();
        let loss = LogLoss::new(&design, &codes, &[1.0; 2], vec![1e-8, 0.0], vec![0.0; 2]);
        let minimum = minimise(&loss, &mut Silent).unwrap();
        let mut probabilities = vec![0.0; 40];
        loss.value(&minimum.v, &loss.scores(&minimum.v), &mut probabilities);
        let gradient = loss.gradient(&minimum.v, &probabilities);
        assert!(minimum.converged);
        assert!(gradient.iter().all(|slope| slope.abs() < 1e-14), "{gradient:?}");
    }
}
