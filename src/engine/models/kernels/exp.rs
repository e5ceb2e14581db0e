//! `exp` without branches, so that LLVM makes SIMD code of a loop over it: the same bits with and
//! without SIMD, natively and in wasm, since only exact or correctly rounded operations are used.
//!
//! The argument is split as `n ln 2 + r`, `|r| ≤ ln 2 / 2` (Cody and Waite, 1980), and `exp(r)` is its
//! Taylor sum.

/// 1.5 · 2^52: added to a small number it rounds it to a whole one, which its lowest bits then hold.
const ROUND: f64 = 6_755_399_441_055_744.0;
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// `exp(x)` for `x ≤ 709`, within 4e-16 of its size; 0 below -708, where it is smaller than 4e-308.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    let inside = if x > -708.0 { x } else { -708.0 };
    let shifted = inside * std::f64::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = (inside - n * LN_2_HIGH) - n * LN_2_LOW;
    let mut sum = 1.0 / 479_001_600.0;
    for factor in [
        1.0 / 39_916_800.0,
        1.0 / 3_628_800.0,
        1.0 / 362_880.0,
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        0.5,
        1.0,
        1.0,
    ] {
        sum = sum * r + factor;
    }
    let power = f64::from_bits((shifted.to_bits().wrapping_add(1023)) << 52);
    if x > -708.0 { sum * power } else { 0.0 }
}

/// `tanh(x)` within 4e-16 of one.
#[inline(always)]
pub fn tanh(x: f64) -> f64 {
    let small = exp(-2.0 * x.abs());
    let size = (1.0 - small) / (1.0 + small);
    if x < 0.0 { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn is_near_the_exact_value() {
        let mut rng = Rng::new(1, "exp");
        for _ in 0..200_000 {
            let x = -708.0 + 1417.0 * rng.unit();
            assert!((exp(x) / libm::exp(x) - 1.0).abs() < 5e-16, "{x}");
            let near = rng.normal();
            assert!((exp(near) / libm::exp(near) - 1.0).abs() < 5e-16, "{near}");
            assert!((tanh(near) - libm::tanh(near)).abs() < 5e-16, "{near}");
        }
        assert_eq!((exp(0.0), exp(-1e9), exp(f64::NEG_INFINITY), tanh(50.0)), (1.0, 0.0, 0.0, 1.0));
    }
}
