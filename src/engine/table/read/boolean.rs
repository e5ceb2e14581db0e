/// A pair of words for true and false.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pair {
    TrueFalse,
    YesNo,
    YN,
    TF,
}

impl Pair {
    pub(super) const ALL: [Self; 4] = [Self::TrueFalse, Self::YesNo, Self::YN, Self::TF];
}

/// The pair and truth value of a word.
pub(super) fn parse(cell: &str) -> Option<(Pair, bool)> {
    const WORDS: [(&str, Pair, bool); 8] = [
        ("true", Pair::TrueFalse, true),
        ("false", Pair::TrueFalse, false),
        ("yes", Pair::YesNo, true),
        ("no", Pair::YesNo, false),
        ("y", Pair::YN, true),
        ("n", Pair::YN, false),
        ("t", Pair::TF, true),
        ("f", Pair::TF, false),
    ];
    if cell.len() > 5 {
        return None;
    }
    WORDS.iter().find(|(word, ..)| cell.eq_ignore_ascii_case(word)).map(|(_, pair, value)| (*pair, *value))
}

/// The truth value in a column that uses one pair or, when typed boolean, any pair and 0 and 1.
pub(crate) fn parse_as(cell: &str, pair: Option<Pair>) -> Option<bool> {
    match (parse(cell), pair) {
        (Some((found, value)), Some(pair)) => (found == pair).then_some(value),
        (Some((_, value)), None) => Some(value),
        (None, Some(_)) => None,
        (None, None) => match cell {
            "1" => Some(true),
            "0" => Some(false),
            _ => None,
        },
    }
}
