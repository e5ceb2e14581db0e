/// Rows and columns of one block of the product, which is summed in registers.
const HIGH: usize = 4;
const WIDE: usize = 8;

/// A matrix whose rows or columns lie end to end.
#[derive(Clone, Copy)]
pub struct View<'a> {
    cells: &'a [f32],
    rows: usize,
    columns: usize,
    transposed: bool,
}

impl<'a> View<'a> {
    /// Rows × columns, row-major.
    pub fn new(cells: &'a [f32], rows: usize, columns: usize) -> Self {
        Self { cells: &cells[..rows * columns], rows, columns, transposed: false }
    }

    /// Rows become columns.
    pub fn transposed(self) -> Self {
        Self { rows: self.columns, columns: self.rows, transposed: !self.transposed, ..self }
    }

    /// The rows, `N` at a time, column by column; missing rows are zeros.
    #[inline(never)]
    fn pack<const N: usize>(self, out: &mut Vec<[f32; N]>) {
        let columns = self.columns;
        let n_full = self.rows / N;
        out.resize(self.rows.div_ceil(N) * columns, [0.0; N]);
        out[n_full * columns..].fill([0.0; N]);
        if self.transposed {
            for (column, line) in self.cells.chunks_exact(self.rows).enumerate() {
                let (full, rest) = line.as_chunks::<N>();
                for (panel, cells) in full.iter().enumerate() {
                    out[panel * columns + column] = *cells;
                }
                if let Some(out) = out.get_mut(n_full * columns + column) {
                    out.iter_mut().zip(rest).for_each(|(out, cell)| *out = *cell);
                }
            }
        } else {
            for (row, line) in self.cells.chunks_exact(columns).enumerate() {
                let out = &mut out[row / N * columns..][..columns];
                for (out, cell) in out.iter_mut().zip(line) {
                    out[row % N] = *cell;
                }
            }
        }
    }
}

/// Multiplies matrices of single precision. Every cell is summed in one order, without fused
/// operations: the same bits with and without SIMD.
#[derive(Default)]
pub struct Product {
    left: Vec<[f32; HIGH]>,
    right: Vec<[f32; WIDE]>,
}

impl Product {
    /// `out = a b`, row-major.
    pub fn multiply(&mut self, a: View, b: View, out: &mut [f32]) {
        a.pack(&mut self.left);
        b.transposed().pack(&mut self.right);
        for (index, right) in self.right.chunks_exact(a.columns).enumerate() {
            let first = index * WIDE;
            strip(&self.left, right, first..b.columns.min(first + WIDE), b.columns, out);
        }
    }
}

/// The columns of the product that come from one panel of the right matrix.
#[inline(never)]
fn strip(
    left: &[[f32; HIGH]],
    right: &[[f32; WIDE]],
    columns: std::ops::Range<usize>,
    stride: usize,
    out: &mut [f32],
) {
    let width = columns.len();
    for (left, out) in left.chunks_exact(right.len()).zip(out.chunks_mut(HIGH * stride)) {
        let mut sums = [[0.0; WIDE]; HIGH];
        for (a, b) in left.iter().zip(right) {
            for row in 0..HIGH {
                for column in 0..WIDE {
                    sums[row][column] += a[row] * b[column];
                }
            }
        }
        for (sums, out) in sums.iter().zip(out.chunks_exact_mut(stride)) {
            let out = &mut out[columns.clone()];
            if let Ok(out) = <&mut [f32; WIDE]>::try_from(&mut *out) {
                *out = *sums;
            } else {
                out.copy_from_slice(&sums[..width]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn products_of_all_shapes_are_those_of_the_definition() {
        let mut rng = Rng::new(1, "product");
        let mut product = Product::default();
        for (m, k, n) in [(1, 1, 1), (4, 3, 8), (5, 7, 9), (13, 2, 17), (8, 20, 1)] {
            let mut draw = |len| (0..len).map(|_| f32::from(rng.below(9) as u8) - 4.0).collect::<Vec<f32>>();
            let (a, b) = (draw(m * k), draw(k * n));
            let cell = |row: usize, column: usize| (0..k).map(|i| a[row * k + i] * b[i * n + column]).sum();
            let expected: Vec<f32> = (0..m * n).map(|place| cell(place / n, place % n)).collect();
            let turned = |cells: &[f32], rows: usize, columns: usize| -> Vec<f32> {
                (0..rows * columns).map(|place| cells[place % rows * columns + place / rows]).collect()
            };
            let (at, bt) = (turned(&a, m, k), turned(&b, k, n));
            let mut out = vec![0.0; m * n];
            product.multiply(View::new(&a, m, k), View::new(&b, k, n), &mut out);
            assert_eq!(out, expected);
            product.multiply(View::new(&at, k, m).transposed(), View::new(&bt, n, k).transposed(), &mut out);
            assert_eq!(out, expected);
        }
    }
}
