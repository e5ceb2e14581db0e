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
    libm::erfc(f64::sqrt(x.max(0.0)) * FRAC_1_SQRT_2)
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

/// The value that a standard normal is below with probability `p`, 0 < p < 1, by the rational functions of Wichura
/// (1988, algorithm AS 241), within 1e-15 of its size.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    /// From the greatest power down.
    fn ratio(upper: [f64; 8], lower: [f64; 8], r: f64) -> f64 {
        let at = |factors: [f64; 8]| factors.into_iter().fold(0.0, |sum, factor| sum * r + factor);
        at(upper) / at(lower)
    }
    let from_middle = p - 0.5;
    if from_middle.abs() <= 0.425 {
        return from_middle * ratio(MIDDLE.0, MIDDLE.1, 0.180_625 - from_middle * from_middle);
    }
    let tail = if from_middle < 0.0 { p } else { 1.0 - p };
    let r = f64::sqrt(-libm::log(tail));
    let size = if r <= 5.0 { ratio(TAIL.0, TAIL.1, r - 1.6) } else { ratio(END.0, END.1, r - 5.0) };
    if from_middle < 0.0 { -size } else { size }
}

type Ratio = ([f64; 8], [f64; 8]);

#[rustfmt::skip]
const MIDDLE: Ratio = (
    [
        2_509.080_928_730_122_7, 33_430.575_583_588_13, 67_265.770_927_008_7, 45_921.953_931_549_87,
        13_731.693_765_509_46, 1_971.590_950_306_551_3, 133.141_667_891_784_38, 3.387_132_872_796_366_5,
    ],
    [
        5_226.495_278_852_854, 28_729.085_735_721_943, 39_307.895_800_092_71, 21_213.794_301_586_597,
        5_394.196_021_424_751, 687.187_007_492_057_9, 42.313_330_701_600_91, 1.0,
    ],
);

#[rustfmt::skip]
const TAIL: Ratio = (
    [
        7.745_450_142_783_414e-4, 0.022_723_844_989_269_184, 0.241_780_725_177_450_6, 1.270_458_252_452_368_4,
        3.647_848_324_763_204_5, 5.769_497_221_460_691, 4.630_337_846_156_546, 1.423_437_110_749_683_5,
    ],
    [
        1.050_750_071_644_416_9e-9, 5.475_938_084_995_345e-4, 0.015_198_666_563_616_457, 0.148_103_976_427_480_08,
        0.689_767_334_985_1, 1.676_384_830_183_803_8, 2.053_191_626_637_759, 1.0,
    ],
);

#[rustfmt::skip]
const END: Ratio = (
    [
        2.010_334_399_292_288_1e-7, 2.711_555_568_743_487_6e-5, 1.242_660_947_388_078_4e-3, 0.026_532_189_526_576_124,
        0.296_560_571_828_504_87, 1.784_826_539_917_291_3, 5.463_784_911_164_114, 6.657_904_643_501_103,
    ],
    [
        2.044_263_103_389_939_8e-15, 1.421_511_758_316_446e-7, 1.846_318_317_510_054_8e-5, 7.868_691_311_456_133e-4,
        0.014_875_361_290_850_615, 0.136_929_880_922_735_8, 0.599_832_206_555_888, 1.0,
    ],
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_the_normal_are_below_it_with_their_probability() {
        for at in 1..2000 {
            let p = f64::from(at) / 2000.0;
            assert!((normal(normal_quantile(p)) - p).abs() < 1e-15, "{p}");
        }
        for p in [1e-300, 1e-20, 1e-12, 1e-7] {
            assert!((normal(normal_quantile(p)) / p - 1.0).abs() < 1e-12, "{p}");
        }
        assert_eq!(normal_quantile(0.5), 0.0);
        assert_eq!(normal_quantile(0.03125), -normal_quantile(0.96875));
    }
}
