/// Variables looked at side by side.
const LANES: usize = 8;

/// The greatest of a number of values and its place; the first on a tie.
pub struct Greatest {
    /// The value; minus infinity when there is none.
    pub value: f64,
    /// Its place.
    pub place: usize,
}

/// The greatest value in each lane, and the number of the chunk it was in (a whole number, kept as
/// `f64` so that one comparison serves both).
struct Lanes {
    values: [f64; LANES],
    chunks: [f64; LANES],
}

impl Lanes {
    fn new() -> Self {
        Self { values: [f64::NEG_INFINITY; LANES], chunks: [0.0; LANES] }
    }

    #[inline(always)]
    fn see(&mut self, lane: usize, value: f64, chunk: f64) {
        let better = value > self.values[lane];
        self.values[lane] = if better { value } else { self.values[lane] };
        self.chunks[lane] = if better { chunk } else { self.chunks[lane] };
    }

    fn greatest(&self) -> Greatest {
        let mut greatest = Greatest { value: f64::NEG_INFINITY, place: usize::MAX };
        for lane in 0..LANES {
            let (value, place) = (self.values[lane], self.chunks[lane] as usize * LANES + lane);
            if value > greatest.value || (value == greatest.value && place < greatest.place) {
                greatest = Greatest { value, place };
            }
        }
        greatest
    }
}

/// The variable with the greatest `rise - slope`: the one whose increase lowers the objective fastest.
#[inline(never)]
pub fn first(slopes: &[f64], rises: &[f64]) -> Greatest {
    let mut lanes = Lanes::new();
    let (slopes, _) = slopes.as_chunks::<LANES>();
    let (rises, _) = rises.as_chunks::<LANES>();
    let mut chunk = 0.0;
    for (slopes, rises) in slopes.iter().zip(rises) {
        for lane in 0..LANES {
            lanes.see(lane, rises[lane] - slopes[lane], chunk);
        }
        chunk += 1.0;
    }
    lanes.greatest()
}

/// Moves all slopes by a step of two variables with kernel rows `a` and `b`, and selects as [`first`].
#[inline(never)]
pub fn step_and_first(slopes: &mut [f64], rises: &[f64], step: f64, a: &[f32], b: &[f32]) -> Greatest {
    let mut lanes = Lanes::new();
    let (slopes, _) = slopes.as_chunks_mut::<LANES>();
    let (rises, _) = rises.as_chunks::<LANES>();
    let rows = a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0);
    let mut chunk = 0.0;
    for ((slopes, rises), (a, b)) in slopes.iter_mut().zip(rises).zip(rows) {
        for lane in 0..LANES {
            slopes[lane] += step * (f64::from(a[lane]) - f64::from(b[lane]));
            lanes.see(lane, rises[lane] - slopes[lane], chunk);
        }
        chunk += 1.0;
    }
    lanes.greatest()
}

/// The partner of a variable: where both their changes lower the objective most, and the greatest
/// violation of the optimality conditions among all partners.
pub struct Partner {
    /// The gain and the partner.
    pub gain: Greatest,
    /// The violation.
    pub violation: f64,
}

/// What [`partner`] looks at, all of one length.
pub struct Candidates<'a> {
    /// Slopes of the objective.
    pub slopes: &'a [f64],
    /// What is to be added to the negative slope for a decrease.
    pub falls: &'a [f64],
    /// Diagonal of the kernel matrix.
    pub diagonal: &'a [f64],
    /// Kernel row of the first variable.
    pub row: &'a [f32],
}

/// The second variable by second-order information (Fan, Chen and Lin, 2005). `rate` is the value of
/// the first variable by [`first`], `own` its diagonal.
#[inline(never)]
pub fn partner(candidates: &Candidates, rate: f64, own: f64) -> Partner {
    let mut lanes = Lanes::new();
    let mut worst = [f64::NEG_INFINITY; LANES];
    let (slopes, _) = candidates.slopes.as_chunks::<LANES>();
    let (falls, _) = candidates.falls.as_chunks::<LANES>();
    let (diagonal, _) = candidates.diagonal.as_chunks::<LANES>();
    let (row, _) = candidates.row.as_chunks::<LANES>();
    let mut chunk = 0.0;
    for (((slopes, falls), diagonal), row) in slopes.iter().zip(falls).zip(diagonal).zip(row) {
        for lane in 0..LANES {
            let violation = rate - (falls[lane] - slopes[lane]);
            worst[lane] = if violation > worst[lane] { violation } else { worst[lane] };
            let useful = if violation > 0.0 { violation } else { 0.0 };
            let bend = bend(own, diagonal[lane], row[lane]);
            lanes.see(lane, useful * useful / bend, chunk);
        }
        chunk += 1.0;
    }
    Partner { gain: lanes.greatest(), violation: worst.into_iter().fold(f64::NEG_INFINITY, f64::max) }
}

/// The second derivative along a step of two variables; a kernel that is not positive definite can
/// make it negative, which counts as nearly straight.
#[inline(always)]
pub fn bend(own: f64, other: f64, both: f32) -> f64 {
    let bend = own + other - 2.0 * f64::from(both);
    if bend > 1e-12 { bend } else { 1e-12 }
}
