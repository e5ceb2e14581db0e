use serde::{Deserialize, Serialize};

use super::function::{Function, Rows, TILE};
use super::lesson::Lesson;
use super::solver::{Problem, Settings, Solution, solve};
use crate::error::EngineError;
use crate::models::kernels::vector::dot;
use crate::stats::mean;

/// The kernel with its `gamma`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kernel {
    /// The function of two rows.
    pub function: Function,
    /// What their product or squared distance is multiplied by.
    pub gamma: f64,
}

/// The `gamma` that scikit-learn calls `scale`: 1 / (features × variance of all cells), or 1 when they
/// do not vary.
pub fn scale_gamma(rows: &[f64], n_features: usize) -> f64 {
    let mean = mean(rows);
    let squares: f64 = rows.iter().map(|cell| (cell - mean) * (cell - mean)).sum();
    let variance = squares / rows.len() as f64;
    if variance > 0.0 { 1.0 / (n_features as f64 * variance) } else { 1.0 }
}

/// Weighted similarities to support vectors, and an intercept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// Which of the vectors it uses, ascending.
    vectors: Vec<u32>,
    /// One a vector used.
    coefficients: Vec<f64>,
    intercept: f64,
}

/// Several machines that share their support vectors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Machines {
    kernel: Kernel,
    n_features: usize,
    /// Vectors × features, row-major.
    vectors: Vec<f64>,
    machines: Vec<Machine>,
    converged: bool,
}

/// What all machines have in common.
pub struct Course<'a> {
    /// Rows × features, row-major.
    pub rows: &'a [f64],
    /// Number of features.
    pub n_features: usize,
    /// The kernel.
    pub kernel: Kernel,
    /// Half the width of the tube in which errors are free.
    pub width: f64,
    /// When to stop.
    pub settings: Settings,
}

impl Machines {
    /// One machine a lesson. `report` hears the number of the lesson and the share of it that is done.
    ///
    /// # Errors
    /// [`EngineError::Data`] when numbers are too large, and what `report` returns.
    pub fn fit(
        course: &Course,
        lessons: &[Lesson],
        report: &mut dyn FnMut(usize, f64) -> Result<(), EngineError>,
    ) -> Result<Self, EngineError> {
        let Course { n_features, kernel, .. } = *course;
        let centre = course.centre();
        let scale = f64::sqrt(kernel.gamma);
        let mut solutions = Vec::with_capacity(lessons.len());
        for (index, lesson) in lessons.iter().enumerate() {
            let mut rows = Vec::with_capacity(lesson.rows.len() * n_features);
            for row in &lesson.rows {
                let row = &course.rows[*row as usize * n_features..][..n_features];
                rows.extend(row.iter().zip(&centre).map(|(cell, centre)| (cell - centre) * scale));
            }
            let problem = Problem {
                rows: &rows,
                n_features,
                function: kernel.function,
                target: &lesson.target,
                width: course.width,
                lower: &lesson.lower,
                upper: &lesson.upper,
            };
            solutions.push(solve(&problem, &course.settings, &mut |share| report(index, share))?);
        }
        let mut machines = Self::of(course, lessons, &solutions);
        machines.move_back(&centre);
        Ok(machines)
    }

    /// Collects the vectors that any machine uses.
    fn of(course: &Course, lessons: &[Lesson], solutions: &[Solution]) -> Self {
        let p = course.n_features;
        let supports = || {
            lessons.iter().zip(solutions).map(|(lesson, solution)| {
                let pairs = lesson.rows.iter().zip(&solution.beta);
                (pairs.filter(|(_, beta)| **beta != 0.0), solution.intercept)
            })
        };
        let mut used: Vec<u32> = supports().flat_map(|(pairs, _)| pairs.map(|(row, _)| *row)).collect();
        used.sort_unstable();
        used.dedup();
        let place = |row: &u32| used.partition_point(|other| other < row) as u32;
        let machines = supports().map(|(pairs, intercept)| {
            let (vectors, coefficients) = pairs.map(|(row, beta)| (place(row), *beta)).unzip();
            Machine { vectors, coefficients, intercept }
        });
        Self {
            kernel: course.kernel,
            n_features: p,
            machines: machines.collect(),
            vectors: used.iter().flat_map(|row| &course.rows[*row as usize * p..][..p]).copied().collect(),
            converged: solutions.iter().all(|solution| solution.converged),
        }
    }

    /// Corrects intercepts that were found on centred rows. The coefficients sum to zero, so only the
    /// product of their rows with the centre counts.
    fn move_back(&mut self, centre: &[f64]) {
        for machine in &mut self.machines {
            for (vector, beta) in machine.vectors.iter().zip(&machine.coefficients) {
                let vector = &self.vectors[*vector as usize * self.n_features..][..self.n_features];
                let shift: f64 =
                    vector.iter().zip(centre).map(|(cell, centre)| (cell - centre) * centre).sum();
                machine.intercept -= beta * self.kernel.gamma * shift;
            }
        }
    }

    /// Number of machines.
    pub fn len(&self) -> usize {
        self.machines.len()
    }

    /// Number of features of a row.
    pub fn n_features(&self) -> usize {
        self.n_features
    }

    /// Number of support vectors.
    pub fn n_vectors(&self) -> usize {
        self.vectors.len() / self.n_features
    }

    /// Whether every machine came to its end.
    pub fn converged(&self) -> bool {
        self.converged
    }

    /// Calls `found` with the values of all machines for each row.
    pub fn decide<'r>(
        &self,
        rows: impl Iterator<Item = ndarray::ArrayView1<'r, f64>>,
        mut found: impl FnMut(&[f64]),
    ) {
        let scale = f64::sqrt(self.kernel.gamma);
        let scaled: Vec<f64> = self.vectors.iter().map(|cell| cell * scale).collect();
        let vectors = Rows::new(&scaled, self.n_features);
        let mut values = vec![0.0; vectors.n_tiles() * TILE];
        let mut decisions = vec![0.0; self.machines.len()];
        let mut query = vec![0.0; self.n_features];
        let mut picked = Vec::new();
        for row in rows {
            query.iter_mut().zip(row).for_each(|(cell, value)| *cell = value * scale);
            vectors.compare(self.kernel.function, &query, 0..vectors.n_tiles(), &mut values);
            for (decision, machine) in decisions.iter_mut().zip(&self.machines) {
                picked.clear();
                picked.extend(machine.vectors.iter().map(|vector| values[*vector as usize]));
                *decision = dot(&picked, &machine.coefficients) + machine.intercept;
            }
            found(&decisions);
        }
    }

    /// What is wrong with loaded machines.
    ///
    /// # Errors
    /// The fault in words.
    pub fn check(&self) -> Result<(), String> {
        let finite = |values: &[f64]| values.iter().all(|value| value.is_finite());
        let sound = match self.kernel.function {
            Function::Linear | Function::Rbf => true,
            Function::Polynomial { degree, coef0 } => (1..=10).contains(&degree) && coef0.is_finite(),
            Function::Sigmoid { coef0 } => coef0.is_finite(),
        };
        if !sound || !self.kernel.gamma.is_finite() || self.kernel.gamma < 0.0 {
            return Err("its kernel is damaged".to_owned());
        }
        if self.n_features == 0
            || !self.vectors.len().is_multiple_of(self.n_features)
            || !finite(&self.vectors)
        {
            return Err("its support vectors are damaged".to_owned());
        }
        let n_vectors = self.n_vectors();
        let machine_is_sound = |machine: &Machine| {
            machine.vectors.len() == machine.coefficients.len()
                && machine.vectors.iter().all(|vector| (*vector as usize) < n_vectors)
                && finite(&machine.coefficients)
                && machine.intercept.is_finite()
        };
        if !self.machines.iter().all(machine_is_sound) {
            return Err("the weights of its support vectors are damaged".to_owned());
        }
        Ok(())
    }
}

impl Course<'_> {
    /// What to subtract from the rows of a linear kernel, whose solution does not depend on it: its
    /// values are kept in single precision, and a large offset would use up the digits.
    fn centre(&self) -> Vec<f64> {
        let mut centre = vec![0.0; self.n_features];
        if self.kernel.function == Function::Linear {
            let n = (self.rows.len() / self.n_features) as f64;
            for row in self.rows.chunks_exact(self.n_features) {
                centre.iter_mut().zip(row).for_each(|(centre, cell)| *centre += cell / n);
            }
        }
        centre
    }
}
