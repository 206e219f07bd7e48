//! Dates of the civil calendar in documents: a day, without time and zone.
//!
//! Promises that every value is a real day of the years 1 to 9999 and that nothing here reads a clock: "today" is
//! always an argument.

use std::fmt;

use time::{Date, Month, OffsetDateTime, UtcOffset};

use crate::entry;

/// Offset of Western Indonesian Time (WIB) from UTC in seconds; the civil day of the ministry's office in Jakarta.
pub const WIB_OFFSET_SECONDS: i32 = 7 * 3600;

/// The last second of the year 9999, Unix. No calendar of a phone needs a later one, and not every one has it.
pub const LAST_SECOND: u64 = 253_402_300_799;

/// A day of the civil (Gregorian) calendar, years 1 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDate(Date);

/// Why a text or number is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// The text or number does not have the expected form.
    #[error("the date is not written in the expected form")]
    Format,
    /// The form is right but the calendar has no such day, for example 30 February.
    #[error("the calendar has no such day")]
    NoSuchDay,
}

impl DateError {
    /// Stable kebab-case code for shells and machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::Format => "date-format",
            Self::NoSuchDay => "date-no-such-day",
        }
    }
}

impl CivilDate {
    /// The day of `year` (1 to 9999), `month` (1 to 12) and `day` (from 1).
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, DateError> {
        if !(1..=9999).contains(&year) {
            return Err(DateError::NoSuchDay);
        }
        let month = Month::try_from(month).map_err(|_| DateError::NoSuchDay)?;
        Date::from_calendar_date(i32::from(year), month, day).map(Self).map_err(|_| DateError::NoSuchDay)
    }

    /// The day at `unix_seconds`, `offset_seconds` east of UTC. For documents, "today" is the civil day at
    /// [`WIB_OFFSET_SECONDS`] unless the service says otherwise.
    ///
    /// # Errors
    /// [`DateError::NoSuchDay`] outside the years 1 to 9999, or for an offset that no zone has.
    pub fn from_unix(unix_seconds: i64, offset_seconds: i32) -> Result<Self, DateError> {
        let offset = UtcOffset::from_whole_seconds(offset_seconds).map_err(|_| DateError::NoSuchDay)?;
        let instant = OffsetDateTime::from_unix_timestamp(unix_seconds)
            .ok()
            .and_then(|t| t.checked_to_offset(offset))
            .ok_or(DateError::NoSuchDay)?;
        let (year, month, day) = instant.to_calendar_date();
        Self::new(u16::try_from(year).map_err(|_| DateError::NoSuchDay)?, u8::from(month), day)
    }

    /// The day whose decimal digits `YYYYMMDD` are `number`: the form of dates in CBOR.
    pub fn from_yyyymmdd(number: u32) -> Result<Self, DateError> {
        let year = u16::try_from(number / 10_000).map_err(|_| DateError::Format)?;
        Self::new(year, (number / 100 % 100) as u8, (number % 100) as u8)
    }

    /// The number whose decimal digits are `YYYYMMDD`.
    pub fn to_yyyymmdd(self) -> u32 {
        u32::from(self.year()) * 10_000 + u32::from(self.month()) * 100 + u32::from(self.day())
    }

    /// Reads ISO 8601 `YYYY-MM-DD`, exactly ten characters.
    pub fn parse_iso(text: &str) -> Result<Self, DateError> {
        match text.as_bytes() {
            [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] => {
                Self::from_digits([*y1, *y2, *y3, *y4], [*m1, *m2], [*d1, *d2])
            }
            _ => Err(DateError::Format),
        }
    }

    /// Reads a date as people write it: day, month and year (`17-08-1990`, `17/8/1990`, `17.08.1990`), or the year
    /// first (`1990-08-17`). The year has four digits. [`entry::clean`] cleans the text first.
    pub fn parse_entry(text: &str) -> Result<Self, DateError> {
        let text = entry::clean(text);
        let separator = text.chars().find(|c| !c.is_ascii_digit()).ok_or(DateError::Format)?;
        let parts: Vec<_> = text.split(separator).collect();
        let (['-' | '/' | '.'], [first, month, last]) = ([separator], parts.as_slice()) else {
            return Err(DateError::Format);
        };
        let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
        let number = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
            let fits = lengths.contains(&part.len()) && part.bytes().all(|c| c.is_ascii_digit());
            part.parse::<u16>().ok().filter(|_| fits).ok_or(DateError::Format)
        };
        let (year, month, day) = (number(year, 4..=4)?, number(month, 1..=2)?, number(day, 1..=2)?);
        Self::new(year, month as u8, day as u8)
    }

    fn from_digits(year: [u8; 4], month: [u8; 2], day: [u8; 2]) -> Result<Self, DateError> {
        let number = [&year[..], &month, &day].concat().iter().try_fold(0_u32, |n, c| {
            c.is_ascii_digit().then(|| n * 10 + u32::from(c - b'0')).ok_or(DateError::Format)
        })?;
        Self::from_yyyymmdd(number)
    }

    /// `1990-08-17`.
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }

    /// `17-08-1990`, as the cards print it.
    pub fn dmy(self) -> String {
        format!("{:02}-{:02}-{:04}", self.day(), self.month(), self.year())
    }

    /// Year, 1 to 9999.
    pub fn year(self) -> u16 {
        u16::try_from(self.0.year()).expect("every constructor keeps the year within 1 to 9999")
    }

    /// Month, 1 to 12.
    pub fn month(self) -> u8 {
        u8::from(self.0.month())
    }

    /// Day of the month, from 1.
    pub fn day(self) -> u8 {
        self.0.day()
    }

    /// The age on `date` in whole years of a person born on this day; `None` before birth. A person born on 29 February
    /// becomes a year older on 1 March of a common year.
    pub fn age_on(self, date: Self) -> Option<u16> {
        let years = date.year().checked_sub(self.year())?;
        if (date.month(), date.day()) < (self.month(), self.day()) {
            years.checked_sub(1)
        } else {
            Some(years)
        }
    }

    /// Days from `earlier` to this day; negative if it is later.
    pub fn days_since(self, earlier: Self) -> i64 {
        i64::from(self.0.to_julian_day()) - i64::from(earlier.0.to_julian_day())
    }

    /// Day of the week: 1 Monday to 7 Sunday.
    pub fn weekday(self) -> u8 {
        self.0.weekday().number_from_monday()
    }
}

/// ISO 8601; for people use [`CivilDate::dmy`].
impl fmt::Display for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

impl fmt::Debug for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::date;

    #[test]
    fn leap_days_follow_the_gregorian_rule() {
        assert!(CivilDate::new(2000, 2, 29).is_ok());
        assert_eq!(CivilDate::new(1900, 2, 29), Err(DateError::NoSuchDay));
        assert_eq!(CivilDate::new(2001, 2, 29), Err(DateError::NoSuchDay));
    }

    #[test]
    fn a_date_is_read_back_from_each_of_its_written_forms() {
        let day = date("1990-08-17");
        assert_eq!(day.to_yyyymmdd(), 19_900_817);
        assert_eq!(CivilDate::from_yyyymmdd(19_900_817), Ok(day));
        assert_eq!(day.iso(), "1990-08-17");
        assert_eq!(day.dmy(), "17-08-1990");
        assert_eq!(CivilDate::parse_entry("17-08-1990"), Ok(day));
    }

    #[test]
    fn a_date_is_read_as_people_write_it() {
        for text in [
            "17-08-1990",
            "17/8/1990",
            "17/08/1990",
            "17.08.1990",
            "17.8.1990",
            "17-8-1990",
            "1990-08-17",
            "1990/8/17",
            "\u{a0}17\u{2011}08\u{2212}1990\u{200f}\u{3000}\n",
        ] {
            assert_eq!(CivilDate::parse_entry(text), Ok(date("1990-08-17")), "{text}");
        }
    }

    #[test]
    fn a_day_that_does_not_exist_and_a_wrong_form_have_their_own_errors() {
        for text in
            ["31-02-1990", "31/2/1990", "29.02.2001", "1990-02-31", "32-01-1990", "01-13-1990", "00-01-1990"]
        {
            assert_eq!(CivilDate::parse_entry(text), Err(DateError::NoSuchDay), "{text}");
        }
        for text in [
            "",
            "17081990",
            "17-08-90",
            "17 08 1990",
            "17-08/1990",
            "17-08-1990-",
            "017-08-1990",
            "17--1990",
            "-17-08-1990",
            "17-Agustus-1990",
            "+7-08-1990",
            "1\u{0667}-08-1990",
            "17x08x1990",
            "17-08-19900",
        ] {
            assert_eq!(CivilDate::parse_entry(text), Err(DateError::Format), "{text}");
        }
    }

    #[test]
    fn other_shapes_are_refused() {
        for text in ["", "1990-8-17", "1990/08/17", "17-08-1990", "1990-08-17 ", "١٩٩٠-٠٨", "+990-08-17"]
        {
            assert_eq!(CivilDate::parse_iso(text), Err(DateError::Format), "{text}");
        }
        for number in [0, 817, 19_900_800, 19_901_317, 99_991_232, u32::MAX] {
            assert!(CivilDate::from_yyyymmdd(number).is_err(), "{number}");
        }
    }

    #[test]
    fn a_person_is_a_year_older_from_the_birthday() {
        let born = date("2009-11-22");
        assert_eq!(born.age_on(date("2026-11-21")), Some(16));
        assert_eq!(born.age_on(date("2026-11-22")), Some(17));
    }

    #[test]
    fn a_person_born_on_a_leap_day_is_a_year_older_from_1_march() {
        let born = date("2008-02-29");
        assert_eq!(born.age_on(date("2025-02-28")), Some(16));
        assert_eq!(born.age_on(date("2025-03-01")), Some(17));
    }

    #[test]
    fn days_are_counted_across_a_leap_day_and_backwards() {
        assert_eq!(date("2028-03-01").days_since(date("2028-02-28")), 2);
        assert_eq!(date("2026-01-01").days_since(date("2026-01-01")), 0);
        assert_eq!(date("2025-12-31").days_since(date("2026-03-01")), -60);
    }

    #[test]
    fn weeks_run_from_monday_to_sunday() {
        assert_eq!(date("1945-08-17").weekday(), 5);
        assert_eq!((date("2026-11-29").weekday(), date("2026-11-30").weekday()), (7, 1));
    }

    #[test]
    fn there_is_no_age_before_birth() {
        assert_eq!(date("2026-11-23").age_on(date("2026-11-22")), None);
        assert_eq!(date("2027-01-01").age_on(date("2026-11-22")), None);
    }

    #[test]
    fn the_civil_day_changes_at_midnight_in_jakarta() {
        assert_eq!(CivilDate::from_unix(1_767_200_399, WIB_OFFSET_SECONDS), Ok(date("2025-12-31")));
        assert_eq!(CivilDate::from_unix(1_767_200_400, WIB_OFFSET_SECONDS), Ok(date("2026-01-01")));
    }

    #[test]
    fn impossible_clocks_return_an_error() {
        for seconds in [i64::MIN, i64::MAX, -70_000_000_000, 253_402_300_799] {
            assert!(CivilDate::from_unix(seconds, WIB_OFFSET_SECONDS).is_err(), "{seconds}");
        }
        assert!(CivilDate::from_unix(0, i32::MAX).is_err());
    }
}
