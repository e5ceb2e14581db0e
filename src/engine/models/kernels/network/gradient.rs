use super::product::{Product, View};
use super::shape::{Head, Shape};
use crate::rng::Rng;

/// Rows of one step.
pub struct Batch<'a> {
    /// Number of rows.
    pub n_rows: usize,
    /// Rows × inputs.
    pub x: &'a [f32],
    /// Rows × outputs: what the network should answer.
    pub y: &'a [f32],
    /// How much each row counts; none when all count the same.
    pub weights: Option<&'a [f32]>,
}

/// Computes losses and gradients of one network, with room for its layers' values.
pub struct Gradient<'a> {
    shape: &'a Shape,
    /// Share of hidden units left out at random in each step.
    dropout: f32,
    product: Product,
    /// Activated values of each layer but the first, rows × units.
    values: Vec<Vec<f32>>,
    /// 0 for units left out, else 1 / (1 - dropout); of each hidden layer.
    masks: Vec<Vec<f32>>,
    slopes: Vec<f32>,
    next: Vec<f32>,
    /// Mean gradient of the loss, one a parameter, by the last call.
    pub gradient: Vec<f32>,
}

impl<'a> Gradient<'a> {
    pub fn new(shape: &'a Shape, dropout: f64) -> Self {
        Self {
            shape,
            dropout: dropout as f32,
            product: Product::default(),
            values: vec![Vec::new(); shape.sizes.len().saturating_sub(1)],
            masks: vec![Vec::new(); shape.sizes.len().saturating_sub(2)],
            slopes: Vec::new(),
            next: Vec::new(),
            gradient: vec![0.0; shape.n_parameters().unwrap_or(0)],
        }
    }

    /// The summed loss of the rows: half the squared error, or the log loss. `dropping` gives the
    /// units to leave out; none leaves none out.
    pub fn loss(&mut self, parameters: &[f32], batch: &Batch, dropping: Option<&mut Rng>) -> f64 {
        self.forward(parameters, batch, dropping);
        let outputs = self.shape.sizes.last().copied().unwrap_or(1);
        let Some(last) = self.values.last_mut() else { return 0.0 };
        let mut sum = 0.0;
        let mut row = vec![0.0; outputs];
        let rows = last.chunks_exact_mut(outputs).zip(batch.y.chunks_exact(outputs));
        for (place, (values, y)) in rows.enumerate() {
            row.iter_mut().zip(values.iter()).for_each(|(out, value)| *out = f64::from(*value));
            let weight = batch.weights.map_or(1.0, |weights| f64::from(weights[place]));
            sum += weight * row_loss(self.shape.head, &mut row, y);
            values.iter_mut().zip(&row).for_each(|(out, value)| *out = *value as f32);
        }
        sum
    }

    fn forward(&mut self, parameters: &[f32], batch: &Batch, mut dropping: Option<&mut Rng>) {
        let last = self.values.len().saturating_sub(1);
        for (index, layer) in self.shape.layers().into_iter().enumerate() {
            let (before, here) = self.values.split_at_mut(index);
            let inputs: &[f32] = before.last().map_or(batch.x, |values| values);
            let out = &mut here[0];
            out.resize(batch.n_rows * layer.outputs, 0.0);
            self.product.multiply(
                View::new(inputs, batch.n_rows, layer.inputs),
                View::new(&parameters[layer.weights], layer.inputs, layer.outputs),
                out,
            );
            let intercepts = &parameters[layer.intercepts];
            for row in out.chunks_exact_mut(layer.outputs) {
                row.iter_mut().zip(intercepts).for_each(|(sum, intercept)| *sum += intercept);
            }
            if index < last {
                self.shape.activation.apply(out);
                if let Some(rng) = dropping.as_deref_mut().filter(|_| self.dropout > 0.0) {
                    draw(&mut self.masks[index], out.len(), self.dropout, rng);
                    out.iter_mut().zip(&self.masks[index]).for_each(|(value, mask)| *value *= mask);
                }
            }
        }
    }

    /// The summed loss of the rows as [`Gradient::loss`], and the mean gradient of it and of
    /// `alpha / 2 · |weights|²` (over the rows too, as scikit-learn's).
    pub fn descend(&mut self, parameters: &[f32], batch: &Batch, alpha: f32, rng: &mut Rng) -> f64 {
        let loss = self.loss(parameters, batch, Some(rng));
        let share = 1.0 / batch.n_rows as f32;
        self.start_slopes(batch);
        for (index, layer) in self.shape.layers().into_iter().enumerate().rev() {
            let slopes = View::new(&self.slopes, batch.n_rows, layer.outputs);
            let inputs: &[f32] = if index == 0 { batch.x } else { &self.values[index - 1] };
            let inputs = View::new(inputs, batch.n_rows, layer.inputs).transposed();
            self.product.multiply(inputs, slopes, &mut self.gradient[layer.weights.clone()]);
            for (cell, weight) in
                self.gradient[layer.weights.clone()].iter_mut().zip(&parameters[layer.weights.clone()])
            {
                *cell = (*cell + alpha * weight) * share;
            }
            let sums = &mut self.gradient[layer.intercepts];
            sums.fill(0.0);
            for row in self.slopes.chunks_exact(layer.outputs) {
                sums.iter_mut().zip(row).for_each(|(sum, slope)| *sum += slope);
            }
            sums.iter_mut().for_each(|sum| *sum *= share);
            if index > 0 {
                let weights = View::new(&parameters[layer.weights], layer.inputs, layer.outputs).transposed();
                self.next.resize(batch.n_rows * layer.inputs, 0.0);
                self.product.multiply(slopes, weights, &mut self.next);
                self.back_through(index - 1);
                std::mem::swap(&mut self.slopes, &mut self.next);
            }
        }
        loss
    }

    /// Of all heads the slope is the answer less what it should be.
    fn start_slopes(&mut self, batch: &Batch) {
        self.slopes.clear();
        let answers = self.values.last().map_or(&[][..], |values| values);
        self.slopes.extend(answers.iter().zip(batch.y).map(|(answer, y)| answer - y));
        if let Some(weights) = batch.weights {
            let outputs = self.slopes.len() / batch.n_rows;
            for (slopes, weight) in self.slopes.chunks_exact_mut(outputs).zip(weights) {
                slopes.iter_mut().for_each(|slope| *slope *= weight);
            }
        }
    }

    /// The slopes in `next` before the activation and the mask of a hidden layer.
    fn back_through(&mut self, hidden: usize) {
        let values = &mut self.values[hidden];
        if self.dropout > 0.0 {
            let keep = 1.0 - self.dropout;
            values.iter_mut().for_each(|value| *value *= keep);
            self.next.iter_mut().zip(&self.masks[hidden]).for_each(|(slope, mask)| *slope *= mask);
        }
        self.shape.activation.back(values, &mut self.next);
    }
}

fn draw(mask: &mut Vec<f32>, len: usize, dropout: f32, rng: &mut Rng) {
    let keep = 1.0 / (1.0 - dropout);
    // 16 random bits are enough to tell a unit's fate.
    let bar = (dropout * 65_536.0) as u64;
    mask.clear();
    while mask.len() < len {
        let bits = rng.bits();
        let four = (0..4).map(|part| if bits >> (16 * part) & 0xffff < bar { 0.0 } else { keep });
        mask.extend(four.take(len - mask.len()));
    }
}

/// Turns sums into answers, and gives their loss.
fn row_loss(head: Head, sums: &mut [f64], y: &[f32]) -> f64 {
    let target = |place: usize| f64::from(y[place]);
    match head {
        Head::Identity => {
            let errors = sums.iter().zip(y).map(|(sum, y)| sum - f64::from(*y));
            errors.map(|error| 0.5 * error * error).sum()
        }
        Head::Logistic => {
            let sum = sums[0];
            head.apply(sums);
            sum.max(0.0) + libm::log1p(libm::exp(-sum.abs())) - sum * target(0)
        }
        Head::Softmax => {
            let top = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let wanted: f64 = sums.iter().enumerate().map(|(place, sum)| target(place) * (top - sum)).sum();
            head.apply(sums);
            // The greatest answer is exp(0) / Σ.
            wanted - libm::log(sums.iter().copied().fold(0.0, f64::max))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::kernels::network::Activation;

    /// Against differences of the loss in double precision, for every activation and head.
    #[test]
    fn the_gradient_is_the_slope_of_the_loss() {
        for activation in [Activation::Relu, Activation::Tanh, Activation::Logistic] {
            for (head, outputs) in [(Head::Identity, 1), (Head::Logistic, 1), (Head::Softmax, 3)] {
                let shape = Shape { sizes: vec![3, 5, 4, outputs], activation, head };
                let n = shape.n_parameters().unwrap_or(0);
                let mut rng = Rng::new(2, "gradient");
                let parameters: Vec<f32> = (0..n).map(|_| 0.5 * rng.normal() as f32).collect();
                let x: Vec<f32> = (0..21).map(|_| rng.normal() as f32).collect();
                let y: Vec<f32> = (0..7 * outputs)
                    .map(|place| if place / outputs % outputs.max(2) == place % outputs { 1.0 } else { 0.0 })
                    .collect();
                let weights: Vec<f32> = (0..7).map(|row| 0.5 + row as f32 / 4.0).collect();
                let batch = Batch { n_rows: 7, x: &x, y: &y, weights: Some(&weights) };
                let mut gradient = Gradient::new(&shape, 0.0);
                let loss = gradient.descend(&parameters, &batch, 0.0, &mut rng);
                let exact = |parameters: &[f32]| -> f64 {
                    let rows = x.chunks_exact(3).zip(y.chunks_exact(outputs)).zip(&weights);
                    rows.map(|((x, y), weight)| {
                        let out = shape.answer(parameters, x.iter().map(|cell| f64::from(*cell)));
                        let loss: f64 = match head {
                            Head::Identity => 0.5 * (out[0] - f64::from(y[0])) * (out[0] - f64::from(y[0])),
                            Head::Logistic if y[0] > 0.5 => -out[0].ln(),
                            Head::Logistic => -(1.0 - out[0]).ln(),
                            Head::Softmax => out.iter().zip(y).map(|(p, y)| -f64::from(*y) * p.ln()).sum(),
                        };
                        f64::from(*weight) * loss
                    })
                    .sum()
                };
                assert!((loss - exact(&parameters)).abs() < 1e-5 * loss, "{activation:?} {head:?}");
                for place in 0..n {
                    let at = |by: f32| {
                        let mut moved = parameters.clone();
                        moved[place] += by;
                        (exact(&moved), f64::from(moved[place]))
                    };
                    let ((high, above), (low, below)) = (at(1e-3), at(-1e-3));
                    let slope = (high - low) / (above - below) / 7.0;
                    let found = f64::from(gradient.gradient[place]);
                    assert!((slope - found).abs() < 2e-5, "{activation:?} {head:?} {place}: {found} {slope}");
                }
            }
        }
    }
}
