//! Dates and times of a stated form.

use super::date::{Cursor, half_day, milliseconds, offset_minutes};
use crate::table::datetime;

/// More bytes than this are no form.
const LONGEST: usize = 200;
/// Two digits up to this are a year of the 2000s, those above of the 1900s, as in POSIX.
const LAST_OF_2000S: u32 = 68;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// Letters of a month's short name.
const SHORT: usize = 3;

/// The form of a date and time, in the directives of C's `strptime`.
///
/// | directive | reads |
/// |---|---|
/// | `%Y` | year, four digits, 0001 to 9999 |
/// | `%y` | the last two digits of a year from 1969 to 2068 |
/// | `%m` | month, one or two digits |
/// | `%b` `%B` | English name of the month, three letters or all, in any case |
/// | `%d` | day of the month, one or two digits |
/// | `%H` | hour from 0 to 23, one or two digits |
/// | `%I` `%p` | hour from 1 to 12, one or two digits, and AM or PM in any case |
/// | `%M` `%S` | minute and second from 0 to 59, one or two digits |
/// | `%f` | fraction of a second, one to nine digits, cut to milliseconds |
/// | `%z` | offset from UTC, which is subtracted: `Z`, `UTC`, `+02:00`, `+0200` or `+02` |
/// | `%%` | a percent sign |
///
/// White space stands for one or more blanks of any kind, anything else for itself. What the form lacks
/// is the first month, the first day, or midnight; it must have a year. Every text is read from end to end
/// but for the blanks around it.
///
/// ```
/// use engine::table::{datetime, read::DateFormat};
/// let format = DateFormat::new("%d.%m.%Y %H:%M")?;
/// assert_eq!(format.parse("29.2.2024 7:05").map(datetime::format).as_deref(), Some("2024-02-29T07:05:00"));
/// assert_eq!(format.parse("29.2.2023 7:05"), None);
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateFormat(Vec<Item>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    Byte(u8),
    Blanks,
    Field(u8),
}

impl DateFormat {
    /// Reads a form.
    ///
    /// # Errors
    /// What is wrong with it, to follow "the form ...".
    pub fn new(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("has {} bytes; at most {LONGEST} are read", text.len()));
        }
        let mut items = Vec::with_capacity(text.len());
        let mut characters = text.trim().chars();
        while let Some(character) = characters.next() {
            if character.is_whitespace() {
                if items.last() != Some(&Item::Blanks) {
                    items.push(Item::Blanks);
                }
                continue;
            }
            if character != '%' {
                items.extend(character.encode_utf8(&mut [0; 4]).bytes().map(Item::Byte));
                continue;
            }
            let item = match characters.next() {
                Some('%') => Item::Byte(b'%'),
                Some(
                    name @ ('Y' | 'y' | 'm' | 'b' | 'B' | 'd' | 'H' | 'I' | 'p' | 'M' | 'S' | 'f' | 'z'),
                ) => Item::Field(name as u8),
                Some(other) => {
                    return Err(format!(
                        "has %{other}, which is not known; use %Y %y %m %b %B %d %H %I %p %M %S %f %z or %%"
                    ));
                }
                None => return Err("ends with a percent sign alone; write %% for one in the text".to_owned()),
            };
            items.push(item);
        }
        Self(items).checked()
    }

    /// Whether a date is told, once.
    fn checked(self) -> Result<Self, String> {
        let count = |names: &[u8]| {
            self.0.iter().filter(|item| matches!(item, Item::Field(name) if names.contains(name))).count()
        };
        let once: [(&[u8], &str); 9] = [
            (b"Yy", "the year"),
            (b"mbB", "the month"),
            (b"d", "the day"),
            (b"HI", "the hour"),
            (b"p", "AM or PM"),
            (b"M", "the minute"),
            (b"S", "the second"),
            (b"f", "the fraction of a second"),
            (b"z", "the offset"),
        ];
        if let Some((_, what)) = once.iter().find(|(names, _)| count(names) > 1) {
            return Err(format!("has {what} twice; take one of them out"));
        }
        if count(b"Yy") == 0 {
            return Err("has no year; add %Y or %y".to_owned());
        }
        if count(b"d") == 1 && count(b"mbB") == 0 {
            return Err("has a day and no month; add %m, %b or %B".to_owned());
        }
        if count(b"I") != count(b"p") {
            return Err(
                "must have both of %I and %p or neither of them; use %H for hours up to 23".to_owned()
            );
        }
        Ok(self)
    }

    /// Milliseconds since 1970 (UTC where there is an offset) of a text of this form.
    #[must_use]
    pub fn parse(&self, text: &str) -> Option<i64> {
        let mut cursor = Cursor::new(text.trim());
        let (mut year, mut month, mut day) = (1, 1, 1);
        let (mut hour, mut minute, mut second, mut ms, mut offset) = (0, 0, 0, 0, 0);
        let mut afternoon = false;
        for item in &self.0 {
            match item {
                Item::Byte(byte) => drop(cursor.eat(&[*byte])?),
                Item::Blanks => cursor.blanks()?,
                Item::Field(b'Y') => year = cursor.number(4, 4).filter(|year| *year > 0)?,
                Item::Field(b'y') => {
                    let last = cursor.number(2, 2)?;
                    year = last + if last > LAST_OF_2000S { 1900 } else { 2000 };
                }
                Item::Field(b'm') => month = cursor.number(1, 2)?,
                Item::Field(b'b') => month = month_name(&mut cursor, SHORT)?,
                Item::Field(b'B') => month = month_name(&mut cursor, usize::MAX)?,
                Item::Field(b'd') => day = cursor.number(1, 2)?,
                Item::Field(b'H') => hour = cursor.number(1, 2)?,
                Item::Field(b'I') => hour = half_day(cursor.number(1, 2)?)?,
                Item::Field(b'p') => {
                    afternoon = cursor.eat_word(b"pm");
                    if !afternoon && !cursor.eat_word(b"am") {
                        return None;
                    }
                }
                Item::Field(b'M') => minute = cursor.number(1, 2)?,
                Item::Field(b'S') => second = cursor.number(1, 2)?,
                Item::Field(b'f') => ms = milliseconds(&mut cursor)?,
                Item::Field(_) => offset = offset_minutes(&mut cursor)?,
            }
        }
        if !cursor.is_done() {
            return None;
        }
        let hour = hour + if afternoon { 12 } else { 0 };
        let local = datetime::from_civil(i32::try_from(year).ok()?, month, day, hour, minute, second, ms)?;
        Some(local - offset * 60_000)
    }
}

/// The month whose name follows, of that many letters at most.
fn month_name(cursor: &mut Cursor<'_>, letters: usize) -> Option<u32> {
    let mut named = (1..).zip(MONTHS);
    named.find(|(_, name)| cursor.eat_word(name.get(..letters).unwrap_or(name).as_bytes())).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: &str, text: &str) -> Option<String> {
        DateFormat::new(format).ok()?.parse(text).map(datetime::format)
    }

    #[test]
    fn every_directive() {
        let all = "%d %B %Y, %I:%M:%S.%f %p %z";
        let text = " 3  MARCH 2021, 12:05:09.1239 am +01:30 ";
        assert_eq!(read(all, text).as_deref(), Some("2021-03-02T22:35:09.123"));
        assert_eq!(read("%y%m%d", "690101").as_deref(), Some("1969-01-01"));
        assert_eq!(read("%y%m%d", "681231").as_deref(), Some("2068-12-31"));
        assert_eq!(read("%b-%Y", "May-2020").as_deref(), Some("2020-05-01"));
        assert_eq!(read("%Y%%", "2020%").as_deref(), Some("2020-01-01"));
        assert_eq!(read("%Y年%m月", "2020年7月").as_deref(), Some("2020-07-01"));
        assert_eq!(read("%Y-%m-%d %I%p", "2020-01-01 12PM").as_deref(), Some("2020-01-01T12:00:00"));
    }

    #[test]
    fn days_that_are_not_in_the_calendar() {
        assert!(read("%d/%m/%Y", "29/02/2000").is_some());
        for text in
            ["29/02/1900", "31/04/2020", "0/1/2020", "1/13/2020", "1/1/0000", "1/1/20", "1/1/2020x", "x"]
        {
            assert_eq!(read("%d/%m/%Y", text), None, "{text}");
        }
        for text in ["2020 24:00", "2020 1:60", "2020  ", "", "2020 1", "2020 1:2:3", "20201:2"] {
            assert_eq!(read("%Y %H:%M", text), None, "{text}");
        }
    }

    #[test]
    fn a_form_at_fault_says_so() {
        for (text, part) in [
            ("%H:%M", "no year"),
            ("%Y %y", "the year twice"),
            ("%Y %d", "no month"),
            ("%Y %I", "both of %I and %p"),
            ("%Y %q", "%q, which is not known"),
            ("%Y %", "percent sign alone"),
            ("", "no year"),
        ] {
            let error = DateFormat::new(text).err().unwrap_or_default();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
