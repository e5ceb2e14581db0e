use ndarray::ArrayViewMut1;

/// The votes of the machines of all pairs of classes, (0, 1), (0, 2), …, (1, 2), …: a positive value
/// is a vote for the second of its pair.
pub fn votes(decisions: &[f64], n_classes: usize) -> Vec<f64> {
    let mut votes = vec![0.0; n_classes];
    for ((first, second), decision) in pairs(n_classes).zip(decisions) {
        votes[if *decision > 0.0 { second } else { first }] += 1.0;
    }
    votes
}

/// One score a class that rises with how sure its machines are: its votes, and less than half a vote
/// for the sum of its decisions, as scikit-learn's `decision_function` gives. For two classes the
/// one decision.
pub fn class_scores(decisions: &[f64], n_classes: usize, scores: &mut ArrayViewMut1<f64>) {
    if n_classes == 2 {
        scores.iter_mut().zip(decisions).for_each(|(score, decision)| *score = *decision);
        return;
    }
    scores.fill(0.0);
    for ((first, second), decision) in pairs(n_classes).zip(decisions) {
        scores[first] -= decision;
        scores[second] += decision;
    }
    for (score, votes) in scores.iter_mut().zip(votes(decisions, n_classes)) {
        *score = votes + *score / (3.0 * (score.abs() + 1.0));
    }
}

fn pairs(n_classes: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n_classes).flat_map(move |first| (first + 1..n_classes).map(move |second| (first, second)))
}
