use super::Binned;

/// Bins of a feature, the missing one included.
pub const BINS: usize = 256;

/// What the rows in a bin add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// First derivatives of the loss.
    pub gradient: f64,
    /// Second derivatives.
    pub hessian: f64,
}

/// Features × bins of a node's rows.
pub struct Histogram {
    sums: Vec<Sums>,
    counts: Vec<u32>,
}

impl Histogram {
    /// An empty one.
    pub fn new(n_features: usize) -> Self {
        Self { sums: vec![Sums::default(); n_features * BINS], counts: vec![0; n_features * BINS] }
    }

    /// Makes it that of these rows, whose derivatives are given in their order.
    pub fn build(&mut self, binned: &Binned, rows: &[u32], derivatives: &[[f32; 2]]) {
        self.sums.fill(Sums::default());
        self.counts.fill(0);
        let features = self.sums.chunks_exact_mut(BINS).zip(self.counts.chunks_exact_mut(BINS));
        for (feature, (sums, counts)) in features.enumerate() {
            let (Ok(sums), Ok(counts)) = (sums.try_into(), counts.try_into()) else { continue };
            add(binned.bins.codes(feature), rows, derivatives, sums, counts);
        }
    }

    /// Takes a child's rows away, which leaves the other child's.
    pub fn subtract(&mut self, child: &Self) {
        for (own, child) in self.sums.iter_mut().zip(&child.sums) {
            own.gradient -= child.gradient;
            own.hessian -= child.hessian;
        }
        self.counts.iter_mut().zip(&child.counts).for_each(|(own, child)| *own -= child);
    }

    /// Every bin's sums and rows of one feature.
    pub fn feature(&self, feature: usize) -> (&[Sums], &[u32]) {
        let bins = feature * BINS..(feature + 1) * BINS;
        (&self.sums[bins.clone()], &self.counts[bins])
    }
}

#[inline(never)]
fn add(
    codes: &[u8],
    rows: &[u32],
    derivatives: &[[f32; 2]],
    sums: &mut [Sums; BINS],
    counts: &mut [u32; BINS],
) {
    for (row, [gradient, hessian]) in rows.iter().zip(derivatives) {
        let bin = usize::from(codes[*row as usize]);
        let cell = &mut sums[bin];
        cell.gradient += f64::from(*gradient);
        cell.hessian += f64::from(*hessian);
        counts[bin] += 1;
    }
}
