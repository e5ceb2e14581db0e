//! How numbers are written where `plot::number` has no form for it.

/// A figure in a table: six decimals below one thousand, fewer above.
#[must_use]
pub fn exact(value: f64) -> String {
    match value.abs() {
        size if size < 1e3 => plain(value, 6),
        size if size < 1e9 => plain(value, 3),
        _ => format!("{value:.6e}"),
    }
}

/// Where a figure lies, from its lower to its upper end.
#[must_use]
pub fn range(low: f64, high: f64) -> String {
    format!("{} to {}", exact(low), exact(high))
}

/// A share as a percentage with one decimal at the most.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{}%", plot::number::short((share * 1000.0).round() / 10.0))
}

/// Bytes in the unit that suits.
#[must_use]
pub fn bytes(value: f64) -> String {
    match value {
        v if v < 1e3 => format!("{v:.0} B"),
        v if v < 1e6 => format!("{:.1} kB", v / 1e3),
        v if v < 1e9 => format!("{:.1} MB", v / 1e6),
        v => format!("{:.2} GB", v / 1e9),
    }
}

/// No zero has a sign.
fn plain(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|byte| matches!(byte, b'0' | b'.')) => rest.to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!(exact(-0.000_000_1), "0.000000");
        assert_eq!(exact(0.970_588_235), "0.970588");
        assert_eq!(exact(2900.1732), "2900.173");
        assert_eq!(bytes(1_500_000.0), "1.5 MB");
    }
}
