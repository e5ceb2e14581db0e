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

/// The products of four vectors with one of the same length.
#[inline(never)]
pub fn dot4(a: [&[f64]; 4], b: &[f64]) -> [f64; 4] {
    let chunks = a.map(|a| a.as_chunks::<2>().0);
    let mut lanes = [[0.0; 2]; 4];
    let rows = b.as_chunks::<2>().0.iter().zip(chunks[0]).zip(chunks[1]).zip(chunks[2]).zip(chunks[3]);
    for ((((b, a0), a1), a2), a3) in rows {
        for (lane, a) in lanes.iter_mut().zip([a0, a1, a2, a3]) {
            lane[0] += a[0] * b[0];
            lane[1] += a[1] * b[1];
        }
    }
    let mut sums = lanes.map(|lane| lane[0] + lane[1]);
    if b.len() % 2 == 1
        && let Some(last) = b.last()
    {
        for (sum, a) in sums.iter_mut().zip(a) {
            *sum += a.last().map_or(0.0, |a| a * last);
        }
    }
    sums
}

/// `y += Σ factors · a`, four vectors at a time.
#[inline(never)]
pub fn add_scaled4(y: &mut [f64], factors: [f64; 4], a: [&[f64]; 4]) {
    for ((((y, a0), a1), a2), a3) in y.iter_mut().zip(a[0]).zip(a[1]).zip(a[2]).zip(a[3]) {
        *y += (factors[0] * a0 + factors[1] * a1) + (factors[2] * a2 + factors[3] * a3);
    }
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
        return f64::sqrt(dot(x, x));
    }
    largest * f64::sqrt(x.iter().map(|value| (value / largest) * (value / largest)).sum())
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
}
