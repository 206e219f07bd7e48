//! KIA (*Kartu Identitas Anak*), the identity card of a child, kept on a parent's phone (Permendagri 2/2016).

use core::fmt;

use crate::{
    CivilDate, Sex,
    civil::{Address, Blood, Citizenship, FamilyCardNumber, Religion, sex_code, sex_of_code},
    fields::{Fields, FormatError, MapWriter},
    text::{Line, Name},
};

/// The body of a child's identity card.
#[derive(Clone, PartialEq, Eq)]
pub struct Kia {
    /// *Nama*.
    pub name: Name,
    /// *Jenis kelamin*.
    pub sex: Sex,
    /// *Golongan darah*.
    pub blood: Blood,
    /// *Tempat lahir*.
    pub birth_place: Line,
    /// *Tanggal lahir*.
    pub birth_date: CivilDate,
    /// Number of the family card.
    pub family_card: FamilyCardNumber,
    /// Name of the head of the family.
    pub family_head: Name,
    /// Number of the birth certificate.
    pub birth_certificate: Line,
    /// *Agama*.
    pub religion: Religion,
    /// *Kewarganegaraan*.
    pub citizenship: Citizenship,
    /// *Alamat*.
    pub address: Address,
    /// Place of issue.
    pub issued_in: Line,
}

impl Kia {
    pub(crate) fn encode(&self) -> Vec<u8> {
        MapWriter::new()
            .text(1, self.name.as_str())
            .uint(2, sex_code(self.sex))
            .uint(3, self.blood.code())
            .text(4, self.birth_place.as_str())
            .date(5, self.birth_date)
            .uint(6, self.family_card.as_u64())
            .text(7, self.family_head.as_str())
            .text(8, self.birth_certificate.as_str())
            .uint(9, self.religion.code())
            .uint(10, self.citizenship.code())
            .raw(11, self.address.encode())
            .text(12, self.issued_in.as_str())
            .finish()
    }

    /// Reads it from checked CBOR.
    pub(crate) fn read(raw: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::of_checked(raw)?;
        Ok(Kia {
            name: fields.name(1)?,
            sex: fields.coded(2, sex_of_code)?,
            blood: fields.coded(3, Blood::from_code)?,
            birth_place: fields.line(4)?,
            birth_date: fields.date(5)?,
            family_card: fields.required(6, FamilyCardNumber::read)?,
            family_head: fields.name(7)?,
            birth_certificate: fields.line(8)?,
            religion: fields.coded(9, Religion::from_code)?,
            citizenship: fields.coded(10, Citizenship::from_code)?,
            address: Address::read(fields.raw(11)?)?,
            issued_in: fields.line(12)?,
        })
    }
}

impl fmt::Debug for Kia {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kia(..)")
    }
}
