//! Numbers for people: short, with thousands separators, never `-0`.

/// A count with thousands separators: `1,250`.
pub fn count(n: u64) -> String {
    separated(&n.to_string())
}

/// A count and its noun: `1 row`, `1,250 rows`.
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// A share in per cent. A part that is there never reads `0%`, and one that is not whole never
/// reads `100%`. A share of nothing is a dash.
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let share = 100.0 * part as f64 / whole as f64;
    match share.round() as i64 {
        0 if part > 0 => "<1%".to_owned(),
        100 if part < whole => ">99%".to_owned(),
        rounded => format!("{rounded}%"),
    }
}

/// A measured value with about four significant digits.
pub fn short(v: f64) -> String {
    if !v.is_finite() {
        return "not a number".to_owned();
    }
    let size = v.abs();
    if size == 0.0 {
        return "0".to_owned();
    }
    if !(1e-4..1e9).contains(&size) {
        return exponent(v, 3);
    }
    let decimals = (3 - size.log10().floor() as i64).clamp(0, 7) as usize;
    trimmed(&fixed(v, decimals))
}

/// A score with three decimals: `0.971`.
pub fn score(v: f64) -> String {
    if v.is_finite() { fixed(v, 3) } else { "not defined".to_owned() }
}

/// A tick's label on an axis whose ticks are `step` apart and reach to `largest` in size: all
/// ticks of an axis get the same number of decimals and the same unit.
pub fn tick(v: f64, step: f64, largest: f64) -> String {
    let (unit, sign) = unit(largest);
    let decimals = decimals_of(step / unit);
    if largest >= 1e15 || step < 1e-6 {
        let digits = (largest / step).log10().ceil().clamp(0.0, 6.0) as usize;
        return if v == 0.0 { "0".to_owned() } else { exponent(v, digits) };
    }
    if decimals > 3 && unit > 1.0 {
        return fixed(v, decimals_of(step));
    }
    if v == 0.0 {
        return "0".to_owned();
    }
    format!("{}{sign}", fixed(v / unit, decimals))
}

/// A number as a program reads it: plain digits, a point, no separators, no `-0`.
pub fn plain(v: f64) -> String {
    if v == 0.0 { "0".to_owned() } else { v.to_string() }
}

fn unit(largest: f64) -> (f64, &'static str) {
    if largest >= 1e12 {
        (1e12, "T")
    } else if largest >= 1e9 {
        (1e9, "B")
    } else if largest >= 1e6 {
        (1e6, "M")
    } else {
        (1.0, "")
    }
}

/// Decimals that a step of 1, 2, 2.5 or 5 times a power of ten needs.
fn decimals_of(step: f64) -> usize {
    let mut scaled = step.abs();
    for decimals in 0..9 {
        if (scaled - scaled.round()).abs() < 1e-6 * scaled.max(1e-3) {
            return decimals;
        }
        scaled *= 10.0;
    }
    9
}

fn fixed(v: f64, decimals: usize) -> String {
    let text = format!("{v:.decimals$}");
    let bare = text.strip_prefix('-').unwrap_or(&text);
    let zero = bare.chars().all(|c| c == '0' || c == '.');
    let sign = if v < 0.0 && !zero { "-" } else { "" };
    match bare.split_once('.') {
        Some((whole, part)) => format!("{sign}{}.{part}", separated(whole)),
        None => format!("{sign}{}", separated(bare)),
    }
}

fn exponent(v: f64, digits: usize) -> String {
    let text = format!("{v:.digits$e}");
    match text.split_once('e') {
        Some((mantissa, power)) => format!("{}e{power}", trimmed(mantissa)),
        None => text,
    }
}

fn trimmed(text: &str) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text.to_owned()
    }
}

fn separated(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_shares() {
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(999), "999");
        assert_eq!(counted(1, "row", "rows"), "1 row");
        assert_eq!(percent(1, 1000), "<1%");
        assert_eq!(percent(999, 1000), ">99%");
        assert_eq!(percent(0, 5), "0%");
        assert_eq!(percent(0, 0), "–");
    }

    #[test]
    fn values_are_short_and_never_minus_zero() {
        assert_eq!(short(1234.5678), "1,235");
        assert_eq!(short(0.123456), "0.1235");
        assert_eq!(short(-0.0), "0");
        assert_eq!(short(2.5), "2.5");
        assert_eq!(short(1.5e-9), "1.5e-9");
        assert_eq!(short(f64::NAN), "not a number");
        assert_eq!(score(-0.0001), "0.000");
    }

    #[test]
    fn ticks_of_an_axis_look_alike() {
        assert_eq!(tick(0.5, 0.25, 1.0), "0.50");
        assert_eq!(tick(0.0, 0.25, 1.0), "0");
        assert_eq!(tick(-0.0, 0.25, 1.0), "0");
        assert_eq!(tick(20_000.0, 10_000.0, 40_000.0), "20,000");
        assert_eq!(tick(1_500_000.0, 500_000.0, 2_000_000.0), "1.5M");
        assert_eq!(tick(2e-9, 1e-9, 4e-9), "2e-9");
    }
}
