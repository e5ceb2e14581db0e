use super::cache::Cache;
use super::function::{Function, Rows, TILE};
use super::select::{Candidates, Greatest, bend, first, partner, step_and_first};
use crate::error::EngineError;

/// Steps between two looks at what can be left out, and between two reports.
const SHRINK_EVERY: usize = 1000;
const REPORT_EVERY: usize = 200;
/// The largest kernel value; no other can then be larger or undefined.
const LARGEST: f64 = 1e37;

/// Minimise `½ βᵀKβ - targetᵀβ + width Σ|β|` with `lower ≤ β ≤ upper` and `Σβ = 0`: the dual of
/// support vector classification (β = label × α, target = label, width 0) and of regression
/// (β = α - α*, width = epsilon).
pub struct Problem<'a> {
    /// Rows × features, row-major, multiplied by the root of `gamma`.
    pub rows: &'a [f64],
    /// Number of features.
    pub n_features: usize,
    /// What makes the kernel matrix.
    pub function: Function,
    /// One a row.
    pub target: &'a [f64],
    /// Half the width of the tube in which errors are free.
    pub width: f64,
    /// One a row, 0 or negative.
    pub lower: &'a [f64],
    /// One a row, 0 or positive.
    pub upper: &'a [f64],
}

/// When to stop and what to use.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The greatest violation of the optimality conditions at the end.
    pub tol: f64,
    /// Steps at most.
    pub max_steps: usize,
    /// Memory for kernel rows.
    pub cache_bytes: usize,
}

/// The minimum: `f(x) = Σ β K(row, x) + intercept`.
pub struct Solution {
    /// One a row.
    pub beta: Vec<f64>,
    /// The intercept.
    pub intercept: f64,
    /// Whether no violation is above `tol`.
    pub converged: bool,
}

/// Sequential minimal optimisation: two variables a step, the second by second-order information
/// (Fan, Chen and Lin, 2005), with shrinking and a cache of kernel rows (Chang and Lin, LIBSVM, 2011).
///
/// `report` hears how near the end is, as a share of one.
///
/// # Errors
/// [`EngineError::Data`] when a kernel value is too large for single precision, and what `report`
/// returns.
pub fn solve(
    problem: &Problem,
    settings: &Settings,
    report: &mut dyn FnMut(f64) -> Result<(), EngineError>,
) -> Result<Solution, EngineError> {
    let solver = Solver::new(problem, settings);
    if solver.diagonal.iter().any(|own| own.is_nan() || *own > LARGEST) {
        return Err(EngineError::Data(
            "a support vector machine met numbers too large to calculate with; scale the numeric columns first"
                .to_owned(),
        ));
    }
    solver.run(report)
}

/// Variables stand in places that change: those still worth looking at come first. All arrays are
/// filled up to whole tiles; what fills them can move neither way.
struct Solver<'a> {
    problem: &'a Problem<'a>,
    settings: &'a Settings,
    /// The training row in each place.
    ids: Vec<u32>,
    rows: Rows,
    cache: Cache,
    beta: Vec<f64>,
    /// Slope of the smooth part of the objective.
    slopes: Vec<f64>,
    /// What is to be added to the negative slope for an increase; minus infinity at the upper bound.
    rises: Vec<f64>,
    /// The same for a decrease; infinity at the lower bound.
    falls: Vec<f64>,
    diagonal: Vec<f64>,
    /// Tiles still looked at.
    active: usize,
    query: Vec<f64>,
}

impl<'a> Solver<'a> {
    fn new(problem: &'a Problem<'a>, settings: &'a Settings) -> Self {
        let n = problem.target.len();
        let rows = Rows::new(problem.rows, problem.n_features);
        let width = rows.n_tiles() * TILE;
        let mut solver = Self {
            problem,
            settings,
            ids: (0..n as u32).collect(),
            cache: Cache::new(n, width, settings.cache_bytes),
            beta: vec![0.0; n],
            slopes: vec![0.0; width],
            rises: vec![f64::NEG_INFINITY; width],
            falls: vec![f64::INFINITY; width],
            diagonal: vec![1.0; width],
            active: rows.n_tiles(),
            query: vec![0.0; problem.n_features],
            rows,
        };
        for place in 0..n {
            solver.slopes[place] = -problem.target[place];
            solver.diagonal[place] = solver.own(place);
            solver.set(place, 0.0);
        }
        solver
    }

    /// The kernel of a row with itself.
    fn own(&mut self, place: usize) -> f64 {
        let mut values = [0.0_f64; TILE];
        self.rows.copy(place, &mut self.query);
        let tile = place / TILE;
        self.rows.compare(self.problem.function, &self.query, tile..tile + 1, &mut values);
        values[place % TILE]
    }

    /// Gives a variable its value.
    fn set(&mut self, place: usize, value: f64) {
        let id = self.ids[place] as usize;
        let width = self.problem.width;
        self.beta[place] = value;
        self.rises[place] = if value >= self.problem.upper[id] {
            f64::NEG_INFINITY
        } else if value >= 0.0 {
            -width
        } else {
            width
        };
        self.falls[place] = if value <= self.problem.lower[id] {
            f64::INFINITY
        } else if value > 0.0 {
            -width
        } else {
            width
        };
    }

    fn run(
        mut self,
        report: &mut dyn FnMut(f64) -> Result<(), EngineError>,
    ) -> Result<Solution, EngineError> {
        let Settings { tol, max_steps, .. } = *self.settings;
        let mut looked_again = false;
        let mut worst = None;
        let mut way = 0.0_f64;
        let mut converged = false;
        let mut first = self.first();
        let mut steps = 0;
        while first.value > f64::NEG_INFINITY {
            let (i, rate) = (first.place, first.value);
            let a = self.row(i, self.active);
            let candidates = Candidates {
                slopes: &self.slopes[..self.active * TILE],
                falls: &self.falls,
                diagonal: &self.diagonal,
                row: self.cache.row(a),
            };
            let found = partner(&candidates, rate, self.diagonal[i]);
            let started = *worst.get_or_insert(found.violation);
            if found.violation <= tol || found.gain.value <= 0.0 {
                if self.active == self.rows.n_tiles() {
                    converged = found.violation <= tol;
                    break;
                }
                self.look_at_all(report, way)?;
                first = self.first();
                continue;
            }
            if steps == max_steps {
                break;
            }
            steps += 1;
            if steps % REPORT_EVERY == 0 {
                way = way.max(libm::log(found.violation / started) / libm::log(tol / started));
                report(way.min(1.0))?;
            }
            if steps % SHRINK_EVERY == 0 {
                if !looked_again && found.violation <= 10.0 * tol {
                    looked_again = true;
                    self.look_at_all(report, way)?;
                }
                self.shrink(rate, rate - found.violation);
                first = self.first();
                continue;
            }
            match self.step(i, found.gain.place, a, rate) {
                Some(next) => first = next,
                None => break,
            }
        }
        self.look_at_all(report, way)?;
        Ok(self.solution(converged))
    }

    fn first(&self) -> Greatest {
        first(&self.slopes[..self.active * TILE], &self.rises)
    }

    /// The slot of the kernel row of a variable, with at least so many tiles in it.
    fn row(&mut self, place: usize, n_tiles: usize) -> usize {
        let slot = self.cache.slot(self.ids[place]);
        let known = self.cache.known(slot) / TILE;
        if known < n_tiles {
            self.rows.copy(place, &mut self.query);
            let out = self.cache.extend(slot, n_tiles * TILE);
            self.rows.compare(self.problem.function, &self.query, known..n_tiles, out);
        }
        slot
    }

    /// Moves variable `i` up and `j` down, as far as the objective falls and the bounds allow; none
    /// when rounding swallows the step.
    fn step(&mut self, i: usize, j: usize, a: usize, rate: f64) -> Option<Greatest> {
        let b = self.row(j, self.active);
        let both = self.cache.row(a)[j];
        let violation = rate - (self.falls[j] - self.slopes[j]);
        let free = violation / bend(self.diagonal[i], self.diagonal[j], both);
        let (up, down) = (self.beta[i], self.beta[j]);
        // A step ends at a bound, and at zero, where the slope changes.
        let up_end = if up < 0.0 { 0.0 } else { self.problem.upper[self.ids[i] as usize] };
        let down_end = if down > 0.0 { 0.0 } else { self.problem.lower[self.ids[j] as usize] };
        let step = free.min(up_end - up).min(down - down_end);
        let next_up = if step == up_end - up { up_end } else { up + step };
        let next_down = if step == down - down_end { down_end } else { down - step };
        if next_up == up && next_down == down {
            return None;
        }
        self.set(i, next_up);
        self.set(j, next_down);
        let slopes = &mut self.slopes[..self.active * TILE];
        Some(step_and_first(slopes, &self.rises, step, self.cache.row(a), self.cache.row(b)))
    }

    /// Puts the variables that are unlikely to move again behind the others: those at a bound whose
    /// slopes hold them there. `highest` and `lowest` are the greatest rate of increase and the least
    /// of decrease.
    fn shrink(&mut self, highest: f64, lowest: f64) {
        let end = (self.active * TILE).min(self.ids.len());
        let stays = |place: usize| {
            let slope = self.slopes[place];
            self.rises[place] - slope >= lowest || self.falls[place] - slope <= highest
        };
        let stays: Vec<bool> = (0..end).map(stays).collect();
        let n_kept = stays.iter().filter(|stays| **stays).count();
        let active = n_kept.div_ceil(TILE).max(1);
        if active == self.active {
            return;
        }
        let leave = (0..n_kept as u32).filter(|place| !stays[*place as usize]);
        let stay = (n_kept as u32..end as u32).filter(|place| stays[*place as usize]);
        let pairs: Vec<(u32, u32)> = leave.zip(stay).collect();
        self.rows.swap(&pairs);
        self.cache.swap(&pairs);
        for (a, b) in pairs {
            let (a, b) = (a as usize, b as usize);
            self.ids.swap(a, b);
            self.beta.swap(a, b);
            self.slopes.swap(a, b);
            self.rises.swap(a, b);
            self.falls.swap(a, b);
            self.diagonal.swap(a, b);
        }
        self.active = active;
    }

    /// Computes the slopes that were not kept, and looks at all variables again.
    fn look_at_all(
        &mut self,
        report: &mut dyn FnMut(f64) -> Result<(), EngineError>,
        way: f64,
    ) -> Result<(), EngineError> {
        let (start, n_tiles) = (self.active * TILE, self.rows.n_tiles());
        if self.active == n_tiles {
            return Ok(());
        }
        for (slope, id) in self.slopes[start..].iter_mut().zip(&self.ids[start..]) {
            *slope = -self.problem.target[*id as usize];
        }
        let mut done = 0;
        for place in 0..self.ids.len() {
            let beta = self.beta[place];
            if beta == 0.0 {
                continue;
            }
            let slot = self.row(place, n_tiles);
            add(&mut self.slopes[start..], beta, &self.cache.row(slot)[start..]);
            done += 1;
            if done % REPORT_EVERY == 0 {
                report(way)?;
            }
        }
        self.active = n_tiles;
        Ok(())
    }

    /// The values in the order of the training rows, and the intercept: where free variables have
    /// their rate, else the middle of what the bounds allow.
    fn solution(self, converged: bool) -> Solution {
        let n = self.ids.len();
        let mut beta = vec![0.0; n];
        let (mut sum, mut n_free) = (0.0, 0_u32);
        let (mut highest, mut lowest) = (f64::NEG_INFINITY, f64::INFINITY);
        for place in 0..n {
            beta[self.ids[place] as usize] = self.beta[place];
            let rise = self.rises[place] - self.slopes[place];
            let fall = self.falls[place] - self.slopes[place];
            if self.rises[place] == self.falls[place] {
                sum += rise;
                n_free += 1;
            }
            highest = highest.max(rise);
            lowest = lowest.min(fall);
        }
        let intercept = if n_free > 0 { sum / f64::from(n_free) } else { f64::midpoint(highest, lowest) };
        Solution { beta, intercept, converged }
    }
}

#[inline(never)]
fn add(slopes: &mut [f64], factor: f64, row: &[f32]) {
    for (slope, value) in slopes.iter_mut().zip(row) {
        *slope += factor * f64::from(*value);
    }
}
