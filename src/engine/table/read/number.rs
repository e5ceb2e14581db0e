//! Numbers from text, exact to the last bit.

/// Powers of ten that are exact as doubles.
const EXACT_TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// The finite number that a cell without blanks around it spells, with `.` as decimal mark and `,`
/// between thousands, or the other way round.
#[inline]
pub(crate) fn parse(cell: &[u8], decimal_comma: bool) -> Option<f64> {
    plain(cell, if decimal_comma { b',' } else { b'.' }).or_else(|| other(cell, decimal_comma))
}

/// Digits with at most one decimal mark and an exponent. When the digits as a whole number and the
/// power of ten are both exact as doubles, one product or quotient rounds correctly (Clinger, 1990).
#[inline]
fn plain(cell: &[u8], mark: u8) -> Option<f64> {
    let (negative, digits) = match cell.split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, cell),
    };
    let mut whole = 0_u64;
    let mut n_digits = 0_usize;
    let mut mark_at = None;
    let mut exponent = 0;
    for (at, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            whole = whole.wrapping_mul(10).wrapping_add(u64::from(digit));
            n_digits += 1;
        } else if *byte == mark && mark_at.is_none() {
            mark_at = Some(n_digits);
        } else if byte | 0x20 == b'e' && n_digits > 0 {
            exponent = small_exponent(digits.get(at + 1..)?)?;
            break;
        } else {
            return None;
        }
    }
    if n_digits == 0 || n_digits > 19 || whole > 1 << 53 {
        return None;
    }
    exponent -= mark_at.map_or(0, |before| (n_digits - before) as i32);
    let power = EXACT_TENS.get(exponent.unsigned_abs() as usize)?;
    let value = if exponent < 0 { whole as f64 / power } else { whole as f64 * power };
    Some(if negative { -value } else { value })
}

/// An exponent of one or two digits.
#[inline]
fn small_exponent(text: &[u8]) -> Option<i32> {
    let (negative, digits) = match text.split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, text),
    };
    let value = match digits {
        [one @ b'0'..=b'9'] => i32::from(one - b'0'),
        [ten @ b'0'..=b'9', one @ b'0'..=b'9'] => i32::from(ten - b'0') * 10 + i32::from(one - b'0'),
        _ => return None,
    };
    Some(if negative { -value } else { value })
}

/// Many digits, large exponents and thousands.
#[cold]
fn other(cell: &[u8], decimal_comma: bool) -> Option<f64> {
    let allowed = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b',' | b'e' | b'E');
    if !cell.iter().any(u8::is_ascii_digit) || !cell.iter().all(allowed) {
        return None;
    }
    let text = std::str::from_utf8(cell).ok()?;
    let (mark, group) = if decimal_comma { (',', '.') } else { ('.', ',') };
    let value: f64 = if text.contains(group) {
        let (whole, rest) = text.split_at(text.find([mark, 'e', 'E']).unwrap_or(text.len()));
        if !is_grouped(whole, group) {
            return None;
        }
        (whole.replace(group, "") + &rest.replace(mark, ".")).parse().ok()?
    } else if decimal_comma {
        text.replace(mark, ".").parse().ok()?
    } else {
        text.parse().ok()?
    };
    value.is_finite().then_some(value)
}

/// Whether thousands stand in groups of three after one to three digits that do not start with zero.
fn is_grouped(whole: &str, group: char) -> bool {
    let mut groups = whole.trim_start_matches(['+', '-']).split(group);
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().unwrap_or("");
    (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && digits(first)
        && groups.all(|part| part.len() == 3 && digits(part))
}

/// Whether a number is written with a zero that it does not need, as codes are: `007`.
#[inline]
pub(super) fn has_leading_zero(cell: &[u8]) -> bool {
    match cell {
        [b'0', next, ..] | [b'+' | b'-', b'0', next, ..] => next.is_ascii_digit(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    fn bits(text: &str) -> Option<u64> {
        parse(text.as_bytes(), false).map(f64::to_bits)
    }

    #[test]
    fn hard_cases_equal_the_standard_library_to_the_bit() {
        for text in [
            "0",
            "-0",
            "+1",
            "1.",
            ".5",
            "-.5",
            "9007199254740992",
            "9007199254740993",
            "9007199254740993.0",
            "0.1",
            "1e22",
            "1e23",
            "1e-22",
            "123456789012345678",
            "0.30000000000000004",
            "2.2250738585072014e-308",
            "2.2250738585072011e-308",
            "4.9e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "1.7976931348623157e308",
            "8.442911973260991817129021e-309",
            "9.0e15",
            "9007199254740992e22",
            "6631236846766476e-316",
            "3.2378839133029012895883e-20",
            "1090544144181609348835077142190",
            "0.000000000000000000000000000000000000000000000000000000000000000000000000001",
            "179769313486231580793728971405301e276",
            "1e+05",
            "1E5",
        ] {
            assert_eq!(bits(text), text.parse::<f64>().ok().map(f64::to_bits), "{text}");
        }
    }

    #[test]
    fn random_doubles_and_decimals_equal_the_standard_library_to_the_bit() {
        let mut rng = Rng::new(11, "number");
        for _ in 0..200_000 {
            let any = f64::from_bits(rng.bits());
            let decimal = (rng.bits() >> rng.below(64)) as f64 / 10_f64.powi(rng.below(25) as i32);
            for value in [any, decimal].into_iter().filter(|value| value.is_finite()) {
                for text in [format!("{value}"), format!("{value:e}"), format!("{value:.3e}")] {
                    let expected = text.parse::<f64>().unwrap_or(f64::NAN);
                    assert_eq!(
                        bits(&text),
                        Some(expected.to_bits()).filter(|_| expected.is_finite()),
                        "{text}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_not_a_finite_number_is_refused() {
        for text in [
            "",
            "-",
            "+",
            ".",
            "e5",
            "1e",
            "1e+",
            "1..2",
            "1.2.3",
            "--1",
            "1-",
            "nan",
            "inf",
            "-Infinity",
            "1e999",
            "0x10",
            "1_000",
            "1 000",
            "12a",
            "1,2",
            "1,23,456",
            "0,123",
            ",123",
            "1,2345",
            "1,234,",
            "1e1,000",
        ] {
            assert_eq!(bits(text), None, "{text}");
        }
        assert_eq!(parse(b"1.23", true), None);
    }

    #[test]
    fn thousands_stand_in_groups_of_three() {
        assert_eq!(parse(b"-1,234,567.25", false), Some(-1_234_567.25));
        assert_eq!(parse(b"1.234.567,25", true), Some(1_234_567.25));
        assert_eq!(parse(b"1,5e3", true), Some(1500.0));
    }
}
