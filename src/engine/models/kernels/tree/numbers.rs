use super::bins::BinMarks;
use super::criterion::{Criterion, Described, better_ratio};
use crate::stats::mean;

/// Rows with numbers, split by squared error.
#[derive(Clone, Debug)]
pub struct Numbers<'a> {
    values: &'a [f64],
    /// Distances from the mean of all.
    centred: Vec<f64>,
}

/// The number of rows and the sum of their centred values, of both sides and of the left one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sums {
    total: [f64; 2],
    left: [f64; 2],
}

impl<'a> Numbers<'a> {
    /// One finite number a row.
    pub fn new(values: &'a [f64]) -> Self {
        let centre = mean(values);
        Self { values, centred: values.iter().map(|value| value - centre).collect() }
    }
}

impl Criterion for Numbers<'_> {
    type Share = [f64; 2];
    type Cell = [f64; 2];
    type Sides = Sums;

    fn share(&self, row: u32, draws: u32) -> [f64; 2] {
        let draws = f64::from(draws);
        [draws, draws * self.centred[row as usize]]
    }

    fn cells(&self) -> usize {
        1
    }

    #[inline(never)]
    fn add_binned(
        &self,
        histogram: &mut [[f64; 2]],
        codes: &[u8],
        rows: &[u32],
        shares: &[[f64; 2]],
        marks: &mut BinMarks,
    ) {
        for (row, share) in rows.iter().zip(shares) {
            let bin = codes[*row as usize];
            let cell = &mut histogram[usize::from(bin)];
            cell[0] += share[0];
            cell[1] += share[1];
            marks.set(bin);
        }
    }

    fn sides(&self) -> Sums {
        Sums::default()
    }

    fn enter(
        &self,
        sides: &mut Sums,
        members: impl Iterator<Item = (u32, u32)> + Clone,
        values: &mut Vec<f64>,
    ) -> Described {
        *sides = Sums::default();
        let cells = members.map(|(row, draws)| (row as usize, f64::from(draws)));
        for (row, draws) in cells.clone() {
            sides.total[0] += draws;
            sides.total[1] += draws * self.centred[row];
        }
        let rows = sides.total[0];
        let described = Described { samples: rows as u32, weight: None, impurity: 0.0, pure: true };
        let first = cells.clone().next().map_or(0.0, |(row, _)| self.values[row]);
        if cells.clone().all(|(row, _)| self.values[row] == first) {
            values.push(first);
            return described;
        }
        let mean = cells.clone().map(|(row, draws)| self.values[row] * draws).sum::<f64>() / rows;
        let squares = cells.map(|(row, draws)| {
            let distance = self.values[row] - mean;
            draws * distance * distance
        });
        values.push(mean);
        Described { impurity: squares.sum::<f64>() / rows, pure: false, ..described }
    }

    #[inline]
    fn restart(&self, sides: &mut Sums) {
        sides.left = [0.0; 2];
    }

    #[inline]
    fn move_row(&self, sides: &mut Sums, share: [f64; 2]) {
        sides.left[0] += share[0];
        sides.left[1] += share[1];
    }

    #[inline]
    fn move_bin(&self, sides: &mut Sums, cells: &mut [[f64; 2]]) {
        for cell in cells {
            self.move_row(sides, std::mem::take(cell));
        }
    }

    #[inline]
    fn better(&self, sides: &Sums, best: f64) -> Option<f64> {
        let [n_left, left] = sides.left;
        let (n_right, right) = (sides.total[0] - n_left, sides.total[1] - left);
        better_ratio(left * left, n_left, right * right, n_right, best)
    }
}
