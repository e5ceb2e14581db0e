use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::models::kernels::exp::{exp, tanh};
use crate::models::kernels::logistic::{sigmoid, softmax};

/// What a hidden unit does with its weighted sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// Zero when negative.
    Relu,
    /// Hyperbolic tangent.
    Tanh,
    /// `1 / (1 + exp(-x))`.
    Logistic,
}

impl Activation {
    /// In place.
    #[inline(never)]
    pub fn apply(self, sums: &mut [f32]) {
        match self {
            Self::Relu => sums.iter_mut().for_each(|sum| *sum = if *sum > 0.0 { *sum } else { 0.0 }),
            Self::Tanh => sums.iter_mut().for_each(|sum| *sum = tanh(f64::from(*sum)) as f32),
            Self::Logistic => sums.iter_mut().for_each(|sum| *sum = logistic(f64::from(*sum)) as f32),
        }
    }

    /// Multiplies slopes by the derivative, which the activated value gives.
    #[inline(never)]
    pub fn back(self, values: &[f32], slopes: &mut [f32]) {
        let pairs = slopes.iter_mut().zip(values);
        match self {
            Self::Relu => pairs.for_each(|(slope, value)| *slope = if *value > 0.0 { *slope } else { 0.0 }),
            Self::Tanh => pairs.for_each(|(slope, value)| *slope *= 1.0 - value * value),
            Self::Logistic => pairs.for_each(|(slope, value)| *slope *= value * (1.0 - value)),
        }
    }

    fn exactly(self, sum: f64) -> f64 {
        match self {
            Self::Relu => sum.max(0.0),
            Self::Tanh => tanh(sum),
            Self::Logistic => logistic(sum),
        }
    }
}

#[inline(always)]
fn logistic(x: f64) -> f64 {
    let small = exp(-x.abs());
    (if x < 0.0 { small } else { 1.0 }) / (1.0 + small)
}

/// What the last layer's sums mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Head {
    /// A number.
    Identity,
    /// One sum: the probability of the second of two classes.
    Logistic,
    /// One sum a class.
    Softmax,
}

impl Head {
    /// In place, one row.
    pub fn apply(self, sums: &mut [f64]) {
        match self {
            Self::Identity => {}
            Self::Logistic => sums.iter_mut().for_each(|sum| *sum = sigmoid(*sum)),
            Self::Softmax => {
                softmax(sums);
            }
        }
    }
}

/// The layers of a network. Its parameters are one array: for each layer the weights, inputs ×
/// outputs, then one intercept an output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shape {
    /// Units of each layer, the inputs first.
    pub sizes: Vec<usize>,
    /// Of the hidden layers.
    pub activation: Activation,
    /// Of the last layer.
    pub head: Head,
}

impl Shape {
    /// Inputs, outputs, and where the weights and the intercepts of each layer stand.
    pub fn layers(&self) -> Vec<Layer> {
        let mut layers = Vec::with_capacity(self.sizes.len());
        let mut start = 0;
        for pair in self.sizes.windows(2) {
            let end = start + pair[0] * pair[1];
            layers.push(Layer {
                inputs: pair[0],
                outputs: pair[1],
                weights: start..end,
                intercepts: end..end + pair[1],
            });
            start = end + pair[1];
        }
        layers
    }

    /// Number of parameters; none when there are too many to count.
    pub fn n_parameters(&self) -> Option<usize> {
        self.sizes
            .windows(2)
            .try_fold(0_usize, |sum, pair| pair[0].checked_add(1)?.checked_mul(pair[1])?.checked_add(sum))
    }

    /// The answer for one row, in double precision.
    pub fn answer(&self, parameters: &[f32], row: impl Iterator<Item = f64>) -> Vec<f64> {
        let mut values: Vec<f64> = row.collect();
        let last = self.sizes.len().saturating_sub(2);
        for (index, layer) in self.layers().into_iter().enumerate() {
            let mut sums: Vec<f64> =
                parameters[layer.intercepts.clone()].iter().map(|cell| f64::from(*cell)).collect();
            let weights = parameters[layer.weights.clone()].chunks_exact(layer.outputs);
            for (value, weights) in values.iter().zip(weights) {
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum += value * f64::from(*weight);
                }
            }
            if index < last {
                sums.iter_mut().for_each(|sum| *sum = self.activation.exactly(*sum));
            }
            values = sums;
        }
        self.head.apply(&mut values);
        values
    }
}

/// One layer of a [`Shape`].
pub struct Layer {
    /// Number of inputs.
    pub inputs: usize,
    /// Number of outputs.
    pub outputs: usize,
    /// Its weights among the parameters.
    pub weights: Range<usize>,
    /// Its intercepts among the parameters.
    pub intercepts: Range<usize>,
}
