use super::binned::BinMarks;

/// How mixed a node's rows are, as the tree's purpose has it.
///
/// A tally is a fixed number of cells that rows are added to; tallies can be subtracted cell by cell.
pub trait Criterion {
    /// What a row adds to a tally.
    type Share: Copy;

    /// What a training row adds when it counts `weight` times.
    fn share(&self, row: u32, weight: u32) -> Self::Share;

    /// Cells of a tally.
    fn width(&self) -> usize;

    /// Adds a training row, `weight` times.
    fn add(&self, tally: &mut [f64], row: u32, weight: f64);

    /// Adds rows, given with their shares, to the tally of their bin and marks the bin. `histogram`
    /// holds 256 tallies.
    fn add_binned(
        &self,
        histogram: &mut [f64],
        codes: &[u8],
        rows: &[u32],
        shares: &[Self::Share],
        marks: &mut BinMarks,
    );

    /// Rows in a tally, with their weights.
    fn rows(&self, tally: &[f64]) -> f64;

    /// How good it is to have these rows on one side, up to a constant: a split's worth is the sum
    /// over its sides.
    fn worth(&self, tally: &[f64]) -> f64;

    /// Appends a node's values and returns its impurity, and whether all its rows are alike.
    fn describe(&self, rows: &[u32], weights: &[u32], tally: &[f64], values: &mut Vec<f64>) -> (f64, bool);
}

/// How mixed classes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Impurity {
    /// `1 - Σ share²`.
    Gini,
    /// `-Σ share log2 share`.
    Entropy,
}

/// Rows with class codes; a tally counts each class.
#[derive(Clone, Debug)]
pub struct Classes<'a> {
    codes: &'a [u32],
    n_classes: usize,
    impurity: Impurity,
    /// `c log c` of every count there can be, for entropy.
    x_log_x: Vec<f64>,
}

impl<'a> Classes<'a> {
    /// Codes are below `n_classes`; weights of all rows sum to at most their number.
    pub fn new(codes: &'a [u32], n_classes: usize, impurity: Impurity) -> Self {
        let counts = if impurity == Impurity::Entropy { codes.len() + 1 } else { 0 };
        let x_log_x = (0..counts).map(|count| x_log_x(count as f64)).collect();
        Self { codes, n_classes, impurity, x_log_x }
    }

    fn log(&self, count: f64) -> f64 {
        self.x_log_x.get(count as usize).copied().unwrap_or_else(|| x_log_x(count))
    }
}

impl Criterion for Classes<'_> {
    /// The class and the weight.
    type Share = (u32, u32);

    fn share(&self, row: u32, weight: u32) -> (u32, u32) {
        (self.codes[row as usize], weight)
    }

    fn width(&self) -> usize {
        self.n_classes
    }

    #[inline]
    fn add(&self, tally: &mut [f64], row: u32, weight: f64) {
        tally[self.codes[row as usize] as usize] += weight;
    }

    #[inline(never)]
    fn add_binned(
        &self,
        histogram: &mut [f64],
        codes: &[u8],
        rows: &[u32],
        shares: &[(u32, u32)],
        marks: &mut BinMarks,
    ) {
        for (row, (class, weight)) in rows.iter().zip(shares) {
            let bin = codes[*row as usize];
            histogram[usize::from(bin) * self.n_classes + *class as usize] += f64::from(*weight);
            marks.set(bin);
        }
    }

    #[inline]
    fn rows(&self, tally: &[f64]) -> f64 {
        tally.iter().sum()
    }

    #[inline]
    fn worth(&self, tally: &[f64]) -> f64 {
        let rows = self.rows(tally);
        match self.impurity {
            Impurity::Gini => tally.iter().map(|count| count * count).sum::<f64>() / rows,
            Impurity::Entropy => tally.iter().map(|count| self.log(*count)).sum::<f64>() - self.log(rows),
        }
    }

    fn describe(&self, _: &[u32], _: &[u32], tally: &[f64], values: &mut Vec<f64>) -> (f64, bool) {
        let rows = self.rows(tally);
        let shares = tally.iter().map(|count| count / rows);
        let impurity = match self.impurity {
            Impurity::Gini => 1.0 - shares.clone().map(|share| share * share).sum::<f64>(),
            Impurity::Entropy => {
                shares.clone().filter(|share| *share > 0.0).map(|share| -share * libm::log2(share)).sum()
            }
        };
        values.extend(shares);
        (impurity.max(0.0), tally.iter().filter(|count| **count > 0.0).count() <= 1)
    }
}

fn x_log_x(count: f64) -> f64 {
    if count > 0.0 { count * libm::log(count) } else { 0.0 }
}

/// Rows with numbers, split by squared error; a tally is the number of rows and the sum of their
/// distances from the mean of all.
#[derive(Clone, Debug)]
pub struct Numbers<'a> {
    values: &'a [f64],
    centred: Vec<f64>,
}

impl<'a> Numbers<'a> {
    /// One finite number a row.
    pub fn new(values: &'a [f64]) -> Self {
        let centre = crate::models::kernels::vector::mean(values);
        Self { values, centred: values.iter().map(|value| value - centre).collect() }
    }
}

impl Criterion for Numbers<'_> {
    type Share = [f64; 2];

    fn share(&self, row: u32, weight: u32) -> [f64; 2] {
        let weight = f64::from(weight);
        [weight, weight * self.centred[row as usize]]
    }

    fn width(&self) -> usize {
        2
    }

    #[inline]
    fn add(&self, tally: &mut [f64], row: u32, weight: f64) {
        tally[0] += weight;
        tally[1] += weight * self.centred[row as usize];
    }

    #[inline(never)]
    fn add_binned(
        &self,
        histogram: &mut [f64],
        codes: &[u8],
        rows: &[u32],
        shares: &[[f64; 2]],
        marks: &mut BinMarks,
    ) {
        let (tallies, _) = histogram.as_chunks_mut::<2>();
        for (row, share) in rows.iter().zip(shares) {
            let bin = codes[*row as usize];
            let tally = &mut tallies[usize::from(bin)];
            tally[0] += share[0];
            tally[1] += share[1];
            marks.set(bin);
        }
    }

    #[inline]
    fn rows(&self, tally: &[f64]) -> f64 {
        tally[0]
    }

    #[inline]
    fn worth(&self, tally: &[f64]) -> f64 {
        tally[1] * tally[1] / tally[0]
    }

    fn describe(&self, rows: &[u32], weights: &[u32], tally: &[f64], values: &mut Vec<f64>) -> (f64, bool) {
        let cells = || rows.iter().map(|row| (self.values[*row as usize], f64::from(weights[*row as usize])));
        let first = cells().next().map_or(0.0, |(value, _)| value);
        if cells().all(|(value, _)| value == first) {
            values.push(first);
            return (0.0, true);
        }
        let mean = cells().map(|(value, weight)| value * weight).sum::<f64>() / tally[0];
        let squares = cells().map(|(value, weight)| weight * (value - mean) * (value - mean)).sum::<f64>();
        values.push(mean);
        (squares / tally[0], false)
    }
}
