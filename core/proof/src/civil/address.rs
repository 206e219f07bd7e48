//! An address as documents print it, and the number of a family card.

use core::fmt;

use crate::{
    fields::{Fields, FormatError, MapWriter, read_uint},
    text::Line,
};

/// A value outside what its field allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the number is outside what its field allows")]
pub struct OutOfRange;

/// Number of a family card (*nomor Kartu Keluarga*) as an issuer printed it: 16 digits, the first not 0. The core has
/// the rules for numbers that people type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FamilyCardNumber(u64);

impl FamilyCardNumber {
    /// Takes the number with these 16 digits.
    ///
    /// # Errors
    /// [`OutOfRange`] if it does not have 16 digits.
    pub fn from_u64(number: u64) -> Result<Self, OutOfRange> {
        // Its first two digits are a province, 11 or above.
        if (1_000_000_000_000_000..=9_999_999_999_999_999).contains(&number) {
            Ok(FamilyCardNumber(number))
        } else {
            Err(OutOfRange)
        }
    }

    /// The number with these digits.
    pub fn as_u64(self) -> u64 {
        self.0
    }

    /// The sixteen digits. Personal data: must not be in a log, an address or an error.
    pub fn digits(self) -> String {
        format!("{:016}", self.0)
    }

    pub(crate) fn read(raw: &[u8]) -> Option<Self> {
        Self::from_u64(read_uint(raw)?).ok()
    }
}

impl fmt::Debug for FamilyCardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FamilyCardNumber(..)")
    }
}

/// A neighbourhood number, RT or RW: 0 to 999. `Display` prints three digits, as documents do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Neighbourhood(u16);

impl Neighbourhood {
    /// Takes 0 to 999.
    pub fn new(number: u16) -> Result<Self, OutOfRange> {
        if number <= 999 { Ok(Neighbourhood(number)) } else { Err(OutOfRange) }
    }

    /// The number.
    pub fn get(self) -> u16 {
        self.0
    }

    pub(crate) fn read(raw: &[u8]) -> Option<Self> {
        Self::new(u16::try_from(read_uint(raw)?).ok()?).ok()
    }
}

impl fmt::Display for Neighbourhood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}

/// A postcode (*kode pos*): 0 to 99999. `Display` prints five digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Postcode(u32);

impl Postcode {
    /// Takes 0 to 99999.
    pub fn new(number: u32) -> Result<Self, OutOfRange> {
        if number <= 99_999 { Ok(Postcode(number)) } else { Err(OutOfRange) }
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:05}", self.0)
    }
}

/// An address (*alamat*).
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// Street and number.
    pub street: Line,
    /// *Rukun tetangga*.
    pub rt: Neighbourhood,
    /// *Rukun warga*.
    pub rw: Neighbourhood,
    /// *Kelurahan* or *desa*.
    pub village: Line,
    /// *Kecamatan*.
    pub district: Line,
    /// *Kabupaten* or *kota*, including that word.
    pub regency: Line,
    /// *Provinsi*.
    pub province: Line,
    /// *Kode pos*, if the document has it.
    pub postcode: Option<Postcode>,
}

impl Address {
    pub(crate) fn encode(&self) -> Vec<u8> {
        MapWriter::new()
            .text(1, self.street.as_str())
            .uint(2, self.rt.get().into())
            .uint(3, self.rw.get().into())
            .text(4, self.village.as_str())
            .text(5, self.district.as_str())
            .text(6, self.regency.as_str())
            .text(7, self.province.as_str())
            .optional(self.postcode, |map, code| map.uint(8, code.get().into()))
            .finish()
    }

    /// Reads it from checked CBOR.
    pub(crate) fn read(raw: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::of_checked(raw)?;
        Ok(Address {
            street: fields.line(1)?,
            rt: fields.required(2, Neighbourhood::read)?,
            rw: fields.required(3, Neighbourhood::read)?,
            village: fields.line(4)?,
            district: fields.line(5)?,
            regency: fields.line(6)?,
            province: fields.line(7)?,
            postcode: fields.optional(8, |raw| Postcode::new(u32::try_from(read_uint(raw)?).ok()?).ok())?,
        })
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(..)")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn neighbourhoods_print_three_digits_and_postcodes_five() {
        assert_eq!(Neighbourhood::new(4).unwrap().to_string(), "004");
        assert_eq!(Postcode::new(1234).unwrap().to_string(), "01234");
    }

    #[test]
    fn numbers_outside_their_field_are_refused_and_others_keep_their_digits() {
        assert_eq!(Neighbourhood::new(1000), Err(OutOfRange));
        assert_eq!(Postcode::new(100_000), Err(OutOfRange));
        let number = FamilyCardNumber::from_u64(9_901_010_101_150_001).unwrap();
        assert_eq!((number.digits().as_str(), number.as_u64()), ("9901010101150001", 9_901_010_101_150_001));
        assert!(FamilyCardNumber::from_u64(999_999_999_999_999).is_err());
        assert!(FamilyCardNumber::from_u64(10_000_000_000_000_000).is_err());
    }
}
