//! KTP (*Kartu Tanda Penduduk*), the identity card. Its NIK is the subject of the document.

use core::fmt;

use crate::{
    CivilDate, Sex,
    civil::{Address, Blood, Citizenship, MaritalStatus, Religion, sex_code, sex_of_code},
    fields::{Fields, FormatError, MapWriter},
    text::{Line, Name},
};

/// The body of an identity card, fields in the order they are printed (Permendagri 74/2015).
#[derive(Clone, PartialEq, Eq)]
pub struct Ktp {
    /// *Nama*.
    pub name: Name,
    /// *Tempat lahir*.
    pub birth_place: Line,
    /// *Tanggal lahir*.
    pub birth_date: CivilDate,
    /// *Jenis kelamin*.
    pub sex: Sex,
    /// *Golongan darah*.
    pub blood: Blood,
    /// *Alamat*.
    pub address: Address,
    /// *Agama*.
    pub religion: Religion,
    /// *Status perkawinan*; a KTP prints [`MaritalStatus::ktp_label`].
    pub marital_status: MaritalStatus,
    /// *Pekerjaan*.
    pub occupation: Line,
    /// *Kewarganegaraan*.
    pub citizenship: Citizenship,
    /// Place of issue.
    pub issued_in: Line,
}

impl Ktp {
    pub(crate) fn encode(&self) -> Vec<u8> {
        MapWriter::new()
            .text(1, self.name.as_str())
            .text(2, self.birth_place.as_str())
            .date(3, self.birth_date)
            .uint(4, sex_code(self.sex))
            .uint(5, self.blood.code())
            .raw(6, self.address.encode())
            .uint(7, self.religion.code())
            .uint(8, self.marital_status.code())
            .text(9, self.occupation.as_str())
            .uint(10, self.citizenship.code())
            .text(11, self.issued_in.as_str())
            .finish()
    }

    /// Reads it from checked CBOR.
    pub(crate) fn read(raw: &[u8]) -> Result<Self, FormatError> {
        let mut fields = Fields::of_checked(raw)?;
        Ok(Ktp {
            name: fields.name(1)?,
            birth_place: fields.line(2)?,
            birth_date: fields.date(3)?,
            sex: fields.coded(4, sex_of_code)?,
            blood: fields.coded(5, Blood::from_code)?,
            address: Address::read(fields.raw(6)?)?,
            religion: fields.coded(7, Religion::from_code)?,
            marital_status: fields.coded(8, MaritalStatus::from_code)?,
            occupation: fields.line(9)?,
            citizenship: fields.coded(10, Citizenship::from_code)?,
            issued_in: fields.line(11)?,
        })
    }
}

impl fmt::Debug for Ktp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ktp(..)")
    }
}
