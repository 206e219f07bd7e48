//! NPWP, the taxpayer's number, and NITKU, the number of a place of business of a taxpayer.
//!
//! Since PMK 112/2022 a resident's NIK is the tax number. Companies, agencies and non-residents have sixteen digits
//! that start with 0: the old fifteen digits after a zero. Those registered since Coretax (2025) have a number that
//! starts with
//! 1000. No NIK starts with 1000, because the regency of a NIK is never 00. A NITKU is a tax number and six digits for
//!       the place.

use std::fmt;

use ikd_proof::digits::{self, Digits};

use super::{Nik, NikError};

/// First four digits of Coretax numbers. Lower values are numbers that start with 0.
const CORETAX_SERIES: u64 = 1000;

/// A well-formed tax number in the current sixteen-digit form.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Npwp {
    /// A resident's number: the NIK.
    Resident(Nik),
    /// The number of a company, an agency or a non-resident: an old number of fifteen digits, or one of the Coretax
    /// series.
    Registered(RegisteredNpwp),
}

/// A tax number that is not a NIK: fifteen digits after a leading 0, or one of the Coretax series.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RegisteredNpwp(u64);

/// Why a text is not a tax number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NpwpError {
    /// There are characters other than digits and separators (white space, `.`, `-`).
    #[error("a tax number has only digits")]
    NotDigits,
    /// Neither fifteen digits (old form) nor sixteen.
    #[error("a tax number has 15 or 16 digits, not {digits}")]
    WrongLength {
        /// Number of digits.
        digits: usize,
    },
    /// Sixteen digits that start neither with 0 nor with 1000, and are not a NIK.
    #[error("a tax number of 16 digits that starts neither with 0 nor with 1000 is a NIK: {0}")]
    Nik(NikError),
    /// All digits are 0.
    #[error("a tax number is not all zeros")]
    AllZeros,
}

impl NpwpError {
    /// Stable kebab-case code for shells and machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotDigits => "npwp-not-digits",
            Self::WrongLength { .. } => "npwp-wrong-length",
            Self::Nik(_) => "npwp-nik",
            Self::AllZeros => "npwp-all-zeros",
        }
    }
}

impl Npwp {
    /// Parses fifteen or sixteen digits. Ignores white space, `.` and `-` at any position.
    pub fn parse(text: &str) -> Result<Self, NpwpError> {
        let read = Digits::read(text).map_err(|_| NpwpError::NotDigits)?;
        let number = match (read.exactly::<15>(), read.exactly::<16>()) {
            (Some(old), _) => return Self::registered(digits::value(&old)),
            (_, Some(new)) => digits::value(&new),
            _ => return Err(NpwpError::WrongLength { digits: read.count() }),
        };
        Self::from_sixteen(number)
    }

    fn from_sixteen(number: u64) -> Result<Self, NpwpError> {
        match number / 1_000_000_000_000 {
            0..=CORETAX_SERIES => Self::registered(number),
            _ => Nik::from_u64(number).map(Self::Resident).map_err(NpwpError::Nik),
        }
    }

    fn registered(number: u64) -> Result<Self, NpwpError> {
        if number == 0 { Err(NpwpError::AllZeros) } else { Ok(Self::Registered(RegisteredNpwp(number))) }
    }

    /// The current sixteen digits. Personal data: never for a log, a URL or an error.
    pub fn digits(self) -> String {
        match self {
            Self::Resident(nik) => nik.digits(),
            Self::Registered(RegisteredNpwp(number)) => format!("{number:016}"),
        }
    }

    /// The old form `12.345.678.9-012.345`; `None` for a NIK and for a Coretax number. Personal data.
    pub fn old_form(self) -> Option<String> {
        let Self::Registered(RegisteredNpwp(number)) = self else { return None };
        if number / 1_000_000_000_000 == CORETAX_SERIES {
            return None;
        }
        let d = format!("{number:015}");
        Some(format!("{}.{}.{}.{}-{}.{}", &d[..2], &d[2..5], &d[5..8], &d[8..9], &d[9..12], &d[12..]))
    }

    /// `0012••••••••2345`: the form for screens on which the person has not asked for the number.
    pub fn masked(self) -> String {
        match self {
            Self::Resident(nik) => nik.masked(),
            Self::Registered(RegisteredNpwp(number)) => {
                format!("{:04}••••••••{:04}", number / 1_000_000_000_000, number % 10_000)
            }
        }
    }
}

impl fmt::Display for Npwp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for Npwp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Resident(_) => "Npwp::Resident(..)",
            Self::Registered(_) => "Npwp::Registered(..)",
        })
    }
}

impl fmt::Debug for RegisteredNpwp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RegisteredNpwp(..)")
    }
}

/// NITKU, *Nomor Identitas Tempat Kegiatan Usaha*: a tax number of sixteen digits and six for the place.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nitku {
    taxpayer: Npwp,
    place: u32,
}

/// Why a text is not a NITKU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NitkuError {
    /// There are characters other than digits and separators (white space, `.`, `-`).
    #[error("a NITKU has only digits")]
    NotDigits,
    /// Not twenty-two digits.
    #[error("a NITKU has 22 digits, not {digits}")]
    WrongLength {
        /// Number of digits.
        digits: usize,
    },
    /// The first sixteen digits are not a tax number.
    #[error("the first 16 digits of a NITKU are a tax number: {0}")]
    Taxpayer(NpwpError),
}

impl NitkuError {
    /// Stable kebab-case code for shells and machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotDigits => "nitku-not-digits",
            Self::WrongLength { .. } => "nitku-wrong-length",
            Self::Taxpayer(_) => "nitku-taxpayer",
        }
    }
}

impl Nitku {
    /// Parses twenty-two digits. Ignores white space, `.` and `-` at any position.
    pub fn parse(text: &str) -> Result<Self, NitkuError> {
        let read = Digits::read(text).map_err(|_| NitkuError::NotDigits)?;
        let all = read.exactly::<22>().ok_or(NitkuError::WrongLength { digits: read.count() })?;
        let (taxpayer, place) = all.split_at(16);
        let taxpayer = Npwp::from_sixteen(digits::value(taxpayer)).map_err(NitkuError::Taxpayer)?;
        Ok(Self { taxpayer, place: digits::value(place) as u32 })
    }

    /// Tax number of the taxpayer.
    pub fn taxpayer(self) -> Npwp {
        self.taxpayer
    }

    /// Number of the place, 0 (the head office) to 999999.
    pub fn place(self) -> u32 {
        self.place
    }

    /// The twenty-two digits. Personal data: never for a log, a URL or an error.
    pub fn digits(self) -> String {
        format!("{}{:06}", self.taxpayer.digits(), self.place)
    }
}

impl fmt::Debug for Nitku {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nitku(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifteen_digits_are_prefixed_with_a_zero() {
        let npwp = Npwp::parse("12.345.678.9-012.345").expect("the old form");
        assert_eq!(npwp.digits(), "0123456789012345");
        assert_eq!(npwp.old_form().as_deref(), Some("12.345.678.9-012.345"));
        assert_eq!(Npwp::parse("0123456789012345"), Ok(npwp));
    }

    #[test]
    fn old_numbers_that_start_with_zeros_keep_them() {
        let npwp = Npwp::parse("01.000.678.9-012.000").expect("the old form");
        assert_eq!(npwp.digits(), "0010006789012000");
        assert_eq!(npwp.old_form().as_deref(), Some("01.000.678.9-012.000"));
    }

    #[test]
    fn sixteen_digits_without_leading_zero_are_a_nik() {
        let npwp = Npwp::parse("9901015708900001").expect("a NIK");
        assert_eq!(npwp, Npwp::Resident(Nik::parse("9901015708900001").expect("a NIK")));
        assert_eq!(npwp.old_form(), None);
    }

    #[test]
    fn coretax_numbers_are_tax_numbers_and_not_niks() {
        for text in ["1000000012345678", "1000 0000 1234 5678", "1000999999999999"] {
            let npwp = Npwp::parse(text).expect("of the Coretax series");
            assert!(matches!(npwp, Npwp::Registered(_)) && npwp.old_form().is_none(), "{text}");
            assert!(Nik::parse(text).is_err(), "{text}");
        }
        let nitku = Nitku::parse("1000000012345678000001").expect("of the Coretax series");
        assert_eq!(nitku.digits(), "1000000012345678000001");
    }

    #[test]
    fn sixteen_digits_that_are_neither_a_tax_number_nor_a_nik_are_refused() {
        assert_eq!(Npwp::parse("3201017308900001"), Err(NpwpError::Nik(NikError::Day)));
        assert_eq!(Npwp::parse("1001000012345678"), Err(NpwpError::Nik(NikError::DistrictZero)));
        assert_eq!(Npwp::parse("9901013002900001"), Err(NpwpError::Nik(NikError::NoSuchDay)));
    }

    #[test]
    fn other_lengths_and_characters_are_refused() {
        assert_eq!(Npwp::parse("12345678901234"), Err(NpwpError::WrongLength { digits: 14 }));
        assert_eq!(Npwp::parse("12345678901234567"), Err(NpwpError::WrongLength { digits: 17 }));
        assert_eq!(Npwp::parse("12.345.678.9-012.34O"), Err(NpwpError::NotDigits));
        assert_eq!(Npwp::parse("000000000000000"), Err(NpwpError::AllZeros));
    }

    #[test]
    fn a_nitku_is_a_tax_number_and_a_place() {
        let nitku = Nitku::parse("0123456789012345 000007").expect("well formed");
        assert_eq!(
            (nitku.taxpayer(), nitku.place()),
            (Npwp::parse("0123456789012345").expect("well formed"), 7)
        );
        assert_eq!(nitku.digits(), "0123456789012345000007");
    }

    #[test]
    fn a_nitku_without_a_valid_tax_number_is_refused() {
        assert_eq!(Nitku::parse("0000000000000000000000"), Err(NitkuError::Taxpayer(NpwpError::AllZeros)));
        assert_eq!(Nitku::parse("0123456789012345"), Err(NitkuError::WrongLength { digits: 16 }));
    }

    #[test]
    fn the_full_number_is_shown_only_when_asked_for() {
        let npwp = Npwp::parse("123456789012345").expect("the old form");
        let nitku = Nitku::parse("0123456789012345000007").expect("well formed");
        assert_eq!(npwp.to_string(), "0123••••••••2345");
        assert_eq!(format!("{npwp:?} {nitku:?}"), "Npwp::Registered(..) Nitku(..)");
    }
}
