//! The engine's one random generator: xoshiro256++ (Blackman and Vigna, 2019), seeded by SplitMix64.
//!
//! It works on 64-bit integers alone, so the same seed gives the same bits natively and in wasm.
//! Sampling (bounded integers, shuffles, normals) is done here and not by a library, whose results
//! may change between releases or between 32 and 64 bit targets.

use rand_core::{RngCore, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// A seeded stream of random numbers.
#[derive(Clone, Debug)]
pub struct Rng(Xoshiro256PlusPlus);

impl Rng {
    /// The stream of a seed and a use, such as `"split"` or `"tree 17"`: streams of different uses
    /// are independent. The use is hashed by 64-bit FNV-1a and mixed into the seed.
    #[must_use]
    pub fn new(seed: u64, usage: &str) -> Self {
        let hash = usage.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self(Xoshiro256PlusPlus::seed_from_u64(seed ^ hash))
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A whole number in `0..bound`, each equally likely; 0 when `bound` is 0. Lemire's method.
    pub fn below(&mut self, bound: u32) -> u32 {
        if bound == 0 {
            return 0;
        }
        loop {
            let product = u64::from((self.bits() >> 32) as u32) * u64::from(bound);
            let low = product as u32;
            // The remainder is below the bound, so that a division is seldom needed.
            if low >= bound || low >= bound.wrapping_neg() % bound {
                return (product >> 32) as u32;
            }
        }
    }

    /// A number in `[0, 1)` with 53 random bits.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// A standard normal number (Box and Muller, 1958; one of the pair).
    pub fn normal(&mut self) -> f64 {
        let radius = f64::sqrt(-2.0 * libm::log(1.0 - self.unit()));
        radius * libm::cos(2.0 * std::f64::consts::PI * self.unit())
    }

    /// Shuffles in place (Fisher and Yates), every order equally likely.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let bound = u32::try_from(last + 1).unwrap_or(u32::MAX);
            items.swap(last, self.below(bound) as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_use_give_the_same_stream() {
        let draw = |seed, usage| {
            let mut rng = Rng::new(seed, usage);
            (0..5).map(|_| rng.bits()).collect::<Vec<_>>()
        };
        assert_eq!(draw(1, "split"), draw(1, "split"));
        assert_ne!(draw(1, "split"), draw(2, "split"));
        assert_ne!(draw(1, "split"), draw(1, "forest"));
    }

    #[test]
    fn bounded_numbers_are_even() {
        let mut rng = Rng::new(7, "test");
        let mut counts = [0_u32; 6];
        for _ in 0..60_000 {
            counts[rng.below(6) as usize] += 1;
        }
        // Chi-squared with 5 degrees of freedom: 20.5 is its 99.9th percentile.
        let chi2: f64 = counts.iter().map(|c| (f64::from(*c) - 10_000.0).powi(2) / 10_000.0).sum();
        assert!(chi2 < 20.5, "{counts:?}");
    }

    #[test]
    fn normals_have_mean_zero_and_variance_one() {
        let mut rng = Rng::new(3, "test");
        let draws: Vec<f64> = (0..100_000).map(|_| rng.normal()).collect();
        let mean = draws.iter().sum::<f64>() / 1e5;
        let variance = draws.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / 1e5;
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
    }

    #[test]
    fn a_shuffle_keeps_every_item() {
        let mut items: Vec<u32> = (0..1000).collect();
        Rng::new(0, "test").shuffle(&mut items);
        assert_ne!(items, (0..1000).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..1000).collect::<Vec<_>>());
    }
}
