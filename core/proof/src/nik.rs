//! NIK (*Nomor Induk Kependudukan*), the number every Indonesian keeps for life: `PP KK CC DDMMYY SSSS`.
//!
//! Province, regency or city and district where the person was *first* registered, date of birth (day + 40 for women),
//! serial (PP 37/2007 art. 37, PP 40/2019 art. 30). There is no check digit: a [`Nik`] is well formed, and only the
//! civil registry knows whether it was issued. The number does not change when the person moves house or a birth date
//! is corrected, so its sex, date and region may legally differ from the current population record.
//!
//! Promises that a parsed value satisfies every rule of [`NikError`], that parsing never panics, and that neither
//! `Debug` nor `Display` shows the whole number. [`Nik::digits`] and [`Nik::as_u64`] return it.

use std::fmt;

use crate::{
    date::CivilDate,
    digits::{self, Digits},
    entry,
};

/// Added to a woman's day of birth.
const FEMALE_DAY_OFFSET: u8 = 40;
/// Replaces a hidden digit on a screen.
const HIDDEN: &str = "•";

/// Sex as the civil registry records it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// *Laki-laki*.
    Male,
    /// *Perempuan*.
    Female,
}

impl Sex {
    /// Stable code for machines: `male` or `female`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
        }
    }

    /// The registry's letter: `L` or `P`.
    pub fn letter(self) -> char {
        match self {
            Self::Male => 'L',
            Self::Female => 'P',
        }
    }

    /// The sex of a code or a letter.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "male" | "L" => Some(Self::Male),
            "female" | "P" => Some(Self::Female),
            _ => None,
        }
    }

    /// Reads a sex as people write it: the card's words, the registry's letter or the code, in upper or lower case.
    pub fn parse_entry(text: &str) -> Option<Self> {
        match entry::clean(text).to_lowercase().as_str() {
            "l" | "laki-laki" | "laki laki" | "male" => Some(Self::Male),
            "p" | "perempuan" | "female" => Some(Self::Female),
            _ => None,
        }
    }

    /// The words printed on the card: `LAKI-LAKI` or `PEREMPUAN`.
    pub fn printed(self) -> &'static str {
        match self {
            Self::Male => "LAKI-LAKI",
            Self::Female => "PEREMPUAN",
        }
    }
}

/// A well-formed NIK.
///
/// Kept as the number with its sixteen digits: 8 bytes, as in CBOR.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nik(u64);

/// The first rule that a text breaks, in the order of the variants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NikError {
    /// Something other than digits and separators (white space, `.`, `-`).
    #[error("a NIK holds only digits")]
    NotDigits,
    /// Not sixteen digits.
    #[error("a NIK has 16 digits, not {digits}")]
    WrongLength {
        /// How many digits there are.
        digits: usize,
    },
    /// A NIK never starts with 0. Sixteen digits that start with 0 are an NPWP.
    #[error("a NIK does not start with 0")]
    ProvinceZero,
    /// Regency or city 00.
    #[error("the regency digits of a NIK are not 00")]
    RegencyZero,
    /// District 00.
    #[error("the district digits of a NIK are not 00")]
    DistrictZero,
    /// The day is neither 01-31 (men) nor 41-71 (women).
    #[error("the day digits of a NIK are 01-31 or 41-71")]
    Day,
    /// The month is not 01-12.
    #[error("the month digits of a NIK are 01-12")]
    Month,
    /// No century has such a day: 30 February, or 29 February of a common year.
    #[error("the calendar has no such birth date")]
    NoSuchDay,
    /// Serials start at 0001.
    #[error("the serial digits of a NIK are not 0000")]
    SerialZero,
}

impl NikError {
    /// Stable kebab-case code for shells and machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotDigits => "nik-not-digits",
            Self::WrongLength { .. } => "nik-wrong-length",
            Self::ProvinceZero => "nik-province-zero",
            Self::RegencyZero => "nik-regency-zero",
            Self::DistrictZero => "nik-district-zero",
            Self::Day => "nik-day",
            Self::Month => "nik-month",
            Self::NoSuchDay => "nik-no-such-day",
            Self::SerialZero => "nik-serial-zero",
        }
    }
}

impl Nik {
    /// Reads a NIK as people write it: sixteen digits, with white space, `.` and `-` allowed at any place.
    ///
    /// Whether the date exists does not depend on the century, so no "today" is needed: 1900 + yy and 2000 + yy are
    /// leap years for the same yy, except 00, and 29-02-00 was a day of 2000. An unknown region is not an error: old
    /// numbers contain the codes of regions that no longer exist.
    pub fn parse(text: &str) -> Result<Self, NikError> {
        let read = Digits::read(text).map_err(|_| NikError::NotDigits)?;
        let digits = read.exactly::<16>().ok_or(NikError::WrongLength { digits: read.count() })?;
        Self::checked(digits::value(&digits))
    }

    /// The NIK with the decimal digits of `number`, the form in CBOR.
    pub fn from_u64(number: u64) -> Result<Self, NikError> {
        let digits = number.checked_ilog10().map_or(1, |log| log as usize + 1);
        if digits > 16 {
            return Err(NikError::WrongLength { digits });
        }
        // A number with fewer digits has leading zeros, which the first rule on the value refuses.
        Self::checked(number)
    }

    fn checked(number: u64) -> Result<Self, NikError> {
        let nik = Self(number);
        if nik.province() < 10 {
            return Err(NikError::ProvinceZero);
        }
        if nik.pair(2) == 0 {
            return Err(NikError::RegencyZero);
        }
        if nik.pair(4) == 0 {
            return Err(NikError::DistrictZero);
        }
        if !matches!(nik.pair(6), 1..=31 | 41..=71) {
            return Err(NikError::Day);
        }
        if !matches!(nik.pair(8), 1..=12) {
            return Err(NikError::Month);
        }
        if nik.day_in(2000).is_none() {
            return Err(NikError::NoSuchDay);
        }
        if nik.serial() == 0 {
            return Err(NikError::SerialZero);
        }
        Ok(nik)
    }

    /// The two digits from position `at` (0 to 14), counted from the left.
    fn pair(self, at: u32) -> u8 {
        (self.0 / 10_u64.pow(14 - at) % 100) as u8
    }

    /// The number with these digits. Personal data: for signing, sealing and storing only.
    pub fn as_u64(self) -> u64 {
        self.0
    }

    /// The sixteen digits. Personal data: must not be in a log, an address or an error.
    pub fn digits(self) -> String {
        format!("{:016}", self.0)
    }

    /// `3201••••••••0001`: what a screen may show until the person asks for the number.
    pub fn masked(self) -> String {
        format!("{:04}{}{:04}", self.regency(), HIDDEN.repeat(8), self.serial())
    }

    /// Province of first registration: 10 to 99.
    pub fn province(self) -> u8 {
        self.pair(0)
    }

    /// Regency or city of first registration, with its province: four digits.
    pub fn regency(self) -> u16 {
        (self.0 / 1_000_000_000_000) as u16
    }

    /// District of first registration, with its regency and province: six digits.
    pub fn district(self) -> u32 {
        (self.0 / 10_000_000_000) as u32
    }

    /// Serial within district and date, 1 to 9999.
    pub fn serial(self) -> u16 {
        (self.0 % 10_000) as u16
    }

    /// Sex at registration.
    pub fn sex(self) -> Sex {
        if self.pair(6) > FEMALE_DAY_OFFSET { Sex::Female } else { Sex::Male }
    }

    fn day_of_month(self) -> u8 {
        match self.sex() {
            Sex::Male => self.pair(6),
            Sex::Female => self.pair(6) - FEMALE_DAY_OFFSET,
        }
    }

    /// The birth date in the hundred years from `century`, if they have such a day.
    fn day_in(self, century: u16) -> Option<CivilDate> {
        CivilDate::new(century + u16::from(self.pair(10)), self.pair(8), self.day_of_month()).ok()
    }

    /// The birth date: the latest day with these digits that is not after `today`.
    ///
    /// The whole date is compared, not only the year: if the day were tomorrow, the birth was a century earlier. For a
    /// person older than a hundred the result is the date of a child; use [`Nik::agrees_with`] if the record's date is
    /// known.
    pub fn birth_date(self, today: CivilDate) -> CivilDate {
        let this_century = today.year() / 100 * 100;
        // A leap day can be missing from three centuries in a row, so four steps back always find one.
        (0..=4)
            .filter_map(|back| self.day_in(this_century.checked_sub(back * 100)?))
            .find(|day| *day <= today)
            .or_else(|| self.day_in(2000))
            .expect("`checked` found that 2000 + yy has the day")
    }

    /// Whether a birth date from another source has the day, month and two-digit year of this NIK, in any century.
    pub fn agrees_with(self, birth_date: CivilDate) -> bool {
        (birth_date.day(), birth_date.month(), birth_date.year() % 100)
            == (self.day_of_month(), self.pair(8), u16::from(self.pair(10)))
    }
}

impl fmt::Display for Nik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for Nik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nik(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{date, nik};

    #[test]
    fn every_part_is_read_from_its_place() {
        let nik = nik("9971025708900123");
        assert_eq!((nik.province(), nik.regency(), nik.district(), nik.serial()), (99, 9971, 997_102, 123));
        assert_eq!(nik.sex(), Sex::Female);
        assert_eq!(nik.birth_date(date("2026-11-22")), date("1990-08-17"));
    }

    #[test]
    fn rules_are_checked_in_the_documented_order() {
        let broken = [
            ("0000000000000000x", NikError::NotDigits),
            ("000000000000000", NikError::WrongLength { digits: 15 }),
            ("0000000000000000", NikError::ProvinceZero),
            ("9900000000000000", NikError::RegencyZero),
            ("9901000000000000", NikError::DistrictZero),
            ("9901010000000000", NikError::Day),
            ("9901013000000000", NikError::Month),
            ("9901013002000000", NikError::NoSuchDay),
            ("9901012902000000", NikError::SerialZero),
        ];
        for (text, error) in broken {
            assert_eq!(Nik::parse(text), Err(error), "{text}");
        }
        assert!(Nik::parse("9901012902000001").is_ok());
    }

    #[test]
    fn days_and_months_have_exact_bounds() {
        let with = |day_and_month: &str| Nik::parse(&format!("990101{day_and_month}900001")).err();
        for day in ["00", "32", "40", "72", "99"] {
            assert_eq!(with(&format!("{day}01")), Some(NikError::Day), "day {day}");
        }
        for month in ["00", "13"] {
            assert_eq!(with(&format!("17{month}")), Some(NikError::Month), "month {month}");
        }
        for real in ["0101", "3112", "4101", "7112"] {
            assert_eq!(with(real), None, "{real}");
        }
    }

    #[test]
    fn a_sex_is_read_back_from_its_code_and_its_letter() {
        for sex in [Sex::Male, Sex::Female] {
            assert_eq!(Sex::from_code(sex.code()), Some(sex));
            assert_eq!(Sex::from_code(&sex.letter().to_string()), Some(sex));
        }
        assert_eq!(Sex::from_code("PRIA"), None);
    }

    #[test]
    fn a_sex_is_read_as_people_write_it() {
        for text in
            ["L", "l", "Laki-laki", "LAKI-LAKI", "laki\u{2011}laki", "laki laki", " L\u{200f}\u{a0}", "male"]
        {
            assert_eq!(Sex::parse_entry(text), Some(Sex::Male), "{text}");
        }
        for text in ["P", "p", "Perempuan", "PEREMPUAN", "\u{feff}P", "Female"] {
            assert_eq!(Sex::parse_entry(text), Some(Sex::Female), "{text}");
        }
        for text in ["", "\u{200b}", "LP", "X", "pria"] {
            assert_eq!(Sex::parse_entry(text), None, "{text}");
        }
    }

    #[test]
    fn the_century_is_decided_by_the_whole_date() {
        let newborn = nik("9901012211260001");
        assert_eq!(newborn.birth_date(date("2026-11-22")), date("2026-11-22"));
        assert_eq!(newborn.birth_date(date("2026-11-21")), date("1926-11-22"));
    }

    #[test]
    fn a_leap_day_of_2000_is_never_read_as_a_day_of_1900() {
        assert_eq!(nik("9901012902000001").birth_date(date("2026-11-22")), date("2000-02-29"));
        assert_eq!(nik("9901012902000001").birth_date(date("2150-01-01")), date("2000-02-29"));
    }

    #[test]
    fn a_today_before_every_possible_birth_date_still_returns_a_date() {
        assert_eq!(nik("9901013112990001").birth_date(date("0050-01-01")), date("2099-12-31"));
    }

    #[test]
    fn a_hundred_year_old_agrees_with_a_record_of_another_century() {
        assert!(nik("9901010101200001").agrees_with(date("1920-01-01")));
        assert!(!nik("9901010101200001").agrees_with(date("1921-01-01")));
    }

    #[test]
    fn a_number_too_short_or_too_long_is_refused() {
        assert_eq!(Nik::from_u64(0), Err(NikError::ProvinceZero));
        assert_eq!(Nik::from_u64(990_101_170_890_001), Err(NikError::ProvinceZero));
        assert_eq!(Nik::from_u64(99_010_117_089_000_011), Err(NikError::WrongLength { digits: 17 }));
        assert_eq!(Nik::from_u64(u64::MAX), Err(NikError::WrongLength { digits: 20 }));
    }

    #[test]
    fn neither_debug_nor_display_shows_the_birth_date() {
        let nik = nik("9901011708900001");
        assert_eq!(nik.to_string(), "9901••••••••0001");
        assert_eq!(format!("{nik:?}"), "Nik(..)");
    }
}
