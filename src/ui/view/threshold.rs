//! What a threshold and costs make of judged rows.

use engine::evaluate::{
    ClassificationReport, Confusion, EvaluationReport, PartReport, Ranked, costs_by_class, expected_cost,
};

use super::figure::exact;

/// One cost that can be set.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// What it is of.
    pub label: String,
    /// The cost of one such row, in any unit.
    pub value: f64,
}

/// The ranking that a threshold cuts: that of two classes.
#[must_use]
pub fn ranked(report: &ClassificationReport) -> Option<&Ranked> {
    match report.ranked.as_slice() {
        [only] if !only.steps.is_empty() && report.confusion.labels.len() == 2 => Some(only),
        _ => None,
    }
}

/// The validation rows' ranking: thresholds are chosen on it, never on test rows.
#[must_use]
pub fn chosen_on(evaluation: &EvaluationReport) -> Option<&Ranked> {
    match &evaluation.validation.as_ref()?.model {
        PartReport::Classification(report) => ranked(report),
        PartReport::Regression(_) => None,
    }
}

/// The costs to begin with: of two classes each cell of the confusion matrix, of more an error on each
/// class; an error costs 1.
#[must_use]
pub fn first_costs(labels: &[String]) -> Vec<Cost> {
    match labels {
        [other, class] => {
            [(other, other, 0.0), (other, class, 1.0), (class, other, 1.0), (class, class, 0.0)]
                .into_iter()
                .map(|(truth, taken, value)| Cost { label: format!("{truth} taken for {taken}"), value })
                .collect()
        }
        labels => labels
            .iter()
            .map(|label| Cost { label: format!("{label} taken for another"), value: 1.0 })
            .collect(),
    }
}

/// The costs in the form of the confusion matrix.
#[must_use]
pub fn matrix(costs: &[f64], classes: usize) -> Vec<Vec<f64>> {
    if classes == 2 { costs.chunks(2).map(<[f64]>::to_vec).collect() } else { costs_by_class(costs) }
}

/// The figures of a confusion matrix of two classes, for a table: name and text.
#[must_use]
pub fn figures(confusion: &Confusion, class: &str, costs: &[Vec<f64>]) -> Vec<(String, String)> {
    let scores = confusion.class_scores();
    let of = |at: usize, pick: fn(&engine::metrics::ClassScore) -> f64| scores.get(at).map(pick);
    let shown = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), exact);
    vec![
        ("Accuracy".to_owned(), shown(confusion.accuracy().ok())),
        (format!("Precision of {class}"), shown(of(1, |score| score.precision))),
        (format!("Recall of {class}"), shown(of(1, |score| score.recall))),
        (format!("F1 of {class}"), shown(of(1, |score| score.f1))),
        ("Recall of the others (specificity)".to_owned(), shown(of(0, |score| score.recall))),
        ("Matthews correlation".to_owned(), shown(confusion.matthews().ok())),
        ("Expected cost of a row".to_owned(), shown(expected_cost(confusion, costs))),
    ]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn confusion() -> Confusion {
        Confusion { labels: vec!["no".to_owned(), "yes".to_owned()], counts: vec![vec![6, 2], vec![1, 3]] }
    }

    #[test]
    fn two_classes_have_four_costs_and_more_have_one_each() {
        let labels = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let two = first_costs(&labels(&["no", "yes"]));
        assert_eq!(two[1], Cost { label: "no taken for yes".to_owned(), value: 1.0 });
        let values: Vec<f64> = two.iter().map(|cost| cost.value).collect();
        assert_eq!(matrix(&values, 2), [[0.0, 1.0], [1.0, 0.0]]);
        let three = first_costs(&labels(&["a", "b", "c"]));
        assert_eq!((three.len(), three[2].label.as_str()), (3, "c taken for another"));
        assert_eq!(matrix(&[1.0, 2.0, 3.0], 3)[2], [3.0, 3.0, 0.0]);
    }

    #[test]
    fn figures_follow_the_matrix() {
        let shown = figures(&confusion(), "yes", &[vec![0.0, 1.0], vec![10.0, 0.0]]);
        let of = |name: &str| shown.iter().find(|(label, _)| label == name).unwrap().1.clone();
        assert_eq!(of("Precision of yes"), "0.600000");
        assert_eq!(of("Recall of yes"), "0.750000");
        assert_eq!(of("Expected cost of a row"), "1.000000");
        assert_eq!(figures(&confusion(), "yes", &[]).last().unwrap().1, "–");
    }
}
