/// The product of two vectors of one length, summed in eight lanes and then in order: the same bits
/// with and without SIMD.
#[inline]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a_chunks, a_rest) = a.as_chunks::<8>();
    let (b_chunks, b_rest) = b.as_chunks::<8>();
    let mut lanes = [0.0; 8];
    for (x, y) in a_chunks.iter().zip(b_chunks) {
        for lane in 0..8 {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum();
    lanes.iter().sum::<f64>() + rest
}

/// `y += factor * x`.
#[inline]
pub fn add_scaled(y: &mut [f64], factor: f64, x: &[f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += factor * x;
    }
}

/// The Euclidean norm, without overflow or underflow on the way.
pub fn norm(x: &[f64]) -> f64 {
    let largest = x.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    if largest > 1e-140 && largest < 1e140 {
        return libm::sqrt(dot(x, x));
    }
    largest * libm::sqrt(x.iter().map(|value| (value / largest) * (value / largest)).sum())
}

/// The mean; two passes, so that a large offset costs no digits.
pub fn mean(x: &[f64]) -> f64 {
    let n = x.len() as f64;
    let first = x.iter().sum::<f64>() / n;
    first + x.iter().map(|value| value - first).sum::<f64>() / n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_of_every_length() {
        for len in 0..40_usize {
            let a: Vec<f64> = (0..len).map(|i| i as f64).collect();
            let b: Vec<f64> = (0..len).map(|i| 2.0 + i as f64).collect();
            let expected: usize = (0..len).map(|i| i * (i + 2)).sum();
            assert_eq!(dot(&a, &b), expected as f64);
        }
    }

    #[test]
    fn norms_of_extreme_numbers() {
        assert!((norm(&[3e200, 4e200]) / 5e200 - 1.0).abs() < 1e-15);
        assert!((norm(&[3e-200, 4e-200]) / 5e-200 - 1.0).abs() < 1e-15);
        assert_eq!(norm(&[]), 0.0);
    }

    #[test]
    fn a_mean_keeps_its_digits_beside_a_large_offset() {
        assert_eq!(mean(&[1e15 + 1.0, 1e15 + 2.0, 1e15 + 3.0]), 1e15 + 2.0);
    }
}
