//! Dates and moments from text.

use crate::table::datetime;

/// In which order a date is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DateOrder {
    Iso,
    DayMonth,
    MonthDay,
}

impl DateOrder {
    pub(super) const ALL: [Self; 3] = [Self::Iso, Self::DayMonth, Self::MonthDay];
}

/// Reads from the front of a cell.
pub(super) struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self(text.as_bytes())
    }

    pub(super) fn is_done(&self) -> bool {
        self.0.is_empty()
    }

    /// One or more blanks of any kind.
    pub(super) fn blanks(&mut self) -> Option<()> {
        let text = std::str::from_utf8(self.0).ok()?;
        let rest = text.trim_start();
        self.0 = rest.as_bytes();
        (rest.len() < text.len()).then_some(())
    }

    /// A number of `least` to `most` digits.
    pub(super) fn number(&mut self, least: usize, most: usize) -> Option<u32> {
        let n = self.0.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at_checked(n).filter(|_| n >= least)?;
        self.0 = rest;
        Some(digits.iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0')))
    }

    pub(super) fn eat(&mut self, any: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first().filter(|(first, _)| any.contains(first))?;
        self.0 = rest;
        Some(*first)
    }

    pub(super) fn eat_word(&mut self, word: &[u8]) -> bool {
        let rest = self.0.split_at_checked(word.len()).filter(|(head, _)| head.eq_ignore_ascii_case(word));
        if let Some((_, rest)) = rest {
            self.0 = rest;
        }
        rest.is_some()
    }
}

/// Milliseconds since 1970 (UTC where the cell has an offset) of a cell without blanks around it.
pub(super) fn parse(cell: &[u8], order: DateOrder) -> Option<i64> {
    if !(8..=40).contains(&cell.len()) || !cell.first()?.is_ascii_digit() {
        return None;
    }
    let mut cursor = Cursor(cell);
    let (year, month, day) = match order {
        DateOrder::Iso => {
            let year = cursor.number(4, 4)?;
            let mark = cursor.eat(b"-/")?;
            let month = cursor.number(1, 2)?;
            cursor.eat(&[mark])?;
            (year, month, cursor.number(1, 2)?)
        }
        DateOrder::DayMonth | DateOrder::MonthDay => {
            let first = cursor.number(1, 2)?;
            let mark = cursor.eat(if order == DateOrder::DayMonth { b"/-." } else { b"/-" })?;
            let second = cursor.number(1, 2)?;
            cursor.eat(&[mark])?;
            let year = cursor.number(4, 4)?;
            if order == DateOrder::DayMonth { (year, second, first) } else { (year, first, second) }
        }
    };
    let (mut hour, mut minute, mut second, mut ms, mut offset) = (0, 0, 0, 0, 0);
    if cursor.eat(b"Tt ").is_some() {
        hour = cursor.number(1, 2)?;
        cursor.eat(b":")?;
        minute = cursor.number(2, 2)?;
        if cursor.eat(b":").is_some() {
            second = cursor.number(2, 2)?;
            if cursor.eat(b".,").is_some() {
                ms = milliseconds(&mut cursor)?;
            }
        }
        let spaced = cursor.eat(b" ").is_some();
        if cursor.eat_word(b"am") {
            hour = half_day(hour)?;
        } else if cursor.eat_word(b"pm") {
            hour = half_day(hour)? + 12;
        } else if let Some(minutes) = offset_minutes(&mut cursor) {
            offset = minutes;
        } else if spaced {
            return None;
        }
    }
    if !cursor.is_done() {
        return None;
    }
    let local = datetime::from_civil(i32::try_from(year).ok()?, month, day, hour, minute, second, ms)?;
    Some(local - offset * 60_000)
}

/// One to nine digits of a fraction of a second; those after the third are dropped.
pub(super) fn milliseconds(cursor: &mut Cursor<'_>) -> Option<u32> {
    let before = cursor.0.len();
    let digits = cursor.number(1, 9)?;
    let n = u32::try_from(before - cursor.0.len()).ok()?;
    Some(if n > 3 { digits / 10_u32.pow(n - 3) } else { digits * 10_u32.pow(3 - n) })
}

/// An hour of a 12-hour clock, counted from midnight or noon.
pub(super) fn half_day(hour: u32) -> Option<u32> {
    (1..=12).contains(&hour).then_some(hour % 12)
}

/// `Z`, `UTC`, `+02:00`, `+0200` or `+02` in minutes.
pub(super) fn offset_minutes(cursor: &mut Cursor<'_>) -> Option<i64> {
    if cursor.eat_word(b"z") || cursor.eat_word(b"utc") {
        return Some(0);
    }
    let sign = if cursor.eat(b"+-")? == b'-' { -1 } else { 1 };
    let hours = cursor.number(2, 2)?;
    let _ = cursor.eat(b":");
    let minutes = if cursor.0.is_empty() { 0 } else { cursor.number(2, 2)? };
    (hours < 24 && minutes < 60).then(|| sign * i64::from(hours * 60 + minutes))
}
