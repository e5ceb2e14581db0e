//! How much each class counts, for families that can weigh them.

use crate::params::{Choice, Default, Domain, ParamSpec, Resolved};

/// The parameter, for the families that have it.
pub(super) const CLASS_WEIGHT: ParamSpec = ParamSpec {
    name: "class_weight",
    label: "Class weights",
    help: "Balanced lets a row of a rare class count more, so that all classes count the same in sum: \
           rare classes are found more often, at the price of more false alarms.",
    domain: Domain::Choice(&[
        Choice { value: "none", label: "every row the same" },
        Choice { value: "balanced", label: "balanced" },
    ]),
    default: Default::Text("none"),
    visible_when: None,
};

/// The weight of a row of each class: rows / (classes that occur × rows of the class), as
/// scikit-learn's `class_weight="balanced"`; zero for a class that does not occur. None when every
/// row counts the same.
pub(super) fn class_weights(params: &Resolved, codes: &[u32], n_classes: usize) -> Option<Vec<f64>> {
    if params.text(CLASS_WEIGHT.name) != "balanced" {
        return None;
    }
    let mut counts = vec![0_u32; n_classes];
    for code in codes {
        counts[*code as usize] += 1;
    }
    let seen = counts.iter().filter(|count| **count > 0).count() as f64;
    let weight = |count: u32| if count == 0 { 0.0 } else { codes.len() as f64 / (seen * f64::from(count)) };
    Some(counts.into_iter().map(weight).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::params::{ParamValue, Params, resolve};

    #[test]
    fn balanced_classes_count_the_same_in_sum() {
        let given = |value: &str| {
            let params = Params::from([("class_weight".to_owned(), ParamValue::Text(value.to_owned()))]);
            resolve("model", &[CLASS_WEIGHT], &params).unwrap()
        };
        let codes = [0, 0, 0, 2];
        assert_eq!(class_weights(&given("balanced"), &codes, 3), Some(vec![4.0 / 6.0, 0.0, 2.0]));
        assert_eq!(class_weights(&given("none"), &codes, 3), None);
    }
}
