use super::design::Design;

/// The penalised log loss of a linear model of classes, divided by the number of rows:
/// `Σ weight · loss / n + ½ Σ ridge_j v_kj² + Σ lasso_j |v_kj|`, with one score a row for two classes (sigmoid of the
/// score is the second class's probability) and one a class for more (softmax).
///
/// Parameters `v` are laid score by score, each as long as the design has columns; rows' scores are
/// laid score by score as well, and so are their probabilities.
pub struct LogLoss<'a> {
    design: &'a Design,
    codes: &'a [u32],
    /// What a row of each class weighs, divided by the number of rows.
    weights: Vec<f64>,
    ridge: Vec<f64>,
    lasso: Vec<f64>,
    n_scores: usize,
}

impl<'a> LogLoss<'a> {
    /// `class_weights` has one number a class, and `codes` are below their number; `ridge` and `lasso`
    /// have one number a column of the design.
    pub fn new(
        design: &'a Design,
        codes: &'a [u32],
        class_weights: &[f64],
        ridge: Vec<f64>,
        lasso: Vec<f64>,
    ) -> Self {
        let n = codes.len() as f64;
        let n_scores = if class_weights.len() == 2 { 1 } else { class_weights.len() };
        let weights = class_weights.iter().map(|weight| weight / n).collect();
        Self { design, codes, weights, ridge, lasso, n_scores }
    }

    /// Number of parameters.
    pub fn len(&self) -> usize {
        self.n_scores * self.ridge.len()
    }

    /// Number of scores: rows × scores a row.
    pub fn n_row_scores(&self) -> usize {
        self.n_scores * self.codes.len()
    }

    /// The scores of all rows.
    pub fn scores(&self, v: &[f64]) -> Vec<f64> {
        let mut scores = vec![0.0; self.n_row_scores()];
        for (v, scores) in v.chunks_exact(self.ridge.len()).zip(scores.chunks_exact_mut(self.codes.len())) {
            self.design.times(v, scores);
        }
        scores
    }

    /// The loss of parameters whose scores are given, with the rows' probabilities in `out`.
    pub fn value(&self, v: &[f64], scores: &[f64], out: &mut [f64]) -> f64 {
        let loss = if self.n_scores == 1 { self.two(scores, out) } else { self.many(scores, out) };
        let size: f64 = v.iter().zip(self.ridge.iter().cycle()).map(|(v, ridge)| ridge * v * v).sum();
        loss + 0.5 * size + self.lasso_of(v)
    }

    /// The part of the loss that has corners.
    pub fn lasso_of(&self, v: &[f64]) -> f64 {
        v.iter().zip(self.lasso.iter().cycle()).map(|(v, lasso)| lasso * v.abs()).sum()
    }

    /// The penalty on the absolute value of every parameter; none when all are zero.
    pub fn lasso(&self) -> Option<Vec<f64>> {
        let any = self.lasso.iter().any(|lasso| *lasso > 0.0);
        any.then(|| self.lasso.repeat(self.n_scores))
    }

    #[inline(never)]
    fn two(&self, scores: &[f64], out: &mut [f64]) -> f64 {
        let mut logs = [Logs::default(), Logs::default()];
        let mut wrong = [0.0, 0.0];
        for ((score, code), out) in scores.iter().zip(self.codes).zip(out) {
            let tail = libm::exp(-score.abs());
            let sum = 1.0 + tail;
            *out = if *score < 0.0 { tail / sum } else { 1.0 / sum };
            let class = (*code & 1) as usize;
            logs[class].multiply(sum);
            wrong[class] += if class == 1 { -score } else { *score }.max(0.0);
        }
        (0..2).map(|class| self.weights[class] * (wrong[class] + logs[class].sum())).sum()
    }

    #[inline(never)]
    fn many(&self, scores: &[f64], out: &mut [f64]) -> f64 {
        let n = self.codes.len();
        let mut logs = vec![Logs::default(); self.n_scores];
        let mut wrong = vec![0.0; self.n_scores];
        let mut of_row = vec![0.0; self.n_scores];
        for (row, code) in self.codes.iter().enumerate() {
            gather(scores, row, n, &mut of_row);
            let class = *code as usize;
            let own = of_row[class];
            let (top, sum) = softmax(&mut of_row);
            logs[class].multiply(sum);
            wrong[class] += top - own;
            for (score, probability) in of_row.iter().enumerate() {
                out[score * n + row] = *probability;
            }
        }
        self.weights.iter().zip(&wrong).zip(&logs).map(|((w, wrong), logs)| w * (wrong + logs.sum())).sum()
    }

    /// The derivative of the smooth part by every parameter.
    pub fn gradient(&self, v: &[f64], probabilities: &[f64]) -> Vec<f64> {
        let n = self.codes.len();
        let mut gradient = Vec::with_capacity(self.len());
        let mut error = vec![0.0; n];
        for score in 0..self.n_scores {
            let class = if self.n_scores == 1 { 1 } else { score };
            let of_score = &probabilities[score * n..(score + 1) * n];
            for ((error, probability), code) in error.iter_mut().zip(of_score).zip(self.codes) {
                let code = *code as usize;
                *error = self.weights[code] * (probability - f64::from(code == class));
            }
            let sums = self.design.transposed_times(&error);
            let v = &v[score * self.ridge.len()..];
            gradient.extend(sums.iter().zip(&self.ridge).zip(v).map(|((sum, p), v)| sum + p * v));
        }
        gradient
    }

    /// The lower triangle of the second derivatives, row-major. Adding one number to the weights of a
    /// column for all scores changes no probability, so that without a penalty that direction, which no
    /// gradient has, is given curvature 1: the matrix can be factored and the solution stays the same.
    pub fn hessian(&self, probabilities: &[f64]) -> Vec<f64> {
        let (n, p, size) = (self.codes.len(), self.ridge.len(), self.len());
        let mut hessian = vec![0.0; size * size];
        let mut weights = vec![0.0; n];
        let pin = if self.n_scores > 1 { 1.0 / self.n_scores as f64 } else { 0.0 };
        let pins: Vec<f64> =
            self.ridge.iter().zip(&self.lasso).map(|(a, b)| if a + b == 0.0 { pin } else { 0.0 }).collect();
        for row_score in 0..self.n_scores {
            for column_score in 0..=row_score {
                let (a, b) = (&probabilities[row_score * n..], &probabilities[column_score * n..]);
                let same = f64::from(row_score == column_score);
                for (((weight, a), b), code) in weights.iter_mut().zip(a).zip(b).zip(self.codes) {
                    *weight = self.weights[*code as usize] * a * (same - b);
                }
                let corner = (row_score * p, column_score * p);
                self.design.add_gram(Some(&weights), &mut hessian, size, corner);
                if row_score != column_score {
                    mirror(&mut hessian, size, corner, p);
                }
                for column in 0..p {
                    let cell = &mut hessian[(corner.0 + column) * size + corner.1 + column];
                    *cell += pins[column] + same * self.ridge[column];
                }
            }
        }
        hessian
    }

    /// The second derivatives times a vector.
    pub fn hessian_times(&self, probabilities: &[f64], v: &[f64]) -> Vec<f64> {
        let n = self.codes.len();
        let mut scores = self.scores(v);
        for (row, code) in self.codes.iter().enumerate() {
            let weight = self.weights[*code as usize];
            if self.n_scores == 1 {
                scores[row] *= weight * probabilities[row] * (1.0 - probabilities[row]);
                continue;
            }
            let places = (row..scores.len()).step_by(n);
            let mean: f64 = places.clone().map(|at| probabilities[at] * scores[at]).sum();
            for at in places {
                scores[at] = weight * probabilities[at] * (scores[at] - mean);
            }
        }
        let mut product = Vec::with_capacity(self.len());
        for (scores, v) in scores.chunks_exact(n).zip(v.chunks_exact(self.ridge.len())) {
            let sums = self.design.transposed_times(scores);
            product.extend(sums.iter().zip(&self.ridge).zip(v).map(|((sum, p), v)| sum + p * v));
        }
        product
    }

    /// The diagonal of the second derivatives.
    pub fn diagonal(&self, probabilities: &[f64]) -> Vec<f64> {
        let mut diagonal = Vec::with_capacity(self.len());
        for of_score in probabilities.chunks_exact(self.codes.len()) {
            let cells = of_score.iter().zip(self.codes);
            let weights: Vec<f64> =
                cells.map(|(p, code)| self.weights[*code as usize] * p * (1.0 - p)).collect();
            diagonal.extend(self.ridge.iter().enumerate().map(|(at, ridge)| {
                let cells = self.design.column(at).iter().zip(&weights);
                cells.map(|(cell, weight)| weight * cell * cell).sum::<f64>() + ridge
            }));
        }
        diagonal
    }
}

/// `1 / (1 + exp(-score))` without overflow.
pub fn sigmoid(score: f64) -> f64 {
    let tail = libm::exp(-score.abs());
    if score < 0.0 { tail / (1.0 + tail) } else { 1.0 / (1.0 + tail) }
}

/// Scores to probabilities, in place; the greatest score and the sum of the exponentials of what the
/// scores are above it.
pub fn softmax(scores: &mut [f64]) -> (f64, f64) {
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = libm::exp(*score - top);
        sum += *score;
    }
    scores.iter_mut().for_each(|score| *score /= sum);
    (top, sum)
}

/// A sum of logarithms of numbers of at least one, as the logarithm of their product.
#[derive(Clone, Copy)]
struct Logs {
    product: f64,
    sum: f64,
}

impl std::default::Default for Logs {
    fn default() -> Self {
        Self { product: 1.0, sum: 0.0 }
    }
}

impl Logs {
    #[inline]
    fn multiply(&mut self, value: f64) {
        self.product *= value;
        if self.product > 1e100 {
            self.sum += libm::log(self.product);
            self.product = 1.0;
        }
    }

    fn sum(&self) -> f64 {
        self.sum + libm::log(self.product)
    }
}

fn gather(scores: &[f64], row: usize, n: usize, out: &mut [f64]) {
    for (out, score) in out.iter_mut().zip(scores[row..].iter().step_by(n)) {
        *out = *score;
    }
}

fn mirror(matrix: &mut [f64], stride: usize, (first_row, first_column): (usize, usize), size: usize) {
    for row in 0..size {
        for column in 0..row {
            matrix[(first_row + column) * stride + first_column + row] =
                matrix[(first_row + row) * stride + first_column + column];
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    /// Derivatives by differences, two and three classes of different weight.
    #[test]
    fn derivatives_agree_with_differences() {
        let x = array![[0.1, 2.0], [1.0, -1.0], [-0.7, 0.3], [0.5, 0.9], [2.0, 0.1]];
        let design = Design::new(x.view()).with_ones();
        for (class_weights, codes) in
            [(&[0.5, 2.0][..], [0, 1, 1, 0, 1]), (&[0.5, 2.0, 1.0], [0, 1, 2, 0, 2])]
        {
            let n_classes = class_weights.len();
            let loss = LogLoss::new(&design, &codes, class_weights, vec![0.3, 0.2, 0.0], vec![0.0; 3]);
            let v: Vec<f64> = (0..loss.len()).map(|i| 0.3 * i as f64 - 0.5).collect();
            let evaluate = |v: &[f64]| {
                let mut probabilities = vec![0.0; loss.n_row_scores()];
                (loss.value(v, &loss.scores(v), &mut probabilities), probabilities)
            };
            let gradient = |v: &[f64]| loss.gradient(v, &evaluate(v).1);
            let probabilities = evaluate(&v).1;
            let (hessian, diagonal) = (loss.hessian(&probabilities), loss.diagonal(&probabilities));
            let h = 1e-5;
            for i in 0..loss.len() {
                let at = |step: f64| {
                    let mut moved = v.clone();
                    moved[i] += step;
                    moved
                };
                let slope = (evaluate(&at(h)).0 - evaluate(&at(-h)).0) / (2.0 * h);
                assert!((slope - gradient(&v)[i]).abs() < 1e-9, "{n_classes} classes, parameter {i}");
                let (up, down) = (gradient(&at(h)), gradient(&at(-h)));
                let mut unit = vec![0.0; loss.len()];
                unit[i] = 1.0;
                let times = loss.hessian_times(&probabilities, &unit);
                assert!((times[i] - diagonal[i]).abs() < 1e-14);
                for j in 0..loss.len() {
                    let bend = (up[j] - down[j]) / (2.0 * h);
                    assert!((bend - times[j]).abs() < 1e-9, "{n_classes} classes, {i}, {j}");
                    let pinned = if n_classes == 3 && i % 3 == 2 && j % 3 == 2 { 1.0 / 3.0 } else { 0.0 };
                    let (low, high) = (i.min(j), i.max(j));
                    let cell = hessian[high * loss.len() + low];
                    assert!((cell - pinned - bend).abs() < 1e-9, "{n_classes} classes, {i}, {j}");
                }
            }
        }
    }

    #[test]
    fn extreme_scores_stay_probabilities() {
        assert_eq!(sigmoid(-1e4), 0.0);
        assert_eq!(sigmoid(1e4), 1.0);
        let mut scores = [1e4, -1e4, 1e4];
        softmax(&mut scores);
        assert_eq!(scores, [0.5, 0.0, 0.5]);
    }
}
