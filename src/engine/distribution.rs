//! Distribution functions, with `libm` alone: the same bits natively and in wasm.

use std::f64::consts::FRAC_1_SQRT_2;

/// The probability that Student's t with `degrees` > 0 of freedom is at most `t`. The lower tail is measured
/// from its own end, and the middle from 0, so that neither loses digits by subtraction.
#[must_use]
pub fn student_t(t: f64, degrees: f64) -> f64 {
    let square = t * t;
    if square < 1.0 {
        let inside = incomplete_beta(0.5, degrees / 2.0, square / (degrees + square));
        return 0.5 + inside.copysign(t) / 2.0;
    }
    let outside = incomplete_beta(degrees / 2.0, 0.5, degrees / (degrees + square));
    if t > 0.0 { 1.0 - outside / 2.0 } else { outside / 2.0 }
}

/// The value that Student's t is below with probability `p`, 0 < p < 1: by halving an interval.
#[must_use]
pub fn student_t_quantile(p: f64, degrees: f64) -> f64 {
    let (mut low, mut high) = (-1.0, 1.0);
    while student_t(low, degrees) > p && low > -1e300 {
        low *= 2.0;
    }
    while student_t(high, degrees) < p && high < 1e300 {
        high *= 2.0;
    }
    loop {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            return middle;
        }
        if student_t(middle, degrees) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// The probability that chi-squared with one degree of freedom is more than `x`.
#[must_use]
pub fn chi_squared_1_above(x: f64) -> f64 {
    libm::erfc(libm::sqrt(x.max(0.0)) * FRAC_1_SQRT_2)
}

/// The probability of at most `hits` heads in `throws` of a fair coin.
#[must_use]
pub fn fair_coin(hits: u64, throws: u64) -> f64 {
    if hits >= throws { 1.0 } else { incomplete_beta((throws - hits) as f64, hits as f64 + 1.0, 0.5) }
}

/// The regularised incomplete beta function I_x(a, b) for a, b > 0, by its continued fraction (DLMF
/// 8.17.22) on the side where it converges fast, evaluated by Lentz's method (1976).
fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(b, a, 1.0 - x);
    }
    let logarithm = a * libm::log(x) + b * libm::log1p(-x) - ln_beta(a, b);
    libm::exp(logarithm) / a * fraction(a, b, x)
}

fn ln_beta(a: f64, b: f64) -> f64 {
    libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b)
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const MOST: u32 = 10_000;
    let away_from_zero = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut result = d;
    for step in 1..MOST {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut factor = 1.0;
        for coefficient in [even, odd] {
            d = 1.0 / away_from_zero(1.0 + coefficient * d);
            c = away_from_zero(1.0 + coefficient / c);
            factor = c * d;
            result *= factor;
        }
        if (factor - 1.0).abs() < 1e-16 {
            break;
        }
    }
    result
}

/// The probability that a standard normal is at most `z`.
#[must_use]
pub fn normal(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}
