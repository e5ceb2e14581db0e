use serde::{Deserialize, Serialize};

use super::descent::{Descent, Solver};
use super::gradient::{Batch, Gradient};
use super::shape::{Activation, Shape};
use crate::error::EngineError;
use crate::progress::{Progress, Seen};
use crate::rng::Rng;

/// What the network should answer.
pub enum Answers<'a> {
    /// One number a row.
    Numbers(&'a [f32]),
    /// One class a row, numbered from 0 without gaps.
    Classes(&'a [u32]),
}

/// How to learn.
pub struct Settings {
    /// How parameters follow the gradient.
    pub solver: Solver,
    /// Size of the steps.
    pub rate: f64,
    /// Penalty on squared weights.
    pub alpha: f64,
    /// Share of hidden units left out in each step.
    pub dropout: f64,
    /// Rows of a step.
    pub batch_size: usize,
    /// Passes over the rows, at most.
    pub max_epochs: usize,
    /// An epoch that lowers the loss by less than this does not count as better.
    pub tol: f64,
    /// Epochs without one that is better after which to stop.
    pub patience: usize,
    /// Share of the rows to watch instead of learning from them; none watches the training loss.
    pub validation: Option<f64>,
    /// Where every random choice comes from.
    pub seed: u64,
}

/// The mean loss of each epoch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// Over the rows learned from, during the epoch.
    pub train: Vec<f64>,
    /// Over the rows held out, after the epoch; empty when there are none.
    pub validation: Vec<f64>,
    /// Whether it stopped before the last epoch that was allowed.
    pub converged: bool,
    /// Whether numbers grew too large on the way; the weights are then those of the best epoch before.
    pub diverged: bool,
}

/// Learns the parameters of a network from rows × inputs. `weights` says how much each row counts.
///
/// # Errors
/// [`EngineError::Data`] when numbers grow too large in the first epoch or there are too few rows to hold some out, and
/// what `progress` returns.
pub fn train(
    shape: &Shape,
    x: &[f32],
    answers: &Answers,
    weights: Option<&[f32]>,
    settings: &Settings,
    progress: &mut dyn Progress,
) -> Result<(Vec<f32>, History), EngineError> {
    let rows = Rows { shape, x, answers, weights };
    let mut rng = Rng::new(settings.seed, "network");
    let (held, mut order) = rows.divide(settings.validation, &mut rng)?;
    let mut parameters = start(shape, &mut rng);
    let mut gradient = Gradient::new(shape, settings.dropout);
    let mut descent = Descent::new(settings.solver, settings.rate, parameters.len());
    let mut history = History::default();
    let mut best = (f64::INFINITY, parameters.clone());
    let mut without_better = 0;
    let mut batch = Buffers::default();
    show(0, &parameters, &history, progress);
    for epoch in 0..settings.max_epochs {
        rng.shuffle(&mut order);
        let mut sum = 0.0;
        for chosen in order.chunks(settings.batch_size) {
            rows.gather(chosen, &mut batch);
            sum += gradient.descend(&parameters, &batch.view(chosen.len()), settings.alpha as f32, &mut rng);
            descent.step(&mut parameters, &gradient.gradient);
        }
        let mut loss = sum / order.len() as f64;
        history.train.push(loss);
        if !held.is_empty() {
            loss = 0.0;
            for chosen in held.chunks(settings.batch_size) {
                rows.gather(chosen, &mut batch);
                loss += gradient.loss(&parameters, &batch.view(chosen.len()), None);
            }
            loss /= held.len() as f64;
            history.validation.push(loss);
        }
        if !loss.is_finite() || !parameters.iter().all(|parameter| parameter.is_finite()) {
            history.diverged = true;
            break;
        }
        show(epoch + 1, &parameters, &history, progress);
        progress.advance("epochs", epoch + 1, settings.max_epochs)?;
        without_better = if loss > best.0 - settings.tol { without_better + 1 } else { 0 };
        if loss < best.0 {
            best.0 = loss;
            best.1.clone_from(&parameters);
        }
        if without_better > settings.patience {
            history.converged = true;
            break;
        }
    }
    if best.0 == f64::INFINITY {
        return Err(EngineError::Data(
            "the neural network's numbers grew too large at once; scale the numeric columns, or lower \
             learning_rate_init"
                .to_owned(),
        ));
    }
    history.train.retain(|loss| loss.is_finite());
    history.validation.retain(|loss| loss.is_finite());
    Ok((if held.is_empty() && !history.diverged { parameters } else { best.1 }, history))
}

/// Shows the parameters after some epochs to who watches.
fn show(epoch: usize, parameters: &[f32], history: &History, progress: &mut dyn Progress) {
    if let Some(observer) = progress.observer() {
        let parameters: Vec<f64> = parameters.iter().map(|cell| f64::from(*cell)).collect();
        let last = |losses: &[f64]| losses.last().copied();
        observer.see(Seen {
            step: epoch,
            parameters: &parameters,
            train: last(&history.train),
            validation: last(&history.validation),
        });
    }
}

/// Uniform numbers within `√(6 / (inputs + outputs))` (Glorot and Bengio, 2010), for the logistic
/// activation `√2`, as scikit-learn starts.
fn start(shape: &Shape, rng: &mut Rng) -> Vec<f32> {
    let mut parameters = Vec::with_capacity(shape.n_parameters().unwrap_or(0));
    for layer in shape.layers() {
        let factor = if shape.activation == Activation::Logistic { 2.0 } else { 6.0 };
        let bound = f64::sqrt(factor / (layer.inputs + layer.outputs) as f64);
        let n = (layer.inputs + 1) * layer.outputs;
        parameters.extend((0..n).map(|_| (bound * (2.0 * rng.unit() - 1.0)) as f32));
    }
    parameters
}

struct Rows<'a> {
    shape: &'a Shape,
    x: &'a [f32],
    answers: &'a Answers<'a>,
    weights: Option<&'a [f32]>,
}

/// Room for a batch.
#[derive(Default)]
struct Buffers {
    x: Vec<f32>,
    y: Vec<f32>,
    weights: Option<Vec<f32>>,
}

impl Buffers {
    fn view(&self, n_rows: usize) -> Batch<'_> {
        Batch { n_rows, x: &self.x, y: &self.y, weights: self.weights.as_deref() }
    }
}

impl Rows<'_> {
    /// Rows to hold out and rows to learn from, both shuffled. Of each class the same share is held
    /// out, rounded up, but never its only row.
    fn divide(&self, share: Option<f64>, rng: &mut Rng) -> Result<(Vec<u32>, Vec<u32>), EngineError> {
        let n = self.x.len() / self.shape.sizes[0];
        let mut order: Vec<u32> = (0..n as u32).collect();
        let Some(share) = share else { return Ok((Vec::new(), order)) };
        rng.shuffle(&mut order);
        let class = |row: u32| match self.answers {
            Answers::Numbers(_) => 0,
            Answers::Classes(codes) => codes[row as usize] as usize,
        };
        let mut left = vec![0_usize; order.iter().map(|row| class(*row) + 1).max().unwrap_or(0)];
        order.iter().for_each(|row| left[class(*row)] += 1);
        for count in &mut left {
            *count = (libm::ceil(share * *count as f64) as usize).min(count.saturating_sub(1));
        }
        let (held, kept): (Vec<u32>, Vec<u32>) = order.into_iter().partition(|row| {
            let left = &mut left[class(*row)];
            let hold = *left > 0;
            *left -= usize::from(hold);
            hold
        });
        if held.is_empty() {
            return Err(EngineError::Data(
                "there are too few training rows to hold some out for early stopping; switch early_stopping off"
                    .to_owned(),
            ));
        }
        Ok((held, kept))
    }

    fn gather(&self, chosen: &[u32], batch: &mut Buffers) {
        let inputs = self.shape.sizes[0];
        batch.x.clear();
        for row in chosen {
            batch.x.extend_from_slice(&self.x[*row as usize * inputs..][..inputs]);
        }
        batch.y.clear();
        match self.answers {
            Answers::Numbers(values) => batch.y.extend(chosen.iter().map(|row| values[*row as usize])),
            Answers::Classes(codes) => {
                let outputs = self.shape.sizes.last().copied().unwrap_or(1);
                for row in chosen {
                    // With one output it stands for the second class.
                    let code = codes[*row as usize] as usize + usize::from(outputs > 1);
                    batch.y.extend((1..=outputs).map(|output| if output == code { 1.0 } else { 0.0 }));
                }
            }
        }
        if let Some(weights) = self.weights {
            let out = batch.weights.get_or_insert_default();
            out.clear();
            out.extend(chosen.iter().map(|row| weights[*row as usize]));
        }
    }
}
