//! How names stand in messages.

/// At most ten names, quoted, and how many more there are.
pub(crate) fn list(names: &[String]) -> String {
    const SHOWN: usize = 10;
    let mut text = names.iter().take(SHOWN).map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        text.push_str(&format!(" and {} more", names.len() - SHOWN));
    }
    if text.is_empty() { "no columns".to_owned() } else { text }
}

/// `; perhaps NAME is meant`, where one of the names is near to what was given; else nothing.
pub(crate) fn meant(given: &str, names: &[String]) -> String {
    let near = nearest(given, names.iter().map(String::as_str));
    near.map_or_else(String::new, |near| format!("; perhaps {near:?} is meant"))
}

/// The one of `names` that is nearest to `name`, when it is near enough to be meant: at most a third of the
/// letters differ.
pub(crate) fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    /// Longer names are not compared: the time grows with the square of the length.
    const LONGEST: usize = 64;
    let wanted: Vec<char> = name.chars().flat_map(char::to_lowercase).take(LONGEST + 1).collect();
    if wanted.len() > LONGEST {
        return None;
    }
    let distances = names.filter_map(|known| {
        let letters: Vec<char> = known.chars().flat_map(char::to_lowercase).take(LONGEST + 1).collect();
        let near = wanted.len().max(letters.len()).div_ceil(3);
        let distance = distance(&wanted, &letters);
        (letters.len() <= LONGEST && distance <= near && distance < letters.len())
            .then_some((distance, known))
    });
    distances.min_by_key(|(distance, _)| *distance).map(|(_, known)| known)
}

/// How many letters must be put in, taken out or changed (Levenshtein, 1966).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut line: Vec<usize> = (0..=b.len()).collect();
    for (at, letter) in a.iter().enumerate() {
        let mut diagonal = at;
        let mut left = at + 1;
        for (other, above) in b.iter().zip(line.iter_mut().skip(1)) {
            let cost = (diagonal + usize::from(letter != other)).min(left + 1).min(*above + 1);
            diagonal = *above;
            *above = cost;
            left = cost;
        }
        if let Some(first) = line.first_mut() {
            *first = at + 1;
        }
    }
    line.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_a_far_one_is_not() {
        let names = ["length", "width", "Species"];
        let near = |name| nearest(name, names.into_iter());
        assert_eq!(near("lenght"), Some("length"));
        assert_eq!(near("species"), Some("Species"));
        assert_eq!(near("xylophone"), None);
        assert_eq!(near(&"x".repeat(100_000)), None);
    }

    #[test]
    fn distances_are_those_of_the_textbook() {
        let of = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!((of("kitten", "sitting"), of("", "abc"), of("flaw", "lawn"), of("a", "a")), (3, 3, 2, 0));
    }
}
