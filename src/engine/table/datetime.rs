//! Calendar arithmetic on milliseconds since 1970-01-01T00:00:00, proleptic Gregorian, no time zone.
//! The day algorithms are Howard Hinnant's "chrono-compatible low-level date algorithms".

/// Milliseconds of a day.
pub const DAY_MS: i64 = 86_400_000;

/// Milliseconds since the epoch of a civil date and time; `None` when no such date or time exists.
#[must_use]
pub fn from_civil(
    year: i32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    ms: u32,
) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days_in_month = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if day == 0 || day > days_in_month || hour > 23 || minute > 59 || second > 59 || ms > 999 {
        return None;
    }
    let y = i64::from(year) - i64::from(month <= 2);
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let day_of_year =
        (153 * (i64::from(month) + if month > 2 { -3 } else { 9 }) + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * 146_097 + day_of_era - 719_468;
    let of_day = ((i64::from(hour) * 60 + i64::from(minute)) * 60 + i64::from(second)) * 1000 + i64::from(ms);
    Some(days * DAY_MS + of_day)
}

/// A moment as a calendar and a clock show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// The year; before the year 1 it is 0 or less.
    pub year: i64,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
    /// 1 to 366.
    pub day_of_year: u32,
    /// 0 to 23.
    pub hour: u32,
    /// 0 to 59.
    pub minute: u32,
    /// 0 to 59.
    pub second: u32,
    /// 0 to 999.
    pub ms: u32,
}

impl Civil {
    /// The date and the time of a moment.
    #[must_use]
    pub fn of(ms: i64) -> Self {
        let days = ms.div_euclid(DAY_MS) + 719_468;
        let of_day = ms.rem_euclid(DAY_MS) as u32;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097) as u32;
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        // Years begin in March here, so that the leap day is their last.
        let from_march = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * from_march + 2) / 153;
        let day = from_march - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = i64::from(year_of_era) + era * 400 + i64::from(month <= 2);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        // The first of March is the day 60 or 61, and 306 days lie between it and the next January.
        let day_of_year = if month <= 2 { from_march - 305 } else { from_march + 60 + u32::from(leap) };
        Self {
            year,
            month,
            day,
            day_of_year,
            hour: of_day / 3_600_000,
            minute: of_day / 60_000 % 60,
            second: of_day / 1000 % 60,
            ms: of_day % 1000,
        }
    }
}

/// The day of the week: Monday is 0.
#[must_use]
pub fn weekday(ms: i64) -> u32 {
    // 1970 began on a Thursday.
    (ms.div_euclid(DAY_MS) + 3).rem_euclid(7) as u32
}

/// ISO 8601 text: the date alone at midnight, else with the time, and milliseconds when there are any.
#[must_use]
pub fn format(ms: i64) -> String {
    let Civil { year, month, day, hour, minute, second, ms: milli, .. } = Civil::of(ms);
    if ms.rem_euclid(DAY_MS) == 0 {
        format!("{year:04}-{month:02}-{day:02}")
    } else if milli == 0 {
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments() {
        assert_eq!(from_civil(1970, 1, 1, 0, 0, 0, 0), Some(0));
        assert_eq!(from_civil(2000, 2, 29, 12, 34, 56, 789), Some(951_827_696_789));
        assert_eq!(from_civil(1900, 2, 29, 0, 0, 0, 0), None);
        assert_eq!(from_civil(2023, 13, 1, 0, 0, 0, 0), None);
        assert_eq!(format(951_827_696_789), "2000-02-29T12:34:56.789");
        assert_eq!(format(-1), "1969-12-31T23:59:59.999");
        // A Tuesday and a Sunday.
        assert_eq!((weekday(951_827_696_789), weekday(-4 * DAY_MS)), (1, 6));
    }

    #[test]
    fn every_day_of_eight_centuries_reads_back() {
        let mut expected = from_civil(1600, 1, 1, 0, 0, 0, 0).unwrap_or_default();
        for year in 1600..2400 {
            let mut day_of_year = 0;
            for month in 1..=12 {
                for day in 1..=31 {
                    let Some(ms) = from_civil(year, month, day, 0, 0, 0, 0) else { continue };
                    assert_eq!(ms, expected);
                    assert_eq!(format(ms), format!("{year:04}-{month:02}-{day:02}"));
                    day_of_year += 1;
                    assert_eq!(Civil::of(ms).day_of_year, day_of_year);
                    assert_eq!(weekday(ms + DAY_MS - 1), (weekday(ms - 1) + 1) % 7);
                    expected += DAY_MS;
                }
            }
        }
    }
}
