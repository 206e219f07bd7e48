//! Nomor KK, the number of a family card: six region digits, the day it was recorded (DDMMYY), four serial digits.
//!
//! It belongs to the head of the family; when a family splits, the new family gets a new number. Unlike a NIK, the day
//! is not increased by 40 for women. Promises the same as [`Nik`](super::Nik): a value satisfies every rule, and only
//! methods named for it return the digits.

use std::fmt;

use ikd_proof::digits::{self, Digits};

use super::{CivilDate, RegionCode};

/// A well-formed family card number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FamilyCardNumber(u64);

/// The first rule that a text breaks, in the order of the variants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FamilyCardNumberError {
    /// There are characters other than digits and separators (white space, `.`, `-`).
    #[error("a family card number has only digits")]
    NotDigits,
    /// Not sixteen digits.
    #[error("a family card number has 16 digits, not {digits}")]
    WrongLength {
        /// Number of digits.
        digits: usize,
    },
    /// The first six digits are not a district code: they start with 0, or the regency or the district is 00.
    #[error("the first six digits are not a district code")]
    Region,
    /// The middle six digits are not a calendar date. A woman's NIK often fails here, because its day is increased by
    /// 40.
    #[error("the middle six digits are not a date DDMMYY")]
    Date,
    /// The serial digits are 0000; serials start at 0001.
    #[error("the serial digits are not 0000")]
    SerialZero,
}

impl FamilyCardNumberError {
    /// Stable kebab-case code for shells and machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotDigits => "family-card-number-not-digits",
            Self::WrongLength { .. } => "family-card-number-wrong-length",
            Self::Region => "family-card-number-region",
            Self::Date => "family-card-number-date",
            Self::SerialZero => "family-card-number-serial-zero",
        }
    }
}

impl FamilyCardNumber {
    /// Parses sixteen digits. Ignores white space, `.` and `-` at any position.
    pub fn parse(text: &str) -> Result<Self, FamilyCardNumberError> {
        let read = Digits::read(text).map_err(|_| FamilyCardNumberError::NotDigits)?;
        let digits =
            read.exactly::<16>().ok_or(FamilyCardNumberError::WrongLength { digits: read.count() })?;
        Self::checked(digits::value(&digits))
    }

    /// Converts the decimal number with these digits, the form used in CBOR.
    pub fn from_u64(number: u64) -> Result<Self, FamilyCardNumberError> {
        let digits = number.checked_ilog10().map_or(1, |log| log as usize + 1);
        if digits == 16 { Self::checked(number) } else { Err(FamilyCardNumberError::WrongLength { digits }) }
    }

    fn checked(number: u64) -> Result<Self, FamilyCardNumberError> {
        RegionCode::district((number / 10_000_000_000) as u32).ok_or(FamilyCardNumberError::Region)?;
        let date = (number / 10_000 % 1_000_000) as u32;
        // The number has no century. 20yy is a leap year whenever 19yy is one, so it has the dates of both.
        CivilDate::new(2000 + (date % 100) as u16, (date / 100 % 100) as u8, (date / 10_000) as u8)
            .map_err(|_| FamilyCardNumberError::Date)?;
        if number.is_multiple_of(10_000) {
            return Err(FamilyCardNumberError::SerialZero);
        }
        Ok(Self(number))
    }

    /// The digits as a decimal number. Personal data: only for signing, encryption and storage.
    pub fn as_u64(self) -> u64 {
        self.0
    }

    /// The sixteen digits. Personal data: never for a log, a URL or an error.
    pub fn digits(self) -> String {
        format!("{:016}", self.0)
    }

    /// `3201••••••••0001`: the form for screens on which the person has not asked for the number.
    pub fn masked(self) -> String {
        format!("{:04}••••••••{:04}", self.0 / 1_000_000_000_000, self.0 % 10_000)
    }

    /// The district where the card was recorded. It may be in no table, because codes of dissolved regions stay in use.
    pub fn district(self) -> RegionCode {
        RegionCode::district((self.0 / 10_000_000_000) as u32)
            .expect("a district code, checked when the number was parsed")
    }
}

impl fmt::Display for FamilyCardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for FamilyCardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FamilyCardNumber(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_parsed_from_its_digits_is_the_same_number() {
        let number = FamilyCardNumber::parse("990101 170815 0001").expect("well formed");
        assert_eq!(number.digits(), "9901011708150001");
        assert_eq!(FamilyCardNumber::from_u64(number.as_u64()), Ok(number));
        assert_eq!(number.district().to_string(), "99.01.01");
    }

    #[test]
    fn rules_are_checked_in_the_documented_order() {
        let broken = [
            ("0000000000000000x", FamilyCardNumberError::NotDigits),
            ("00000000", FamilyCardNumberError::WrongLength { digits: 8 }),
            ("0101010000000000", FamilyCardNumberError::Region),
            ("9900010000000000", FamilyCardNumberError::Region),
            ("9901000000000000", FamilyCardNumberError::Region),
            ("9901013002150000", FamilyCardNumberError::Date),
            ("9901011708150000", FamilyCardNumberError::SerialZero),
        ];
        for (text, error) in broken {
            assert_eq!(FamilyCardNumber::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn a_womans_nik_is_not_a_family_card_number() {
        assert_eq!(FamilyCardNumber::parse("9901015708900001"), Err(FamilyCardNumberError::Date));
    }

    #[test]
    fn the_full_number_is_shown_only_when_asked_for() {
        let number = FamilyCardNumber::parse("9901011708150001").expect("well formed");
        assert_eq!(number.to_string(), "9901••••••••0001");
        assert_eq!(format!("{number:?}"), "FamilyCardNumber(..)");
    }
}
