//! Numbers from text, exact to the last bit.

/// Powers of ten that are exact as doubles.
const EXACT_TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// The finite number that a cell without blanks around it spells, with `.` as decimal mark and `,`
/// between thousands, or the other way round.
#[inline]
pub(super) fn parse(cell: &[u8], decimal_comma: bool) -> Option<f64> {
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
