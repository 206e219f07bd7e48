//! The value of a field, and its bytes.

use core::fmt;

use minicbor::decode::Decoder;

use super::FieldType;
use crate::{
    CivilDate, Line, Name, Nik,
    civil::{Address, FamilyCardNumber},
    fields::{encode, encode_uint, read_date, read_nik, read_uint},
};

/// Minutes of a day.
pub(super) const DAY_MINUTES: u16 = 24 * 60;

/// A value of one of the types of [`FieldType`].
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// A NIK.
    Nik(Nik),
    /// The number of a family card.
    Kk(FamilyCardNumber),
    /// The name of a person.
    Name(Name),
    /// A day.
    Date(CivilDate),
    /// Minutes since midnight, 0 to 1439.
    Time(u16),
    /// One line of text.
    Text(Line),
    /// A number.
    Int(i64),
    /// The code of an option.
    Code(u64),
    /// The code of a region: two digits for a province, four for a regency or city, six for a district.
    Region(u32),
    /// An address.
    Address(Address),
    /// A member of a family card, by NIK.
    Member(Nik),
    /// Yes or no.
    YesNo(bool),
}

impl Value {
    /// The type of the value.
    pub fn kind(&self) -> FieldType {
        match self {
            Self::Nik(_) => FieldType::Nik,
            Self::Kk(_) => FieldType::Kk,
            Self::Name(_) => FieldType::Name,
            Self::Date(_) => FieldType::Date,
            Self::Time(_) => FieldType::Time,
            Self::Text(_) => FieldType::Text,
            Self::Int(_) => FieldType::Int,
            Self::Code(_) => FieldType::Code,
            Self::Region(_) => FieldType::Region,
            Self::Address(_) => FieldType::Address,
            Self::Member(_) => FieldType::Member,
            Self::YesNo(_) => FieldType::YesNo,
        }
    }

    /// The person that the value names, if it is a NIK or a member.
    pub fn person(&self) -> Option<Nik> {
        match self {
            Self::Nik(nik) | Self::Member(nik) => Some(*nik),
            _ => None,
        }
    }

    /// The code that a condition compares: that of an option, or 1 for yes and 0 for no.
    pub(super) fn condition_code(&self) -> Option<u64> {
        match self {
            Self::Code(code) => Some(*code),
            Self::YesNo(yes) => Some(u64::from(*yes)),
            _ => None,
        }
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        match self {
            Self::Nik(nik) | Self::Member(nik) => encode_uint(nik.as_u64()),
            Self::Kk(number) => encode_uint(number.as_u64()),
            Self::Name(name) => encode(|e| e.str(name.as_str())?.ok()),
            Self::Date(date) => encode_uint(date.to_yyyymmdd().into()),
            Self::Time(minutes) => encode_uint(u64::from(*minutes)),
            Self::Text(line) => encode(|e| e.str(line.as_str())?.ok()),
            Self::Int(number) => encode(|e| e.i64(*number)?.ok()),
            Self::Code(code) => encode_uint(*code),
            Self::Region(code) => encode_uint(u64::from(*code)),
            Self::Address(address) => address.encode(),
            Self::YesNo(yes) => encode(|e| e.bool(*yes)?.ok()),
        }
    }

    /// Reads a value of type `kind` from checked CBOR.
    pub(super) fn read(kind: FieldType, raw: &[u8]) -> Option<Self> {
        Some(match kind {
            FieldType::Nik => Self::Nik(read_nik(raw)?),
            FieldType::Kk => Self::Kk(FamilyCardNumber::read(raw)?),
            FieldType::Name => Self::Name(Name::read(raw)?),
            FieldType::Date => Self::Date(read_date(raw)?),
            FieldType::Time => {
                Self::Time(u16::try_from(read_uint(raw)?).ok().filter(|minutes| *minutes < DAY_MINUTES)?)
            }
            FieldType::Text => Self::Text(Line::read(raw)?),
            FieldType::Int => Self::Int(Decoder::new(raw).i64().ok()?),
            FieldType::Code => Self::Code(read_uint(raw)?),
            FieldType::Region => {
                let code = u32::try_from(read_uint(raw)?).ok()?;
                region_level(code).map(|_| Self::Region(code))?
            }
            FieldType::Address => Self::Address(Address::read(raw).ok()?),
            FieldType::Member => Self::Member(read_nik(raw)?),
            FieldType::YesNo => Self::YesNo(Decoder::new(raw).bool().ok()?),
        })
    }
}

/// The level of a region's code: 1 province, 2 regency or city, 3 district; `None` if it is not a code.
pub fn region_level(code: u32) -> Option<u8> {
    let level = match code {
        10..=99 => 1,
        1_000..=9_999 => 2,
        100_000..=999_999 => 3,
        _ => return None,
    };
    // No part below the province is 00.
    let parts = core::iter::successors(Some(code), |rest| (*rest > 99).then_some(*rest / 100));
    parts.take(usize::from(level) - 1).all(|rest| !rest.is_multiple_of(100)).then_some(level)
}

/// Shows the type only: nearly every value is personal data.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value({})", self.kind().name())
    }
}
