//! *Akta kelahiran*, the birth certificate. The subject of the document is the child.

use core::fmt;

use crate::{
    CivilDate, Sex,
    civil::{sex_code, sex_of_code},
    fields::{Fields, FormatError, MapWriter, read_uint},
    text::{Line, Name},
};

/// The body of a birth certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct BirthCertificate {
    /// *Nomor akta*, opaque text.
    pub number: Line,
    /// Name of the child.
    pub child: Name,
    /// *Tempat lahir*.
    pub birth_place: Line,
    /// *Tanggal lahir*.
    pub birth_date: CivilDate,
    /// *Jenis kelamin*.
    pub sex: Sex,
    /// Which child of the mother this is, 1 to 30; `None` if not known.
    pub birth_order: Option<u8>,
    /// Name of the father; `None` if the certificate does not name him.
    pub father: Option<Name>,
    /// Name of the mother; `None` if the certificate does not name her, as for a foundling.
    pub mother: Option<Name>,
    /// Day of registration.
    pub registered_on: CivilDate,
    /// Place of registration.
    pub registered_at: Line,
    /// Officer who signed.
    pub officer: Name,
}

impl BirthCertificate {
    pub(crate) fn encode(&self) -> Vec<u8> {
        MapWriter::new()
            .text(1, self.number.as_str())
            .text(2, self.child.as_str())
            .text(3, self.birth_place.as_str())
            .date(4, self.birth_date)
            .uint(5, sex_code(self.sex))
            .optional(self.birth_order, |map, v| map.uint(6, v.into()))
            .optional(self.father.as_ref(), |map, v| map.text(7, v.as_str()))
            .optional(self.mother.as_ref(), |map, v| map.text(8, v.as_str()))
            .date(9, self.registered_on)
            .text(10, self.registered_at.as_str())
            .text(11, self.officer.as_str())
            .finish()
    }

    /// Reads it from checked CBOR.
    pub(crate) fn read(raw: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::of_checked(raw)?;
        Ok(BirthCertificate {
            number: fields.line(1)?,
            child: fields.name(2)?,
            birth_place: fields.line(3)?,
            birth_date: fields.date(4)?,
            sex: fields.coded(5, sex_of_code)?,
            birth_order: fields.optional(6, |raw| {
                u8::try_from(read_uint(raw)?).ok().filter(|order| (1..=30).contains(order))
            })?,
            father: fields.optional(7, Name::read)?,
            mother: fields.optional(8, Name::read)?,
            registered_on: fields.date(9)?,
            registered_at: fields.line(10)?,
            officer: fields.name(11)?,
        })
    }
}

impl fmt::Debug for BirthCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BirthCertificate(..)")
    }
}
