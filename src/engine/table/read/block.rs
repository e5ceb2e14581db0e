//! Where, among 64 bytes, cells may end or quotes stand: one bit a byte.
//!
//! In wasm the vector instructions used here take no pointers and are safe to call; other targets
//! compare eight bytes at a time in a word.

/// Bytes looked at in one go.
pub(super) const BLOCK: usize = 64;

/// What to look for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Needles {
    pub(super) delimiter: u8,
    pub(super) quote: u8,
}

/// Bits of the bytes found; the first byte is the lowest bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Masks {
    /// Delimiters, line feeds and carriage returns.
    pub(super) ends: u64,
    /// Quotes.
    pub(super) quotes: u64,
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod vector {
    use std::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_splat, u64x2, v128, v128_or};

    pub(super) type Vector = v128;

    #[inline(always)]
    pub(super) fn splat(byte: u8) -> Vector {
        u8x16_splat(byte)
    }

    #[inline(always)]
    pub(super) fn load(bytes: [u8; 16]) -> Vector {
        let both = u128::from_le_bytes(bytes);
        u64x2(both as u64, (both >> 64) as u64)
    }

    #[inline(always)]
    pub(super) fn equal(a: Vector, b: Vector) -> Vector {
        u8x16_eq(a, b)
    }

    #[inline(always)]
    pub(super) fn or(a: Vector, b: Vector) -> Vector {
        v128_or(a, b)
    }

    #[inline(always)]
    pub(super) fn bits(a: Vector) -> u16 {
        u8x16_bitmask(a)
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod vector {
    #[derive(Clone, Copy)]
    pub(super) struct Vector(u64, u64);

    const LOW: u64 = u64::MAX / 255 * 0x7f;

    #[inline(always)]
    pub(super) fn splat(byte: u8) -> Vector {
        let word = u64::from(byte) * (u64::MAX / 255);
        Vector(word, word)
    }

    #[inline(always)]
    pub(super) fn load(bytes: [u8; 16]) -> Vector {
        let both = u128::from_le_bytes(bytes);
        Vector(both as u64, (both >> 64) as u64)
    }

    /// The high bit of each byte that is equal; no carry crosses bytes.
    #[inline(always)]
    fn zero_bytes(word: u64) -> u64 {
        !(((word & LOW) + LOW) | word | LOW)
    }

    #[inline(always)]
    pub(super) fn equal(a: Vector, b: Vector) -> Vector {
        Vector(zero_bytes(a.0 ^ b.0), zero_bytes(a.1 ^ b.1))
    }

    #[inline(always)]
    pub(super) fn or(a: Vector, b: Vector) -> Vector {
        Vector(a.0 | b.0, a.1 | b.1)
    }

    #[inline(always)]
    pub(super) fn bits(a: Vector) -> u16 {
        let gather = |word: u64| ((word >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u16;
        gather(a.0) | gather(a.1) << 8
    }
}

impl Needles {
    /// The masks of a block.
    #[inline(always)]
    pub(super) fn masks(self, block: &[u8; BLOCK]) -> Masks {
        let delimiter = vector::splat(self.delimiter);
        let quote = vector::splat(self.quote);
        let (lf, cr) = (vector::splat(b'\n'), vector::splat(b'\r'));
        let mut masks = Masks { ends: 0, quotes: 0 };
        for (index, part) in block.as_chunks::<16>().0.iter().enumerate() {
            let bytes = vector::load(*part);
            let line = vector::or(vector::equal(bytes, lf), vector::equal(bytes, cr));
            let end = vector::or(line, vector::equal(bytes, delimiter));
            masks.ends |= u64::from(vector::bits(end)) << (16 * index);
            masks.quotes |= u64::from(vector::bits(vector::equal(bytes, quote))) << (16 * index);
        }
        masks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn every_byte_value_in_every_place_is_told_apart() {
        let needles = Needles { delimiter: b';', quote: b'"' };
        let mut rng = Rng::new(1, "block");
        for round in 0..5_000_u32 {
            let mut block = [0_u8; BLOCK];
            for byte in &mut block {
                *byte =
                    if round % 2 == 0 { rng.bits() as u8 } else { b",;\n\r\"a\x80:"[rng.below(8) as usize] };
            }
            let mut expected = Masks { ends: 0, quotes: 0 };
            for (at, byte) in block.iter().enumerate() {
                expected.ends |= u64::from(matches!(byte, b';' | b'\n' | b'\r')) << at;
                expected.quotes |= u64::from(*byte == b'"') << at;
            }
            assert_eq!(needles.masks(&block), expected);
        }
    }
}
