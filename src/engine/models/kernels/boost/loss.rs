use crate::models::kernels::logistic::softmax;
use crate::stats::mean;

/// What boosting lowers. Scores are laid score by score, each as long as there are rows.
#[derive(Clone, Debug)]
pub enum Loss {
    /// Half the squared error of numbers.
    Squared(Vec<f64>),
    /// Log loss of two classes, 0 and 1; the score is the log odds of class 1.
    Binary(Vec<u32>),
    /// Log loss of more classes, one score each.
    Multinomial(Vec<u32>, usize),
}

impl Loss {
    /// The loss of these rows alone.
    pub fn select(&self, rows: &[usize]) -> Self {
        match self {
            Self::Squared(values) => Self::Squared(rows.iter().map(|row| values[*row]).collect()),
            Self::Binary(codes) => Self::Binary(rows.iter().map(|row| codes[*row]).collect()),
            Self::Multinomial(codes, n_classes) => {
                Self::Multinomial(rows.iter().map(|row| codes[*row]).collect(), *n_classes)
            }
        }
    }

    /// The class codes and the number of classes, where there are classes.
    pub fn classes(&self) -> Option<(&[u32], usize)> {
        match self {
            Self::Squared(_) => None,
            Self::Binary(codes) => Some((codes, 2)),
            Self::Multinomial(codes, n_classes) => Some((codes, *n_classes)),
        }
    }

    /// Number of scores a row has.
    pub fn n_scores(&self) -> usize {
        if let Self::Multinomial(_, n_classes) = self { *n_classes } else { 1 }
    }

    /// The best constant scores. `weights` has one number a row, or is empty.
    pub fn baseline(&self, weights: &[f64]) -> Vec<f64> {
        match self {
            Self::Squared(values) => vec![mean(values)],
            Self::Binary(codes) => {
                let share = share(codes, 1, weights);
                vec![libm::log(share / (1.0 - share))]
            }
            Self::Multinomial(codes, n_classes) => {
                let logs: Vec<f64> =
                    (0..*n_classes as u32).map(|class| libm::log(share(codes, class, weights))).collect();
                let centre = logs.iter().sum::<f64>() / logs.len() as f64;
                logs.iter().map(|log| log - centre).collect()
            }
        }
    }

    /// First and second derivatives of every row's loss, score by score, and the mean loss.
    pub fn derive(&self, scores: &[f64], weights: &[f64], derivatives: &mut [[f32; 2]]) -> f64 {
        let mut total = Total::default();
        match self {
            Self::Squared(values) => {
                for ((value, score), derivatives) in values.iter().zip(scores).zip(derivatives) {
                    let distance = score - value;
                    *derivatives = [distance as f32, 1.0];
                    total.add(0.5 * distance * distance, 1.0);
                }
            }
            Self::Binary(codes) => {
                for (row, ((code, score), derivatives)) in
                    codes.iter().zip(scores).zip(derivatives).enumerate()
                {
                    let weight = weights.get(row).copied().unwrap_or(1.0);
                    let small = libm::exp(-score.abs());
                    let (near, far) = (1.0 / (1.0 + small), small / (1.0 + small));
                    let (one, zero) = if *score >= 0.0 { (near, far) } else { (far, near) };
                    let gradient = if *code == 1 { -zero } else { one };
                    *derivatives = [(weight * gradient) as f32, (weight * one * zero) as f32];
                    let wrong_way = if *code == 1 { -score } else { *score };
                    total.add(weight * (wrong_way.max(0.0) + libm::log1p(small)), weight);
                }
            }
            Self::Multinomial(codes, n_classes) => {
                let n = codes.len();
                let mut shares = vec![0.0; *n_classes];
                for (row, code) in codes.iter().enumerate() {
                    let weight = weights.get(row).copied().unwrap_or(1.0);
                    for (class, share) in shares.iter_mut().enumerate() {
                        *share = scores[class * n + row];
                    }
                    softmax(&mut shares);
                    for (class, share) in shares.iter().enumerate() {
                        let gradient = share - f64::from(u8::from(class == *code as usize));
                        derivatives[class * n + row] =
                            [(weight * gradient) as f32, (weight * share * (1.0 - share)) as f32];
                    }
                    total.add(-weight * libm::log(shares[*code as usize].max(f64::MIN_POSITIVE)), weight);
                }
            }
        }
        total.mean()
    }
}

/// The share of a class, no nearer to none and all than rounding allows.
fn share(codes: &[u32], class: u32, weights: &[f64]) -> f64 {
    let weight = |row: usize| weights.get(row).copied().unwrap_or(1.0);
    let all: f64 = (0..codes.len()).map(weight).sum();
    let own: f64 = (0..codes.len()).filter(|row| codes[*row] == class).map(weight).sum();
    (own / all).clamp(f64::EPSILON, 1.0 - f64::EPSILON)
}

#[derive(Default)]
struct Total {
    sum: f64,
    weight: f64,
}

impl Total {
    fn add(&mut self, value: f64, weight: f64) {
        self.sum += value;
        self.weight += weight;
    }

    fn mean(&self) -> f64 {
        if self.weight > 0.0 { self.sum / self.weight } else { 0.0 }
    }
}
