use super::bins::BinMarks;
use super::criterion::{Criterion, Described, better_ratio};

/// How mixed classes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Impurity {
    /// `1 - Σ share²`.
    Gini,
    /// `-Σ share log2 share`.
    Entropy,
}

/// Rows with class codes.
#[derive(Clone, Debug)]
pub struct Classes<'a> {
    codes: &'a [u32],
    n_classes: usize,
    impurity: Impurity,
    /// How much a row of each class counts; none when all count the same.
    weights: Option<Vec<f64>>,
    /// `c log c` of every count there can be, for entropy of rows that count the same.
    x_log_x: Vec<f64>,
}

/// Rows of each class on both sides and on the left one. Counts are whole numbers, so that their
/// sums and, up to some 200,000 rows, the sums of their squares are exact in any order.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    total: Vec<f64>,
    left: Vec<f64>,
    rows: f64,
    rows_left: f64,
    squares: f64,
    squares_left: f64,
    squares_right: f64,
}

impl<'a> Classes<'a> {
    /// Codes are below `n_classes`; draws of all rows sum to at most their number.
    pub fn new(codes: &'a [u32], n_classes: usize, impurity: Impurity, weights: Option<Vec<f64>>) -> Self {
        let table = impurity == Impurity::Entropy && weights.is_none();
        let counts = if table { codes.len() + 1 } else { 0 };
        let x_log_x = (0..counts).map(|count| x_log_x(count as f64)).collect();
        Self { codes, n_classes, impurity, weights, x_log_x }
    }

    fn log(&self, count: f64) -> f64 {
        if self.weights.is_some() { x_log_x(count) } else { self.x_log_x[count as usize] }
    }

    /// Each class's weight in a side.
    fn weighted<'s>(&'s self, counts: impl Iterator<Item = f64> + 's) -> impl Iterator<Item = f64> + 's {
        let weights = self.weights.as_deref();
        counts.enumerate().map(move |(class, count)| weights.map_or(count, |weights| count * weights[class]))
    }

    /// How good a side is.
    fn worth(&self, counts: impl Iterator<Item = f64>) -> f64 {
        let (mut sum, mut parts) = (0.0, 0.0);
        for weight in self.weighted(counts) {
            sum += weight;
            parts += if self.impurity == Impurity::Gini { weight * weight } else { self.log(weight) };
        }
        if self.impurity == Impurity::Gini { parts / sum } else { parts - self.log(sum) }
    }
}

fn x_log_x(count: f64) -> f64 {
    if count > 0.0 { count * libm::log(count) } else { 0.0 }
}

impl Criterion for Classes<'_> {
    /// The class and the draws.
    type Share = (u32, u32);
    type Cell = u32;
    type Sides = Counts;

    fn share(&self, row: u32, draws: u32) -> (u32, u32) {
        (self.codes[row as usize], draws)
    }

    fn cells(&self) -> usize {
        self.n_classes
    }

    #[inline(never)]
    fn add_binned(
        &self,
        histogram: &mut [u32],
        codes: &[u8],
        rows: &[u32],
        shares: &[(u32, u32)],
        marks: &mut BinMarks,
    ) {
        for (row, (class, draws)) in rows.iter().zip(shares) {
            let bin = codes[*row as usize];
            histogram[usize::from(bin) * self.n_classes + *class as usize] += draws;
            marks.set(bin);
        }
    }

    fn sides(&self) -> Counts {
        let none = || vec![0.0; self.n_classes];
        Counts { total: none(), left: none(), ..Counts::default() }
    }

    fn enter(
        &self,
        sides: &mut Counts,
        members: impl Iterator<Item = (u32, u32)> + Clone,
        values: &mut Vec<f64>,
    ) -> Described {
        sides.total.fill(0.0);
        for (row, draws) in members {
            sides.total[self.codes[row as usize] as usize] += f64::from(draws);
        }
        sides.rows = sides.total.iter().sum();
        sides.squares = sides.total.iter().map(|count| count * count).sum();
        let weight: f64 = self.weighted(sides.total.iter().copied()).sum();
        let shares = || self.weighted(sides.total.iter().copied()).map(|part| part / weight);
        let impurity = match self.impurity {
            Impurity::Gini => 1.0 - shares().map(|share| share * share).sum::<f64>(),
            Impurity::Entropy => {
                shares().filter(|share| *share > 0.0).map(|share| -share * libm::log2(share)).sum()
            }
        };
        values.extend(shares());
        Described {
            samples: sides.rows as u32,
            weight: self.weights.is_some().then_some(weight),
            impurity: impurity.max(0.0),
            pure: sides.total.iter().filter(|count| **count > 0.0).count() <= 1,
        }
    }

    #[inline]
    fn restart(&self, sides: &mut Counts) {
        sides.left.fill(0.0);
        sides.rows_left = 0.0;
        sides.squares_left = 0.0;
        sides.squares_right = sides.squares;
    }

    #[inline]
    fn move_row(&self, sides: &mut Counts, (class, draws): (u32, u32)) {
        let (class, draws) = (class as usize, f64::from(draws));
        let left = sides.left[class];
        let right = sides.total[class] - left;
        sides.squares_left += draws * (2.0 * left + draws);
        sides.squares_right -= draws * (2.0 * right - draws);
        sides.left[class] = left + draws;
        sides.rows_left += draws;
    }

    #[inline]
    fn move_bin(&self, sides: &mut Counts, cells: &mut [u32]) {
        for (class, cell) in (0..).zip(cells) {
            let draws = std::mem::take(cell);
            if draws > 0 {
                self.move_row(sides, (class, draws));
            }
        }
    }

    #[inline]
    fn better(&self, sides: &Counts, best: f64) -> Option<f64> {
        if self.impurity == Impurity::Gini && self.weights.is_none() {
            let n_right = sides.rows - sides.rows_left;
            return better_ratio(sides.squares_left, sides.rows_left, sides.squares_right, n_right, best);
        }
        let left = self.worth(sides.left.iter().copied());
        let right = self.worth(sides.total.iter().zip(&sides.left).map(|(total, left)| total - left));
        (left + right > best).then_some(left + right)
    }
}
