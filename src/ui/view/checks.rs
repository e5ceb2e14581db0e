//! Checks, as they are shown: never by colour alone.

use engine::checks::{Check, Verdict};

/// The verdict's sign and word.
#[must_use]
pub fn verdict(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Ok => ("✓", "Fine"),
        Verdict::Look => ("!", "Look"),
        Verdict::Problem => ("✕", "Problem"),
    }
}

/// The class of the verdict in the style sheet.
#[must_use]
pub fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ok => "verdict fine",
        Verdict::Look => "verdict look",
        Verdict::Problem => "verdict problem",
    }
}

/// The checks, the gravest first and otherwise in their order.
#[must_use]
pub fn gravest_first(checks: &[Check]) -> Vec<Check> {
    let mut sorted = checks.to_vec();
    sorted.sort_by_key(|check| std::cmp::Reverse(check.verdict));
    sorted
}

/// How the checks went, in a sentence.
#[must_use]
pub fn in_a_sentence(checks: &[Check]) -> String {
    let count = |verdict| checks.iter().filter(|check| check.verdict == verdict).count();
    let names = |verdict| {
        let named = checks.iter().filter(|check| check.verdict == verdict);
        named.map(|check| check.label.to_lowercase()).collect::<Vec<_>>().join("; ")
    };
    match (count(Verdict::Problem), count(Verdict::Look)) {
        (0, 0) => format!("All {} checks are fine.", checks.len()),
        (0, looks) => format!("{looks} of {} checks ask for a look: {}.", checks.len(), names(Verdict::Look)),
        (problems, looks) => format!(
            "{problems} of {} checks found a problem ({}) and {looks} ask for a look.",
            checks.len(),
            names(Verdict::Problem)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(label: &str, verdict: Verdict) -> Check {
        Check {
            name: label.to_lowercase(),
            label: label.to_owned(),
            figure: None,
            verdict,
            found: String::new(),
            meaning: String::new(),
            advice: String::new(),
        }
    }

    #[test]
    fn the_sentence_names_what_is_not_fine() {
        let checks = [check("A", Verdict::Ok), check("B", Verdict::Look), check("C", Verdict::Problem)];
        assert_eq!(in_a_sentence(&checks[..1]), "All 1 checks are fine.");
        assert_eq!(in_a_sentence(&checks[..2]), "1 of 2 checks ask for a look: b.");
        assert_eq!(in_a_sentence(&checks), "1 of 3 checks found a problem (c) and 1 ask for a look.");
        let order: Vec<String> = gravest_first(&checks).into_iter().map(|check| check.label).collect();
        assert_eq!(order, ["C", "B", "A"]);
    }
}
