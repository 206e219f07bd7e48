//! NPWP (*Nomor Pokok Wajib Pajak*), the tax number.

use core::fmt;

use crate::{
    CivilDate,
    fields::{Fields, FormatError, MapWriter, read_text},
    text::{Line, Name},
};

macro_rules! digit_text {
    ($(#[$doc:meta])* $name:ident, $count:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// Takes exactly this many digits, without separators.
            ///
            /// # Errors
            /// [`NotNpwp`] for anything else.
            pub fn new(digits: &str) -> Result<Self, NotNpwp> {
                if digits.len() == $count && digits.bytes().all(|byte| byte.is_ascii_digit()) {
                    Ok($name(digits.to_owned()))
                } else {
                    Err(NotNpwp)
                }
            }

            /// The digits.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            pub(crate) fn read(raw: &[u8]) -> Option<Self> {
                Self::new(read_text(raw)?).ok()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}

/// Not the digits of an NPWP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the digits of an NPWP")]
pub struct NotNpwp;

digit_text!(
    /// NPWP of 16 digits: a resident's NIK, or 0 and the former 15 digits (PMK 112/2022).
    Npwp16,
    16
);
digit_text!(
    /// NPWP of 15 digits, as issued before PMK 112/2022.
    Npwp15,
    15
);

/// The body of a tax number card.
#[derive(Clone, PartialEq, Eq)]
pub struct Npwp {
    /// NPWP of 16 digits.
    pub number: Npwp16,
    /// The former NPWP of 15 digits, if there was one.
    pub old_number: Option<Npwp15>,
    /// *Nama*.
    pub name: Name,
    /// Tax office (*KPP*).
    pub tax_office: Line,
    /// Day of registration.
    pub registered_on: CivilDate,
}

impl Npwp {
    pub(crate) fn encode(&self) -> Vec<u8> {
        MapWriter::new()
            .text(1, self.number.as_str())
            .optional(self.old_number.as_ref(), |map, v| map.text(2, v.as_str()))
            .text(3, self.name.as_str())
            .text(4, self.tax_office.as_str())
            .date(5, self.registered_on)
            .finish()
    }

    /// Reads it from checked CBOR.
    pub(crate) fn read(raw: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::of_checked(raw)?;
        Ok(Npwp {
            number: fields.required(1, Npwp16::read)?,
            old_number: fields.optional(2, Npwp15::read)?,
            name: fields.name(3)?,
            tax_office: fields.line(4)?,
            registered_on: fields.date(5)?,
        })
    }
}

impl fmt::Debug for Npwp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Npwp(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_count_of_digits_is_an_npwp() {
        assert!(Npwp16::new("0012345678901234").is_ok());
        assert_eq!(Npwp16::new("001234567890123").err(), Some(NotNpwp));
        assert_eq!(Npwp15::new("00123456789012x").err(), Some(NotNpwp));
    }
}
