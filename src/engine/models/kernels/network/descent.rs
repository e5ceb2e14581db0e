/// How parameters follow the gradient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Solver {
    /// Steps of a size of its own for each parameter (Kingma and Ba, 2015).
    Adam,
    /// Plain steps with Nesterov's momentum.
    Sgd {
        /// Share of the last step that is kept.
        momentum: f64,
    },
}

const BETA_1: f32 = 0.9;
const BETA_2: f32 = 0.999;

/// The state of a descent.
pub struct Descent {
    solver: Solver,
    rate: f64,
    steps: i32,
    /// Velocities, or mean gradients.
    first: Vec<f32>,
    /// Mean squares of the gradients.
    second: Vec<f32>,
}

impl Descent {
    pub fn new(solver: Solver, rate: f64, n_parameters: usize) -> Self {
        let squares = if solver == Solver::Adam { n_parameters } else { 0 };
        Self { solver, rate, steps: 0, first: vec![0.0; n_parameters], second: vec![0.0; squares] }
    }

    /// One step.
    pub fn step(&mut self, parameters: &mut [f32], gradient: &[f32]) {
        self.steps = self.steps.saturating_add(1);
        match self.solver {
            Solver::Adam => {
                let [one, two] =
                    [BETA_1, BETA_2].map(|beta| 1.0 - libm::pow(f64::from(beta), f64::from(self.steps)));
                let rate = self.rate * f64::sqrt(two) / one;
                adam(parameters, gradient, &mut self.first, &mut self.second, rate as f32);
            }
            Solver::Sgd { momentum } => {
                nesterov(parameters, gradient, &mut self.first, self.rate as f32, momentum as f32);
            }
        }
    }
}

#[inline(never)]
fn adam(parameters: &mut [f32], gradient: &[f32], first: &mut [f32], second: &mut [f32], rate: f32) {
    let moments = first.iter_mut().zip(second);
    for ((parameter, slope), (first, second)) in parameters.iter_mut().zip(gradient).zip(moments) {
        *first = BETA_1 * *first + (1.0 - BETA_1) * slope;
        *second = BETA_2 * *second + (1.0 - BETA_2) * slope * slope;
        *parameter -= rate * *first / (second.sqrt() + 1e-8);
    }
}

#[inline(never)]
fn nesterov(parameters: &mut [f32], gradient: &[f32], velocity: &mut [f32], rate: f32, momentum: f32) {
    for ((parameter, slope), velocity) in parameters.iter_mut().zip(gradient).zip(velocity) {
        *velocity = momentum * *velocity - rate * slope;
        *parameter += momentum * *velocity - rate * slope;
    }
}
