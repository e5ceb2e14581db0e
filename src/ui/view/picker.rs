//! The steps that a search finds.

use engine::steps::{CATALOGUE, Purpose, StepKind};

/// Whether every word of the search is in the step's name, help, id or scikit-learn name.
#[must_use]
pub fn matches(kind: &StepKind, search: &str) -> bool {
    let text = format!("{} {} {} {} {}", kind.label, kind.help, kind.id, kind.sklearn, kind.purpose.label());
    let text = text.to_lowercase();
    search.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

/// The steps that match, by purpose; a purpose without a match is left out.
#[must_use]
pub fn found(search: &str) -> Vec<(Purpose, Vec<&'static StepKind>)> {
    let of = |purpose: Purpose| {
        let kinds = CATALOGUE.iter().copied();
        kinds.filter(|kind| kind.purpose == purpose && matches(kind, search)).collect::<Vec<_>>()
    };
    let groups = Purpose::ALL.into_iter().map(|purpose| (purpose, of(purpose)));
    groups.filter(|(_, kinds)| !kinds.is_empty()).collect()
}

/// How many match, in a sentence.
#[must_use]
pub fn in_a_sentence(search: &str) -> String {
    let matching = CATALOGUE.iter().filter(|kind| matches(kind, search)).count();
    match (search.trim().is_empty(), matching) {
        (true, _) => format!("{} steps", CATALOGUE.len()),
        (false, 0) => {
            format!("No step matches {:?}. Try another word, such as missing, date or PCA.", search.trim())
        }
        (false, _) => format!("{matching} of {} steps match", CATALOGUE.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(search: &str) -> Vec<&'static str> {
        found(search).into_iter().flat_map(|(_, kinds)| kinds).map(|kind| kind.id).collect()
    }

    #[test]
    fn a_step_is_found_by_label_help_id_and_scikit_learn_name() {
        for search in ["Fill in missing", "IMPUTE", "SimpleImputer", "withstands outliers", "imputer median"]
        {
            assert!(ids(search).contains(&"impute"), "{search}");
        }
        assert!(!ids("simpleimputer").contains(&"scale"));
    }

    #[test]
    fn no_search_finds_every_step_once_in_the_order_of_purposes() {
        let found = found("  ");
        assert_eq!(found.iter().map(|(_, kinds)| kinds.len()).sum::<usize>(), CATALOGUE.len());
        assert!(found.is_sorted_by_key(|(purpose, _)| *purpose));
    }

    #[test]
    fn a_search_says_how_many_it_found() {
        assert_eq!(in_a_sentence(""), format!("{} steps", CATALOGUE.len()));
        assert_eq!(in_a_sentence("simpleimputer"), format!("1 of {} steps match", CATALOGUE.len()));
        assert!(in_a_sentence("zzz").starts_with("No step matches \"zzz\""));
        assert!(ids("zzz").is_empty());
    }
}
