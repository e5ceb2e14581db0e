//! The zero of a function of one variable.

/// Where `function` is 0 between `low` and `high`, by Brent's method (1973, chapter 4): a line or a parabola through
/// the last points where that stays inside, else half the interval. Where the signs at the ends do not differ, the
/// end with the smaller value.
pub fn between(function: &mut dyn FnMut(f64) -> f64, low: f64, high: f64) -> f64 {
    const MOST: usize = 100;
    let (mut a, mut b) = (low, high);
    let (mut at_a, mut at_b) = (function(a), function(b));
    if at_a.is_nan() || at_b.is_nan() {
        return f64::NAN;
    }
    if (at_a > 0.0) == (at_b > 0.0) {
        return if at_a.abs() < at_b.abs() { a } else { b };
    }
    // `b` is the best point, `c` the end on the other side of the zero.
    let (mut c, mut at_c) = (a, at_a);
    let mut step = b - a;
    let mut before = step;
    for _ in 0..MOST {
        if (at_b > 0.0) == (at_c > 0.0) {
            (c, at_c) = (a, at_a);
            step = b - a;
            before = step;
        }
        if at_c.abs() < at_b.abs() {
            (a, b, c) = (b, c, b);
            (at_a, at_b, at_c) = (at_b, at_c, at_b);
        }
        let near = 2.0 * f64::EPSILON * b.abs() + f64::MIN_POSITIVE;
        let half = 0.5 * (c - b);
        if half.abs() <= near || at_b == 0.0 {
            break;
        }
        (before, step) = match interpolated((a, at_a), (b, at_b), (c, at_c)) {
            Some(next)
                if before.abs() > near
                    && at_a.abs() > at_b.abs()
                    && next.abs() < (1.5 * half).abs().min((0.5 * before).abs())
                    && (next > 0.0) == (half > 0.0) =>
            {
                (step, next)
            }
            _ => (half, half),
        };
        (a, at_a) = (b, at_b);
        b += if step.abs() > near { step } else { near.copysign(half) };
        at_b = function(b);
        if at_b.is_nan() {
            return a;
        }
    }
    b
}

/// The step from `b` to the zero of the line through two points, or of the inverse parabola through three.
fn interpolated(a: (f64, f64), b: (f64, f64), c: (f64, f64)) -> Option<f64> {
    let s = b.1 / a.1;
    let (p, q) = if a.0 == c.0 {
        ((c.0 - b.0) * s, 1.0 - s)
    } else {
        let (q, r) = (a.1 / c.1, b.1 / c.1);
        (s * ((c.0 - b.0) * q * (q - r) - (b.0 - a.0) * (r - 1.0)), (q - 1.0) * (r - 1.0) * (s - 1.0))
    };
    let step = -p / q;
    step.is_finite().then_some(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_have_all_their_digits() {
        let mut calls = 0;
        let mut counted = |x: f64| {
            calls += 1;
            x * x * x - 2.0 * x - 5.0
        };
        assert!((between(&mut counted, 2.0, 3.0) - 2.094_551_481_542_326_6).abs() < 1e-15);
        assert!(calls < 15, "{calls}");
        assert!((between(&mut |x| libm::cos(x) - x, 0.0, 1.0) - 0.739_085_133_215_160_6).abs() < 1e-15);
        assert_eq!(between(&mut |x| x, -1.0, 1.0), 0.0);
        assert!(between(&mut |x| x.powi(9), -1.0, 4.0).abs() < 1e-2);
    }

    #[test]
    fn without_a_change_of_sign_the_better_end_is_taken() {
        assert_eq!(between(&mut |x| x + 10.0, 0.0, 1.0), 0.0);
        assert_eq!(between(&mut |x| x - 10.0, 0.0, 1.0), 1.0);
        assert!(between(&mut |_| f64::NAN, 0.0, 1.0).is_nan());
    }
}
