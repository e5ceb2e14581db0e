use super::design::Design;

/// The penalised log loss of a linear model of classes, divided by the number of rows:
/// `mean(loss) + ½ Σ penalty_j v_kj²`, with one score a row for two classes (sigmoid of the score is
/// the second class's probability) and one a class for more (softmax).
///
/// Parameters `v` are laid score by score, each as long as the design has columns; rows' scores are
/// laid score by score as well.
pub struct LogLoss<'a> {
    design: &'a Design,
    codes: &'a [u32],
    penalty: Vec<f64>,
    n_scores: usize,
}

impl<'a> LogLoss<'a> {
    /// `codes` are below `n_classes`; `penalty` has one number a column of the design.
    pub fn new(design: &'a Design, codes: &'a [u32], n_classes: usize, penalty: Vec<f64>) -> Self {
        Self { design, codes, penalty, n_scores: if n_classes == 2 { 1 } else { n_classes } }
    }

    /// Number of parameters.
    pub fn len(&self) -> usize {
        self.n_scores * self.penalty.len()
    }

    /// Number of scores: rows × scores a row.
    pub fn n_row_scores(&self) -> usize {
        self.n_scores * self.codes.len()
    }

    /// The scores of all rows.
    pub fn scores(&self, v: &[f64]) -> Vec<f64> {
        let mut scores = vec![0.0; self.n_row_scores()];
        for (v, scores) in v.chunks_exact(self.penalty.len()).zip(scores.chunks_exact_mut(self.codes.len())) {
            self.design.times(v, scores);
        }
        scores
    }

    /// The loss of parameters whose scores are given.
    pub fn value(&self, v: &[f64], scores: &[f64]) -> f64 {
        let n = self.codes.len();
        let mut row_scores = vec![0.0; self.n_scores];
        let mut loss = 0.0;
        for (row, code) in self.codes.iter().enumerate() {
            loss += if self.n_scores == 1 {
                let score = if *code == 1 { -scores[row] } else { scores[row] };
                score.max(0.0) + libm::log1p(libm::exp(-score.abs()))
            } else {
                gather(scores, row, n, &mut row_scores);
                let top = row_scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let sum: f64 = row_scores.iter().map(|score| libm::exp(score - top)).sum();
                top + libm::log(sum) - row_scores[*code as usize]
            };
        }
        let weight: f64 = v.iter().zip(self.penalty.iter().cycle()).map(|(v, p)| p * v * v).sum();
        loss / n as f64 + 0.5 * weight
    }

    /// The rows' probabilities, laid out like their scores.
    pub fn probabilities(&self, scores: &[f64]) -> Vec<f64> {
        if self.n_scores == 1 {
            return scores.iter().map(|score| sigmoid(*score)).collect();
        }
        let n = self.codes.len();
        let mut probabilities = vec![0.0; scores.len()];
        let mut of_row = vec![0.0; self.n_scores];
        for row in 0..n {
            gather(scores, row, n, &mut of_row);
            softmax(&mut of_row);
            for (score, probability) in of_row.iter().enumerate() {
                probabilities[score * n + row] = *probability;
            }
        }
        probabilities
    }

    /// The derivative by every parameter.
    pub fn gradient(&self, v: &[f64], probabilities: &[f64]) -> Vec<f64> {
        let n = self.codes.len();
        let mut gradient = Vec::with_capacity(self.len());
        let mut error = vec![0.0; n];
        for score in 0..self.n_scores {
            let class = if self.n_scores == 1 { 1 } else { score };
            let of_score = &probabilities[score * n..(score + 1) * n];
            for ((error, probability), code) in error.iter_mut().zip(of_score).zip(self.codes) {
                *error = (probability - f64::from(*code as usize == class)) / n as f64;
            }
            let sums = self.design.transposed_times(&error);
            let v = &v[score * self.penalty.len()..];
            gradient.extend(sums.iter().zip(&self.penalty).zip(v).map(|((sum, p), v)| sum + p * v));
        }
        gradient
    }

    /// The lower triangle of the second derivatives, row-major. Adding one number to all intercepts
    /// changes no probability, so that direction, which no gradient has, is given curvature 1: the
    /// matrix can be factored and the solution stays the same. The last column must be the ones.
    pub fn hessian(&self, probabilities: &[f64]) -> Vec<f64> {
        let (n, p, size) = (self.codes.len(), self.penalty.len(), self.len());
        let mut hessian = vec![0.0; size * size];
        let mut weights = vec![0.0; n];
        for row_score in 0..self.n_scores {
            for column_score in 0..=row_score {
                let (a, b) = (&probabilities[row_score * n..], &probabilities[column_score * n..]);
                let same = f64::from(row_score == column_score);
                for ((weight, a), b) in weights.iter_mut().zip(a).zip(b) {
                    *weight = a * (same - b) / n as f64;
                }
                let corner = (row_score * p, column_score * p);
                self.design.add_gram(&weights, &mut hessian, size, corner);
                if row_score != column_score {
                    mirror(&mut hessian, size, corner, p);
                    hessian[(corner.0 + p - 1) * size + corner.1 + p - 1] += 1.0 / self.n_scores as f64;
                }
            }
            for column in 0..p {
                hessian[(row_score * p + column) * (size + 1)] += self.penalty[column];
            }
            if self.n_scores > 1 {
                hessian[(row_score * p + p - 1) * (size + 1)] += 1.0 / self.n_scores as f64;
            }
        }
        hessian
    }

    /// The second derivatives times a vector.
    pub fn hessian_times(&self, probabilities: &[f64], v: &[f64]) -> Vec<f64> {
        let n = self.codes.len();
        let mut scores = self.scores(v);
        if self.n_scores == 1 {
            for (score, p) in scores.iter_mut().zip(probabilities) {
                *score *= p * (1.0 - p) / n as f64;
            }
        } else {
            for row in 0..n {
                let places = (row..scores.len()).step_by(n);
                let mean: f64 = places.clone().map(|at| probabilities[at] * scores[at]).sum();
                for at in places {
                    scores[at] = probabilities[at] * (scores[at] - mean) / n as f64;
                }
            }
        }
        let mut product = Vec::with_capacity(self.len());
        for (scores, v) in scores.chunks_exact(n).zip(v.chunks_exact(self.penalty.len())) {
            let sums = self.design.transposed_times(scores);
            product.extend(sums.iter().zip(&self.penalty).zip(v).map(|((sum, p), v)| sum + p * v));
        }
        product
    }

    /// About the diagonal of the second derivatives (exact for columns independent of the errors).
    pub fn curvature(&self, probabilities: &[f64]) -> Vec<f64> {
        let n = self.codes.len();
        let mut diagonal = Vec::with_capacity(self.len());
        for of_score in probabilities.chunks_exact(n) {
            let mean = of_score.iter().map(|p| p * (1.0 - p)).sum::<f64>() / n as f64;
            diagonal.extend(self.penalty.iter().map(|penalty| (mean + penalty).max(f64::MIN_POSITIVE)));
        }
        diagonal
    }
}

/// `1 / (1 + exp(-score))` without overflow.
pub fn sigmoid(score: f64) -> f64 {
    let tail = libm::exp(-score.abs());
    if score < 0.0 { tail / (1.0 + tail) } else { 1.0 / (1.0 + tail) }
}

/// Scores to probabilities, in place.
pub fn softmax(scores: &mut [f64]) {
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = libm::exp(*score - top);
        sum += *score;
    }
    scores.iter_mut().for_each(|score| *score /= sum);
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

    /// Derivatives by differences, two and three classes.
    #[test]
    fn derivatives_agree_with_differences() {
        let x = array![[0.1, 2.0], [1.0, -1.0], [-0.7, 0.3], [0.5, 0.9], [2.0, 0.1]];
        let design = Design::new(x.view()).with_ones();
        for (n_classes, codes) in [(2, [0, 1, 1, 0, 1]), (3, [0, 1, 2, 0, 2])] {
            let loss = LogLoss::new(&design, &codes, n_classes, vec![0.3, 0.2, 0.0]);
            let v: Vec<f64> = (0..loss.len()).map(|i| 0.3 * i as f64 - 0.5).collect();
            let gradient = |v: &[f64]| loss.gradient(v, &loss.probabilities(&loss.scores(v)));
            let probabilities = loss.probabilities(&loss.scores(&v));
            let hessian = loss.hessian(&probabilities);
            let h = 1e-5;
            for i in 0..loss.len() {
                let at = |step: f64| {
                    let mut moved = v.clone();
                    moved[i] += step;
                    moved
                };
                let value = |step| loss.value(&at(step), &loss.scores(&at(step)));
                let slope = (value(h) - value(-h)) / (2.0 * h);
                assert!((slope - gradient(&v)[i]).abs() < 1e-9, "{n_classes} classes, parameter {i}");
                let (up, down) = (gradient(&at(h)), gradient(&at(-h)));
                let mut unit = vec![0.0; loss.len()];
                unit[i] = 1.0;
                let times = loss.hessian_times(&probabilities, &unit);
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
