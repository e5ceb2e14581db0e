//! How numbers are written.

/// A figure in a headline: three decimals below ten, fewer above.
#[must_use]
pub fn short(value: f64) -> String {
    plain(value, if value.abs() < 10.0 { 3 } else { 1 })
}

/// A figure in a table: six decimals below one thousand, fewer above.
#[must_use]
pub fn exact(value: f64) -> String {
    match value.abs() {
        size if size < 1e3 => plain(value, 6),
        size if size < 1e9 => plain(value, 3),
        _ => format!("{value:.6e}"),
    }
}

/// A share as a percentage with one decimal.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{}%", plain(share * 100.0, 1))
}

/// A count with its thousands set apart.
#[must_use]
pub fn count(value: usize) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 row`, `2 rows`.
#[must_use]
pub fn counted(value: usize, one: &str) -> String {
    format!("{} {one}{}", count(value), if value == 1 { "" } else { "s" })
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
        assert_eq!(short(0.97061), "0.971");
        assert_eq!(short(1234.56), "1234.6");
        assert_eq!(short(-0.0001), "0.000");
        assert_eq!(exact(0.970_588_235), "0.970588");
        assert_eq!(exact(2900.1732), "2900.173");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(12), "12");
        assert_eq!(counted(1, "row"), "1 row");
        assert_eq!(percent(0.3333), "33.3%");
        assert_eq!(bytes(1_500_000.0), "1.5 MB");
    }
}
